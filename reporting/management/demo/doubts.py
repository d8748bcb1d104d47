"""What was doubtful and what was forgotten in the demo: parked lines and a late cost.

The amounts come on top of the half years' own rows and count in no claim yet, so that the sums of
the demo are those of its plan.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from consortium.actions.evidence import keep_file
from consortium.rules.money import ZERO
from reporting.actions.costs import ExpenditureEntry, attach_evidence, enter_expenditure
from reporting.actions.verification import park_item, take_up_item
from reporting.management.demo.account import Account
from reporting.management.demo.half_years import HalfYears
from reporting.management.demo.papers import paper
from reporting.models import Expenditure, PartnerReport

CONFERENCE = "Konference om modtagelse, deltagergebyr"
PRINTING = "Trykning af velkomstpjecer"
INTERPRETER = "Tolk ved informationsmøde"


class Doubts:
    """Randers' conference is parked and taken up; Silkeborg's leaflets wait; Viborg was late."""

    def __init__(self, half_years: HalfYears, account: Account) -> None:
        self.half_years, self.account = half_years, account
        self.parked: list[Expenditure] = []

    def before(self, place: int, reports: dict[str, PartnerReport]) -> None:
        """What the partners enter besides, before they hand in the half year *place*."""
        if place == 2:
            self._enter(reports["randers"], "randers", CONFERENCE, "8750.00", (2013, 6, 12))
        if place == 3:
            self._enter(reports["silkeborg"], "silkeborg", PRINTING, "12400.00", (2013, 11, 20))
            self._enter(
                reports["viborg"],
                "viborg",
                INTERPRETER,
                "3600.00",
                (2013, 8, 22),
                late_reason="Tolken sendte først fakturaen til projektet i november 2013.",
            )

    def after(self, place: int, reports: dict[str, PartnerReport]) -> None:
        """What the controller sets aside or takes up, before the lines are decided."""
        if place == 2:
            self._park(reports["randers"], CONFERENCE, "Programmet viser ikke, om emnet er vores.")
        if place == 3:
            self._park(reports["silkeborg"], PRINTING, "EU-logoet mangler på den vedlagte prøve.")
            controller = self.account.people[self.account.controller("randers")]
            period = reports["randers"].period
            take_up_item(self.parked[0], period, by=controller, at=self.account.clock())

    def _enter(
        self,
        report: PartnerReport,
        key: str,
        text: str,
        net: str,
        day: tuple[int, int, int],
        *,
        late_reason: str = "",
    ) -> None:
        user = self.account.people[self.half_years.reporter(key)]
        on, number = dt.date(*day), f"B{report.period.number:02d}90"
        entry = ExpenditureEntry(
            line=self.account.promise.lines["external"],
            voucher_no=number,
            text=text,
            supplier="Mødestedet ApS",
            supplier_cvr="90000128",
            invoice_no=f"{key[:2].upper()}-{on:%y%m%d}",
            invoice_date=on,
            delivery_date=on,
            paid_on=on + dt.timedelta(days=8),
            ledger_account="4090",
            booking_no=f"{report.period.number}090",
            net=Decimal(net),
            vat=ZERO,
            late_reason=late_reason,
        )
        item = enter_expenditure(report, entry, by=user, at=self.account.clock())
        for role, title in (("invoice", "Faktura"), ("payment", "Betaling")):
            file = keep_file(
                content=paper(f"{title} {entry.invoice_no}", [text, f"Netto {net}"]),
                name=f"{title.lower()}-{number}-{key}.pdf",
                owner_ref=str(report.grant_partner.organisation_id),
                by=user,
                at=self.account.clock(),
            )
            attach_evidence(item, file, role, by=user, at=self.account.clock())

    def _park(self, report: PartnerReport, text: str, reason: str) -> None:
        item = Expenditure.objects.get(report=report, text=text)
        controller = self.account.people[self.account.controller("randers")]
        at = self.account.clock()
        self.parked.append(park_item(item, reason=reason, by=controller, at=at))

"""What the partners did and spent, half year by half year: the demo's reports.

Amounts are drawn by a generator with a fixed seed around the budget's own pace, so that every
installation shows the same øre.
"""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

from consortium.actions.evidence import keep_file
from consortium.rules.money import ZERO, cents_half_up
from consortium.rules.spans import Span, add_months
from grants.models import ActivityType, ReportingPeriod
from partners.models import Employee
from reporting.actions.cofinancing import receive_cofinancing, record_revenue
from reporting.actions.costs import ExpenditureEntry, attach_evidence, enter_many
from reporting.actions.delivery import count_indicator, hold_activity
from reporting.actions.hours import (
    HourEntry,
    approve_time_sheets,
    enter_hours,
    set_pay_rate,
    sign_time_sheet,
)
from reporting.actions.reports import (
    approve_report,
    open_report,
    save_report_texts,
    submit_report,
)
from reporting.management.demo.clock import Clock
from reporting.management.demo.papers import paper
from reporting.management.demo.people import People
from reporting.management.demo.promise import BUDGETS, Promise
from reporting.management.demo.results import say_of_itself
from reporting.management.demo.words import ACTIVITIES, PLACES, PROGRESS, SUPPLIERS
from reporting.models import Expenditure, PartnerReport, PayRate, TimeSheet

PROJECT_MONTHS = 40
BUSY = {"lead", "aarhus", "randers", "viborg"}
HALF = Decimal("0.5")


class HalfYears:
    """Tells the reports of all partners, one period at a time."""

    def __init__(self, people: People, promise: Promise, clock: Clock) -> None:
        self.people, self.promise, self.clock = people, promise, clock
        self.random = random.Random(2012)  # noqa: S311 - the same demo everywhere, nothing secret
        self.rates: dict[tuple[int, int], PayRate] = {}
        self.kinds = list(ActivityType.objects.filter(counts_attendance=True))

    def reporter(self, key: str) -> str:
        """The log-in that writes the reports of a partner."""
        return "lead.reporter" if key == "lead" else key

    def tell(
        self, key: str, period: ReportingPeriod, *, cash: str = "1.02", until: dt.date | None = None
    ) -> PartnerReport:
        """Write the report of one partner: what it did until *until*, and what others paid.

        *cash* says how much of the needed co-financing came in: 1 is exactly half of the cost.
        """
        user = self.people[self.reporter(key)]
        last = min(until or period.ends_on, period.ends_on)
        self.clock.move_to(last + dt.timedelta(days=2))
        partner = self.promise.partners[key]
        # A correction booked in the period has begun the partner's report already.
        report = PartnerReport.objects.filter(grant_partner=partner, period=period).first()
        report = report or open_report(partner, period, by=user, at=self.clock())
        self._activities(report, key, Span(period.starts_on, last))
        self._indicators(report, key)
        say_of_itself(report, user, self.clock)
        sheets = self._hours(report, key, Span(period.starts_on, last))
        items = self._costs(report, key, Span(period.starts_on, last))
        self._financing(report, key, items, sheets, Decimal(cash), last)
        return report

    def hand_in(self, report: PartnerReport, key: str, on: dt.date) -> PartnerReport:
        """Answer every question, let the approver look, and submit."""
        self.clock.move_to(on)
        user, approver = self.people[self.reporter(key)], self.people[f"{key}.approver"]
        partner = self.promise.partners[key]
        text = PROGRESS[(report.period.number + partner.number) % len(PROGRESS)]
        save_report_texts(
            report,
            activities_answer="yes",
            expenditure_answer="yes",
            hours_answer="yes",
            cofinancing_answer="yes" if report.contributions.exists() else "none",
            revenue_answer="yes" if report.revenues.exists() else "none",
            progress_text=text[0].format(place=partner),
            deviation_text=text[1],
            next_text=text[2],
            by=user,
            at=self.clock(),
        )
        report = approve_report(report, by=approver, at=self.clock())
        return submit_report(report, by=approver, at=self.clock())

    def _activities(self, report: PartnerReport, key: str, span: Span) -> None:
        count = (5 if key in BUSY else 4) if span.days > 100 else 2
        for _ in range(count):
            kind = self.random.choice(self.kinds)
            day = span.first + dt.timedelta(days=self.random.randrange(5, span.days))
            hold_activity(
                report,
                kind=kind,
                title=ACTIVITIES.get(kind.code, kind.name_da)[:200],
                held_on=day,
                place=self.random.choice(PLACES[key]),
                participants=self.random.randrange(8, 85),
                companies=self.random.randrange(0, 14),
                responsible=self.promise.partners[key],
                note="",
                by=self.people[self.reporter(key)],
                at=self.clock(),
            )

    def _indicators(self, report: PartnerReport, key: str) -> None:
        weight = float(BUDGETS[key]) / 30_000_000
        for indicator in self.promise.indicators:
            value = max(1, round(indicator.target / 6.5 * weight * self.random.uniform(0.7, 1.2)))
            women = value * 48 // 100 if indicator.by_sex else 0
            count_indicator(
                report,
                indicator=indicator,
                women=women,
                men=value - women if indicator.by_sex else 0,
                other=0,
                value=value,
                evidence_note="Deltagerliste i sagsmappen",
                by=self.people[self.reporter(key)],
                at=self.clock(),
            )

    def _hours(self, report: PartnerReport, key: str, span: Span) -> list[TimeSheet]:
        staff = Decimal(BUDGETS[key]) * Decimal("0.62") / PROJECT_MONTHS
        months = [
            month
            for n in range(7)
            if (month := add_months(span.first.replace(day=1), n)) <= span.last.replace(day=1)
            and (month.replace(day=28) <= span.last or report.period.ends_on <= span.last)
        ]
        sheets = []
        for month in months:
            # Four of the five work on the project in a month; who pauses goes round.
            team = [
                e for n, e in enumerate(self.people.employees[key]) if (n + month.month) % 5 != 0
            ]
            for place, employee in enumerate(team):
                rate = self._rate(key, employee, month)
                assert rate.rate is not None
                pace = Decimal(self.random.randrange(85, 112)) / 100
                hours = cents_half_up(staff / len(team) * pace / rate.rate)
                sheet = enter_hours(
                    report,
                    employee=employee,
                    month=month,
                    rate=rate,
                    entries=[HourEntry(None, hours, None, "Projektarbejde")],
                    # Two of the team are paid by their employer: their time is co-financing.
                    is_cofinancing=place < 2,
                    by=self.people[self.reporter(key)],
                    at=self.clock(),
                )
                sheets.append((sheet, employee))
        self.clock.move_to(span.last + dt.timedelta(days=3))
        signed = [sign_time_sheet(s, by=e.user, at=self.clock()) for s, e in sheets]
        if signed:
            approve_time_sheets(signed, by=self.people[f"{key}.approver"], at=self.clock())
        return signed

    def _rate(self, key: str, employee: Employee, month: dt.date) -> PayRate:
        year = month.year
        known = (employee.pk, year)
        if known not in self.rates:
            fte = employee.fte_pct / 100
            gross = cents_half_up(Decimal(self.random.randrange(470_000, 640_000)) * fte)
            self.rates[known] = set_pay_rate(
                employee,
                method="annual",
                valid_from=dt.date(year, 1, 1),
                valid_to=dt.date(year, 12, 31),
                gross_cost=gross,
                hours=Decimal("1720.00"),
                payroll_ref=f"Lønrapport {year - 1}/{known[0]}",
                by=self.people[self.reporter(key)],
                at=self.clock(),
            )
        return self.rates[known]

    def _costs(self, report: PartnerReport, key: str, span: Span) -> list[Expenditure]:
        entries: list[ExpenditureEntry] = []
        months = Decimal(max(1, round(span.days / 30.4)))
        for code, share, count in (
            ("external", "18", 4),
            ("travel", "4", 3),
            ("materials", "16", 5),
        ):
            target = Decimal(BUDGETS[key]) * Decimal(share) / 100 / PROJECT_MONTHS * months
            wanted = count if span.days > 100 else 1
            for _ in range(wanted):
                amount = target / wanted * Decimal(self.random.randrange(70, 118)) / 100
                entries.append(
                    self._voucher(report, key, code, cents_half_up(amount), span, len(entries))
                )
        user = self.people[self.reporter(key)]
        items = enter_many(report, entries, by=user, at=self.clock())
        statement = keep_file(
            content=paper(
                "Kontoudtog",
                [f"{key} {report.period}"] + [f"{e.paid_on} {e.voucher_no}" for e in entries],
            ),
            name=f"kontoudtog-{key}-{report.period.number}.pdf",
            owner_ref=str(report.grant_partner.organisation_id),
            by=user,
            at=self.clock(),
        )
        for item in items:
            voucher = keep_file(
                content=paper(
                    f"Faktura {item.invoice_no}",
                    [item.supplier, item.text, f"Netto {item.net}", f"Moms {item.vat}"],
                ),
                name=f"{item.voucher_no}.pdf",
                owner_ref=str(report.grant_partner.organisation_id),
                by=user,
                at=self.clock(),
            )
            attach_evidence(item, voucher, "invoice", by=user, at=self.clock())
            attach_evidence(item, statement, "payment", by=user, at=self.clock())
        return items

    def _voucher(
        self, report: PartnerReport, key: str, code: str, net: Decimal, span: Span, place: int
    ) -> ExpenditureEntry:
        text, supplier, cvr, has_vat = self.random.choice(SUPPLIERS[code])
        invoiced = span.first + dt.timedelta(days=self.random.randrange(3, max(4, span.days - 12)))
        number = report.period.number * 100 + place + 1
        return ExpenditureEntry(
            line=self.promise.lines[code],
            voucher_no=f"B{number:04d}",
            text=text,
            supplier=supplier,
            supplier_cvr=cvr,
            invoice_no=f"{key[:2].upper()}{number}-{self.random.randrange(1000, 9999)}",
            invoice_date=invoiced,
            delivery_date=invoiced,
            paid_on=min(invoiced + dt.timedelta(days=self.random.randrange(4, 12)), span.last),
            ledger_account=f"{4000 + 10 * place}",
            booking_no=f"{report.period.number}{place:03d}",
            net=net,
            vat=cents_half_up(net / 4) if has_vat else ZERO,
        )

    def _financing(
        self,
        report: PartnerReport,
        key: str,
        items: list[Expenditure],
        sheets: list[TimeSheet],
        cash: Decimal,
        last: dt.date,
    ) -> None:
        cost = sum((item.amount for item in items), ZERO)
        own = ZERO
        for row in Expenditure.objects.filter(report=report, kind=Expenditure.STAFF):
            cost += row.amount
            own += row.amount if row.cofinancing_form else ZERO
        needed = cents_half_up(max(ZERO, cost * HALF * cash - own))
        sector = report.grant_partner.organisation.sector
        source = {"lead": "state", "ringkobing": "private"}.get(key, "municipal")
        user = self.people[self.reporter(key)]
        if needed:
            receive_cofinancing(
                report,
                source=source,
                form="cash",
                contributor={
                    "state": "Beskæftigelsesministeriet",
                    "private": "Medlemsvirksomheder",
                }.get(
                    source,
                    report.grant_partner.organisation.name if sector == source else "Kommunen",
                ),
                received_on=last,
                document_ref=f"Bankbilag {report.period.number}-{key}",
                amount=needed,
                by=user,
                at=self.clock(),
            )
        if key == "aarhus" and report.period.number == 2:
            record_revenue(
                report,
                text="Deltagerbetaling, morgenmøde for ledere",
                received_on=last,
                amount=Decimal("7500.00"),
                by=user,
                at=self.clock(),
            )

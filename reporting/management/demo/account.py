"""How the lead checks, claims, pays on and corrects in the demo."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from consortium.rules.spans import add_working_days
from grants.actions.periods import close_period, open_period
from grants.models import ReportingPeriod
from reporting.actions.claims import (
    build_claim,
    check_claim,
    decide_claim,
    issue_statement,
    send_to_auditor,
    submit_claim,
)
from reporting.actions.corrections import (
    answer_hearing,
    book_correction,
    decide_correction,
    propose_correction,
)
from reporting.actions.payment_files import make_payment_file
from reporting.actions.payments import (
    approve_disbursements,
    book_payment,
    confirm_disbursement,
    send_disbursements,
)
from reporting.actions.queries_answers import ask
from reporting.actions.verification import (
    accept_contributions,
    accept_items,
    disallow_item,
    return_report,
    verify_report,
)
from reporting.management.demo.clock import Clock
from reporting.management.demo.people import People
from reporting.management.demo.promise import Promise
from reporting.models import (
    Claim,
    CoFinancingContribution,
    Expenditure,
    PartnerReport,
    PaymentReceived,
)
from reporting.rules.checklist import full_checklist


class Account:
    """The lead's side of the demo."""

    def __init__(self, people: People, promise: Promise, clock: Clock) -> None:
        self.people, self.promise, self.clock = people, promise, clock

    def controller(self, key: str) -> str:
        """Nobody verifies the cost of the own organisation."""
        return "controller2" if key == "lead" else "controller"

    def open(self, period: ReportingPeriod) -> ReportingPeriod:
        """Open a period on its first day."""
        self.clock.move_to(period.starts_on)
        opened = open_period(period, by=self.people["lead"], at=self.clock())
        self.promise.periods[opened.number - 1] = opened
        return opened

    def close(self, period: ReportingPeriod) -> ReportingPeriod:
        """Close a period for the partners."""
        return close_period(period, by=self.people["controller"], at=self.clock())

    def verify(
        self, report: PartnerReport, key: str, on: dt.date, *, disallow: str = ""
    ) -> PartnerReport:
        """Check a report line by line; *disallow* names a budget line whose first voucher falls."""
        self.clock.move_to(on)
        controller = self.people[self.controller(key)]
        items = list(Expenditure.objects.filter(report=report, state="submitted"))
        if disallow:
            fallen = next(item for item in items if item.line.code == disallow)
            disallow_item(
                fallen,
                amount=fallen.amount,
                code="NOT_ELIGIBLE",
                reason="Udgiften er afholdt før aktiviteten blev aftalt og er ikke berettiget.",
                by=controller,
                at=self.clock(),
            )
            items.remove(fallen)
        accept_items(report, items, by=controller, at=self.clock())
        received = list(CoFinancingContribution.objects.filter(report=report, state="submitted"))
        if received:
            accept_contributions(report, received, by=controller, at=self.clock())
        return verify_report(
            report,
            checklist=full_checklist(),
            extent_pct=100,
            conclusion="Alle linjer er gennemgået mod bilag, betaling og budget.",
            by=controller,
            at=self.clock(),
        )

    def give_back(self, report: PartnerReport, on: dt.date) -> PartnerReport:
        """Return a report with a question about a line and one about the whole."""
        self.clock.move_to(on)
        controller = self.people["controller"]
        items = list(
            Expenditure.objects.filter(report=report, kind=Expenditure.VOUCHER).order_by("id")[:2]
        )
        questions = [
            "Fakturaen er stilet til erhvervsrådet. Hvordan er udgiften kommet til projektet?",
            "Deltagerlisten mangler. Hvor mange af deltagerne kom fra virksomheder?",
        ]
        for item, text in zip(items, questions, strict=True):
            ask(
                report,
                text=text,
                due_on=on + dt.timedelta(days=14),
                expenditure=item,
                by=controller,
                at=self.clock(),
            )
        return return_report(report, by=controller, at=self.clock())

    def claim(self, period: ReportingPeriod, on: dt.date) -> Claim:
        """Build, check, have audited and submit the claim of a period."""
        self.clock.move_to(on)
        grant = type(self.promise.grant).objects.get(pk=self.promise.grant.pk)
        claim = build_claim(grant, period, by=self.people["lead"], at=self.clock())
        claim = check_claim(claim, by=self.people["controller"], at=self.clock())
        claim = send_to_auditor(claim, by=self.people["lead"], at=self.clock())
        self.clock.move_to(on + dt.timedelta(days=8))
        issue_statement(
            claim,
            kind="clean",
            text="Vi har revideret opgørelsen og har ingen forbehold.",
            qualified_amount=Decimal("0.00"),
            by=self.people["auditor"],
            at=self.clock(),
        )
        claim = Claim.objects.get(pk=claim.pk)
        return submit_claim(claim, by=self.people["signatory"], at=self.clock())

    def pay(self, claim: Claim, on: dt.date, *, confirm: bool = True) -> None:
        """The fund accepts and pays; the lead pays on, and the partners confirm."""
        self.clock.move_to(on - dt.timedelta(days=10))
        note, by = "Anmodningen er godkendt.", self.people["funder"]
        day = self.clock.now.date()
        claim = decide_claim(claim, accepted=True, note=note, on=day, by=by, at=self.clock())
        self.clock.move_to(on)
        payment = book_payment(
            claim,
            amount=claim.payable,
            received_on=on,
            bank_ref=f"EBST {claim.number:02d}/{on.year}",
            by=self.people["controller"],
            at=self.clock(),
        )
        approve_disbursements(payment, by=self.people["signatory"], at=self.clock())
        sent_on = on + dt.timedelta(days=6)
        self.clock.move_to(sent_on)
        if not confirm:
            self._write_file(payment, sent_on)
        send_disbursements(
            payment,
            on=sent_on,
            bank_ref=f"Udb. {claim.number:02d}",
            by=self.people["controller"],
            at=self.clock(),
        )
        if not confirm:
            return
        self.clock.move_to(sent_on + dt.timedelta(days=3))
        keys = {partner.pk: key for key, partner in self.promise.partners.items()}
        for disbursement in payment.disbursements.filter(state="sent"):
            key = keys[disbursement.grant_partner_id]
            confirm_disbursement(
                disbursement,
                on=self.clock.now.date(),
                by=self.people["lead.reporter" if key == "lead" else key],
                at=self.clock(),
            )

    def _write_file(self, payment: PaymentReceived, on: dt.date) -> None:
        """The transfers go to the bank in one file."""
        by = self.people["controller"]
        make_payment_file(payment, execute_on=on, by=by, at=self.clock())

    def correct(self, key: str, on: dt.date) -> None:
        """A claimed cost falls: the partner is heard, the signatory decides, the row is booked."""
        self.clock.move_to(on)
        original = Expenditure.objects.filter(
            grant_partner=self.promise.partners[key], state="claimed", line__code="external"
        ).order_by("id")[0]
        correction = propose_correction(
            original,
            amount=original.accepted,
            reason_code="not_documented",
            reason="Ydelsen kan ikke dokumenteres leveret i projektperioden.",
            is_irregular=True,
            by=self.people["auditor"],
            at=self.clock(),
        )
        correction = answer_hearing(
            correction,
            text="Vi har ikke yderligere bemærkninger.",
            by=self.people[f"{key}.approver"],
            at=self.clock(),
        )
        decided_on = add_working_days(on, 11)
        self.clock.move_to(decided_on)
        correction = decide_correction(
            correction, on=decided_on, by=self.people["signatory"], at=self.clock()
        )
        # Who books the row has worked on the report and may not verify it: the outside one books.
        book_correction(correction, by=self.people["controller2"], at=self.clock())

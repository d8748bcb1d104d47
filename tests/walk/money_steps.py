"""The money's side of a walk: claims, payments, corrections; and every step with its weight."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from reporting.actions.claims import (
    build_claim,
    check_claim,
    cut_item,
    decide_claim,
    drop_claim,
    issue_statement,
    rebuild_claim,
    restore_item,
    send_to_auditor,
    submit_claim,
    take_back_claim,
)
from reporting.actions.corrections import book_correction, decide_correction, propose_correction
from reporting.actions.payments import (
    approve_disbursements,
    book_payment,
    confirm_disbursement,
    send_disbursements,
)
from reporting.actions.recoveries import refund_recovery, settle_recovery, write_off_recovery
from reporting.actions.reversals import propose_reversal
from reporting.models import (
    Claim,
    Correction,
    Disbursement,
    PaymentReceived,
    Recovery,
)
from reporting.queries.gates import before_claim
from tests.reporting import story
from tests.walk.steps import REASON, Walk


class MoneyWalk(Walk):
    """A walk that claims, pays and corrects as well."""

    # Claims.

    def build(self) -> None:
        """A claim is built up to an open or closed period."""
        period = self.pick(self.periods.exclude(state="planned"))
        if period is not None:
            build_claim(self.grant, period, by=self.world.pm, at=self.at())

    def build_advance(self) -> None:
        """Money ahead of cost, once."""
        if not self.claims.filter(is_advance=True).exists():
            build_claim(
                self.grant, self.world.period, is_advance=True, by=self.world.pm, at=self.at()
            )

    def redo(self) -> None:
        """A draft is built again or thrown away; a checked claim is taken back."""
        claim = self.pick(self.claims.filter(state__in=Claim.OPEN_STATES))
        if claim is None:
            return
        if claim.state != "draft":
            take_back_claim(claim, reason=REASON, by=self.world.pm, at=self.at())
        elif self.chance.random() < 0.6:
            rebuild_claim(claim, by=self.world.pm, at=self.at())
        else:
            drop_claim(claim, by=self.world.pm, at=self.at())

    def check(self) -> None:
        """The controller checks a draft."""
        claim = self.pick(self.claims.filter(state="draft"))
        if claim is not None:
            check_claim(claim, by=self.world.lc, at=self.at())

    def submit(self) -> None:
        """A checked claim gets its statement and is sent."""
        claim = self.pick(self.claims.filter(state__in=["checked", "with_auditor", "audited"]))
        if claim is None:
            return
        if claim.state == "checked" and claim.period.auditor_required and not claim.is_advance:
            claim = send_to_auditor(claim, by=self.world.pm, at=self.at())
            issue_statement(claim, "clean", "Uden forbehold.", by=self.world.au, at=self.at())
        submit_claim(claim, before_claim(claim).seal, by=self.world.ls, at=self.at())

    def cut(self) -> None:
        """The funder notes a cut, or takes one back, before it decides."""
        claim = self.pick(self.claims.filter(state="submitted"))
        if claim is None:
            return
        item = self.pick(claim.items.filter(accepted__gt=0))
        if item is None:
            return
        if claim.results.filter(item=item).exists():
            restore_item(claim, item, by=self.world.ma, at=self.at())
            return
        cut_item(
            claim,
            item,
            accepted=item.accepted - self.part(item.accepted),
            reason_code="not_eligible",
            reason=REASON,
            is_irregular=self.chance.random() < 0.5,
            by=self.world.ma,
            at=self.at(),
        )

    def judge(self) -> None:
        """The funder accepts a claim, with its cuts, or rejects it."""
        claim = self.pick(self.claims.filter(state="submitted"))
        if claim is None:
            return
        decide_claim(
            claim,
            accepted=self.chance.random() < 0.8,
            note="Se brevet.",
            on=self.today,
            by=self.world.ma,
            at=self.at(),
        )

    # Money.

    def pay(self) -> None:
        """The fund's money comes."""
        claim = self.pick(self.claims.filter(state__in=["accepted", "partly_accepted"]))
        if claim is not None:
            book_payment(
                claim,
                amount=claim.counted_payable,
                received_on=self.today,
                bank_ref=f"BANK-{claim.number}",
                late_reason="Sent.",
                by=self.world.lc,
                at=self.at(),
            )

    def pass_on(self) -> None:
        """The money goes on to the partners, who confirm it."""
        waiting = Disbursement.objects.filter(state__in=["calculated", "approved", "sent"])
        row = self.pick(waiting)
        if row is None:
            return
        payment = PaymentReceived.objects.get(pk=row.payment_id)
        if row.state == "calculated":
            approve_disbursements(payment, by=self.world.ls, at=self.at())
        elif row.state == "approved":
            send_disbursements(
                payment, on=self.today, bank_ref="UD", by=self.world.lc, at=self.at()
            )
        else:
            receiver = story.writers(self.world, row.grant_partner)[0]
            confirm_disbursement(row, on=self.today, by=receiver, at=self.at())

    # Corrections.

    def correct(self) -> None:
        """A claimed cost falls, in whole or in part."""
        item = self.pick(self.costs.filter(state="claimed", accepted__gt=0))
        if item is None:
            return
        found = propose_correction(
            item,
            amount=self.part(item.accepted),
            reason_code="not_eligible",
            reason=REASON,
            is_irregular=self.chance.random() < 0.5,
            by=self.world.au,
            at=self.at(),
        )
        self._book(found)

    def _book(self, found: Correction) -> None:
        found = decide_correction(
            found, on=self.today, reason="Enig.", by=self.world.ls, at=self.at()
        )
        book_correction(found, by=self.world.lc, at=self.at())

    def reverse(self) -> None:
        """A correction was wrong."""
        rows = Correction.objects.filter(grant=self.world.grant, state__in=["booked", "recovered"])
        found = self.pick(rows.filter(reverses__isnull=True))
        if found is not None:
            self._book(propose_reversal(found, reason=REASON, by=self.world.au, at=self.at()))

    def settle(self) -> None:
        """A partner pays back, cannot, or gets back what it has paid too much."""
        owed = Recovery.objects.filter(correction__grant=self.world.grant)
        recovery = self.pick(owed.unsettled())
        dropped = self.pick(owed.filter(dropped_on__isnull=False))
        if dropped is not None and self.chance.random() < 0.5:
            paid = dropped.entries.filter(kind__in=["payment", "offset"])
            whole = sum((entry.amount for entry in paid), Decimal("0.00"))
            if whole:
                refund_recovery(
                    dropped, amount=whole, on=self.today, by=self.world.lc, at=self.at()
                )
        elif recovery is not None and self.chance.random() < 0.2:
            write_off_recovery(
                recovery, on=self.today, reason="Konkurs.", by=self.world.ls, at=self.at()
            )
        elif recovery is not None:
            amount = self.part(recovery.left)
            settle_recovery(recovery, amount=amount, on=self.today, by=self.world.lc, at=self.at())

    def steps(self) -> dict[str, tuple[Callable[[], None], int]]:
        """Every step with its weight."""
        return {
            "report": (self.report, 10),
            "half_year": (self.half_year, 5),
            "decide": (self.decide, 8),
            "decide_again": (self.decide_again, 4),
            "take_up": (self.take_up, 3),
            "conclude": (self.conclude, 7),
            "accept_cash": (self.accept_cash, 2),
            "release": (self.release, 3),
            "amend": (self.amend, 3),
            "next_period": (self.next_period, 3),
            "close": (self.close, 2),
            "reopen": (self.reopen, 2),
            "build": (self.build, 6),
            "build_advance": (self.build_advance, 1),
            "redo": (self.redo, 3),
            "check": (self.check, 7),
            "submit": (self.submit, 8),
            "cut": (self.cut, 4),
            "judge": (self.judge, 8),
            "pay": (self.pay, 8),
            "pass_on": (self.pass_on, 8),
            "correct": (self.correct, 5),
            "reverse": (self.reverse, 4),
            "settle": (self.settle, 4),
        }

"""What may happen to a small grant: each step picks by chance and calls actions only."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db.models import F

from grants.actions.budgets import Commitment, approve_budget, draft_budget, propose_budget
from grants.actions.periods import close_period, open_period
from grants.models import BudgetAmount, BudgetLine, Grant, GrantPartner, ReportingPeriod
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
from reporting.actions.cofinancing import receive_cofinancing
from reporting.actions.corrections import book_correction, decide_correction, propose_correction
from reporting.actions.costs import ExpenditureEntry, enter_expenditure
from reporting.actions.delivery import count_indicator
from reporting.actions.evidence import prove_expenditure
from reporting.actions.parking import disallow_parked, park_item, take_up_item
from reporting.actions.payments import (
    approve_disbursements,
    book_payment,
    confirm_disbursement,
    send_disbursements,
)
from reporting.actions.recoveries import refund_recovery, settle_recovery, write_off_recovery
from reporting.actions.releases import release_awaiting
from reporting.actions.reopening import ask_reopening, sign_reopening
from reporting.actions.reports import (
    approve_report,
    open_report,
    save_report_texts,
    submit_report,
)
from reporting.actions.reversals import propose_reversal
from reporting.actions.verification import (
    accept_contributions,
    accept_items,
    disallow_item,
    undecide_item,
)
from reporting.models import (
    Claim,
    Correction,
    Disbursement,
    Expenditure,
    PartnerReport,
    PaymentReceived,
    Recovery,
)
from tests.reporting import story

LINES = ("external", "materials")
REASON = "Fundet ved kontrol."


class Walk:
    """One walk: the world, its chance, and how the steps are called."""

    def __init__(self, world: SimpleNamespace, chance: random.Random) -> None:
        self.world, self.chance = world, chance
        self.vouchers: int = getattr(world, "vouchers", 0)

    # What chance chooses.

    def pick(self, rows: Any) -> Any:
        """One of *rows*, in an order that every database gives alike; None where there is none."""
        found = list(rows.order_by("pk"))
        return self.chance.choice(found) if found else None

    def part(self, whole: Decimal) -> Decimal:
        """A part of *whole*, above nothing, in odd øre; often the whole."""
        if self.chance.random() < 0.35 or whole <= Decimal("0.02"):
            return whole
        return Decimal(self.chance.randint(1, int(whole * 100) - 1)) / 100

    @property
    def grant(self) -> Grant:
        """The grant as it is now."""
        return Grant.objects.get(pk=self.world.grant.pk)

    def at(self) -> dt.datetime:
        """A minute later."""
        now: dt.datetime = self.world.clock()
        return now

    @property
    def today(self) -> dt.date:
        """The walk's day."""
        return self.at().date()

    @property
    def periods(self) -> Any:
        """The grant's periods."""
        return ReportingPeriod.objects.filter(grant=self.world.grant)

    @property
    def costs(self) -> Any:
        """Rows of the ledger that were costs once, not what the house works out of them."""
        return Expenditure.objects.filter(grant=self.world.grant).exclude(kind="flat_rate")

    @property
    def claims(self) -> Any:
        """The grant's claims."""
        return Claim.objects.filter(grant=self.world.grant)

    # Partners.

    def report(self) -> None:
        """A partner reports what it has not reported yet, some of it late."""
        taken = self.periods.filter(state__in=["open", "reopened", "submission_due"])
        period = self.pick(taken)
        if period is None:
            return
        self._report(self.pick(GrantPartner.objects.filter(grant=self.world.grant)), period)

    def half_year(self) -> None:
        """Everybody reports, and everything is verified, so that a claim can be checked."""
        period = self.periods.filter(state__in=["open", "reopened"]).order_by("number").last()
        if period is None:
            return
        for partner in GrantPartner.objects.filter(grant=self.world.grant).order_by("number"):
            self._report(partner, period)
        for report in PartnerReport.objects.filter(period=period, state="submitted").order_by("pk"):
            story.verified(self.world, report)

    def _report(self, partner: GrantPartner, period: ReportingPeriod) -> None:
        writer, approver = story.writers(self.world, partner)
        old = PartnerReport.objects.filter(grant_partner=partner, period=period).first()
        if old is not None and old.state not in ("draft", "returned"):
            return
        report = old or open_report(partner, period, by=writer, at=self.at())
        for _number in range(self.chance.randint(1, 3)):
            self._cost(report, writer)
        if self.chance.random() < 0.6:
            self._cash(report, writer)
        self._answered(report, writer)
        approve_report(report, by=approver, at=self.at())
        submit_report(report, by=approver, at=self.at())

    def _cost(self, report: PartnerReport, writer: Any) -> None:
        self.vouchers += 1
        number = f"V{self.vouchers}"
        day = report.period.starts_on
        late = ""
        if report.period.number > 1 and self.chance.random() < 0.25:
            day, late = day - dt.timedelta(days=20), "Faktura kom for sent."
        entry = ExpenditureEntry(
            line=BudgetLine.objects.get(code=self.chance.choice(LINES)),
            voucher_no=number,
            text="Oplæg",
            supplier="Konsulenthuset ApS",
            supplier_cvr="29189668",
            invoice_no=f"F-{number}",
            invoice_date=day,
            delivery_date=day,
            paid_on=day,
            ledger_account="4711",
            booking_no=f"B-{number}",
            net=Decimal(self.chance.randint(1, 2_500_000)) / 100,
            vat=Decimal("0.00"),
            late_reason=late,
        )
        item = enter_expenditure(report, entry, by=writer, at=self.at())
        for role in ("invoice", "payment"):
            prove_expenditure(
                item,
                content=f"%PDF-1.4 {role} {number}".encode(),
                name=f"{role}-{number}.pdf",
                role=role,
                by=writer,
                at=self.at(),
            )

    def _cash(self, report: PartnerReport, writer: Any) -> None:
        receive_cofinancing(
            report,
            source="private",
            form="cash",
            contributor="Medlemmerne",
            received_on=report.period.starts_on,
            document_ref="Bank",
            amount=Decimal(self.chance.randint(1, 4_000_000)) / 100,
            by=writer,
            at=self.at(),
        )

    def _answered(self, report: PartnerReport, writer: Any) -> None:
        has_cash = report.contributions.exists()
        count_indicator(report, indicator=self.world.indicator, by=writer, at=self.at())
        save_report_texts(
            report,
            activities_answer="none",
            expenditure_answer="yes",
            hours_answer="none",
            cofinancing_answer="yes" if has_cash else "none",
            revenue_answer="none",
            progress_text="Vi er i gang.",
            deviation_text="Ingen.",
            next_text="Mere.",
            by=writer,
            at=self.at(),
        )

    # The controller.

    def decide(self) -> None:
        """The controller decides on a line: accepted, fallen in part, or set aside."""
        item = self.pick(self.costs.filter(state="submitted"))
        if item is None:
            return
        how = self.chance.choice(["accept", "accept", "accept", "disallow", "park"])
        if how == "accept":
            accept_items(item.report, [item], by=self.world.lc2, at=self.at())
        elif how == "disallow":
            self._disallow(item)
        else:
            park_item(item, reason=REASON, by=self.world.lc2, at=self.at())

    def _disallow(self, item: Expenditure) -> None:
        disallow_item(
            item,
            amount=self.part(item.at_stake),
            code="NOT_ELIGIBLE",
            reason=REASON,
            by=self.world.lc2,
            at=self.at(),
        )

    def decide_again(self) -> None:
        """A decision is taken back, made worse, or turned into "later"."""
        item = self.pick(self.costs.filter(state__in=["verified", "awaiting_budget", "disallowed"]))
        if item is None:
            return
        how = self.chance.choice(["undecide", "disallow", "park"])
        if how == "undecide":
            undecide_item(item, reason=REASON, by=self.world.lc2, at=self.at())
        elif how == "disallow":
            self._disallow(item)
        else:
            park_item(item, reason=REASON, by=self.world.lc2, at=self.at())

    def take_up(self) -> None:
        """A parked line comes up again."""
        item = self.pick(self.costs.filter(state="parked"))
        period = self.pick(self.periods.filter(state__in=["open", "reopened", "closed"]))
        if item is None or period is None:
            return
        if self.chance.random() < 0.25:
            disallow_parked(
                item, period, code="NOT_ELIGIBLE", reason=REASON, by=self.world.lc2, at=self.at()
            )
        else:
            take_up_item(item, period, by=self.world.lc2, at=self.at())

    def conclude(self) -> None:
        """The controller accepts what is left of a report and concludes."""
        report = self.pick(
            PartnerReport.objects.filter(
                grant_partner__grant=self.world.grant, state="submitted"
            ).select_related("grant_partner")
        )
        if report is not None:
            story.verified(self.world, report)

    def accept_cash(self) -> None:
        """Co-financing is accepted."""
        report = self.pick(
            PartnerReport.objects.filter(
                grant_partner__grant=self.world.grant,
                state="submitted",
                contributions__state="submitted",
            )
        )
        if report is not None:
            rows = list(report.contributions.filter(state="submitted"))
            accept_contributions(report, rows, by=self.world.lc2, at=self.at())

    def release(self) -> None:
        """What awaited budget is tried again."""
        period = self.pick(self.periods.filter(state__in=["open", "reopened", "closed"]))
        if period is not None:
            release_awaiting(self.grant, period, by=self.world.lc2, at=self.at())

    def amend(self) -> None:
        """The funder approves another budget: some money moves between lines or partners."""
        grant = self.grant
        newest = grant.budget_versions.filter(state="approved").order_by("number").last()
        assert newest is not None
        cells = {
            (cell.grant_partner_id, cell.line_id): cell.amount
            for cell in BudgetAmount.objects.filter(version=newest)
        }
        source, target = self.chance.sample(sorted(cells), 2)
        amount = self.part(cells[source])
        cells[source] -= amount
        cells[target] += amount
        partners = {one.pk: one for one in grant.partners.all()}
        lines = {one.pk: one for one in BudgetLine.objects.all()}
        version = draft_budget(
            grant,
            effective_from=self.chance.choice([grant.starts_on, self.today]),
            explanation="Omdisponering",
            amounts=[(partners[who], lines[line], value) for (who, line), value in cells.items()],
            commitments=[
                Commitment(one.grant_partner, one.source, one.form, one.amount, one.letter_ref)
                for one in newest.commitments.all()
            ],
            by=self.world.pm,
            at=self.at(),
        )
        propose_budget(version, by=self.world.pm, at=self.at())
        approve_budget(version, on=self.today, by=self.world.ma, at=self.at())

    # Periods.

    def next_period(self) -> None:
        """The calendar goes on."""
        period = self.periods.filter(state="planned").order_by("number").first()
        if period is None:
            return
        day = max(self.today, period.starts_on + dt.timedelta(days=25))
        self.world.clock.move_to(day.year, day.month, day.day)
        self.world.period = open_period(period, by=self.world.pm, at=self.at())

    def close(self) -> None:
        """A period takes no more reports."""
        period = self.pick(self.periods.filter(state__in=["open", "reopened", "submission_due"]))
        if period is not None:
            close_period(period, by=self.world.lc, at=self.at())

    def reopen(self) -> None:
        """A closed period opens again, and its decisions are taken back."""
        period = self.pick(self.periods.filter(state="closed"))
        if period is None:
            return
        asked = ask_reopening(period, reason=REASON, by=self.world.lc, at=self.at())
        sign_reopening(asked, by=self.world.ls, at=self.at())

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
        submit_claim(claim, by=self.world.ls, at=self.at())

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
        recovery = self.pick(owed.filter(settled_amount__lt=F("amount")))
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
            amount = self.part(recovery.amount - recovery.settled_amount)
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

"""What may happen to a small grant: each step picks by chance and calls actions only."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from grants.actions.budgets import Commitment, approve_budget, draft_budget, propose_budget
from grants.actions.periods import close_period, open_period
from grants.models import BudgetAmount, BudgetLine, Grant, GrantPartner, ReportingPeriod
from reporting.actions.cofinancing import receive_cofinancing
from reporting.actions.costs import ExpenditureEntry, enter_expenditure
from reporting.actions.delivery import count_indicator
from reporting.actions.evidence import prove_expenditure
from reporting.actions.parking import disallow_parked, park_item, take_up_item
from reporting.actions.releases import release_awaiting
from reporting.actions.reopening import ask_reopening, sign_reopening
from reporting.actions.reports import (
    approve_report,
    open_report,
    save_report_texts,
    submit_report,
)
from reporting.actions.verification import (
    accept_contributions,
    accept_items,
    disallow_item,
    undecide_item,
)
from reporting.models import (
    Claim,
    Expenditure,
    PartnerReport,
)
from tests.reporting import story
from tests.sample_files import pdf

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
                content=pdf(f"{role} {number}"),
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

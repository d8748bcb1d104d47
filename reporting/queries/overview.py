"""The rows of the lead's overview: by line, by partner, by source; page and files ask the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from consortium.rules.money import ZERO
from grants.models import (
    FUND_SOURCE,
    BudgetAmount,
    BudgetLine,
    FinancingCommitment,
    Grant,
)
from grants.rules.profiles import RuleProfile
from reporting.models import Claim, Disbursement, PaymentReceived, Repayment
from reporting.queries import ledger

LEFT_THE_HOUSE = ("sent", "confirmed")


@dataclass(frozen=True)
class LineFigures:
    """One budget line, its figures, and the part of its flexibility that is used (R-90)."""

    line: BudgetLine
    figures: ledger.Figures
    flexibility: Decimal | None


@dataclass(frozen=True)
class SourceFigures:
    """One source in one form: planned and actual, in DKK."""

    source: str
    form: str
    plan: Decimal
    actual: Decimal

    @property
    def difference(self) -> Decimal:
        """What is still to come."""
        return self.plan - self.actual


@dataclass(frozen=True)
class MonthOfCash:
    """What came into and left the lead's account in a month, in DKK."""

    month: dt.date
    received: Decimal
    passed_on: Decimal
    paid_back: Decimal

    @property
    def change(self) -> Decimal:
        """What the month leaves on the account."""
        return self.received - self.passed_on - self.paid_back


def line_figures(
    picture: ledger.Overview, budget: Iterable[BudgetAmount], profile: RuleProfile
) -> list[LineFigures]:
    """Every line that has a budget or cost, by its number."""
    flex = Decimal(profile.budget_flex.numerator) / profile.budget_flex.denominator
    lines = {cell.line_id: cell.line for cell in budget}
    if unplanned := set(picture.by_line) - set(lines):
        lines |= BudgetLine.objects.in_bulk(unplanned)
    return [
        LineFigures(line, picture.by_line[line.pk], picture.by_line[line.pk].flexibility_used(flex))
        for line in sorted(lines.values(), key=lambda line: line.number)
        if line.pk in picture.by_line
    ]


def of_partners(picture: ledger.Overview, keys: Collection[int]) -> ledger.Overview:
    """*picture* with the cells of some partners alone; no key = all."""
    if not keys:
        return picture
    found = ledger.Overview()
    for (partner, line), cell in picture.by_both.items():
        if partner in keys:
            for figures in found.cells(partner, line):
                figures.join(cell)
    return found


def claimed_amount(claims: Iterable[Claim]) -> Decimal:
    """What the fund has been asked for, as it counts now."""
    return sum((c.counted_amount for c in claims if c.state not in {"draft", "rejected"}), ZERO)


def source_figures(
    picture: ledger.Overview, received: Iterable[ledger.Received], claimed: Decimal
) -> list[SourceFigures]:
    """Plan and actual by source and form; the fund's part is what was claimed."""
    received = list(received)
    actual = {(one.source, one.form): one.verified for one in received}
    for key, amount in picture.own_effort.items():
        actual[key] = actual.get(key, ZERO) + amount
    plan = {(one.source, one.form): one.planned for one in received}
    actual[(FUND_SOURCE, "cash")] = claimed
    order = list(dict(FinancingCommitment._meta.get_field("source").flatchoices))
    found = (
        SourceFigures(*key, plan.get(key, ZERO), actual.get(key, ZERO))
        for key in sorted({*plan, *actual}, key=lambda key: (order.index(key[0]), key[1]))
    )
    return [one for one in found if one.plan or one.actual]


def cash_by_month(grant: Grant) -> list[MonthOfCash]:
    """The fund's money on the lead's account, month by month: in, on to the partners, and back."""
    came = _by_month(PaymentReceived.objects.filter(claim__grant=grant), "received_on")
    gone = _by_month(
        Disbursement.objects.filter(payment__claim__grant=grant, state__in=LEFT_THE_HOUSE),
        "sent_on",
    )
    back = _by_month(Repayment.objects.filter(grant=grant, sent_on__isnull=False), "sent_on")
    return [
        MonthOfCash(month, came.get(month, ZERO), gone.get(month, ZERO), back.get(month, ZERO))
        for month in sorted({*came, *gone, *back})
    ]


def _by_month(rows: object, day: str) -> dict[dt.date, Decimal]:
    found = (
        rows.order_by()  # type: ignore[attr-defined]
        .annotate(month=TruncMonth(day))
        .values_list("month")
        .annotate(sum=Sum("amount"))
    )
    return dict(found)

"""One report: what it holds, what it lacks, who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from consortium.rules.money import ZERO
from grants.models import BudgetLine
from reporting.models import Expenditure, PartnerReport, Query


def authors(report: PartnerReport) -> frozenset[int]:
    """Everybody who made a line of *report*."""
    makers = Expenditure.objects.filter(report=report).values_list("created_by", flat=True)
    return frozenset(makers.order_by().distinct())


@dataclass(frozen=True)
class LineSum:
    """What a report declares on one budget line, DKK."""

    line: BudgetLine
    rows: int
    amount: Decimal
    accepted: Decimal
    disallowed: Decimal
    awaiting: Decimal
    parked: Decimal


def sums_by_line(report: PartnerReport) -> list[LineSum]:
    """The report's costs added up by budget line."""
    sums = {
        row["line"]: row
        for row in Expenditure.objects.filter(report=report)
        .order_by()
        .values("line")
        .annotate(
            number=Count("pk"),
            amount=Sum("amount"),
            good=Sum("accepted"),
            bad=Sum("disallowed"),
            waits=Sum("awaiting"),
            aside=Sum("parked"),
        )
    }
    return [
        LineSum(
            line,
            row["number"],
            row["amount"],
            row["good"],
            row["bad"],
            row["waits"],
            row["aside"],
        )
        for line in BudgetLine.objects.filter(pk__in=sums)
        for row in [sums[line.pk]]
    ]


def report_total(lines: list[LineSum]) -> Decimal:
    """What the report declares in all, DKK."""
    return sum((line.amount for line in lines), ZERO)


def open_queries(report: PartnerReport) -> QuerySet[Query]:
    """The lead's questions that are not closed, with the lines they are about."""
    return report.queries.filter(closed_at__isnull=True).select_related("expenditure", "asked_by")

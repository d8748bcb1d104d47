"""One report: what it holds, what it lacks, who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.text import Truncator

from consortium.rules.money import ZERO
from grants.models import BudgetLine, Indicator
from reporting.models import (
    Activity,
    CoFinancingContribution,
    Expenditure,
    ExpenditureFile,
    IndicatorValue,
    PartnerReport,
    Query,
    Revenue,
    TimeSheet,
)
from reporting.rules.completeness import (
    ACTIVITIES,
    COFINANCING,
    COSTS,
    HOURS,
    REVENUE,
    Named,
    ReportFacts,
)

ENTERED = (Expenditure.VOUCHER, Expenditure.IN_KIND)


def entered_costs(report: PartnerReport) -> QuerySet[Expenditure]:
    """The costs that the partner typed or imported, not those that hours or the lead made."""
    return Expenditure.objects.filter(report=report, kind__in=ENTERED)


def completeness_facts(report: PartnerReport) -> ReportFacts:
    """What `missing_parts` asks about *report*, in five queries whatever its size."""
    counts = _counts(report)
    without_voucher, without_payment = _unproved(report)
    return ReportFacts(
        answers={
            ACTIVITIES: report.activities_answer,
            COSTS: report.expenditure_answer,
            HOURS: report.hours_answer,
            COFINANCING: report.cofinancing_answer,
            REVENUE: report.revenue_answer,
        },
        rows=counts,
        without_voucher=without_voucher,
        without_payment=without_payment,
        not_counted=_not_counted(report),
        not_approved=_not_approved(report),
        not_answered=tuple(
            Named(query.pk, Truncator(query.text).chars(60))
            for query in report.queries.filter(closed_at__isnull=True, answer="")
        ),
    )


def _counts(report: PartnerReport) -> dict[str, int]:
    def number(model: type, **kept: object) -> Subquery:
        rows = model.objects.filter(report=OuterRef("pk"), **kept).order_by()  # type: ignore[attr-defined]
        return Subquery(rows.values("report").annotate(number=Count("pk")).values("number"))

    row = (
        PartnerReport.objects.filter(pk=report.pk)
        .values_list(
            number(Activity),
            number(Expenditure, kind__in=ENTERED),
            number(TimeSheet),
            number(CoFinancingContribution),
            number(Revenue),
        )
        .get()
    )
    steps = (ACTIVITIES, COSTS, HOURS, COFINANCING, REVENUE)
    return {step: count or 0 for step, count in zip(steps, row, strict=True)}


def _unproved(report: PartnerReport) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    def has(role: str) -> Exists:
        return Exists(ExpenditureFile.objects.filter(expenditure=OuterRef("pk"), role=role))

    rows = (
        entered_costs(report)
        .annotate(voucher=has(ExpenditureFile.INVOICE), payment=has(ExpenditureFile.PAYMENT))
        .filter(Q(voucher=False) | Q(payment=False, kind=Expenditure.VOUCHER))
        .values_list("pk", "voucher_no", "text", "kind", "voucher", "payment")
    )
    without_voucher, without_payment = [], []
    for pk, number, text, kind, voucher, payment in rows:
        named = Named(pk, f"{number} {text}")
        if not voucher:
            without_voucher.append(named)
        if not payment and kind == Expenditure.VOUCHER:
            without_payment.append(named)
    return tuple(without_voucher), tuple(without_payment)


def _not_counted(report: PartnerReport) -> tuple[Named, ...]:
    counted = IndicatorValue.objects.filter(report=report).values("indicator")
    indicators = Indicator.objects.filter(grant__partners=report.grant_partner_id)
    return tuple(
        Named(indicator.pk, indicator.name) for indicator in indicators.exclude(pk__in=counted)
    )


def _not_approved(report: PartnerReport) -> tuple[Named, ...]:
    sheets = TimeSheet.objects.filter(report=report).exclude(state="approved")
    return tuple(
        Named(sheet.pk, f"{sheet.employee.name}, {sheet.month:%m.%Y}")
        for sheet in sheets.select_related("employee")
    )


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
            aside=Sum("parked"),
        )
    }
    return [
        LineSum(line, row["number"], row["amount"], row["good"], row["bad"], row["aside"])
        for line in BudgetLine.objects.filter(pk__in=sums)
        for row in [sums[line.pk]]
    ]


def report_total(lines: list[LineSum]) -> Decimal:
    """What the report declares in all, DKK."""
    return sum((line.amount for line in lines), ZERO)


def open_queries(report: PartnerReport) -> QuerySet[Query]:
    """The lead's questions that are not closed, with the lines they are about."""
    return report.queries.filter(closed_at__isnull=True).select_related("expenditure", "asked_by")

"""One report: what it holds, what it lacks, who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.utils.text import Truncator

from consortium.rules.money import ZERO
from grants.models import BudgetLine, Grant, Indicator
from grants.rules.profiles import RuleProfile
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
    lacking = _unproved(report)
    return ReportFacts(
        answers={
            ACTIVITIES: report.activities_answer,
            COSTS: report.expenditure_answer,
            HOURS: report.hours_answer,
            COFINANCING: report.cofinancing_answer,
            REVENUE: report.revenue_answer,
        },
        rows=counts,
        without_voucher=tuple(lacking["voucher"]),
        without_payment=tuple(lacking["payment"]),
        without_delivery=tuple(lacking["delivery"]),
        without_market=tuple(lacking["market"]),
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


LACKS = ("voucher", "payment", "delivery", "market")


def costs_lacking(report: PartnerReport) -> QuerySet[Expenditure]:
    """The entered costs that lack a paper, each with `lacks_voucher` and so on by the paper."""

    def lacks(role: str) -> Q:
        files = ExpenditureFile.objects.filter(expenditure=OuterRef("pk"), role=role)
        return Q(~Exists(files))

    paid = Q(kind=Expenditure.VOUCHER)
    wanted = {
        "voucher": paid & lacks(ExpenditureFile.INVOICE),
        "payment": paid & lacks(ExpenditureFile.PAYMENT),
        "delivery": Q(kind=Expenditure.IN_KIND) & lacks(ExpenditureFile.DELIVERY),
        "market": paid
        & lacks(ExpenditureFile.MARKET)
        & above_market_limit(report.grant_partner.grant),
    }
    flags = {
        f"lacks_{paper}": ExpressionWrapper(lack, output_field=BooleanField())
        for paper, lack in wanted.items()
    }
    rows = entered_costs(report).annotate(**flags)
    return rows.filter(Q(*((flag, True) for flag in flags), _connector=Q.OR))


def _unproved(report: PartnerReport) -> dict[str, list[Named]]:
    """The entered costs that lack a paper, by the paper."""
    found: dict[str, list[Named]] = {paper: [] for paper in LACKS}
    for row in costs_lacking(report).only("voucher_no", "text"):
        for paper, named in found.items():
            if getattr(row, f"lacks_{paper}"):
                named.append(Named(row.pk, f"{row.voucher_no} {row.text}"))
    return found


def above_market_limit(grant: Grant) -> Q:
    """Vouchers that need a procurement file or a market check, or the reason for none (A-21)."""
    limit = RuleProfile.from_json(grant.profile).market_check_from
    if limit is None:
        return Q(pk__in=[])
    return Q(net__gt=limit, market_reason="")


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

"""What the rules of completeness ask about reports: one statement, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat
from django.utils.text import Truncator

from consortium.queries.texts import is_danish
from grants.models import Grant
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
    QUESTIONS,
    REVENUE,
    Named,
    ReportFacts,
)

ENTERED = (Expenditure.VOUCHER, Expenditure.IN_KIND)
NAME_LENGTH = 60
INDICATOR = "grant_partner__grant__indicators"
# Rows that a report lacks something about, by the field of `ReportFacts` that names them.
VOUCHER, PAYMENT, DELIVERY, MARKET = (
    "without_voucher",
    "without_payment",
    "without_delivery",
    "without_market",
)
COUNTED, APPROVED, ANSWERED = "not_counted", "not_approved", "not_answered"


class Found(NamedTuple):
    """One finding: how many rows a step has, or a row that lacks something."""

    report: int
    what: str
    key: int
    label: str
    more: str


def completeness_facts(report: PartnerReport) -> ReportFacts:
    """What the rules ask about *report*, in one query whatever its size."""
    return facts_of([report])[report.pk]


def facts_of(reports: Sequence[PartnerReport]) -> dict[int, ReportFacts]:
    """What the rules ask about each of *reports*, which have their partner's grant at hand."""
    found: defaultdict[int, list[Found]] = defaultdict(list)
    if reports:
        first, *others = _arms(reports)
        for row in first.union(*others, all=True):
            found[row[0]].append(Found(*row))
    return {report.pk: _facts(report, found[report.pk]) for report in reports}


def _facts(report: PartnerReport, found: Iterable[Found]) -> ReportFacts:
    rows: dict[str, int] = {}
    named: defaultdict[str, list[Named]] = defaultdict(list)
    for one in sorted(found, key=_place):
        if one.what in (ACTIVITIES, COSTS, HOURS, COFINANCING, REVENUE, QUESTIONS):
            rows[one.what] = one.key
        else:
            named[one.what].append(_named(one))
    return ReportFacts(
        answers={
            ACTIVITIES: report.activities_answer,
            COSTS: report.expenditure_answer,
            HOURS: report.hours_answer,
            COFINANCING: report.cofinancing_answer,
            REVENUE: report.revenue_answer,
        },
        asked=rows.pop(QUESTIONS, 0),
        rows=rows,
        **{what: tuple(rows_named) for what, rows_named in named.items()},
    )


def _place(one: Found) -> tuple[str, str, int]:
    """Rows stand by their name, questions by their day."""
    if one.what == ANSWERED:
        return (one.more, "", one.key)
    return (one.label, one.more, one.key)


def _named(one: Found) -> Named:
    """The row as a sentence names it, and where on its page it is put right."""
    if one.what == COUNTED:
        return Named(one.key, one.label, "women" if one.more in ("1", "true") else "value")
    if one.what == APPROVED:
        # more is employee/yyyy-mm-dd: the address of the month.
        year, month, _day = one.more.partition("/")[2].split("-")
        return Named(one.key, f"{one.label}, {month}.{year}", one.more[: -len("-dd")])
    if one.what == ANSWERED:
        return Named(one.key, Truncator(one.label).chars(NAME_LENGTH))
    return Named(one.key, f"{one.label} {one.more}")


def _arms(reports: Sequence[PartnerReport]) -> list[QuerySet[Any]]:
    keys = [report.pk for report in reports]
    counted: list[tuple[str, QuerySet[Any]]] = [
        (ACTIVITIES, Activity.objects.filter(report__in=keys)),
        (COSTS, Expenditure.objects.filter(report__in=keys, kind__in=ENTERED)),
        (HOURS, TimeSheet.objects.filter(report__in=keys)),
        (COFINANCING, CoFinancingContribution.objects.filter(report__in=keys)),
        (REVENUE, Revenue.objects.filter(report__in=keys)),
        (QUESTIONS, Query.objects.filter(report__in=keys)),
    ]
    numbers = [_numbers(what, rows) for what, rows in counted]
    grants = {report.grant_partner.grant_id: report.grant_partner.grant for report in reports}
    return [*numbers, *_unproved(keys, list(grants.values())), *_undone(keys)]


def _numbers(what: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """How many *rows* each report has."""
    named = rows.order_by().values("report").annotate(fact_what=Value(what, CharField()))
    found: QuerySet[Any] = named.annotate(
        fact_key=Count("pk"),
        fact_label=Value("", CharField()),
        fact_more=Value("", CharField()),
    ).values_list("report", "fact_what", "fact_key", "fact_label", "fact_more")
    return found


def _rows(
    what: str,
    rows: QuerySet[Any],
    label: Combinable,
    more: Combinable,
    *,
    report: str = "report",
    key: str = "pk",
) -> QuerySet[Any]:
    """*rows* with the columns of `Found`."""
    found: QuerySet[Any] = (
        rows.order_by()
        .annotate(
            fact_what=Value(what, CharField()),
            fact_key=F(key),
            fact_label=Cast(label, CharField()),
            fact_more=Cast(more, CharField()),
        )
        .values_list(report, "fact_what", "fact_key", "fact_label", "fact_more")
    )
    return found


def _unproved(keys: Sequence[int], grants: Iterable[Grant]) -> list[QuerySet[Any]]:
    """The entered costs that lack a paper, by the paper."""
    costs = Expenditure.objects.filter(report__in=keys)
    return [
        _rows(what, costs.filter(lack), F("voucher_no"), F("text"))
        for what, lack in paper_gaps(grants).items()
    ]


def paper_gaps(grants: Iterable[Grant]) -> dict[str, Q]:
    """Which costs of *grants* lack which paper, by the field of `ReportFacts` that names them."""

    def lacks(role: str) -> Q:
        files = ExpenditureFile.objects.filter(expenditure=OuterRef("pk"), role=role)
        return Q(~Exists(files))

    paid = Q(kind=Expenditure.VOUCHER)
    above = Q(pk__in=[])
    for grant in grants:
        above |= Q(grant=grant) & above_market_limit(grant)
    return {
        VOUCHER: paid & lacks(ExpenditureFile.INVOICE),
        PAYMENT: paid & lacks(ExpenditureFile.PAYMENT),
        DELIVERY: Q(kind=Expenditure.IN_KIND) & lacks(ExpenditureFile.DELIVERY),
        MARKET: paid & lacks(ExpenditureFile.MARKET) & above,
    }


def costs_lacking(report: PartnerReport) -> QuerySet[Expenditure]:
    """The entered costs that lack a paper, each with `lacks_voucher` and so on by the paper."""
    gaps = paper_gaps([report.grant_partner.grant])
    flags = {
        what.replace("without_", "lacks_"): ExpressionWrapper(lack, output_field=BooleanField())
        for what, lack in gaps.items()
    }
    rows = Expenditure.objects.filter(report=report, kind__in=ENTERED).annotate(**flags)
    return rows.filter(Q(*((flag, True) for flag in flags), _connector=Q.OR))


def above_market_limit(grant: Grant) -> Q:
    """Vouchers that need a procurement file or a market check, or the reason for none (A-21)."""
    limit = RuleProfile.from_json(grant.profile).market_check_from
    if limit is None:
        return Q(pk__in=[])
    return Q(net__gt=limit, market_reason="")


def _undone(keys: Sequence[int]) -> list[QuerySet[Any]]:
    """Indicators not counted, months not approved, questions not answered."""
    counted = IndicatorValue.objects.filter(report=OuterRef("pk"), indicator=OuterRef(INDICATOR))
    reports = PartnerReport.objects.filter(pk__in=keys, **{f"{INDICATOR}__isnull": False})
    sheets = TimeSheet.objects.filter(report__in=keys).exclude(state="approved")
    whose = Concat(Cast("employee_id", CharField()), Value("/"), Cast("month", CharField()))
    queries = Query.objects.filter(report__in=keys, closed_at__isnull=True, answer="")
    name = F(f"{INDICATOR}__name_{'da' if is_danish() else 'en'}")
    return [
        _rows(
            COUNTED,
            reports.filter(~Exists(counted)),
            name,
            F(f"{INDICATOR}__by_sex"),
            report="pk",
            key=INDICATOR,
        ),
        _rows(APPROVED, sheets, F("employee__name"), whose),
        _rows(ANSWERED, queries, F("text"), F("due_on")),
    ]

"""What a forecast starts from: the approved budget, and what is verified of settled periods."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q, Sum, Value
from django.db.models.functions import Cast

from consortium.models.fields import MoneyField
from consortium.rules.money import ZERO
from grants.models import (
    FUND_SOURCE,
    BudgetLine,
    FinancingCommitment,
    Grant,
    GrantPartner,
    ReportingPeriod,
)
from grants.rules.budgets import line_limit
from reporting.models import CoFinancingContribution, Expenditure, PartnerReport, Revenue
from reporting.queries import ledger
from reporting.queries.funding import (
    COUNTED,
    VERIFIED_REPORTS,
    as_position,
    frozen_profile,
    funding_terms,
    plus,
)
from reporting.rules.forecast import Flow, Plan, Term
from reporting.rules.funding import Position

SYMBOLS = ("IK", "P", "IKpub", "X")
NOTHING = Position(TE=ZERO)
# A partner has no limit of its own: the lines' limits are the project's.
NO_LIMIT = Decimal("999999999999.99")


@dataclass(frozen=True)
class Outlook:
    """The plan of a grant and of each of its partners, with what names their parts."""

    plan: Plan
    by_partner: dict[int, Plan]
    lines: dict[int, BudgetLine]
    partners: list[GrantPartner]
    periods: list[ReportingPeriod]
    settled: int


@dataclass
class _Actual:
    """What is verified of the settled periods."""

    by_line: defaultdict[int, Decimal]
    by_partner: defaultdict[int, Position]
    revenue: defaultdict[int, Decimal]


def outlook(grant: Grant, on: dt.date) -> Outlook:
    """Everything that a forecast of *grant* looks at, as known on the day *on*."""
    periods = list(grant.periods.order_by("number"))
    settled = _settled(grant, periods)
    budget = ledger.budget_in_force(grant, on)
    version = budget[0].version if budget else None
    plan = list(FinancingCommitment.objects.filter(version=version).exclude(source=FUND_SOURCE))
    actual = _actual(grant, settled)
    lines = {cell.line_id: cell.line for cell in budget}
    if unplanned := set(actual.by_line) - set(lines):
        lines |= BudgetLine.objects.in_bulk(unplanned)
    by_line: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    by_partner: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for cell in budget:
        by_line[cell.line_id] += cell.amount
        by_partner[cell.grant_partner_id] += cell.amount
    promised: defaultdict[int | None, Position] = defaultdict(lambda: NOTHING)
    for one in plan:
        part = as_position(one.form, one.source, one.amount, cost=one.amount)
        promised[one.grant_partner_id] = plus(promised[one.grant_partner_id], part)
    term = _term(grant, periods, settled)
    partners = list(grant.partners.select_related("organisation").order_by("number"))
    whole = Plan(
        term=term,
        lines={key: Flow(by_line[key], actual.by_line[key]) for key in lines},
        limits={key: _limit(grant, line, by_line[key]) for key, line in lines.items()},
        others=_others(_added(promised.values()), _added(actual.by_partner.values()))
        | {"revenue": Flow(ZERO, sum(actual.revenue.values(), ZERO))},
        terms=funding_terms(grant),
    )
    own = {
        one.pk: replace(
            whole,
            lines={0: Flow(by_partner[one.pk], actual.by_partner[one.pk].TE)},
            limits={0: NO_LIMIT},
            others=_others(promised[one.pk], actual.by_partner[one.pk])
            | {"revenue": Flow(ZERO, actual.revenue[one.pk])},
        )
        for one in partners
    }
    return Outlook(whole, own, lines, partners, periods, settled)


def _settled(grant: Grant, periods: list[ReportingPeriod]) -> int:
    """The last period that is locked, or whose reports have all been verified; 0 for none.

    A period that is half verified would look like half a pace.
    """
    states: defaultdict[int, set[str]] = defaultdict(set)
    rows = PartnerReport.objects.filter(grant_partner__grant=grant).order_by()
    for number, state in rows.values_list("period__number", "state").distinct():
        states[number].add(state)
    done = [
        one.number
        for one in periods
        if one.state == "locked"
        or (states[one.number] and states[one.number] <= set(VERIFIED_REPORTS))
    ]
    return max(done, default=0)


def _term(grant: Grant, periods: list[ReportingPeriod], settled: int) -> Term:
    before = grant.starts_on - dt.timedelta(days=1)
    ends = {one.number: one.ends_on for one in periods}
    return Term(grant.starts_on, grant.ends_on, ends.get(settled, before))


def _limit(grant: Grant, line: BudgetLine, approved: Decimal) -> Decimal:
    profile = frozen_profile(grant)
    if line.kind == BudgetLine.FLAT:
        return approved
    return line_limit(approved, profile.budget_flex, profile.budget_flex_amount)


def _added(parts: object) -> Position:
    found = NOTHING
    for part in parts:  # type: ignore[attr-defined]
        found = plus(found, part)
    return found


def _others(planned: Position, actual: Position) -> dict[str, Flow]:
    return {name: Flow(getattr(planned, name), getattr(actual, name)) for name in SYMBOLS}


def _actual(grant: Grant, settled: int) -> _Actual:
    """Cost, financing and revenue of the settled periods, in one question."""
    within = Q(report__period__number__lte=settled)
    nothing = Value(ZERO, MoneyField())
    costs = (
        Expenditure.objects.filter(within, grant=grant, state__in=COUNTED)
        .order_by()
        .values_list("grant_partner_id", "line_id", "cofinancing_form", "cofinancing_source")
        .annotate(total=Sum("accepted"), earned=nothing)
    )
    came = (
        CoFinancingContribution.objects.filter(within, grant=grant, state__in=COUNTED)
        .order_by()
        .values_list("grant_partner_id", Value(0), "form", "source")
        .annotate(total=Sum("amount"), earned=nothing)
    )
    text = Cast(Value(""), CoFinancingContribution._meta.get_field("form"))
    earned = (
        Revenue.objects.filter(
            within, report__grant_partner__grant=grant, report__state__in=VERIFIED_REPORTS
        )
        .order_by()
        .values_list("report__grant_partner_id", Value(0), text, text)
        .annotate(total=nothing, earned=Sum("amount"))
    )
    found = _Actual(
        defaultdict(lambda: ZERO), defaultdict(lambda: NOTHING), defaultdict(lambda: ZERO)
    )
    for partner, line, form, source, total, gain in costs.union(came, earned, all=True):
        cost = total if line else ZERO
        part = as_position(form, source, total, cost=cost)
        found.by_partner[partner] = plus(found.by_partner[partner], part)
        found.revenue[partner] += gain
        if line:
            found.by_line[line] += cost
    return found

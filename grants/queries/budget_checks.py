"""What stands against approving a budget version, and whose approval it needs (R-10, R-90)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Sum

from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from grants.models import FUND_SOURCE, BudgetLine, BudgetVersion, Grant
from grants.queries.budgets import commitments, line_changes, version_total
from grants.rules.approval import Decided, PlanLine, approval, check_financing_plan
from grants.rules.budgets import LineChange, over_flex
from grants.rules.flat_rates import covered_kinds
from grants.rules.profiles import RuleProfile

NO_FLEX = Fraction(0)


def budget_breaches(
    version: BudgetVersion,
    grant: Grant,
    plan: list[Any] | None = None,
    total: Decimal | None = None,
) -> list[Breach]:
    """Everything that stops *version*, whoever approves it; *plan* and *total* if known already."""
    budget = version_total(version) if total is None else total
    if budget == 0:
        message = _("The budget is empty; write down what each partner may spend on each line.")
        return [Breach("BUDGET_EMPTY", message, "amounts", {}, "R-10")]
    return [
        *_request_breaches(grant, budget),
        *_total_breaches(grant, budget),
        *_plan_breaches(commitments(version) if plan is None else plan, grant, budget),
        *_day_breaches(version, grant),
        *_rate_breaches(version, grant),
    ]


def beyond_flex(version: BudgetVersion, grant: Grant, base: BudgetVersion | None) -> list[Breach]:
    """Why the funder must approve *version*: it has approved none, or lines grew too far since."""
    if base is None:
        message = _("The first budget is approved by the funder.")
        return [Breach("FIRST_BUDGET", message, "", {}, "rules 3.1")]
    profile = RuleProfile.from_json(grant.profile)
    breaches = []
    for line, change in line_changes(base, version):
        flex = NO_FLEX if line.kind == BudgetLine.FLAT else profile.budget_flex
        if over_flex([change], flex, profile.budget_flex_amount):
            breaches.append(_grown(change, flex, base))
    return breaches


def _grown(change: LineChange, flex: Fraction, base: BudgetVersion) -> Breach:
    message = _(
        "%(line)s grows from %(before)s kr. in version %(number)s to %(after)s kr., more than the "
        "flexibility of %(flex)s per cent: the funder must approve it."
    )
    params = {
        "line": change.line,
        "before": change.before,
        "after": change.after,
        "number": base.number,
        "flex": str((flex * 100).limit_denominator(100)),
    }
    return Breach("OVER_FLEX", message, change.line, params, "R-90")


def _request_breaches(grant: Grant, budget: Decimal) -> Sequence[Breach]:
    profile = RuleProfile.from_json(grant.profile)
    if not profile.has_engine or profile.rate_cap is None:
        return []
    # A grant that the authority gave above the cap was tested, with its reason, when awarded.
    decided = Decided(profile.authority_rounding) if budget == grant.budget else None
    answer = approval(grant.amount, budget, grant.ceiling, profile.rate_cap, decided=decided)
    return [breach for breach in answer.breaches if breach.code != "CAP_DEVIATION"]


def _total_breaches(grant: Grant, budget: Decimal) -> list[Breach]:
    if budget == grant.budget:
        return []
    message = _(
        "The budget adds up to %(budget)s kr., the grant letter says %(granted)s kr.: move the "
        "difference of %(difference)s kr., or have the grant amended first."
    )
    params = {
        "budget": budget,
        "granted": grant.budget,
        "difference": abs(grant.budget - budget),
    }
    return [Breach("TOTAL_NOT_GRANTED", message, "amounts", params, "R-90")]


def _plan_breaches(plan: list[Any], grant: Grant, budget: Decimal) -> list[Breach]:
    by_source = {one.source: one.source_total for one in plan}
    fund = by_source.pop(FUND_SOURCE, ZERO)
    lines = [PlanLine(source, amount) for source, amount in by_source.items()]
    breaches = check_financing_plan(budget, fund, lines)
    if fund != grant.amount:
        message = _(
            "The plan takes %(planned)s kr. from the fund, the grant is %(granted)s kr.: write the "
            "grant in the plan."
        )
        params = {"planned": fund, "granted": grant.amount}
        breaches.append(Breach("PLAN_NOT_GRANT", message, "financing_plan", params, "R-13"))
    return breaches


def _rate_breaches(version: BudgetVersion, grant: Grant) -> list[Breach]:
    """Lines that the letter's flat rates cover, and flat-rate money without a rate (R-40, R-42)."""
    profile = RuleProfile.from_json(grant.profile)
    covered = covered_kinds(profile)
    wrong = [*covered] if profile.flat_rates else [BudgetLine.FLAT]
    if not wrong:
        return []
    found = version.amounts.filter(line__kind__in=wrong, amount__gt=0).order_by()
    totals = found.values("line").annotate(total=Sum("amount")).values_list("line", "total")
    lines = BudgetLine.objects.in_bulk([key for key, _total in totals])
    message = (
        _("%(line)s is covered by the letter's flat rate; move its %(amount)s kr. to another line.")
        if profile.flat_rates
        else _("%(line)s has %(amount)s kr., but the grant letter gives no flat rate. Move them.")
    )
    return [
        Breach(
            "FLAT_RATE_BUDGET",
            message,
            "amounts",
            {"line": lines[key].name, "amount": total},
            "R-42",
        )
        for key, total in totals
    ]


def _day_breaches(version: BudgetVersion, grant: Grant) -> list[Breach]:
    if version.effective_from >= grant.starts_on:
        return []
    message = _("A budget takes effect on %(first)s at the earliest, when the project starts.")
    return [Breach("TOO_EARLY", message, "effective_from", {"first": grant.starts_on}, "rules 3.1")]

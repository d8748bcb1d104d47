"""What may be granted: the ceiling, the rate cap and the financing plan (R-10, R-11, R-17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from consortium.rules.money import ZERO, as_fraction, cents_down
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

CEILING = "L1"
RATE = "L2"


@dataclass(frozen=True)
class Approval:
    """The answer to a request for money; amounts in DKK, `rate` an exact fraction of one.

    `binding` names the limits that set `max_grant` (L1 the ceiling, L2 the rate cap); `excess` is
    what was asked above `max_grant`; `budget_missing` is how much larger the budget would have to
    be to earn the request, as far as the ceiling allows; `min_budget_for_ceiling` is the smallest
    budget that earns the whole frame, None without a ceiling. `breaches` stop the approval,
    `warnings` only speak.
    """

    approvable: bool
    max_grant: Decimal
    rate: Fraction
    binding: tuple[str, ...]
    excess: Decimal
    budget_missing: Decimal
    required_cofinancing: Decimal
    min_budget_for_ceiling: Decimal | None
    breaches: tuple[Breach, ...] = ()
    warnings: tuple[Breach, ...] = ()


@dataclass(frozen=True)
class Decided:
    """A grant that an authority has already decided, with the rounding unit it uses (R-17)."""

    authority_rounding: Decimal
    reason: str = ""


@dataclass(frozen=True)
class PlanLine:
    """One source in a financing plan beside the fund: its *name* and its *amount* in DKK."""

    name: str
    amount: Decimal


def approval(
    requested: Decimal,
    budget: Decimal,
    ceiling: Decimal | None,
    rate_cap: Fraction,
    *,
    decided: Decided | None = None,
) -> Approval:
    """Test *requested* kroner against `min(ceiling, d(rate_cap * budget))` (R-10, C01, C02).

    With *decided* the grant is being recorded, not asked for: what lies above the cap by no more
    than the authority's rounding unit is a warning, and more is a deviation that needs a reason
    (R-17). The ceiling is never passed. Raises ValueError unless the budget is above zero and the
    request not below it.
    """
    if budget <= 0 or requested < 0:
        raise ValueError("an approval needs a budget above zero and a request not below zero")
    earned = cents_down(rate_cap * as_fraction(budget))
    limits = {RATE: earned} if ceiling is None else {CEILING: ceiling, RATE: earned}
    max_grant = min(limits.values())
    breaches, warnings = _over_cap(requested, budget, rate_cap, decided)
    if ceiling is not None and requested > ceiling:
        breaches.insert(0, _over_ceiling(requested, ceiling))
    within_frame = requested if ceiling is None else min(requested, ceiling)
    return Approval(
        approvable=not breaches,
        max_grant=max_grant,
        rate=as_fraction(requested) / as_fraction(budget),
        binding=tuple(name for name, limit in limits.items() if limit == max_grant),
        excess=max(ZERO, requested - max_grant),
        budget_missing=max(ZERO, smallest_budget(within_frame, rate_cap) - budget),
        required_cofinancing=budget - min(requested, max_grant),
        min_budget_for_ceiling=None if ceiling is None else smallest_budget(ceiling, rate_cap),
        breaches=tuple(breaches),
        warnings=tuple(warnings),
    )


def smallest_budget(grant: Decimal, rate_cap: Fraction) -> Decimal:
    """Return the smallest budget in DKK of which *rate_cap* is at least *grant* (R-10)."""
    return -cents_down(-as_fraction(grant) / rate_cap)


def check_financing_plan(budget: Decimal, grant: Decimal, plan: Sequence[PlanLine]) -> list[Breach]:
    """Find where the *grant* and the *plan*'s own sources fail to add up to *budget* (R-13, C09).

    All amounts in DKK. A plan balances to the øre or not at all.
    """
    breaches = [
        Breach(
            "PLAN_LINE_NEGATIVE",
            _(
                "%(source)s is put down with %(amount)s; a source cannot give less than nothing. "
                "Enter what it gives, or take the line out."
            ),
            line.name,
            {"source": line.name, "amount": line.amount},
            "R-13",
        )
        for line in plan
        if line.amount < 0
    ]
    total = grant + sum((line.amount for line in plan), ZERO)
    params = {"total": total, "budget": budget, "difference": abs(budget - total)}
    if total < budget:
        message = _(
            "The financing plan adds up to %(total)s, the budget to %(budget)s: "
            "find a source for the missing %(difference)s."
        )
        breaches.append(Breach("PLAN_SHORT", message, "financing_plan", params, "R-13"))
    if total > budget:
        message = _(
            "The financing plan adds up to %(total)s, the budget to %(budget)s: "
            "take the surplus of %(difference)s out."
        )
        breaches.append(Breach("PLAN_OVER", message, "financing_plan", params, "R-13"))
    return breaches


def _over_ceiling(requested: Decimal, ceiling: Decimal) -> Breach:
    message = _(
        "%(requested)s is %(excess)s above the fund's ceiling of %(ceiling)s; lower it by at "
        "least that much."
    )
    params = {"requested": requested, "ceiling": ceiling, "excess": requested - ceiling}
    return Breach("OVER_CEILING", message, "requested", params, "R-10")


def _over_cap(
    requested: Decimal, budget: Decimal, rate_cap: Fraction, decided: Decided | None
) -> tuple[list[Breach], list[Breach]]:
    over = as_fraction(requested) - rate_cap * as_fraction(budget)
    if over <= 0:
        return [], []
    if decided is None:
        return [_over_rate(requested, budget, rate_cap)], []
    params = {"requested": requested, "cap": rate_cap, "budget": budget, "over": -cents_down(-over)}
    if over <= as_fraction(decided.authority_rounding):
        message = _(
            "The authority's rounding puts %(requested)s up to %(over)s above the cap of "
            "%(cap)s of %(budget)s; claims never pass the cap."
        )
        return [], [Breach("CAP_ROUNDED_UP", message, "requested", params, "R-17")]
    message = _(
        "The authority decided %(requested)s, which is %(over)s above the cap of %(cap)s of "
        "%(budget)s; give the reason for the deviation."
    )
    deviation = Breach("CAP_DEVIATION", message, "requested", params, "R-17")
    return ([], [deviation]) if decided.reason.strip() else ([deviation], [])


def _over_rate(requested: Decimal, budget: Decimal, rate_cap: Fraction) -> Breach:
    earned = cents_down(rate_cap * as_fraction(budget))
    message = _(
        "%(requested)s is more than %(cap)s of the budget of %(budget)s: ask for %(excess)s less, "
        "or raise the budget by %(missing)s."
    )
    params = {
        "requested": requested,
        "cap": rate_cap,
        "budget": budget,
        "excess": requested - earned,
        "missing": smallest_budget(requested, rate_cap) - budget,
    }
    return Breach("OVER_RATE_CAP", message, "requested", params, "R-10")

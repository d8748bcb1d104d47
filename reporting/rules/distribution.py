"""How money is shared: payments to partners, and the cost of regional tasks (R-04, R-15, R-72)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from consortium.rules.money import ZERO, Base, Number, as_fraction, split, split_cumulative
from consortium.rules.refusals import Breach, Refused
from consortium.rules.refusals import gettext_noop as _


def distribute_payment(
    payment: Decimal,
    te_by_partner: Mapping[int, Decimal],
    rate_by_partner: Mapping[int, Fraction] | None = None,
) -> dict[int, Decimal]:
    """Share one *payment* in DKK by the partners' verified cost of that claim (R-04, C07, C23 c).

    Keys are partner numbers and keep their order. If partners have rates of their own, cost counts
    by rate. The shares add up to the payment. Raises ValueError if a cost is negative, or if there
    is a payment and no cost, and KeyError if a rate is missing. Where cost fell, share by
    `distribute_cumulative`.
    """
    bases = _bases(te_by_partner, rate_by_partner)
    return dict(zip(te_by_partner, split(payment, bases), strict=True))


def distribute_cumulative(
    entitled: Decimal,
    te_by_partner: Mapping[int, Decimal],
    paid_before: Mapping[int, Decimal],
    rate_by_partner: Mapping[int, Fraction] | None = None,
) -> dict[int, Decimal]:
    """Share what is payable in all, *entitled* DKK, by cumulative cost, less what each has had.

    Nobody gets less than nothing as long as something is payable; an øre that a partner has had
    too much is kept from the others until the next payment (R-04, C23 d).
    Raises ValueError as `distribute_payment` does, or if somebody was paid who has no cost row.
    """
    if strangers := set(paid_before) - set(te_by_partner):
        raise ValueError(f"partners {sorted(strangers)} were paid and have no cost")
    bases = _bases(te_by_partner, rate_by_partner)
    had = [paid_before.get(number, ZERO) for number in te_by_partner]
    return dict(zip(te_by_partner, split_cumulative(entitled, bases, had), strict=True))


def split_with_caps(
    total: Decimal, bases: Sequence[Base], caps: Sequence[Decimal | None]
) -> tuple[list[Decimal], Decimal]:
    """Split *total* DKK as R-04 does, nobody above its cap; return the shares and what is left.

    What a cap cuts off goes to the others by their bases, within their own caps (R-15). Something
    is left only if every base is at its cap. Raises ValueError as `split` does.
    """
    shares = [ZERO for _base in bases]
    at_cap: set[int] = set()
    while True:
        rest = total - sum((shares[place] for place in at_cap), ZERO)
        free = [place for place, base in enumerate(bases) if place not in at_cap and base.amount]
        if not free:
            return shares, rest
        for place, part in zip(free, split(rest, [bases[place] for place in free]), strict=True):
            shares[place] = part
        over = {place for place in free if (cap := caps[place]) is not None and shares[place] > cap}
        if not over:
            return shares, ZERO
        for place in over:
            shares[place] = caps[place] or ZERO
        at_cap |= over


def share_regional_tasks(
    cost: Decimal, fund_share: Decimal, key_by_partner: Mapping[int, Number]
) -> dict[int, Decimal]:
    """Share the cost of regional tasks less the fund's share, DKK, by the agreed key (R-72, C23 b).

    The key is any measure by partner number: 1 each, budgets or inhabitants. Raises Refused if a
    partner would contribute nothing, since every partner pays to the regional tasks.
    """
    bases = [Base(number, key) for number, key in key_by_partner.items()]
    shares = dict(zip(key_by_partner, split(cost - fund_share, bases), strict=True))
    free_riders = [number for number, share in shares.items() if share <= 0]
    if free_riders:
        raise Refused(*(_no_contribution(number, shares[number]) for number in free_riders))
    return shares


def _bases(
    te_by_partner: Mapping[int, Decimal], rate_by_partner: Mapping[int, Fraction] | None
) -> list[Base]:
    if rate_by_partner is None:
        return [Base(number, cost) for number, cost in te_by_partner.items()]
    return [
        Base(number, as_fraction(cost) * rate_by_partner[number])
        for number, cost in te_by_partner.items()
    ]


def _no_contribution(number: int, share: Decimal) -> Breach:
    return Breach(
        "NO_REGIONAL_CONTRIBUTION",
        _(
            "Partner %(partner)s would pay %(share)s kr. to the regional tasks; every "
            "partner pays. Change the key."
        ),
        "key",
        {"partner": number, "share": share},
        "R-72",
    )

"""The money engine: five limits, the entitlement they leave, what is payable (rules.md 2.2, 2.8).

Everything is cumulative and verified (R-03): a claim is the entitlement now minus what was claimed
before, so no rounding builds up and nothing is paid twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction

from consortium.rules.money import ZERO, as_fraction, cents_down
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from grants.rules.profiles import CAP_RATE, FUND_ONLY, PUBLIC_SUPPORT, RuleProfile


@dataclass(frozen=True)
class Position:
    """Where a project stands, cumulative DKK.

    TE total eligible expenditure; IK the in-kind part of it; P other public support, cash and paid
    public staff; IKpub the public part of IK; X all financing other than the fund, with IK.
    """

    TE: Decimal
    IK: Decimal = ZERO
    P: Decimal = ZERO
    IKpub: Decimal = ZERO
    X: Decimal = ZERO


@dataclass(frozen=True)
class Terms:
    """What the grant allows: *rate* an exact fraction of one, money in DKK, and which tests run.

    *cancelled* is K, the fund amounts lost by correction; *final* adds the test of the final
    accounts. Without a *ceiling* the grant alone is the first limit.
    """

    rate: Fraction
    ceiling: Decimal | None
    grant: Decimal
    cancelled: Decimal = ZERO
    match_test: bool = True
    inkind_test: str = PUBLIC_SUPPORT
    inkind_strict: bool = False
    final: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.rate <= 1:
            raise ValueError(f"a grant rate lies between 0 and 1, not at {self.rate}")


@dataclass(frozen=True)
class Limits:
    """L1 to L5 of rules.md 2.2 in DKK, as computed; None where a limit is not tested."""

    L1: Decimal
    L2: Decimal
    L3: Decimal | None
    L4: Decimal
    L5: Decimal | None

    def tested(self) -> dict[str, Decimal]:
        """Return the limits that apply, by name and in order."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: limit for name, limit in values.items() if limit is not None}


@dataclass(frozen=True)
class Entitlement:
    """What the fund owes in all so far, and why (R-12).

    `entitlement` is F in DKK; `binding` names every limit equal to the smallest; `headroom` is each
    tested limit minus F; `unfinanced` is cost that neither the fund nor a named source covers;
    `uncovered` is the part of rate times cost that another limit took away.
    """

    position: Position
    limits: Limits
    binding: tuple[str, ...]
    entitlement: Decimal
    unfinanced: Decimal
    uncovered: Decimal
    headroom: Mapping[str, Decimal]

    @property
    def effective_rate(self) -> Fraction:
        """The fund's real share of the cost, exact; 0 without cost (C07)."""
        cost = as_fraction(self.position.TE)
        return as_fraction(self.entitlement) / cost if cost else Fraction(0)

    def claim(self, claimed_before: Decimal) -> Decimal:
        """Return what to claim now in DKK; below zero it is a recovery (R-03)."""
        return self.entitlement - claimed_before


@dataclass(frozen=True)
class Payable:
    """What falls due now and what the letter keeps for later, DKK; below zero is a recovery."""

    payment: Decimal
    not_yet_due: Decimal


def grant_rate(profile: RuleProfile, grant: Decimal, budget: Decimal) -> Fraction:
    """Return r, exact: grant / budget, or the cap if the grant letter says so (R-11, C03).

    Raises ValueError if the budget is not above zero or the profile has no fund engine (R-06).
    """
    if budget <= 0:
        raise ValueError("a grant rate needs a budget above zero")
    if profile.rate_cap is None:
        raise ValueError(f"the profile {profile.code} has no rate: it runs without the fund engine")
    if profile.rate_basis == CAP_RATE:
        return profile.rate_cap
    return as_fraction(grant) / as_fraction(budget)


def terms_of(
    profile: RuleProfile,
    *,
    grant: Decimal,
    budget: Decimal,
    ceiling: Decimal | None = None,
    cancelled: Decimal = ZERO,
    final: bool = False,
) -> Terms:
    """Return the terms of a grant of *grant* on *budget*, DKK, under its frozen *profile*.

    Without a *ceiling* the profile's own counts. Raises ValueError as `grant_rate` does.
    """
    return Terms(
        rate=grant_rate(profile, grant, budget),
        ceiling=profile.fund_ceiling if ceiling is None else ceiling,
        grant=grant,
        cancelled=cancelled,
        match_test=profile.match_test,
        inkind_test=profile.inkind_test,
        inkind_strict=profile.inkind_strict,
        final=final,
    )


def check_rate(rate: Fraction, rate_cap: Fraction) -> list[Breach]:
    """Test `r <= rate_cap`, at approval and again at every claim (rules.md 2.2)."""
    if rate <= rate_cap:
        return []
    message = _(
        "The grant rate %(rate)s is above the cap of %(cap)s that the programme allows. "
        "Lower the grant, or raise the budget."
    )
    return [Breach("RATE_OVER_CAP", message, "rate", {"rate": rate, "cap": rate_cap}, "R-10")]


def limits(position: Position, terms: Terms) -> Limits:
    """Return L1 to L5 in DKK, as computed, also below zero (rules.md 2.2)."""
    frame = terms.grant if terms.ceiling is None else min(terms.ceiling, terms.grant)
    return Limits(
        L1=frame - terms.cancelled,
        L2=cents_down(terms.rate * as_fraction(position.TE)),
        L3=_match_limit(position.X, terms.rate) if terms.match_test else None,
        L4=_inkind_limit(position, terms),
        L5=position.TE - position.X if terms.final else None,
    )


def entitlement(position: Position, terms: Terms) -> Entitlement:
    """Return F = max(0, min(L1..L5)) with everything that explains it (R-03, R-12, R-13)."""
    computed = limits(position, terms)
    tested = computed.tested()
    smallest = min(tested.values())
    amount = max(ZERO, smallest)
    return Entitlement(
        position=position,
        limits=computed,
        binding=tuple(name for name, limit in tested.items() if limit == smallest),
        entitlement=amount,
        unfinanced=max(ZERO, position.TE - amount - position.X),
        uncovered=max(ZERO, computed.L2 - amount),
        headroom={name: limit - amount for name, limit in tested.items()},
    )


def advance_of(grant: Decimal, advance: Fraction) -> Decimal:
    """Return the advance in DKK: at most the fraction *advance* of the grant (rules.md 2.8)."""
    return cents_down(as_fraction(grant) * advance)


def payable(
    entitled: Decimal,
    grant: Decimal,
    paid_so_far: Decimal,
    *,
    interim_limit: Fraction = Fraction(1),
    retention_pct: Decimal = Decimal(0),
    final: bool = False,
) -> Payable:
    """Return what falls due of *entitled* (F), when *paid_so_far* with any advance is paid, DKK.

    Until the final claim the letter may hold payments to the fraction *interim_limit* of the
    grant, or keep *retention_pct* per cent of every claim; that part is not yet due, never a
    deduction (R-70, C22). The final payment settles all and is a recovery below zero.
    """
    open_amount = entitled - paid_so_far
    if final:
        return Payable(open_amount, ZERO)
    due_in_all = min(
        entitled,
        cents_down(as_fraction(grant) * interim_limit),
        cents_down(as_fraction(entitled) * (1 - as_fraction(retention_pct) / 100)),
    )
    payment = max(ZERO, due_in_all - paid_so_far)
    return Payable(payment, max(ZERO, open_amount - payment))


def _match_limit(cofinancing: Decimal, rate: Fraction) -> Decimal | None:
    # A rate of 1 asks for no krone against the fund's.
    return None if rate == 1 else cents_down(as_fraction(cofinancing) * rate / (1 - rate))


def _inkind_limit(position: Position, terms: Terms) -> Decimal:
    cash_cost = position.TE - position.IK
    if terms.inkind_test == FUND_ONLY:
        return cash_cost
    public = position.P + (position.IKpub if terms.inkind_strict else ZERO)
    return cash_cost - public

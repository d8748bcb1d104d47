"""Corrections and recovery: what disallowed cost does to the fund's share (R-80 to R-84, C19, C24).

Money in DKK. Before a claim is sent, disallowed cost simply is not counted and its headroom stays.
Cost that an authority has declared is different: its support is cancelled for this operation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from consortium.rules.money import ZERO, Base, as_fraction, cents_half_up, split
from consortium.rules.refusals import Breach, Refused
from consortium.rules.refusals import gettext_noop as _
from reporting.rules.funding import Entitlement, Position, Terms, entitlement

PROCUREMENT, PUBLICITY = "procurement", "publicity"
FLAT_CORRECTIONS_PCT = (Decimal(5), Decimal(10), Decimal(25), Decimal(100))
PUBLICITY_MAXIMUM_PCT = Decimal(3)


@dataclass(frozen=True)
class Correction:
    """What a correction does, both sides cumulative.

    `te_effect` and `fund_effect` are after minus before, so below zero for a cut; `cancelled` is
    what it adds to K.
    """

    before: Entitlement
    after: Entitlement
    terms_before: Terms
    terms_after: Terms

    @property
    def te_effect(self) -> Decimal:
        """How far total expenditure moved, with the fall of flat rates (R-81)."""
        return self.after.position.TE - self.before.position.TE

    @property
    def fund_effect(self) -> Decimal:
        """How far the entitlement moved (R-81)."""
        return self.after.entitlement - self.before.entitlement

    @property
    def cancelled(self) -> Decimal:
        """What the correction adds to K (R-82)."""
        return self.terms_after.cancelled - self.terms_before.cancelled

    def recovery(self, paid_so_far: Decimal) -> Decimal:
        """Return what the lead pays back of *paid_so_far*, 0.00 if nothing (R-84)."""
        return max(ZERO, paid_so_far - self.after.entitlement)

    def reversed(self) -> Correction:
        """Return the correction that undoes this one and leaves no trace in F or K."""
        return Correction(self.after, self.before, self.terms_after, self.terms_before)


def correct(before: Position, after: Position, terms: Terms, *, declared: bool) -> Correction:
    """Work out the correction that takes the project from *before* to *after*.

    If the cost was *declared* by the authority its support is cancelled: K grows by
    `q(TE_effect * F_before / TE_before)` before F(after) is computed, so that surplus cost never
    silently takes the place of irregular cost (R-82, C24 c). Raises ValueError if a declared
    correction would raise the expenditure.
    """
    entitled = entitlement(before, terms)
    terms_after = terms
    if declared:
        cancelled = cancelled_support(entitled, before.TE - after.TE)
        terms_after = replace(terms, cancelled=terms.cancelled + cancelled)
    return Correction(entitled, entitlement(after, terms_after), terms, terms_after)


def take_back(before: Position, after: Position, terms: Terms, *, cancelled: Decimal) -> Correction:
    """Work out the reversal of a correction that had *cancelled* support (R-82, W-04).

    The expenditure rises again and K falls by exactly what the correction had added, so that the
    two together leave no trace. Raises ValueError if K is less than that.
    """
    if cancelled > terms.cancelled:
        raise ValueError("more support is given back than was cancelled")
    terms_after = replace(terms, cancelled=terms.cancelled - cancelled)
    return Correction(
        entitlement(before, terms), entitlement(after, terms_after), terms, terms_after
    )


def cancelled_support(before: Entitlement, disallowed: Decimal) -> Decimal:
    """Return the support that goes with *disallowed* DKK of declared cost: K of R-82.

    Raises ValueError if *disallowed* is negative.
    """
    if disallowed < 0:
        raise ValueError("a correction of declared cost lowers the expenditure")
    return cents_half_up(as_fraction(disallowed) * before.effective_rate)


def late_cost(before: Position, after: Position, terms: Terms, *, accounts_open: bool) -> Decimal:
    """Return what valid cost found after a correction still earns, DKK (C24 b).

    It may be set against the recovery while the final accounts are open; afterwards it earns 0.00.
    """
    if not accounts_open:
        return ZERO
    return entitlement(after, terms).entitlement - entitlement(before, terms).entitlement


def debtors(recovery: Decimal, lost_by_partner: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Share a *recovery* in DKK among the partners whose cost fell, by what each lost (R-84, C24).

    The lead pays the authority back; these owe it to the lead. Raises ValueError if there is
    something to recover and nobody lost cost, or if a loss is negative.
    """
    bases = [Base(number, lost) for number, lost in lost_by_partner.items()]
    return dict(zip(lost_by_partner, split(recovery, bases), strict=True))


def procurement_correction(contract_cost: Decimal, correction_pct: Decimal) -> Decimal:
    """Return the flat correction of a contract's cost for broken procurement rules (R-83).

    Raises ValueError unless *correction_pct* is 5, 10, 25 or 100.
    """
    if correction_pct not in FLAT_CORRECTIONS_PCT:
        raise ValueError("a procurement correction is 5, 10, 25 or 100 per cent")
    return cents_half_up(as_fraction(contract_cost) * as_fraction(correction_pct) / 100)


def flat_parts(
    reason_code: str, percent: Decimal, cost_by_row: Mapping[int, Decimal]
) -> dict[int, Decimal]:
    """Return what falls of each row when *percent* of their cost falls together (R-83, R-04).

    Raises Refused if the scale does not have that percentage for *reason_code*: 5, 10, 25 or 100
    for ``procurement``, above 0 and at most 3 for ``publicity``.
    """
    cost = sum(cost_by_row.values(), ZERO)
    if reason_code == PROCUREMENT and percent in FLAT_CORRECTIONS_PCT:
        falls = procurement_correction(cost, percent)
    elif reason_code == PUBLICITY and ZERO < percent <= PUBLICITY_MAXIMUM_PCT:
        falls = publicity_correction(cost, percent)
    else:
        raise Refused(_off_the_scale(reason_code, percent))
    bases = [Base(number, cost) for number, cost in cost_by_row.items()]
    return dict(zip(cost_by_row, split(falls, bases), strict=True))


def _off_the_scale(reason_code: str, percent: Decimal) -> Breach:
    if reason_code == PUBLICITY:
        message = _(
            "%(percent)s per cent is not on the scale: a breach of publicity takes at most "
            "%(maximum)s per cent of the support."
        )
        params: dict[str, object] = {"percent": percent, "maximum": PUBLICITY_MAXIMUM_PCT}
    else:
        message = _(
            "%(percent)s per cent is not on the scale: a breach of procurement takes 5, 10, 25 or "
            "100 per cent of the contract's cost."
        )
        params = {"percent": percent}
    return Breach("OFF_THE_SCALE", message, "percent", params, "R-83")


def publicity_correction(support: Decimal, correction_pct: Decimal) -> Decimal:
    """Return the correction of *support* for missing publicity, at most 3 per cent (R-83)."""
    if not 0 <= correction_pct <= PUBLICITY_MAXIMUM_PCT:
        raise ValueError("a publicity correction is at most 3 per cent of the support")
    return cents_half_up(as_fraction(support) * as_fraction(correction_pct) / 100)

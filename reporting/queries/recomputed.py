"""A sent claim's figures once more, from the rows as they stood at its check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from consortium.models.past import as_it_stood
from consortium.rules.money import ZERO
from reporting.models import Claim
from reporting.queries.claims import Figures, claim_figures
from reporting.queries.explained import LIMITS, Value, claim_facts

OF_POSITION = ("TE", "IK", "P", "IKpub", "X")
KEYS = (*OF_POSITION, "K", "r", *LIMITS, "F", "F0", "claim", "payable", "not-due", "new")


@dataclass(frozen=True)
class Pair:
    """One figure as it was stored, and as the rows of then give it; *key* is of the vocabulary.

    *partner* and its *name* are set for what the claim takes of one partner's cost.
    """

    key: str
    stored: Value
    made: Value
    partner: int | None = None
    name: str = ""

    @property
    def agrees(self) -> bool:
        """Whether both are the same, to the øre."""
        return self.stored == self.made


def figures_fixed_at(claim: Claim) -> dt.datetime:
    """When the figures that *claim* was sent with were fixed and hashed: at its last check.

    Support that is cancelled between the check and the sending lowers L1 at once (R-82), and stops
    the claim where it binds; the figures that are sent stay those of the check.
    """
    assert claim.submitted_at is not None
    fixed = claim.history.filter(state="checked", sha256=claim.sha256).order_by("history_date")
    first = fixed.values_list("history_date", flat=True).first()
    return first or claim.submitted_at


def recomputed_claim(claim: Claim, fixed_at: dt.datetime | None = None) -> list[Pair]:
    """Every figure of *claim*, which was sent, and the cost that it takes of each partner.

    *fixed_at* is the instant of its figures, where the caller has it.
    """
    with as_it_stood(fixed_at or figures_fixed_at(claim)):
        then = Claim.objects.select_related("grant").get(pk=claim.pk)
        figures = claim_figures(then.grant, then)
        stored = claim_facts(then).values
        rows = list(then.shares.select_related("grant_partner__organisation"))
    shares = {row.grant_partner_id: row.eligible for row in rows}
    names = {row.grant_partner_id: str(row.grant_partner) for row in rows}
    made = _values(figures)
    new = figures.standing.new_by_partner
    return [
        *(Pair(key, stored.get(key), made[key]) for key in KEYS),
        *(
            Pair(
                "own",
                shares.get(partner, ZERO),
                new.get(partner, ZERO),
                partner,
                # Whoever has no share of the claim is in it by an altered row alone.
                names.get(partner, f"#{partner}"),
            )
            for partner in sorted({*shares, *new})
        ),
    ]


def _values(figures: Figures) -> Mapping[str, Value]:
    result = figures.result
    return {
        **{name: getattr(figures.standing.position, name) for name in OF_POSITION},
        "K": figures.terms.cancelled,
        "r": figures.terms.rate,
        **{name: getattr(result.limits, name) for name in LIMITS},
        "F": result.entitlement,
        "F0": figures.claimed_before,
        "claim": figures.amount,
        "payable": figures.payable.payment,
        "not-due": figures.payable.not_yet_due,
        "new": figures.standing.new,
    }

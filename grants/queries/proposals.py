"""Proposals as a reader sees them: targets with what was reached, what one costs, what is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from consortium.rules.roles import Role
from grants.models import PromisedTarget, Proposal, ReachedFigure
from grants.queries.promised_words import figure_text, missing_text, promise_text
from grants.rules import promised as rules
from grants.rules.proposals import PROPOSER
from partners.models import Membership

TONES = {
    rules.REACHED: "success",
    rules.BEYOND: "success",
    rules.SHORT: "warning",
    rules.UNTOLD: "quiet",
    rules.OPEN: "quiet",
}


@dataclass(frozen=True)
class Compared:
    """One target beside the newest figure that was reached, and what the law says of the two."""

    target: PromisedTarget
    figure: ReachedFigure | None
    verdict: rules.Verdict

    @property
    def in_all(self) -> Decimal | None:
        """The figure that must be reached in all, where it is another than the target's own."""
        if self.target.kind != rules.PER_PLACE:
            return None
        return rules.in_all(self.target.promise, self.figure.places if self.figure else None)

    @property
    def promise_words(self) -> str:
        """What is promised, in words."""
        return promise_text(self.target)

    @property
    def figure_words(self) -> str:
        """What was reached, in words."""
        return figure_text(self.target, self.figure)

    @property
    def missing_words(self) -> str:
        """How much is missing, in words."""
        return missing_text(self.target, self.verdict)

    @property
    def tone(self) -> str:
        """How the badge of the verdict is coloured."""
        return TONES[self.verdict.code]


def proposals_seen_by(user: object) -> QuerySet[Proposal]:
    """Proposals with who keeps them and how many targets and proposers each has."""
    return (
        Proposal.objects.visible_to(user)
        .select_related("organisation")
        .annotate(
            target_count=Count("targets", filter=Q(targets__level=rules.PROMISED), distinct=True),
            proposer_count=Count("parties", filter=Q(parties__role=PROPOSER), distinct=True),
        )
    )


def compared(proposal: Proposal) -> list[Compared]:
    """Every target of *proposal* with its newest figure, in two questions."""
    targets = list(proposal.targets.select_related("part"))
    newest: dict[int, ReachedFigure] = {}
    rows = ReachedFigure.objects.filter(target__proposal=proposal)
    for row in rows.order_by("target_id", "year", "number"):
        newest[row.target_id] = row
    return [_compared(one, newest.get(one.pk)) for one in targets]


def _compared(target: PromisedTarget, row: ReachedFigure | None) -> Compared:
    figure = row.figure if row else None
    return Compared(target, row, rules.verdict(target.promise, figure))


def promised(rows: Sequence[Compared]) -> list[Compared]:
    """Those that the proposal itself promises: what a decision goes by."""
    return [one for one in rows if one.target.level == rules.PROMISED]


def costs_of(proposal: Proposal, rows: Sequence[Compared]) -> list[dict[str, Any]]:
    """What one costs, as it was promised, and as it turned out where that has been told (C17)."""
    unit = next((one for one in rows if one.target.is_unit), None)
    if unit is None:
        return []
    target = unit.target
    planned = rules.unit_costs(proposal.amount, target.minimum, target.maximum)
    found = [{"number": number, "cost": cost, "is_reached": False} for number, cost in planned]
    if unit.figure is not None:
        for number, cost in rules.unit_costs(proposal.amount, unit.figure.value):
            found.append({"number": number, "cost": cost, "is_reached": True})
    return found


def free_proposal_seats(user: Any) -> QuerySet[Membership]:
    """The seats as project manager on whose reference nothing has been proposed or applied for."""
    return (
        Membership.objects.filter(user_id=user.pk, role=Role.PM.value, ends_on__isnull=True)
        .exclude(grant_ref__in=Proposal.objects.values("ref"))
        .exclude(grant_ref="")
        .select_related("organisation")
    )

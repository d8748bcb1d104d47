"""What the register counts, and by which rule: nothing here was ever typed (rules 5.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from grants.models import (
    CountingRule,
    Grant,
    Measure,
    MeasureOwner,
    Ownership,
    StatedFigure,
)
from grants.models.measures import MeasureQuerySet
from grants.rules import measures as rules
from grants.rules.notes import (
    BARRIERS,
    COVERED,
    LISTED,
    MEASURES,
    OUTSIDE,
    OWN,
    PRIORITISED,
    PROGRESS,
    THEMES,
    Compared,
)

# Until somebody has agreed a rule, nothing counts: a note cannot be made on a guess.
NO_RULE = rules.CountingRule(frozenset())


@dataclass(frozen=True)
class Register:
    """The counts of one register by the rule in force."""

    rule: CountingRule | None
    counts: Mapping[str, int]
    progress: tuple[int, ...]
    # Counted by the rule, but with a remark that a stricter rule would heed.
    doubtful: tuple[int, ...]


def rule_in_force(grant: Grant) -> CountingRule | None:
    """The newest version of the counting rule."""
    return CountingRule.objects.filter(grant=grant).select_related("made_by").first()


def listed(grant: Grant) -> MeasureQuerySet:
    """The proposals of *grant* in order, with status and owners."""
    rows: MeasureQuerySet = Measure.objects.filter(grant=grant).with_status()
    owned = Prefetch("ownerships", queryset=Ownership.objects.select_related("owner"))
    return rows.prefetch_related(owned).order_by("number")


def register_of(grant: Grant) -> Register:
    """Every count that a note may name, in three questions."""
    told: Any = Measure.objects.filter(grant=grant).with_status()
    flags = (f"status_{one}" for one in rules.FLAGS)
    rows = told.values_list("number", "is_own", "status_code", *flags)
    return counted(rule_in_force(grant), list(rows), _sums(grant))


def counted(
    rule: CountingRule | None, rows: Sequence[tuple[Any, ...]], sums: Mapping[str, int]
) -> Register:
    """The counts of *rows* (number, own, status, flags), with the *sums* of what hangs on them."""
    law = rule.rule if rule else NO_RULE
    statuses = {
        number: (code, frozenset(name for name, on in zip(rules.FLAGS, flags, strict=True) if on))
        for number, _own, code, *flags in rows
        if code
    }
    numbers = rules.progress(law, statuses)
    own = sum(is_own for _number, is_own, *_rest in rows)
    counts = {
        MEASURES: len(rows),
        OWN: own,
        OUTSIDE: len(rows) - own,
        PROGRESS: len(numbers),
        LISTED: sum(not is_own and code == rules.EXTERNAL for _n, is_own, code, *_rest in rows),
        **sums,
    }
    return Register(rule, counts, numbers, tuple(one for one in numbers if statuses[one][1]))


def _sums(grant: Grant) -> dict[str, int]:
    """What else hangs on the register, counted by the database."""
    actions = "agenda_themes__actions"
    return Grant.objects.filter(pk=grant.pk).aggregate(
        **{
            BARRIERS: Count("barriers", distinct=True),
            THEMES: Count("agenda_themes", distinct=True),
            PRIORITISED: Count(actions, distinct=True),
            COVERED: Count(f"{actions}__covered__measure", distinct=True),
        }
    )


def compared(grant: Grant, counts: Mapping[str, int]) -> list[Compared]:
    """What other documents print beside what the register counts."""
    return [
        Compared(one.key, one.stated, counts[one.key], one.where, one.explanation)
        for one in StatedFigure.objects.filter(grant=grant)
    ]


def owners_of(grant: Grant) -> QuerySet[MeasureOwner]:
    """The owners of the register, with how many proposals each has."""
    return MeasureOwner.objects.filter(grant=grant).annotate(
        measure_count=Count("ownerships", distinct=True)
    )


def next_number(rows: QuerySet, name: str = "number") -> int:  # type: ignore[type-arg]
    """The number after the highest of *rows*."""
    return (rows.aggregate(last=Max(name))["last"] or 0) + 1


def owner_names(measure: Measure, *, codes: bool = False) -> str:
    """The owners of a proposal that `listed` has read, in the order of the document."""
    found: Sequence[MeasureOwner] = [one.owner for one in measure.ownerships.all()]
    return ", ".join(one.code if codes else one.name for one in found)


def linkable(user: object, kept: int | None) -> QuerySet[Grant]:
    """The grants that money may be said to come from: those *user* sees, and the one *kept*."""
    visible = Grant.objects.visible_to(user).values("pk")
    return Grant.objects.filter(Q(pk__in=visible) | Q(pk=kept or 0))


def in_their_order(chosen: Iterable[MeasureOwner], before: Sequence[int]) -> list[MeasureOwner]:
    """The *chosen* owners in the order that they had *before*, by key; new ones come last."""
    return sorted(chosen, key=lambda one: before.index(one.pk) if one.pk in before else len(before))

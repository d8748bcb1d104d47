"""What the register counts, and by which rule: nothing here was ever typed (rules 5.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from grants.models import (
    ActionMeasure,
    AgendaTheme,
    Barrier,
    CountingRule,
    Grant,
    Measure,
    MeasureOwner,
    PrioritisedAction,
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
    return rows.prefetch_related("ownerships__owner").order_by("number")


def statuses_of(grant: Grant) -> dict[int, tuple[str, frozenset[str]]]:
    """The newest status of each proposal that has one: its code and its remarks, by number."""
    rows: Any = Measure.objects.filter(grant=grant).with_status().exclude(status_code=None)
    told = rows.values_list("number", "status_code", "status_no_new_action", "status_no_progress")
    return {
        number: (
            code,
            frozenset(name for name, stands in zip(rules.FLAGS, flags, strict=True) if stands),
        )
        for number, code, *flags in told
    }


def register_of(grant: Grant) -> Register:
    """Every count that a note may name."""
    rule = rule_in_force(grant)
    law = rule.rule if rule else NO_RULE
    statuses = statuses_of(grant)
    numbers = rules.progress(law, statuses)
    outside = set(
        Measure.objects.filter(grant=grant, is_own=False).values_list("number", flat=True)
    )
    sums = Measure.objects.filter(grant=grant).aggregate(
        all=Count("pk"), own=Count("pk", filter=Q(is_own=True))
    )
    actions = PrioritisedAction.objects.filter(theme__grant=grant)
    covered = ActionMeasure.objects.filter(action__theme__grant=grant)
    counts = {
        BARRIERS: Barrier.objects.filter(grant=grant).count(),
        MEASURES: sums["all"],
        OWN: sums["own"],
        OUTSIDE: sums["all"] - sums["own"],
        PROGRESS: len(numbers),
        LISTED: sum(code == rules.EXTERNAL for number, (code, _f) in statuses.items()
                    if number in outside),
        PRIORITISED: actions.count(),
        COVERED: covered.values("measure").distinct().count(),
        THEMES: AgendaTheme.objects.filter(grant=grant).count(),
    }  # fmt: skip
    doubtful = tuple(one for one in numbers if statuses[one][1])
    return Register(rule, counts, numbers, doubtful)


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

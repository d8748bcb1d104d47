"""What is written down of coordination, and what each regional task has cost (003, W-10, R-72)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce

from consortium.queries.editing import with_version
from consortium.rules.money import ZERO
from grants.models import ActivityType, Grant, RegionalKey
from grants.queries.keys import key_in_force
from reporting.models import ForumMeeting, ForumMember, LocalArea, RegionalTask, RelatedProject
from reporting.queries.regional import regional_rows

# A row that corrects a marked one, or takes that back, is of the same task.
CORRECTED = ("", "corrects__", "corrects__corrects__")


@dataclass(frozen=True)
class TaskLine:
    """A regional task: who answers for it, and what verified costs are marked as its own. DKK."""

    kind: ActivityType
    task: RegionalTask | None
    cost: Decimal


@dataclass(frozen=True)
class Tasks:
    """Every regional task of 003, and the key by which the rest of their cost is shared."""

    lines: Sequence[TaskLine]
    key: RegionalKey | None

    @property
    def without(self) -> int:
        """How many have nobody who answers for them."""
        return sum(one.task is None for one in self.lines)


def tasks_of(grant: Grant) -> Tasks:
    """The regional tasks, given to a partner or not; a correction counts with what it corrects."""
    given = {
        one.kind_id: one
        for one in RegionalTask.objects.filter(grant=grant).select_related(
            "kind", "responsible__organisation"
        )
    }
    task = Coalesce(*(f"{prefix}regional__task" for prefix in CORRECTED))
    rows = regional_rows(grant).order_by().annotate(of_task=task).values("of_task")
    sums = rows.annotate(total=Sum("accepted")).values_list("of_task", "total")
    cost: dict[int | None, Decimal] = dict(sums)
    kinds = ActivityType.objects.filter(scope=ActivityType.REGIONAL).order_by("theme", "code")
    lines = [TaskLine(one, given.get(one.pk), cost.get(one.pk) or ZERO) for one in kinds]
    return Tasks(lines, key_in_force(grant))


def related_of(grant: Grant) -> QuerySet[RelatedProject]:
    """Projects of others, each with its version."""
    return with_version(RelatedProject.objects.filter(grant=grant))


def areas_of(grant: Grant) -> QuerySet[LocalArea]:
    """How each area is organised, with its version."""
    rows = LocalArea.objects.filter(grant_partner__grant=grant)
    return with_version(rows.select_related("grant_partner__organisation", "grant_partner__grant"))


def members_of(grant: Grant) -> QuerySet[ForumMember]:
    """Every seat of the Dialogforum, also those that have ended."""
    return ForumMember.objects.filter(grant=grant)


def meetings_of(grant: Grant) -> QuerySet[ForumMeeting]:
    """The meetings, newest first, each with its version."""
    return with_version(ForumMeeting.objects.filter(grant=grant))

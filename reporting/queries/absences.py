"""Who is away when: for the grid, the rules of hours and the superior's page."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from consortium.models.access import actor_of
from consortium.rules.roles import Capability as C
from consortium.rules.spans import Span
from partners.models import Employee, Organisation
from reporting.models import Absence

KEEPERS = (C.WRITE_REPORT, C.APPROVE_HOURS)


def absences_of(employees: Collection[int], within: Span) -> QuerySet[Absence]:
    """The absences of *employees* that touch *within*, the earliest first."""
    rows = Absence.objects.filter(
        employee__in=employees, starts_on__lte=within.last, ends_on__gte=within.first
    )
    return rows.order_by("starts_on")


def may_plan_for(user: Any, employee: Employee) -> bool:
    """Whether *user* plans the absence of *employee*: one's own, or one's people's."""
    actor, house = actor_of(user), employee.organisation
    is_own = employee.user_id == getattr(user, "pk", None) and actor.can(C.SIGN_HOURS, house)
    return is_own or any(actor.can(right, house) for right in KEEPERS)


def planned_for_by(user: Any) -> QuerySet[Employee]:
    """The employees whose absence *user* plans."""
    actor = actor_of(user)
    kept = {key for right in KEEPERS for key in actor.ids(right, Organisation)}
    signs = actor.ids(C.SIGN_HOURS, Organisation)
    own = Q(user_id=getattr(user, "pk", None), organisation__in=signs)
    rows = Employee.objects.filter(own | Q(organisation__in=kept))
    return rows.select_related("organisation").order_by("organisation__name", "name")

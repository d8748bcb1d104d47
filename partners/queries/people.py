"""People by where they sit."""

from __future__ import annotations

from django.db.models import QuerySet

from consortium.models import User
from consortium.models.access import actor_of, runs_house
from consortium.rules.roles import Capability
from partners.models import Employee, Membership, Organisation


def organisations_listed_for(user: object) -> QuerySet[Organisation]:
    """Those that *user* sits in; an administrator sees all of them."""
    if runs_house(user):
        return Organisation.objects.all()
    return Organisation.objects.visible_to(user)


def seats_listed() -> QuerySet[Membership]:
    """Every seat, open ones first."""
    return Membership.objects.select_related("user", "organisation").order_by(
        "ends_on", "grant_ref", "organisation__name", "role", "user__name"
    )


def people_of(organisation: Organisation) -> QuerySet[User]:
    """Everybody with an open seat in *organisation*."""
    return User.objects.filter(
        memberships__organisation=organisation, memberships__ends_on__isnull=True
    ).distinct()


def staff_of(organisation: Organisation, user: object) -> QuerySet[Employee]:
    """The employees of *organisation*, for those who keep its staff list."""
    allowed = organisation.pk in actor_of(user).ids(Capability.VIEW_DESK, Organisation)
    rows = Employee.objects.filter(organisation=organisation)
    return rows.select_related("user", "superior") if allowed or runs_house(user) else rows.none()

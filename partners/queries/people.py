"""People by where they sit."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from consortium.models import User
from consortium.models.access import actor_of, runs_house
from consortium.rules.roles import GRANT_ROLES, ORGANISATION_ROLES, Capability, Role
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


def people_in(
    roles: Collection[Role], *, grant_ref: str = "", organisations: Collection[int] = ()
) -> QuerySet[User]:
    """Everybody who sits in one of *roles*: on the grant, or in one of *organisations*."""
    on_grant = Q(role__in=[role.value for role in roles if role in GRANT_ROLES])
    in_house = Q(role__in=[role.value for role in roles if role in ORGANISATION_ROLES])
    seats = Membership.objects.filter(
        (on_grant & Q(grant_ref=grant_ref))
        | (in_house & Q(grant_ref="", organisation__in=organisations)),
        ends_on__isnull=True,
    )
    return User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("pk")


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

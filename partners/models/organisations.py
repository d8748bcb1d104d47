"""Who: organisations, the people who sit for them, and their employees."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consortium.models.access import actor_of
from consortium.models.fields import HoursField
from consortium.models.memory import history
from consortium.rules.roles import ORGANISATION_CAPABILITIES, ROLE_LABELS, Capability, Role


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations by what somebody may see of them."""

    def visible_to(self, user: object) -> OrganisationQuerySet:
        """Those that *user* has a seat in."""
        return self.filter(pk__in=actor_of(user).ids(Capability.VIEW_DESK, Organisation))


class Organisation(models.Model):
    """A legal entity: the lead, a partner, the region, the funder's authority, an audit firm."""

    # Employer types as the funder's payroll split knows them.
    MUNICIPAL, REGIONAL, STATE, PUBLIC_LIKE, PRIVATE = (
        "municipal",
        "regional",
        "state",
        "public_like",
        "private",
    )
    SECTORS: ClassVar = [
        (MUNICIPAL, _("Municipality")),
        (REGIONAL, _("Region")),
        (STATE, pgettext_lazy("source of money", "State")),
        (PUBLIC_LIKE, _("Public-like")),
        (PRIVATE, _("Private")),
    ]

    name = models.CharField(_("name"), max_length=160, unique=True)
    short_name = models.CharField(_("short name"), max_length=40)
    cvr = models.CharField(_("CVR number"), max_length=8, blank=True)
    sector = models.CharField(_("sector"), max_length=12, choices=SECTORS)
    # The share it gets back: 100 for a municipality, 0 for an unregistered association.
    vat_recovery_pct = HoursField(_("VAT recovered, per cent"), default=0)
    vat_documented = models.BooleanField(_("VAT status documented"), default=False)
    address = models.TextField(_("address"), blank=True)

    objects = OrganisationQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["name"]
        permissions: ClassVar = [
            (capability.value, capability.value) for capability in sorted(ORGANISATION_CAPABILITIES)
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(vat_recovery_pct__gte=0, vat_recovery_pct__lte=100),
                name="organisation_vat_recovery_0_to_100",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_public(self) -> bool:
        """Whether its money counts as public support (P in R-10)."""
        return self.sector != self.PRIVATE


class Membership(models.Model):
    """A seat: who sits where, in which role, from when to when.

    A seat with a `grant_ref` gives its rights on that application and grant, in the name of the
    organisation; without one it gives them on the organisation.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(
        _("role"), max_length=2, choices=[(role.value, _(ROLE_LABELS[role])) for role in Role]
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats")
    grant_ref = models.CharField(_("grant"), max_length=40, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    history = history()

    class Meta:
        ordering: ClassVar = ["organisation__name", "role", "user__name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "organisation", "grant_ref"],
                condition=Q(ends_on__isnull=True),
                name="membership_one_open_seat",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role}, {self.organisation}"

    @property
    def group_name(self) -> str:
        """The group that holds its rights; shared by all who sit in the same role and place."""
        place = self.grant_ref or f"organisation-{self.organisation_id}"
        return f"seat:{place}:{self.role}"


class EmployeeQuerySet(models.QuerySet["Employee"]):
    """Employees by who may see them."""

    def visible_to(self, user: object) -> EmployeeQuerySet:
        """Own partner's employees, or oneself."""
        return self.filter(
            Q(organisation_id__in=actor_of(user).ids(Capability.VIEW_DESK, Organisation))
            | Q(user_id=getattr(user, "pk", None))
        )


class Employee(models.Model):
    """Somebody whose working time is charged to the project. Never a CPR number (G-01)."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="employees"
    )
    staff_id = models.CharField(_("staff number"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    superior = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # One key for a person with two employers, so that hours add up over all projects.
    person_key = models.CharField(_("person key"), max_length=40)
    fte_pct = HoursField(_("employment, per cent of full time"), default=100)
    month_hours = HoursField(_("contract hours a month"), default="160.33")
    employed_from = models.DateField(_("employed from"))
    employed_to = models.DateField(_("employed to"), null=True, blank=True)

    objects = EmployeeQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["organisation_id", "staff_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "staff_id"], name="employee_once_per_organisation"
            ),
            models.CheckConstraint(
                condition=Q(fte_pct__gt=0, fte_pct__lte=100), name="employee_fte_1_to_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.name}"

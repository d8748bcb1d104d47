"""A municipal partnership agreement (001): parties, basis plan, path of approval, notes, addenda.

The agreement is a grant of the profile ``municipal-agreement``; this tree hangs under it. What it
promises area by area stands in `agreed.py`.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models import EvidenceFile
from consortium.models.access import actor_of
from consortium.models.memory import history
from consortium.rules.roles import Capability
from grants.models.projects import Grant
from partners.models import Organisation

OPERATOR, MUNICIPALITY = "operator", "municipality"
# The municipality signs with its log-in, or by a link, and then says who it is.
BOTH_SIGNED = Q(operator_signed_by__isnull=False, municipality_signed_at__isnull=False) & (
    Q(municipality_signed_by__isnull=False) | ~Q(municipality_signed_as="")
)


class MunicipalAgreementQuerySet(models.QuerySet["MunicipalAgreement"]):
    """Agreements by who may see them."""

    def visible_to(self, user: object) -> MunicipalAgreementQuerySet:
        """The lead's and the auditors' from the draft on; the municipality's when it is offered."""
        actor = actor_of(user)
        return self.filter(
            Q(grant__in=actor.ids(Capability.VIEW_ROWS, Grant))
            | Q(grant__in=actor.ids(Capability.VIEW_PROJECT, Grant)) & ~Q(state="draft")
        )


class MunicipalAgreement(models.Model):
    """What a municipality and the operator agree on, signed by both (001)."""

    STATES: ClassVar = [
        ("draft", _("Draft")),
        ("signed_one", _("Signed by one party")),
        ("active", _("Active")),
        ("ended", _("Ended")),
    ]
    SIGNED: ClassVar = ["active", "ended"]
    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, related_name="municipal")
    basis_plan = models.CharField(_("basis plan"), max_length=200, blank=True)
    decision = models.TextField(_("decision that the agreement rests on"), blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    background = models.TextField(_("background"), blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    payment_terms = models.TextField(_("payment"), blank=True)
    # The source says nothing of VAT; what the parties hold to be right is written down (rules 5.3).
    vat_note = models.TextField(_("VAT"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="draft")
    operator_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    operator_signed_at = models.DateTimeField(null=True, blank=True)
    municipality_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    municipality_signed_at = models.DateTimeField(null=True, blank=True)
    # Who signed without a log-in, by a link in a mail: name and office, as they wrote it.
    municipality_signed_as = models.CharField(
        _("signed without a log-in by"), max_length=250, blank=True
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    objects = MunicipalAgreementQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["grant__ref"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "signed_one"]) | BOTH_SIGNED,
                name="municipal_active_when_both_signed",
            ),
            models.CheckConstraint(
                condition=Q(operator_signed_by__isnull=True)
                | Q(municipality_signed_by__isnull=True)
                | ~Q(operator_signed_by=models.F("municipality_signed_by")),
                name="municipal_signed_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_on__isnull=False),
                name="municipal_ended_has_date",
            ),
        ]

    def __str__(self) -> str:
        return str(self.grant)

    @property
    def municipality_signed(self) -> object:
        """Who signed for the municipality: the person with a log-in, or what a link was told."""
        return self.municipality_signed_by or self.municipality_signed_as

    @property
    def is_signed(self) -> bool:
        """Whether both have signed, so that only an addendum changes it."""
        return self.state in self.SIGNED


class AgreementParty(models.Model):
    """One of the two parties, with the address and numbers that the agreement names."""

    ROLES: ClassVar = [
        (OPERATOR, _("Operator")),
        (MUNICIPALITY, _("Municipality")),
    ]
    agreement = models.ForeignKey(
        MunicipalAgreement, on_delete=models.PROTECT, related_name="parties"
    )
    role = models.CharField(_("role"), max_length=12, choices=ROLES)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    street = models.CharField(_("street"), max_length=120)
    postcode = models.CharField(_("postcode"), max_length=10)
    city = models.CharField(_("town"), max_length=60)
    gln = models.CharField(_("EAN location number (GLN)"), max_length=13, blank=True)
    # The office that signs, never the person: "Borgmester" (G-03).
    signs_as = models.CharField(_("signs as"), max_length=80)
    history = history()

    class Meta:
        ordering: ClassVar = ["agreement_id", "-role"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "role"], name="party_once_per_role"),
            models.UniqueConstraint(
                fields=["agreement", "organisation"], name="party_once_per_organisation"
            ),
        ]

    def __str__(self) -> str:
        return self.organisation.name


class ApprovalBody(models.Model):
    """One body of the path that a year's evaluation takes, in its order (rules 5.3)."""

    agreement = models.ForeignKey(
        MunicipalAgreement, on_delete=models.PROTECT, related_name="bodies"
    )
    number = models.PositiveIntegerField(_("place in the path"))
    name = models.CharField(_("body"), max_length=120)
    history = history()

    class Meta:
        ordering: ClassVar = ["agreement_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "number"], name="body_place_once"),
            models.UniqueConstraint(fields=["agreement", "name"], name="body_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SourceNote(models.Model):
    """A fault of the document that was signed: where it stands, and what we go by (rules 6.2)."""

    # It has no versions: its one state is hashed into the event that made it.
    is_frozen = True
    agreement = models.ForeignKey(
        MunicipalAgreement, on_delete=models.PROTECT, related_name="source_notes"
    )
    number = models.PositiveIntegerField(_("number"))
    place = models.CharField(_("page or section"), max_length=120)
    fault = models.TextField(_("what the document says"))
    decision = models.TextField(_("what we go by"))
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField(_("noted"))

    class Meta:
        ordering: ClassVar = ["agreement_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "number"], name="source_note_number_once")
        ]

    def __str__(self) -> str:
        return self.place


class Addendum(models.Model):
    """A change of a signed agreement: added and signed by both, never written over (W-04)."""

    STATES: ClassVar = [
        ("draft", _("Draft")),
        ("signed_one", _("Signed by one party")),
        ("active", _("Active")),
    ]
    agreement = models.ForeignKey(
        MunicipalAgreement, on_delete=models.PROTECT, related_name="addenda"
    )
    number = models.PositiveIntegerField(_("number"))
    dated_on = models.DateField(_("dated"))
    text = models.TextField(_("what changes"))
    reason = models.TextField(_("reason"))
    letter = models.ForeignKey(
        EvidenceFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="draft")
    operator_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    operator_signed_at = models.DateTimeField(null=True, blank=True)
    municipality_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    municipality_signed_at = models.DateTimeField(null=True, blank=True)
    # Who signed without a log-in, by a link in a mail: name and office, as they wrote it.
    municipality_signed_as = models.CharField(
        _("signed without a log-in by"), max_length=250, blank=True
    )
    history = history()

    class Meta:
        ordering: ClassVar = ["agreement_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "number"], name="addendum_number_once"),
            models.CheckConstraint(
                condition=~Q(state="active") | BOTH_SIGNED,
                name="addendum_active_when_both_signed",
            ),
            models.CheckConstraint(
                condition=Q(operator_signed_by__isnull=True)
                | Q(municipality_signed_by__isnull=True)
                | ~Q(operator_signed_by=models.F("municipality_signed_by")),
                name="addendum_signed_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement.grant.ref} T{self.number}"

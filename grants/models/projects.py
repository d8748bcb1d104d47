"""What was promised: the application, the letters of support, the grant and its partners."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models import EvidenceFile
from consortium.models.access import actor_of
from consortium.models.fields import MoneyField
from consortium.models.memory import history
from consortium.rules.roles import GRANT_CAPABILITIES, Capability
from grants.models.calls import Call
from grants.models.reference import Fund, RuleProfileVersion
from partners.models import Organisation

GRANT_PERMISSIONS: list[tuple[str, Any]] = [
    (capability.value, capability.value) for capability in sorted(GRANT_CAPABILITIES)
]


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications by who may see them."""

    def visible_to(self, user: object) -> ApplicationQuerySet:
        """Those that *user* has a seat on, and those that ask for the support of its organisation.

        The funder and the region see nothing before it is submitted, partners no draft.
        """
        actor = actor_of(user)
        asked = SupportLetter.objects.filter(
            organisation__in=actor.ids(Capability.SIGN_AS_PARTNER, Organisation)
        )
        return self.filter(
            Q(pk__in=actor.ids(Capability.VIEW_ROWS, Application))
            | Q(pk__in=actor.ids(Capability.VIEW_PROJECT, Application))
            & ~Q(state__in=["draft", "consortium_review"])
            | Q(pk__in=asked.values("application")) & ~Q(state="draft")
        )


class Application(models.Model):
    """A request to a fund, carried by the whole consortium."""

    STATES: ClassVar = [
        ("draft", _("Draft")),
        ("consortium_review", _("In consortium review")),
        ("submitted", _("Submitted")),
        ("recommended", _("Recommended")),
        ("approved", _("Approved")),
        ("rejected", _("Rejected")),
        ("withdrawn", _("Withdrawn")),
    ]
    ref = models.SlugField(_("reference"), max_length=40, unique=True)
    call = models.ForeignKey(
        Call, on_delete=models.PROTECT, null=True, blank=True, related_name="applications"
    )
    title = models.CharField(_("title"), max_length=200)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    profile = models.ForeignKey(RuleProfileVersion, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    summary = models.TextField(_("purpose and local organisation"), blank=True)
    starts_on = models.DateField(_("project starts"))
    ends_on = models.DateField(_("project ends"))
    ceiling = MoneyField(_("fund ceiling"))
    budget = MoneyField(_("total budget"))
    requested = MoneyField(_("requested from the fund"))
    state = models.CharField(_("state"), max_length=20, choices=STATES, default="draft")
    submitted_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(_("decision"), blank=True)

    objects = ApplicationQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["ref"]
        permissions: ClassVar = GRANT_PERMISSIONS
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="application_term_in_order"
            ),
            models.CheckConstraint(
                condition=Q(requested__gt=0, budget__gt=0, ceiling__gt=0),
                name="application_amounts_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"


class SupportLetter(models.Model):
    """A partner's support, which must be given before the application may be submitted (003)."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="support_letters"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("partner number"))
    given_at = models.DateTimeField(_("given"), null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = history()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "organisation"], name="support_once_per_organisation"
            ),
            models.UniqueConstraint(fields=["application", "number"], name="support_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application.ref}: {self.organisation}"


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants by who may see them."""

    def visible_to(self, user: object) -> GrantQuerySet:
        """Those that *user* has a seat on, and those that its organisation is a partner of."""
        actor = actor_of(user)
        return self.filter(
            Q(pk__in=actor.ids(Capability.VIEW_PROJECT, Grant))
            | Q(
                pk__in=GrantPartner.objects.filter(
                    organisation__in=actor.ids(Capability.VIEW_DESK, Organisation)
                ).values("grant")
            )
        )


class Grant(models.Model):
    """The funder's promise, with the rules frozen as they were when it was given."""

    STATES: ClassVar = [
        ("offered", _("Offered")),
        ("accepted", _("Accepted")),
        ("amended", _("Amended")),
        ("suspended", _("Suspended")),
        ("closed", _("Closed")),
        ("terminated", _("Terminated")),
    ]
    ref = models.SlugField(_("reference"), max_length=40, unique=True)
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="grant")
    journal_no = models.CharField(_("journal number"), max_length=60, blank=True)
    title = models.CharField(_("title"), max_length=200)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    profile_code = models.CharField(_("rule profile"), max_length=40)
    profile = models.JSONField(_("frozen rule profile"))
    profile_sha256 = models.CharField(max_length=64)
    ceiling = MoneyField(_("fund ceiling"))
    budget = MoneyField(_("approved budget"))
    amount = MoneyField(_("grant"))
    starts_on = models.DateField(_("project starts"))
    ends_on = models.DateField(_("project ends"))
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="offered")
    letter = models.ForeignKey(
        EvidenceFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    offered_on = models.DateField(_("letter dated"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    # Support cancelled by financial correction (K, R-82); it lowers L1 for ever.
    cancelled = MoneyField(_("cancelled support (K)"), default=0)

    objects = GrantQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["ref"]
        permissions: ClassVar = GRANT_PERMISSIONS
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, budget__gt=0, amount__lte=F("ceiling")),
                name="grant_amount_within_ceiling",
            ),
            models.CheckConstraint(
                condition=Q(cancelled__gte=0), name="grant_cancelled_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="grant_term_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    @property
    def rate(self) -> Fraction:
        """The exact rate r: grant / approved budget, or the cap if the letter says so (R-11)."""
        if self.profile.get("rate_basis") == "cap_rate":
            return Fraction(self.profile["rate_cap"])
        return Fraction(self.amount) / Fraction(self.budget)


class GrantPartner(models.Model):
    """An organisation that carries cost in this grant; number 0 is the lead."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="partners")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("partner number"))
    is_lead = models.BooleanField(_("lead"), default=False)

    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="grant_partner_number_once"),
            models.UniqueConstraint(
                fields=["grant", "organisation"], name="grant_partner_organisation_once"
            ),
            models.UniqueConstraint(
                fields=["grant"], condition=Q(is_lead=True), name="grant_one_lead"
            ),
        ]

    def __str__(self) -> str:
        return self.organisation.short_name

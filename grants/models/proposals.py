"""Political proposals: who proposes what to whom, and what has been decided of it (000, 002).

A proposal has a reference of its own, on which seats are given as on an application or a grant;
what it becomes keeps the reference. What it promises stands in `promised.py`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.fields import MoneyField
from consortium.models.memory import history
from consortium.rules.roles import Capability
from grants.models.municipal import MunicipalAgreement
from grants.models.projects import GRANT_PERMISSIONS, Application
from grants.rules import proposals as rules
from partners.models import Organisation

PARTY_ROLES: list[tuple[str, Any]] = [
    (rules.PROPOSER, _("Proposes it")),
    (rules.DEPARTMENT, _("Addressed department")),
    (rules.LEAD, _("Lead partner")),
    (rules.POSSIBLE, _("Possible partner")),
]


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals by who may see them."""

    def visible_to(self, user: object) -> ProposalQuerySet:
        """Those with a seat of *user*; whoever decides sees no draft."""
        actor = actor_of(user)
        return self.filter(
            Q(pk__in=actor.ids(Capability.VIEW_ROWS, Proposal))
            | Q(pk__in=actor.ids(Capability.VIEW_PROJECT, Proposal)) & ~Q(state="draft")
        )


class Proposal(models.Model):
    """A political budget proposal; an amount that it does not name is not set, and never 0."""

    STATES: ClassVar = [
        ("draft", _("Draft")),
        ("proposed", _("Proposed")),
        ("adopted", _("Adopted")),
        ("rejected", _("Rejected")),
        ("pilot", _("Pilot")),
        ("operation", _("In operation")),
        ("ended", _("Ended")),
    ]
    ref = models.SlugField(_("reference"), max_length=40, unique=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("kept by")
    )
    title = models.CharField(_("title"), max_length=200)
    background = models.TextField(_("background"), blank=True)
    text = models.TextField(_("what is proposed"), blank=True)
    financing = models.CharField(_("financing"), max_length=300, blank=True)
    amount = MoneyField(_("amount"), null=True, blank=True)
    pilot_months = models.PositiveIntegerField(_("months of the pilot"), null=True, blank=True)
    continuation = models.TextField(_("after the pilot"), blank=True)
    strategy = models.CharField(_("strategy"), max_length=200, blank=True)
    strategy_adopted = models.CharField(_("strategy adopted"), max_length=120, blank=True)
    # As many measures as the document says that the strategy has, named or not.
    strategy_measures = models.PositiveIntegerField(
        _("measures of the strategy"), null=True, blank=True
    )
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="draft")
    pilot_from = models.DateField(_("pilot from"), null=True, blank=True)
    pilot_to = models.DateField(_("pilot to"), null=True, blank=True)
    # What it has become; both pages lead to the other.
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="proposal"
    )
    agreement = models.ForeignKey(
        MunicipalAgreement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
    )

    objects = ProposalQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["ref"]
        permissions: ClassVar = GRANT_PERMISSIONS
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0), name="proposal_amount_above_0"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="proposal_has_title"),
            models.CheckConstraint(
                condition=~Q(state__in=["pilot", "operation"]) | Q(amount__isnull=False),
                name="proposal_runs_on_an_amount",
            ),
            models.CheckConstraint(
                condition=~Q(state="pilot") | Q(pilot_from__isnull=False, pilot_to__isnull=False),
                name="proposal_pilot_has_term",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"


class ProposalParty(models.Model):
    """Who proposes it, whom it is addressed to, and who carries it or may do so."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(_("role"), max_length=12, choices=PARTY_ROLES)
    number = models.PositiveIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=160)
    # The same one where it is registered here, so that an application can ask for its support.
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    history = history()

    class Meta:
        ordering: ClassVar = ["proposal_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "number"], name="proposal_party_number"),
            models.UniqueConstraint(
                fields=["proposal", "role", "name"], name="proposal_party_once"
            ),
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(role=rules.LEAD), name="proposal_one_lead"
            ),
            models.CheckConstraint(
                condition=Q(role__in=rules.ROLES), name="proposal_party_role_is_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="proposal_party_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class StrategyMeasure(models.Model):
    """A measure of the strategy that the proposal serves, where the document names it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="measures")
    number = models.PositiveIntegerField(_("number"))
    text = models.CharField(_("measure"), max_length=300)
    history = history()

    class Meta:
        ordering: ClassVar = ["proposal_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "number"], name="strategy_measure_number"),
            models.CheckConstraint(condition=~Q(text=""), name="strategy_measure_has_text"),
        ]

    def __str__(self) -> str:
        return self.text


class ProposalPart(models.Model):
    """One of the things that a proposal consists of; it becomes an area of an agreement (001)."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=160)
    background = models.TextField(_("background"), blank=True)
    text = models.TextField(_("what is proposed"))
    history = history()

    class Meta:
        ordering: ClassVar = ["proposal_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "number"], name="proposal_part_number"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(text=""), name="proposal_part_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ProposalDecision(models.Model):
    """A step that somebody decided: who, when, why, and what had been reached. Never changed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField(_("number"))
    step = models.CharField(_("step"), max_length=20)
    body = models.CharField(_("decided by"), max_length=160, blank=True)
    decided_on = models.DateField(_("decided on"))
    reason = models.TextField(_("reason"), blank=True)
    # What was promised and reached at that time, target by target, in words and figures.
    reached = models.JSONField(_("reached against promised"), default=list)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField(_("noted"))
    history = history()

    class Meta:
        ordering: ClassVar = ["proposal_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "number"], name="proposal_decision_number"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.number}: {self.step}"

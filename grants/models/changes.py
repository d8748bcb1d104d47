"""A change of the project: filed, checked, decided, and only then carried out (W-09)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models import EvidenceFile
from consortium.models.fields import MoneyField
from consortium.models.memory import history
from grants.models.plans import BudgetVersion
from grants.models.projects import Grant, GrantPartner
from partners.models import Organisation


class ChangeRequest(models.Model):
    """What the project manager asks of the funder, with the figures before and after (W-09)."""

    STATES: ClassVar = [
        ("draft", _("Draft")),
        ("proposed", _("Proposed")),
        ("checked", _("Checked")),
        ("approved", _("Approved")),
        ("rejected", _("Rejected")),
        ("withdrawn", _("Withdrawn")),
    ]
    KINDS: ClassVar = [
        ("activity", _("Change of activity")),
        ("partner_new", _("New partner")),
        ("partner_withdrawn", _("A partner withdraws")),
        ("period", _("Change of the project period")),
        ("financing", _("Change of the financing")),
        ("budget", _("Change of the budget")),
    ]
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="change_requests")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind of change"), max_length=20, choices=KINDS)
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="draft")
    effective_from = models.DateField(_("effective from"))
    reason = models.TextField(_("reason"))
    consequences = models.TextField(_("consequences"))
    # What changes; which of these are asked for depends on the kind.
    grant_partner = models.ForeignKey(
        GrantPartner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner that withdraws"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("new partner"),
    )
    new_ends_on = models.DateField(_("new last day of the project"), null=True, blank=True)
    new_budget = MoneyField(_("new total budget"), null=True, blank=True)
    new_amount = MoneyField(_("new grant"), null=True, blank=True)
    budget_version = models.ForeignKey(
        BudgetVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="change_requests",
        verbose_name=_("new budget and financing plan"),
    )
    # As they stood when the request was proposed, so that the decision can be explained later.
    before = models.JSONField(_("figures before"), default=dict)
    after = models.JSONField(_("figures after"), default=dict)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    check_note = models.TextField(_("the controller's note"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField(_("approved or rejected on"), null=True, blank=True)
    decision_note = models.TextField(_("decision"), blank=True)
    letter = models.ForeignKey(
        EvidenceFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # An amendment of the grant letter needs the lead's signature too (rules.md 3.0).
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    carried_out_at = models.DateTimeField(_("carried out"), null=True, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="change_number_once"),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=False) | ~Q(state__in=["approved", "rejected"]),
                name="change_decided_has_date",
            ),
            models.CheckConstraint(
                condition=Q(carried_out_at__isnull=True) | Q(state="approved"),
                name="change_carried_out_when_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.ref} Æ{self.number}"

    @property
    def amends_grant(self) -> bool:
        """Whether the grant letter itself changes: then funder and lead must both agree."""
        return (
            self.new_ends_on is not None
            or self.new_budget is not None
            or self.new_amount is not None
        )

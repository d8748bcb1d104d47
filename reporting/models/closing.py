"""The end of a grant: settled, kept for as long as the law says, then disposed of (G-09)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.memory import history
from grants.models import Grant


class Closure(models.Model):
    """How far a grant is on its way out; from "settled" on the whole project is read-only."""

    STATES: ClassVar = [
        ("open", _("Open")),
        ("settled", _("Settled")),
        ("retention", _("In retention")),
        ("disposed", _("Disposed")),
    ]
    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="open")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened"))
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    # The days that the clock of G-09 is counted from.
    last_payment_on = models.DateField(_("last payment"), null=True, blank=True)
    programme_closed_on = models.DateField(_("programme closed on"), null=True, blank=True)
    accounts_on = models.DateField(_("accounts of the fund submitted on"), null=True, blank=True)
    last_aid_on = models.DateField(_("last de minimis aid granted on"), null=True, blank=True)
    retain_until = models.DateField(_("kept until"), null=True, blank=True)
    retain_basis = models.CharField(_("because of"), max_length=20, blank=True)
    disposal_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    disposal_asked_at = models.DateTimeField(_("disposal asked for"), null=True, blank=True)
    # What the preview showed when the disposal was asked for.
    disposal_sha256 = models.CharField(_("hash of the preview"), max_length=64, blank=True)
    disposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    disposed_on = models.DateField(_("disposed on"), null=True, blank=True)
    history = history()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=False) | Q(state="open"),
                name="closure_settled_has_time",
            ),
            models.CheckConstraint(
                condition=Q(retain_until__isnull=False) | Q(state__in=["open", "settled"]),
                name="closure_retention_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="disposed")
                | Q(disposed_on__gt=F("retain_until"), disposal_asked_by__isnull=False),
                name="closure_disposed_after_its_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.ref}: {self.state}"


class LegalHold(models.Model):
    """Proceedings or a request that stop the clock of retention, from a day to a day (G-09)."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    asked_by = models.CharField(_("asked for by"), max_length=160)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lift_reason = models.TextField(_("why it ends"), blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "starts_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="hold_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.grant_id}: {self.asked_by}"

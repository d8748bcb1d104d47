"""Aid to companies, decided one by one and tested on three rolling years (R-61, R-62)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.fields import HoursField, MoneyField
from consortium.models.memory import history
from consortium.rules.roles import Capability
from grants.models import Grant, GrantPartner
from partners.models import Company


class AidDecisionQuerySet(models.QuerySet["AidDecision"]):
    """Decisions by who may see them."""

    def visible_to(self, user: object) -> AidDecisionQuerySet:
        """Those of the grants whose rows *user* may read."""
        return self.filter(grant__in=actor_of(user).ids(Capability.VIEW_ROWS, Grant))

    def counting(self) -> AidDecisionQuerySet:
        """Aid that stands: what the rolling sum is made of."""
        return self.filter(kind__in=AidDecision.IS_AID, withdrawn_on__isnull=True)


class AidDecision(models.Model):
    """One company, one decision: aid of this grant, aid from others, or reasoned no aid.

    The rate, its month and source stand on the row, and so does the window that was tested: what
    was known then is shown later, never worked out again (as R-12 asks of claims).
    """

    AID, OTHERS, NONE = "aid", "others", "none"
    KINDS: ClassVar = [
        (AID, _("De minimis aid from this grant")),
        (OTHERS, _("De minimis aid from others, as the company declares")),
        (NONE, _("No aid, for the reason given")),
    ]
    IS_AID: ClassVar = [AID, OTHERS]
    HOURS, AMOUNT = "hours", "amount"
    BASES: ClassVar = [(HOURS, _("Hours × cost of an hour")), (AMOUNT, _("Amount"))]

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    grant_partner = models.ForeignKey(
        GrantPartner, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    # The undertaking as it was when it was tested: owners change later.
    owner_group = models.CharField(_("owner group"), max_length=120, blank=True)
    kind = models.CharField(_("decision"), max_length=8, choices=KINDS)
    text = models.TextField(_("what was given, or why it is no aid"))
    basis = models.CharField(_("basis"), max_length=8, choices=BASES, blank=True)
    hours = HoursField(_("hours"), null=True, blank=True)
    hour_cost = MoneyField(_("cost of an hour"), null=True, blank=True)
    amount = MoneyField(_("aid, DKK"), default=0)
    rate = models.DecimalField(
        _("DKK per EUR"), max_digits=9, decimal_places=4, null=True, blank=True
    )
    rate_month = models.DateField(_("month of the rate"), null=True, blank=True)
    rate_source = models.CharField(_("source of the rate"), max_length=120, blank=True)
    eur = MoneyField(_("aid, EUR"), default=0)
    conferred_on = models.DateField(_("right conferred on"))
    window_from = models.DateField(_("counted from"), null=True, blank=True)
    window_total = MoneyField(_("sum in the window, EUR"), null=True, blank=True)
    window_limit = MoneyField(_("limit, EUR"), null=True, blank=True)
    register_due_on = models.DateField(_("register by"), null=True, blank=True)
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    register_ref = models.CharField(_("reference in the register"), max_length=80, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawal_reason = models.TextField(_("why it was withdrawn"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = AidDecisionQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "-conferred_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="none", amount=0, eur=0)
                | Q(kind__in=["aid", "others"], amount__gt=0, eur__gt=0, rate__isnull=False),
                name="aid_has_amount_and_rate",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="aid_says_what_or_why"),
            models.CheckConstraint(
                condition=~Q(kind="aid") | Q(window_total__lte=F("window_limit")),
                name="aid_within_the_window",
            ),
            models.CheckConstraint(
                condition=Q(registered_on__isnull=True) | ~Q(register_ref=""),
                name="aid_registered_with_reference",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company} {self.conferred_on}"

"""A link by which a municipality without a log-in signs, or says what a body decided (001)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.memory import history
from consortium.rules.roles import Capability
from grants.models import Addendum, ApprovalBody, Grant
from reporting.models.evaluations import AnnualEvaluation

OPEN = Q(used_at__isnull=True, withdrawn_at__isnull=True)


class MunicipalLinkQuerySet(models.QuerySet["MunicipalLink"]):
    """Links by who may see to whom the lead has written."""

    def visible_to(self, user: object) -> MunicipalLinkQuerySet:
        """The lead's and the auditors'; a link itself is shown to nobody but who gets the mail."""
        return self.filter(grant__in=actor_of(user).ids(Capability.VIEW_ROWS, Grant))


class MunicipalLink(models.Model):
    """One mail to the municipality: what it asks for, of whom, until when, and what came of it.

    The link is signed over this row and its *nonce*, with the house's own key, and is stored
    nowhere. It is used once.
    """

    SIGN, ADDENDUM, DECIDE = "sign", "addendum", "decide"
    PURPOSES: ClassVar = [
        (SIGN, _("Sign the agreement")),
        (ADDENDUM, _("Sign an addendum")),
        (DECIDE, _("Decide on the evaluation")),
    ]
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("asks to"), max_length=8, choices=PURPOSES)
    addendum = models.ForeignKey(Addendum, on_delete=models.PROTECT, null=True, related_name="+")
    evaluation = models.ForeignKey(
        AnnualEvaluation, on_delete=models.PROTECT, null=True, related_name="links"
    )
    body = models.ForeignKey(ApprovalBody, on_delete=models.PROTECT, null=True, related_name="+")
    round = models.PositiveIntegerField(_("round"), null=True)
    # The operator's signature that was offered: taken back, the mail asks for nothing any more.
    offered_at = models.DateTimeField(null=True)
    office = models.CharField(_("office or body"), max_length=120)
    email = models.EmailField(_("e-mail"))
    nonce = models.CharField(max_length=32)
    opens_until = models.DateField(_("opens until"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"))
    sent_at = models.DateTimeField(_("mail sent"), null=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    used_at = models.DateTimeField(_("used"), null=True)
    signer = models.CharField(_("used by"), max_length=120, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = MunicipalLinkQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(purpose="sign", addendum=None, evaluation=None, body=None)
                | Q(purpose="addendum", addendum__isnull=False, evaluation=None, body=None)
                | Q(
                    purpose="decide",
                    addendum=None,
                    evaluation__isnull=False,
                    body__isnull=False,
                    round__isnull=False,
                ),
                name="municipal_link_is_for_something",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, signer="")
                | Q(used_at__isnull=False, withdrawn_at__isnull=True) & ~Q(signer=""),
                name="municipal_link_used_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["grant"],
                condition=OPEN & Q(purpose="sign"),
                name="one_open_link_to_sign",
            ),
            models.UniqueConstraint(
                fields=["addendum"], condition=OPEN, name="one_open_link_per_addendum"
            ),
            models.UniqueConstraint(
                fields=["evaluation", "body"], condition=OPEN, name="one_open_link_per_body"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.ref}: {self.office}"

"""Bank accounts of organisations: written down by one person, approved by another (A-07)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.memory import history
from consortium.rules.roles import Capability
from partners.models.organisations import Organisation
from partners.rules.accounts import Account


class BankAccountQuerySet(models.QuerySet["BankAccount"]):
    """Accounts by who may see them."""

    def visible_to(self, user: object) -> BankAccountQuerySet:
        """Those of the organisations that *user* sits in."""
        return self.filter(organisation__in=actor_of(user).ids(Capability.VIEW_DESK, Organisation))


class BankAccount(models.Model):
    """One account of an organisation; a change is one more row, never an edit."""

    STATES: ClassVar = [
        ("proposed", _("Proposed")),
        ("in_use", _("In use")),
        ("refused", _("Refused")),
        ("replaced", _("Replaced")),
    ]
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="accounts"
    )
    registration_no = models.CharField(_("registration number"), max_length=4)
    account_no = models.CharField(_("account number"), max_length=10)
    iban = models.CharField("IBAN", max_length=34, blank=True)
    bic = models.CharField("BIC", max_length=11, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="proposed")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = BankAccountQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["organisation_id", "-id"]
        verbose_name = _("bank account")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state="in_use"), name="account_one_in_use"
            ),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state="proposed"), name="account_one_proposed"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_by__isnull=False),
                name="account_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="account_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_no} {self.account_no}"

    @property
    def facts(self) -> Account:
        """The numbers alone, as rules and files take them."""
        return Account(self.registration_no, self.account_no, self.iban, self.bic)

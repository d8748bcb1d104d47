"""The register of contracts: bought of whom, by which procedure (rules.md 5.1 T9, A-21)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models import EvidenceFile
from consortium.models.access import actor_of
from consortium.models.fields import MoneyField
from consortium.models.memory import history
from consortium.rules.roles import Capability
from grants.models import Grant, GrantPartner
from reporting.models.costs import Expenditure
from reporting.rules.procurement import PROCEDURES


class ProcurementContractQuerySet(models.QuerySet["ProcurementContract"]):
    """Contracts by who may see them."""

    def visible_to(self, user: object) -> ProcurementContractQuerySet:
        """Those of the grants whose rows one may read."""
        return self.filter(grant__in=actor_of(user).ids(Capability.VIEW_ROWS, Grant))


class ProcurementContract(models.Model):
    """A contract with a supplier: its value without VAT, its procedure and the file that proves it.

    *threshold* is the limit that asked for the procedure, as it stood on the day of the contract.
    """

    PROCEDURES: ClassVar = [(code, _(label)) for code, label in PROCEDURES.items()]

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    grant_partner = models.ForeignKey(GrantPartner, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("contract no."))
    text = models.CharField(_("what is bought"), max_length=200)
    supplier = models.CharField(_("supplier"), max_length=160)
    supplier_cvr = models.CharField(_("supplier's CVR number"), max_length=8, blank=True)
    value = MoneyField(_("value without VAT, DKK"))
    procedure = models.CharField(_("procedure"), max_length=12, choices=PROCEDURES)
    threshold = MoneyField(_("threshold that was passed, DKK"), null=True, blank=True)
    reason = models.TextField(_("why this procedure"), blank=True)
    signed_on = models.DateField(_("signed on"))
    file = models.ForeignKey(
        EvidenceFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ProcurementContractQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="contract_number_once"),
            models.CheckConstraint(condition=Q(value__gt=0), name="contract_has_a_value"),
            models.CheckConstraint(condition=~Q(supplier=""), name="contract_has_a_supplier"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.supplier}"


class ContractCost(models.Model):
    """A cost that was bought under a contract."""

    contract = models.ForeignKey(
        ProcurementContract, on_delete=models.PROTECT, related_name="costs"
    )
    expenditure = models.OneToOneField(
        Expenditure, on_delete=models.CASCADE, related_name="contract_cost"
    )
    history = history()

    class Meta:
        ordering: ClassVar = ["contract_id", "expenditure_id"]

    def __str__(self) -> str:
        return f"{self.contract_id}/{self.expenditure_id}"

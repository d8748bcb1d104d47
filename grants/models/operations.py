"""Operations of others that the lead keeps an eye on, so that nothing is paid for twice (R-60)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.fields import MoneyField, RateField
from consortium.models.memory import history
from consortium.rules.roles import Capability
from grants.models.projects import Grant
from grants.rules.operations import LIST_CURRENCIES, OVER, ROUNDED, WITHIN


class RelatedOperationQuerySet(models.QuerySet["RelatedOperation"]):
    """Operations by who may see them."""

    def visible_to(self, user: object) -> RelatedOperationQuerySet:
        """The register is the lead's and its auditors': whoever reads the rows of the grant."""
        return self.filter(grant__in=actor_of(user).ids(Capability.VIEW_ROWS, Grant))


class RelatedOperation(models.Model):
    """One operation of a public list, as that list tells it (rules.md 6.1 (8)).

    Its amounts are in the list's own currency and are never added to those of another.
    """

    CURRENCIES: ClassVar = [(code, code) for code in LIST_CURRENCIES]
    DEVIATIONS: ClassVar = [
        (WITHIN, _("Within the cap")),
        (ROUNDED, _("Above the cap by the authority's rounding")),
        (OVER, _("Further above the cap")),
    ]
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="related_operations")
    source = models.CharField(_("list"), max_length=120)
    # The row of the file that it was read from; None where it was not read from a file.
    source_row = models.PositiveIntegerField(_("row of the list"), null=True)
    name = models.CharField(_("operation"), max_length=300)
    beneficiary = models.CharField(_("beneficiary"), max_length=300, blank=True)
    # The beneficiary's name as names are compared and searched.
    beneficiary_key = models.CharField(max_length=300, blank=True)
    identifier = models.CharField(_("CVR or other number"), max_length=40, blank=True)
    fund = models.CharField(_("fund or programme"), max_length=120, blank=True)
    starts_on = models.DateField(_("starts"), null=True)
    ends_on = models.DateField(_("ends"), null=True)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES)
    total = MoneyField(_("total eligible expenditure"))
    fund_amount = MoneyField(_("amount of the fund"), null=True)
    rate = RateField(_("co-financing rate, per cent"), null=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    # R-17, judged when the row was written: by the cap and the rounding of the grant's profile.
    deviation = models.CharField(
        _("support and cap"), max_length=8, choices=DEVIATIONS, default=WITHIN, blank=True
    )
    note = models.TextField(_("note on overlap and double funding"), blank=True)

    objects = RelatedOperationQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["source", "id"]
        indexes: ClassVar = [
            models.Index(fields=["grant", "source"], name="operation_by_list"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(total__gt=0), name="operation_total_above_zero"),
            models.CheckConstraint(
                condition=Q(fund_amount__isnull=True) | Q(fund_amount__gte=0),
                name="operation_support_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(rate__isnull=True) | Q(rate__gte=0, rate__lte=100),
                name="operation_rate_0_to_100",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="operation_term_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(name=""), name="operation_has_list_and_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name[:100]

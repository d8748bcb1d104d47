"""What a foreign voucher says in its own currency, and how it came into DKK (R-53)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.fields import MoneyField, RateField
from consortium.models.memory import history
from grants.models import ExchangeRate
from grants.rules.currency import BANK, MONTHLY
from reporting.models.costs import Expenditure


class ForeignAmount(models.Model):
    """The original amount of a cost; rate, source and day are copied so that they stay."""

    SETTLEMENTS: ClassVar = [
        (BANK, _("The bank settled it in kroner")),
        (MONTHLY, _("At the monthly rate of the month of payment")),
    ]
    expenditure = models.OneToOneField(
        Expenditure, on_delete=models.CASCADE, related_name="foreign"
    )
    currency = models.CharField(_("currency"), max_length=3, choices=ExchangeRate.CURRENCIES)
    net = MoneyField(_("net amount in the currency"))
    vat = MoneyField(_("VAT in the currency"), default=0)
    settlement = models.CharField(_("came into kroner"), max_length=8, choices=SETTLEMENTS)
    exchange_rate = models.ForeignKey(
        ExchangeRate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rate = RateField(_("DKK for one unit"), null=True, blank=True)
    rate_source = models.CharField(_("source of the rate"), max_length=200, blank=True)
    rate_published_on = models.DateField(_("rate published on"), null=True, blank=True)

    history = history()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(settlement=BANK, exchange_rate__isnull=True, rate__isnull=True)
                | Q(settlement=MONTHLY, exchange_rate__isnull=False, rate__isnull=False),
                name="foreign_amount_names_its_rate",
            )
        ]

    def __str__(self) -> str:
        return f"{self.net + self.vat} {self.currency}"

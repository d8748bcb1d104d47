"""Monthly exchange rates: what a foreign voucher costs in DKK, and DKK in EUR (R-53)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of, runs_house
from consortium.models.fields import RateField
from consortium.rules.roles import Capability
from grants.rules.currency import ACCOUNTING_RATE, CURRENCIES, VOUCHER_RATE

READERS = (Capability.VIEW_PROJECT, Capability.VIEW_DESK)
KEEPERS = (Capability.BUILD_CLAIM, Capability.CHECK_CLAIM)


def reads_rates(user: Any) -> bool:
    """Whether *user* sees a grant, a desk or the house as a whole."""
    actor = actor_of(user)
    return runs_house(user) or any(actor.can_anywhere(right) for right in READERS)


def keeps_rates(user: Any) -> bool:
    """Whether *user* may enter rates: the lead's manager, its controller, the administrator."""
    actor = actor_of(user)
    return runs_house(user) or any(actor.can_anywhere(right) for right in KEEPERS)


class ExchangeRateQuerySet(models.QuerySet["ExchangeRate"]):
    """Rates by who may see them, and those that are in force."""

    def visible_to(self, user: object) -> ExchangeRateQuerySet:
        """The house's rates are the same for all: whoever sees a grant or a desk sees them."""
        return self if reads_rates(user) else self.none()

    def with_newest(self) -> ExchangeRateQuerySet:
        """Every version, and whether it is the newest of its rate."""
        return self.annotate(newest=~self._later())

    def in_force(self) -> ExchangeRateQuerySet:
        """The newest version of each rate."""
        return self.filter(~self._later())

    def _later(self) -> Exists:
        same = {name: OuterRef(name) for name in ("currency", "month", "kind")}
        return Exists(ExchangeRate.objects.filter(version__gt=OuterRef("version"), **same))


class ExchangeRate(models.Model):
    """One month's rate: DKK for one unit of a currency, with its source and the day it came out.

    A row never changes: a correction is the next version, with its reason, and costs that were
    counted at the older one keep it.
    """

    # It has no versions of its own: each row is hashed into the event that made it.
    is_frozen = True
    KINDS: ClassVar = [
        (VOUCHER_RATE, _("Foreign vouchers")),
        (ACCOUNTING_RATE, _("The Commission's accounts (InforEuro)")),
    ]
    CURRENCIES: ClassVar = [(code, code) for code in CURRENCIES]
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES)
    month = models.DateField(_("month"))  # its first day
    kind = models.CharField(_("used for"), max_length=10, choices=KINDS)
    version = models.PositiveIntegerField(_("version"), default=1)
    rate = RateField(_("DKK for one unit"))
    source = models.CharField(_("source"), max_length=200)
    published_on = models.DateField(_("published on"))
    reason = models.TextField(_("reason for the correction"), blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()

    objects = ExchangeRateQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-month", "currency", "kind", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["currency", "month", "kind", "version"], name="exchange_rate_once"
            ),
            models.CheckConstraint(condition=Q(rate__gt=0), name="exchange_rate_above_zero"),
            models.CheckConstraint(
                condition=Q(month__day=1), name="exchange_rate_month_is_first_day"
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""), name="exchange_rate_correction_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.month:%m.%Y} v{self.version}"

"""Local newsletters beside the common one, and the reach of all, as sums (003)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.memory import history
from grants.models import GrantPartner
from reporting.models.newsletters import NewsletterIssue
from reporting.rules.local_news import MEASURES, VISITS, WAYS


class LocalIssue(models.Model):
    """An issue of one consortium's own newsletter, with the office that edits it."""

    WAYS: ClassVar = [(code, _(label)) for code, label in WAYS.items()]
    grant_partner = models.ForeignKey(
        GrantPartner, on_delete=models.PROTECT, related_name="+", verbose_name=_("partner")
    )
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=120)
    issued_on = models.DateField(_("issued"))
    way = models.CharField(_("how it came to its readers"), max_length=5, choices=WAYS)
    # An office, no person.
    editor = models.CharField(_("edited by"), max_length=120)
    copies = models.PositiveIntegerField(_("copies"))
    link = models.URLField(_("address"), blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_partner_id", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant_partner", "number"], name="local_issue_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"


class ReachFigure(models.Model):
    """How many an issue, or a public page, has reached in a span of days; nobody is watched."""

    MEASURES: ClassVar = [(code, _(label)) for code, label in MEASURES.items()]
    grant_partner = models.ForeignKey(
        GrantPartner, on_delete=models.PROTECT, related_name="+", verbose_name=_("partner")
    )
    common = models.ForeignKey(
        NewsletterIssue,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reach",
        verbose_name=_("issue of the common newsletter"),
    )
    local = models.ForeignKey(
        LocalIssue,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reach",
        verbose_name=_("issue of the local newsletter"),
    )
    measure = models.CharField(_("what was counted"), max_length=8, choices=MEASURES)
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    count = models.PositiveIntegerField(_("how many"))
    source = models.CharField(_("where the number comes from"), max_length=120)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_partner_id", "-last", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(common__isnull=True) | Q(local__isnull=True), name="reach_of_one_issue"
            ),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="reach_in_order"),
            models.CheckConstraint(
                condition=Q(common__isnull=False) | Q(local__isnull=False) | Q(measure=VISITS),
                name="reach_of_a_page_is_visits",
            ),
            # One sum of the same days for each target: an issue, or the page where none is named.
            *(
                models.UniqueConstraint(
                    fields=["grant_partner", *named, "measure", "first", "last"],
                    condition=Q(common__isnull="common" not in named)
                    & Q(local__isnull="local" not in named),
                    name=name,
                )
                for named, name in (
                    (["common"], "reach_of_common_once"),
                    (["local"], "reach_of_local_once"),
                    ([], "reach_of_page_once"),
                )
            ),
        ]

    def __str__(self) -> str:
        return f"{self.common or self.local or self.grant_partner}: {self.measure}"

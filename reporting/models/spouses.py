"""Jobs for spouses (003, 002): counts by period, and pairs of mentor and mentee under keys.

There is no column for words, on purpose: nothing here may grow into a case file (design, 8).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.memory import history
from grants.models import GrantPartner
from reporting.models.reports import PartnerReport, scoped


class SpouseCount(models.Model):
    """How many cases, offers and matches a partner had in a period, and what became of them."""

    report = models.OneToOneField(
        PartnerReport, on_delete=models.CASCADE, related_name="spouse_count"
    )
    cases = models.PositiveIntegerField(_("new cases"))
    offers = models.PositiveIntegerField(_("offers made"))
    matches = models.PositiveIntegerField(_("matches"))
    followed_up = models.PositiveIntegerField(_("followed up after six months"))
    in_job = models.PositiveIntegerField(_("of these in a job"))
    history = history()

    class Meta:
        ordering: ClassVar = ["report__period__number", "report__grant_partner__number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(matches__lte=F("offers")), name="spouse_matches_within_offers"
            ),
            models.CheckConstraint(
                condition=Q(in_job__lte=F("followed_up")), name="spouse_jobs_within_followed_up"
            ),
        ]

    def __str__(self) -> str:
        return str(self.report)


class MentorPairQuerySet(models.QuerySet["MentorPair"]):
    """Pairs by who may see them."""

    def visible_to(self, user: object) -> MentorPairQuerySet:
        """One's own, and for the lead and the auditor those of their grants."""
        return self.filter(scoped(user))


class MentorPair(models.Model):
    """A mentor and a mentee, each known by a key alone (G-05), and whether the mentee got a job."""

    OUTCOMES: ClassVar = [("yes", _("In a job")), ("no", _("Not in a job"))]
    grant_partner = models.ForeignKey(GrantPartner, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"))
    mentor_key = models.CharField(_("key of the mentor"), max_length=64)
    mentee_key = models.CharField(_("key of the mentee"), max_length=64)
    consented_on = models.DateField(_("both agreed on"))
    started_on = models.DateField(_("matched on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    outcome = models.CharField(_("at the end"), max_length=3, choices=OUTCOMES, blank=True)
    followed_up_on = models.DateField(_("followed up on"), null=True, blank=True)
    outcome_later = models.CharField(
        _("after six months"), max_length=3, choices=OUTCOMES, blank=True
    )

    objects = MentorPairQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_partner_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["grant_partner", "number"], name="mentor_pair_number_once"
            ),
            models.UniqueConstraint(
                fields=["grant_partner", "mentee_key"],
                condition=Q(ended_on__isnull=True),
                name="mentee_in_one_open_pair",
            ),
            models.CheckConstraint(
                condition=~Q(mentor_key=F("mentee_key")), name="mentor_is_not_the_mentee"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, outcome="")
                | Q(ended_on__gte=F("started_on")) & ~Q(outcome=""),
                name="mentor_pair_ends_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(followed_up_on__isnull=True, outcome_later="")
                | Q(followed_up_on__gt=F("ended_on")) & ~Q(outcome_later=""),
                name="mentor_pair_followed_up_after_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_partner_id}: {self.number}"

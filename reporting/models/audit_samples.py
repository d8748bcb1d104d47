"""What the auditor draws from the rows of a grant, so that a stranger can redo it (A-25)."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.fields import MoneyField, RateField
from consortium.models.memory import history
from consortium.rules.roles import Capability
from grants.models import Grant, GrantPartner, ReportingPeriod
from reporting.models.costs import Expenditure
from reporting.models.funding import Claim


class AuditSampleQuerySet(models.QuerySet["AuditSample"]):
    """Samples by who may see them."""

    def visible_to(self, user: object) -> AuditSampleQuerySet:
        """Those of the grants whose rows one may read; a partner sees none."""
        return self.filter(grant__in=actor_of(user).ids(Capability.VIEW_ROWS, Grant))


class AuditSample(models.Model):
    """A sample of declared rows: population, choice, seed and draw, and what was concluded.

    Never changed once drawn, but for its conclusion; a later sample adds to it.
    """

    STATES: ClassVar = [("drawn", _("Drawn")), ("concluded", _("Concluded"))]
    CLAIM, PERIOD, PARTNER, GRANT = "claim", "period", "partner", "grant"
    SCOPES: ClassVar = [
        (CLAIM, _("One claim")),
        (PERIOD, _("The claims of one period")),
        (PARTNER, _("One partner, all claims")),
        (GRANT, _("The whole grant, all claims")),
    ]
    METHODS: ClassVar = [
        ("mus", _("Monetary units, standard approach")),
        ("simple", _("Simple random sample")),
        ("small", _("At least a tenth of the units, not statistical")),
    ]
    SIGNS: ClassVar = [
        ("positive", _("Rows above zero")),
        ("negative", _("Rows below zero, as a population of their own")),
    ]
    SIDES: ClassVar = [("bilateral", _("Two-sided")), ("unilateral", _("One-sided"))]
    CONCLUSIONS: ClassVar = [
        ("material", _("Material error")),
        ("not_material", _("No material error")),
        ("inconclusive", _("More work is needed")),
    ]
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=STATES, default="drawn")
    scope = models.CharField(_("scope"), max_length=8, choices=SCOPES)
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    grant_partner = models.ForeignKey(
        GrantPartner, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sign = models.CharField(_("rows"), max_length=8, choices=SIGNS, default="positive")
    # The rows are those that stood at this instant, read from their versions.
    as_of = models.DateTimeField(_("rows as of"))
    method = models.CharField(_("method"), max_length=8, choices=METHODS)
    confidence = models.PositiveSmallIntegerField(_("confidence, per cent"))
    sides = models.CharField(_("confidence interval"), max_length=10, choices=SIDES)
    materiality_pct = RateField(_("tolerable error, per cent"))
    anticipated_pct = RateField(_("anticipated error, per cent"))
    sigma = RateField(_("expected spread of the error rates"))
    size = models.PositiveIntegerField(_("sample size n"))
    seed = models.CharField(_("seed"), max_length=64)
    # SI as an exact fraction of kroner; empty where no interval is walked.
    interval = models.CharField(_("interval SI"), max_length=60, blank=True)
    start = MoneyField(_("random start u"), null=True, blank=True)
    # What was drawn from, in its order: [key, voucher, amount] each, and the hash of it.
    population = models.JSONField(_("population"))
    population_sha256 = models.CharField(_("hash of the population"), max_length=64)
    units = models.PositiveIntegerField(_("rows in the population"))
    book_value = MoneyField(_("book value BV"))
    tolerable = MoneyField(_("tolerable error TOL"))
    anticipated = MoneyField(_("anticipated error AE"))
    exhaustive_units = models.PositiveIntegerField(_("rows above the interval"))
    exhaustive_value = MoneyField(_("book value above the interval"))
    random_units = models.PositiveIntegerField(_("rows left to chance"))
    random_value = MoneyField(_("book value left to chance"))
    reason = models.TextField(_("why this sample"), blank=True)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    drawn_at = models.DateTimeField(_("drawn"))
    # From here on: empty until it is concluded.
    projected = MoneyField(_("projected error EE"), null=True, blank=True)
    precision = MoneyField(_("precision SE"), null=True, blank=True)
    systemic = MoneyField(_("delimited systemic errors"), null=True, blank=True)
    anomalous = MoneyField(_("uncorrected anomalous errors"), null=True, blank=True)
    conclusion = models.CharField(_("conclusion"), max_length=14, choices=CONCLUSIONS, blank=True)
    text = models.TextField(_("what is concluded"), blank=True)
    # The working paper as it was concluded, from which every file of it is made again.
    paper = models.TextField(_("working paper"), blank=True)
    paper_sha256 = models.CharField(_("hash of the working paper"), max_length=64, blank=True)
    concluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    concluded_at = models.DateTimeField(_("concluded"), null=True, blank=True)

    objects = AuditSampleQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="audit_sample_number_once"),
            models.CheckConstraint(
                condition=Q(scope="claim", claim__isnull=False)
                | Q(scope="period", period__isnull=False)
                | Q(scope="partner", grant_partner__isnull=False)
                | Q(scope="grant"),
                name="audit_sample_names_its_scope",
            ),
            models.CheckConstraint(
                condition=Q(state="drawn", conclusion="", concluded_at__isnull=True)
                | ~Q(conclusion="")
                & Q(
                    state="concluded",
                    projected__isnull=False,
                    concluded_by__isnull=False,
                    concluded_at__isnull=False,
                ),
                name="audit_sample_says_what_it_concludes",
            ),
            models.CheckConstraint(
                condition=Q(interval="", start__isnull=True) | (~Q(interval="") & Q(start__gt=0)),
                name="audit_sample_start_goes_with_interval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.ref} S{self.number}"

    @property
    def exact_interval(self) -> Fraction | None:
        """SI in kroner, exact; None where none is walked."""
        return Fraction(self.interval) if self.interval else None


class AuditSampleUnit(models.Model):
    """One row of a sample: how it came in, and what the auditor found in it."""

    STRATA: ClassVar = [
        ("exhaustive", _("Taken by its amount")),
        ("random", _("Drawn at random")),
    ]
    NATURES: ClassVar = [
        ("random", _("Accidental: projected to the population")),
        ("systemic", _("Systemic: delimited and added as it is")),
        ("anomalous", _("Anomalous: added as it is until it is corrected")),
    ]
    sample = models.ForeignKey(AuditSample, on_delete=models.PROTECT, related_name="picks")
    expenditure = models.ForeignKey(
        Expenditure, on_delete=models.PROTECT, related_name="audit_picks"
    )
    stratum = models.CharField(_("how it came in"), max_length=10, choices=STRATA)
    place = models.PositiveIntegerField(_("place in the draw"))
    book_value = MoneyField(_("book value"))
    # Empty until somebody has looked at the row; 0.00 is looked at and in order.
    error = MoneyField(_("error"), null=True, blank=True)
    nature = models.CharField(_("nature of the error"), max_length=10, choices=NATURES, blank=True)
    kind = models.CharField(_("type of error"), max_length=20, blank=True)
    is_corrected = models.BooleanField(_("corrected already"), default=False)
    note = models.TextField(_("note"), blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    looked_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["sample_id", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sample", "expenditure"], name="audit_pick_once_per_sample"
            ),
            models.UniqueConstraint(fields=["sample", "place"], name="audit_pick_place_once"),
            models.CheckConstraint(
                condition=Q(error__isnull=True, looked_by__isnull=True, looked_at__isnull=True)
                | Q(error__gte=0, looked_by__isnull=False, looked_at__isnull=False),
                name="audit_pick_looked_at_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id}/{self.place}"

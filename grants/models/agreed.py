"""What a municipal agreement promises: areas, activities, outcomes, targets, money, instalments."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.fields import HundredthsField, MoneyField
from consortium.models.memory import history
from consortium.rules.roles import Capability
from grants.models.municipal import Addendum, MunicipalAgreement
from grants.models.projects import Grant
from grants.rules.instalments import AT_END, AT_START


class Area(models.Model):
    """A strategic area of the agreement; one that an own agreement describes has no more here."""

    agreement = models.ForeignKey(
        MunicipalAgreement, on_delete=models.PROTECT, related_name="areas"
    )
    number = models.PositiveIntegerField(_("number"))
    letter = models.CharField(_("letter"), max_length=4, blank=True)
    title = models.CharField(_("title"), max_length=160)
    background = models.TextField(_("background"), blank=True)
    responsible = models.CharField(_("responsible"), max_length=120, blank=True)
    by_own_agreement = models.BooleanField(_("described by an agreement of its own"), default=False)
    history = history()

    class Meta:
        ordering: ClassVar = ["agreement_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "number"], name="area_number_once"),
            models.UniqueConstraint(
                fields=["agreement", "letter"],
                condition=~Q(letter=""),
                name="area_letter_once",
            ),
        ]

    def __str__(self) -> str:
        return f"({self.letter}) {self.title}" if self.letter else self.title


class AgreedActivity(models.Model):
    """One activity that an area promises: what, who, when."""

    agreement = models.ForeignKey(
        MunicipalAgreement, on_delete=models.PROTECT, related_name="activities"
    )
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="activities")
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    outcomes = models.TextField(_("outcomes of this activity"), blank=True)
    responsible = models.CharField(_("responsible"), max_length=120, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    # "Mulige aktiviteter" in the source: what may be done rather than what must.
    is_possible = models.BooleanField(_("possible, not promised"), default=False)
    history = history()

    class Meta:
        ordering: ClassVar = ["area__number", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "number"], name="agreed_activity_number_once"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="agreed_activity_term_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AreaOutcome(models.Model):
    """What an area shall lead to, in the agreement's own words."""

    agreement = models.ForeignKey(
        MunicipalAgreement, on_delete=models.PROTECT, related_name="outcomes"
    )
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="outcomes")
    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("outcome"))
    history = history()

    class Meta:
        ordering: ClassVar = ["area__number", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "number"], name="outcome_number_once")
        ]

    def __str__(self) -> str:
        return self.text[:80]


class BaselineFigure(models.Model):
    """A figure that the agreement starts from, such as a survey's 79,5 %."""

    agreement = models.ForeignKey(
        MunicipalAgreement, on_delete=models.PROTECT, related_name="baseline"
    )
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="baseline")
    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("what it tells"))
    value = HundredthsField(_("figure"))
    unit = models.CharField(_("unit"), max_length=20, default="%")
    source = models.CharField(_("source"), max_length=160)
    history = history()

    class Meta:
        ordering: ClassVar = ["area__number", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "number"], name="baseline_number_once")
        ]

    def __str__(self) -> str:
        return self.text[:80]


class AgreedTarget(models.Model):
    """What shall be reached: a number, a range, so many a year, or a text that is true or not."""

    COUNT, RANGE, PER_YEAR, TEXT = "count", "range", "per_year", "text"
    KINDS: ClassVar = [
        (COUNT, _("A number")),
        (RANGE, _("From – to")),
        (PER_YEAR, _("So many a year")),
        (TEXT, _("Text: done or not")),
    ]
    agreement = models.ForeignKey(
        MunicipalAgreement, on_delete=models.PROTECT, related_name="targets"
    )
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="targets")
    activity = models.ForeignKey(
        AgreedActivity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("activity"),
    )
    number = models.PositiveIntegerField(_("number"))
    text = models.CharField(_("target"), max_length=200)
    kind = models.CharField(_("kind"), max_length=8, choices=KINDS)
    minimum = HundredthsField(_("at least"), null=True, blank=True)
    maximum = HundredthsField(_("at most"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    # Empty: in every year of the agreement.
    year = models.PositiveIntegerField(_("year"), null=True, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["area__number", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "number"], name="agreed_target_number_once"),
            models.CheckConstraint(
                condition=Q(kind="text", minimum__isnull=True, maximum__isnull=True)
                | Q(kind__in=["count", "range", "per_year"], minimum__gt=0),
                name="agreed_target_figures_fit_kind",
            ),
            models.CheckConstraint(
                condition=~Q(kind="range") | Q(maximum__isnull=False),
                name="agreed_target_range_has_end",
            ),
            models.CheckConstraint(
                condition=Q(maximum__isnull=True) | Q(maximum__gte=F("minimum")),
                name="agreed_target_range_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class AgreedAmount(models.Model):
    """What an area, or one activity of it, is given in one year; an addendum may add to it."""

    agreement = models.ForeignKey(
        MunicipalAgreement, on_delete=models.PROTECT, related_name="amounts"
    )
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="amounts")
    activity = models.ForeignKey(
        AgreedActivity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="amounts",
        verbose_name=_("activity"),
    )
    addendum = models.ForeignKey(
        Addendum, on_delete=models.PROTECT, null=True, blank=True, related_name="amounts"
    )
    year = models.PositiveIntegerField(_("year"))
    amount = MoneyField(_("amount"))
    # Half is due when the activity starts, the rest when it ends.
    starts_on = models.DateField(_("the activity starts"))
    ends_on = models.DateField(_("the activity ends"))
    history = history()

    class Meta:
        ordering: ClassVar = ["area__number", "year", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["area", "year"],
                condition=Q(activity__isnull=True, addendum__isnull=True),
                name="agreed_amount_once_per_area",
            ),
            models.UniqueConstraint(
                fields=["activity", "year"],
                condition=Q(activity__isnull=False, addendum__isnull=True),
                name="agreed_amount_once_per_activity",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="agreed_amount_above_zero"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), starts_on__year=F("year"))
                & Q(ends_on__year=F("year")),
                name="agreed_amount_inside_its_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity or self.area} {self.year}"


class InstalmentQuerySet(models.QuerySet["Instalment"]):
    """Instalments by who may see them."""

    def visible_to(self, user: object) -> InstalmentQuerySet:
        """Whoever sees the agreement sees what is paid by it; they exist once it is signed."""
        return self.filter(grant__in=actor_of(user).ids(Capability.VIEW_PROJECT, Grant))


class Instalment(models.Model):
    """One payment of the municipality, by invoice: half at the start, the rest at the end (R-73).

    What has become of it is told by its invoice; only the day on which it falls due may be moved.
    """

    NUMBERS: ClassVar = [
        (AT_START, _("At the start")),
        (AT_END, _("At the end")),
    ]
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="instalments")
    agreed = models.ForeignKey(AgreedAmount, on_delete=models.PROTECT, related_name="instalments")
    # The activity, or the area where the money is given to the whole of it, as it was then called.
    activity = models.CharField(_("activity"), max_length=160)
    year = models.PositiveIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("instalment"), choices=NUMBERS)
    amount = MoneyField(_("amount"))
    due_on = models.DateField(_("due on"))

    objects = InstalmentQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "year", "agreed_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreed", "number"], name="instalment_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="instalment_not_negative"),
            models.CheckConstraint(condition=Q(number__in=[1, 2]), name="instalment_first_or_last"),
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.year}, {self.number}/2"

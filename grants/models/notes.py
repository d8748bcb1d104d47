"""What the lead writes for the status note: texts, key figures, prioritised actions (rules 5.4)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.fields import MoneyField
from consortium.models.memory import history
from grants.models.measures import Measure, MeasureOwner
from grants.models.projects import Grant
from grants.rules import notes as rules

TEXT_KEYS: list[tuple[str, Any]] = [
    (rules.LEAD, _("Lead paragraph")),
    (rules.PROBLEM, _("The problem")),
    (rules.FIGURES, _("The latest key figures")),
    (rules.SOLUTION, _("Solution")),
    (rules.ACTIONS, _("Status of the prioritised actions")),
    (rules.FUNDING, _("Money set aside")),
    (rules.SCOPE, _("Political room for manoeuvre")),
    (rules.EARLIER, _("Earlier answer")),
]
COUNTS: list[tuple[str, Any]] = [
    (rules.BARRIERS, _("Barriers")),
    (rules.MEASURES, _("Proposals")),
    (rules.OWN, _("Own proposals")),
    (rules.OUTSIDE, _("Proposals to others")),
    (rules.PROGRESS, _("Proposals with substantial progress")),
    (rules.LISTED, _("Proposals to others that are listed with progress")),
    (rules.PRIORITISED, _("Prioritised actions")),
    (rules.COVERED, _("Proposals that the prioritised actions cover")),
    (rules.THEMES, _("Themes")),
]


class NoteText(models.Model):
    """One text of the note, as the lead wrote it; its counts stand in it by name."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="note_texts")
    key = models.CharField(_("text"), max_length=12, choices=TEXT_KEYS)
    text = models.TextField(_("words"), blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "key"], name="note_text_once"),
        ]

    def __str__(self) -> str:
        return str(self.get_key_display())


class KeyFigure(models.Model):
    """A figure of the note: its value and year, what changed, and where it comes from."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="key_figures")
    place = models.PositiveIntegerField(_("place"))
    label = models.CharField(_("figure"), max_length=300)
    about = models.CharField(_("how exact"), max_length=40, blank=True)
    value = MoneyField(_("value"))
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    year = models.PositiveIntegerField(_("year"))
    change = models.CharField(_("change"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=300)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "place"], name="key_figure_place_once"),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(label=""), name="key_figure_has_source"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class AgendaTheme(models.Model):
    """A theme of the council's agenda, under which actions are prioritised."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="agenda_themes")
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("theme"), max_length=200)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="agenda_theme_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class PrioritisedAction(models.Model):
    """An action that is worked on, under its theme; it may cover several proposals."""

    theme = models.ForeignKey(AgendaTheme, on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("status"))
    history = history()

    class Meta:
        ordering: ClassVar = ["theme__number", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["theme", "number"], name="prioritised_action_once"),
            models.CheckConstraint(condition=~Q(text=""), name="prioritised_action_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:80]}"


class ActionMeasure(models.Model):
    """A proposal that a prioritised action covers."""

    action = models.ForeignKey(PrioritisedAction, on_delete=models.PROTECT, related_name="covered")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="covered_by")
    history = history()

    class Meta:
        ordering: ClassVar = ["action_id", "measure__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["action", "measure"], name="action_covers_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action_id}: {self.measure_id}"


class ActionOwner(models.Model):
    """Who carries a prioritised action."""

    action = models.ForeignKey(PrioritisedAction, on_delete=models.PROTECT, related_name="owned")
    owner = models.ForeignKey(MeasureOwner, on_delete=models.PROTECT, related_name="actions")
    place = models.PositiveIntegerField(_("place"))
    history = history()

    class Meta:
        ordering: ClassVar = ["action_id", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["action", "owner"], name="action_owned_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action_id}: {self.owner_id}"


class StatedFigure(models.Model):
    """A count that another document prints, kept beside ours with the reason for a difference."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="stated_figures")
    key = models.CharField(_("what is counted"), max_length=12, choices=COUNTS)
    where = models.CharField(_("where it is printed"), max_length=200)
    stated = models.PositiveIntegerField(_("printed"))
    explanation = models.TextField(_("explanation"), blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "key", "where"], name="stated_figure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}: {self.stated}"

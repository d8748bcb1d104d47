"""The form of an area or a theme."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from grants.models import ActivityType, Grant, ProjectTheme
from grants.rules.themes import ThemeFacts


class ThemeForm(EditedForm):
    """How it is numbered and called, where it stands, and which activities stand in it."""

    code = forms.CharField(label=_("Number"), max_length=9, help_text=_("Like 1 or 1.2."))
    name_da = forms.CharField(label=_("Name in Danish"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    parent = forms.ModelChoiceField(
        ProjectTheme.objects.none(),
        label=_("Stands in"),
        required=False,
        empty_label=_("Nothing: it is an area"),
    )
    kinds = forms.ModelMultipleChoiceField(
        ActivityType.objects.none(),
        label=_("Kinds of activity in it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each stands in one theme, so that it counts once; others are left out."),
    )

    def __init__(
        self, *args: Any, grant: Grant, theme: ProjectTheme | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        areas = ProjectTheme.objects.filter(grant=grant, parent=None)
        own = theme.pk if theme else 0
        self.fields["parent"].queryset = areas.exclude(pk=own)  # type: ignore[attr-defined]
        elsewhere = ProjectTheme.objects.filter(grant=grant).exclude(pk=own)
        taken = Q(pk__in=elsewhere.values("placed__kind").exclude(placed=None))
        free = ActivityType.objects.exclude(taken)
        self.fields["kinds"].queryset = free  # type: ignore[attr-defined]

    def facts(self) -> ThemeFacts:
        """What was typed."""
        given = self.cleaned_data
        return ThemeFacts(given["code"], given["name_da"], given["name_en"])

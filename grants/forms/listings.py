"""The form of a grant's line in the public list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField

LONGEST = 2000


def _text(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PublicEntryForm(EditedForm):
    """What the public is told of the grant, beyond the figures of its letter."""

    purpose_da = _text(_("Purpose in Danish"))
    purpose_en = _text(_("Purpose in English"))
    expected_da = _text(_("Expected achievements in Danish"))
    expected_en = _text(_("Expected achievements in English"))
    actual_da = _text(
        _("Actual achievements in Danish"), _("When there are some to tell."), required=False
    )
    actual_en = _text(_("Actual achievements in English"), required=False)
    objective = forms.CharField(label=_("Specific objective"), max_length=200)
    intervention = forms.CharField(label=_("Type of intervention"), max_length=200)
    place = forms.CharField(
        label=_("Place"), max_length=200, help_text=_("Municipality, region or coordinates.")
    )
    country = forms.RegexField(
        r"^[A-Z]{2}$",
        label=_("Country"),
        initial="DK",
        max_length=2,
        help_text=_("Two capital letters, such as DK."),
        error_messages={"invalid": _("A country is written with two capital letters, such as DK.")},
    )
    contractors = _text(
        _("Contractors"),
        _("Companies that were found by procurement, one a line. No natural persons."),
        required=False,
    )
    told_on = DanishDateField(
        label=_("Beneficiaries told on"),
        required=False,
        help_text=_("Before anything is published, the partners are told that it will be."),
    )

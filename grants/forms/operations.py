"""Forms of the register of related operations."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm


class OperationNoteForm(EditedForm):
    """How an operation of others stands to ours."""

    note = forms.CharField(
        label=_("Note on overlap and double funding"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        max_length=4000,
        help_text=_("What the two share, whom you asked, and why no cost is paid for twice."),
    )

"""Files behind costs: sent to one row, sent as a pile, chosen from what is here, and placed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.models import ExpenditureFile

# What is offered in the file chooser; what is kept is decided by what is in the file.
ACCEPT = (
    ".pdf,.png,.jpg,.jpeg,.heic,.xlsx,.docx,.csv,.txt,.xml,application/pdf,image/jpeg,image/png"
)
GUESS = ("", _("What the file's name says"))


class FilesInput(forms.ClearableFileInput):
    """A file chooser that takes many files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Many files at once; each is judged by itself when it is kept, so that none loses another."""

    widget = FilesInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files in the order in which they were sent."""
        sent = data if isinstance(data, (list, tuple)) else [data]
        return [super(FilesField, self).clean(one, initial) for one in sent or [None]]


class EvidenceForm(forms.Form):
    """Files for one row, and what they prove."""

    role = forms.ChoiceField(
        label=_("The file is"),
        choices=[GUESS, *ExpenditureFile.ROLES],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )
    file = FilesField(
        label=_("File"),
        help_text=_("One or several. PDF or picture. No CPR numbers."),
        widget=FilesInput(attrs={"accept": ACCEPT}),
    )


class KeptFileForm(forms.Form):
    """A file that is here already, for one more row."""

    file_here = forms.TypedChoiceField(label=_("File that is here already"), coerce=int)
    role_here = forms.ChoiceField(label=_("It proves"), choices=ExpenditureFile.ROLES)

    def __init__(self, *args: Any, files: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file_here"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "–"), *((one.pk, one.name) for one in files)]


class PlaceForm(forms.Form):
    """The row that a file of the pile belongs to."""

    voucher = forms.CharField(
        label=_("Voucher number"),
        max_length=40,
        widget=forms.TextInput(attrs={"list": "report-rows", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("It proves"), choices=ExpenditureFile.ROLES)

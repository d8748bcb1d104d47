"""A sheet that is read and not kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from consortium.forms.uploads import OneFileField, OneFileInput
from reporting.forms.imports import WritingForm


class PassingForm(WritingForm):
    """The file, and what it may leave open."""

    file = OneFileField(
        label=_("Workbook or file"),
        help_text=_("XLSX, ODS or CSV. It is read and not kept."),
        widget=OneFileInput(attrs={"accept": ".xlsx,.ods,.csv,.txt"}),
    )
    field_order = ("file", "decimal", "order")

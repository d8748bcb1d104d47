"""A sheet that is read and not kept."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.rules.cell_dates import DAY_FIRST, MONTH_FIRST


class PassingForm(forms.Form):
    """The file, and what it may leave open."""

    file = forms.FileField(
        label=_("Workbook or file"),
        help_text=_("XLSX, ODS or CSV. It is read and not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods,.csv,.txt"}),
    )
    decimal = forms.ChoiceField(
        label=_("How are amounts written?"),
        choices=[("", _("As the sheet shows")), (",", "1.234,56"), (".", "1,234.56")],
        required=False,
    )
    order = forms.ChoiceField(
        label=_("How are days written?"),
        choices=[
            ("", _("As the sheet shows")),
            (DAY_FIRST, _("Day first: 31/12/2012")),
            (MONTH_FIRST, _("Month first: 12/31/2012")),
        ],
        required=False,
    )

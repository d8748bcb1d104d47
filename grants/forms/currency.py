"""What is typed about exchange rates, and the list of them that is read from a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField, MonthField
from consortium.forms.uploads import OneFileField
from grants.models import ExchangeRate
from grants.rules.currency import PLACES, VOUCHER_RATE, RateFacts

COLUMNS = ("currency", "month", "kind", "rate", "source", "published_on")
MOST_ROWS = 2000
MOST_BYTES = 1024 * 1024


class RateNumberField(forms.DecimalField):
    """A rate such as 7,4604 or 7.4604: no rate is so large that a point could mark thousands."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(decimal_places=PLACES, max_digits=12, **kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = str(value or "").strip()
        if text.count(",") + text.count(".") > 1:
            raise ValidationError(
                _("“%(value)s” is not a rate. Write it as 7,4604."), params={"value": value}
            )
        return super().to_python(text.replace(",", "."))


class ExchangeRateForm(forms.Form):
    """One month's rate."""

    currency = forms.ChoiceField(label=_("Currency"), choices=ExchangeRate.CURRENCIES)
    month = MonthField(label=_("Month"), help_text=_("For vouchers the month of payment."))
    kind = forms.ChoiceField(label=_("Used for"), choices=ExchangeRate.KINDS, initial=VOUCHER_RATE)
    rate = RateNumberField(label=_("DKK for one unit"), help_text=_("At most six decimals."))
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("Who published it, and where.")
    )
    published_on = DanishDateField(label=_("Published on"))
    reason = forms.CharField(
        label=_("Reason, if it corrects a rate"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def facts(self) -> RateFacts:
        """The rate as the action takes it."""
        return RateFacts(**{name: self.cleaned_data[name] for name in COLUMNS})


class RateListForm(forms.Form):
    """A file with one rate a line."""

    file = OneFileField(
        label=_("File (CSV)"),
        help_text=_(
            "Columns currency, month (2014-04), kind (voucher or accounting), rate (7.4604), "
            "source, published_on (2014-03-31); separated by semicolon or comma."
        ),
    )
    reason = forms.CharField(
        label=_("Reason, if the list corrects rates"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def clean_file(self) -> list[RateFacts]:
        """The lines of the file, each read by the form above."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise ValidationError(_("The file is too large for a list of rates."))
        try:
            text = upload.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValidationError(
                _("The file is not text in UTF-8. Save it as CSV UTF-8.")
            ) from error
        head = text.partition("\n")[0]
        rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in head else ",")
        try:
            lines = list(rows)
        except csv.Error as error:
            raise ValidationError(
                _("Line %(line)s cannot be read as CSV. Save the list as CSV UTF-8 again."),
                params={"line": rows.line_num},
            ) from error
        if not lines or set(COLUMNS) - set(lines[0]):
            raise ValidationError(
                _("The first line names the columns %(columns)s, and a rate follows."),
                params={"columns": ", ".join(COLUMNS)},
            )
        if len(lines) > MOST_ROWS:
            raise ValidationError(_("At most %(most)s lines."), params={"most": MOST_ROWS})
        return [_read(place, line) for place, line in enumerate(lines, start=1)]


def _read(place: int, line: dict[str, Any]) -> RateFacts:
    form = ExchangeRateForm({name: line.get(name) or "" for name in COLUMNS})
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise ValidationError(
            _("Line %(line)s, %(column)s: %(error)s"),
            params={"line": place, "column": name, "error": errors[0]},
        )
    return form.facts()


def first_values(currency: str, month: str, kind: str) -> dict[str, Any]:
    """The form's start for a correction: the rate that an address names, as far as it reads."""
    values: dict[str, Any] = {}
    if currency in dict(ExchangeRate.CURRENCIES):
        values["currency"] = currency
    if kind in dict(ExchangeRate.KINDS):
        values["kind"] = kind
    try:
        values["month"] = dt.date.fromisoformat(f"{month}-01")
    except ValueError:
        return values
    stands = ExchangeRate.objects.in_force().filter(**values).first() if len(values) == 3 else None
    if stands is not None:
        values["source"] = stands.source
    return values

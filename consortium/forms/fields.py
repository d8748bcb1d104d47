"""Form fields that read numbers and dates as Danes write them, and ask rather than guess."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

DANISH_NUMBER = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")
PLAIN_NUMBER = re.compile(r"-?\d+(\.\d{1,2})?")


class DanishDecimalField(forms.DecimalField):
    """A number such as 1.234,50 or 1234.50.

    "1.234" is refused: it is 1234 to a Dane and 1.234 to a machine, and money is never guessed.
    """

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("max_digits", 14)
        super().__init__(**kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if isinstance(value, Decimal) or value in self.empty_values:
            return super().to_python(value)
        text = str(value).strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
        text = text.removesuffix("kr.").removesuffix("kr").strip()
        if re.fullmatch(r"-?\d{1,3}\.\d{3}", text):
            raise ValidationError(
                _("“%(value)s” can be read in two ways. Write %(whole)s or %(whole)s,00."),
                params={"value": value, "whole": text.replace(".", "")},
            )
        if DANISH_NUMBER.fullmatch(text):
            text = text.replace(".", "").replace(",", ".")
        elif not PLAIN_NUMBER.fullmatch(text):
            raise ValidationError(
                _("“%(value)s” is not a number. Write it as 1.234,50."), params={"value": value}
            )
        return super().to_python(text)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        text = format(value, "f")
        return text if (get_language() or "da").startswith("en") else text.replace(".", ",")


class DanishDateField(forms.DateField):
    """A day such as 31.12.2012 or 2012-12-31."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%d.%m.%Y", "%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"])
        kwargs.setdefault(
            "error_messages",
            {"invalid": _("“%(value)s” is not a day. Write it as 31.12.2012.")},
        )
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("placeholder", _("dd.mm.yyyy"))

    def to_python(self, value: Any) -> dt.date | None:
        try:
            return super().to_python(value)
        except ValidationError as error:
            error.params = {"value": value}
            raise

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%d.%m.%Y") if isinstance(value, dt.date) else value


class MonthField(forms.Field):
    """A month such as 03.2012 or 2012-03, as its first day."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values or isinstance(value, dt.date):
            return value or None
        for shape in ("%m.%Y", "%Y-%m", "%m/%Y"):
            try:
                parsed = dt.datetime.strptime(str(value).strip(), shape)  # noqa: DTZ007 - a month
                return parsed.date()
            except ValueError:
                continue
        raise ValidationError(
            _("“%(value)s” is not a month. Write it as 03.2012."), params={"value": value}
        )

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%m.%Y") if isinstance(value, dt.date) else value

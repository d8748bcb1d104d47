"""Number fields that stay exact in every database.

SQLite would keep a decimal as a binary float, and a sum over 100,000 rows could then be an øre
off. These fields keep whole hundredths in an integer column and give `Decimal` in Python, so that
SUM in SQL is exact on SQLite and PostgreSQL alike.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import register_combinable_fields
from django.utils.translation import gettext_lazy as _


class HundredthsField(models.Field[Any, Any]):
    """A number with two decimals, stored as a whole number of hundredths."""

    empty_strings_allowed = False
    digits = 14
    places = 2
    too_fine = _("%(value)s has more than two decimals.")

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, float):
            raise ValidationError(
                _("Amounts are never binary floats: %(value)s."), params={"value": value}
            )
        try:
            return Decimal(value)
        except (InvalidOperation, TypeError, ValueError) as error:
            raise ValidationError(
                _("“%(value)s” is not a number."), params={"value": value}
            ) from error

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        exact = self.to_python(value)
        assert exact is not None
        if not exact.is_finite() or exact != round(exact, self.places):
            raise ValidationError(self.too_fine, params={"value": value})
        return int(exact.scaleb(self.places))

    def from_db_value(self, value: Any, *_args: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-self.places)

    def get_db_converters(self, connection: BaseDatabaseWrapper) -> list[Any]:
        return [self.from_db_value]

    @property
    def validators(self) -> list[Any]:
        return [*super().validators, DecimalValidator(self.digits, self.places)]

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(
            **{
                "form_class": forms.DecimalField,
                "max_digits": self.digits,
                "decimal_places": self.places,
                **kwargs,
            }
        )


class MoneyField(HundredthsField):
    """An amount in DKK with two decimals (R-01)."""


class HoursField(HundredthsField):
    """Hours with two decimals."""

    digits = 9


class RateField(HundredthsField):
    """An exchange rate with six decimals, as whole millionths, for the same reason."""

    digits = 12
    places = 6
    too_fine = _("%(value)s has more than six decimals.")


for _kind in (MoneyField, HoursField):
    for _connector in ("+", "-"):
        register_combinable_fields(_kind, _connector, _kind, _kind)

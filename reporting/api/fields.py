"""What a column is in JSON: amounts as text with two decimals, days and instants in ISO 8601."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db import models
from django.utils.translation import override
from pydantic import Field, StringConstraints

from consortium.models.fields import HundredthsField, RateField

AMOUNT = r"^-?[0-9]{1,12}\.[0-9]{2}$"
HUNDREDTHS = Annotated[
    str,
    StringConstraints(pattern=AMOUNT, max_length=16),
    Field(examples=["1234.50"]),
]


def column_at(model: type[models.Model], path: str) -> tuple[Any, bool]:
    """The column that *path* leads to from *model*, and whether it may be empty on the way."""
    can_be_null = False
    found: Any = None
    for name in path.split("__"):
        found = model._meta.get_field(name)
        can_be_null = can_be_null or bool(getattr(found, "null", False))
        if found.is_relation:
            can_be_null = can_be_null or (found.one_to_one and found.auto_created)
            model = found.related_model
    return found, can_be_null


def kind_of(column: Any) -> Any:
    """The type of a column in the document."""
    match column:
        case RateField():
            return Annotated[str, Field(examples=["7.456000"])]
        case HundredthsField():
            return HUNDREDTHS
        case models.ForeignKey() | models.AutoField() | models.IntegerField():
            return int
        case models.BooleanField():
            return bool
        case models.DateTimeField():
            return dt.datetime
        case models.DateField():
            return dt.date
        case models.JSONField():
            return Any
        case _:
            return _text(column)


def _text(column: Any) -> Any:
    codes = tuple(code for code, _label in column.choices or ())
    if not codes or not all(isinstance(code, str) for code in codes):
        return str
    more = ("",) if column.blank and "" not in codes else ()
    return Literal[(*codes, *more)]


def words_for(column: Any) -> str:
    """What the column is called, in English."""
    with override("en"):
        return str(column.verbose_name)


def as_json(value: Any) -> Any:
    """A value as the schema of its column takes it."""
    return format(value, "f") if isinstance(value, Decimal) else value

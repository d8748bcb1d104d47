"""Columns of the house's tables: figures stand right, days and states read as everywhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from consortium.queries import texts

NUMBER = {"cell": {"class": "number"}}


class FigureColumn(tables.Column):  # type: ignore[misc]  # no stubs
    """A column of figures, with their sum below when *total* is asked for.

    A *footer* from the database beats *total*, which adds up the rows that are at hand.
    """

    def __init__(self, *args: Any, total: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", NUMBER)
        if total and "footer" not in kwargs:
            kwargs["footer"] = self.total
        super().__init__(*args, **kwargs)

    def total(self, bound_column: Any, table: tables.Table) -> str:
        """The sum of the column over the table's rows."""
        values = (bound_column.accessor.resolve(record, quiet=True) for record in table.data)
        return self.render(sum((number for number in values if number is not None), Decimal(0)))

    def render(self, value: Any) -> str:
        """The figure as the reader's language writes it."""
        return texts.number_text(value)


class NumberColumn(FigureColumn):
    """A column of counts."""


class MoneyColumn(FigureColumn):
    """A column of amounts without a unit: the caption or the heading names it."""

    def render(self, value: Decimal) -> str:
        """The amount with two decimals."""
        return texts.money_text(value)


class HoursColumn(FigureColumn):
    """A column of hours."""

    def render(self, value: Decimal) -> str:
        """The hours with two decimals."""
        return texts.hours_text(value)


class PercentColumn(FigureColumn):
    """A column of shares of one, shown as per cent."""

    def render(self, value: Decimal | Fraction) -> str:
        """The share with one decimal."""
        return texts.percent_text(value)


class DayColumn(tables.Column):  # type: ignore[misc]  # no stubs
    """A column of days."""

    def render(self, value: dt.date) -> str:
        """The day as the reader's language writes it."""
        return texts.day_text(value)


class StateColumn(tables.Column):  # type: ignore[misc]  # no stubs
    """A column of state badges; *labels* may override the house's words."""

    def __init__(self, *args: Any, labels: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        self.labels = labels
        super().__init__(*args, **kwargs)

    def render(self, record: Any, bound_column: Any) -> SafeString:
        """The badge; the code itself is asked for, as the table would give its label."""
        code = str(bound_column.accessor.resolve(record))
        badge = {"label": texts.state_text(code, self.labels), "tone": texts.state_tone(code)}
        return render_to_string("components/state.html", badge)

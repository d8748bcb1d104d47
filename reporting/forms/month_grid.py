"""The grid of a month: a line for each activity and task, a column for each day.

A line is known by what it says (`line_key`), not by its place, so that two editors who each add
a line do not write into one another's.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import fill_in
from consortium.forms.fields import DanishDecimalField
from consortium.rules.hashing import digest
from consortium.rules.money import ZERO, cents_half_up
from reporting.actions.hours import HourEntry
from reporting.models import Absence, Activity, TimeEntry
from reporting.queries.month_days import DayMark, Line

MOST_LINES = 20
SPARE_LINES = 2
KEY = re.compile(r"(l[0-9a-f]{8}|n\d{1,2})-(?:d\d\d|whole|activity|task)")
CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])")
FIGURE = re.compile(r"[0-9]{1,3}([.,][0-9]{1,2})?")
WHOLE = "whole"


class HourField(DanishDecimalField):
    """Hours such as 7,5 or 7.5; also as a clock writes them: 7:30 is seven and a half (R-02)."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        text = re.sub(r"\s", "", value)
        if match := CLOCK.fullmatch(text):
            hours, minutes = match.groups()
            return cents_half_up(int(hours) + Fraction(int(minutes), 60))
        if not FIGURE.fullmatch(text):
            message = _("“%(value)s” is not hours. Write 7,5 or 7:30.")
            raise ValidationError(message, params={"value": value})
        return Decimal(text.replace(",", "."))

    def prepare_value(self, value: Any) -> Any:
        """Without noughts at the end: a day's column is narrow."""
        text = super().prepare_value(value)
        if not isinstance(value, Decimal):
            return text
        return re.sub(r"[.,]?0+$", "", text) if re.search(r"[.,]", text) else text


def day_name(day: dt.date) -> str:
    """The field of a day."""
    return f"d{day:%d}"


def line_key(line: Line) -> str:
    """How the fields of a line that stands are named."""
    return f"l{digest([line[0] or 0, line[1]])[:8]}"


class LineForm(forms.Form):
    """One line: what it is for, and its hours by day, or of the month as a whole."""

    activity = forms.TypedChoiceField(
        label=_("Activity"), required=False, coerce=int, empty_value=None
    )
    task = forms.CharField(label=_("Task"), required=False, max_length=200)

    def __init__(
        self,
        data: Any = None,
        *,
        key: str,
        place: int,
        days: Sequence[DayMark],
        activities: Iterable[tuple[Any, str]],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, prefix=key, initial=dict(initial or {}))
        self.key, self.place, self.days = key, place, days
        self.fields["activity"].choices = [("", "–"), *activities]  # type: ignore[attr-defined]
        for mark in days:
            self.fields[day_name(mark.day)] = HourField(
                label=f"{mark.day:%d.%m.}", required=False, min_value=0, max_digits=5
            )
        whole = _("the month as a whole")
        self.fields[WHOLE] = HourField(label=whole, required=False, min_value=0, max_digits=5)
        self._name_controls()

    def _name_controls(self) -> None:
        """Each control says its day and line, for whoever does not see where it stands."""
        line = "" if self.place == 0 else f", {gettext('line')} {self.place + 1}"
        for name, one in self.fields.items():
            attrs = one.widget.attrs
            if name in ("activity", "task"):
                attrs["aria-label"] = f"{one.label}{line}"
            else:
                attrs["aria-label"] = f"{gettext('Hours')}, {one.label}{line}"
        self.fields["activity"].widget.attrs["class"] = "form-select"
        # The style sheet tells an empty task from a filled one by its placeholder.
        named = {"class": "form-input house-task", "placeholder": gettext("Task")}
        self.fields["task"].widget.attrs |= named

    @property
    def is_new(self) -> bool:
        """Whether no such line stands in the sheet yet."""
        return self.key.startswith("n")

    @property
    def about(self) -> str:
        """What comes before a field of it on the page that shows two editors' words."""
        return self.title or gettext("New line %(number)s") % {"number": self.place + 1}

    @property
    def title(self) -> str:
        """Activity and task, where there are any."""
        titles: dict[Any, str] = dict(self.fields["activity"].choices)  # type: ignore[attr-defined]
        activity = self.initial.get("activity")
        named = titles.get(activity, "") if activity else ""
        return ", ".join(part for part in (named, str(self.initial.get("task") or "")) if part)

    @property
    def brief(self) -> str:
        """The task, else the activity: what the list of days has room for."""
        return str(self.initial.get("task") or "") or self.title

    @property
    def cells(self) -> list[tuple[DayMark, Any, Any]]:
        """Each day with its field, and its hours for who only reads."""
        return [
            (mark, self[day_name(mark.day)], self.initial.get(day_name(mark.day)))
            for mark in self.days
        ]

    @property
    def total(self) -> Decimal:
        """Its stored hours."""
        names = [WHOLE, *(day_name(mark.day) for mark in self.days)]
        stored = (self.initial.get(name) for name in names)
        return sum((hours for hours in stored if isinstance(hours, Decimal)), ZERO)

    @property
    def whole(self) -> tuple[Any, Any]:
        """The field of hours that have no day, and their number."""
        return self[WHOLE], self.initial.get(WHOLE)

    def entries(self, activities: Mapping[int, Activity]) -> list[HourEntry]:
        """Its cells that hold hours, as the action takes them."""
        values = self.cleaned_data
        activity, task = activities.get(values["activity"]), values["task"]
        days = [(mark.day, values[day_name(mark.day)]) for mark in self.days]
        return [
            HourEntry(day, hours, activity, task)
            for day, hours in [*days, (None, values[WHOLE])]
            if hours
        ]


@dataclass
class MonthGrid:
    """All lines of one month's form."""

    days: list[DayMark]
    activities: Mapping[int, Activity]
    lines: list[LineForm] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        days: list[DayMark],
        entries: Iterable[TimeEntry],
        activities: Mapping[int, Activity],
        data: Any = None,
        suggested: Iterable[Line] = (),
    ) -> MonthGrid:
        """The grid filled with *entries* and, where it is sent, with *data*.

        Where nothing stands yet the lines *suggested* are offered, without hours.
        """
        grid = cls(days, activities)
        for line, values in _by_line(entries).items():
            grid.add(line_key(line), values, data)
        if data is not None:
            grid.take_in(data, bound=True)
        else:
            offered = [] if grid.lines else list(suggested)[: MOST_LINES - SPARE_LINES]
            spare: list[Line] = [(None, "")] * (SPARE_LINES if grid.lines or offered else 1)
            for number, (activity, task) in enumerate([*offered, *spare]):
                if len(grid.lines) < MOST_LINES:
                    grid.add(f"n{number}", {"activity": activity, "task": task}, None)
        return grid

    def add(self, key: str, values: Mapping[str, Any], data: Any) -> LineForm:
        """One more line."""
        choices = [(pk, activity.title) for pk, activity in self.activities.items()]
        line = LineForm(
            data,
            key=key,
            place=len(self.lines),
            days=self.days,
            activities=choices,
            initial=values,
        )
        self.lines.append(line)
        return line

    def take_in(self, sent: Any, *, bound: bool = False) -> None:
        """Add the lines that were *sent*, or kept in a draft, and that are not here yet."""
        known = {line.key for line in self.lines}
        keys = [match[1] for name in sent if (match := KEY.fullmatch(name))]
        for key in dict.fromkeys(keys):
            if key in known or len(self.lines) >= MOST_LINES:
                continue
            line = self.add(key, {}, sent if bound else None)
            if not bound:
                fill_in(line, {}, sent)

    def is_valid(self) -> bool:
        """Whether every line reads well."""
        return not [line for line in self.lines if not line.is_valid()]

    def entries(self) -> list[HourEntry]:
        """All that holds hours, as the action takes it."""
        return [entry for line in self.lines for entry in line.entries(self.activities)]

    @property
    def errors(self) -> list[str]:
        """What cannot be read, with its day."""
        return [
            f"{line.fields[name].label}: {error}"
            for line in self.lines
            for name, errors in line.errors.items()
            for error in errors
        ]

    @property
    def by_day(self) -> list[tuple[DayMark, Decimal]]:
        """The stored hours of each day."""
        return [(mark, self._stored(day_name(mark.day))) for mark in self.days]

    @property
    def weeks(self) -> list[tuple[int, list[DayMark], Decimal]]:
        """Each week of the month: its number, its days, its stored hours."""
        numbers = dict.fromkeys(mark.week for mark in self.days)
        parts = [(week, [mark for mark in self.days if mark.week == week]) for week in numbers]
        return [
            (week, days, sum((self._stored(day_name(mark.day)) for mark in days), ZERO))
            for week, days in parts
        ]

    @property
    def whole(self) -> Decimal:
        """The stored hours without a day."""
        return self._stored(WHOLE)

    @property
    def total(self) -> Decimal:
        """All stored hours."""
        return sum((line.total for line in self.lines), ZERO)

    @property
    def elsewhere(self) -> Decimal:
        """The hours that have a day on other sheets of the month."""
        return sum((mark.elsewhere for mark in self.days), ZERO)

    @property
    def holidays(self) -> list[DayMark]:
        """The days that the legend names as public holidays."""
        return [mark for mark in self.days if mark.holiday]

    @property
    def absences(self) -> list[Absence]:
        """The absences of the month, each once."""
        return list(dict.fromkeys(mark.absence for mark in self.days if mark.absence))

    def _stored(self, name: str) -> Decimal:
        values = (line.initial.get(name) for line in self.lines)
        return sum((hours for hours in values if isinstance(hours, Decimal)), ZERO)


def _by_line(entries: Iterable[TimeEntry]) -> dict[Line, dict[str, Any]]:
    """The entries as lines, in the order in which they were first entered."""
    found: dict[Line, dict[str, Any]] = {}
    for entry in sorted(entries, key=lambda one: one.pk):
        line = (entry.activity_id, entry.task)
        values = found.setdefault(line, {"activity": entry.activity_id, "task": entry.task})
        name = day_name(entry.day) if entry.day else WHOLE
        values[name] = values.get(name, ZERO) + entry.hours
    return found

"""Reporting periods cut by the funder's calendar, their deadlines and reminders (W-03)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from consortium.rules.spans import Span, add_months, first_of_month, last_of_month
from grants.rules.profiles import FEB_AUG, QUARTERLY, RuleProfile

CUT_OFF_MONTHS = {FEB_AUG: (2, 8), QUARTERLY: (3, 6, 9, 12)}
REMINDER_DAYS = (-7, -1, 1, 5)


@dataclass(frozen=True)
class Period:
    """One reporting period: its running *number* from 1, its days, and its two deadlines."""

    number: int
    span: Span
    partner_due: date
    funder_due: date


def cut_periods(term: Span, profile: RuleProfile) -> list[Period]:
    """Cut a grant's *term* into periods by the profile's calendar.

    The first period starts with the term and the last one ends with it; a profile without a
    calendar has one period. Deadlines are the profile's days after the period's end.
    """
    return [
        Period(
            number,
            span,
            span.last + timedelta(days=profile.partner_deadline_days),
            span.last + timedelta(days=profile.funder_deadline_days),
        )
        for number, span in enumerate(cut(term, CUT_OFF_MONTHS.get(profile.calendar, ())), start=1)
    ]


def cut(term: Span, cut_off_months: tuple[int, ...]) -> list[Span]:
    """Cut *term* after the last day of every month in *cut_off_months* (1 to 12)."""
    spans = []
    first = term.first
    while first <= term.last:
        last = min(_cut_off(first, cut_off_months, term.last), term.last)
        spans.append(Span(first, last))
        first = last + timedelta(days=1)
    return spans


def due_step(
    state: str, starts_on: date, ends_on: date, funder_due_on: date, on: date
) -> str | None:
    """Return the step of PERIOD that the calendar asks for on the day *on*, if any (W-03).

    A period that was reopened stays open until the controller closes it.
    """
    if state == "planned" and on >= starts_on:
        return "open"
    if state == "open" and on > ends_on:
        return "fall_due"
    if state == "submission_due" and on > funder_due_on:
        return "close"
    return None


def reminders(due: date) -> list[date]:
    """Return the days on which somebody is reminded of *due*: 7 and 1 before, 1 and 5 after."""
    return [due + timedelta(days=days) for days in REMINDER_DAYS]


def _cut_off(first: date, cut_off_months: tuple[int, ...], never: date) -> date:
    for ahead in range(12):
        month = add_months(first_of_month(first), ahead)
        if month.month in cut_off_months:
            return last_of_month(month)
    return never

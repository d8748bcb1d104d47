"""When an absence may be planned: inside the employment, once, and on no declared hours (R-35)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import Span


@dataclass(frozen=True)
class AbsenceFacts:
    """An absence as it is planned, and what it meets."""

    starts_on: date
    ends_on: date
    is_whole_day: bool
    employment: Span
    # The same person's other absences from the same job.
    others: Sequence[Span] = ()
    # Hours declared in the same job, by day.
    hours: Mapping[date, Decimal] | None = None


def check_absence(facts: AbsenceFacts) -> list[Breach]:
    """Everything that is wrong with an absence that is to be planned."""
    if facts.ends_on < facts.starts_on:
        message = _("The last day %(last)s is before the first day %(first)s. Correct one of them.")
        params: dict[str, object] = {"first": facts.starts_on, "last": facts.ends_on}
        return [Breach("ABSENCE_BACKWARDS", message, "ends_on", params, "R-35")]
    span = Span(facts.starts_on, facts.ends_on)
    found = []
    if not facts.employment.covers(span):
        message = _(
            "%(span)s is not all inside the employment, %(employment)s. Choose days of the "
            "employment."
        )
        params = {"span": span, "employment": facts.employment}
        found.append(Breach("ABSENCE_OUTSIDE_EMPLOYMENT", message, "starts_on", params, "R-35"))
    for other in facts.others:
        if other.overlaps(span):
            message = _("There is an absence %(other)s already. Remove it, or choose other days.")
            found.append(Breach("ABSENCE_TWICE", message, "starts_on", {"other": other}, "R-35"))
    return found + _check_hours(facts, span)


def _check_hours(facts: AbsenceFacts, span: Span) -> list[Breach]:
    if not facts.is_whole_day:
        return []
    worked = sorted(day for day in facts.hours or {} if span.contains(day))
    if not worked:
        return []
    message = _(
        "Hours are declared on %(days)s. Take them out first, choose other days, or plan a part "
        "of the day."
    )
    return [Breach("ABSENCE_ON_HOURS", message, "starts_on", {"days": tuple(worked)}, "R-35")]


def absent_days(absences: Collection[Span], within: Span) -> frozenset[date]:
    """The days of *within* on which one of *absences* lies."""
    shared = [part for one in absences if (part := one.overlap(within))]
    return frozenset(
        date.fromordinal(number)
        for part in shared
        for number in range(part.first.toordinal(), part.last.toordinal() + 1)
    )

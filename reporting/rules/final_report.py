"""When a final report is whole: its texts and the note of the site visit (rules.md 3.0, 5.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

SECTIONS: Mapping[str, str] = {
    "activities": _("Activities and outputs"),
    "results": _("Results"),
    "lessons": _("Main lessons"),
    "afterwards": _("Use after the end of the project"),
}

EMPTY: Mapping[str, str] = {
    "activities": _("The final report says nothing of activities and outputs. Write it first."),
    "results": _("The final report says nothing of results. Write it first."),
    "lessons": _("The final report says nothing of the main lessons. Write it first."),
    "afterwards": _("The final report says nothing of the use after the end. Write it first."),
}


def check_texts(texts: Mapping[str, str]) -> list[Breach]:
    """One breach for each section that has no text."""
    return [
        Breach("TEXT_MISSING", message, name, rule="rules 5.1")
        for name, message in EMPTY.items()
        if not texts.get(name, "").strip()
    ]


def check_visit(
    on: dt.date | None, by: str, note: str, *, starts_on: dt.date, today: dt.date
) -> list[Breach]:
    """The project was visited, by somebody with a name, between its start and *today*."""
    if on is None or not by.strip() or not note.strip():
        message = _(
            "The site visit is not noted. Write its day, who made it and what was found; without "
            "it the final report is not sent."
        )
        return [Breach("VISIT_MISSING", message, "visited_on", rule="rules 3.0")]
    if not starts_on <= on <= today:
        message = _(
            "The site visit of %(day)s lies outside %(first)s to %(last)s. Correct the day."
        )
        params = {"day": on, "first": starts_on, "last": today}
        return [Breach("VISIT_DAY", message, "visited_on", params, "rules 3.0")]
    return []

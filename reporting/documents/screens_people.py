"""The auditor's screens of people as tables: hours, changes, who approved what, log-ins."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.text import capfirst

from consortium.queries.texts import value_text
from consortium.rules.holidays import holiday_name
from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant
from reporting.documents.material import choice
from reporting.documents.screen_parts import (
    EVENTS,
    HISTORY,
    Line,
    Screen,
    Way,
    moment,
    screen,
)
from reporting.documents.tables import DATE, HOURS, INT, TEXT, Cell, Words, both
from reporting.models import Expenditure
from reporting.queries import screens_people as rows
from reporting.queries.column_words import COLUMN_WORDS
from reporting.queries.screens_people import LateChange, WorkedDay
from reporting.rules import screening_people as law

FREE = {law.SATURDAY: _("Saturday"), law.SUNDAY: _("Sunday"), law.HOLIDAY: _("Public holiday")}
ASKED = {
    law.SAME: _("The same person twice"),
    law.MUTUAL: _("Each passes what the other has made"),
    law.NEVER: _("A seat, and no log-in"),
    law.NO_SEAT: _("A log-in after the seat had ended"),
    law.FAILS: _("Many failed log-ins"),
    "": "",
}
# The deed that each role does, for the way to the event log.
VERBS = {
    law.ENTERED: "expenditure.entered",
    law.REPORT: "report.approved",
    law.SIGNED: "time_sheet.signed",
    law.HOURS: "time_sheet.approved",
    law.VERIFIED: "expenditure.accepted",
    law.BUILT: "claim.built",
    law.CHECKED: "claim.checked",
    law.AUDITED: "statement.issued",
    law.SENT: "claim.submitted",
    law.PAID: "disbursement.approved",
    law.PROPOSED: "correction.proposed",
    law.DECIDED: "correction.decided",
}
KINDS = {"+": _("entered"), "~": _("changed"), "-": _("deleted")}
WORKED = (
    ("employee", _("Employee"), TEXT),
    ("partner", _("Partner"), TEXT),
    ("day", _("Day"), DATE),
    ("hours", _("Hours"), HOURS),
)


def free_days_screen(grant: Grant) -> Screen:
    """Hours on Saturdays, Sundays and public holidays."""
    lines = [
        Line((*_worked(one), _free(one.day)), _sheet(one)) for one in rows.hours_on_free_days(grant)
    ]
    columns = (*WORKED, ("why", _("What day"), TEXT))
    note = both(
        _("Hours that were entered on a day. Months that are entered as a whole name no day.")
    )
    return screen("free-days", _("Hours on free days"), columns, lines, note)


def absence_screen(grant: Grant) -> Screen:
    """Hours on days on which the employee was away."""
    lines = []
    for one in rows.hours_in_absence(grant):
        odd = law.is_at_odds(one.hours, one.is_whole_day)
        asked = both(_("Away the whole day")) if odd else both(_("Away a part of the day"))
        lines.append(Line((*_worked(one), asked), _sheet(one)))
    columns = (*WORKED, ("away", _("Absence"), TEXT))
    note = both(
        _(
            "Why somebody was away is not shown. A part of a day leaves room for hours; an absence "
            "may have been entered after the hours."
        )
    )
    return screen("absence", _("Hours during absence"), columns, lines, note)


def _worked(one: WorkedDay) -> tuple[Cell, ...]:
    return (one.name, one.partner, one.day, one.hours)


def _sheet(one: WorkedDay) -> Way:
    return Way(HISTORY, ("reporting.timesheet", one.sheet))


def _free(day: dt.date) -> Words:
    kind = law.free_day(day)
    words = both(FREE[kind])
    if kind != law.HOLIDAY:
        return words
    return Words(f"{words.da}: {holiday_name(day, 'da')}", f"{words.en}: {holiday_name(day, 'en')}")


def changes_screen(grant: Grant) -> Screen:
    """What was changed in a cost after its report had been approved for the first time."""
    found = rows.changes_after_approval(grant)
    names = rows.names_of_people({one.by for one in found if one.by is not None})
    lines = [
        Line(
            (
                one.voucher,
                one.partner,
                one.period,
                both(KINDS[one.kind]),
                _told(one),
                names.get(one.by or 0, ""),
                moment(one.at),
                moment(one.approved_at),
            ),
            Way(HISTORY, ("reporting.expenditure", one.cost)),
        )
        for one in found
    ]
    columns = (
        ("voucher", _("Voucher"), TEXT),
        ("partner", _("Partner"), TEXT),
        ("period", _("Period"), INT),
        ("kind", _("Change"), TEXT),
        ("what", _("What"), TEXT),
        ("by", _("Person"), TEXT),
        ("at", _("Time"), TEXT),
        ("approved", _("First approved"), TEXT),
    )
    note = both(
        _(
            "A report that the lead returns is opened again, so changes after the first approval "
            "are part of the work; each is approved anew. They are listed to be looked at."
        )
    )
    return screen("changes", _("Changes after approval"), columns, lines, note)


def _told(one: LateChange) -> Words:
    texts = []
    for language in ("da", "en"):
        parts = []
        for name, (old, new) in one.changes.items():
            label = capfirst(_label(name).text(language))
            before, after = (_value(name, value, language) or "–" for value in (old, new))
            parts.append(f"{label}: {before} → {after}")
        texts.append("; ".join(parts))
    return Words(*texts)


def _value(name: str, value: object, language: str) -> str:
    if name == "nature":
        return choice(Expenditure.NATURES, str(value)).text(language)
    return value_text(value, language)


def _label(name: str) -> Words:
    column: Any = Expenditure._meta.get_field(name)
    return both(COLUMN_WORDS.get(column.name) or column.verbose_name)


def hands_screen(grant: Grant) -> Screen:
    """Who acted in which roles, and who let pass what whom had made."""
    return _matrix(grant) + _passed(grant)


def _matrix(grant: Grant) -> Screen:
    played = rows.roles_played(grant)
    names = rows.names_of_people(set(played))
    columns = (("person", _("Person"), TEXT), *((role, law.ROLES[role], INT) for role in law.ROLES))
    people = sorted(played, key=lambda key: (names[key], key))
    lines = [
        Line(
            (names[key], *(played[key].get(role) for role in law.ROLES)),
            Way(EVENTS, (key, "")),
        )
        for key in people
    ]
    note = both(_("How often each person acted; the name leads to the person's events."))
    return screen("hands", _("Persons and roles"), columns, lines, note)


def _passed(grant: Grant) -> Screen:
    asked = law.four_eyes(rows.passed_on(grant))
    names = rows.names_of_people({key for pair in asked for key in (pair.first, pair.second)})
    order = sorted(asked, key=lambda pair: (not asked[pair], -pair.count, names[pair.first]))
    lines = [
        Line(
            (
                names[pair.second],
                both(law.ROLES[pair.second_role]),
                names[pair.first],
                both(law.ROLES[pair.first_role]),
                pair.count,
                both(ASKED[asked[pair]]) if asked[pair] else "",
            ),
            Way(EVENTS, (pair.second, VERBS[pair.second_role])),
        )
        for pair in order
    ]
    columns = (
        ("second", _("Who let pass"), TEXT),
        ("second_role", _("Did"), TEXT),
        ("first", _("For whom"), TEXT),
        ("first_role", _("Who did"), TEXT),
        ("count", _("Times"), INT),
        ("asked", _("Look at"), TEXT),
    )
    return screen("passed", _("Who approved what for whom"), columns, lines)


def log_ins_screen(grant: Grant, at: dt.datetime) -> Screen:
    """Everybody with a seat, and how often they have come."""
    on = at.date()
    lines = [
        Line(
            (
                one.name,
                one.roles,
                one.log_ins.seated_from,
                one.log_ins.seated_until,
                one.log_ins.number,
                one.log_ins.failed,
                moment(one.last),
                _asked(law.log_in_questions(one.log_ins, on)),
            ),
            Way(EVENTS, (one.log_ins.person, "")),
        )
        for one in rows.visitors(grant, at)
    ]
    columns = (
        ("person", _("Person"), TEXT),
        ("roles", _("Seats"), TEXT),
        ("from", _("From"), DATE),
        ("to", _("To"), DATE),
        ("number", _("Log-ins"), INT),
        ("failed", _("Failed log-ins"), INT),
        ("last", _("Last log-in"), TEXT),
        ("asked", _("Look at"), TEXT),
    )
    notes = (
        both(
            _(
                "Log-ins are kept for 400 days, without the machine that they came from. "
                "%(count)s failed with an address that nobody has; such addresses are not kept."
            ),
            count=str(rows.failures_of_nobody(at)),
        ),
    )
    return screen("log-ins", _("Log-ins"), columns, lines, *notes)


def _asked(questions: list[str]) -> Words:
    told = [both(ASKED[one]) for one in questions]
    return Words("; ".join(one.da for one in told), "; ".join(one.en for one in told))

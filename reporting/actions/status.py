"""Quarterly status: money used and targets reached are noted, the meeting is held and closed."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.models.memory import add_rows
from consortium.rules.editing import EditedFrom
from consortium.rules.hashing import plain
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from consortium.rules.states import advance
from grants.models import AgreedAmount, AgreedTarget, Area, Grant, ReportingPeriod
from reporting.actions.snapshots import freeze
from reporting.documents.bodies import to_body
from reporting.documents.papers import draft_of
from reporting.documents.parts import STATUS
from reporting.models import (
    AreaCost,
    MeetingAction,
    ReportSnapshot,
    StatusLine,
    StatusMeeting,
    TargetResult,
)
from reporting.queries.status import statuses
from reporting.rules.evaluation_states import STATUS_MEETING
from reporting.rules.status import check_minutes

WORDS = ("deviation", "next_step", "responsible")
MINUTES = ("held_on", "participants", "decisions")


class StatusRefused(Refused):
    """This cannot be noted, or the minutes cannot be closed, like this."""

    code = "STATUS_REFUSED"


@action
def note_area_cost(
    agreed: AgreedAmount,
    *,
    spent_on: dt.date,
    amount: Decimal,
    text: str,
    voucher_no: str = "",
    by: Any,
    at: dt.datetime,
) -> AreaCost:
    """Note money that was used; what was noted wrongly is taken out by a row below zero."""
    grant = agreed.agreement.grant
    _must_write(grant, by)
    _check_day(spent_on, at, "spent_on")
    if spent_on.year != agreed.year or amount == 0 or not text.strip():
        raise StatusRefused.because(
            _("Money of %(year)s is used in %(year)s: an amount that is not zero, and for what."),
            rule="rules 5.3",
            subject="spent_on" if spent_on.year != agreed.year else "amount",
            year=str(agreed.year),
        )
    cost = AreaCost.objects.create(
        grant=grant,
        agreed=agreed,
        spent_on=spent_on,
        amount=amount,
        text=text.strip(),
        voucher_no=voucher_no.strip(),
        noted_by=by,
        noted_at=at,
    )
    after = {"of": str(agreed), "amount": amount, "on": spent_on}
    record("area_cost.noted", cost, chain=grant.ref, after=after)
    return cost


@action
def note_target_result(
    target: AgreedTarget,
    *,
    done_on: dt.date,
    amount: Decimal,
    text: str,
    by: Any,
    at: dt.datetime,
) -> TargetResult:
    """Note a step towards a target; a target in words is reached with 1."""
    grant = target.agreement.grant
    _must_write(grant, by)
    _check_day(done_on, at, "done_on")
    if amount == 0:
        raise StatusRefused.because(
            _("A result is not zero; take back what was noted wrongly by a figure below zero."),
            rule="rules 5.3",
            subject="amount",
        )
    result = TargetResult.objects.create(
        grant=grant,
        target=target,
        done_on=done_on,
        amount=amount,
        text=text.strip(),
        noted_by=by,
        noted_at=at,
    )
    after = {"target": str(target), "amount": amount, "on": done_on}
    record("target_result.noted", result, chain=grant.ref, after=after)
    return result


@action
def open_status_meeting(
    period: ReportingPeriod, *, held_on: dt.date, by: Any, at: dt.datetime
) -> StatusMeeting:
    """Begin the status of a quarter: one line for each area that has money or targets."""
    grant = period.grant
    _must_write(grant, by)
    if StatusMeeting.objects.filter(period=period).exists():
        raise StatusRefused.because(
            _("The status of period %(number)s is begun already."),
            rule="rules 5.3",
            number=period.number,
        )
    meeting = StatusMeeting.objects.create(grant=grant, period=period, held_on=held_on)
    rows = [
        StatusLine(meeting=meeting, area=one.area, responsible=one.area.responsible)
        for one in statuses(grant, period)
    ]
    add_rows(rows, StatusLine)
    record("status.begun", meeting, chain=grant.ref, after={"period": period.number})
    return meeting


@action
def save_minutes(
    meeting: StatusMeeting,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
    **given: Any,
) -> StatusMeeting:
    """Who met, when, and what was decided."""
    meeting = _draft(meeting, by)
    must_be_unchanged(meeting, edited_from, chain=meeting.grant.ref)
    before = {name: getattr(meeting, name) for name in MINUTES}
    for name in MINUTES:
        setattr(meeting, name, given.get(name, before[name]))
    meeting.save()
    after = {name: getattr(meeting, name) for name in MINUTES}
    record("status.minutes_saved", meeting, chain=meeting.grant.ref, before=before, after=after)
    return meeting


@action
def save_status_line(
    line: StatusLine,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
    **given: str,
) -> StatusLine:
    """What is said of an area: deviation, next step, who."""
    meeting = _draft(line.meeting, by)
    line = StatusLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    must_be_unchanged(line, edited_from, chain=meeting.grant.ref)
    before = {name: getattr(line, name) for name in WORDS}
    for name in WORDS:
        setattr(line, name, given.get(name, before[name]).strip())
    line.save()
    after = {name: getattr(line, name) for name in WORDS}
    record("status.line_saved", line, chain=meeting.grant.ref, before=before, after=after)
    return line


@action
def add_meeting_action(
    meeting: StatusMeeting, *, text: str, owner: str, due_on: dt.date, by: Any, at: dt.datetime
) -> MeetingAction:
    """Somebody does something until a day; it is carried on until it is done."""
    meeting = _draft(meeting, by)
    last = MeetingAction.objects.filter(grant=meeting.grant).aggregate(last=Max("number"))["last"]
    made = MeetingAction.objects.create(
        grant=meeting.grant,
        meeting=meeting,
        number=(last or 0) + 1,
        text=text.strip(),
        owner=owner.strip(),
        due_on=due_on,
    )
    after = {"text": made.text, "owner": made.owner, "due_on": due_on}
    record("meeting_action.added", made, chain=meeting.grant.ref, after=after)
    return made


@action
def finish_meeting_action(
    todo: MeetingAction, *, done_on: dt.date, done_note: str, by: Any, at: dt.datetime
) -> MeetingAction:
    """It is done, and how it ended."""
    todo = (
        MeetingAction.objects.select_for_update(of=("self",))
        .select_related("grant")
        .get(pk=todo.pk)
    )
    _must_write(todo.grant, by)
    _check_day(done_on, at, "done_on")
    if todo.done_on is not None or not done_note.strip():
        raise StatusRefused.because(
            _("An open action is closed once, with a word on how it ended."),
            rule="rules 5.3",
            subject="done_note",
        )
    todo.done_on, todo.done_note = done_on, done_note.strip()
    todo.save()
    after = {"done_on": done_on, "how": todo.done_note}
    record("meeting_action.done", todo, chain=todo.grant.ref, after=after)
    return todo


@action
def close_status_meeting(meeting: StatusMeeting, *, by: Any, at: dt.datetime) -> ReportSnapshot:
    """Close the minutes: figures and lights are kept, and the paper is frozen (W-04)."""
    meeting = _locked(meeting)
    grant, period = meeting.grant, meeting.period
    _must_write(grant, by)
    state = advance(STATUS_MEETING, meeting.state, "close")
    today = timezone.localdate(at)
    first = period.starts_on
    refuse_if(
        check_minutes(meeting.held_on, meeting.participants, meeting.decisions, first, today),
        StatusRefused,
    )
    if today < period.ends_on:
        raise StatusRefused.because(
            _("The quarter ends on %(day)s; its figures are kept when it is over."),
            rule="rules 5.3",
            day=period.ends_on,
        )
    _keep_figures(meeting)
    meeting.state, meeting.closed_by, meeting.closed_at = state, by, at
    meeting.save()
    document = draft_of(STATUS, grant, period, None, at)
    snapshot = freeze(STATUS, grant, period, None, to_body(document), by=by, at=at)
    record(
        "status.closed",
        meeting,
        chain=grant.ref,
        before={"state": "draft"},
        after={"state": state, "sha256": snapshot.sha256},
    )
    return snapshot


def _keep_figures(meeting: StatusMeeting) -> None:
    found = {one.area.pk: one for one in statuses(meeting.grant, meeting.period)}
    lines = {line.area_id: line for line in meeting.lines.all()}
    for pk, one in found.items():
        # An addendum may have given an area its first money since the meeting was begun.
        line = lines.get(pk) or StatusLine(meeting=meeting, area=one.area)
        line.granted, line.invoiced, line.used = one.granted, one.invoiced, one.used
        line.light = one.light
        line.reached = plain([asdict(reached) for reached in one.reached])
        line.save()


def _must_write(grant: Grant, by: Any) -> None:
    must(by, C.PLAN_PROJECT, grant)
    if not Area.objects.filter(
        agreement__grant=grant, agreement__state__in=["active", "ended"]
    ).exists():
        raise StatusRefused.because(
            _("Status is kept of an agreement that both parties have signed; %(grant)s is not."),
            rule="rules 5.3",
            grant=grant.ref,
        )


def _check_day(day: dt.date, at: dt.datetime, subject: str) -> None:
    if day > timezone.localdate(at):
        raise StatusRefused.because(
            _("This is noted when it has happened, not for %(day)s."),
            rule="rules 5.3",
            subject=subject,
            day=day,
        )


def _draft(meeting: StatusMeeting, by: Any) -> StatusMeeting:
    meeting = _locked(meeting)
    _must_write(meeting.grant, by)
    if meeting.state != "draft":
        raise StatusRefused.because(
            _("The minutes of period %(number)s are closed; say it at the next meeting."),
            rule="W-04",
            number=meeting.period.number,
        )
    return meeting


def _locked(meeting: StatusMeeting) -> StatusMeeting:
    return (
        StatusMeeting.objects.select_for_update(of=("self",))
        .select_related("grant__lead", "grant__fund", "period")
        .get(pk=meeting.pk)
    )

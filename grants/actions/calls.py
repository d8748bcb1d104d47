"""A region's call: drafted, opened with a text that stands, closed (003, rules.md 3.0)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from consortium.actions.base import NotAllowed, action, record
from consortium.actions.editing import must_be_unchanged
from consortium.models import User
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Role
from consortium.rules.states import advance
from grants.models import Application, Call
from grants.rules.states import CALL
from partners.models import Membership, Organisation

FIELDS = ("title", "text", "fund", "ceiling", "deadline")


class CallRefused(Refused):
    """The call cannot be written, opened or answered like this."""

    code = "CALL_REFUSED"


@action
def draft_call(
    *, ref: str, organisation: Organisation, by: User, at: dt.datetime, **given: Any
) -> Call:
    """Begin a call in the name of the region *organisation*."""
    must_write_calls(by, organisation)
    if Call.objects.filter(ref=ref).exists():
        raise CallRefused.because(
            _("There is a call %(ref)s already; change that one."),
            rule="rules 3.0",
            subject="ref",
            ref=ref,
        )
    call = Call(ref=ref, organisation=organisation)
    _fill(call, given)
    call.save()
    record("call.drafted", call, after=_told(call))
    return call


@action
def change_call(
    call: Call,
    *,
    edited_from: EditedFrom | None = None,
    by: User,
    at: dt.datetime,
    **given: Any,
) -> Call:
    """Change a draft; an open call stands as it was read (W-04)."""
    call = _locked(call)
    must_write_calls(by, call.organisation)
    if call.state != "draft":
        raise CallRefused.because(
            _("The call %(ref)s is “%(state)s”: its text is locked since it was opened."),
            rule="W-04",
            ref=call.ref,
            state=call.state,
        )
    must_be_unchanged(call, edited_from)
    before = _told(call)
    _fill(call, given)
    call.save()
    record("call.changed", call, before=before, after=_told(call))
    return call


@action
def open_call(call: Call, *, by: User, at: dt.datetime) -> Call:
    """Publish it: from now on consortia may apply, and the text is locked."""
    call = _locked(call)
    must_write_calls(by, call.organisation)
    state = advance(CALL, call.state, "open")
    refuse_if(_open_breaches(call, timezone.localdate(at)), CallRefused)
    before, call.state = call.state, state
    call.opened_at, call.opened_by = at, by
    call.save()
    record("call.opened", call, before={"state": before}, after=_told(call))
    return call


@action
def close_call(call: Call, *, by: User, at: dt.datetime) -> Call:
    """No more applications."""
    call = _locked(call)
    must_write_calls(by, call.organisation)
    before = call.state
    call.state = advance(CALL, before, "close")
    call.closed_at = at
    call.save()
    record("call.closed", call, before={"state": before}, after=_told(call))
    return call


def must_write_calls(by: User, organisation: Organisation) -> None:
    """Refuse unless *by* sits as region officer for *organisation* (rules.md 3.0)."""
    if not region_seats(by).filter(organisation=organisation).exists():
        raise NotAllowed.because(
            _("%(person)s is no region officer of %(organisation)s."),
            rule="rules 3.0",
            person=str(by),
            organisation=organisation.name,
        )


def region_seats(by: Any) -> Any:
    """The open seats of *by* as region officer, on whatever grant."""
    return Membership.objects.filter(user_id=by.pk, role=Role.RG.value, ends_on__isnull=True)


def call_breaches(application: Application, on: dt.date) -> list[Breach]:
    """What the call has against *application*: it must be open and its frame must hold."""
    call = application.call
    if call is None:
        return []
    found = []
    if call.state != "open" or on > call.deadline:
        message = _(
            "The call %(ref)s takes no applications: it is “%(state)s”, and its deadline is "
            "%(day)s."
        )
        params = {"ref": call.ref, "state": call.state, "day": call.deadline}
        found.append(Breach("CALL_NOT_OPEN", message, "call", params, "rules 3.0"))
    if application.fund_id != call.fund_id or application.ceiling > call.ceiling:
        message = _(
            "The call %(ref)s is for %(fund)s with a frame of %(ceiling)s kr.; apply within it."
        )
        params = {"ref": call.ref, "fund": call.fund.name, "ceiling": call.ceiling}
        found.append(Breach("OUTSIDE_CALL", message, "ceiling", params, "R-10"))
    return found


def _open_breaches(call: Call, on: dt.date) -> list[Breach]:
    found = []
    if not call.text.strip():
        message = _("A call says what is sought; write its text.")
        found.append(Breach("TEXT_MISSING", message, "text", {}, "rules 3.0"))
    if call.deadline < on:
        message = _("The deadline %(day)s is past; give a day that lies ahead.")
        found.append(Breach("DEADLINE_PAST", message, "deadline", {"day": call.deadline}))
    return found


def _locked(call: Call) -> Call:
    rows = Call.objects.select_for_update(of=("self",)).select_related("organisation", "fund")
    return rows.get(pk=call.pk)


def _fill(call: Call, given: dict[str, Any]) -> None:
    for name, value in given.items():
        if name not in FIELDS:
            raise TypeError(f"{name} is no part of a call")
        setattr(call, name, value)
    if call.ceiling is not None and call.ceiling <= 0:
        message = _("This amount is above zero, not %(amount)s kr.")
        params = {"amount": call.ceiling}
        raise CallRefused(Breach("AMOUNT_WRONG", message, "ceiling", params, "R-10"))


def _told(call: Call) -> dict[str, object]:
    return {
        "ref": call.ref,
        "state": call.state,
        "title": call.title,
        "text": call.text,
        "fund": call.fund.code,
        "ceiling": call.ceiling,
        "deadline": call.deadline,
    }

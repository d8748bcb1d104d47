"""A status round: every owner is asked by mail, reminded, and answers without a log-in.

The link is signed over the request and its nonce (`signing`), opens one owner's page of one round,
and only until the round is closed or two weeks after its day. A mail that could not be sent is
shown on the page of the round and goes with the next reminder.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from consortium.actions.base import action, must, record
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.actions.measures import add_status
from grants.models import Grant, Measure, MeasureOwner, StatusRequest, StatusRound
from grants.queries.measures import next_number
from grants.rules.measures import StatusFacts
from grants.rules.statuslinks import check_link

TASK = "grants.tasks.send_round"
NONCE_BYTES = 8


class RoundRefused(Refused):
    """The round cannot be run like this."""

    code = "ROUND_REFUSED"


@action
def open_status_round(
    grant: Grant, *, due_on: dt.date, message: str, by: Any, at: dt.datetime
) -> StatusRound:
    """Ask every owner with an address and a proposal; the mails leave in the background."""
    must(by, Capability.PLAN_PROJECT, grant)
    grant = Grant.objects.select_for_update(no_key=True, of=("self",)).get(pk=grant.pk)
    today = timezone.localdate(at)
    owners = MeasureOwner.objects.filter(grant=grant, ownerships__isnull=False).exclude(email="")
    refuse_if(_opening(grant, due_on, today, owners.exists()), RoundRefused)
    opened = StatusRound.objects.create(
        grant=grant,
        number=next_number(StatusRound.objects.filter(grant=grant)),
        opened_on=today,
        due_on=due_on,
        message=message.strip(),
        opened_by=by,
    )
    for owner in owners.distinct():
        StatusRequest.objects.create(
            round=opened, owner=owner, nonce=secrets.token_hex(NONCE_BYTES), asked_at=at
        )
    asked = list(opened.requests.values_list("owner__code", flat=True))
    after = {"number": opened.number, "due_on": due_on, "owners": asked}
    record("status_round.opened", opened, chain=grant.ref, after=after)
    _send_soon(opened)
    return opened


@action
def remind_owners(opened: StatusRound, *, by: Any, at: dt.datetime) -> StatusRound:
    """Write again to the owners who have not answered."""
    opened = _open_round(opened, by)
    waiting = list(opened.requests.filter(answered_at__isnull=True).select_related("owner"))
    if not waiting:
        raise RoundRefused.because(
            _("Every owner has answered; there is nobody to remind."), code="ALL_ANSWERED"
        )
    for request in waiting:
        # What never left is sent for the first time, and is no reminder.
        request.reminders += request.sent_at is not None
        request.asked_at, request.sent_at, request.error = at, None, ""
        request.save()
    asked = [one.owner.code for one in waiting]
    record("status_round.reminded", opened, chain=opened.grant.ref, after={"owners": asked})
    _send_soon(opened)
    return opened


@action
def close_status_round(opened: StatusRound, *, by: Any, at: dt.datetime) -> StatusRound:
    """End the round: its links open no more."""
    opened = _open_round(opened, by)
    opened.closed_at = at
    opened.save()
    silent = opened.requests.filter(answered_at__isnull=True)
    after = {"silent": list(silent.values_list("owner__code", flat=True))}
    record("status_round.closed", opened, chain=opened.grant.ref, after=after)
    return opened


@action
def tell_round(
    request: StatusRequest, answers: Mapping[int, StatusFacts], *, by: Any, at: dt.datetime
) -> StatusRequest:
    """The owner's answer, by proposal; one left out stands as it was. *by* is nobody: a link.

    May be told again until the round ends: each answer adds rows, and none takes one away.
    """
    rows = StatusRequest.objects.select_for_update(of=("self",))
    request = rows.select_related("round__grant", "owner").get(pk=request.pk)
    asked, owner = request.round, request.owner
    closed = asked.closed_at is not None
    refuse_if(check_link(asked.due_on, timezone.localdate(at), is_closed=closed), RoundRefused)
    own = {one.number: one for one in Measure.objects.filter(ownerships__owner=owner)}
    strange = sorted(set(answers) - set(own))
    if strange:
        raise RoundRefused.because(
            _("Proposal %(number)s is not %(owner)s's to answer for."),
            rule="rules 6.4",
            code="NOT_OWNER",
            number=strange[0],
            owner=owner.name,
        )
    for number, facts in sorted(answers.items()):
        add_status(own[number], facts, told_by=owner.name, by=by, at=at)
    request.answered_at = at
    request.answers += len(answers)
    request.save()
    after = {"owner": owner.code, "round": asked.number, "changed": sorted(answers)}
    record("status_round.answered", request, chain=asked.grant.ref, after=after)
    return request


def _open_round(opened: StatusRound, by: Any) -> StatusRound:
    must(by, Capability.PLAN_PROJECT, opened.grant)
    rows = StatusRound.objects.select_for_update(of=("self",)).select_related("grant")
    opened = rows.get(pk=opened.pk)
    if opened.closed_at is not None:
        raise RoundRefused.because(
            _("Round %(number)s is closed."), code="ROUND_CLOSED", number=opened.number
        )
    return opened


def _opening(grant: Grant, due_on: dt.date, today: dt.date, has_owners: bool) -> list[Breach]:
    found = []
    if StatusRound.objects.filter(grant=grant, closed_at__isnull=True).exists():
        message = _("A round is open already. Close it before you open the next one.")
        found.append(Breach("ROUND_OPEN", message))
    if due_on < today:
        message = _("The round would end on %(day)s, which has passed.")
        found.append(Breach("DUE_PASSED", message, "due_on", {"day": due_on}))
    if not has_owners:
        message = _("No owner of a proposal has an e-mail address. Enter one first.")
        found.append(Breach("NOBODY_TO_ASK", message))
    return found


def _send_soon(opened: StatusRound) -> None:
    # Named by string: tasks stand on the top floor.
    transaction.on_commit(lambda: import_string(TASK).enqueue(opened.pk))

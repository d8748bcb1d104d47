"""A change request: filed by the project manager, checked by the controller (W-09)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Max
from django.urls import reverse

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.models import EvidenceFile, User
from consortium.rules.editing import EditedFrom
from consortium.rules.hashing import plain
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.actions.budgets import propose_budget
from grants.actions.telling import tell
from grants.models import ChangeRequest, Grant
from grants.queries.budget_checks import budget_breaches
from grants.queries.changes import asked_by, figures_after, figures_before, project_of
from grants.rules.changes import change_breaches
from grants.rules.states import CHANGE

FIELDS = (
    *("kind", "reason", "consequences", "effective_from", "grant_partner", "organisation"),
    *("new_ends_on", "new_budget", "new_amount", "budget_version"),
)
LIVING = ("accepted", "amended")


class ChangeRefused(Refused):
    """The change request cannot take this step; each breach says why."""

    code = "CHANGE_REFUSED"


class SamePerson(Refused):
    """Nobody checks or decides an own request (A-07)."""

    code = "SAME_PERSON"


@action
def file_change(grant: Grant, *, by: User, at: dt.datetime, **asked: Any) -> ChangeRequest:
    """Begin a request; *asked* holds what `FIELDS` name."""
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    must(by, Capability.PLAN_PROJECT, grant)
    _must_live(grant)
    last = grant.change_requests.aggregate(last=Max("number"))["last"] or 0
    change = ChangeRequest(grant=grant, number=last + 1, drafted_by=by)
    _fill(change, asked)
    change.save()
    record("change.filed", change, chain=grant.ref, after=told(change))
    return change


@action
def amend_change(
    change: ChangeRequest,
    *,
    edited_from: EditedFrom | None = None,
    by: User,
    at: dt.datetime,
    **asked: Any,
) -> Any:
    """Change a draft that nobody has seen yet, or that was sent back."""
    change = locked_change(change)
    must(by, Capability.PLAN_PROJECT, change.grant)
    if change.state != "draft":
        raise ChangeRefused.because(
            _("Change request %(number)s is “%(state)s”; only a draft is changed."),
            rule="W-09",
            number=change.number,
            state=change.state,
        )
    must_be_unchanged(change, edited_from, chain=change.grant.ref)
    before = told(change)
    _fill(change, asked)
    change.save()
    record("change.amended", change, chain=change.grant.ref, before=before, after=told(change))
    return change


@action
def propose_change(change: ChangeRequest, *, by: User, at: dt.datetime) -> ChangeRequest:
    """Put it before the controller; the figures before and after are stored with it."""
    change = locked_change(change)
    must(by, Capability.PLAN_PROJECT, change.grant)
    _must_live(change.grant)
    state = advance(CHANGE, change.state, "propose")
    refuse_if(change_breaches(asked_by(change), project_of(change.grant)), ChangeRefused)
    refuse_if(plan_breaches(change), ChangeRefused)
    version = change.budget_version
    if version is not None and version.state == "draft":
        change.budget_version = propose_budget(version, by=by, at=at)
    before, change.state = change.state, state
    change.before, change.after = plain(figures_before(change)), plain(figures_after(change))
    change.proposed_by, change.proposed_at = by, at
    change.save()
    _record(change, "change.proposed", before)
    tell_of_change("change.proposed", change, by, at)
    return change


@action
def check_change(
    change: ChangeRequest, note: str = "", *, by: User, at: dt.datetime
) -> ChangeRequest:
    """The controller has checked reason, figures and consequences."""
    change = locked_change(change)
    must(by, Capability.CHECK_BUDGET, change.grant)
    state = advance(CHANGE, change.state, "check")
    if change.proposed_by_id == by.pk:
        raise SamePerson.because(
            _("%(person)s proposed this change; somebody else checks it."),
            rule="A-07",
            person=str(by),
        )
    must_be_as_proposed(change)
    before, change.state = change.state, state
    change.checked_by, change.check_note = by, note
    change.save()
    _record(change, "change.checked", before)
    tell_of_change("change.checked", change, by, at)
    return change


@action
def send_back_change(
    change: ChangeRequest, *, reason: str, by: User, at: dt.datetime
) -> ChangeRequest:
    """The controller returns it to its author, saying what is wrong."""
    change = locked_change(change)
    must(by, Capability.CHECK_BUDGET, change.grant)
    state = advance(CHANGE, change.state, "send_back")
    if not reason.strip():
        raise ChangeRefused.because(
            _("A request is sent back for a reason; write it down."), rule="W-09", subject="reason"
        )
    before, change.state = change.state, state
    change.check_note = reason
    change.save()
    _record(change, "change.sent_back", before)
    tell_of_change("change.sent_back", change, by, at)
    return change


@action
def withdraw_change(
    change: ChangeRequest, *, reason: str, by: User, at: dt.datetime
) -> ChangeRequest:
    """The project manager takes it back before it is decided."""
    change = locked_change(change)
    must(by, Capability.PLAN_PROJECT, change.grant)
    state = advance(CHANGE, change.state, "withdraw")
    if not reason.strip():
        raise ChangeRefused.because(
            _("A request is withdrawn for a reason; write it down."), rule="W-08", subject="reason"
        )
    before, change.state = change.state, state
    change.save()
    _record(change, "change.withdrawn", before)
    tell_of_change("change.withdrawn", change, by, at)
    return change


def locked_change(change: ChangeRequest) -> ChangeRequest:
    """The request as it is now; the grant is locked first, since its changes take turns."""
    Grant.objects.select_for_update(no_key=True).get(pk=change.grant_id)
    return (
        ChangeRequest.objects.select_for_update(of=("self",))
        .select_related("grant__lead", "grant_partner__organisation", "organisation")
        .select_related("budget_version")
        .get(pk=change.pk)
    )


def must_be_as_proposed(change: ChangeRequest) -> None:
    """Refuse if the project or the plan has moved since the figures were stored."""
    now = plain(figures_before(change)), plain(figures_after(change))
    if now != (change.before, change.after):
        raise ChangeRefused.because(
            _(
                "The project or the new plan has changed since request %(number)s was proposed; "
                "send it back and have it proposed again with the figures of today."
            ),
            rule="W-09",
            number=change.number,
        )


def plan_breaches(change: ChangeRequest) -> list[Breach]:
    """What stands against the plan in the project as it will be: totals, grant and sources."""
    if change.budget_version is None:
        return []
    grant = change.grant
    kept = grant.budget, grant.amount
    grant.budget = change.new_budget or grant.budget
    grant.amount = change.new_amount or grant.amount
    try:
        return budget_breaches(change.budget_version, grant)
    finally:
        grant.budget, grant.amount = kept


def told(change: ChangeRequest) -> dict[str, Any]:
    """What an audit event says about the request."""
    return {
        "number": change.number,
        "kind": change.kind,
        "state": change.state,
        "effective_from": change.effective_from,
        "partner": str(change.grant_partner or change.organisation or ""),
        "new_ends_on": change.new_ends_on,
        "new_budget": change.new_budget,
        "new_amount": change.new_amount,
        "budget_version": change.budget_version.number if change.budget_version else None,
    }


def tell_of_change(verb: str, change: ChangeRequest, by: User, at: dt.datetime) -> None:
    """Notices about the request to whoever acts next, and to the partner that it concerns."""
    url = reverse("grants:change-detail", args=[change.grant.ref, change.number])
    params = {"number": change.number, "day": change.effective_from}
    concerned = change.grant_partner.organisation_id if change.grant_partner else None
    partners = [key for key in (concerned, change.organisation_id) if key]
    tell(verb, change.grant, params, url=url, by=by, at=at, partners=partners)


def _record(change: ChangeRequest, verb: str, before: str) -> None:
    after = {**told(change), "figures_before": change.before, "figures_after": change.after}
    record(verb, change, chain=change.grant.ref, before={"state": before}, after=after)


def _fill(change: ChangeRequest, asked: dict[str, Any]) -> None:
    for name, value in asked.items():
        if name not in FIELDS:
            raise TypeError(f"{name} cannot be asked for")
        setattr(change, name, value)
    strange = [
        row
        for row in (change.grant_partner, change.budget_version)
        if row is not None and row.grant_id != change.grant_id
    ]
    if strange:
        raise ChangeRefused.because(
            _("Partner and budget version must be those of %(ref)s."),
            rule="W-09",
            ref=change.grant.ref,
        )


def letter_facts(letter: EvidenceFile | None) -> dict[str, str]:
    """How an audit event names the funder's letter."""
    return {"letter": letter.name, "letter_sha256": letter.sha256} if letter else {}


def _must_live(grant: Grant) -> None:
    if grant.state not in LIVING:
        raise ChangeRefused.because(
            _("%(ref)s is “%(state)s”, so nothing about the project can be changed now."),
            rule="rules 3.0",
            ref=grant.ref,
            state=grant.state,
        )

"""The end of a grant: closure begun, settled, in retention, disposed of (rules.md 3.1, G-09)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from consortium.actions.base import action, must, record, seal
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.models import Grant
from grants.rules.profiles import RETAIN_FROM_ACCOUNTS, RETAIN_FROM_CLOSURE
from grants.rules.states import GRANT
from partners.actions.participants import destroy_project_secret
from reporting.actions.disposal import certify_keys, destroy_files
from reporting.actions.telling import tell_of_closure
from reporting.models import Closure, LegalHold
from reporting.queries.closing import holds_of, last_payment, open_matters, retention_of
from reporting.queries.disposal import preview
from reporting.queries.funding import frozen_profile
from reporting.rules.closing import disposal_breaches, settling_breaches
from reporting.rules.states import CLOSURE

CLOSABLE = ("accepted", "amended", "terminated")


class NotSettled(Refused):
    """Something in the project is still open; each breach names it."""

    code = "NOT_SETTLED"


class ClosureRefused(Refused):
    """The closure cannot take this step."""

    code = "CLOSURE_REFUSED"


class StillKept(Refused):
    """The papers must be kept longer (A-34)."""

    code = "STILL_KEPT"


@action
def open_closure(grant: Grant, *, by: Any, at: dt.datetime) -> Closure:
    """The controller begins to close the project."""
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    must(by, Capability.BOOK_PAYMENT, grant)
    if grant.state not in CLOSABLE or Closure.objects.filter(grant=grant).exists():
        raise ClosureRefused.because(
            _("%(ref)s is “%(state)s” or being closed already, so no closure is begun."),
            rule="rules 3.0",
            ref=grant.ref,
            state=grant.state,
        )
    closure = Closure.objects.create(grant=grant, opened_by=by, opened_at=at)
    record("closure.opened", closure, chain=grant.ref, after={"state": closure.state})
    tell_of_closure("closure.opened", grant, by=by, at=at)
    return closure


@action
def settle_closure(closure: Closure, *, by: Any, at: dt.datetime) -> Closure:
    """The signatory settles: all money is where it belongs; the project is read-only from now."""
    closure = _locked(closure)
    grant = closure.grant
    must(by, Capability.SIGN_AS_LEAD, grant)
    state = advance(CLOSURE, closure.state, "settle")
    if closure.opened_by_id == by.pk:
        raise ClosureRefused.because(
            _("%(person)s has begun the closure; somebody else settles it."),
            rule="A-07",
            person=str(by),
        )
    refuse_if(settling_breaches(open_matters(grant)), NotSettled)
    before, closure.state = closure.state, state
    closure.settled_by, closure.settled_at = by, at
    closure.last_payment_on = last_payment(grant)
    closure.save()
    if grant.state != "terminated":
        was, grant.state = grant.state, advance(GRANT, grant.state, "close")
        grant.save()
        record(
            "grant.closed",
            grant,
            chain=grant.ref,
            before={"state": was},
            after={"state": grant.state},
        )
    after = {"state": state, "last_payment_on": closure.last_payment_on}
    record("closure.settled", closure, chain=grant.ref, before={"state": before}, after=after)
    if destroy_project_secret(grant.ref, by=by, at=at):
        certify_keys(closure, by=by, at=at)
    seal(grant.ref)
    tell_of_closure("closure.settled", grant, by=by, at=at)
    return closure


@action
def note_days(
    closure: Closure,
    *,
    programme_closed_on: dt.date | None = None,
    accounts_on: dt.date | None = None,
    last_aid_on: dt.date | None = None,
    by: Any,
    at: dt.datetime,
) -> Closure:
    """The controller notes the days that the law counts retention from, when they are known."""
    closure = _locked(closure)
    must(by, Capability.BOOK_PAYMENT, closure.grant)
    if closure.state not in ("open", "settled"):
        raise ClosureRefused.because(
            _("Retention has begun, so the days that it is counted from stand."),
            rule="G-09",
        )
    before = _days(closure)
    closure.programme_closed_on, closure.accounts_on = programme_closed_on, accounts_on
    closure.last_aid_on = last_aid_on
    closure.save()
    record(
        "closure.days_noted",
        closure,
        chain=closure.grant.ref,
        before=before,
        after=_days(closure),
        after_seal=True,
    )
    return closure


@action
def begin_retention(closure: Closure, *, by: Any, at: dt.datetime) -> Closure:
    """The house keeps the papers from now on, until a day that is stored; moved by the calendar."""
    closure = _locked(closure)
    state = advance(CLOSURE, closure.state, "retain")
    refuse_if(retention_gaps(closure), ClosureRefused)
    found = retention_of(closure)
    assert found is not None
    before, closure.state = closure.state, state
    closure.retain_until, closure.retain_basis = found.until, found.basis
    closure.save()
    _tell_state("closure.retained", closure, before)
    return closure


@action
def ask_for_disposal(closure: Closure, *, by: Any, at: dt.datetime) -> Closure:
    """The administrator asks for the papers to go; the signatory disposes (A-34)."""
    closure = _locked(closure)
    must(by, Capability.MANAGE_PEOPLE, closure.grant)
    advance(CLOSURE, closure.state, "dispose")
    _must_be_over(closure, at)
    gone = preview(closure.grant)
    closure.disposal_asked_by, closure.disposal_asked_at = by, at
    closure.disposal_sha256 = gone.sha256
    closure.save()
    after = {
        "retain_until": closure.retain_until,
        "files": len(gone.files),
        "bytes": gone.size,
        "preview": gone.sha256,
    }
    record("closure.disposal_asked", closure, chain=closure.grant.ref, after=after, after_seal=True)
    tell_of_closure("closure.disposal_asked", closure.grant, by=by, at=at)
    return closure


@action
def dispose(closure: Closure, *, by: Any, at: dt.datetime) -> Closure:
    """The signatory agrees: retention is past, no hold stands, another person has asked.

    The evidence files are struck off, and their bytes go when the deed is done.
    """
    closure = _locked(closure)
    must(by, Capability.SIGN_AS_LEAD, closure.grant)
    state = advance(CLOSURE, closure.state, "dispose")
    if closure.disposal_asked_by_id in (None, by.pk):
        raise ClosureRefused.because(
            _("The administrator asks for the disposal first, and another person signs it."),
            rule="rules 3.1",
        )
    _must_be_over(closure, at)
    before, closure.state = closure.state, state
    closure.disposed_by, closure.disposed_on = by, timezone.localdate(at)
    closure.save()
    destroy_files(closure, by=by, at=at)
    _tell_state("closure.disposed", closure, before)
    return closure


@action
def place_hold(
    grant: Grant, *, starts_on: dt.date, asked_by: str, reason: str, by: Any, at: dt.datetime
) -> LegalHold:
    """Proceedings or a request stop the clock: nothing is disposed of while the hold stands."""
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    must(by, Capability.BOOK_PAYMENT, grant)
    if not reason.strip() or not asked_by.strip():
        raise ClosureRefused.because(
            _("A hold names who asks for it and why."), rule="G-09", subject="reason"
        )
    if starts_on > timezone.localdate(at):
        raise ClosureRefused.because(
            _("A hold begins today at the latest, not on %(day)s."),
            rule="G-09",
            subject="starts_on",
            day=starts_on,
        )
    hold = LegalHold.objects.create(
        grant=grant, starts_on=starts_on, asked_by=asked_by, reason=reason, placed_by=by
    )
    after = {"from": starts_on, "asked_by": asked_by}
    record("hold.placed", hold, chain=grant.ref, after=after, reason=reason, after_seal=True)
    return hold


@action
def lift_hold(
    hold: LegalHold, *, ends_on: dt.date, reason: str, by: Any, at: dt.datetime
) -> LegalHold:
    """The hold ends; the days that it stood are added to the retention."""
    hold = LegalHold.objects.select_for_update(of=("self",)).select_related("grant").get(pk=hold.pk)
    must(by, Capability.BOOK_PAYMENT, hold.grant)
    if not reason.strip():
        raise ClosureRefused.because(
            _("A hold is lifted for a reason; write it down."), rule="G-09", subject="reason"
        )
    if hold.ends_on or not hold.starts_on <= ends_on <= timezone.localdate(at):
        raise ClosureRefused.because(
            _("The hold of %(first)s ends between that day and today, and once."),
            rule="G-09",
            subject="ends_on",
            first=hold.starts_on,
        )
    hold.ends_on, hold.lifted_by, hold.lift_reason = ends_on, by, reason
    hold.save()
    after = {"to": ends_on}
    record("hold.lifted", hold, chain=hold.grant.ref, after=after, reason=reason, after_seal=True)
    _count_again(hold.grant)
    return hold


def retention_gaps(closure: Closure) -> list[Breach]:
    """Why the day of retention cannot be worked out yet."""
    starts = frozen_profile(closure.grant).retain_from
    found = []
    if closure.last_payment_on is None:
        message = _("No payment is recorded, so the clock of retention has not started.")
        found.append(Breach("NO_PAYMENT", message, "payments", {}, "G-09"))
    if starts == RETAIN_FROM_CLOSURE and closure.programme_closed_on is None:
        message = _("Note the day on which the programme was closed; retention counts from it.")
        found.append(Breach("NO_PROGRAMME_DAY", message, "programme_closed_on", {}, "G-09"))
    if starts == RETAIN_FROM_ACCOUNTS and closure.accounts_on is None:
        message = _("Note the day of the fund's accounts; retention counts from it.")
        found.append(Breach("NO_ACCOUNTS_DAY", message, "accounts_on", {}, "G-09"))
    return found


def _count_again(grant: Grant) -> None:
    closure = Closure.objects.select_for_update().filter(grant=grant, state="retention").first()
    found = retention_of(closure) if closure else None
    if closure is None or found is None or found.until == closure.retain_until:
        return
    before, closure.retain_until = closure.retain_until, found.until
    closure.save()
    record(
        "closure.retained",
        closure,
        chain=grant.ref,
        before={"retain_until": before},
        after={"retain_until": found.until},
        after_seal=True,
    )


def _must_be_over(closure: Closure, at: dt.datetime) -> None:
    on = timezone.localdate(at)
    breaches = disposal_breaches(closure.retain_until, holds_of(closure.grant), on)
    refuse_if(breaches, StillKept)


def _locked(closure: Closure) -> Closure:
    Grant.objects.select_for_update(no_key=True).get(pk=closure.grant_id)
    rows = Closure.objects.select_for_update(of=("self",)).select_related("grant__lead")
    return rows.get(pk=closure.pk)


def _days(closure: Closure) -> dict[str, Any]:
    names = ("programme_closed_on", "accounts_on", "last_aid_on")
    return {name: getattr(closure, name) for name in names}


def _tell_state(verb: str, closure: Closure, before: str) -> None:
    record(
        verb,
        closure,
        chain=closure.grant.ref,
        before={"state": before},
        after={"state": closure.state, "retain_until": closure.retain_until},
        after_seal=True,
    )

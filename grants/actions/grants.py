"""The grant letter: accepted by the lead, suspended, resumed or terminated by the funder."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.models import EvidenceFile
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.actions.funder import must_speak_for_funder
from grants.actions.telling import tell
from grants.models import Grant
from grants.rules.states import GRANT


class GrantRefused(Refused):
    """The grant cannot be moved like this."""

    code = "GRANT_REFUSED"


@action
def accept_grant(grant: Grant, *, by: Any, at: dt.datetime) -> Grant:
    """The signatory accepts; from here on frozen profile, rate and ceiling hold (R-11)."""
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    must(by, Capability.SIGN_AS_LEAD, grant)
    before = grant.state
    grant.state = advance(GRANT, before, "accept")
    grant.accepted_at = at
    grant.save()
    record(
        "grant.accepted",
        grant,
        chain=grant.ref,
        before={"state": before},
        after={"state": grant.state, "amount": grant.amount, "profile": grant.profile_sha256},
    )
    return grant


@action
def suspend_grant(
    grant: Grant,
    *,
    on: dt.date,
    reason: str,
    letter: EvidenceFile | None = None,
    by: Any,
    at: dt.datetime,
) -> Grant:
    """The funder stops the grant for a while: nothing is claimed until it is resumed."""
    return _decide(grant, "suspend", "grant.suspended", on, reason, letter, by, at)


@action
def resume_grant(
    grant: Grant,
    *,
    on: dt.date,
    reason: str,
    letter: EvidenceFile | None = None,
    by: Any,
    at: dt.datetime,
) -> Grant:
    """The funder lets a suspended grant go on, as it was before."""
    amended = grant.change_requests.filter(signed_by__isnull=False).exists()
    step = "resume_amended" if amended else "resume"
    return _decide(grant, step, "grant.resumed", on, reason, letter, by, at)


@action
def terminate_grant(
    grant: Grant,
    *,
    on: dt.date,
    reason: str,
    letter: EvidenceFile | None = None,
    by: Any,
    at: dt.datetime,
) -> Grant:
    """The funder ends the grant before its time: nothing more is claimed, it is settled."""
    return _decide(grant, "terminate", "grant.terminated", on, reason, letter, by, at)


def _decide(
    grant: Grant,
    step: str,
    verb: str,
    on: dt.date,
    reason: str,
    letter: EvidenceFile | None,
    by: Any,
    at: dt.datetime,
) -> Grant:
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    must_speak_for_funder(by, grant, Capability.DECIDE_GRANT, letter)
    if not reason.strip():
        raise GrantRefused.because(
            _("A decision about the grant gives its reason; write it down."),
            rule="rules 3.0",
            subject="reason",
        )
    if on > timezone.localdate(at):
        raise GrantRefused.because(
            _("A decision is not dated ahead: %(day)s."), rule="W-08", subject="on", day=on
        )
    before = grant.state
    grant.state = advance(GRANT, before, step)
    grant.save()
    record(
        verb,
        grant,
        chain=grant.ref,
        before={"state": before},
        after={"state": grant.state, "on": on, "letter": letter.sha256 if letter else ""},
        reason=reason,
    )
    url = reverse("grants:grant-detail", args=[grant.ref])
    tell(verb, grant, {"day": on}, url=url, by=by, at=at)
    return grant

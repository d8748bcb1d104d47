"""The lead accepts the grant letter."""

from __future__ import annotations

import datetime as dt
from typing import Any

from consortium.actions.base import action, must, record
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.models import Grant
from grants.rules.states import GRANT


@action
def accept_grant(grant: Grant, *, by: Any, at: dt.datetime) -> Grant:
    """The signatory accepts; from here on frozen profile, rate and ceiling hold (R-11)."""
    grant = Grant.objects.select_for_update().get(pk=grant.pk)
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

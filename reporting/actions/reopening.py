"""A closed period opens again only while no claim of it has been checked (W-05)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from consortium.actions.base import action, must
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.actions.periods import reopen_period
from grants.models import Grant, ReportingPeriod
from reporting.models import Claim


class ClaimHoldsPeriod(Refused):
    """A claim of the period has been checked or sent."""

    code = "CLAIM_HOLDS_PERIOD"


@action
def reopen_for_reports(
    period: ReportingPeriod, *, reason: str, by: Any, at: dt.datetime
) -> ReportingPeriod:
    """Open *period* again, with a reason; not while a claim holds it."""
    grant = Grant.objects.select_for_update().get(pk=period.grant_id)
    must(by, Capability.VERIFY_REPORT, grant)
    claim = Claim.objects.filter(period=period).binding().first()
    if claim is not None:
        raise ClaimHoldsPeriod.because(
            _(
                "Claim %(number)s of period %(period)s is “%(state)s”, so the period stays as it "
                "is. What is missing goes into the next period."
            ),
            rule="W-05",
            number=claim.number,
            period=period.number,
            state=claim.state,
        )
    return reopen_period(period, reason=reason, by=by, at=at)

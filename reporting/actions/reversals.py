"""A correction that was wrong is taken back by its mirror, a new row; four eyes decide (W-04)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Max
from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import Grant
from reporting.models import Claim, Correction

OVER = ("closed", "terminated")
REVERSIBLE = ("booked", "recovered")


class ReversalRefused(Refused):
    """The correction cannot be taken back."""

    code = "REVERSAL_REFUSED"


@action
def propose_reversal(
    correction: Correction, *, reason: str, by: Any, at: dt.datetime
) -> Correction:
    """Propose to take a booked correction back. It favours the partner, so no hearing runs."""
    grant = Grant.objects.select_for_update(no_key=True).get(pk=correction.grant_id)
    must(by, Capability.PROPOSE_CORRECTION, grant)
    correction = Correction.objects.select_related("original", "row__claim").get(pk=correction.pk)
    must_be_reversible(correction, grant)
    if not reason.strip():
        raise ReversalRefused.because(
            _("Say why the correction was wrong."), rule="W-04", subject="reason"
        )
    last = Correction.objects.filter(grant=grant).aggregate(last=Max("number"))["last"]
    reversal = Correction.objects.create(
        grant=grant,
        number=last + 1,
        original=correction.original,
        reverses=correction,
        amount=correction.amount,
        reason_code="reversal",
        reason=reason.strip(),
        hearing_due_on=timezone.localdate(at),
        proposed_by=by,
    )
    record(
        "correction.reversal_proposed",
        reversal,
        chain=grant.ref,
        after={"reverses": correction.number, "amount": correction.amount},
        reason=reason,
    )
    return reversal


def must_be_reversible(correction: Correction, grant: Grant) -> None:
    """Refuse unless *correction* stands, is booked, and lies in no claim on its way (R-82)."""
    number = correction.number
    if correction.reverses_id or correction.state not in REVERSIBLE:
        raise ReversalRefused.because(
            _("Correction %(number)s is “%(state)s”; only a booked correction is taken back."),
            rule="W-04",
            number=number,
            state=correction.state,
        )
    if hasattr(correction, "reversal"):
        raise ReversalRefused.because(
            _("Correction %(number)s is already being taken back by correction %(other)s."),
            rule="W-04",
            number=number,
            other=correction.reversal.number,
        )
    if grant.state in OVER:
        raise ReversalRefused.because(
            _("%(grant)s is closed; cancelled support is not given back any more."),
            rule="R-82",
            grant=grant.ref,
        )
    must_lie_still(correction)


def must_lie_still(correction: Correction) -> None:
    """Refuse while a claim that has not been sent holds the correction's row."""
    claim = correction.row.claim if correction.row else None
    if claim is not None and claim.state in Claim.OPEN_STATES:
        raise ReversalRefused.because(
            _("Claim %(claim)s holds the correction and has not been sent. Send or drop it first."),
            rule="R-80",
            claim=claim.number,
        )

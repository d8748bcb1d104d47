"""The funder's clock of a claim, worked out from its questions (W-07, A-28)."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from reporting.models import Claim
from reporting.queries.funding import frozen_profile
from reporting.rules.payment_clock import Clock, Interruption, clock_of


def clock_on(claim: Claim, day: dt.date) -> Clock | None:
    """Where the clock of *claim* stands on *day*; None if the claim has not been sent by then."""
    if claim.submitted_at is None or claim.state == "rejected":
        return None
    sent = timezone.localdate(claim.submitted_at)
    if day < sent:
        return None
    stops = [
        Interruption(question.asked_on, question.answered_on) for question in claim.questions.all()
    ]
    return clock_of(sent, stops, frozen_profile(claim.grant).payment_clock_days, day)


def running_clock(claim: Claim, today: dt.date) -> Clock | None:
    """The clock of a claim that waits for its money."""
    waits = claim.state in {"submitted", "accepted", "partly_accepted"}
    return clock_on(claim, today) if waits and claim.counted_payable > 0 else None

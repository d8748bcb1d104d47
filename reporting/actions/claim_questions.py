"""The funder asks about a claim, the lead answers; the clock stands in between (W-07)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.models import EvidenceFile
from consortium.models.access import actor_of
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from reporting.actions.claim_building import locked_claim
from reporting.actions.telling import tell_of_claim
from reporting.models import Claim, ClaimQuestion
from reporting.rules.states import CLAIM_QUESTION

RUNNING = ("submitted", "accepted", "partly_accepted")


class QuestionRefused(Refused):
    """The question or its answer does not fit the claim's clock."""

    code = "QUESTION_REFUSED"


@action
def ask_about_claim(
    claim: Claim,
    *,
    text: str,
    on: dt.date,
    by: Any,
    at: dt.datetime,
    letter: EvidenceFile | None = None,
) -> ClaimQuestion:
    """A question of the funder, or one that the lead records from a letter; the clock stops."""
    claim = locked_claim(claim)
    if not actor_of(by).can(Capability.DECIDE_CLAIM, claim.grant):
        must(by, Capability.BUILD_CLAIM, claim.grant)
        _must_have_letter(letter)
    if claim.state not in RUNNING or claim.submitted_at is None:
        raise QuestionRefused.because(
            _("Claim %(number)s is “%(state)s”, so no clock runs that a question could stop."),
            rule="W-07",
            number=claim.number,
            state=claim.state,
        )
    _must_have(text, _("Write the question."))
    _must_lie(on, timezone.localdate(claim.submitted_at), at)
    question = ClaimQuestion.objects.create(
        claim=claim, text=text.strip(), asked_on=on, asked_by=by, asked_at=at, letter=letter
    )
    record(
        "claim_question.asked",
        question,
        chain=claim.grant.ref,
        after={"claim": claim.number, "on": on, "text": question.text},
    )
    tell_of_claim("claim_question.asked", claim, by=by, at=at)
    return question


@action
def answer_claim_question(
    question: ClaimQuestion,
    *,
    text: str,
    on: dt.date,
    by: Any,
    at: dt.datetime,
    file: EvidenceFile | None = None,
) -> ClaimQuestion:
    """The lead answers; from that day the clock runs again."""
    claim = locked_claim(question.claim)
    must(by, Capability.BUILD_CLAIM, claim.grant)
    question = ClaimQuestion.objects.select_for_update().get(pk=question.pk)
    advance(CLAIM_QUESTION, question.state, "answer")
    _must_have(text, _("Write the answer."))
    _must_lie(on, question.asked_on, at)
    question.answer, question.answered_on = text.strip(), on
    question.answered_by, question.answered_at = by, at
    question.answer_file = file
    question.save()
    record(
        "claim_question.answered",
        question,
        chain=claim.grant.ref,
        after={"claim": claim.number, "on": on, "text": question.answer},
    )
    tell_of_claim("claim_question.answered", claim, by=by, at=at)
    return question


def _must_have_letter(letter: EvidenceFile | None) -> None:
    if letter is None:
        raise QuestionRefused.because(
            _("Attach the funder's letter: without it only the funder's own officer asks."),
            rule="W-07",
            subject="letter",
        )


def _must_have(text: str, sentence: str) -> None:
    if not text.strip():
        raise QuestionRefused.because(sentence, rule="W-07", subject="text")


def _must_lie(day: dt.date, first: dt.date, at: dt.datetime) -> None:
    if not first <= day <= timezone.localdate(at):
        raise QuestionRefused.because(
            _("%(day)s does not lie between %(first)s and today."),
            rule="W-07",
            subject="on",
            day=day,
            first=first,
        )

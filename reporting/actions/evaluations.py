"""A year's evaluation: built from four statuses, sent, decided by each body; completion notes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils import timezone

from consortium.actions.base import NotAllowed, action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.actions.evidence import keep_file
from consortium.models.access import actor_of
from consortium.models.memory import add_rows
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from consortium.rules.roles import Role
from consortium.rules.states import advance
from grants.actions.telling import Told, tell
from grants.models import ApprovalBody, Area, Grant
from reporting.actions.snapshots import freeze
from reporting.documents.bodies import to_body
from reporting.documents.papers import draft_of
from reporting.documents.parts import COMPLETION, EVALUATION
from reporting.models import (
    AnnualEvaluation,
    CompletionNote,
    EvaluationArea,
    EvaluationDecision,
    MunicipalLink,
    ReportSnapshot,
    StatusMeeting,
)
from reporting.queries.costs import owner_ref
from reporting.queries.evaluations import first_words, last_period
from reporting.rules import evaluation_states
from reporting.rules.status import check_decision, check_quarters, check_turn, next_body

WORDS = ("background", "activities", "outcomes", "learning", "proposal")
TOLD = {
    "evaluation.submitted": Told(
        (Role.MU,), _("%(grant)s: the evaluation of %(year)s is sent. %(body)s decides first.")
    ),
    "evaluation.decided": Told(
        (Role.PM, Role.LS, Role.MU),
        _("%(grant)s: %(body)s has decided on the evaluation of %(year)s."),
    ),
}


class EvaluationRefused(Refused):
    """The evaluation cannot take this step; the breach says why."""

    code = "EVALUATION_REFUSED"


@action
def begin_evaluation(grant: Grant, year: int, *, by: Any, at: dt.datetime) -> AnnualEvaluation:
    """Begin a year's evaluation with what its closed statuses say."""
    must(by, C.PLAN_PROJECT, grant)
    if AnnualEvaluation.objects.filter(grant=grant, year=year).exists():
        raise EvaluationRefused.because(
            _("The evaluation of %(year)s is begun already."), rule="rules 5.3", year=str(year)
        )
    if not grant.periods.filter(ends_on__year=year).exists():
        raise EvaluationRefused.because(
            _("The agreement has no quarter in %(year)s."),
            rule="rules 5.3",
            subject="year",
            year=str(year),
        )
    made = AnnualEvaluation.objects.create(grant=grant, year=year)
    rows = [
        EvaluationArea(evaluation=made, area=area, **words)
        for area, words in first_words(grant, year)
    ]
    add_rows(rows, EvaluationArea)
    record("evaluation.begun", made, chain=grant.ref, after={"year": year})
    return made


@action
def save_evaluation(
    evaluation: AnnualEvaluation,
    *,
    summary: str,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> AnnualEvaluation:
    """The summary of the year."""
    evaluation = _draft(evaluation, by)
    must_be_unchanged(evaluation, edited_from, chain=evaluation.grant.ref)
    before = {"summary": evaluation.summary}
    evaluation.summary = summary.strip()
    evaluation.save()
    record(
        "evaluation.saved",
        evaluation,
        chain=evaluation.grant.ref,
        before=before,
        after={"summary": evaluation.summary},
    )
    return evaluation


@action
def save_evaluation_area(
    row: EvaluationArea,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
    **given: str,
) -> EvaluationArea:
    """What is said of one area."""
    evaluation = _draft(row.evaluation, by)
    row = EvaluationArea.objects.select_for_update(of=("self",)).get(pk=row.pk)
    must_be_unchanged(row, edited_from, chain=evaluation.grant.ref)
    before = {name: getattr(row, name) for name in WORDS}
    for name in WORDS:
        setattr(row, name, given.get(name, before[name]).strip())
    row.save()
    after = {name: getattr(row, name) for name in WORDS}
    record("evaluation.area_saved", row, chain=evaluation.grant.ref, before=before, after=after)
    return row


@action
def submit_evaluation(
    evaluation: AnnualEvaluation, *, by: Any, at: dt.datetime
) -> AnnualEvaluation:
    """Freeze it and send it to the first body of the path."""
    evaluation = locked(evaluation)
    grant, year = evaluation.grant, evaluation.year
    must(by, C.SUBMIT_REPORTS, grant)
    state = advance(evaluation_states.EVALUATION, evaluation.state, "submit")
    quarters = grant.periods.filter(ends_on__year=year).values_list("number", flat=True)
    meetings = StatusMeeting.objects.filter(grant=grant, state="closed")
    closed = meetings.filter(period__ends_on__year=year).values_list("period__number", flat=True)
    refuse_if(check_quarters(year, quarters, closed), EvaluationRefused)
    evaluation.submitted_by, evaluation.submitted_at = by, at
    evaluation.snapshot = _frozen(evaluation, by, at)
    evaluation.state = state
    evaluation.save()
    record(
        "evaluation.submitted",
        evaluation,
        chain=grant.ref,
        before={"state": "draft"},
        after={"state": state, "sha256": evaluation.snapshot.sha256, "round": evaluation.round},
    )
    first = grant.municipal.bodies.first()
    _tell("evaluation.submitted", evaluation, str(first), by, at)
    return evaluation


@action
def decide_evaluation(
    evaluation: AnnualEvaluation,
    *,
    outcome: str,
    decided_on: dt.date,
    text: str = "",
    body: ApprovalBody | None = None,
    letter: UploadedFile[Any] | bytes | None = None,
    name: str = "",
    by: Any,
    at: dt.datetime,
) -> EvaluationDecision:
    """A *body* decides in its turn: by the municipality's log-in, or by the lead with a file.

    Without a *body* it is the one whose turn it is.
    """
    evaluation = locked(evaluation)
    _must_decide(evaluation.grant, by, has_file=letter is not None)
    given = Decided(outcome, decided_on, text, body)
    return take_decision(evaluation, given, by=by, at=at, letter=letter, name=name)


@dataclass(frozen=True)
class Decided:
    """What a body decided, and when; without a body, the one whose turn it is."""

    outcome: str
    decided_on: dt.date
    text: str = ""
    body: ApprovalBody | None = None

    @property
    def step(self) -> str:
        """The step of the workflow that it is."""
        return "send_back" if self.outcome == EvaluationDecision.SENT_BACK else "adopt"


@action
def take_decision(
    evaluation: AnnualEvaluation,
    given: Decided,
    *,
    by: Any,
    at: dt.datetime,
    link: MunicipalLink | None = None,
    letter: Any = None,
    name: str = "",
) -> EvaluationDecision:
    """Keep what a body decided on a locked evaluation; part of the deed that has asked for it.

    Sent back, it is a draft again and takes the whole path anew; the last body's yes adopts it,
    and freezes a paper that shows every decision.
    """
    turn, is_last = _in_turn(evaluation, given, at)
    decision = EvaluationDecision.objects.create(
        evaluation=evaluation,
        body=turn,
        round=evaluation.round,
        outcome=given.outcome,
        decided_on=given.decided_on,
        text=given.text.strip(),
        letter=_kept(evaluation.grant, letter, name, by, at),
        recorded_by=by,
        recorded_at=at,
        link=link,
    )
    # Where the decision leads; on the way to the last body it stays as it is.
    state = advance(evaluation_states.EVALUATION, evaluation.state, given.step)
    if given.outcome == EvaluationDecision.SENT_BACK:
        evaluation.round += 1
        evaluation.state = state
        evaluation.save()
    elif is_last:
        # Who sent it stands for the paper where the last body has no log-in.
        evaluation.snapshot = _frozen(evaluation, by or evaluation.submitted_by, at)
        evaluation.state = state
        evaluation.save()
    _told(decision, evaluation, turn, by, at)
    return decision


def _in_turn(
    evaluation: AnnualEvaluation, given: Decided, at: dt.datetime
) -> tuple[ApprovalBody, bool]:
    """The body whose turn it is, and whether it is the last; refuse what is out of order."""
    path = {body.number: body for body in evaluation.grant.municipal.bodies.all()}
    earlier = list(evaluation.decisions.filter(round=evaluation.round).select_related("body"))
    number = next_body(sorted(path), (one.body.number for one in earlier))
    advance(evaluation_states.EVALUATION, evaluation.state, given.step)
    assert number is not None  # one that all have decided on is adopted, and that was refused
    turn = path[number]
    breaches = []
    if given.body is not None:
        named = (given.body.number, given.body.name)
        breaches = check_turn(named, (number, turn.name))
    assert evaluation.submitted_at is not None
    days = [one.decided_on for one in earlier]
    first = max([*days, timezone.localdate(evaluation.submitted_at)])
    today = timezone.localdate(at)
    breaches += check_decision(given.outcome, given.text, given.decided_on, first, today)
    refuse_if(breaches, EvaluationRefused)
    return turn, number == max(path)


def _frozen(evaluation: AnnualEvaluation, by: Any, at: dt.datetime) -> ReportSnapshot:
    grant = evaluation.grant
    period = last_period(grant, evaluation.year)
    document = draft_of(EVALUATION, grant, period, None, at)
    return freeze(EVALUATION, grant, period, None, to_body(document), by=by, at=at)


@action
def write_completion_note(
    area: Area, *, completed_on: dt.date, text: str, by: Any, at: dt.datetime
) -> CompletionNote:
    """Tell the council that a project has ended: the note stands, and the paper is frozen."""
    area = Area.objects.select_related("agreement__grant__lead", "agreement__grant__fund").get(
        pk=area.pk
    )
    grant = area.agreement.grant
    must(by, C.SUBMIT_REPORTS, grant)
    if not area.agreement.is_signed or CompletionNote.objects.filter(area=area).exists():
        raise EvaluationRefused.because(
            _("A completion note is written once, and of a signed agreement: not of %(area)s."),
            rule="rules 5.3",
            area=str(area),
        )
    if not text.strip() or not grant.starts_on <= completed_on <= timezone.localdate(at):
        raise EvaluationRefused.because(
            _("A completion note says what came of it, and a day since %(first)s that has come."),
            rule="rules 5.3",
            subject="text" if not text.strip() else "completed_on",
            first=grant.starts_on,
        )
    note = CompletionNote.objects.create(
        grant=grant,
        area=area,
        completed_on=completed_on,
        text=text.strip(),
        written_by=by,
        written_at=at,
    )
    document = draft_of(COMPLETION, grant, None, None, at)
    snapshot = freeze(COMPLETION, grant, None, None, to_body(document), by=by, at=at)
    after = {"completed_on": completed_on, "sha256": snapshot.sha256}
    record("completion.noted", note, chain=grant.ref, after=after)
    return note


def _must_decide(grant: Grant, by: Any, *, has_file: bool) -> None:
    actor = actor_of(by)
    if actor.can(C.DECIDE_AS_MUNICIPALITY, grant):
        return
    if not actor.can(C.PLAN_PROJECT, grant):
        raise NotAllowed.because(
            _("%(person)s may not decide for the municipality here."),
            rule="rules 3.0",
            person=str(by),
        )
    if not has_file:
        raise EvaluationRefused.because(
            _("Who records the municipality's decision for it attaches its minutes or letter."),
            rule="rules 5.3",
            subject="letter",
        )


def _kept(grant: Grant, letter: Any, name: str, by: Any, at: dt.datetime) -> Any:
    if letter is None:
        return None
    named = name or str(getattr(letter, "name", ""))
    return keep_file(content=letter, name=named, owner_ref=owner_ref(grant.lead_id), by=by, at=at)


def _told(
    decision: EvaluationDecision,
    evaluation: AnnualEvaluation,
    body: ApprovalBody,
    by: Any,
    at: dt.datetime,
) -> None:
    after = {
        "body": body.name,
        "outcome": decision.outcome,
        "decided_on": decision.decided_on,
        "state": evaluation.state,
        "round": decision.round,
    }
    if decision.link is not None:
        after |= {"link": decision.link.pk, "signer": decision.link.signer}
    if evaluation.state == "adopted" and evaluation.snapshot is not None:
        after["sha256"] = evaluation.snapshot.sha256
    record("evaluation.decided", decision, chain=evaluation.grant.ref, after=after)
    _tell("evaluation.decided", evaluation, body.name, by, at)


def _tell(verb: str, evaluation: AnnualEvaluation, body: str, by: Any, at: dt.datetime) -> None:
    grant = evaluation.grant
    url = reverse("reporting:evaluation-detail", args=[grant.ref, evaluation.year])
    params = {"year": str(evaluation.year), "body": body}
    tell(verb, grant, params, url=url, by=by, at=at, table=TOLD)


def _draft(evaluation: AnnualEvaluation, by: Any) -> AnnualEvaluation:
    evaluation = locked(evaluation)
    must(by, C.PLAN_PROJECT, evaluation.grant)
    if evaluation.state != "draft":
        raise EvaluationRefused.because(
            _("The evaluation of %(year)s is sent; it is written in again if it is sent back."),
            rule="W-04",
            year=str(evaluation.year),
        )
    return evaluation


def locked(evaluation: AnnualEvaluation) -> AnnualEvaluation:
    """The evaluation as it is now, locked, with its grant and agreement."""
    return (
        AnnualEvaluation.objects.select_for_update(of=("self",))
        .select_related("grant__lead", "grant__fund", "grant__municipal")
        .get(pk=evaluation.pk)
    )

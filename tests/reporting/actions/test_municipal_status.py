"""Statuses, the evaluation built from them, and its path through three bodies (rules.md 5.3)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from consortium.actions.base import NotAllowed
from consortium.models import Notification
from reporting.actions.evaluations import (
    EvaluationRefused,
    begin_evaluation,
    decide_evaluation,
    save_evaluation_area,
    submit_evaluation,
    write_completion_note,
)
from reporting.actions.status import (
    StatusRefused,
    add_meeting_action,
    close_status_meeting,
    finish_meeting_action,
    note_area_cost,
    save_minutes,
    save_status_line,
)
from reporting.documents.papers import draft_of, frozen
from reporting.models import (
    AnnualEvaluation,
    AreaCost,
    EvaluationDecision,
    MeetingAction,
    ReportSnapshot,
    StatusLine,
    StatusMeeting,
)
from reporting.queries.status import carried, statuses, unspent_of
from tests.copies import laid_out
from tests.reporting.municipal_story import first_quarter, sent_evaluation, whole_year
from tests.reporting.said import said
from tests.sample_files import pdf

D = Decimal


@pytest.fixture
def quarter(db):
    return laid_out(first_quarter)


@pytest.fixture
def year(db):
    return laid_out(whole_year)


@pytest.fixture
def sent(db):
    return laid_out(sent_evaluation)


def test_a_status_is_prefilled_from_money_and_targets(quarter):
    lines = {one.area.letter: one for one in statuses(quarter.grant, quarter.periods[0])}
    d = lines["d"]
    assert (d.granted, d.invoiced, d.used, d.remaining) == (
        *(D("500000.00"), D("0.00"), D("120000.00"), D("380000.00")),
    )
    assert [(one.minimum, one.maximum, one.done) for one in d.reached] == [
        (D(12), None, D(3)),
        (D(5), D(6), D(0)),
        (None, None, D(0)),
    ]
    # A quarter of 12 is done, of the others nothing: 1/12 of the year against 90/365.
    assert (d.light, lines["a"].light) == ("red", "grey")


def test_closing_keeps_the_figures_and_freezes_the_paper(quarter):
    snapshot = close_status_meeting(quarter.meeting, by=quarter.pm, at=quarter.clock())
    line = StatusLine.objects.get(meeting=quarter.meeting, area=quarter.areas["d"])
    assert (line.used, line.light) == (D("120000.00"), "red")
    paper = frozen(snapshot)
    assert paper.table("K1").total("used") == D("180000.00")
    assert paper.table("K1").total("granted") == D("1100000.00")
    # What is noted later of that quarter changes the paper no more.
    note_area_cost(
        quarter.agreed["d"],
        spent_on=dt.date(2023, 3, 2),
        amount=D("1000.00"),
        text="Sent bilag",
        by=quarter.pm,
        at=quarter.clock(),
    )
    again = draft_of("status", quarter.grant, quarter.periods[0], None, quarter.clock())
    assert again.table("K1").total("used") == D("180000.00")


def test_closed_minutes_are_changed_by_nobody(quarter):
    close_status_meeting(quarter.meeting, by=quarter.pm, at=quarter.clock())
    with pytest.raises(StatusRefused) as no:
        save_minutes(quarter.meeting, decisions="Andet", by=quarter.pm, at=quarter.clock())
    assert said(no, "en") == ("The minutes of period 1 are closed; say it at the next meeting.")
    assert said(no, "da") == ("Referatet for periode 1 er lukket; tag det op på det næste møde.")
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusLine.objects.update(used=D("1.00"))
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusMeeting.objects.update(decisions="Andet")
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaCost.objects.update(amount=D("1.00"))


def test_minutes_say_who_met_and_what_was_decided(quarter):
    meeting = save_minutes(
        quarter.meeting,
        held_on=dt.date(2023, 5, 1),
        participants="",
        decisions=" ",
        by=quarter.pm,
        at=quarter.clock(),
    )
    with pytest.raises(StatusRefused) as no:
        close_status_meeting(meeting, by=quarter.pm, at=quarter.clock())
    codes = [one.code for one in no.value.breaches]
    assert codes == ["MEETING_DAY", "NOBODY_MET", "NOTHING_DECIDED"]


def test_the_municipality_sees_a_meeting_when_it_is_closed(quarter):
    seen = StatusMeeting.objects.visible_to(quarter.mu)
    assert not seen.exists()
    with pytest.raises(NotAllowed):
        close_status_meeting(quarter.meeting, by=quarter.mu, at=quarter.clock())
    close_status_meeting(quarter.meeting, by=quarter.pm, at=quarter.clock())
    assert seen.count() == 1
    assert not StatusMeeting.objects.visible_to(quarter.stranger).exists()


def test_an_open_action_is_carried_to_the_next_meeting(year):
    meetings = list(StatusMeeting.objects.order_by("period__number"))
    [todo] = carried(meetings[1])
    assert (todo.text, todo.done_on) == ("Indkald uddannelsesinstitutionerne", None)
    with pytest.raises(StatusRefused):
        finish_meeting_action(
            todo, done_on=dt.date(2024, 1, 2), done_note=" ", by=year.pm, at=year.clock()
        )
    finish_meeting_action(
        todo, done_on=dt.date(2023, 9, 1), done_note="Holdt", by=year.pm, at=year.clock()
    )
    assert carried(meetings[2]).count() == 1
    assert carried(meetings[3]).count() == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingAction.objects.update(done_note="Andet")


def test_an_action_of_a_closed_meeting_is_not_added(year):
    meeting = StatusMeeting.objects.all()[0]
    with pytest.raises(StatusRefused):
        add_meeting_action(
            meeting,
            text="For sent",
            owner="Ingen",
            due_on=dt.date(2024, 3, 1),
            by=year.pm,
            at=year.clock(),
        )


def test_unspent_money_is_flagged_and_the_second_half_stays(year):
    """C27: (a) used 180,000 of 250,000; the agreement has no claw-back rule."""
    lines = statuses(year.grant, year.periods[3])
    told = {one.subject: one.params["left"] for one in unspent_of(lines)}
    assert told["(a) Efter- og videreuddannelse"] == D("70000.00")
    halves = year.areas["a"].amounts.get().instalments.order_by("number")
    assert [one.amount for one in halves] == [D("125000.00"), D("125000.00")]


def test_the_evaluation_is_built_from_the_four_statuses(year):
    row = year.evaluation.areas.get(area=year.areas["a"])
    assert row.learning == "1: Mødet er udskudt."
    row = year.evaluation.areas.get(area=year.areas["d"])
    assert row.outcomes.splitlines()[0] == "Coffee Morning: 12 / 12 arrangementer"
    assert row.activities.count("Tre Coffee Mornings") == 4
    year_paper = draft_of("evaluation", year.grant, year.periods[3], None, year.clock())
    assert year_paper.table("K1").total("used") == D("660000.00")
    assert len(year_paper.table("K3").rows) == 4


def test_an_evaluation_waits_for_all_its_quarters(quarter):
    begun = begin_evaluation(quarter.grant, 2023, by=quarter.pm, at=quarter.clock())
    with pytest.raises(EvaluationRefused) as no:
        submit_evaluation(begun, by=quarter.ls, at=quarter.clock())
    assert said(no, "en") == (
        "The evaluation of 2023 is built from its statuses; not closed yet: 1, 2, 3, 4."
    )


def test_three_bodies_adopt_in_their_order(sent):
    days = [dt.date(2024, 2, 5), dt.date(2024, 3, 1), dt.date(2024, 4, 2)]
    for day, outcome in zip(days, ["adopted", "with_remarks", "adopted"], strict=True):
        sent.clock.move_to(day.year, day.month, day.day)
        decide_evaluation(
            sent.evaluation,
            outcome=outcome,
            decided_on=day,
            text="Flere SMV'er" if outcome == "with_remarks" else "",
            by=sent.mu,
            at=sent.clock(),
        )
    evaluation = AnnualEvaluation.objects.get()
    assert evaluation.state == "adopted"
    told = evaluation.decisions.values_list("body__name", "outcome", "decided_on")
    assert list(told) == [
        ("Borgmesterens Afdeling", "adopted", days[0]),
        ("Erhvervskontaktudvalget", "with_remarks", days[1]),
        ("Økonomiudvalget", "adopted", days[2]),
    ]
    # The paper that it was sent with shows no decision; the one that it is adopted with all three.
    first, last = ReportSnapshot.objects.filter(kind="evaluation").order_by("version")
    shown = [[row.cells[2] for row in frozen(one).table("K4").rows] for one in (first, last)]
    assert shown == [[None, None, None], days]
    assert evaluation.snapshot == last
    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationDecision.objects.update(text="Andet")
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnualEvaluation.objects.update(state="draft")


def test_a_body_out_of_its_order_is_refused(sent):
    first, second, _third = sent.agreement.bodies.all()
    give: dict[str, Any] = {"outcome": "adopted", "decided_on": dt.date(2024, 2, 1), "by": sent.mu}
    with pytest.raises(EvaluationRefused) as no:
        decide_evaluation(sent.evaluation, body=second, at=sent.clock(), **give)
    assert said(no, "en") == (
        "It is the turn of Borgmesterens Afdeling. Erhvervskontaktudvalget decides when that is "
        "done."
    )
    decide_evaluation(sent.evaluation, body=first, at=sent.clock(), **give)
    with pytest.raises(EvaluationRefused) as no:
        decide_evaluation(sent.evaluation, body=first, at=sent.clock(), **give)
    assert said(no, "en") == (
        "Borgmesterens Afdeling has decided already. It is the turn of Erhvervskontaktudvalget."
    )
    assert said(no, "da") == (
        "Borgmesterens Afdeling har allerede besluttet. Turen er kommet til "
        "Erhvervskontaktudvalget."
    )


def test_sent_back_it_takes_the_whole_path_anew(sent):
    give = {"by": sent.mu, "decided_on": dt.date(2024, 2, 1)}
    decide_evaluation(sent.evaluation, outcome="adopted", at=sent.clock(), **give)
    with pytest.raises(EvaluationRefused) as no:
        decide_evaluation(sent.evaluation, outcome="sent_back", at=sent.clock(), **give)
    assert said(no, "en") == "Write down the remarks, or why it is sent back."
    decide_evaluation(
        sent.evaluation, outcome="sent_back", text="Økonomien mangler", at=sent.clock(), **give
    )
    evaluation = AnnualEvaluation.objects.get()
    assert (evaluation.state, evaluation.round) == ("draft", 2)
    row = evaluation.areas.all()[0]
    save_evaluation_area(row, learning="Rettet", by=sent.pm, at=sent.clock())
    evaluation = submit_evaluation(evaluation, by=sent.ls, at=sent.clock())
    decision = decide_evaluation(evaluation, outcome="adopted", at=sent.clock(), **give)
    assert (decision.body.name, decision.round) == ("Borgmesterens Afdeling", 2)
    assert ReportSnapshot.objects.filter(kind="evaluation").count() == 2


def test_the_lead_records_a_decision_with_its_file(sent):
    give: dict[str, Any] = {"outcome": "adopted", "decided_on": dt.date(2024, 2, 1)}
    with pytest.raises(EvaluationRefused) as no:
        decide_evaluation(sent.evaluation, by=sent.pm, at=sent.clock(), **give)
    assert said(no, "en") == (
        "Who records the municipality's decision for it attaches its minutes or letter."
    )
    with pytest.raises(NotAllowed):
        decide_evaluation(sent.evaluation, by=sent.au, at=sent.clock(), **give)
    decision = decide_evaluation(
        sent.evaluation, letter=pdf(), name="referat.pdf", by=sent.pm, at=sent.clock(), **give
    )
    assert decision.letter is not None
    assert decision.letter.name == "referat.pdf"


def test_what_is_sent_is_not_written_in(sent):
    row = sent.evaluation.areas.first()
    with pytest.raises(EvaluationRefused) as no:
        save_evaluation_area(row, learning="Andet", by=sent.pm, at=sent.clock())
    assert said(no, "en") == (
        "The evaluation of 2023 is sent; it is written in again if it is sent back."
    )
    assert said(no, "da") == (
        "Evalueringen for 2023 er sendt; der skrives først i den igen, hvis den sendes tilbage."
    )
    assert Notification.objects.filter(recipient=sent.mu, verb="evaluation.submitted").exists()


def test_a_project_that_ends_is_told_to_the_council(sent):
    area = sent.areas["c"]
    write_completion_note(
        area, completed_on=dt.date(2023, 6, 30), text="Holdt.", by=sent.ls, at=sent.clock()
    )
    snapshot = ReportSnapshot.objects.get(kind="completion")
    assert frozen(snapshot).table("K1").rows[0].cells[1] == dt.date(2023, 6, 30)
    with pytest.raises(EvaluationRefused):
        write_completion_note(
            area, completed_on=dt.date(2023, 6, 30), text="Igen.", by=sent.ls, at=sent.clock()
        )


def test_a_line_of_a_begun_status_is_written(quarter):
    line = quarter.meeting.lines.get(area=quarter.areas["b"])
    save_status_line(line, deviation="Ingen", by=quarter.pm, at=quarter.clock())
    line.refresh_from_db()
    assert line.deviation == "Ingen"

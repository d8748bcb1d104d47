"""Questions from the lead, answers from the partner."""

from __future__ import annotations

import datetime as dt

import pytest

from consortium.actions.base import NotAllowed
from reporting.actions.costs import enter_expenditure
from reporting.actions.queries_answers import QueryRefused, answer, ask, close_query
from reporting.actions.reports import open_report
from reporting.models import Expenditure
from tests.reporting.paperwork import begin, submitted, voucher


def asked(world, report, **changes):
    fields = {"text": "Hvad er det?", "due_on": dt.date(2012, 7, 1), "by": world.lc2}
    return ask(report, at=world.clock(), **{**fields, **changes})


def test_asked_answered_closed(world):
    report = submitted(world)
    item = Expenditure.objects.get()
    query = asked(world, report, expenditure=item)
    assert Expenditure.objects.get().state == "query"
    second = asked(world, report, expenditure=item)
    query = answer(query, "En rejse.", by=world.pu, at=world.clock())
    query = answer(query, "En togrejse.", by=world.pu, at=world.clock())
    assert (query.answered_by, query.history.count()) == (world.pu, 3)
    query = close_query(query, by=world.lc2, at=world.clock())
    assert Expenditure.objects.get().state == "query"
    close_query(second, by=world.lc2, at=world.clock())
    assert Expenditure.objects.get().state == "submitted"
    for refused in (
        lambda: close_query(query, by=world.lc2, at=world.clock()),
        lambda: answer(query, "Nej", by=world.pu, at=world.clock()),
    ):
        with pytest.raises(QueryRefused):
            refused()


@pytest.mark.parametrize(
    "changes",
    [{"text": " "}, {"text": "CPR 010203-1234"}, {"due_on": dt.date(2012, 1, 1)}],
)
def test_questions_that_cannot_be(world, changes):
    with pytest.raises(QueryRefused):
        asked(world, submitted(world), **changes)


def test_only_on_submitted_reports(world):
    with pytest.raises(QueryRefused):
        asked(world, begin(world))


def test_not_about_a_line_of_another_report(world):
    report = submitted(world)
    by = world.randers_pu
    other = open_report(world.randers, world.period, by=by, at=world.clock())
    foreign = enter_expenditure(other, voucher("R1"), by=by, at=world.clock())
    with pytest.raises(QueryRefused):
        asked(world, report, expenditure=foreign)


def test_empty_answers_and_strangers(world):
    query = asked(world, submitted(world))
    with pytest.raises(QueryRefused):
        answer(query, "  ", by=world.pu, at=world.clock())
    for person in (world.randers_pu, world.pa, world.lc2, world.stranger):
        with pytest.raises(NotAllowed):
            answer(query, "x", by=person, at=world.clock())
    for person in (world.pu, world.pm, world.stranger):
        with pytest.raises(NotAllowed):
            asked(world, query.report, by=person)
        with pytest.raises(NotAllowed):
            close_query(query, by=person, at=world.clock())

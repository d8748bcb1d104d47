"""A doubtful line is set aside, and taken up again in a later period (rules.md 3.0, W-04)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consortium.models import AuditEvent, Notification
from reporting.actions.hours import HourEntry, approve_time_sheets, enter_hours, sign_time_sheet
from reporting.actions.queries_answers import QueryRefused, answer, ask
from reporting.actions.rates import set_pay_rate
from reporting.actions.reports import open_report
from reporting.actions.verification import (
    NotDecidable,
    ParkingRefused,
    accept_items,
    disallow_item,
    disallow_parked,
    undecide_item,
)
from reporting.models import Claim, Expenditure
from reporting.queries.checks.base import Scope
from reporting.queries.checks.claims import sums_agree
from reporting.queries.checks.eligibility import rates_recompute
from reporting.queries.checks.people import hours_fit_the_year
from reporting.queries.funding import position
from reporting.queries.ledger import ledger_rows, overview
from reporting.queries.parking import parked_lines, parked_sum
from tests.reporting import story
from tests.reporting.parking_story import (
    WHY,
    next_period,
    one_line,
    park,
    parked_and_claimed,
    take_up,
)


def test_a_parked_line_does_not_hold_the_report_up_and_counts_nowhere(world):
    item = parked_and_claimed(world)
    assert (item.state, item.amount, item.parked) == ("parked", D("1000.00"), D("1000.00"))
    assert (item.accepted, item.disallowed, item.awaiting) == (0, 0, 0)
    assert (item.decision_code, item.decision_reason, item.claim) == ("PARKED", WHY, None)
    assert item.report.state == "included"
    assert Claim.objects.get().total_eligible == D("200.00")
    assert D("200.00") == position(world.grant).TE
    total = overview(world.grant, [], ledger_rows(world.grant)).total
    assert (total.reported, total.verified, total.parked) == (
        D("1200.00"),
        D("200.00"),
        D("1000.00"),
    )
    assert parked_sum(world.grant) == (1, D("1000.00"))


def test_taken_up_in_a_later_period_it_is_accepted_and_claimed_there(world):
    item = parked_and_claimed(world)
    before = item.history.count()
    row = take_up(world, item)
    assert (row.kind, row.state, row.amount, row.at_stake) == (
        "taken_up",
        "submitted",
        D("0.00"),
        D("1000.00"),
    )
    assert (row.voucher_no, row.delivery_date, row.line) == (
        item.voucher_no,
        item.delivery_date,
        item.line,
    )
    report = story.submitted(world, world.aarhus, ["300.00"], ["5000.00"])
    assert row.report == report
    story.verified(world, report)
    for partner in (world.lead, world.randers):
        story.verified(world, story.submitted(world, partner))
    claim = story.sent(world, story.checked(world))
    row.refresh_from_db()
    assert (row.state, row.accepted, row.parked) == ("claimed", D("1000.00"), D("-1000.00"))
    assert row.claim == claim
    assert row.budget_version == world.budget
    assert claim.new_eligible == D("1300.00")
    total = overview(world.grant, [], ledger_rows(world.grant)).total
    assert (total.reported, total.verified, total.parked) == (D("1500.00"), D("1500.00"), D(0))
    assert parked_sum(world.grant) == (0, D(0))
    assert sums_agree(Scope(world.grant)) == []
    kept = Expenditure.objects.get(pk=item.pk)
    assert (kept.state, kept.parked, kept.history.count()) == ("parked", D("1000.00"), before)
    verbs = set(AuditEvent.objects.filter(chain=world.ref).values_list("verb", flat=True))
    assert {"expenditure.parked", "expenditure.taken_up", "expenditure.accepted"} <= verbs


def test_it_is_disallowed_in_part_where_it_is_taken_up(world):
    item = parked_and_claimed(world)
    row = take_up(world, item)
    story.submitted(world, world.aarhus)
    row = disallow_item(
        row,
        amount=D("400.00"),
        code="NOT_ELIGIBLE",
        reason="Privat.",
        by=world.lc2,
        at=world.clock(),
    )
    assert (row.state, row.accepted, row.disallowed) == ("verified", D("600.00"), D("400.00"))
    row = undecide_item(row, reason="Igen.", by=world.lc2, at=world.clock())
    assert (row.state, row.at_stake) == ("submitted", D("1000.00"))
    with pytest.raises(NotDecidable):
        disallow_item(
            row,
            amount=D("1000.01"),
            code="NOT_ELIGIBLE",
            reason="For meget.",
            by=world.lc2,
            at=world.clock(),
        )


def test_the_partner_is_asked_again_and_the_old_question_is_closed(world):
    report = story.submitted(world, world.aarhus, ["1000.00"])
    item = report.expenditure.get()
    due = dt.date(2012, 4, 1)
    old = ask(report, text="Hvem?", due_on=due, expenditure=item, by=world.lc2, at=world.clock())
    park(world, item)
    story.verified(world, report)
    # The line waits, so its question still takes an answer; another one no longer would.
    answer(old, "Ti borgere.", by=world.pu, at=world.clock())
    next_period(world)
    row = take_up(world, item)
    old.refresh_from_db()
    assert old.closed_at is not None
    with pytest.raises(QueryRefused):
        answer(old, "Elleve.", by=world.pu, at=world.clock())
    later = story.submitted(world, world.aarhus)
    ask(
        later,
        text="Hvem var de?",
        due_on=dt.date(2012, 12, 1),
        expenditure=row,
        by=world.lc2,
        at=world.clock(),
    )
    row.refresh_from_db()
    assert row.state == "query"


def test_it_may_be_parked_again_and_taken_up_once_more(world):
    item = parked_and_claimed(world)
    row = take_up(world, item)
    report = story.submitted(world, world.aarhus)
    row = park(world, row, "Stadig uklart.")
    assert (row.state, row.parked, row.at_stake) == ("parked", 0, 0)
    assert parked_sum(world.grant) == (1, D("1000.00"))
    row = undecide_item(row, reason="Alligevel.", by=world.lc2, at=world.clock())
    assert (row.state, row.at_stake) == ("submitted", D("1000.00"))
    row = park(world, row, "Stadig uklart.")
    story.verified(world, report)
    next_period(world)
    again = take_up(world, row)
    assert (again.corrects, again.at_stake) == (item, D("1000.00"))
    [line] = list[Any](parked_lines(world.grant))
    assert line.pending_pk == again.pk


def sheet_of(world, report, month, hours, rate):
    """A month of Em in *report*, approved, as its cost."""
    late = "Glemt." if month.month != 3 and report.period.number > 1 else ""
    sheet = enter_hours(
        report,
        employee=world.employee,
        month=month,
        rate=rate,
        entries=[HourEntry(None, D(hours))],
        late_reason=late,
        by=world.em,
        at=world.clock(),
    )
    sign_time_sheet(sheet, by=world.em, at=world.clock())
    approve_time_sheets([sheet], by=world.pa, at=world.clock())
    return report.expenditure.get(time_sheet=sheet)


def test_staff_time_is_tested_on_the_hours_approved_before_it(world):
    """R-30: later-approved hours lose, also when they were worked and reported first."""
    rate = set_pay_rate(
        world.employee,
        method="annual",
        valid_from=dt.date(2012, 1, 1),
        valid_to=dt.date(2012, 12, 31),
        gross_cost=D("35000.00"),
        hours=D("100.00"),
        payroll_ref="Løn",
        by=world.pa,
        at=world.clock(),
    )
    world.clock.move_to(2012, 9, 1)
    report = open_report(world.aarhus, world.period, by=world.pu, at=world.clock())
    first = sheet_of(world, report, dt.date(2012, 3, 1), "80.00", rate)
    other = sheet_of(world, report, dt.date(2012, 4, 1), "60.00", rate)
    story.submitted(world, world.aarhus)
    Expenditure.objects.update(state="submitted")
    park(world, first)
    [row] = accept_items(report, [other], by=world.lc2, at=world.clock())
    assert (row.accepted, row.accepted_hours) == (D("21000.00"), D("60.00"))
    story.verified(world, report)
    next_period(world)
    taken = take_up(world, first)
    assert (taken.time_sheet, taken.hours) == (first.time_sheet, D("80.00"))
    later = story.submitted(world, world.aarhus)
    [row] = accept_items(later, [taken], by=world.lc2, at=world.clock())
    # 100 hours count in the year; 60 were approved while these 80 were parked.
    assert (row.accepted, row.disallowed) == (D("14000.00"), D("14000.00"))
    assert (row.accepted_hours, row.decision_code) == (D("40.00"), "HOURS_OVER_ANNUAL")
    assert hours_fit_the_year(Scope(world.grant)) == []
    assert [
        one for one in rates_recompute(Scope(world.grant)) if "hours times" in one.sentence
    ] == []


def test_a_parked_line_falls_as_a_whole_without_waiting_for_its_report(world):
    item = parked_and_claimed(world)
    row = disallow_parked(
        item,
        world.period,
        code="NOT_DOCUMENTED",
        reason="Intet bilag.",
        by=world.lc2,
        at=world.clock(),
    )
    assert (row.state, row.disallowed, row.parked) == ("disallowed", D("1000.00"), D("-1000.00"))
    total = overview(world.grant, [], ledger_rows(world.grant)).total
    assert (total.parked, total.disallowed, total.reported) == (D(0), D("1000.00"), D("1200.00"))
    assert parked_sum(world.grant) == (0, D(0))
    with pytest.raises(ParkingRefused, match="taken up in period 2 already"):
        take_up(world, item)


def test_the_partner_and_the_project_manager_are_told(world):
    item = one_line(world)
    park(world, item)
    told = set(
        Notification.objects.filter(verb="expenditure.parked").values_list(
            "recipient__email", flat=True
        )
    )
    assert {"pu@konsortium.example", "pm@konsortium.example"} <= told


def test_a_line_that_was_taken_up_is_locked_in_the_database(world):
    item = parked_and_claimed(world)
    take_up(world, item)
    for change in ({"state": "submitted", "parked": 0}, {"decided_by": None}, {"voucher_no": "X"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Expenditure.objects.filter(pk=item.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Expenditure.objects.filter(pk=item.pk).delete()


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_order_and_parking_never_change_the_totals(world, data):
    """On real rows: any order, any of them parked and taken up, the position is the same."""
    amounts = data.draw(st.lists(st.integers(1, 500_000), min_size=2, max_size=4))
    order = data.draw(st.permutations(range(len(amounts))))
    aside = data.draw(st.sets(st.integers(0, len(amounts) - 1)))
    costs = [str(D(amount) / 100) for amount in amounts]
    point = transaction.savepoint()
    period, now = world.period, world.clock.now
    report = story.submitted(world, world.aarhus, costs)
    rows = list(report.expenditure.order_by("pk"))
    for index in order:
        if index in aside:
            park(world, rows[index])
        else:
            accept_items(report, [rows[index]], by=world.lc2, at=world.clock())
    story.verified(world, report)
    next_period(world)
    taken = [take_up(world, rows[index]) for index in aside]
    later = story.submitted(world, world.aarhus)
    for row in reversed(taken):
        accept_items(later, [row], by=world.lc2, at=world.clock())
    total = overview(world.grant, [], ledger_rows(world.grant)).total
    wanted = sum((D(cost) for cost in costs), D(0))
    assert (total.reported, total.verified, total.parked) == (wanted, wanted, D(0))
    assert wanted == position(world.grant).TE
    transaction.savepoint_rollback(point)
    world.period, world.clock.now = period, now

"""The lead controller decides on a report's lines and concludes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from consortium.actions.base import NotAllowed
from grants.actions.budgets import Commitment, approve_budget, draft_budget, propose_budget
from grants.models import BudgetAmount, FinancingCommitment
from partners.models import Membership
from reporting.actions.hours import HourEntry, approve_time_sheets, enter_hours, sign_time_sheet
from reporting.actions.queries_answers import answer, ask, close_query
from reporting.actions.rates import set_pay_rate
from reporting.actions.reports import open_report
from reporting.actions.verification import (
    NoBudgetInForce,
    NotDecidable,
    NothingToRelease,
    OwnCost,
    ReportNotReady,
    accept_contributions,
    accept_items,
    disallow_contribution,
    disallow_item,
    release_awaiting,
    return_report,
    undecide_item,
    verify_report,
)
from reporting.models import Expenditure, Verification
from reporting.rules.checklist import full_checklist
from tests.reporting import story


def conclude(world, report, **changed):
    told = {"checklist": full_checklist(), "extent_pct": 100, "conclusion": "I orden."}
    return verify_report(report, **{**told, **changed}, by=world.lc, at=world.clock())


def accept(world, report, items=None):
    rows = list(report.expenditure.all()) if items is None else items
    return accept_items(report, rows, by=world.lc, at=world.clock())


def test_costs_are_accepted_in_bulk_and_the_report_concluded(world):
    report = story.submitted(world, world.aarhus, ["100.00", "200.00"], ["50.00"])
    rows = accept(world, report)
    assert [(row.state, row.accepted) for row in rows] == [
        ("verified", Decimal("100.00")),
        ("verified", Decimal("200.00")),
    ]
    assert rows[0].budget_version == world.budget
    accept_contributions(report, list(report.contributions.all()), by=world.lc, at=world.clock())
    assert conclude(world, report).state == "verified"
    assert Verification.objects.get().extent_pct == 100


def test_what_passes_the_line_and_its_flexibility_awaits_budget(world):
    """External holds 6,000,000; with 20 % flexibility 7,200,000."""
    report = story.submitted(world, world.aarhus, ["7000000.00", "240000.00"])
    first, second = accept(world, report)
    assert first.accepted == Decimal("7000000.00")
    assert (second.accepted, second.awaiting) == (Decimal("200000.00"), Decimal("40000.00"))
    assert (second.state, second.decision_code) == ("verified", "AWAITING_BUDGET")
    other = story.submitted(world, world.randers, ["10.00"])
    [row] = accept(world, other)
    assert (row.state, row.awaiting) == ("awaiting_budget", Decimal("10.00"))


def test_waiting_cost_is_released_after_an_amendment(world):
    report = story.submitted(world, world.aarhus, ["7240000.00"])
    accept(world, report)
    with pytest.raises(NothingToRelease):
        release_awaiting(world.grant, world.period, by=world.lc, at=world.clock())
    amend(world, "external", Decimal("1.1"))
    [row] = release_awaiting(world.grant, world.period, by=world.lc, at=world.clock())
    assert (row.kind, row.amount, row.accepted, row.awaiting) == (
        "carried",
        Decimal("0.00"),
        Decimal("40000.00"),
        Decimal("-40000.00"),
    )
    with pytest.raises(NothingToRelease):
        release_awaiting(world.grant, world.period, by=world.lc, at=world.clock())


def amend(world, code, factor):
    """Raise one line and lower staff by as much."""
    amounts = list(BudgetAmount.objects.filter(version=world.budget).select_related("line"))
    moved = sum(a.amount * (factor - 1) for a in amounts if a.line.code == code)
    rows = []
    for one in amounts:
        amount = one.amount * factor if one.line.code == code else one.amount
        if one.line.code == "staff" and one.grant_partner == world.aarhus:
            amount -= moved
        rows.append((one.grant_partner, one.line, amount.quantize(Decimal("0.01"))))
    commitments = [
        Commitment(row.grant_partner, row.source, row.form, row.amount, row.letter_ref)
        for row in FinancingCommitment.objects.filter(version=world.budget)
    ]
    version = draft_budget(
        world.grant,
        effective_from=world.grant.starts_on,
        explanation="Flere eksterne ydelser",
        amounts=rows,
        commitments=commitments,
        by=world.pm,
        at=world.clock(),
    )
    propose_budget(version, by=world.pm, at=world.clock())
    return approve_budget(version, on=world.clock().date(), by=world.ma, at=world.clock())


def test_hours_beyond_the_month_fall(world):
    """C13: 171 hours in a month of 160.33; 52,500 a month gives 327.44 an hour."""
    report = open_report(world.aarhus, world.period, by=world.pu, at=world.clock())
    rate = set_pay_rate(
        world.employee,
        method="monthly",
        valid_from=dt.date(2012, 3, 1),
        valid_to=dt.date(2012, 12, 31),
        gross_cost=Decimal("52500.00"),
        hours=Decimal("160.33"),
        payroll_ref="Løn 03",
        by=world.pu,
        at=world.clock(),
    )
    world.clock.move_to(2012, 4, 2)
    sheet = enter_hours(
        report,
        employee=world.employee,
        month=dt.date(2012, 3, 1),
        rate=rate,
        entries=[HourEntry(dt.date(2012, 3, day), Decimal("9.00")) for day in range(1, 20)],
        by=world.pu,
        at=world.clock(),
    )
    sign_time_sheet(sheet, by=world.em, at=world.clock())
    approve_time_sheets([sheet], by=world.pa, at=world.clock())
    report = story.submitted(world, world.aarhus)
    Expenditure.objects.filter(report=report).update(state="submitted")
    [row] = accept(world, report)
    assert row.accepted_hours == Decimal("160.33")
    assert row.accepted == Decimal("52498.46")
    assert row.disallowed == row.amount - Decimal("52498.46")
    assert (row.state, row.decision_code) == ("verified", "HOURS_OVER_MONTHLY")


def test_a_part_is_disallowed_with_code_and_reason(world):
    report = story.submitted(world, world.aarhus, ["1000.00"])
    item = report.expenditure.get()
    row = disallow(world, item, "400.00")
    assert (row.state, row.accepted, row.disallowed) == (
        "verified",
        Decimal("600.00"),
        Decimal("400.00"),
    )
    row = undecide_item(row, reason="Fejl.", by=world.lc, at=world.clock())
    assert (row.state, row.accepted, row.decision_code) == ("submitted", Decimal("0.00"), "")
    row = disallow(world, row, "1000.00")
    assert (row.state, row.disallowed) == ("disallowed", Decimal("1000.00"))


def disallow(world, item, amount, code="NOT_ELIGIBLE", reason="Privat forbrug."):
    return disallow_item(
        item, amount=Decimal(amount), code=code, reason=reason, by=world.lc, at=world.clock()
    )


@pytest.mark.parametrize(
    ("amount", "code", "reason"),
    [
        ("0.00", "NOT_ELIGIBLE", "x"),
        ("1000.01", "NOT_ELIGIBLE", "x"),
        ("1.00", "NO", "x"),
        ("1.00", "NOT_ELIGIBLE", " "),
    ],
)
def test_a_disallowance_without_amount_code_or_reason_is_refused(world, amount, code, reason):
    item = story.submitted(world, world.aarhus, ["1000.00"]).expenditure.get()
    with pytest.raises(NotDecidable):
        disallow(world, item, amount, code, reason)


def test_a_contribution_is_disallowed_with_a_reason(world):
    report = story.submitted(world, world.aarhus, cash=["50.00"])
    row = report.contributions.get()
    with pytest.raises(NotDecidable):
        disallow_contribution(row, reason="", by=world.lc, at=world.clock())
    row = disallow_contribution(row, reason="Intet brev.", by=world.lc, at=world.clock())
    assert row.state == "disallowed"
    assert conclude(world, report).state == "verified"


def test_a_report_is_returned_with_a_query_and_only_with_one(world):
    report = story.submitted(world, world.aarhus, ["1000.00"])
    with pytest.raises(ReportNotReady):
        return_report(report, by=world.lc, at=world.clock())
    item = report.expenditure.get()
    due = dt.date(2012, 4, 1)
    query = ask(
        report, text="Hvad er det?", due_on=due, expenditure=item, by=world.lc, at=world.clock()
    )
    with pytest.raises(NotDecidable):
        accept(world, report)
    assert return_report(report, by=world.lc, at=world.clock()).state == "returned"
    answer(query, "En konsulent.", by=world.pu, at=world.clock())


def test_nothing_may_be_open_at_the_conclusion(world):
    report = story.submitted(world, world.aarhus, ["1000.00"], ["5.00"])
    with pytest.raises(ReportNotReady) as caught:
        conclude(world, report, checklist={}, extent_pct=50, conclusion=" ")
    codes = {breach.code for breach in caught.value.breaches}
    assert codes == {
        "UNDECIDED",
        "CHECKLIST_INCOMPLETE",
        "EXTENT_TOO_SMALL",
        "CONCLUSION_MISSING",
    }
    query = ask(report, text="?", due_on=dt.date(2012, 4, 1), by=world.lc, at=world.clock())
    accept(world, report)
    accept_contributions(report, list(report.contributions.all()), by=world.lc, at=world.clock())
    with pytest.raises(ReportNotReady, match="queries are open"):
        conclude(world, report)
    close_query(query, by=world.lc, at=world.clock())
    assert conclude(world, report).state == "verified"


def test_the_lead_controller_does_not_verify_the_leads_own_cost(world):
    report = story.submitted(world, world.lead, ["1000.00"])
    with pytest.raises(OwnCost):
        accept(world, report)
    rows = accept_items(report, list(report.expenditure.all()), by=world.lc2, at=world.clock())
    assert rows[0].state == "verified"


def test_a_second_seat_or_a_hand_in_the_report_bars_the_controller(world):
    report = story.submitted(world, world.aarhus, ["1000.00"])
    Expenditure.objects.update(created_by=world.lc2)
    with pytest.raises(OwnCost):
        accept_items(report, list(report.expenditure.all()), by=world.lc2, at=world.clock())
    Membership.objects.create(
        user=world.lc,
        role="PU",
        organisation=world.organisations["aarhus"],
        starts_on=dt.date(2012, 1, 1),
    )
    with pytest.raises(OwnCost):
        accept(world, report)


def test_cost_before_any_budget_is_refused(world):
    early = story.Cost("10.00", on=dt.date(2011, 1, 1))
    report = story.submitted(world, world.aarhus, [early])
    with pytest.raises(NoBudgetInForce):
        accept(world, report)


def test_only_the_controller_and_only_a_submitted_report(world):
    report = story.submitted(world, world.aarhus, ["1000.00"])
    items = list(report.expenditure.all())
    for outsider in (world.stranger, world.pu, world.randers_pu, world.pm, world.ro):
        with pytest.raises(NotAllowed):
            accept_items(report, items, by=outsider, at=world.clock())
    with pytest.raises(NotDecidable):
        accept(world, report, [])
    accept(world, report)
    conclude(world, report)
    with pytest.raises(NotDecidable):
        accept(world, report, items)
    row = disallow(world, items[0], "1000.00")
    assert row.state == "disallowed"

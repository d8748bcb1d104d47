"""What a change request must hold (W-09): cases and properties."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.rules.changes import Asked, Plan, Project, change_breaches
from grants.rules.periods import due_step

D = dt.date
PROJECT = Project(D(2012, 3, 1), D(2015, 6, 30), Decimal("30000000.00"), Decimal("15000000.00"))
DAY = D(2013, 3, 1)
PLAN = Plan(2, "draft", DAY)
ASKED = Asked("activity", "Grund", "Følger", DAY)
LEAVES = replace(
    ASKED,
    kind="partner_withdrawn",
    partner="Randers",
    pledged=Decimal("100.00"),
    plan=PLAN,
)


def codes(asked):
    return [breach.code for breach in change_breaches(asked, PROJECT)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (ASKED, []),
        (replace(ASKED, reason=" "), ["REASON_MISSING"]),
        (replace(ASKED, consequences=""), ["CONSEQUENCES_MISSING"]),
        (replace(ASKED, effective_from=D(2012, 2, 29)), ["DAY_OUTSIDE"]),
        (replace(ASKED, effective_from=D(2015, 6, 30)), []),
        (replace(ASKED, effective_from=D(2015, 7, 1)), ["DAY_OUTSIDE"]),
        (LEAVES, []),
        (replace(LEAVES, partner=""), ["PARTNER_MISSING"]),
        (replace(LEAVES, is_lead=True), ["LEAD_STAYS"]),
        (replace(LEAVES, plan=None), ["PLAN_MISSING"]),
        (replace(LEAVES, plan=None, pledged=Decimal(0)), []),
        (replace(LEAVES, plan=replace(PLAN, state="approved")), ["PLAN_DECIDED"]),
        (replace(LEAVES, plan=replace(PLAN, effective_from=D(2013, 3, 2))), ["PLAN_OTHER_DAY"]),
        (replace(LEAVES, plan=replace(PLAN, from_partner=Decimal("99.99"))), []),
        (
            replace(LEAVES, plan=replace(PLAN, from_partner=Decimal("100.00"))),
            ["PARTNER_STILL_PAYS"],
        ),
        (replace(ASKED, kind="partner_new"), ["ORGANISATION_MISSING"]),
        (replace(ASKED, kind="partner_new", organisation="Ny"), []),
        (
            replace(ASKED, kind="partner_new", organisation="Ny", takes_part=True),
            ["PARTNER_ALREADY"],
        ),
        (replace(ASKED, kind="period"), ["END_MISSING"]),
        (replace(ASKED, kind="period", new_ends_on=D(2015, 6, 30)), ["END_MISSING"]),
        (replace(ASKED, kind="period", new_ends_on=D(2012, 3, 1)), ["END_BEFORE_START"]),
        (
            replace(
                ASKED, kind="period", new_ends_on=D(2015, 12, 31), effective_from=D(2015, 8, 1)
            ),
            [],
        ),
        (replace(ASKED, kind="budget"), ["PLAN_MISSING"]),
        (replace(ASKED, kind="financing"), ["PLAN_MISSING"]),
        (replace(ASKED, new_budget=Decimal(1)), ["TOTALS_TOGETHER"]),
        (replace(ASKED, new_amount=Decimal(1)), ["TOTALS_TOGETHER"]),
        (replace(ASKED, new_amount=Decimal(0), new_budget=Decimal(1)), ["TOTALS_TOGETHER"]),
        (
            replace(ASKED, new_amount=Decimal("15000000.01"), new_budget=Decimal("40000000")),
            ["GRANT_RAISED"],
        ),
        (replace(ASKED, new_amount=Decimal("13.51"), new_budget=Decimal("27")), ["RATE_RAISED"]),
        (replace(ASKED, new_amount=Decimal("13.50"), new_budget=Decimal("27")), []),
    ],
)
def test_each_kind_asks_for_what_it_needs(asked, found):
    assert codes(asked) == found


AMOUNTS = st.decimals(Decimal("0.01"), Decimal("40000000.00"), places=2)


@given(AMOUNTS, AMOUNTS)
def test_no_request_raises_the_grant_or_its_rate(budget, amount):
    asked: Any = replace(ASKED, new_budget=budget, new_amount=amount)
    raised = amount > PROJECT.amount or Fraction(amount) / Fraction(budget) > Fraction(1, 2)
    assert bool(codes(asked)) == raised


@given(st.dates(D(2012, 1, 1), D(2013, 12, 31)), st.integers(0, 400))
def test_the_calendar_only_moves_forward_and_comes_to_rest(on, later):
    order = ["planned", "open", "submission_due", "closed"]
    after = {"open": "open", "fall_due": "submission_due", "close": "closed"}
    reached = []
    for day in (on, on + dt.timedelta(days=later)):
        state = "planned"
        while step := due_step(state, D(2012, 3, 1), D(2012, 8, 31), D(2012, 9, 21), day):
            assert order.index(after[step]) == order.index(state) + 1
            state = after[step]
        reached.append(order.index(state))
    assert reached[0] <= reached[1]


@pytest.mark.parametrize("state", ["closed", "locked", "reopened"])
def test_the_calendar_leaves_what_people_have_moved(state):
    assert due_step(state, D(2012, 3, 1), D(2012, 8, 31), D(2012, 9, 21), D(2020, 1, 1)) is None


def test_the_first_day_and_a_proposed_plan_will_do():
    assert codes(replace(ASKED, effective_from=PROJECT.starts_on)) == []
    assert codes(replace(ASKED, effective_from=PROJECT.ends_on)) == []
    assert codes(replace(ASKED, kind="budget", plan=replace(PLAN, state="proposed"))) == []

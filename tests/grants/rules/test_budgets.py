from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.rules import budgets
from grants.rules.budgets import (
    NO_FLEX,
    Acceptance,
    Cost,
    LineVersion,
    Move,
    accept_costs,
    accept_on_line,
    changes,
    line_limit,
    line_room,
    move_to_line,
    over_flex,
    release_awaiting,
    version_in_force,
)

FLEX = Fraction(1, 5)
V1 = LineVersion(1, D("100.00"), date(2012, 1, 1), date(2012, 1, 1))
V2 = LineVersion(2, D("140.00"), date(2012, 10, 1), date(2012, 7, 1))
ore = st.integers(0, 10**9).map(lambda cents: D(cents).scaleb(-2))


def test_limit_is_rounded_down_and_capped():
    assert line_limit(D("0.09"), FLEX) == D("0.10")
    assert line_limit(D("500000.00"), Fraction(1, 2), D("100000.00")) == D("600000.00")
    assert line_room(D("100.00"), NO_FLEX, D("130.00")) == D("0.00")


def test_a_credit_note_is_accepted_whole_even_on_a_full_line():
    result = accept_on_line(D("100.00"), NO_FLEX, D("130.00"), D("-20.00"))

    assert (result.accepted, result.awaiting) == (D("-20.00"), D("0.00"))


@given(ore, ore, st.lists(ore, max_size=8))
def test_a_line_never_holds_more_than_its_limit_and_loses_nothing(approved, before, amounts):
    accepted = D("0.00")
    for amount in amounts:
        result = accept_on_line(approved, FLEX, accepted, amount)
        assert result.accepted + result.awaiting == amount
        accepted += result.accepted
    assert accepted <= line_limit(approved, FLEX)
    assert accepted == min(sum(amounts), line_limit(approved, FLEX))


def test_version_in_force_depends_on_both_days():
    versions = [V2, V1]

    assert version_in_force(versions, date(2012, 8, 1), date(2012, 9, 30)) is V1
    assert version_in_force(versions, date(2012, 8, 1), date(2012, 10, 1)) is V2
    assert version_in_force(versions, date(2012, 6, 30), date(2013, 1, 1)) is V1
    with pytest.raises(ValueError, match="no budget version"):
        version_in_force(versions, date(2011, 12, 31), date(2013, 1, 1))


def test_early_cost_is_measured_among_early_cost_only():
    accepted = [Cost("a", date(2012, 5, 1), D("60.00")), Cost("b", date(2012, 9, 1), D("50.00"))]
    late_voucher = Cost("c", date(2012, 6, 30), D("50.00"))

    [tested] = accept_costs([late_voucher], [V1, V2], accepted, NO_FLEX, date(2013, 1, 1))

    # 40 is left of the first version, but only 30 of the whole line.
    assert tested.acceptance.accepted == D("30.00")
    assert tested.version == 1


def test_release_takes_the_oldest_first():
    waiting = [Cost("new", date(2012, 9, 1), D("30.00")), Cost("old", date(2012, 8, 1), D("30.00"))]
    accepted = [Cost("a", date(2012, 5, 1), D("100.00"))]

    tested = release_awaiting(waiting, [V1, V2], accepted, NO_FLEX, date(2012, 10, 1))

    assert [(t.cost.ref, t.acceptance.accepted) for t in tested] == [
        ("old", D("30.00")),
        ("new", D("10.00")),
    ]


def test_moves_need_an_approved_budget():
    wanted = r"^flexibility is measured against an approved budget above zero$"
    with pytest.raises(ValueError, match=wanted):
        move_to_line(D("0.00"), FLEX, D("0.00"), D("1.00"))


def test_changes_between_versions():
    before = {"staff": D("100.00"), "travel": D("50.00")}
    after = {"staff": D("90.00"), "travel": D("50.00"), "rent": D("10.00")}

    found = changes(before, after)

    assert [(line.line, line.change, line.relative) for line in found] == [
        ("staff", D("-10.00"), Fraction(-1, 10)),
        ("travel", D("0.00"), Fraction(0)),
        ("rent", D("10.00"), None),
    ]
    assert [line.line for line in over_flex(found, FLEX)] == ["rent"]


@pytest.mark.parametrize(
    ("approved", "moved", "amount", "cap", "move"),
    [
        ("100.00", "0.00", "20.00", None, ("20.00", "0.00", "1/5")),
        ("100.00", "0.00", "20.01", None, ("20.00", "0.01", "2001/10000")),
        ("100.00", "15.00", "15.00", None, ("5.00", "10.00", "3/10")),
        ("100.00", "25.00", "5.00", None, ("0.00", "5.00", "3/10")),
        ("100.00", "0.00", "20.00", "12.00", ("12.00", "8.00", "1/5")),
        ("100.00", "5.00", "20.00", "12.00", ("7.00", "13.00", "1/4")),
        ("1.00", "0.00", "0.20", None, ("0.20", "0.00", "1/5")),
        ("0.50", "0.00", "0.10", None, ("0.10", "0.00", "1/5")),
    ],
)
def test_a_move_is_measured_with_all_moves_before_it(approved, moved, amount, cap, move):
    limit = None if cap is None else D(cap)
    allowed, needs_approval, use = move
    found = move_to_line(D(approved), FLEX, D(moved), D(amount), limit)
    assert found == Move(D(allowed), D(needs_approval), Fraction(use))


def test_the_cap_in_kroner_holds_everywhere():
    cap = D("5.00")
    assert line_limit(D("100.00"), FLEX, cap) == D("105.00")
    assert line_room(D("100.00"), FLEX, D("104.00"), cap) == D("1.00")
    assert accept_on_line(D("100.00"), FLEX, D("104.00"), D("3.00"), cap) == Acceptance(
        D("1.00"), D("2.00")
    )
    cost = Cost("a", date(2012, 8, 1), D("200.00"))
    [tested] = accept_costs([cost], [V1, V2], [], FLEX, date(2013, 1, 1), cap)
    assert tested == budgets.Tested(cost, Acceptance(D("145.00"), D("55.00")), 2)
    [released] = release_awaiting([cost], [V1, V2], [], FLEX, date(2013, 1, 1), cap)
    assert released == tested
    grown = changes({"staff": D("100.00")}, {"staff": D("105.00")})
    assert over_flex(grown, FLEX, cap) == []
    assert over_flex(changes({"staff": D("100.00")}, {"staff": D("105.01")}), FLEX, cap) != []


def test_costs_of_one_run_use_up_the_line_for_each_other():
    costs = [Cost("a", date(2012, 5, 1), D("70.00")), Cost("b", date(2012, 6, 30), D("70.00"))]
    costs += [Cost("c", date(2012, 7, 1), D("70.00"))]
    tested = accept_costs(costs, [V2, V1], [], NO_FLEX, date(2012, 10, 1))
    assert [(t.acceptance, t.version) for t in tested] == [
        (Acceptance(D("70.00"), D("0.00")), 1),
        (Acceptance(D("30.00"), D("40.00")), 1),
        (Acceptance(D("40.00"), D("30.00")), 2),
    ]
    # A day before its approval the second version is not known.
    tested = accept_costs(costs, [V2, V1], [], NO_FLEX, date(2012, 9, 30))
    assert [t.version for t in tested] == [1, 1, 1]


def test_of_two_versions_from_one_day_the_later_holds():
    again = LineVersion(3, D("150.00"), date(2012, 11, 1), V2.effective_from)
    on = date(2012, 12, 1)
    assert version_in_force([again, V2, V1], date(2012, 7, 1), on) is again
    wanted = r"^no budget version approved by 2012-12-01 covers a cost of 2011-12-31$"
    with pytest.raises(ValueError, match=wanted):
        version_in_force([again], date(2011, 12, 31), on)


def test_a_line_that_is_gone_falls_to_nothing():
    [gone] = changes({"rent": D("10.00")}, {})
    assert (gone.after, gone.change, gone.relative) == (D("0.00"), D("-10.00"), Fraction(-1))
    assert over_flex(changes({"rent": D("10.00")}, {"rent": D("12.00")}), FLEX) == []
    assert over_flex(changes({"rent": D("10.00")}, {"rent": D("12.01")}), FLEX) != []


def test_cost_of_an_amendment_s_first_day_is_the_amendment_s():
    accepted = [Cost("a", V2.effective_from, D("50.00"))]
    early = Cost("b", date(2012, 6, 30), D("100.00"))
    [tested] = accept_costs([early], [V1, V2], accepted, NO_FLEX, date(2013, 1, 1))
    assert tested.acceptance == Acceptance(D("90.00"), D("10.00"))
    [tested] = accept_costs([accepted[0]], [V1, V2], [early], NO_FLEX, date(2013, 1, 1))
    assert (tested.acceptance, tested.version) == (Acceptance(D("40.00"), D("10.00")), 2)

"""The edges of the laws, each with its whole answer: a day, an øre or a per cent to either side."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction
from typing import Any

import pytest

from consortium.rules.money import Base
from grants.rules.profiles import ESF_2021_27
from reporting.rules.corrections import (
    Correction,
    correct,
    debtors,
    flat_parts,
    late_cost,
    procurement_correction,
    publicity_correction,
    take_back,
)
from reporting.rules.deminimis import (
    Aid,
    DeMinimis,
    check_de_minimis,
    check_every_window,
    counting_aid,
    limit_on,
    register_due,
    window_of,
)
from reporting.rules.distribution import (
    distribute_cumulative,
    distribute_payment,
    share_regional_tasks,
    split_with_caps,
)
from reporting.rules.funding import (
    Entitlement,
    Limits,
    Payable,
    Position,
    Terms,
    advance_of,
    entitlement,
    limits,
    payable,
    terms_of,
)
from reporting.rules.recoveries import Interest, InterestSpan, Settlement, interest_on
from reporting.rules.regional import RegionalShare, RegionalStep, regional_account

HALF = Fraction(1, 2)
TERMS = Terms(HALF, D("1000.00"), D("900.00"), cancelled=D("100.00"))
PLACE = Position(D("2000.01"), IK=D("200.00"), P=D("300.00"), IKpub=D("50.00"), X=D("800.00"))


# The engine (rules.md 2.2).


def test_an_entitlement_explains_itself_whole():
    computed = Limits(D("800.00"), D("1000.00"), D("800.00"), D("1500.01"), None)
    assert entitlement(PLACE, TERMS) == Entitlement(
        position=PLACE,
        limits=computed,
        binding=("L1", "L3"),
        entitlement=D("800.00"),
        unfinanced=D("400.01"),
        uncovered=D("200.00"),
        headroom={"L1": D("0.00"), "L2": D("200.00"), "L3": D("0.00"), "L4": D("700.01")},
    )
    assert entitlement(PLACE, TERMS).effective_rate == Fraction(80000, 200001)
    assert entitlement(PLACE, TERMS).claim(D("799.99")) == D("0.01")


@pytest.mark.parametrize(
    ("changes", "l1", "l4", "l5"),
    [
        ({"ceiling": None}, "800.00", "1500.01", None),
        ({"ceiling": D("500.00")}, "400.00", "1500.01", None),
        ({"inkind_test": "fund"}, "800.00", "1800.01", None),
        ({"inkind_strict": True}, "800.00", "1450.01", None),
        ({"inkind_test": "fund", "inkind_strict": True}, "800.00", "1800.01", None),
        ({"final": True}, "800.00", "1500.01", "1200.01"),
    ],
)
def test_limits_under_other_terms(changes, l1, l4, l5):
    found = limits(PLACE, replace(TERMS, **changes))
    assert (D(l1), D(l4)) == (found.L1, found.L4)
    assert (D(l5) if l5 else None) == found.L5


def test_terms_take_every_switch_from_the_profile():
    profile = replace(
        ESF_2021_27, match_test=False, inkind_test="fund", inkind_strict=True, fund_ceiling=D(7)
    )
    given: dict[str, Any] = {"grant": D("1.00"), "budget": D("4.00"), "cancelled": D("0.10")}
    assert terms_of(profile, **given, final=True) == Terms(
        Fraction(1, 4), D(7), D("1.00"), D("0.10"), False, "fund", True, True
    )
    assert terms_of(profile, **given, ceiling=D(5)) == Terms(
        Fraction(1, 4), D(5), D("1.00"), D("0.10"), False, "fund", True, False
    )


@pytest.mark.parametrize(
    ("paid", "more", "due", "kept"),
    [
        ("0.00", {}, "800.00", "0.00"),
        ("800.00", {}, "0.00", "0.00"),
        ("900.00", {}, "0.00", "0.00"),
        ("100.00", {"interim_limit": Fraction(3, 4)}, "575.00", "125.00"),
        ("100.00", {"retention_pct": D(5)}, "660.00", "40.00"),
        ("700.00", {"interim_limit": HALF}, "0.00", "100.00"),
        ("100.00", {"retention_pct": D(5), "final": True}, "700.00", "0.00"),
    ],
)
def test_what_is_payable_and_what_is_kept(paid, more, due, kept):
    assert payable(D("800.00"), D("900.00"), D(paid), **more) == Payable(D(due), D(kept))


def test_an_advance_is_rounded_down():
    assert advance_of(D("100.01"), HALF) == D("50.00")


# Corrections.


def test_a_correction_keeps_both_sides_whole():
    fallen = replace(PLACE, TE=D("1900.01"))
    lost = D("40.00")  # 100.00 × 800.00 / 2,000.01, half up
    terms = replace(TERMS, cancelled=D("140.00"))
    wanted = Correction(entitlement(PLACE, TERMS), entitlement(fallen, terms), TERMS, terms)
    found = correct(PLACE, fallen, TERMS, declared=True)
    assert found == wanted
    assert (found.te_effect, found.fund_effect) == (D("-100.00"), D("-40.00"))
    assert (found.cancelled, found.recovery(D("800.00"))) == (lost, D("40.00"))
    assert take_back(fallen, PLACE, terms, cancelled=lost) == found.reversed()
    assert correct(PLACE, fallen, TERMS, declared=False).terms_after == TERMS


def test_late_cost_earns_while_the_accounts_are_open():
    poor = replace(PLACE, TE=D("1000.00"))
    more = replace(poor, TE=D("1100.00"))
    assert late_cost(poor, more, TERMS, accounts_open=True) == D("50.00")
    assert late_cost(poor, more, TERMS, accounts_open=False) == D("0.00")


def test_the_odd_oere_goes_to_the_lower_number():
    assert debtors(D("0.01"), {5: D("1.00"), 2: D("1.00")}) == {5: D("0.00"), 2: D("0.01")}
    costs = {5: D("0.10"), 2: D("0.10")}
    assert flat_parts("procurement", D(5), costs) == {5: D("0.00"), 2: D("0.01")}
    assert distribute_payment(D("0.01"), costs) == {5: D("0.00"), 2: D("0.01")}
    assert share_regional_tasks(D("0.07"), D("0.02"), {5: 1, 2: 1}) == {5: D("0.02"), 2: D("0.03")}


@pytest.mark.parametrize("percent", [5, 10, 25, 100])
def test_the_scale_of_procurement(percent):
    assert procurement_correction(D("1000.00"), D(percent)) == D(percent) * 10
    assert flat_parts("procurement", D(percent), {3: D("1000.00")}) == {3: D(percent) * 10}


@pytest.mark.parametrize("percent", ["0.01", "2.50", "3.00"])
def test_the_scale_of_publicity(percent):
    assert publicity_correction(D("1000.00"), D(percent)) == D(percent) * 10
    assert flat_parts("publicity", D(percent), {3: D("1000.00")}) == {3: D(percent) * 10}


def test_nothing_may_be_missing_of_publicity():
    assert publicity_correction(D("1000.00"), D(0)) == D("0.00")


# De minimis.


def test_the_rules_of_2024_and_the_register_of_2026_begin_on_their_days():
    assert window_of(dt.date(2023, 12, 31)) == dt.date(2021, 1, 1)
    assert window_of(dt.date(2024, 1, 1)) == dt.date(2021, 1, 1)
    assert window_of(dt.date(2024, 6, 2)) == dt.date(2021, 6, 2)
    assert limit_on(dt.date(2023, 12, 31)) == D("200000.00")
    assert limit_on(dt.date(2024, 1, 1)) == D("300000.00")
    assert register_due(dt.date(2025, 12, 31)) is None
    assert register_due(dt.date(2026, 1, 5)) == dt.date(2026, 2, 2)
    assert register_due(dt.date(2026, 1, 1)) is not None


def test_aid_counts_from_both_ends_of_its_window():
    day = dt.date(2026, 4, 15)
    new = Aid("1", day, D("100.00"))
    first, before = dt.date(2023, 4, 15), dt.date(2023, 4, 14)
    had = [
        Aid("2", first, D("1.00")),
        Aid("2", before, D("2.00")),
        Aid("1", day, D("4.00")),
        Aid("1", day + dt.timedelta(days=1), D("8.00")),
        Aid("3", day, D("16.00")),
    ]
    limit = D("300000.00")
    fits = DeMinimis(True, D("105.00"), D("100.00"), limit, first)
    assert check_de_minimis(new, had, {"1", "2"}) == fits
    assert check_every_window(new, had, {"1", "2"}) == fits
    assert counting_aid(day, [had[2], had[0], *had], {"1", "2"}) == [
        *(had[0], had[0]),
        *(had[2], had[2]),
    ]
    same_day = [Aid("2", day, D("1.00")), Aid("1", day, D("1.00"))]
    assert counting_aid(day, same_day, {"1", "2"}) == same_day[::-1]
    exact = replace(new, eur=D("299995.00"))
    assert check_de_minimis(exact, had, {"1", "2"}).covered == D("299995.00")
    over = check_de_minimis(replace(new, eur=D("299995.01")), had, {"1", "2"})
    assert (over.allowed, over.total, over.covered) == (False, D("300000.01"), D("0.00"))
    assert (over.limit, over.window_from) == (limit, first)


# How money is shared.


def test_shares_by_rates_of_their_own_and_what_each_has_had():
    costs, rates = {1: D("100.00"), 2: D("100.00")}, {1: HALF, 2: Fraction(1, 4)}
    found = distribute_cumulative(D("75.00"), costs, {1: D("10.00")}, rates)
    assert found == {1: D("40.00"), 2: D("25.00")}


def test_what_a_cap_cuts_off_goes_to_the_others():
    bases = [Base(1, D(1)), Base(2, D(1)), Base(3, D(2)), Base(4, D(0))]
    shares, left = split_with_caps(D("100.00"), bases, [D("10.00"), None, D("40.00"), None])
    assert (shares, left) == ([D("10.00"), D("50.00"), D("40.00"), D("0.00")], D("0.00"))
    shares, left = split_with_caps(D("100.00"), bases, [D("10.00"), D("0.00"), D("40.00"), None])
    assert (shares, left) == ([D("10.00"), D("0.00"), D("40.00"), D("0.00")], D("50.00"))
    exact = split_with_caps(D("100.00"), bases, [D("25.00"), None, None, D(0)])
    assert exact == ([D("25.00"), D("25.00"), D("50.00"), D("0.00")], D("0.00"))


def test_the_cost_of_regional_tasks_claim_by_claim():
    steps = [
        RegionalStep(D("100.01"), D("500.00"), D("1000.00")),
        RegionalStep(D("200.00"), D("500.00"), D("1000.00")),
    ]
    first, second = regional_account(steps, {7: 1, 3: 1})
    assert first == RegionalShare(
        cost=D("100.01"),
        fund_share=D("50.00"),
        exact={7: D("25.00"), 3: D("25.00")},
        by_key={7: D("25.00"), 3: D("25.01")},
        now={7: D("25.00"), 3: D("25.01")},
        so_far={7: D("25.00"), 3: D("25.01")},
    )
    assert second.now == {7: D("25.00"), 3: D("24.99")}
    assert second.so_far == {7: D("50.00"), 3: D("50.00")}
    assert regional_account([RegionalStep(D(0), D(0), D(0))], {1: 0})[0].exact == {1: D("0.00")}


# Interest.


def test_interest_keeps_its_working():
    due, until = dt.date(2014, 3, 31), dt.date(2014, 4, 20)
    rows = [
        Settlement(dt.date(2014, 4, 10), D("100.00")),
        Settlement(dt.date(2014, 4, 10), D("25.00")),
        Settlement(due, D("25.00")),
        Settlement(until, D("50.00")),
    ]
    found = interest_on(D("1000.00"), due, rows, until=until, annual_pct=D("7.30"))
    daily = Fraction(2, 10000)
    first = InterestSpan(due, dt.date(2014, 4, 10), D("975.00"), 10, 975 * daily * 10)
    second = InterestSpan(dt.date(2014, 4, 10), until, D("850.00"), 10, 850 * daily * 10)
    assert found == Interest(D("7.30"), 365, (first, second))
    assert found.amount == D("3.65")

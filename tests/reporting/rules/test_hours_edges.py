"""Hours, shares, terms and what-ifs at their edges, each with its whole answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction
from importlib.util import find_spec, module_from_spec

import pytest

from consortium.rules.spans import Span
from grants.rules.profiles import ESF_2014_20, ESF_2021_27, FUND_ONLY
from reporting.rules.closing import Days, Retention, retention
from reporting.rules.explaining import Figure, Variant
from reporting.rules.figures import VOCABULARY
from reporting.rules.forecast import Expected, Flow, Plan, Point, Term, expected_line, forecast
from reporting.rules.funding import Position, Terms, entitlement
from reporting.rules.staff import (
    AcceptedHours,
    DayHours,
    RateTerms,
    ShareLetter,
    ShareRoom,
    accept_annual_hours,
    accept_monthly_hours,
    annual_divisor,
    annual_rate,
    check_days,
    check_share_or_hours,
    check_terms,
    claimed_twice,
    hours_cost,
    monthly_rate,
    share_cost,
    share_room,
)
from reporting.rules.timesheets import MonthFacts, check_month, month_room
from reporting.rules.whatif import PRESETS, Case, Hypothesis, Outcome, compare, moved, supposed

MARCH = dt.date(2012, 3, 1)
YEAR = Span(dt.date(2012, 1, 1), dt.date(2012, 12, 31))
HALF = Fraction(1, 2)


def fresh(name: str) -> dict[str, object]:
    """The module as it is when loaded again: what it works out at import is worked out anew."""
    spec = find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return vars(module)


# Hours and pay.


def test_rates_are_rounded_down_and_cost_half_up():
    assert annual_divisor(D("1720.00"), Fraction(4, 5), 7) == D("802.66")
    assert annual_divisor(D("1720.00")) == D("1720.00")
    assert annual_rate(D("100000.00"), D("1720.00")) == D("58.13")
    assert annual_rate(D("100000.00"), D("1720.00"), HALF) == D("116.27")
    assert monthly_rate(D("35000.00"), D("160.33")) == D("218.29")
    assert hours_cost(D("58.13"), D("7.50")) == D("435.98")
    assert share_cost(D("100.01"), HALF, 3) == D("150.03")
    assert share_cost(D("100.01"), HALF) == D("50.01")


@pytest.mark.parametrize(
    ("declared", "taken", "accepted"),
    [("10.00", "1710.00", "10.00"), ("10.00", "1710.01", "9.99"), ("10.00", "1800.00", "0.00")],
)
def test_hours_that_pass_the_limit_fall(declared, taken, accepted):
    for accept in (accept_annual_hours, accept_monthly_hours):
        found = accept(D(declared), D(taken), D("1720.00"))
        assert found.accepted == D(accepted)
        assert found.rejected == D(declared) - D(accepted)
        assert bool(found.breaches) == (found.rejected > 0)
    assert accept_annual_hours(D(1), D(0), D(1)) == AcceptedHours(D(1), D(0))


def test_the_room_of_a_share_is_that_of_its_fullest_month():
    others = [
        ShareLetter("A", Span(dt.date(2012, 1, 31), dt.date(2012, 3, 1)), Fraction(2, 5)),
        ShareLetter("B", Span(dt.date(2012, 3, 31), dt.date(2012, 5, 1)), Fraction(1, 5)),
    ]
    asked = ShareLetter("C", YEAR, Fraction(2, 5))
    assert share_room(asked, others) == ShareRoom(Fraction(2, 5))
    over = share_room(replace(asked, share=Fraction(3, 5)), iter(others))
    assert (over.highest, len(over.breaches)) == (Fraction(2, 5), 1)
    full = [replace(others[0], share=Fraction(1)), others[1]]
    assert share_room(asked, full).highest == 0
    assert share_room(asked, []) == ShareRoom(Fraction(1))


def test_a_standard_rate_counts_from_its_first_month():
    unit = RateTerms("unit_cost", D("250.00"), None, Fraction(1))
    assert check_terms(unit, dt.date(2018, 9, 1), ESF_2014_20) == []
    always = replace(ESF_2014_20, standard_hour_rate_from=None)
    assert check_terms(unit, dt.date(2014, 1, 1), always) == []
    year = RateTerms("annual", D("350.00"), D("860.00"), HALF)
    assert check_terms(year, MARCH, ESF_2021_27) == []
    assert check_terms(replace(year, method="monthly"), MARCH, ESF_2014_20) == []


def test_hours_and_a_share_exclude_each_other_in_the_months_of_the_letter():
    letter = ShareLetter("A", Span(dt.date(2012, 3, 31), dt.date(2012, 4, 1)), HALF)
    days = [DayHours(dt.date(2012, month, 15), D(1), "A") for month in (2, 3, 4, 5)]
    found = check_share_or_hours([*days, replace(days[1], project="B")], [letter])
    assert [breach.subject for breach in found] == ["2012-03-15", "2012-04-15"]


def test_the_days_of_a_sheet_are_named_in_their_order():
    month = Span(MARCH, dt.date(2012, 3, 31))
    days = [
        DayHours(dt.date(2012, 4, 1), D("-1.00")),
        DayHours(MARCH, D("20.00")),
        DayHours(MARCH, D("4.00")),
        DayHours(dt.date(2012, 3, 2), D("20.00")),
        DayHours(dt.date(2012, 3, 3), D("0.01")),
    ]
    found = check_days(
        days,
        month=month,
        employment=month,
        project=month,
        absences={dt.date(2012, 3, 3), dt.date(2012, 4, 1)},
        elsewhere={dt.date(2012, 3, 2): D("4.01"), dt.date(2012, 3, 9): D("30.00")},
    )
    assert [(breach.code, breach.subject) for breach in found] == [
        ("HOURS_NEGATIVE", "2012-04-01"),
        ("HOURS_OUTSIDE_MONTH", "2012-04-01"),
        ("HOURS_OUTSIDE_EMPLOYMENT", "2012-04-01"),
        ("HOURS_OUTSIDE_PROJECT", "2012-04-01"),
        ("HOURS_ON_ABSENCE", "2012-03-03"),
        ("DAY_OVER_24", "2012-03-02"),
    ]
    assert [breach.subject for breach in claimed_twice(["a", "b", "a"], {"b"})] == ["b", "a"]


def test_a_late_month_may_lie_outside_its_period_and_all_faults_are_named():
    late = MonthFacts(
        month=MARCH,
        days=[],
        undated=D("1.00"),
        method="annual",
        rate_span=Span(MARCH, dt.date(2012, 3, 31)),
        employment=Span(dt.date(2012, 3, 31), dt.date(2012, 3, 31)),
        project=Span(MARCH, MARCH),
        period=Span(dt.date(2012, 4, 1), dt.date(2012, 9, 30)),
        elsewhere={},
        share_elsewhere=False,
        hours_elsewhere=True,
        is_late=True,
    )
    assert check_month(late) == []
    later = Span(dt.date(2012, 4, 1), dt.date(2012, 12, 31))
    wrong = replace(
        late,
        is_late=False,
        rate_span=later,
        employment=later,
        project=later,
        undated=D("-1.00"),
        days=[DayHours(MARCH, D("1.00"))],
    )
    assert [breach.code for breach in check_month(wrong)] == [
        "HOURS_OUTSIDE_EMPLOYMENT",
        "HOURS_OUTSIDE_PROJECT",
        "MONTH_OUTSIDE_PERIOD",
        "OUTSIDE_EMPLOYMENT",
        "OUTSIDE_PROJECT",
        "RATE_NOT_VALID",
        "NO_HOURS",
    ]
    assert month_room(D("160.33")) == D("176.36")


# How long papers are kept (G-09).


def test_the_last_payment_of_a_year_counts_from_its_end():
    leap = Days(dt.date(2016, 2, 29), dt.date(2016, 2, 29), dt.date(2016, 2, 29))
    assert retention(6, "programme_closure", leap) == Retention(dt.date(2022, 2, 28), "profile")
    assert retention(8, "accounts", leap) == Retention(dt.date(2024, 2, 29), "profile")
    assert retention(1, "last_payment_year_end", leap) == Retention(
        dt.date(2021, 12, 31), "bookkeeping"
    )


# The forecast.

TERM = Term(dt.date(2013, 1, 1), dt.date(2013, 1, 10), dt.date(2013, 1, 4))
PLAN = Plan(
    TERM,
    {1: Flow(D("100.00"), D("40.00"))},
    {1: D("90.00")},
    {"X": Flow(D("40.00"), D("30.00")), "P": Flow(D("10.00"), D("4.00"))},
    Terms(HALF, None, D("60.00"), inkind_test=FUND_ONLY),
)


def test_a_forecast_is_whole():
    found = forecast(PLAN, "run_rate", [dt.date(2013, 1, day) for day in (3, 4, 5, 5, 10, 11)])
    assert found.lines == {
        1: Expected(D("100.00"), D("40.00"), D("90.00"), D("10.00"), dt.date(2013, 1, 10))
    }
    assert found.path == (
        Point(
            dt.date(2013, 1, 5),
            entitlement(Position(D("50.00"), P=D("5.00"), X=D("37.50")), PLAN.terms),
        ),
        Point(
            dt.date(2013, 1, 10),
            entitlement(Position(D("90.00"), P=D("10.00"), X=D("75.00")), PLAN.terms),
        ),
    )
    last = replace(PLAN.terms, final=True)
    assert found.end == entitlement(Position(D("90.00"), P=D("10.00"), X=D("75.00")), last)
    assert (found.assumption, found.terms, found.short_on) == ("run_rate", PLAN.terms, None)
    assert found.unused == D("45.00")


def test_the_term_before_it_begins_and_after_it_ended():
    early = replace(TERM, settled_to=dt.date(2012, 6, 1))
    assert (early.days, early.settled, early.remaining) == (10, 0, 10)
    assert early.after(1) == TERM.starts_on
    late = replace(TERM, settled_to=dt.date(2014, 6, 1))
    assert (late.settled, late.remaining, late.after(0)) == (10, 0, TERM.ends_on)
    over = expected_line(Flow(D("10.00"), D("5.00")), D("4.00"), late, "run_rate")
    assert over == Expected(D("10.00"), D("5.00"), D("5.00"), D("0.00"), TERM.ends_on)


# What-ifs.


def test_a_hypothesis_moves_every_part():
    place = Position(D(100), D(20), D(10), D(5), D(40))
    part = Position(D(16), D(8), D(4), D(2), D(1))
    assert moved(place, part, 1) == Position(D(116), D(28), D(14), D(7), D(41))
    assert moved(place, part, -1) == Position(D(84), D(12), D(6), D(3), D(39))
    case = Case(place, PLAN.terms, D("120.00"), D("9.00"), HALF)
    more = supposed(case, Hypothesis("cost", D("1.00")))
    assert more == replace(case, position=replace(place, TE=D(101)))
    less = supposed(case, Hypothesis("unpaid", D("1.00")))
    assert less == replace(case, position=replace(place, TE=D(99)))
    grown = supposed(case, Hypothesis("budget", D("240.00")))
    assert grown == replace(case, budget=D("240.00"), terms=replace(case.terms, rate=HALF / 2))
    nothing = supposed(case, Hypothesis("budget", D("0.00")))
    assert nothing == replace(case, budget=D("0.00"))
    tiny = supposed(case, Hypothesis("budget", D("0.50")))
    assert tiny == replace(case, budget=D("0.50"))
    raised = supposed(case, Hypothesis("grant", D("30.00")))
    smaller = replace(case.terms, grant=D("30.00"), rate=HALF / 2)
    assert raised == replace(case, terms=smaller)


def test_the_figures_that_are_compared():
    case = Case(Position(D(100), X=D(40)), PLAN.terms, D("120.00"), D("9.00"), HALF)
    assert compare(case, []).before.figures() == {
        **{"TE": D(100), "X": D(40), "K": D("0.00")},
        **{"L1": D("60.00"), "L2": D("50.00"), "L3": D("40.00"), "L4": D(100), "L5": None},
        **{"F": D("40.00"), "F0": D("9.00"), "claim": D("31.00"), "unfinanced": D("20.00")},
    }
    without = compare(case, [Hypothesis("no_match")])
    assert isinstance(without.after, Outcome)
    assert (without.cost_of_a_krone, without.differences()["L3"]) == (None, None)
    third = replace(case, terms=replace(case.terms, rate=Fraction(1, 3)))
    short = compare(third, [Hypothesis("missing", D("20.00"), "own")])
    assert short.cost_of_a_krone == Fraction(3, 2)


def test_declared_cost_adds_to_what_was_cancelled():
    terms = replace(PLAN.terms, cancelled=D("5.00"), match_test=False)
    case = Case(Position(D(100), X=D(40)), terms, D("120.00"))
    fall = Hypothesis("disallowed", D("10.00"), "own", declared=True)
    # Own financing is no cost, so nothing declared fell and K stays.
    assert supposed(case, fall).terms.cancelled == D("5.00")
    cost = supposed(case, replace(fall, form=""))
    assert cost == replace(
        case, position=Position(D(90), X=D(40)), terms=replace(terms, cancelled=D("10.00"))
    )


def test_the_presets_are_the_cases_of_the_rule_book():
    def case(te: str, x: str, before: str = "0.00") -> Case:
        frame = D("15000000.00")
        terms = Terms(HALF, frame, frame, inkind_test=FUND_ONLY)
        return Case(Position(TE=D(te), X=D(x)), terms, D("30000000.00"), D(before), HALF)

    plan = case("30000000.00", "15000000.00")
    leaves = Hypothesis("missing", D("1500000.00"), "cash")
    wanted = {
        "C08": (case("4000000.00", "2000000.00"), (replace(leaves, amount=D("200000.00")),)),
        "C08-2": (
            case("4000000.00", "1800000.00", "1800000.00"),
            (
                Hypothesis("cost", D("1000000.00"), "cash"),
                Hypothesis("cofinancing", D("700000.00"), "cash", is_public=True),
            ),
        ),
        "C09a": (
            plan,
            (leaves, Hypothesis("cofinancing", D("1500000.00"), "own", is_public=True)),
        ),
        "C09b": (plan, (leaves, Hypothesis("unpaid", D("3000000.00"), "cash"))),
        "C09c": (plan, (leaves, Hypothesis("unpaid", D("1500000.00"), "cash"))),
    }
    assert {name: (one.case, one.hypotheses) for name, one in PRESETS.items()} == wanted
    assert repr(fresh("reporting.rules.whatif")["PRESETS"]) == repr(PRESETS)
    again = fresh("reporting.rules.whatif")["PRESETS"]
    assert isinstance(again, dict)
    assert repr({name: (one.case, one.hypotheses) for name, one in again.items()}) == repr(wanted)


# What explains a figure.


def test_a_variant_changes_formula_words_and_inputs_and_nothing_else():
    other = Variant("a + b", "Both.", ("a", "b"))
    figure = Figure("one", "One", "Words", "s", "a", "R-01", inputs=("a",), variants={"o": other})
    assert figure.under("") is figure
    assert figure.under("o") == replace(figure, formula="a + b", words="Both.", inputs=("a", "b"))
    with pytest.raises(KeyError):
        figure.under("unknown")


def test_what_stands_on_the_papers_of_a_cost_says_so():
    loaded = fresh("reporting.rules.figures_ledger")["OF_COSTS"]
    assert isinstance(loaded, tuple)
    net = loaded[0]
    assert net == Figure(
        "net",
        "Amount without VAT",
        "From the cost's own papers.",
        "net",
        scopes=frozenset({"report"}),
    )
    units = {one.key: (one.symbol, one.unit, one.rows) for one in loaded}
    assert units["recovery"] == ("pct", "percent", "")
    assert units["divisor"] == ("div", "hours", "")
    for one in loaded:
        assert one == VOCABULARY[one.key]

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.spans import Span, month_of
from reporting.rules.staff import (
    DayHours,
    ShareLetter,
    accept_annual_hours,
    annual_divisor,
    annual_from_months,
    annual_rate,
    check_days,
    check_share_or_hours,
    claimed_twice,
    hours_cost,
    share_room,
)

MARCH = month_of(date(2012, 3, 1))
YEAR = Span(date(2012, 1, 1), date(2012, 12, 31))
hours = st.integers(0, 250000).map(lambda hundredths: D(hundredths).scaleb(-2))


def day(number: int, worked: str, project: str = "A") -> DayHours:
    return DayHours(date(2012, 3, number), D(worked), project)


def codes(breaches):
    return [breach.code for breach in breaches]


@given(st.integers(1, 10**8), st.integers(1, 100))
def test_a_full_year_never_costs_more_than_the_person_did(cents, per_cent):
    gross = D(cents).scaleb(-2)
    part = Fraction(per_cent, 100)

    rate = annual_rate(gross, D("1720.00"), part)

    assert hours_cost(rate, annual_divisor(D("1720.00"), part)) <= gross


@given(st.lists(hours, max_size=8))
def test_hours_over_all_projects_stay_within_the_year(declared):
    taken = D("0.00")
    for asked in declared:
        result = accept_annual_hours(asked, taken, D("1720.00"))
        assert result.accepted + result.rejected == asked
        assert bool(result.breaches) == (result.rejected > 0)
        taken += result.accepted
    assert taken == min(sum(declared), D("1720.00"))


def test_a_missing_year_is_scaled_from_its_months():
    assert annual_from_months(D("100000.00"), 7) == D("171428.57")
    with pytest.raises(ValueError, match="1 to 12 months"):
        annual_divisor(D("1720.00"), months=13)


def test_shares_are_added_in_the_fullest_month():
    letters = [
        ShareLetter("A", Span(date(2012, 1, 1), date(2012, 3, 31)), Fraction(1, 2)),
        ShareLetter("B", Span(date(2012, 4, 1), date(2012, 6, 30)), Fraction(1, 4)),
    ]
    whole = ShareLetter("C", Span(date(2012, 4, 1), date(2012, 9, 30)), Fraction(3, 4))

    assert share_room(whole, letters).breaches == ()
    assert share_room(ShareLetter("C", YEAR, Fraction(3, 4)), letters).highest == Fraction(1, 2)


def test_share_and_hours_exclude_each_other_in_one_project():
    letter = ShareLetter("A", Span(date(2012, 3, 15), date(2012, 3, 31)), Fraction(1, 2))

    found = check_share_or_hours([day(1, "7.40"), day(1, "7.40", "B")], [letter])

    assert codes(found) == ["SHARE_AND_HOURS"]


def test_a_good_sheet_has_no_breach():
    sheet = [day(1, "7.40"), day(2, "24.00")]

    assert check_days(sheet, month=MARCH, employment=YEAR, project=YEAR) == []


@pytest.mark.parametrize(
    ("entries", "given", "expected"),
    [
        ([day(1, "20.00"), day(1, "4.25", "B")], {}, ["DAY_OVER_24"]),
        ([day(1, "20.00")], {"elsewhere": {date(2012, 3, 1): D("5.00")}}, ["DAY_OVER_24"]),
        ([day(1, "-1.00")], {}, ["HOURS_NEGATIVE"]),
        ([DayHours(date(2012, 4, 1), D("1.00"))], {}, ["HOURS_OUTSIDE_MONTH"]),
        (
            [day(1, "1.00")],
            {"employment": Span(date(2012, 3, 2), date(2012, 12, 31))},
            ["HOURS_OUTSIDE_EMPLOYMENT"],
        ),
        (
            [day(31, "1.00")],
            {"project": Span(date(2012, 1, 1), date(2012, 3, 30))},
            ["HOURS_OUTSIDE_PROJECT"],
        ),
        ([day(1, "1.00")], {"absences": {date(2012, 3, 1)}}, ["HOURS_ON_ABSENCE"]),
        ([day(1, "0.00")], {"absences": {date(2012, 3, 1)}}, []),
    ],
)
def test_hours_that_cannot_have_been_worked(entries, given, expected):
    around = {"month": MARCH, "employment": YEAR, "project": YEAR} | given

    breaches = check_days(entries, **around)

    assert codes(breaches) == expected
    assert all(str(breach) and breach.rule == "R-35" for breach in breaches)


def test_hours_are_claimed_once():
    assert codes(claimed_twice(["a", "b", "b"], {"a"})) == ["HOURS_CLAIMED_TWICE"] * 2
    assert claimed_twice(["c"], {"a"}) == []

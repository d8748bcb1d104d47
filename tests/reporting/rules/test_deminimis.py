from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.deminimis import (
    Aid,
    check_de_minimis,
    check_every_window,
    counting_aid,
    first_allowed_day,
    limit_on,
    window_of,
)


@pytest.mark.parametrize(
    ("day", "window_from"),
    [
        (date(2026, 4, 15), date(2023, 4, 15)),
        (date(2024, 2, 29), date(2021, 2, 28)),
        (date(2013, 11, 5), date(2011, 1, 1)),
    ],
)
def test_window(day, window_from):
    assert window_of(day) == window_from


def test_the_limit_rose_in_2024():
    assert limit_on(date(2023, 12, 31)) == D("200000.00")
    assert limit_on(date(2024, 1, 1)) == D("300000.00")


def test_aid_to_others_and_later_aid_do_not_count():
    new = Aid("1", date(2026, 4, 15), D("300000.00"))
    others = [
        Aid("9", date(2026, 1, 1), D("1.00")),
        Aid("1", date(2026, 4, 16), D("1.00")),
    ]

    assert check_de_minimis(new, others, {"1"}).allowed


def test_a_refusal_says_the_whole_sum():
    new = Aid("1", date(2026, 4, 15), D("300000.01"))

    result = check_de_minimis(new, [], {"1"})

    assert result.covered == 0
    assert "300000.01" in str(result.breaches[0])


def test_the_undertaking_holds_the_company():
    with pytest.raises(ValueError, match="must include the company"):
        check_de_minimis(Aid("1", date(2026, 4, 15), D("1.00")), [], {"2"})


C30 = [Aid("1", date(2023, 5, 10), D("120000.00")), Aid("2", date(2024, 9, 1), D("100000.00"))]
BOTH = {"1", "2"}


def test_c30_the_first_day_on_which_the_aid_would_be_allowed():
    new = Aid("2", date(2026, 4, 15), D("93708.17"))
    assert [one.cvr for one in counting_aid(new.granted_on, C30, BOTH)] == ["1", "2"]
    assert first_allowed_day(new, C30, BOTH) == date(2026, 5, 11)
    assert first_allowed_day(new, C30, {"2"}) == new.granted_on
    assert first_allowed_day(Aid("2", date(2026, 4, 15), D("300000.01")), C30, BOTH) is None


def test_aid_entered_late_must_not_break_a_later_window():
    new = Aid("1", date(2024, 1, 10), D("90000.00"))
    alone = check_de_minimis(new, C30, BOTH)
    assert alone.allowed  # 120,000 + 90,000 on its own day
    found = check_every_window(new, C30, BOTH)
    assert (found.allowed, found.total) == (False, D("310000.00"))


def test_a_leap_day_leaves_the_window_in_its_time():
    given_on = Aid("1", date(2025, 2, 28), D("300000.00"))
    new = Aid("1", date(2026, 1, 1), D("1.00"))
    day = first_allowed_day(new, [given_on], {"1"})
    assert day == date(2028, 3, 1)


def test_under_the_old_rules_a_fiscal_year_must_pass():
    given_on = Aid("1", date(2012, 5, 1), D("200000.00"))
    new = Aid("1", date(2013, 5, 1), D("0.01"))
    assert first_allowed_day(new, [given_on], {"1"}) == date(2015, 1, 1)


AIDS = st.lists(
    st.builds(
        Aid,
        st.sampled_from(["1", "2"]),
        st.dates(date(2019, 1, 1), date(2028, 12, 31)),
        st.decimals("0.01", "150000.00", places=2),
    ),
    max_size=5,
)


@given(
    AIDS, st.dates(date(2020, 1, 1), date(2027, 12, 31)), st.decimals("0.01", "200000", places=2)
)
def test_the_first_allowed_day_is_allowed_and_the_day_before_is_not(others, day, eur):
    new = Aid("1", day, eur)
    first = first_allowed_day(new, others, BOTH)
    assert first is not None
    assert first >= day
    assert check_every_window(replace(new, granted_on=first), others, BOTH).allowed
    if first > day:
        eve = replace(new, granted_on=first - timedelta(days=1))
        assert not check_every_window(eve, others, BOTH).allowed

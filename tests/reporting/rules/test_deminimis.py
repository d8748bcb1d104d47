from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from reporting.rules.deminimis import Aid, check_de_minimis, limit_on, window_of


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

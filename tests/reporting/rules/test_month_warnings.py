"""What deserves a look before a month is signed or approved; none of it refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.staff import DayHours
from reporting.rules.timesheets import (
    SheetFacts,
    check_contract,
    month_room,
    month_warnings,
    sign_by,
)

APRIL = date(2014, 4, 1)


def warned(**changes):
    fields = {
        "month": APRIL,
        "days": [],
        "month_total": D("100.00"),
        "contract_hours": D("160.33"),
        "year_total": D("400.00"),
        "year_limit": D("1720.00"),
    }
    return [one.code for one in month_warnings(SheetFacts(**{**fields, **changes}))]


def on(day: int, hours: str = "7.40") -> list[DayHours]:
    return [DayHours(APRIL.replace(day=day), D(hours))]


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, []),
        ({"days": on(1)}, []),
        ({"days": on(5)}, ["HOURS_ON_FREE_DAYS"]),  # a Saturday
        ({"days": on(17)}, ["HOURS_ON_FREE_DAYS"]),  # Maundy Thursday
        ({"days": on(25), "part_absences": {date(2014, 4, 25)}}, ["HOURS_ON_PART_ABSENCE"]),
        ({"days": on(24), "part_absences": {date(2014, 4, 25)}}, []),
        ({"days": on(1, "12.00")}, []),
        ({"days": on(1, "12.01")}, ["LONG_DAYS"]),
        ({"month_total": D("160.33")}, []),
        ({"month_total": D("160.34")}, ["MONTH_OVER_CONTRACT"]),
        ({"month_total": D("176.36")}, ["MONTH_OVER_CONTRACT"]),
        ({"month_total": D("176.37")}, ["MONTH_OVER_ROOM"]),
        ({"year_total": D("1720.00")}, []),
        ({"year_total": D("1720.01")}, ["YEAR_OVER"]),
    ],
)
def test_what_is_warned_of(changes, wanted):
    assert warned(**changes) == wanted


@given(st.decimals(0, 400, places=2), st.decimals(1, 200, places=2))
def test_the_warning_that_a_month_cannot_be_approved_is_the_refusal(total, contract):
    over = "MONTH_OVER_ROOM" in warned(month_total=total, contract_hours=contract)
    assert over == bool(check_contract("Em", APRIL, total, contract))
    assert over == (total > month_room(contract))


def test_a_month_is_signed_by_the_fifth_of_the_next():
    assert sign_by(APRIL) == date(2014, 5, 5)
    assert sign_by(date(2014, 12, 1)) == date(2015, 1, 5)

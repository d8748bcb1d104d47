"""When a month may be entered, signed, approved."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from consortium.rules.spans import Span
from reporting.rules.staff import DayHours
from reporting.rules.timesheets import MonthFacts, check_contract, check_month, check_over

MARCH = date(2012, 3, 1)
YEAR = Span(date(2012, 1, 1), date(2012, 12, 31))
WORKED = [DayHours(MARCH, Decimal(7))]


def month(**changes: object) -> MonthFacts:
    fields: dict[str, object] = {
        "month": MARCH,
        "days": WORKED,
        "undated": Decimal(0),
        "method": "annual",
        "rate_span": YEAR,
        "employment": YEAR,
        "project": YEAR,
        "period": YEAR,
        "elsewhere": {},
        "share_elsewhere": False,
        "hours_elsewhere": False,
    }
    return MonthFacts(**{**fields, **changes})  # type: ignore[arg-type]


def test_a_good_month():
    assert check_month(month()) == []
    assert check_month(month(days=[], method="fixed_share")) == []


LATER = Span(date(2012, 4, 1), date(2012, 12, 31))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"elsewhere": {MARCH: Decimal("17.01")}}, "DAY_OVER_24"),
        ({"period": LATER}, "MONTH_OUTSIDE_PERIOD"),
        ({"employment": LATER}, "OUTSIDE_EMPLOYMENT"),
        ({"project": LATER}, "OUTSIDE_PROJECT"),
        ({"rate_span": LATER}, "RATE_NOT_VALID"),
        ({"days": []}, "NO_HOURS"),
        ({"share_elsewhere": True}, "SHARE_AND_HOURS"),
        ({"method": "fixed_share"}, "SHARE_WITH_HOURS"),
        ({"method": "fixed_share", "days": [], "hours_elsewhere": True}, "SHARE_AND_HOURS"),
    ],
)
def test_a_month_that_cannot_be(changes, code):
    assert code in {breach.code for breach in check_month(month(**changes))}


def test_signed_from_the_day_after():
    assert check_over(MARCH, date(2012, 3, 31))
    assert check_over(MARCH, date(2012, 4, 1)) == []


def test_the_contract_holds_a_tenth_more():
    limit = Decimal("160.33")
    assert check_contract("Em", MARCH, Decimal("176.36"), limit) == []
    assert check_contract("Em", MARCH, Decimal("176.37"), limit)

"""Refusals about one voucher: dates, double funding, kind (R-21, R-52, R-60)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from consortium.rules.spans import Span
from grants.rules.profiles import ESF_2007_13
from reporting.rules.eligibility import (
    VoucherDates,
    check_allocation,
    check_dates,
    check_kind,
)
from tests.refusals.saying import Said, check, named

PROJECT = Span(date(2012, 3, 1), date(2015, 6, 30))


def dated(incurred: date, paid: date | None, project: Span = PROJECT) -> VoucherDates:
    return VoucherDates(incurred, incurred, paid)


CASES = [
    Said(
        lambda: check_dates(dated(date(2012, 2, 29), date(2012, 3, 1)), ESF_2007_13, PROJECT),
        "INCURRED_OUTSIDE_PROJECT",
        "R-52",
        "incurred_on",
        "Incurred on 29/02/2012, outside the project period 01/03/2012–30/06/2015. Correct "
        "the date, or leave the cost out.",
        "Afholdt den 29.2.2012, uden for projektperioden 1.3.2012–30.6.2015. Ret datoen, "
        "eller udelad udgiften.",
    ),
    Said(
        lambda: check_dates(
            dated(date(2006, 12, 31), date(2007, 1, 2)),
            ESF_2007_13,
            Span(date(2006, 1, 1), date(2008, 1, 1)),
        ),
        "INCURRED_BEFORE_PROGRAMME",
        "R-52",
        "incurred_on",
        "Incurred on 31/12/2006, before the programme's first day 01/01/2007. Correct the "
        "date, or leave the cost out.",
        "Afholdt den 31.12.2006, før programmets første dag 1.1.2007. Ret datoen, eller "
        "udelad udgiften.",
    ),
    Said(
        lambda: check_dates(dated(date(2012, 3, 1), None), ESF_2007_13, PROJECT),
        "NOT_PAID",
        "R-52",
        "paid_on",
        "Not paid yet; cost counts when it is incurred and paid. Report it when it is paid.",
        "Endnu ikke betalt; en udgift tæller, når den er afholdt og betalt. Indberet den, "
        "når den er betalt.",
    ),
    Said(
        lambda: check_dates(dated(date(2015, 6, 30), date(2015, 7, 1)), ESF_2007_13, PROJECT),
        "PAID_OUTSIDE_PROJECT",
        "R-52",
        "paid_on",
        "Paid on 01/07/2015, outside the project period 01/03/2012–30/06/2015. Correct the "
        "date, or leave the cost out.",
        "Betalt den 1.7.2015, uden for projektperioden 1.3.2012–30.6.2015. Ret datoen, "
        "eller udelad udgiften.",
    ),
    Said(
        lambda: check_dates(
            dated(date(2015, 6, 30), date(2016, 1, 1)),
            ESF_2007_13,
            PROJECT,
            paid_until=date(2016, 6, 30),
        ),
        "PAID_AFTER_PROGRAMME",
        "R-52",
        "paid_on",
        "Paid on 01/01/2016, after the programme's last day 31/12/2015. Correct the date, "
        "or leave the cost out.",
        "Betalt den 1.1.2016, efter programmets sidste dag 31.12.2015. Ret datoen, eller "
        "udelad udgiften.",
    ),
    Said(
        lambda: check_allocation(D(50), [D(40), D(20)]).breaches,
        "DOUBLE_FUNDING",
        "R-60",
        "share",
        "This voucher is already financed with 60.00 per cent; at most 40.00 per cent is "
        "left, not 50.00.",
        "Bilaget er allerede finansieret med 60,00 procent; der er højst 40,00 procent "
        "tilbage, ikke 50,00.",
    ),
    Said(
        lambda: check_kind(True, True, " "),
        "PAYROLL_REFERENCE_MISSING",
        "R-21",
        "payroll_reference",
        "Time of an employee is paid cost, not in kind; give the payroll reference that "
        "shows no salary was paid, or choose paid staff.",
        "En ansats tid er en betalt udgift, ikke en naturalydelse; angiv den lønreference, "
        "der viser, at der ikke er betalt løn, eller vælg lønnet personale.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)

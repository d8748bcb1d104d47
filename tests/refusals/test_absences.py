"""Refusals and warnings about absence and about what a superior looks at (R-30, R-35)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal as D

import pytest

from consortium.rules.refusals import Breach
from consortium.rules.spans import Span
from reporting.rules.absences import AbsenceFacts, check_absence
from reporting.rules.staff import DayHours
from reporting.rules.timesheets import SheetFacts, month_warnings
from tests.refusals.saying import Said, check, named

APRIL = date(2014, 4, 1)
YEAR = Span(date(2014, 1, 1), date(2014, 12, 31))


def absence(**changes: object) -> Iterable[Breach]:
    fields: dict[str, object] = {
        "starts_on": date(2014, 4, 14),
        "ends_on": date(2014, 4, 16),
        "is_whole_day": True,
        "employment": YEAR,
    }
    return check_absence(AbsenceFacts(**{**fields, **changes}))  # type: ignore[arg-type]


def warnings(**changes: object) -> Iterable[Breach]:
    fields: dict[str, object] = {
        "month": APRIL,
        "days": [],
        "month_total": D("100.00"),
        "contract_hours": D("160.33"),
        "year_total": D("400.00"),
        "year_limit": D("1720.00"),
    }
    return month_warnings(SheetFacts(**{**fields, **changes}))  # type: ignore[arg-type]


CASES = [
    Said(
        lambda: absence(ends_on=date(2014, 4, 13)),
        "ABSENCE_BACKWARDS",
        "R-35",
        "ends_on",
        "The last day 13/04/2014 is before the first day 14/04/2014. Correct one of them.",
        "Den sidste dag 13.4.2014 ligger før den første dag 14.4.2014. Ret en af dem.",
    ),
    Said(
        lambda: absence(employment=Span(date(2014, 4, 15), date.max)),
        "ABSENCE_OUTSIDE_EMPLOYMENT",
        "R-35",
        "starts_on",
        "14/04/2014–16/04/2014 is not all inside the employment, 15/04/2014–. Choose days of the "
        "employment.",
        "14.4.2014–16.4.2014 ligger ikke helt inden for ansættelsen, 15.4.2014–. Vælg dage i "
        "ansættelsen.",
    ),
    Said(
        lambda: absence(others=[Span(date(2014, 4, 16), date(2014, 4, 22))]),
        "ABSENCE_TWICE",
        "R-35",
        "starts_on",
        "There is an absence 16/04/2014–22/04/2014 already. Remove it, or choose other days.",
        "Der er allerede fravær 16.4.2014–22.4.2014. Fjern det, eller vælg andre dage.",
    ),
    Said(
        lambda: absence(hours={date(2014, 4, 16): D(1), date(2014, 4, 14): D(2)}),
        "ABSENCE_ON_HOURS",
        "R-35",
        "starts_on",
        "Hours are declared on 14/04/2014, 16/04/2014. Take them out first, choose other days, or "
        "plan a part of the day.",
        "Der er opgjort timer den 14.4.2014, 16.4.2014. Tag dem ud først, vælg andre dage, eller "
        "planlæg en del af dagen.",
    ),
    Said(
        lambda: warnings(days=[DayHours(date(2014, 4, 18), D("3.00"))]),
        "HOURS_ON_FREE_DAYS",
        "R-35",
        "days",
        "Hours on a weekend or a public holiday: 18/04/2014.",
        "Timer på en weekend- eller helligdag: 18.4.2014.",
    ),
    Said(
        lambda: warnings(
            days=[DayHours(date(2014, 4, 25), D("3.00"))], part_absences={date(2014, 4, 25)}
        ),
        "HOURS_ON_PART_ABSENCE",
        "R-35",
        "days",
        "Hours on a day of absence for a part of it: 25/04/2014.",
        "Timer på en dag med fravær en del af dagen: 25.4.2014.",
    ),
    Said(
        lambda: warnings(days=[DayHours(date(2014, 4, 2), D("12.50"))]),
        "LONG_DAYS",
        "R-35",
        "days",
        "More than 12.00 hours on one day: 02/04/2014.",
        "Mere end 12,00 timer på én dag: 2.4.2014.",
    ),
    Said(
        lambda: warnings(month_total=D("176.37")),
        "MONTH_OVER_ROOM",
        "R-30",
        "hours",
        "176.37 hours in the month over all projects pass the 176.36 that the contract holds at "
        "most: it cannot be approved.",
        "176,37 timer i måneden på tværs af projekter overstiger de 176,36, som kontrakten højst "
        "rummer: måneden kan ikke godkendes.",
    ),
    Said(
        lambda: warnings(month_total=D("165.00")),
        "MONTH_OVER_CONTRACT",
        "R-30",
        "hours",
        "165.00 hours in the month over all projects; the contract has 160.33.",
        "165,00 timer i måneden på tværs af projekter; kontrakten har 160,33.",
    ),
    Said(
        lambda: warnings(year_total=D("1720.50")),
        "YEAR_OVER",
        "R-30",
        "hours",
        "1,720.50 hours in the year over all projects pass its 1,720.00: what is over will not "
        "count.",
        "1.720,50 timer i året på tværs af projekter overstiger årets 1.720,00: det overskydende "
        "tæller ikke med.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)

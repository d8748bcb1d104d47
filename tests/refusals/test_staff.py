"""Refusals about hours, shares and rates of pay (R-30 to R-35)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal as D
from fractions import Fraction

import pytest

from consortium.rules.refusals import Breach
from consortium.rules.spans import Span, month_of
from grants.rules.profiles import ESF_2007_13, ESF_2014_20, ESF_2021_27
from reporting.rules.staff import (
    DayHours,
    RateTerms,
    ShareLetter,
    accept_annual_hours,
    accept_monthly_hours,
    check_days,
    check_share_or_hours,
    check_terms,
    claimed_twice,
    share_room,
)
from tests.refusals.saying import Said, check, named

MARCH = date(2012, 3, 1)
YEAR = Span(date(2012, 1, 1), date(2012, 12, 31))
HALF = ShareLetter("A", YEAR, Fraction(1, 2))


def worked(hours: str, day: date = MARCH, **around: object) -> Iterable[Breach]:
    spans = {"month": month_of(MARCH), "employment": YEAR, "project": YEAR} | around
    return check_days([DayHours(day, D(hours))], **spans)  # type: ignore[arg-type]


CASES = [
    Said(
        lambda: accept_annual_hours(D("20.00"), D("1710.00"), D("1720.00")).breaches,
        "HOURS_OVER_ANNUAL",
        "R-30",
        "hours",
        "20.00 hours after 1,710.00 on all projects pass the year's 1,720.00; 10.00 hours "
        "cannot count.",
        "20,00 timer oven i 1.710,00 på alle projekter overstiger årets grænse på 1.720,00;"
        " 10,00 timer kan ikke tælle med.",
    ),
    Said(
        lambda: accept_monthly_hours(D("20.00"), D("150.00"), D("160.33")).breaches,
        "HOURS_OVER_MONTHLY",
        "R-30",
        "hours",
        "20.00 hours after 150.00 on all projects pass the month's 160.33; 9.67 hours "
        "cannot count.",
        "20,00 timer oven i 150,00 på alle projekter overstiger månedens grænse på 160,33; "
        "9,67 timer kan ikke tælle med.",
    ),
    Said(
        lambda: share_room(ShareLetter("B", YEAR, Fraction(3, 5)), [HALF]).breaches,
        "SHARE_OVER_100",
        "R-32",
        "share",
        "A share of 3/5 on top of 1/2 passes the whole of a person's time; at most 1/2 is left.",
        "En andel på 3/5 oven i 1/2 overstiger personens samlede arbejdstid; der er højst "
        "1/2 tilbage.",
    ),
    Said(
        lambda: check_terms(
            RateTerms("annual", D("350.00"), D("1500.00"), Fraction(4, 5)), MARCH, ESF_2021_27
        ),
        "DIVISOR_NOT_OF_GRANT",
        "R-31",
        "rate",
        "This grant divides a year's cost by 1,376.00 hours for this post, not by 1,500.00."
        " Fix a rate with that divisor.",
        "Dette tilsagn deler et års lønomkostning med 1.376,00 timer for denne stilling, "
        "ikke med 1.500,00. Fastsæt en sats med den divisor.",
    ),
    Said(
        lambda: check_terms(
            RateTerms("unit_cost", D("250.00"), None, Fraction(1)), MARCH, ESF_2007_13
        ),
        "NO_STANDARD_RATE",
        "rules 2.1",
        "rate",
        "This grant has no standard rate. Choose a rate from the payroll.",
        "Dette tilsagn har ingen standardsats. Vælg en sats fra lønregnskabet.",
    ),
    Said(
        lambda: check_terms(
            RateTerms("unit_cost", D("250.00"), None, Fraction(1)), MARCH, ESF_2014_20
        ),
        "STANDARD_RATE_LATER",
        "rules 2.1",
        "rate",
        "The standard rate counts from 01/09/2018. Choose a rate from the payroll.",
        "Standardsatsen gælder fra 1.9.2018. Vælg en sats fra lønregnskabet.",
    ),
    Said(
        lambda: check_terms(
            RateTerms("unit_cost", D("250.01"), None, Fraction(1)), date(2018, 9, 1), ESF_2014_20
        ),
        "STANDARD_RATE_DIFFERS",
        "rules 2.1",
        "rate",
        "The standard rate of this grant is 250.00 kr. an hour, not 250.01 kr. Choose the "
        "rate of the grant letter.",
        "Dette tilsagns standardsats er 250,00 kr. pr. time, ikke 250,01 kr. Vælg "
        "tilsagnsbrevets sats.",
    ),
    Said(
        lambda: check_share_or_hours([DayHours(MARCH, D("7.40"), "A")], [HALF]),
        "SHARE_AND_HOURS",
        "R-32",
        "2012-03-01",
        "The time of 01/03/2012 is paid by a fixed share in this project, so hours cannot "
        "be. Take the hours out.",
        "Tiden den 1.3.2012 dækkes af en fast andel i dette projekt, så der kan ikke også "
        "medtages timer. Tag timerne ud.",
    ),
    Said(
        lambda: worked("-1.00"),
        "HOURS_NEGATIVE",
        "R-35",
        "2012-03-01",
        "-1.00 hours on 01/03/2012 are less than none. Enter 0 or more.",
        "-1,00 timer den 1.3.2012 er mindre end nul. Indtast 0 eller flere.",
    ),
    Said(
        lambda: worked("7.40", date(2012, 4, 1)),
        "HOURS_OUTSIDE_MONTH",
        "R-35",
        "2012-04-01",
        "The hours of 01/04/2012 lie outside the month of the sheet, 01/03/2012–31/03/2012."
        " Correct the day, or take them out.",
        "Timerne den 1.4.2012 ligger uden for timesedlens måned, 1.3.2012–31.3.2012. Ret "
        "dagen, eller tag dem ud.",
    ),
    Said(
        lambda: worked("7.40", employment=Span(date(2012, 3, 2), date(2012, 12, 31))),
        "HOURS_OUTSIDE_EMPLOYMENT",
        "R-35",
        "2012-03-01",
        "The hours of 01/03/2012 lie outside the employment, 02/03/2012–31/12/2012. Correct"
        " the day, or take them out.",
        "Timerne den 1.3.2012 ligger uden for ansættelsen, 2.3.2012–31.12.2012. Ret dagen, "
        "eller tag dem ud.",
    ),
    Said(
        lambda: worked("7.40", employment=Span(date(2012, 3, 2), date.max)),
        "HOURS_OUTSIDE_EMPLOYMENT",
        "R-35",
        "2012-03-01",
        "The hours of 01/03/2012 lie outside the employment, 02/03/2012–. Correct the day, "
        "or take them out.",
        "Timerne den 1.3.2012 ligger uden for ansættelsen, 2.3.2012–. Ret dagen, eller tag dem ud.",
    ),
    Said(
        lambda: worked("7.40", project=Span(date(2012, 3, 2), date(2012, 12, 31))),
        "HOURS_OUTSIDE_PROJECT",
        "R-35",
        "2012-03-01",
        "The hours of 01/03/2012 lie outside the project period, 02/03/2012–31/12/2012. "
        "Correct the day, or take them out.",
        "Timerne den 1.3.2012 ligger uden for projektperioden, 2.3.2012–31.12.2012. Ret "
        "dagen, eller tag dem ud.",
    ),
    Said(
        lambda: worked("7.40", absences={MARCH}),
        "HOURS_ON_ABSENCE",
        "R-35",
        "2012-03-01",
        "7.40 hours are declared on 01/03/2012, a day of registered absence. Correct the "
        "hours or the absence.",
        "Der er opgivet 7,40 timer den 1.3.2012, som er en dag med registreret fravær. Ret "
        "timerne eller fraværet.",
    ),
    Said(
        lambda: worked("7.40", elsewhere={MARCH: D("16.61")}),
        "DAY_OVER_24",
        "R-35",
        "2012-03-01",
        "24.01 hours on 01/03/2012 are more than the day has. Correct the hours of that day.",
        "24,01 timer den 1.3.2012 er flere, end dagen har. Ret timerne den dag.",
    ),
    Said(
        lambda: claimed_twice(["H-7"], {"H-7"}),
        "HOURS_CLAIMED_TWICE",
        "R-35",
        "H-7",
        "The hours H-7 have been claimed before. Take them out of this claim.",
        "Timerne H-7 har været med i en anmodning før. Tag dem ud af denne anmodning.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)

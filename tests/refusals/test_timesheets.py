"""Refusals about a month of hours (R-30 to R-36, A-13)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal as D

import pytest

from consortium.rules.refusals import Breach
from consortium.rules.spans import Span
from reporting.rules.staff import DayHours
from reporting.rules.timesheets import MonthFacts, check_contract, check_month, check_over
from tests.refusals.saying import Said, check, named

MARCH = date(2012, 3, 1)
YEAR = Span(date(2012, 1, 1), date(2012, 12, 31))
LATER = Span(date(2012, 4, 1), date(2012, 12, 31))


def month(**changes: object) -> Iterable[Breach]:
    fields: dict[str, object] = {
        "month": MARCH,
        "days": [],
        "undated": D("7.40"),
        "method": "annual",
        "rate_span": YEAR,
        "employment": YEAR,
        "project": YEAR,
        "period": YEAR,
        "elsewhere": {},
        "share_elsewhere": False,
        "hours_elsewhere": False,
    }
    return check_month(MonthFacts(**{**fields, **changes}))  # type: ignore[arg-type]


CASES = [
    Said(
        lambda: month(period=LATER),
        "MONTH_OUTSIDE_PERIOD",
        "R-35",
        "month",
        "The month 03.2012 lies outside the period 01/04/2012–31/12/2012. Choose a month of"
        " the period.",
        "Måneden 03.2012 ligger uden for perioden 1.4.2012–31.12.2012. Vælg en måned i perioden.",
    ),
    Said(
        lambda: month(employment=LATER),
        "OUTSIDE_EMPLOYMENT",
        "R-35",
        "month",
        "The person is not employed in 03.2012, only 01/04/2012–31/12/2012. Choose a month "
        "of the employment.",
        "Personen er ikke ansat i 03.2012, kun 1.4.2012–31.12.2012. Vælg en måned i ansættelsen.",
    ),
    Said(
        lambda: month(employment=Span(date(2012, 4, 1), date.max)),
        "OUTSIDE_EMPLOYMENT",
        "R-35",
        "month",
        "The person is not employed in 03.2012, only 01/04/2012–. Choose a month of the "
        "employment.",
        "Personen er ikke ansat i 03.2012, kun 1.4.2012–. Vælg en måned i ansættelsen.",
    ),
    Said(
        lambda: month(project=LATER),
        "OUTSIDE_PROJECT",
        "R-35",
        "month",
        "The project does not run in 03.2012, only 01/04/2012–31/12/2012. Choose a month of"
        " the project.",
        "Projektet løber ikke i 03.2012, kun 1.4.2012–31.12.2012. Vælg en måned i projektet.",
    ),
    Said(
        lambda: month(rate_span=Span(date(2012, 3, 2), date(2012, 12, 31))),
        "RATE_NOT_VALID",
        "R-36",
        "rate",
        "The rate is valid 02/03/2012–31/12/2012, not in the whole of 03.2012. Choose another.",
        "Satsen gælder 2.3.2012–31.12.2012, ikke hele 03.2012. Vælg en anden.",
    ),
    Said(
        lambda: month(undated=D("0.00")),
        "NO_HOURS",
        "R-35",
        "hours",
        "Enter at least one hour.",
        "Skriv mindst én time.",
    ),
    Said(
        lambda: month(share_elsewhere=True),
        "SHARE_AND_HOURS",
        "R-32",
        "rate",
        "03.2012 is paid by a fixed share in this project, so hours cannot be. Take the hours out.",
        "03.2012 betales med en fast andel i dette projekt, så der kan ikke indtastes "
        "timer. Tag timerne ud.",
    ),
    Said(
        lambda: month(method="fixed_share"),
        "SHARE_WITH_HOURS",
        "R-32",
        "rate",
        "A fixed share needs no hours; take them out or choose an hourly rate.",
        "En fast andel kræver ingen timer; fjern dem, eller vælg en timesats.",
    ),
    Said(
        lambda: month(method="fixed_share", undated=D("0.00"), days=[DayHours(MARCH, D("1.00"))]),
        "SHARE_WITH_HOURS",
        "R-32",
        "rate",
        "A fixed share needs no hours; take them out or choose an hourly rate.",
        "En fast andel kræver ingen timer; fjern dem, eller vælg en timesats.",
    ),
    Said(
        lambda: month(method="fixed_share", undated=D("0.00"), hours_elsewhere=True),
        "SHARE_AND_HOURS",
        "R-32",
        "rate",
        "03.2012 has hours in this project already, so a share cannot be paid. Choose an "
        "hourly rate.",
        "03.2012 har allerede timer i dette projekt, så en andel kan ikke betales. Vælg en "
        "timesats.",
    ),
    Said(
        lambda: month(days=[DayHours(MARCH, D("7.40"))], elsewhere={MARCH: D("16.61")}),
        "DAY_OVER_24",
        "R-35",
        "2012-03-01",
        "24.01 hours on 01/03/2012 are more than the day has. Correct the hours of that day.",
        "24,01 timer den 1.3.2012 er flere, end dagen har. Ret timerne den dag.",
    ),
    Said(
        lambda: check_over(MARCH, date(2012, 3, 31)),
        "MONTH_NOT_OVER",
        "A-13",
        "month",
        "03.2012 ends on 31/03/2012; sign it when it is over.",
        "03.2012 slutter 31.3.2012; underskriv den, når den er forbi.",
    ),
    Said(
        lambda: check_contract("Em Kjær", MARCH, D("176.37"), D("160.33")),
        "HOURS_OVER_CONTRACT",
        "R-30",
        "hours",
        "Em Kjær has 176.37 hours in 03.2012 over all projects; the contract of 160.33 "
        "hours a month holds at most 176.36. Return the sheet.",
        "Em Kjær har 176,37 timer i 03.2012 på tværs af projekter; kontrakten på 160,33 "
        "timer om måneden rummer højst 176,36. Send sedlen tilbage.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)

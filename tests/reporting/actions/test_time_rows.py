"""Hours and pay rates from a sheet."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent
from reporting.actions.hours import set_pay_rate
from reporting.models import PartnerReport, PayRate, TimeEntry, TimeSheet
from tests.reporting.paperwork import begin
from tests.reporting.sheeting import checked, counts, sentence, told, written

HEAD = "Medarbejder;Dato;Timer;Opgave;Lønsats\n"
HOURS = (
    HEAD
    + """A01;02.04.2012;7,40;Planlægning;
A01;03.04.2012;3,00;Planlægning;
Em;01.05.2012;5;Møde;
"""
)
RATES = """
Medarbejder;Metode;Gælder fra;Gælder til;Løn;Normtimer;Lønbilag
A01;Årlig lønomkostning / 1720 timer;01.03.2012;31.08.2012;430.000,00;;Lønseddel 3
"""


@pytest.fixture
def report(world: Any) -> PartnerReport:
    """Aarhus has begun its report."""
    return begin(world)


@pytest.fixture
def rate(world: Any) -> PayRate:
    """Em's rate in the first period."""
    return set_pay_rate(
        world.employee,
        method="annual",
        valid_from=dt.date(2012, 3, 1),
        valid_to=dt.date(2012, 8, 31),
        gross_cost=Decimal(430_000),
        payroll_ref="Lønseddel 3",
        by=world.pu,
        at=world.clock(),
    )


def test_hours_become_months(world, report, rate):
    outcome = written(world, "hours", report, HOURS)
    assert (counts(outcome), told(outcome)) == ((3, 0, 0, 0), [])
    assert outcome.amounts["new"] == Decimal("15.40")
    sheets = TimeSheet.objects.order_by("month")
    assert [(one.month.month, one.hours, one.rate) for one in sheets] == [
        (4, Decimal("10.40"), rate),
        (5, Decimal("5.00"), rate),
    ]
    assert AuditEvent.objects.filter(verb="time_sheet.entered").count() == 2
    assert counts(written(world, "hours", report, HOURS)) == (0, 0, 3, 0)


def test_a_day_is_corrected_and_another_added(world, report, rate):
    written(world, "hours", report, HOURS)
    sheet = HEAD + "A01;03.04.2012;4,00;Planlægning;\nA01;04.04.2012;1;Planlægning;\n"
    outcome = written(world, "hours", report, sheet)
    assert counts(outcome) == (1, 1, 0, 0)
    assert (outcome.amounts["before"], outcome.amounts["changed"]) == (Decimal(3), Decimal(4))
    april = TimeSheet.objects.get(month=dt.date(2012, 4, 1))
    assert april.hours == Decimal("12.40")
    assert list(april.entries.values_list("hours", flat=True)) == [
        Decimal("7.40"),
        Decimal("4.00"),
        Decimal("1.00"),
    ]


def test_hours_of_a_whole_month_stay(world, report, rate):
    written(world, "hours", report, HOURS)
    april = TimeSheet.objects.get(month=dt.date(2012, 4, 1))
    TimeEntry.objects.create(time_sheet=april, day=None, hours=Decimal(2), task="Uden dag")
    written(world, "hours", report, HEAD + "A01;04.04.2012;1;Planlægning;\n")
    april.refresh_from_db()
    assert april.hours == Decimal("13.40")


def test_a_signed_month_stays(world, report, rate):
    written(world, "hours", report, HOURS)
    TimeSheet.objects.filter(month=dt.date(2012, 4, 1)).update(state="signed", signed_by=world.em)
    assert counts(checked(world, "hours", report, HOURS)) == (0, 0, 3, 0)
    outcome = checked(world, "hours", report, HOURS.replace("3,00", "3,50"))
    assert counts(outcome) == (0, 0, 2, 1)
    assert sentence(outcome, "en") == (
        "The month is “Signed”. The superior can return it, then it can be changed."
    )
    assert sentence(outcome, "da") == (
        "Måneden er »Underskrevet«. Den overordnede kan sende den tilbage, så kan den ændres."
    )


@pytest.mark.parametrize(
    ("row", "fault", "danish", "english"),
    [
        (
            "A01;02.04.2012;25;Opgave;",
            ("hours", "DAY_OVER_24", "R-35"),
            None,
            None,
        ),
        (
            "A01;02.04.2012;30;Opgave;\nA01;03.09.2012;5;Opgave;",
            ("employee", "RATE_MISSING", "R-36"),
            None,
            None,
        ),
        (
            "A01;02.04.2012;5;Opgave;Fast andel af måneden",
            ("method", "CHOICE_UNKNOWN", ""),
            None,
            None,
        ),
        (
            "A99;02.04.2012;5;Opgave;",
            ("employee", "CHOICE_UNKNOWN", ""),
            None,
            None,
        ),
        (
            "A01;02.04.2012;5;Opgave;Standardsats",
            ("employee", "RATE_MISSING", "R-36"),
            "Em har ingen lønsats for hele 04.2012. Fastsæt en først.",
            "Em has no pay rate for the whole of 04.2012. Fix one first.",
        ),
    ],
)
def test_hours_refused(world, report, rate, row, fault, danish, english):
    outcome = checked(world, "hours", report, HEAD + row)
    assert fault in [one[1:] for one in told(outcome)]
    if danish:
        assert (sentence(outcome, "da"), sentence(outcome, "en")) == (danish, english)


def test_rows_of_a_refused_month_are_refused_with_it(world, report, rate):
    outcome = checked(world, "hours", report, HOURS.replace("7,40", "25"))
    assert [one[:3] for one in told(outcome)] == [
        (2, "hours", "DAY_OVER_24"),
        (3, "employee", "REFUSED_WITH"),
    ]
    assert outcome.faults[1]["said"]["en"] == (
        "This row is written together with row 2, which is refused."
    )
    assert outcome.faults[1]["said"]["da"] == ("Rækken skrives sammen med række 2, som er afvist.")


def test_later_rows_see_what_earlier_ones_did(world, report, rate, monkeypatch):
    """A month that is tried in two goes is still one month."""
    monkeypatch.setattr("reporting.actions.row_imports.BATCH", 1)
    sheet = HEAD + "A01;02.04.2012;20;En;\nA01;02.04.2012;5;To;\n"
    outcome = checked(world, "hours", report, sheet)
    assert [one[:3] for one in told(outcome)] == [(3, "hours", "DAY_OVER_24")]
    fine = HEAD + "A01;02.04.2012;2;En;\nA01;02.04.2012;5;To;\n"
    written(world, "hours", report, fine)
    assert TimeSheet.objects.get().hours == Decimal(7)
    assert AuditEvent.objects.filter(verb="time_sheet.entered").count() == 1


def test_strangers_enter_no_hours(world, report, rate):
    for person in (world.stranger, world.randers_pu):
        with pytest.raises(NotAllowed):
            written(world, "hours", report, HOURS, by=person)
    assert not TimeSheet.objects.exists()


def test_rates_are_set_once(world, report):
    outcome = written(world, "rates", report, RATES)
    assert (counts(outcome), told(outcome)) == ((1, 0, 0, 0), [])
    rate = PayRate.objects.get()
    assert (rate.rate, rate.divisor) == (Decimal("250.00"), Decimal("1720.00"))
    assert counts(written(world, "rates", report, RATES)) == (0, 0, 1, 0)
    outcome = written(world, "rates", report, RATES.replace("430.000", "860.000"))
    assert counts(outcome) == (0, 1, 0, 0)
    assert PayRate.objects.get().rate == Decimal("500.00")


def test_a_part_time_year_is_known_again(world, report):
    world.employee.fte_pct = Decimal("33.33")
    world.employee.save()
    assert counts(written(world, "rates", report, RATES)) == (1, 0, 0, 0)
    assert PayRate.objects.get().divisor == Decimal("573.27")
    assert counts(written(world, "rates", report, RATES)) == (0, 0, 1, 0)


def test_a_used_rate_is_frozen(world, report, rate):
    written(world, "hours", report, HOURS)
    assert counts(checked(world, "rates", report, RATES)) == (0, 0, 1, 0)
    outcome = checked(world, "rates", report, RATES.replace("430.000", "860.000"))
    assert told(outcome) == [(2, "valid_from", "RATE_FROZEN", "R-36")]


def test_rates_of_one_sheet_must_not_overlap(world, report):
    twice = (
        RATES
        + "A01;Årlig lønomkostning / 1720 timer;01.04.2012;31.08.2012;430.000,00;;Lønseddel 4\n"
    )
    outcome = checked(world, "rates", report, twice)
    assert told(outcome) == [(3, "valid_from", "RATE_REFUSED", "R-36")]


def test_a_share_needs_its_letter(world, report):
    share = """
Medarbejder;Metode;Gælder fra;Gælder til;Løn;Andel;Lønbilag
A01;Fast andel af måneden;01.03.2012;31.08.2012;43.000,00;50;Lønseddel 3
"""
    outcome = checked(world, "rates", report, share)
    assert told(outcome) == [(2, "share_pct", "LETTER_MISSING", "A-15")]
    assert sentence(outcome, "en") == (
        "A fixed share needs the employer's letter, which stands instead of time sheets. Attach it."
    )
    assert sentence(outcome, "da") == (
        "En fast procentsats kræver arbejdsgiverens brev, som træder i stedet for "
        "timeregistrering. Vedhæft det."
    )


def test_a_key_keeps_its_person_and_first_day(world, report, rate):
    sheet = RATES.replace("Medarbejder;", "Nøgle;Medarbejder;").replace(
        "A01;Årlig lønomkostning / 1720 timer;01.03.2012",
        f"R{rate.pk};A01;Årlig lønomkostning / 1720 timer;02.03.2012",
    )
    outcome = checked(world, "rates", report, sheet)
    assert told(outcome) == [(2, "valid_from", "RATE_REFUSED", "R-36")]
    assert sentence(outcome, "en") == (
        "A rate keeps its person, method and first day. Enter another rate in a row without a key."
    )
    assert sentence(outcome, "da") == (
        "En sats beholder sin person, metode og første dag. Angiv en anden sats i en række uden "
        "nøgle."
    )


def test_strangers_set_no_rates(world, report):
    for person in (world.stranger, world.randers_pu):
        with pytest.raises(NotAllowed):
            written(world, "rates", report, RATES, by=person)
    assert not PayRate.objects.exists()

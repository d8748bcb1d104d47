"""Sheets whose rows go through an action each: money received, activities, indicator values."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent
from grants.models import ActivityType
from reporting.actions.drafts import ReportClosed
from reporting.actions.row_imports import TooManyRows
from reporting.models import Activity, CoFinancingContribution, IndicatorValue, PartnerReport
from tests.reporting.paperwork import begin
from tests.reporting.sheeting import checked, counts, sentence, told, written

MONEY = """
Bidragyder;Kilde;Form;Modtaget den;Bilag;Beløb
Aarhus Kommune;Kommune;Kontant;01.05.2012;Tilsagn 1;100.000,00
Medlemmer;Privat;Egenfinansiering;02.05.2012;Bank 2;1.234,56
"""


@pytest.fixture
def report(world: Any) -> PartnerReport:
    """Aarhus has begun its report."""
    return begin(world)


def test_money_is_received_once(world, report):
    first = written(world, "cofinancing", report, MONEY)
    assert (counts(first), told(first)) == ((2, 0, 0, 0), [])
    assert first.amounts["new"] == Decimal("101234.56")
    assert [
        (one.contributor, one.source, one.form, one.received_on, one.amount)
        for one in (CoFinancingContribution.objects.order_by("pk"))
    ] == [
        ("Aarhus Kommune", "municipal", "cash", dt.date(2012, 5, 1), Decimal("100000.00")),
        ("Medlemmer", "private", "own", dt.date(2012, 5, 2), Decimal("1234.56")),
    ]
    events = AuditEvent.objects.count()
    again = written(world, "cofinancing", report, MONEY)
    assert (counts(again), AuditEvent.objects.count()) == ((0, 0, 2, 0), events)


def test_checking_leaves_nothing_behind(world, report):
    before = AuditEvent.objects.count(), CoFinancingContribution.history.count()
    assert counts(checked(world, "cofinancing", report, MONEY)) == (2, 0, 0, 0)
    assert not CoFinancingContribution.objects.exists()
    assert (AuditEvent.objects.count(), CoFinancingContribution.history.count()) == before


def test_a_changed_amount_shows_old_and_new(world, report):
    written(world, "cofinancing", report, MONEY)
    outcome = written(world, "cofinancing", report, MONEY.replace("1.234,56", "2.000,00"))
    assert counts(outcome) == (0, 1, 1, 0)
    [change] = outcome.changes
    [field] = change["fields"]
    assert field["labels"] == {"da": "Beløb", "en": "Amount"}
    assert (field["old"]["da"], field["new"]["da"]) == ("1.234,56", "2.000,00")
    assert outcome.amounts["before"] == Decimal("1234.56")
    assert outcome.amounts["changed"] == Decimal("2000.00")
    assert CoFinancingContribution.objects.filter(amount=2000).count() == 1
    assert AuditEvent.objects.filter(verb="cofinancing.changed").count() == 1
    assert AuditEvent.objects.filter(verb="cofinancing.imported").count() == 2


def test_a_key_finds_the_row_whatever_else_changed(world, report):
    written(world, "cofinancing", report, MONEY)
    row = CoFinancingContribution.objects.get(contributor="Medlemmer")
    sheet = f"""
Nøgle;Bidragyder;Kilde;Form;Modtaget den;Bilag;Beløb
F{row.pk};Foreningens medlemmer;Privat;Egenfinansiering;03.05.2012;Bank 2a;1.234,56
"""
    assert counts(written(world, "cofinancing", report, sheet)) == (0, 1, 0, 0)
    row.refresh_from_db()
    assert (row.contributor, row.document_ref) == ("Foreningens medlemmer", "Bank 2a")


def test_one_faulty_row_stops_them_all(world, report):
    sheet = MONEY + "EU;Kommune;Kontant;01.07.2013;Bank 3;5,00\n"
    outcome = written(world, "cofinancing", report, sheet)
    assert counts(outcome) == (2, 0, 0, 1)
    assert told(outcome) == [(4, "received_on", "NOT_RECEIVED_YET", "A-19")]
    assert not CoFinancingContribution.objects.exists()


@pytest.mark.parametrize(
    ("row", "fault", "danish", "english"),
    [
        (
            "A;Kommune;Kontant;01.05.2012;T;0,00",
            ("amount", "AMOUNT_NOT_POSITIVE", "A-19"),
            "0,00 kr. er ikke et modtaget beløb. Skriv et beløb over 0.",
            "0.00 kr. is not an amount received. Enter an amount above 0.",
        ),
        (
            ";Kommune;Kontant;01.05.2012;T;1,00",
            ("contributor", "FIELD_MISSING", "A-19"),
            "Medfinansiering nævner, hvem der betalte, og det brev eller den banklinje, der viser "
            "det.",
            "Co-financing names who paid, and the letter or bank line that shows it.",
        ),
    ],
)
def test_what_the_action_refuses_stands_at_its_cell(world, report, row, fault, danish, english):
    sheet = "Bidragyder;Kilde;Form;Modtaget den;Bilag;Beløb\n" + row
    outcome = checked(world, "cofinancing", report, sheet)
    assert told(outcome) == [(2, *fault)]
    assert (sentence(outcome, "da"), sentence(outcome, "en")) == (danish, english)


def test_a_row_said_twice_is_refused(world, report):
    outcome = checked(world, "cofinancing", report, MONEY + MONEY.splitlines()[2])
    assert told(outcome) == [(4, "contributor", "ROW_REPEATED", "A-03")]
    assert sentence(outcome, "en") == ("Row 2 of the sheet is about the same. Keep one of the two.")
    assert (
        sentence(outcome, "da") == "Række 2 i arket handler om det samme. Behold den ene af de to."
    )


def test_a_key_of_nobody_is_refused(world, report):
    sheet = "Nøgle;Bidragyder;Kilde;Form;Modtaget den;Bilag;Beløb\nF999;A;Kommune;;01.05.2012;T;1"
    outcome = checked(world, "cofinancing", report, sheet)
    assert told(outcome) == [(2, "key", "KEY_UNKNOWN", "A-03")]


def test_rows_that_read_alike_need_their_keys(world, report):
    written(world, "cofinancing", report, MONEY)
    twin = CoFinancingContribution.objects.get(contributor="Medlemmer")
    twin.pk, twin.amount = None, Decimal("7.00")
    twin.save()
    assert counts(checked(world, "cofinancing", report, MONEY)) == (0, 0, 2, 0)
    outcome = checked(world, "cofinancing", report, MONEY.replace("1.234,56", "9,00"))
    assert told(outcome) == [(3, "key", "ROW_AMBIGUOUS", "A-03")]
    assert sentence(outcome, "en") == (
        "Several rows that stand already read like this one. Fetch a new workbook: its row keys "
        "tell them apart."
    )
    assert sentence(outcome, "da") == (
        "Flere rækker, der allerede står her, ligner denne. Hent en ny projektmappe: dens nøgler "
        "skiller dem ad."
    )


def test_a_sheet_of_too_many_rows(world, report, monkeypatch):
    monkeypatch.setattr("reporting.actions.row_imports.MOST_ROWS", 1)
    with pytest.raises(TooManyRows):
        checked(world, "cofinancing", report, MONEY)


@pytest.mark.parametrize("kind", ["cofinancing"])
def test_strangers_write_nothing(world, report, kind):
    for person in (world.stranger, world.randers_pu, world.pm):
        with pytest.raises(NotAllowed):
            written(world, kind, report, MONEY, by=person)
    assert not CoFinancingContribution.objects.exists()


def test_a_report_that_is_with_the_lead_takes_nothing(world, report):
    PartnerReport.objects.filter(pk=report.pk).update(state="submitted")
    with pytest.raises(ReportClosed):
        checked(world, "cofinancing", report, MONEY)


def test_seen_by_the_lead_stays(world, report):
    written(world, "cofinancing", report, MONEY)
    CoFinancingContribution.objects.update(state="submitted")
    assert counts(checked(world, "cofinancing", report, MONEY)) == (0, 0, 2, 0)
    outcome = checked(world, "cofinancing", report, MONEY.replace("1.234,56", "9,00"))
    assert [(row, code) for row, _name, code, _rule in told(outcome)] == [
        (3, "CONTRIBUTION_REFUSED")
    ]


ACTIVITIES = """
Aktivitet;Type;Dato;Sted;Deltagere;Virksomheder;Bemærkning
Velkomst for ægtefæller;Møde;05.05.2012;Aarhus;42;3;Godt fremmøde
Netværk;Møde;06.05.2012;;12;;
"""


@pytest.fixture
def meeting(db: None) -> ActivityType:
    """A type of activity that people attend."""
    return ActivityType.objects.create(
        code="meeting", name_da="Møde", name_en="Meeting", scope="local", theme="network"
    )


def test_activities_with_attendance(world, report, meeting):
    assert counts(written(world, "activities", report, ACTIVITIES)) == (2, 0, 0, 0)
    first = Activity.objects.get(title="Velkomst for ægtefæller")
    assert (first.participants, first.companies, first.place) == (42, 3, "Aarhus")
    assert first.responsible == world.aarhus
    assert counts(written(world, "activities", report, ACTIVITIES)) == (0, 0, 2, 0)
    outcome = written(world, "activities", report, ACTIVITIES.replace(";42;", ";43;"))
    assert counts(outcome) == (0, 1, 1, 0)
    assert (outcome.amounts["before"], outcome.amounts["changed"]) == (Decimal(42), Decimal(43))
    first.refresh_from_db()
    assert first.participants == 43


@pytest.mark.parametrize(
    ("row", "fault", "danish", "english"),
    [
        (
            "A;Møde;05.05.2011;;1;;",
            ("held_on", "OUTSIDE_PERIOD", "R-52"),
            "Afholdt 5.5.2011, uden for perioden 1.3.2012 til 31.8.2012. Ret datoen, eller "
            "indberet den i dens egen periode.",
            "Held on 05/05/2011, outside the period 01/03/2012 to 31/08/2012. Correct the date, or "
            "report it in its own period.",
        ),
        (
            "A;Fest;05.05.2012;;1;;",
            ("kind", "CHOICE_UNKNOWN", ""),
            None,
            None,
        ),
        (
            "A;Møde;05.05.2012;;mange;;",
            ("participants", "CELL_NOT_A_COUNT", ""),
            None,
            None,
        ),
        (
            "010203-1234;Møde;05.05.2012;;1;;",
            ("title", "CPR_NUMBER", "G-01"),
            None,
            None,
        ),
    ],
)
def test_activities_refused(world, report, meeting, row, fault, danish, english):
    sheet = "Aktivitet;Type;Dato;Sted;Deltagere;Virksomheder;Bemærkning\n" + row
    outcome = checked(world, "activities", report, sheet)
    assert told(outcome) == [(2, *fault)]
    if danish:
        assert (sentence(outcome, "da"), sentence(outcome, "en")) == (danish, english)
    assert outcome.has_cpr == (fault[1] == "CPR_NUMBER")


COUNTS = """
Indikator;Kvinder;Mænd;Andet eller ikke oplyst;I alt;Dokumentation
Deltagere i aktiviteter;10;8;1;19;Lister
"""


def test_indicator_values_by_sex(world, report):
    assert counts(written(world, "indicators", report, COUNTS)) == (1, 0, 0, 0)
    found = IndicatorValue.objects.get()
    assert (found.women, found.men, found.other, found.value) == (10, 8, 1, 19)
    assert counts(written(world, "indicators", report, COUNTS)) == (0, 0, 1, 0)
    # The total may be left out; then it follows.
    outcome = written(world, "indicators", report, COUNTS.replace("10;8;1;19", "11;8;1;"))
    assert counts(outcome) == (0, 1, 0, 0)
    assert IndicatorValue.objects.get().value == 20


@pytest.mark.parametrize(
    ("figures", "fault", "danish", "english"),
    [
        (
            "10;8;1;20",
            ("value", "SEXES_DO_NOT_ADD_UP", "A-23"),
            "Kvinder, mænd og andre er 19 i alt, men totalen siger 20.",
            "Women, men and others are 19 in all, but the total says 20.",
        ),
        (
            "1000000000;1000000000;1000000000;",
            ("value", "COUNT_TOO_LARGE", "A-23"),
            "3000000000 er flere, end nogen kan have talt. Ret tallet.",
            "3000000000 is more than anybody can have counted. Correct the figure.",
        ),
    ],
)
def test_counts_refused(world, report, figures, fault, danish, english):
    outcome = checked(world, "indicators", report, COUNTS.replace("10;8;1;19", figures))
    assert told(outcome) == [(2, *fault)]
    assert (sentence(outcome, "da"), sentence(outcome, "en")) == (danish, english)


def test_an_indicator_not_counted_by_sex(world, report):
    world.indicator.by_sex = False
    world.indicator.save()
    outcome = checked(world, "indicators", report, COUNTS)
    assert told(outcome) == [(2, "women", "NOT_BY_SEX", "A-23")]
    outcome = checked(world, "indicators", report, COUNTS.replace("10;8;1;19", ";;;"))
    assert told(outcome) == [(2, "value", "NOT_COUNTED", "A-23")]
    assert counts(written(world, "indicators", report, COUNTS.replace("10;8;1;19", ";;;7"))) == (
        *(1, 0, 0),
        0,
    )

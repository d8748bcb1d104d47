"""Lists of operations from a sheet: once each, currencies apart, doubt asked (R-17, R-60)."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent
from grants.actions.operations import OperationRefused, note_operation
from grants.models import RelatedOperation
from grants.queries.operations import found_in, list_totals, our_partners
from grants.rules.operations import OVER, ROUNDED
from reporting.actions.imports import Source, importable, layout_of, write
from reporting.exchange.resources import exported
from tests.reporting.sheeting import checked, counts, sentence, told, written

HEAD = "Liste;Projekttitel;Modtager;CVR;Startdato;Slutdato;Budget;EU;EU-andel;Valuta\n"
LIST = (
    HEAD
    + """L 2016;Bornholm i vækst;Bornholm;26696348;01.04.2008;01.10.2011;1.000,01;500,01;50 %;DKK
L 2016;Nye veje;Aarhus Kommune;55133018;01.01.2013;31.03.2015;2.000,00;1.100,00;55 %;DKK
Brandenburg;Solar;Solar GmbH;;01.01.2013;31.03.2015;3.000,00;;0,181313063948233;EUR
"""
)


@pytest.fixture
def register(world: Any) -> Any:
    """A register with three operations of two lists."""
    outcome = written(world, "operations", world.grant, LIST, by=world.pm)
    assert (counts(outcome), told(outcome)) == ((3, 0, 0, 0), [])
    return outcome


def test_rows_stand_once_and_currencies_are_never_mixed(world, register):
    assert register.amounts == {"new DKK": Decimal("3000.01"), "new EUR": Decimal("3000.00")}
    assert counts(written(world, "operations", world.grant, LIST, by=world.pm)) == (0, 0, 3, 0)
    event = AuditEvent.objects.get(verb="operations.imported")
    assert event.chain == world.grant.ref
    assert event.after["amounts"] == {"new DKK": "3000.01", "new EUR": "3000.00"}
    totals = {(one.source, one.currency): one for one in list_totals(world.grant)}
    danish, german = totals["L 2016", "DKK"], totals["Brandenburg", "EUR"]
    assert (danish.operations, danish.total) == (2, Decimal("3000.01"))
    assert (danish.fund_amount, danish.rounded, danish.over) == (Decimal("1600.01"), 1, 1)
    assert (german.total, german.fund_amount, german.supported) == (Decimal("3000.00"), None, 0)
    rates = list(RelatedOperation.objects.order_by("pk").values_list("rate", flat=True))
    assert rates == [Decimal("50"), Decimal("55"), Decimal("18.131306")]


def test_a_decided_grant_is_recorded_above_the_cap_and_told(world, register):
    assert [(one["row"], one["code"], one["rule"]) for one in register.remarks] == [
        (2, "CAP_ROUNDED_UP", "R-17"),
        (3, "CAP_DEVIATION", "R-17"),
    ]
    stands = RelatedOperation.objects.order_by("pk").values_list("deviation", flat=True)
    assert list(stands) == [ROUNDED, OVER, ""]


def test_a_list_in_other_money_is_not_measured_at_the_danish_cap(world):
    outcome = written(world, "operations", world.grant, LIST.replace("DKK", "SEK"), by=world.pm)
    assert outcome.remarks == []


def test_our_own_partners_are_found_by_number_and_by_name(world, register):
    partners = our_partners(world.grant)
    rows = RelatedOperation.objects.filter(partners.among())
    assert [one.name for one in rows] == ["Nye veje"]
    assert partners.partner(rows[0]) == "Aarhus Kommune"
    other = RelatedOperation.objects.get(name="Solar")
    assert partners.partner(other) == ""
    assert [one.name for one in found_in(RelatedOperation.objects.all(), "BORNHOLM")] == [
        "Bornholm i vækst"
    ]


def test_another_total_is_asked_about_and_never_counted_twice(world, register):
    outcome = checked(
        world, "operations", world.grant, LIST.replace("2.000,00", "2.500,00"), by=world.pm
    )
    assert told(outcome) == [(3, "total", "TOTAL_DIFFERS", "R-60")]
    assert sentence(outcome, "en") == (
        "“Nye veje” stands in this list already with the total 2,000.00. Correct it in the "
        "sheet of the register, whose row keys say which row is meant, or name the new edition "
        "of the list."
    )
    assert sentence(outcome, "da") == (
        "“Nye veje” står allerede på denne liste med beløbet 2.000,00. Ret det i registerets "
        "eget ark, hvor rækkenøglerne viser, hvilken række der menes, eller angiv listens nye "
        "udgave."
    )


def test_one_operation_in_two_rows_of_a_list_is_told_apart_by_its_amount(world):
    row = "L;Drift;Kommune;;;;%s;;;DKK\n"
    twice = HEAD + row % "100,00" + row % "200,00"
    assert counts(written(world, "operations", world.grant, twice, by=world.pm)) == (2, 0, 0, 0)
    assert counts(written(world, "operations", world.grant, twice, by=world.pm)) == (0, 0, 2, 0)
    same = HEAD + row % "300,00" + row % "300,00"
    outcome = checked(world, "operations", world.grant, same.replace("L;D", "M;D"), by=world.pm)
    assert told(outcome) == [(3, "name", "ROW_REPEATED", "A-03")]


def test_a_totals_row_is_not_counted(world):
    rows = "L;Et;A;;;;100,00;;;DKK\nL;To;B;;;;200,00;;;DKK\nI alt;;;;;;300,00;;;\n"
    outcome = written(world, "operations", world.grant, HEAD + rows, by=world.pm)
    assert (counts(outcome), outcome.totals) == ((2, 0, 0, 0), [4])
    assert outcome.amounts == {"new DKK": Decimal("300.00")}


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_the_register_comes_back_unchanged(world, register, language, extension):
    kind = importable("operations").kind
    content = exported(kind, world.grant, language, extension)
    name, at = f"x.{extension}", world.clock()
    layout = layout_of(io.BytesIO(content), name, world.grant, kind)
    assert layout.open_questions(kind) == []
    source = Source(world.grant, kind, lambda: io.BytesIO(content), name, layout, world.pm, at)
    outcome = write(source)
    assert (counts(outcome), outcome.faults) == ((0, 0, 3, 0), [])


def test_a_row_key_corrects_an_amount(world, register):
    row = RelatedOperation.objects.get(name="Nye veje")
    head = "Nøgle;Projekttitel;Modtager;Budget;Valuta;Liste\n"
    sheet = f"{head}O{row.pk};Nye veje;Aarhus Kommune;2.500,00;DKK;L 2016"
    outcome = written(world, "operations", world.grant, sheet, by=world.pm)
    assert counts(outcome) == (0, 1, 0, 0)
    assert outcome.amounts == {"changed DKK": Decimal("2500.00"), "before DKK": Decimal("2000.00")}
    row.refresh_from_db()
    assert (row.total, row.deviation, row.fund_amount) == (
        Decimal("2500.00"),
        "",
        Decimal("1100.00"),
    )
    event = AuditEvent.objects.get(verb="operation.changed")
    assert (event.before["total"], event.after["total"]) == ("2000.00", "2500.00")
    assert row.history.count() == 2


@pytest.mark.parametrize("person", ["stranger", "pu", "lc", "au"])
def test_only_the_lead_s_manager_keeps_the_register(world, person):
    with pytest.raises(NotAllowed):
        written(world, "operations", world.grant, LIST, by=getattr(world, person))
    assert not RelatedOperation.objects.exists()


def test_who_sees_the_register(world, register):
    seen = {
        person: RelatedOperation.objects.visible_to(getattr(world, person)).count()
        for person in ("pm", "lc", "au", "pu", "stranger")
    }
    assert seen == {"pm": 3, "lc": 3, "au": 3, "pu": 0, "stranger": 0}


def test_a_note_says_how_it_stands_to_ours(world, register):
    row = RelatedOperation.objects.get(name="Nye veje")
    note_operation(row, note=" Samme målgruppe, andre udgifter. ", by=world.pm, at=world.clock())
    row.refresh_from_db()
    assert row.note == "Samme målgruppe, andre udgifter."
    with pytest.raises(OperationRefused) as refusal:
        note_operation(row, note="Ring til 010170-1234", by=world.pm, at=world.clock())
    assert refusal.value.breaches[0].rule == "G-01"
    with pytest.raises(NotAllowed):
        note_operation(row, note="x", by=world.lc, at=world.clock())

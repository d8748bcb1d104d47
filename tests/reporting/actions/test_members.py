"""Who takes part in a consortium without a vote (003, W-10): rows, refusals, papers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from consortium.actions.base import NotAllowed
from consortium.queries.texts import sentence_text
from partners.models import ConsortiumMember
from partners.rules.members import MemberFacts
from reporting.actions.members import MemberRefused, add_member, end_member
from reporting.documents.material import gather
from reporting.documents.t_members import members_table
from tests.copies import laid_out
from tests.reporting.coordination import TODAY, told

LIBRARY = MemberFacts("Dokk1", "authority", "observer", "Bibliotekschefen", TODAY)


@pytest.fixture
def world(db):
    return laid_out(told)


def add(world, by=None, seat=None, **change):
    seat, by = seat or world.aarhus, by or world.pu
    return add_member(seat, replace(LIBRARY, **change), by=by, at=world.clock())


def said(refused):
    breach = refused.value.breaches[0]
    return sentence_text(breach, "en"), sentence_text(breach, "da")


def test_a_body_comes_and_goes_and_the_row_stays(world):
    made = add(world, name=" Dokk1 ")
    assert (made.name, made.registered, made.ends_on) == ("Dokk1", None, None)
    ended = end_member(made, world.aarhus, by=world.pu, at=world.clock())
    assert ended.ends_on == TODAY
    add(world)
    assert ConsortiumMember.objects.count() == 2


def test_a_body_of_the_register_is_found_there(world):
    made = add(world, name="erhvervs- og byggestyrelsen")
    assert made.registered.name == "Erhvervs- og Byggestyrelsen"


REFUSED = [
    ({"name": " "}, "This must be filled in.", "Dette skal udfyldes."),
    ({"body": "x"}, "Say what kind of body it is.", "Angiv, hvilken slags organisation det er."),
    (
        {"standing": "x"},
        "Say as what the body takes part.",
        "Angiv, som hvad organisationen deltager.",
    ),
    (
        {"name": "Randers Erhvervsråd"},
        "Randers Erhvervsråd is a partner of the project and has its vote as such. Only bodies "
        "without a vote stand here.",
        "Randers Erhvervsråd er partner i projektet og har sin stemme som sådan. Her står kun "
        "organisationer uden stemme.",
    ),
    (
        {"name": "dokk1"},
        "dokk1 takes part in this consortium already. End that row first.",
        "dokk1 deltager allerede i dette konsortium. Afslut først den række.",
    ),
    (
        {"name": "Museet", "ends_on": TODAY - dt.timedelta(days=1)},
        "It would end on 19/06/2012, before it begins on 20/06/2012.",
        "Det ville slutte 19.6.2012, før det begynder 20.6.2012.",
    ),
    (
        {"representative": "010190-1234"},
        "The text holds what reads as a CPR number. CPR numbers are never stored here: leave it "
        "out.",
        None,
    ),
]


@pytest.mark.parametrize(("change", "english", "danish"), REFUSED)
def test_what_a_member_without_a_vote_lacks(world, change, english, danish):
    add(world)
    change = {"name": "Museet"} | change
    with pytest.raises(MemberRefused) as refused:
        add(world, **change)
    found = said(refused)
    assert found[0] == english
    assert danish is None or found[1] == danish


def test_each_consortium_writes_its_own_and_the_lead_the_steering_group(world):
    made = add(world)
    for by in (world.randers_pu, world.pm, world.au):
        with pytest.raises(NotAllowed):
            add(world, by=by, name="Museet")
        with pytest.raises(NotAllowed):
            end_member(made, world.aarhus, by=by, at=world.clock())
    add(world, by=world.pm, seat=world.lead)


def test_the_paper_lists_those_of_the_period_by_consortium(world):
    add(world)
    gone = add(world, name="Museet")
    end_member(gone, world.aarhus, by=world.pu, at=world.clock())
    add(world, by=world.pm, seat=world.lead, name="LO", body="union", standing="adviser")
    period = world.periods[0]
    table = members_table(gather(world.grant, period))
    names = [(str(row.cells[0]), row.cells[1]) for row in table.rows]
    house = world.aarhus.organisation.name
    assert names == [("Erhverv Aarhus", "LO"), (house, "Dokk1"), (house, "Museet")]
    assert str(table.rows[0].cells[3]) == "Rådgiver"
    assert table.rows[2].cells[-2:] == (TODAY, TODAY)
    after = members_table(gather(world.grant, world.periods[1]))
    assert {row.cells[1] for row in after.rows} == {"LO", "Dokk1"}


@pytest.mark.parametrize("change", [{"ends_on": dt.date(2012, 6, 19)}, {"name": "Museet"}])
def test_the_database_holds_to_it_too(world, change):
    made = add(world)
    add(world, name="Museet")
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsortiumMember.objects.filter(pk=made.pk).update(**change)

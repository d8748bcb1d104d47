"""Whoever writes the house's chain anew is told of by what the grants know of it (A-31)."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.utils import translation

from consortium.actions.seals import seal_chains
from consortium.models import HOUSE_CHAIN, AuditEvent, ChainHead
from consortium.queries.chain import ladder_of, ladders_of, verify_chain
from consortium.queries.texts import sentence_text
from consortium.rules.chain import Point
from reporting.actions.packages import order_package
from reporting.models import triggers
from reporting.queries.checks.base import Scope
from reporting.queries.checks.catalogue import answers
from reporting.queries.checks.ladders import TELLERS, house_stands_where_it_was_told
from tests.reporting.queries.checks.forging import rearranged, write_anew


def house():
    return list(AuditEvent.objects.filter(chain=HOUSE_CHAIN).order_by("number"))


def told():
    """By event of a grant: how far it knows the house's chain, the lowest first."""
    events = AuditEvent.objects.filter(verb__in=TELLERS)
    known = {str(one): one.after["house"]["number"] for one in events if "house" in one.after}
    return sorted(known.items(), key=lambda one: one[1])


def the_fault(scope=None):
    [found] = house_stands_where_it_was_told(scope or Scope())
    assert (found.check, found.table) == ("A-31", "consortium_auditevent")
    return found


def others():
    """What every other check finds."""
    faults = [one for answer in answers() for one in answer.faults]
    return [one for one in faults if not one.row.startswith("house #")]


def bare(count):
    """The places of *count* events of the house that vouch for no row, below the first ladder."""
    lowest = told()[0][1]
    places = [i for i, one in enumerate(house()[: lowest - 1]) if not one.versions]
    assert len(places) >= count
    return places[:count]


def test_untouched_every_ladder_fits_and_every_paper_has_told_one(ledger):
    assert house_stands_where_it_was_told(Scope()) == []
    assert house_stands_where_it_was_told(Scope(ledger.grant)) == []
    frozen = AuditEvent.objects.filter(verb="snapshot.frozen").count()
    assert len(told()) == frozen > 3
    assert 1 < told()[0][1] <= ladder_of(HOUSE_CHAIN).number


def test_no_other_deed_tells_of_the_house(ledger):
    """A new one would have to be among those that are asked."""
    tellers = {one.verb for one in AuditEvent.objects.all() if "house" in one.after}
    assert tellers <= set(TELLERS)


def test_an_event_of_the_house_altered_with_all_that_follows(ledger):
    """Every hash, link and head fits; so before, nothing told of it."""
    [place] = bare(1)
    write_anew(HOUSE_CHAIN, house()[place].number, reason="Noget andet")
    assert verify_chain(HOUSE_CHAIN).broken == ()
    assert others() == []
    event, last = told()[0]
    name = event.rpartition(" ")[0]
    found = the_fault()
    assert found.row == f"house #1–{last}"
    assert str(found.breach) == (
        f"The events house #1 to #{last} are not the ones that event {name} counted: one was "
        "altered, moved, slipped in or taken out."
    )
    with translation.override("da"):
        assert sentence_text(found.breach) == (
            f"Hændelserne house #1 til #{last} er ikke dem, som hændelse {name} talte op: én er "
            "ændret, flyttet, skudt ind eller taget ud."
        )


def test_two_events_of_the_house_change_places(ledger):
    one, other = bare(2)
    events = house()
    events[one], events[other] = events[other], events[one]
    rearranged(events)
    assert verify_chain(HOUSE_CHAIN).broken == ()
    assert the_fault(Scope(ledger.grant)).row == f"house #1–{told()[0][1]}"


def test_an_event_of_the_house_taken_out(ledger):
    [place] = bare(1)
    events = house()
    del events[place]
    rearranged(events)
    assert others() == []
    assert the_fault().row == f"house #1–{told()[0][1]}"


def test_an_event_slipped_into_the_house(ledger):
    [place] = bare(1)
    events = house()
    events.insert(place, AuditEvent.objects.get(pk=events[place].pk))
    events[place].pk, events[place].reason = None, "Skudt ind"
    rearranged(events)
    assert others() == []
    assert the_fault().row == f"house #1–{told()[0][1]}"


def test_the_end_of_the_house_cut(ledger):
    last = told()[-1][1]
    rearranged(house()[: last - 1])
    found = the_fault()
    assert found.row.endswith(f"–{last}")
    assert str(found.breach).endswith("or taken out.")


def test_what_came_after_the_last_ladder_is_nobodys_to_tell(ledger):
    last = told()[-1][1]
    seal_chains(at=ledger.clock())
    assert ladder_of(HOUSE_CHAIN).number > last
    rearranged(house()[:last])
    assert house_stands_where_it_was_told(Scope()) == []


def test_the_place_is_narrowed_to_between_two_ladders(ledger):
    """A package that is ordered tells of the house anew."""
    low = told()[-1][1]
    seal_chains(at=ledger.clock())
    order_package(ledger.grant, by=ledger.au, at=ledger.clock())
    high = told()[-1][1]
    assert high > low
    write_anew(HOUSE_CHAIN, high, reason="Noget andet")
    assert others() == []
    assert the_fault().row == f"house #{low + 1}–{high}"


def test_a_teller_that_lies_is_one_fault_and_the_others_still_prove(ledger):
    """Its own chain tells that it was altered; the ladders above it are whole."""
    liar = AuditEvent.objects.filter(verb="snapshot.frozen").order_by("number")[0]
    text = json.loads(liar.body_text)
    text["after"]["house"]["sha256"] = "0" * 64
    triggers.remove(connection)
    AuditEvent.objects.filter(pk=liar.pk).update(body_text=json.dumps(text))
    triggers.install(connection)
    assert f"event {liar.chain} #{liar.number} counted" in str(the_fault().breach)


@pytest.mark.parametrize("text", ["", "[]", '{"after": {"house": {}}}', '{"after": null}'])
def test_a_teller_that_cannot_be_read_is_its_chains_to_tell(ledger, text):
    liar = AuditEvent.objects.filter(verb="snapshot.frozen").order_by("number")[0]
    triggers.remove(connection)
    AuditEvent.objects.filter(pk=liar.pk).update(body_text=text)
    triggers.install(connection)
    assert house_stands_where_it_was_told(Scope()) == []
    assert ("consortium_auditevent", str(liar.pk)) in {(one.table, one.row) for one in others()}


def test_ladders_are_read_in_one_go_and_are_those_read_alone(ledger):
    end = ladder_of(HOUSE_CHAIN)
    assert list(ladders_of(HOUSE_CHAIN, [end.number])) == [end]
    some = list(ladders_of(HOUSE_CHAIN, [end.number, 0, 3, 3, end.number + 9]))
    assert [one.number for one in some] == [0, 3, 3, end.number, end.number]
    assert (some[1], some[3]) == (some[2], end)
    assert some[0] == next(ladders_of("no such chain", [5])) == Point(0, some[0].sha256)
    assert ChainHead.objects.get(pk=HOUSE_CHAIN).number == end.number

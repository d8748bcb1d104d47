"""A local issue and a sum of reach are noted, corrected, and refused in words (003)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from consortium.actions.base import NotAllowed
from consortium.queries.texts import sentence_text
from partners.actions.contacts import withdraw_consent
from reporting.actions.coordination import CoordinationRefused, save_related_project
from reporting.actions.local_news import LocalNewsRefused, note_local_issue, note_reach
from reporting.models import ReachFigure, RelatedProject
from reporting.queries.local_news import helpers_of
from tests.copies import laid_out
from tests.reporting.local_news import ISSUED, LOCAL, RECEIVED, SHOWN, told

OPENED = replace(RECEIVED, measure="opened", count=401)


@pytest.fixture
def world(db):
    return laid_out(told)


def said(refused):
    breach = refused.value.breaches[0]
    return sentence_text(breach, "en"), sentence_text(breach, "da")


def reach(world, facts, issue=None, seat=None, by=None):
    seat, by = seat or world.aarhus, by or world.pu
    return note_reach(seat, facts, issue=issue, by=by, at=world.clock())


LOCALS = [
    ({"title": " "}, "This must be filled in.", "Dette skal udfyldes."),
    (
        {"way": "x"},
        "Say how the issue came to its readers.",
        "Angiv, hvordan nummeret kom ud til læserne.",
    ),
    (
        {"issued_on": dt.date(2012, 6, 21)},
        "21/06/2012 is still to come; an issue is noted when it is out.",
        "21.6.2012 ligger i fremtiden; et nummer noteres, når det er udkommet.",
    ),
    (
        {"link": ""},
        "An issue on a website has an address. Write it, beginning with https://.",
        "Et nummer på et websted har en adresse. Skriv den, begyndende med https://.",
    ),
]


@pytest.mark.parametrize(("change", "english", "danish"), LOCALS)
def test_what_a_local_issue_lacks(world, change, english, danish):
    with pytest.raises(LocalNewsRefused) as refused:
        note_local_issue(world.aarhus, replace(LOCAL, **change), by=world.pu, at=world.clock())
    assert said(refused) == (english, danish)


FIGURES = [
    (
        OPENED,
        "401 cannot have opened what 400 received.",
        "401 kan ikke have åbnet det, som 400 har modtaget.",
    ),
    (
        replace(RECEIVED, first=dt.date(2012, 6, 3)),
        "The issue came out on 04/06/2012; nobody has read it before.",
        "Nummeret udkom 4.6.2012; ingen har læst det før.",
    ),
    (
        replace(RECEIVED, last=dt.date(2012, 6, 21)),
        "21/06/2012 is still to come; a figure is noted when the days are over.",
        "21.6.2012 ligger i fremtiden; et tal noteres, når dagene er gået.",
    ),
    (
        replace(RECEIVED, last=dt.date(2012, 6, 3)),
        "It would end on 03/06/2012, before it begins on 04/06/2012.",
        "Det ville slutte 3.6.2012, før det begynder 4.6.2012.",
    ),
    (replace(RECEIVED, measure="x"), "Say what was counted.", "Angiv, hvad der er talt."),
    (replace(RECEIVED, source=""), "This must be filled in.", "Dette skal udfyldes."),
]


@pytest.mark.parametrize(("facts", "english", "danish"), FIGURES)
def test_a_sum_that_cannot_be_is_refused(world, facts, english, danish):
    with pytest.raises(LocalNewsRefused) as refused:
        reach(world, facts, world.local)
    assert said(refused) == (english, danish)


def test_a_page_is_visited_and_the_common_newsletter_is_the_lead_s(world):
    visits = replace(RECEIVED, measure="visits", count=90)
    assert reach(world, visits).count == 90
    with pytest.raises(LocalNewsRefused) as refused:
        reach(world, RECEIVED)
    assert said(refused) == (
        "A page is visited. Choose an issue, or count visits.",
        "En side besøges. Vælg et nummer, eller tæl besøg.",
    )
    with pytest.raises(LocalNewsRefused) as refused:
        reach(world, visits, world.issue)
    assert said(refused) == (
        "The lead notes whom the common newsletter has reached.",
        "Projektholder noterer, hvem det fælles nyhedsbrev har nået.",
    )
    common = replace(visits, first=dt.date(2012, 6, 20), last=dt.date(2012, 6, 20))
    assert reach(world, common, world.issue, world.lead, world.pm).common == world.issue


def test_the_same_days_are_corrected_and_the_old_sum_stays_known(world):
    again = reach(world, replace(RECEIVED, count=380), world.local)
    assert (again.pk, again.count) == (world.reach.pk, 380)
    assert [one.count for one in again.history.order_by("history_id")] == [400, 380]
    # The issue itself is not counted twice where it is corrected.
    assert reach(world, replace(OPENED, count=380), world.local).count == 380


def test_each_consortium_notes_its_own(world):
    for by in (world.randers_pu, world.pm, world.au):
        with pytest.raises(NotAllowed):
            note_local_issue(world.aarhus, LOCAL, by=by, at=world.clock())
        with pytest.raises(NotAllowed):
            reach(world, RECEIVED, world.local, by=by)


@pytest.mark.parametrize(
    "change", [{"last": ISSUED - dt.timedelta(1)}, {"local": None}, {"common": True}]
)
def test_the_database_holds_to_it_too(world, change):
    if "common" in change:
        change = {"common": world.issue}
    with pytest.raises(IntegrityError), transaction.atomic():
        ReachFigure.objects.filter(pk=world.reach.pk).update(**change)


def test_what_is_shown_to_everybody_has_an_address(world):
    with pytest.raises(CoordinationRefused) as refused:
        facts = replace(SHOWN, name="Ny", link="")
        save_related_project(world.grant, facts, by=world.pm, at=world.clock())
    assert said(refused) == (
        "What is shown to everybody is a link. Write the address of the project.",
        "Det, der vises for alle, er et link. Skriv projektets adresse.",
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        RelatedProject.objects.filter(is_shown=True).update(link="")


def test_names_with_consent_alone_and_no_small_number(world):
    """G-02: named is who has said yes to it. G-07: a number of 1 to 4 is hidden."""
    [volunteers, ambassadors] = helpers_of(world.grant, world.aarhus)
    assert (list(volunteers.named), volunteers.more) == ([("Vera", "Vært")], 5)
    assert (list(ambassadors.named), ambassadors.more) == ([], None)
    withdraw_consent(world.volunteers[0], by=world.pu, at=world.clock())
    withdraw_consent(world.volunteers[1], by=world.pu, at=world.clock())
    [volunteers, _ambassadors] = helpers_of(world.grant, world.lead)
    assert (list(volunteers.named), volunteers.more) == ([], None)
    assert helpers_of(world.grant, world.randers) == []

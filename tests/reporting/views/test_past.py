"""A page as it stood: its banner, its links, what is closed in it, and what it refuses."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.urls import reverse

from consortium.models.past import PastIsClosed, as_it_stands, as_it_stood
from reporting.actions.costs import change_expenditure, drop_expenditure, enter_expenditure
from reporting.actions.reports import open_report
from reporting.models import Expenditure
from reporting.views.past import read_instant
from tests.cast import at
from tests.reporting.full_story import entry
from tests.reporting.story import Cost, submitted


def overview(world):
    return reverse("reporting:overview", kwargs={"ref": world.grant.ref})


@pytest.fixture
def item(world):
    """A cost that is entered on 4.6., made dearer on 6.6."""
    report = open_report(world.aarhus, world.period, by=world.pu, at=at(2012, 6, 1))
    made = enter_expenditure(report, entry("A1", "100.00"), by=world.pu, at=at(2012, 6, 4))
    change_expenditure(made, entry("A1", "250.00"), by=world.pu, at=at(2012, 6, 6))
    return made


def amounts(instant):
    with as_it_stood(instant):
        return list(Expenditure.objects.values_list("amount", flat=True))


def test_every_question_is_answered_as_of_the_instant(world, item):
    pk = item.pk
    drop_expenditure(item, by=world.pu, at=at(2012, 6, 8))
    assert [[int(one) for one in amounts(at(2012, 6, day))] for day in (3, 4, 7, 9)] == [
        [],
        [100],
        [250],
        [],
    ]
    with as_it_stood(at(2012, 6, 5)):
        assert Expenditure.objects.filter(report__grant_partner=world.aarhus).count() == 1
        assert Expenditure.objects.get(pk=pk).report.state == "draft"
        with as_it_stands():
            assert not Expenditure.objects.exists()
    assert not Expenditure.objects.exists()


@pytest.mark.parametrize("deed", ["update", "delete"])
def test_nothing_is_written_in_the_past(world, item, deed):
    rows = Expenditure.objects.filter(pk=item.pk)
    with pytest.raises(PastIsClosed), transaction.atomic(), as_it_stood(at(2012, 6, 5)):
        rows.update(text="Andet") if deed == "update" else rows.delete()
    assert rows.get().text != "Andet"


def test_a_page_says_of_when_it_is_and_its_links_lead_there(world, client):
    submitted(world, world.aarhus, [Cost("123456.78")])
    client.force_login(world.pm)
    page = client.get(overview(world), {"as_of": "2012-03-01"}).content.decode()
    assert "Sådan så det ud ved udgangen af 1.3.2012" in page
    assert "Tilbage til nu" in page
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    links = re.findall(r'<a\b(?![^>]*data-past)[^>]*href="(/[^"]*)"', main)
    assert links
    assert all("as_of=2012-03-01" in link for link in links)


def test_a_time_of_day_can_be_asked_for(world, client):
    client.force_login(world.pm)
    asked = {"as_of": "2012-03-01", "as_of_time": "14:30"}
    page = client.get(overview(world), asked).content.decode()
    assert "Sådan så det ud 1.3.2012" in page
    assert "as_of=2012-03-01T14%3A30%3A00" in page


@pytest.mark.parametrize(
    ("asked", "danish"),
    [
        ("no day", "Dagen eller tidspunktet kan ikke læses. Siden vises, som den er nu."),
        ("2199-01-01", "Dagen ligger forude. Siden vises, som den er nu."),
    ],
)
def test_what_is_no_day_of_the_past_is_said(world, client, asked, danish):
    client.force_login(world.pm)
    answer = client.get(overview(world), {"as_of": asked})
    assert answer.status_code == 200
    assert danish in answer.content.decode()


def test_nothing_can_be_sent_to_the_past(world, client):
    client.force_login(world.pm)
    answer = client.post(f"{overview(world)}?as_of=2012-03-01")
    assert answer.status_code == 409
    assert "Intet blev gemt: fortiden kan ikke ændres" in answer.content.decode()


def test_what_was_not_there_then_is_not_found(world, client):
    report = submitted(world, world.aarhus, [Cost("10.00")])
    client.force_login(world.au)
    url = reverse("reporting:verification-detail", args=[report.pk])
    assert client.get(url).status_code == 200
    answer = client.get(url, {"as_of": "2009-01-01"})
    assert answer.status_code == 404
    assert "Der var intet at vise dengang" in answer.content.decode()


@pytest.mark.parametrize("who", ["ma", "rg", "stranger", "em"])
def test_the_past_opens_no_door_that_is_closed_today(world, client, who):
    client.force_login(getattr(world, who))
    assert client.get(overview(world), {"as_of": "2012-03-01"}).status_code == 404


@pytest.mark.parametrize(
    ("day", "time", "iso"),
    [
        ("2013-10-03", "", "2013-10-03T23:59:59.999999+02:00"),
        ("2013-10-03", "14.30", "2013-10-03T14:30:00+02:00"),
        ("2013-10-03T09:00:01", "", "2013-10-03T09:00:01+02:00"),
        ("2013-13-03", "", None),
        ("2013-10-03", "25:00", None),
    ],
)
def test_an_address_names_an_instant(day, time, iso):
    found = read_instant(day, time)
    assert (found and found.isoformat()) == iso

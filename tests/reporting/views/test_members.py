"""The pages of members without a vote: per consortium, and at the organisation."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from partners.models import ConsortiumMember
from reporting.actions.members import add_member
from tests.copies import laid_out
from tests.reporting.actions.test_members import LIBRARY
from tests.reporting.coordination import told

TYPED = {
    "name": "Erhvervs- og Byggestyrelsen",
    "body": "authority",
    "standing": "observer",
    "representative": "Kontoret for fonde",
    "starts_on": "01.06.2012",
}


@pytest.fixture
def world(db, settings):
    settings.DEMO_DAY = dt.date(2012, 6, 21)
    world = laid_out(told)
    world.beside = add_member(world.aarhus, LIBRARY, by=world.pu, at=world.clock())
    return world


def at(world, name="member-list", *more):
    return reverse(f"reporting:{name}", args=[world.ref, *more])


@pytest.mark.parametrize(
    ("person", "status"),
    [("pm", 200), ("au", 200), ("pu", 200), ("randers_pu", 200), ("ma", 403), ("stranger", 404)],
)
def test_who_sees_the_members(world, client, person, status):
    client.force_login(getattr(world, person))
    shown = client.get(at(world))
    assert shown.status_code == status
    if status == 200:
        assert "Dokk1" in shown.text and "Observatør" in shown.text
        # Only the own consortium has a button.
        assert (at(world, "member-new", world.aarhus.number) in shown.text) == (person == "pu")


def test_a_body_is_added_and_ended_by_its_consortium(world, client):
    client.force_login(world.pu)
    new = at(world, "member-new", world.aarhus.number)
    assert client.post(new, TYPED).status_code == 302
    made = ConsortiumMember.objects.get(name=TYPED["name"])
    again = client.post(new, TYPED)
    assert "deltager allerede i dette konsortium" in again.text
    assert client.post(at(world, "member-end", made.pk), follow=True).status_code == 200
    made.refresh_from_db()
    assert made.ends_on == dt.date(2012, 6, 21)
    client.force_login(world.randers_pu)
    assert client.get(new).status_code == 403
    assert client.post(at(world, "member-end", world.beside.pk)).status_code == 403


def test_the_organisation_shows_both_sides(world, client):
    client.force_login(world.pu)
    client.post(at(world, "member-new", world.aarhus.number), TYPED)
    own = reverse("partners:consortia", args=[world.aarhus.organisation_id])
    assert own in client.get(reverse("partners:organisation-list")).text
    page = client.get(own).text
    assert "Dokk1" in page and "Bibliotekschefen" in page
    registered = ConsortiumMember.objects.get(name=TYPED["name"]).registered_id
    assert client.get(reverse("partners:consortia", args=[registered])).status_code == 404
    client.force_login(world.ad)
    there = client.get(reverse("partners:consortia", args=[registered])).text
    assert "Aarhus Kommune" in there and "Kontoret for fonde" in there

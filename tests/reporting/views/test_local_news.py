"""Local newsletters and reach on their pages; who helps, and other efforts, before everybody."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from reporting.actions.visibility import save_public_page
from reporting.models import LocalIssue, ReachFigure
from tests.copies import laid_out
from tests.reporting.local_news import told


@pytest.fixture
def world(db, settings):
    settings.DEMO_DAY = dt.date(2012, 6, 21)
    return laid_out(told)


def at(world, name="local-news", *more):
    return reverse(f"reporting:{name}", args=[world.ref, *more])


@pytest.mark.parametrize(
    ("person", "status"),
    [("pm", 200), ("au", 200), ("pu", 200), ("randers_pu", 200), ("ma", 403), ("stranger", 404)],
)
def test_who_sees_the_local_newsletters(world, client, person, status):
    client.force_login(getattr(world, person))
    shown = client.get(at(world))
    assert shown.status_code == status
    if status == 200:
        assert "Nyt i Aarhus" in shown.text and "Mailprogrammet" in shown.text
        new = at(world, "local-issue-new", world.aarhus.number)
        assert (new in shown.text) == (person == "pu")
        assert client.get(new).status_code == (200 if person == "pu" else 403)


def test_an_issue_and_its_reach_are_noted(world, client):
    client.force_login(world.pu)
    hub = reverse("reporting:communication", args=[world.ref])
    assert at(world) in client.get(hub).text
    sent = {"title": "Nummer to", "issued_on": "18.06.2012", "way": "paper"}
    sent |= {"editor": "Borgerservice", "copies": "900"}
    new = at(world, "local-issue-new", world.aarhus.number)
    assert client.post(new, sent).status_code == 302
    assert LocalIssue.objects.get(title="Nummer to").number == 2
    reach = at(world, "reach-new", world.aarhus.number)
    choices = dict(client.get(reach).context["form"].fields["issue"].choices)
    assert set(choices) == {"", "local-1", "local-2"}
    figure = {"issue": "local-2", "measure": "received", "first": "18.06.2012"}
    figure |= {"last": "20.06.2012", "count": "900", "source": "Trykkeriet"}
    assert client.post(reach, figure).status_code == 302
    figure |= {"measure": "opened", "count": "901"}
    assert "901 kan ikke have åbnet" in client.post(reach, figure).text
    assert ReachFigure.objects.count() == 2
    client.force_login(world.randers_pu)
    assert client.get(reach).status_code == 403


def test_everybody_sees_who_may_be_named_the_local_issues_and_other_efforts(world, client):
    told_ = {"by": world.pu, "at": world.clock(), "is_published": True}
    save_public_page(world.aarhus, text_da="Vi er i Aarhus.", text_en="", contact="", **told_)
    local = client.get(at(world, "project-partner", world.aarhus.number)).text
    assert "Vera, Vært" in local and "5 hjælper uden at være nævnt." in local
    assert "Nogle få hjælper uden at være nævnt." in local
    assert "https://nyt.example.org/1" in local
    for name in ("Ole", "Møgelvang", "example.org/2", "vera@"):
        assert name not in local
    assert "Studerende" not in local
    whole = client.get(at(world, "project")).text
    assert 'href="https://uni.example.org/"' in whole and "Universitetet" in whole
    assert "Kontaktmæglere" not in whole

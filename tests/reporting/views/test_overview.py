"""The lead's overview and the way there."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.reporting.story import Cost, all_verified, submitted


def url(world):
    return reverse("reporting:overview", kwargs={"ref": world.grant.ref})


@pytest.mark.parametrize("who", ["pm", "lc", "lc2", "ls", "au", "ro"])
def test_it_opens_for_those_who_read_rows(world, client, who):
    all_verified(world, {world.aarhus: ["1000.00"], world.randers: ["500.50"]}, ["800.00"])
    client.force_login(getattr(world, who))
    page = client.get(url(world))
    assert page.status_code == 200
    assert "30.000.000,00" in page.content.decode()


@pytest.mark.parametrize("who", ["pu", "pa", "ma", "rg", "ad", "em", "stranger"])
def test_it_does_not_exist_for_others(world, client, who):
    client.force_login(getattr(world, who))
    assert client.get(url(world)).status_code == 404


def test_a_visitor_is_sent_to_log_in(world, client):
    assert client.get(url(world)).status_code == 302


def test_the_past_is_shown_as_it_stood(world, client):
    submitted(world, world.aarhus, [Cost("123456.78")])
    client.force_login(world.pm)
    assert "123.456,78" in client.get(url(world)).content.decode()
    past = client.get(url(world), {"as_of": "2012-03-01"}).content.decode()
    assert "123.456,78" not in past
    assert client.get(url(world), {"as_of": "no day"}).status_code == 200


def test_twelve_queries_however_many_rows(world, client):
    client.force_login(world.pm)
    submitted(world, world.aarhus, [Cost("10.00") for _ in range(5)])
    client.get(url(world))
    with CaptureQueriesContext(connection) as few:
        client.get(url(world))
    submitted(world, world.randers, [Cost("10.00") for _ in range(60)])
    with CaptureQueriesContext(connection) as many:
        client.get(url(world))
    assert len(few) <= 12
    assert len(many) <= 12


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("pm", "reporting:overview"),
        ("pu", "reporting:desk"),
        ("em", "reporting:hours"),
        ("ma", "grants:grant-list"),
    ],
)
def test_home_leads_to_the_readers_work(world, client, who, where):
    client.force_login(getattr(world, who))
    kwargs = {"ref": world.grant.ref} if where == "reporting:overview" else {}
    assert client.get("/").url == reverse(where, kwargs=kwargs)


def test_danish_comes_first_whatever_the_browser_says(world, client):
    client.force_login(world.pm)
    page = client.get(url(world), headers={"accept-language": "en"})
    assert page.headers["Content-Language"] == "da"
    client.cookies["django_language"] = "en"
    page = client.get(url(world), headers={"accept-language": "da"})
    assert page.headers["Content-Language"] == "en"

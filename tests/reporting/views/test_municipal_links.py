"""Pages around a municipality's links: the lead asks and withdraws; the reader needs no log-in."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grants.models import MunicipalAgreement
from reporting.exchange.municipal_link_mails import token_of
from reporting.models import AnnualEvaluation, EvaluationDecision, MunicipalLink
from tests.copies import laid_out
from tests.reporting.actions.test_municipal_links import asked_bodies, offered_agreement

REF = "M-001"
MOST = 12


@pytest.fixture
def offered(db, settings):
    settings.DEMO_DAY = dt.date(2022, 12, 21)
    return laid_out(offered_agreement)


@pytest.fixture
def bodies(db, settings):
    settings.DEMO_DAY = dt.date(2024, 2, 2)
    return laid_out(asked_bodies)


def page(link):
    return reverse("reporting:municipal-link", args=[token_of(link)])


def test_the_agreement_is_read_and_signed_without_a_log_in(offered, client):
    with CaptureQueriesContext(connection) as asked:
        shown = client.get(page(offered.link))
    assert len(asked) <= MOST
    assert shown.headers["Referrer-Policy"] == "same-origin"
    assert shown.headers["X-Robots-Tag"] == "noindex"
    text = shown.content.decode()
    assert "Coffee Morning" in text and "Halvårlige møder i afsnit 4" in text
    given = {"signer": "Kirsten Holm", "office": "Borgmester"}
    answer = client.post(page(offered.link), given).content.decode()
    assert "Sæt kryds ved, at du må gøre dette for kommunen" in answer
    answer = client.post(page(offered.link), {**given, "agrees": "on"}, follow=True)
    assert (answer.status_code, MunicipalAgreement.objects.get().state) == (410, "active")
    assert "Tak. Det er gemt" in answer.content.decode()
    client.force_login(offered.pm)
    detail = client.get(reverse("grants:municipal-detail", args=[REF])).content.decode()
    assert "Kirsten Holm, Borgmester" in detail


def test_a_body_decides_without_a_log_in(bodies, client):
    with CaptureQueriesContext(connection) as asked:
        text = client.get(page(bodies.links[0])).content.decode()
    assert len(asked) <= MOST
    assert "To engelsksprogede arrangementer" in text
    given = {"outcome": "adopted", "decided_on": "02.02.2024", "signer": "Holm", "agrees": "on"}
    answer = client.post(page(bodies.links[1]), given)
    assert "Turen er kommet til Borgmesterens Afdeling." in answer.content.decode()
    assert client.post(page(bodies.links[0]), given).status_code == 302
    assert EvaluationDecision.objects.get().link == bodies.links[0]
    client.force_login(bodies.mu)
    detail = reverse("reporting:evaluation-detail", args=[REF, 2023])
    assert "Holm, ved et link i en mail" in client.get(detail).content.decode()


def test_a_forged_link_opens_nothing_and_a_log_in_signs_with_itself(bodies, client):
    token = token_of(bodies.links[0])
    for wrong in (f"{token}x", "x", token[::-1]):
        assert client.get(reverse("reporting:municipal-link", args=[wrong])).status_code == 404
    client.force_login(bodies.ls)
    given = {"outcome": "adopted", "decided_on": "02.02.2024", "signer": "Holm", "agrees": "on"}
    answer = client.post(page(bodies.links[0]), given).content.decode()
    assert "Du er logget ind som" in answer
    assert not EvaluationDecision.objects.exists()


def test_the_lead_asks_and_withdraws(bodies, client):
    ask = reverse("reporting:municipal-link-body", args=[REF, 2023])
    here = reverse("reporting:municipal-link-list", args=[REF])
    client.force_login(bodies.pm)
    body = bodies.links[0].body
    given = {"body": body.pk, "email": "ny@aarhus.example", "opens_until": "20.02.2024"}
    assert client.post(ask, given).status_code == 302
    newest = MunicipalLink.objects.order_by("-pk")[0]
    assert newest.email == "ny@aarhus.example"
    assert client.get(page(bodies.links[0])).status_code == 410
    with CaptureQueriesContext(connection) as asked:
        text = client.get(here).content.decode()
    assert len(asked) <= MOST
    assert text.count("Trukket tilbage") == 1
    withdraw = reverse("reporting:municipal-link-withdraw", args=[REF, newest.pk])
    assert client.post(withdraw).status_code == 302
    assert client.get(page(newest)).status_code == 410
    evaluation = AnnualEvaluation.objects.get()
    assert evaluation.state == "submitted"


def test_strangers_and_readers(bodies, client):
    here = reverse("reporting:municipal-link-list", args=[REF])
    forms = [
        reverse("reporting:municipal-link-sign", args=[REF]),
        reverse("reporting:municipal-link-body", args=[REF, 2023]),
    ]
    withdraw = reverse("reporting:municipal-link-withdraw", args=[REF, bodies.links[0].pk])
    client.force_login(bodies.stranger)
    assert {client.get(one).status_code for one in (here, *forms)} == {404}
    assert client.post(withdraw).status_code == 404
    client.force_login(bodies.mu)
    assert {client.get(one).status_code for one in (here, *forms)} == {403}
    assert client.post(withdraw).status_code == 403
    client.force_login(bodies.au)
    assert client.get(here).status_code == 200
    assert {client.get(one).status_code for one in forms} == {403}

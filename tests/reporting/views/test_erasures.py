"""Requests for erasure on their pages, and among the days to keep (GDPR 12(3), G-10)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from partners.models import ContactDetails, ErasureRequest
from reporting.queries.dates.base import scope_of, scope_of_all
from reporting.queries.dates.catalogue import days_to_keep, what_text
from tests.copies import laid_out
from tests.partners.erasures import told

DUE = dt.date(2012, 7, 18)
ASKED = {"asked_by": "self", "asked_on": "19.06.2012", "reference": "12/4713"}


@pytest.fixture
def world(db, settings):
    settings.DEMO_DAY = dt.date(2012, 6, 21)
    return laid_out(told)


def at(world, name="erasure-list", *more):
    return reverse(f"reporting:{name}", args=[world.ref, *more])


@pytest.mark.parametrize(
    ("person", "status", "rows"),
    [
        *(("pm", 200, 2), ("au", 200, 2), ("pu", 200, 2), ("randers_pu", 200, 0)),
        *(("ma", 403, 0), ("stranger", 404, 0)),
    ],
)
def test_the_lead_sees_all_and_a_partner_its_own_and_nobody_a_name(
    world, client, person, status, rows
):
    client.force_login(getattr(world, person))
    shown = client.get(at(world))
    assert shown.status_code == status
    if status == 200:
        assert len(shown.context["requests"]) == rows
        assert "Møgelvang" not in shown.text
        answer = at(world, "erasure-answer", 1)
        assert (answer in shown.text) == (person == "pu")


def test_a_request_from_the_contact_to_its_deletion(world, client):
    client.force_login(world.pu)
    lists = client.get(reverse("partners:contact-list", args=[world.list.pk])).text
    page = reverse("partners:contact-erasure", args=[world.jonas.pk])
    assert page in lists
    assert "about" not in client.get(page).context["form"].fields
    assert client.post(page, ASKED).status_code == 302
    made = ErasureRequest.objects.get(contact=world.jonas)
    assert made.due_on == dt.date(2012, 7, 19)
    assert "venter allerede på svar" in client.post(page, ASKED).text
    answer = at(world, "erasure-answer", made.number)
    assert client.post(answer, {"outcome": "deleted", "told": "Slettet."}).status_code == 302
    assert not ContactDetails.objects.filter(contact=world.jonas).exists()
    assert "Slettet." in client.get(at(world)).text
    client.force_login(world.randers_pu)
    assert client.get(page).status_code == 404


def test_another_request_is_noted_prolonged_and_refused(world, client):
    client.force_login(world.pu)
    new = at(world, "erasure-new", world.aarhus.number)
    assert "contact" not in dict(client.get(new).context["form"].fields["about"].choices)
    assert client.post(new, {**ASKED, "about": "employee"}).status_code == 302
    number = ErasureRequest.objects.get(about="employee").number
    longer = at(world, "erasure-longer", number)
    assert client.post(longer, {"reason": "To systemer gennemgås"}).status_code == 302
    assert ErasureRequest.objects.get(number=number).due_on == dt.date(2012, 9, 19)
    answer = at(world, "erasure-answer", number)
    refused = client.post(answer, {"outcome": "deleted", "told": "Slettet."})
    assert "slettes ikke på anmodning" in refused.text
    sent = {"outcome": "refused", "ground": "17-3-b", "told": "Bilag. Klag til Datatilsynet."}
    assert client.post(answer, sent).status_code == 302
    for person in (world.randers_pu, world.pm):
        client.force_login(person)
        assert client.get(answer).status_code == 403
        assert client.get(new).status_code == 403


def test_a_request_is_a_day_to_keep_until_it_is_answered(world, client):
    def days(scope):
        found = days_to_keep(scope, on=dt.date(2012, 7, 20))
        return [one for one in found if one.kind.code == "erasure"]

    first, _second = days(scope_of_all())
    assert (first.on, first.partner) == (DUE, world.aarhus)
    assert what_text(first, "en") == "Aarhus: answer request 1 for erasure"
    assert what_text(first, "da") == "Aarhus: besvar anmodning 1 om sletning"
    assert first.url == at(world)
    for person, number in (("pm", 2), ("pu", 2), ("randers_pu", 0), ("stranger", 0)):
        assert len(days(scope_of(getattr(world, person)))) == number, person
    client.force_login(world.pu)
    client.post(at(world, "erasure-answer", 1), {"outcome": "deleted", "told": "Slettet."})
    assert [one.number for one in days(scope_of_all())] == ["2"]

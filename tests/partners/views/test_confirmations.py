"""A contact's own page: opened by its link alone, confirmed, corrected, left; limited."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

from consortium.models import AuditEvent
from partners.exchange.contact_mails import token_of
from partners.models import Confirmation, Contact, ContactDetails
from tests.copies import laid_out
from tests.partners.ambassadors import NAME, nightly, told

SENT = {"name": NAME, "email": "maria@example.org", "language": "Spansk", "area": "Odder"}


@pytest.fixture
def world(db, settings):
    cache.clear()
    found = laid_out(told)
    found.asked = nightly(found, settings, 2012, 12, 20)
    found.page = reverse("partners:contact-own", args=[token_of(found.asked)])
    found.leave = reverse("partners:contact-leave", args=[token_of(found.asked)])
    return found


def test_opening_the_page_changes_nothing(world, client):
    before = AuditEvent.objects.count()
    shown = client.get(world.page)
    assert shown.status_code == 200
    assert shown.headers["Referrer-Policy"] == "same-origin"
    assert shown.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in shown.headers["Cache-Control"]
    assert NAME in shown.text and "web-1" in shown.text
    assert client.get(world.leave).status_code == 200
    assert AuditEvent.objects.count() == before


def test_a_contact_corrects_and_confirms(world, client):
    assert client.post(world.page, {**SENT, "for_newsletter": "on"}).status_code == 302
    assert ContactDetails.objects.get(contact=world.maria).area == "Odder"
    assert "Du svarede" in client.get(world.page).text
    assert client.get(world.page).context["form"]["for_newsletter"].value() is True
    refused = client.post(world.page, {**SENT, "name": "010190-1234"})
    assert "CPR" in refused.text
    assert ContactDetails.objects.get(contact=world.maria).name == NAME


def test_a_contact_leaves_and_the_page_is_gone(world, client):
    shown = client.post(world.leave, follow=True)
    assert shown.status_code == 410
    assert "Dine oplysninger er slettet" in shown.text and NAME not in shown.text
    assert Contact.objects.get(pk=world.maria.pk).state == "withdrawn"
    assert client.post(world.page, SENT).status_code == 410
    assert client.get(world.leave, follow=True).status_code == 410


def test_a_link_that_the_house_has_not_signed_opens_nothing(world, client):
    token = token_of(world.asked)
    wrong = Confirmation(pk=world.asked.pk, nonce="0" * 16)
    for one in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x", token_of(wrong)):
        for name in ("contact-own", "contact-leave"):
            assert client.get(reverse(f"partners:{name}", args=[one])).status_code == 404


def test_a_machine_that_asks_without_end_is_told_to_wait(world, client, settings):
    settings.PUBLIC_PER_MINUTE = 2
    answers = [client.get(world.page).status_code for _time in range(4)]
    # The minute may turn on the way.
    assert answers[:2] == [200, 200] and 429 in answers
    other = client.get(world.page, REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 200


@pytest.mark.parametrize(("person", "status"), [("pu", 302), ("pa", 403), ("randers_pu", 404)])
def test_only_the_partner_confirms_for_a_contact(world, client, person, status):
    client.force_login(getattr(world, person))
    url = reverse("partners:contact-confirm", args=[world.jonas.pk])
    assert client.post(url).status_code == status
    if status == 302:
        page = client.get(reverse("partners:contact-list", args=[world.list.pk]))
        assert "spurgt pr. mail 20.12.2012" in page.text

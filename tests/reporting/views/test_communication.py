"""The pages of the communication, and what everybody sees without a log-in (003)."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from consortium.models import AuditEvent
from reporting.actions.newsletters import issue_newsletter
from reporting.actions.visibility import save_public_page
from reporting.exchange.newsletter_mails import token_of
from reporting.models import (
    NewsletterCopy,
    NewsletterPiece,
    PackMove,
    PublicEvent,
    PublicPage,
    VisibilityEntry,
)
from tests.copies import laid_out
from tests.reporting.communication import composed, told
from tests.sample_files import image

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
PAGES = ("communication", "newsletter", "event-list", "visibility-log", "pack-list")


@pytest.fixture
def world(db, settings):
    cache.clear()
    found = laid_out(told)
    settings.DEMO_DAY = dt.date(2012, 6, 21)
    return found


def at(world, name, *more):
    number = [1] if name == "newsletter" else []
    return reverse(f"reporting:{name}", args=[world.ref, *number, *more])


@pytest.mark.parametrize(
    ("person", "status"),
    [
        *((person, 200) for person in ("pm", "lc", "au", "pu", "randers_pu", "pa")),
        *(("ma", 403), ("rg", 403), ("stranger", 404)),
    ],
)
def test_who_sees_the_pages(world, client, person, status):
    client.force_login(getattr(world, person))
    assert {client.get(at(world, name)).status_code for name in PAGES} == {status}
    # The tab is shown to whom it opens.
    letter = client.get(reverse("grants:grant-detail", args=[world.ref]))
    assert (at(world, "communication") in letter.text) == (status == 200)


NEW = ("newsletter-material", "event-new", "visibility-new", "pack-move")


@pytest.mark.parametrize(("person", "status"), [("pu", 200), ("pm", 200), ("pa", 403), ("au", 403)])
def test_who_writes(world, client, person, status):
    client.force_login(getattr(world, person))
    for name in NEW:
        more = [1] if name == "newsletter-material" else []
        assert client.get(at(world, name, *more)).status_code == status
    answer = client.post(at(world, "newsletter-issue", 1))
    assert answer.status_code in ({"pm": {302, 409}}.get(person, {403}))


def test_a_partner_sends_material_by_the_page_and_takes_it_back(world, client):
    client.force_login(world.randers_pu)
    page = at(world, "newsletter-material", 1)
    given = {
        "partner": world.randers.pk,
        "title": "Fra Randers",
        "text": "Vi har åbnet en klub.",
        "file": SimpleUploadedFile("klub.png", image(size=(60, 40))),
    }
    assert "Angiv, hvad der giver jer ret til billedet" in client.post(page, given).text
    given |= {
        "rights": "own",
        "picture_text": "Klubben",
        "file": SimpleUploadedFile("k.png", image()),
    }
    assert client.post(page, given).status_code == 302
    piece = NewsletterPiece.objects.get(title="Fra Randers")
    assert piece.grant_partner == world.randers
    client.force_login(world.pu)
    back = at(world, "newsletter-withdraw", 1, piece.pk)
    assert client.post(back).status_code == 403
    # Nobody sends in another partner's name.
    assert "partner" in client.post(page, {**given, "file": ""}).context["form"].errors
    client.force_login(world.randers_pu)
    assert client.post(back).status_code == 302
    assert NewsletterPiece.objects.get(pk=piece.pk).withdrawn_at is not None


def test_the_lead_composes_and_issues_and_a_reader_ends_it(world, client):
    client.force_login(world.pm)
    page = at(world, "newsletter")
    composed_ = {"intro": "God sommer!", f"place_{world.piece.pk}": "1"}
    assert client.post(page, composed_).status_code == 302
    world.issue.refresh_from_db()
    assert world.issue.intro == "God sommer!"
    assert "Udsend nyhedsbrevet" in client.get(page).text


def test_the_end_page_asks_first_and_then_ends(world, client):
    copy = NewsletterCopy.objects.create(issue=world.issue, contact=world.maria, nonce="ab")
    url = reverse("reporting:newsletter-end", args=[token_of(copy)])
    before = AuditEvent.objects.count()
    shown = client.get(url)
    assert shown.status_code == 200 and shown.headers["Referrer-Policy"] == "same-origin"
    assert AuditEvent.objects.count() == before
    assert "Du får ikke flere nyhedsbreve" in client.post(url, follow=True).text
    assert client.get(reverse("reporting:newsletter-end", args=["x"])).status_code == 404


def test_what_everybody_sees_of_the_project(world, client):
    page = client.get(at(world, "project"))
    assert "Medfinansieret af Den Europæiske Socialfond" in page.text
    assert "eu-emblem" in page.text and "Coffee Morning" in page.text
    assert "Aarhus Kommune" in page.text and "Maria" not in page.text
    assert at(world, "project") in client.get(reverse("reporting:operations")).text
    client.cookies["django_language"] = "en"
    english = client.get(at(world, "project")).text
    assert "Co-financed by the European Social Fund" in english and "settle" in english


def test_the_feed_in_two_forms(world, client):
    feed = client.get(at(world, "project-events-ics")).content.decode()
    assert "SUMMARY;LANGUAGE=da:Coffee Morning" in feed and "DTSTART;VALUE=DATE:20120625" in feed
    found = json.loads(client.get(at(world, "project-events-json")).content)
    [event] = found["events"]
    assert (event["title"], event["on"], event["held_by"], event["is_cancelled"]) == (
        *("Coffee Morning", "2012-06-25", "Aarhus Kommune", False),
    )
    client.force_login(world.pu)
    assert client.post(at(world, "event-cancel", world.event.pk)).status_code == 302
    assert "Aflyst: Coffee Morning" in client.get(at(world, "project-events-ics")).content.decode()
    assert client.post(at(world, "event-cancel", world.event.pk)).status_code == 409


def test_nothing_is_public_before_the_lead_publishes(world, client):
    PublicPage.objects.all().delete()
    local: dict[str, Any] = {
        "text_da": "Lokalt",
        "text_en": "",
        "contact": "",
        "is_published": True,
    }
    save_public_page(world.aarhus, **local, by=world.pu, at=world.clock())
    partner = reverse("reporting:project-partner", args=[world.ref, world.aarhus.number])
    for url in (partner, *(at(world, f"project{one}") for one in ("", "-events-ics"))):
        assert client.get(url).status_code == 404
    client.force_login(world.pm)
    edit = at(world, "public-page", world.lead.number)
    assert client.post(edit, {"text_da": "Hele projektet", "is_published": "on"}).status_code == 302
    client.logout()
    assert "Lokalt" in client.get(partner).text
    assert client.get(at(world, "project-events-json")).status_code == 200


def test_an_event_is_announced_by_the_page(world, client):
    client.force_login(world.pu)
    given = {"partner": world.aarhus.pk, "kind": world.kind.pk, "title": "Klubaften"}
    page = at(world, "event-new")
    assert "er passeret" in client.post(page, {**given, "on": "01.06.2012"}).text
    assert client.post(page, {**given, "on": "01.07.2012"}).status_code == 302
    assert PublicEvent.objects.filter(title="Klubaften").exists()


def test_packs_and_the_log(world, client):
    client.force_login(world.pu)
    given = {"partner": world.aarhus.pk, "move": "given", "moved_on": "21.06.2012"}
    refused = client.post(at(world, "pack-move"), {**given, "count": "21"}).text
    assert "Der er 20 pakker; 21 kan ikke udleveres." in refused
    assert client.post(at(world, "pack-move"), {**given, "count": "20"}).status_code == 302
    last = PackMove.objects.get(number=2)
    assert last.stock == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        PackMove.objects.create(
            grant_partner=world.aarhus,
            number=3,
            move="given",
            count=1,
            stock=-1,
            moved_on=last.moved_on,
            noted_by=world.pu,
            noted_at=last.noted_at,
        )
    seen = {"partner": world.aarhus.pk, "medium": "web", "seen_on": "21.06.2012", "text": "Avisen"}
    assert client.post(at(world, "visibility-new"), seen).status_code == 302
    assert VisibilityEntry.objects.count() == 2
    assert "40.000" in client.get(at(world, "visibility-log")).text


def test_an_issue_that_was_sent_is_everybodys(world, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    NewsletterPiece.objects.update(picture=None)
    composed(world)
    issue_newsletter(world.issue, by=world.pm, at=world.clock())
    public = reverse("reporting:project-newsletter-file", args=[world.ref, 1])
    assert public in client.get(at(world, "project")).text
    assert b"".join(client.get(public).streaming_content).startswith(b"%PDF")
    client.force_login(world.randers_pu)
    own = reverse("reporting:newsletter-file", args=[world.ref, 1])
    assert b"".join(client.get(own).streaming_content).startswith(b"%PDF")

"""A partner sends material with a picture, the lead issues it, and a reader ends the newsletter."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import expect

from partners.models import Contact
from reporting.actions.newsletter_mails import deliver_newsletter
from reporting.models import NewsletterIssue
from tests.journeys.stage import Stage
from tests.reporting.communication import told
from tests.sample_files import image

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def world(stage: Stage, settings):
    cache.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    world = told()
    stage.on(2012, 6, 21)
    return world


def test_a_newsletter_goes_from_the_partner_to_its_reader(stage, world):
    hub = f"/grants/{world.ref}/communication/"
    partner = stage.enter("randers_pu").go(hub).follow("1: Sommer").follow("Send material")
    picture = {"name": "klub.png", "mimeType": "image/png", "buffer": image(size=(80, 60))}
    given = {
        "Partner": "Randers Erhvervsråd",
        "Title": "En klub i Randers",
        "Text": "Vi mødes hver torsdag.",
        "Picture": picture,
        "Right to the picture": "Our own picture",
        "What the picture shows": "Klubbens lokale",
    }
    partner.send("Send material", given, told="The material is sent.")
    lead = stage.enter("pm").go(hub).follow("1: Sommer").sees("En klub i Randers")
    places = {
        "How it begins": "God sommer!",
        "Place of “En klub i Randers” (Randers Erhvervsråd)": 1,
        "Place of “Velkomst” (Aarhus Kommune)": 2,
    }
    lead.send("Save the order", places, told="The issue is composed.")
    lead.page.get_by_role("button", name="Issue the newsletter").click()
    lead.hears("The issue is frozen")
    # What the worker does.
    issue = NewsletterIssue.objects.get()
    assert deliver_newsletter(issue.pk, at=world.clock()) == 1
    lead.go(f"{hub}newsletters/1/")
    assert lead.row("Whom it reached", "1")[:2] == ["1", "1"]
    expect(lead.page.get_by_role("link", name="Open as PDF")).to_be_visible()
    [letter] = mail.outbox
    path = re.findall(r"https?://[^/\s]+(/newsletter/\S+)", str(letter.body))[0]
    reader = stage.door().go(path).sees("Do you want no more newsletters")
    reader.page.get_by_role("button", name="End the newsletter").click()
    reader.sees("You get no more newsletters")
    assert not Contact.objects.readers_of(world.ref).exists()
    # Everybody reads the issue, and sees what comes.
    reader.go(f"/projects/{world.ref}/").sees("Coffee Morning", "1: Sommer (PDF)", "Co-financed")

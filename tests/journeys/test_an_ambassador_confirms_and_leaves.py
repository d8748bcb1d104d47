"""An ambassador is asked by mail, confirms on its own page, and later takes the consent back."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import expect

from partners.models import Contact, ContactDetails
from tests.journeys.stage import Stage
from tests.partners.ambassadors import NAME, nightly, told


@pytest.fixture
def world(stage: Stage, settings):
    cache.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    stage.on(2012, 6, 20)
    return told()


def test_an_ambassador_confirms_and_leaves(stage, world, settings):
    nightly(world, settings, 2012, 12, 20)
    stage.on(2012, 12, 20)
    [letter] = mail.outbox
    path = re.findall(r"https?://[^/\s]+(/contact/\S+)", str(letter.body))[0]
    # No log-in, no JavaScript, a small screen.
    maria = stage.door(java_script_enabled=False, viewport={"width": 390, "height": 800})
    maria.go(path).sees("This is what Aarhus Kommune keeps of you", "web-1")
    told_ = {"Area": "Odder", "I want the newsletter by e-mail": True}
    maria.send("Confirm my data", told_, told="Your data are confirmed")
    assert ContactDetails.objects.get(contact=world.maria).area == "Odder"
    partner = stage.enter("pu")
    page = f"/contact-lists/{world.list.pk}/"
    partner.go(page)
    row = partner.cells("Ambassadører", NAME, "Area", "Last confirmed", "Consent")
    assert row[:2] == ["Odder", "20/12/2012"] and "wants the newsletter" in row[2]
    maria.follow("Take my consent back").sees("This cannot be undone")
    maria.page.get_by_role("button", name="Withdraw and delete my data").click()
    maria.sees("Nothing is kept of you any more")
    expect(maria.page.locator("main form")).to_have_count(0)
    assert Contact.objects.get(pk=world.maria.pk).state == "withdrawn"
    partner.go(page).sees("1 person has taken the consent back")
    expect(partner.page.locator("main")).not_to_contain_text(NAME)

"""Changing one's own password."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from consortium.models import AuditEvent
from tests.cast import PASSWORD

NEW = "regn paa en tagryg 7"


def test_a_password_is_changed_by_who_knows_the_old_one(people):
    client, elsewhere = Client(), Client()
    for one in (client, elsewhere):
        one.force_login(people.pm)
    page = reverse("password-change")
    assert client.get(page).status_code == 200
    sent = {"old_password": "forkert", "new_password1": NEW, "new_password2": NEW}
    assert "old_password" in client.post(page, sent).context["form"].errors
    short = {"old_password": PASSWORD, "new_password1": "kort", "new_password2": "kort"}
    assert "new_password2" in client.post(page, short).context["form"].errors
    versions = people.pm.history.count()
    assert client.post(page, {**sent, "old_password": PASSWORD}).status_code == 302
    people.pm.refresh_from_db()
    assert people.pm.check_password(NEW)
    # The memory holds that it was changed, and no version of the hash.
    assert people.pm.history.count() == versions
    event = AuditEvent.objects.get(verb="person.password_changed")
    assert (event.by, event.after) == (people.pm, {})
    assert client.get(page).status_code == 200
    assert elsewhere.get(page).status_code == 302


def test_the_header_leads_to_notices_and_password(people):
    client = Client()
    client.force_login(people.pm)
    page = client.get(reverse("grants:grant-list")).content.decode()
    assert reverse("notices") in page
    assert reverse("password-change") in page

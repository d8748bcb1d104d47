"""Whoever is not in the story does not learn that it exists, on any of its pages.

The world is the house tests' own: something at every address. A page is asked for with GET and
POST; 405 means that the address takes no such request from anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings

from consortium.models import AuditEvent
from tests.house.addresses import (
    address_of,
    addresses,
)
from tests.house.world import full_world

# 401: the API asks for a token, and a session is none.
UNSEEN = {401, 404, 405}
# Administration says 403 to everybody else, whether there is such a seat or mail or not.
HOUSE = {"grants:seat-end", "mail-retry"}
# The address itself is the key: a calendar programme asks without a log-in.
BY_SECRET = {
    *("grants:round-answer", "reporting:calendar-file"),
    *("partners:contact-own", "partners:contact-leave", "reporting:newsletter-end"),
    "reporting:municipal-link",
}
# What the law wants everybody to read (CPR art. 49), and what a project publishes itself.
PUBLIC = {
    *("reporting:operations-file", "reporting:project", "reporting:project-partner"),
    *("reporting:project-events-ics", "reporting:project-events-json"),
    *("reporting:project-newsletter-file", "reporting:survey-public"),
}
# The frame of the project that all partners share, and lists that hold only what is one's own.
SHARED = {
    "grants:agreement-list",
    "grants:budget-detail",
    "grants:budget-list",
    "grants:change-list",
    "grants:grant-detail",
    "grants:barrier-list",
    "grants:counting-rule",
    "grants:funding-tables",
    "grants:indicator-list",
    "grants:measure",
    "grants:measure-list",
    "grants:period-list",
    "grants:target-list",
    "reporting:documents",
    "reporting:grant-calendar",
    # What the partners work at together, and whom contacts have agreed to be shared with (G-08).
    *("reporting:communication", "reporting:newsletter", "reporting:newsletter-material"),
    *("reporting:event-list", "reporting:event-new", "reporting:pack-list", "reporting:pack-move"),
    *("reporting:coordination", "reporting:forum", "reporting:member-list"),
    *("reporting:theme-list", "reporting:activity-list", "reporting:local-news"),
    "reporting:erasure-list",
    *("reporting:visibility-log", "reporting:visibility-new"),
    *("reporting:shared-contacts", "reporting:shared-contacts-file"),
}
# What the lead does with that frame: the partner knows that it is there, and is told no.
LEADS_DEEDS = (
    *("grants:budget-", "grants:change-new", "grants:grant-", "grants:indicator-"),
    *("grants:period-", "reporting:period-", "reporting:reopening-", "reporting:budget-"),
    *("grants:counting-rule", "grants:funding-grid", "grants:measure", "grants:note"),
    *("grants:barrier-list", "grants:funding-", "grants:round-", "reporting:measure-"),
    *("grants:operation-", "grants:public-entry", "reporting:operation-"),
    *("reporting:related-project", "reporting:regional-task", "reporting:local-area"),
    *("reporting:forum-", "reporting:member-", "reporting:theme-", "reporting:erasure-"),
    *("reporting:local-issue-", "reporting:reach-"),
    *("reporting:newsletter-new", "reporting:newsletter-issue", "reporting:newsletter-withdraw"),
    *("reporting:event-cancel", "reporting:activity-show", "reporting:public-page"),
    *("grants:baseline-", "grants:target-", "reporting:indicator-", "reporting:survey-"),
    *("reporting:project-evaluation", "reporting:evaluation-", "reporting:spouse-overview"),
)
REFUSED = {403, 405}
# Randers caused the one correction and owes for it, so here Aarhus is the neighbour.
OF_RANDERS = ("reporting:correction-", "reporting:recovery-")


@pytest.fixture(scope="module")
def settled(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[SimpleNamespace]:
    """The world; each test's own changes are rolled back."""
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    media = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=quick),
        transaction.atomic(),
    ):
        yield full_world()
        transaction.set_rollback(True)


def objects(world: SimpleNamespace) -> Iterator[tuple[str, str]]:
    """Every address of something."""
    for name, route in addresses():
        if "<" in route and name not in BY_SECRET | PUBLIC:
            yield name, address_of(world, name, route)


def asked(client: Client, url: str) -> set[int]:
    """What the address answers, GET and POST."""
    return {client.get(url).status_code, client.post(url, {}).status_code}


def test_a_stranger_finds_nothing(settled, db, client, caplog):
    caplog.set_level("CRITICAL")
    client.force_login(settled.stranger)
    before = AuditEvent.objects.count()
    found = {name: asked(client, url) for name, url in objects(settled)}
    seen = {name: got for name, got in found.items() if not got <= UNSEEN}
    assert seen == {name: {403} for name in HOUSE}
    assert AuditEvent.objects.count() == before


def test_a_neighbour_finds_nothing_of_another_partner(settled, db, client, caplog):
    caplog.set_level("CRITICAL")
    # That a shared list was read is noted.
    told = AuditEvent.objects.exclude(verb="contacts.read")
    before = told.count()
    found = {}
    for name, url in objects(settled):
        client.force_login(settled.pu if name.startswith(OF_RANDERS) else settled.randers_pu)
        found[name] = asked(client, url)
    seen = {name for name, got in found.items() if not got <= UNSEEN}
    refused = {name for name in seen if found[name] <= REFUSED}
    assert seen - refused == SHARED
    # Drafts of papers are named by period and kind, a correction is one's own: a no tells nothing.
    known = {
        name for name in refused if name.startswith((*LEADS_DEEDS, *OF_RANDERS)) or name in HOUSE
    }
    papers = {name for name in refused if "draft" in name or "-submit" in name}
    assert refused == known | papers
    assert told.count() == before


def test_nobody_is_sent_to_the_login(settled, db, client):
    wrong = {}
    for name, url in objects(settled):
        if name.startswith("api:"):
            # No page: a program is told that its token is missing, and never sent anywhere.
            assert asked(client, url) <= UNSEEN
            continue
        for answer in (client.get(url), client.post(url, {})):
            place = answer.headers.get("Location", "")
            if answer.status_code != 302 or not place.startswith("/login/?next="):
                wrong[name] = (answer.status_code, place)
    assert wrong == {}

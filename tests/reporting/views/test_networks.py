"""The regional overview: shared with consent, filtered, read by lead and partners, fetched."""

from __future__ import annotations

import pytest
from django.urls import reverse

from consortium.models import AuditEvent
from partners.actions.contacts import record_consent
from partners.rules.contacts import ConsentFacts
from tests.copies import laid_out
from tests.partners.ambassadors import NAME, told


@pytest.fixture
def world(db, settings):
    found = laid_out(told)
    settings.DEMO_DAY = found.clock().date()
    return found


def page(world):
    return reverse("reporting:shared-contacts", args=[world.ref])


def file(world, extension):
    return reverse("reporting:shared-contacts-file", args=[world.ref, extension])


@pytest.mark.parametrize("person", ["pm", "pu", "pa", "randers_pu"])
def test_the_lead_and_every_partner_see_who_shares_and_are_noted(world, client, person):
    client.force_login(getattr(world, person))
    shown = client.get(page(world))
    assert NAME in shown.text and "Risskov" in shown.text
    event = AuditEvent.objects.get(verb="contacts.read")
    assert (event.by, event.after) == (getattr(world, person), {"how": "shared", "rows": 2})
    assert {(row.language, row.area, row.number) for _kind, row in shown.context["reach"]} == {
        ("Polsk", "Risskov", 1),
        ("Spansk", "Aarhus", 1),
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"language": "Polsk"}, ["Jonas"]),
        ({"area": "Aarhus", "kind": "ambassadors"}, [NAME]),
        ({"role": "Ambassadør"}, [NAME, "Jonas"]),
        ({"kind": "hosts"}, []),
    ],
)
def test_the_overview_is_filtered(world, client, query, names):
    client.force_login(world.pm)
    people = client.get(page(world), query).context["people"]
    # In which order names stand is the database's own.
    assert {one.details.name for one in people} == set(names)


@pytest.mark.parametrize(("person", "status"), [("au", 403), ("lc", 403), ("stranger", 404)])
def test_nobody_else_sees_it(world, client, person, status):
    client.force_login(getattr(world, person))
    assert client.get(page(world)).status_code == status
    assert client.post(file(world, "csv")).status_code == status
    assert not AuditEvent.objects.filter(verb="contacts.read").exists()


def test_a_file_names_only_those_who_may_be_published(world, client):
    client.force_login(world.pm)
    sent = client.post(file(world, "csv")).content.decode("utf-8-sig")
    assert "Spansk" in sent and "Aarhus Kommune" in sent
    assert NAME not in sent and "maria@example.org" not in sent and "12 34 56 78" not in sent
    day = world.clock().date()
    consent = ConsentFacts("1.1", day, "mail", for_publication=True, for_sharing=True)
    record_consent(world.maria, consent, by=world.pu, at=world.clock())
    sent = client.post(file(world, "csv"), {"language": "Spansk"}).content.decode("utf-8-sig")
    assert NAME in sent and "maria@example.org" in sent and "Polsk" not in sent
    assert client.post(file(world, "xlsx")).content.startswith(b"PK")
    assert client.post(file(world, "pdf")).status_code == 404
    how = AuditEvent.objects.filter(verb="contacts.read").order_by("number")
    assert [one.after["how"] for one in how] == ["export csv", "export csv", "export xlsx"]

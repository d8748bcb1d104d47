"""Lists of contacts on their pages: begun, filled, consented, withdrawn, shared (G-02, G-08)."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from consortium.models import AuditEvent, FormDraft
from partners.models import Contact, ContactDetails, ContactList
from reporting.models import SheetImport
from tests.reporting.actions.test_contact_rows import LIST, ambassadors, everything, find
from tests.reporting.operation_lists import counted
from tests.reporting.sheeting import written

__all__ = ["ambassadors"]


@pytest.fixture(autouse=True)
def _demo_day(settings: Any) -> None:
    settings.DEMO_DAY = dt.date(2012, 6, 21)


def send(client: Any, found: ContactList, content: bytes, name: str = "x.csv", **more: str) -> Any:
    """Hand a sheet in on the page of a list."""
    url = reverse("reporting:contact-import", args=[found.pk])
    return client.post(url, {"file": SimpleUploadedFile(name, content), **more})


def test_a_partner_begins_a_list_and_finds_it_again(client, world):
    client.force_login(world.pu)
    organisation = world.aarhus.organisation
    lists = reverse("partners:contact-lists", args=[organisation.pk])
    assert lists in client.get(reverse("partners:organisation-list")).text
    new = reverse("reporting:contact-list-new", args=[organisation.pk])
    assert new in client.get(lists).text
    said = {"grant_ref": "M-003", "kind": "hosts", "name": "Familier i Aarhus"}
    assert client.post(new, said).status_code == 302
    made = ContactList.objects.get()
    assert (made.organisation, made.kind, made.grant_ref) == (organisation, "hosts", "M-003")
    page = client.get(lists)
    assert "Familier i Aarhus" in page.text and "Kontaktfamilier" in page.text
    assert "Der er allerede en liste" in client.post(new, said).text


def test_a_contact_by_hand_from_waiting_to_withdrawn(client, world, ambassadors):
    client.force_login(world.pu)
    new = reverse("partners:contact-new", args=[ambassadors.pk])
    page = reverse("partners:contact-list", args=[ambassadors.pk])
    # Whether somebody is of age is asked of host families alone (G-03).
    assert "is_adult" not in client.get(new).context["form"].fields
    who = {"name": "Maria Sanchez", "email": "maria@example.org"}
    assert "Angiv, hvilken dag samtykket" in client.post(new, {**who, "how": "signed"}).text
    assert client.post(new, who).status_code == 302
    maria = find("Maria")
    assert maria.state == "waiting"
    assert "Afventer samtykke" in client.get(page).text
    consent = reverse("partners:contact-consent", args=[maria.pk])
    assert client.get(consent).status_code == 200
    yes = {"text_version": "1.0", "given_on": "01.06.2012", "how": "mail", "for_sharing": "on"}
    assert "Angiv" not in client.post(consent, yes, follow=True).text
    maria.refresh_from_db()
    assert maria.state == "active"
    edit = reverse("partners:contact-edit", args=[maria.pk])
    read_at = client.get(edit).context["form"]["read_at"].value()
    typed = {**who, "language": "Spansk", "read_at": read_at}
    assert client.post(edit, typed).status_code == 302
    assert "En anden har ændret kontakten" in client.post(edit, typed).text
    assert not FormDraft.objects.exists()
    withdraw = reverse("partners:contact-withdraw", args=[maria.pk])
    assert "slettes straks" in client.get(withdraw).text
    assert find("Maria").state == "active"
    shown = client.post(withdraw, follow=True)
    assert "1 person har trukket samtykket tilbage" in shown.text
    assert not ContactDetails.objects.exists()
    assert "sanchez" not in everything()
    for url in (edit, consent, withdraw):
        assert client.get(url).status_code == 404


def test_a_sheet_is_previewed_written_marked_and_not_kept(client, world, ambassadors):
    client.force_login(world.pu)
    url = reverse("reporting:contact-import", args=[ambassadors.pk])
    assert url in client.get(reverse("partners:contact-list", args=[ambassadors.pk])).text
    assert client.get(url).status_code == 200
    assert counted(send(client, ambassadors, LIST.encode())) == [2, 0, 0, 0]
    assert not Contact.objects.exists()
    assert counted(send(client, ambassadors, LIST.encode(), write="1")) == [2, 0, 0, 0]
    assert counted(send(client, ambassadors, LIST.encode(), write="1")) == [0, 0, 2, 0]
    assert not SheetImport.objects.exists()
    bad = LIST.replace("maria@example.org", "maria")
    page = send(client, ambassadors, bad.encode())
    assert "“maria” er ikke en e-mailadresse." in page.text
    marked = send(client, ambassadors, bad.encode(), marked="1")
    assert marked.content.startswith(b"PK")


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_workbook_goes_round(client, world, ambassadors, language):
    written(world, "contacts", ambassadors, LIST)
    client.force_login(world.pu)
    answer = client.post(reverse("reporting:contact-book", args=[ambassadors.pk, language]))
    event = AuditEvent.objects.filter(verb="contacts.read").latest("pk")
    assert (event.by, event.after) == (world.pu, {"how": "workbook", "rows": 2})
    page = send(client, ambassadors, answer.content, "bog.xlsx", write="1")
    assert counted(page) == [0, 0, 2, 0]
    rows = client.post(reverse("reporting:contact-rows", args=[ambassadors.pk, "csv"]))
    assert b"maria@example.org" in rows.content
    assert AuditEvent.objects.filter(verb="contacts.read").count() == 2
    for name, key in (("contact-book", "fr"), ("contact-rows", "pdf")):
        url = reverse(f"reporting:{name}", args=[ambassadors.pk, key])
        assert client.post(url).status_code == 404


def test_a_workbook_of_another_list_is_refused(client, world, ambassadors):
    client.force_login(world.pu)
    answer = client.post(reverse("reporting:contact-book", args=[ambassadors.pk, "da"]))
    other = ContactList.objects.create(
        organisation=ambassadors.organisation, grant_ref="M-003", kind="agents", name="Agenter"
    )
    assert "counts" not in send(client, other, answer.content, "bog.xlsx").context


def test_whoever_opens_a_list_is_noted(client, world, ambassadors):
    written(world, "contacts", ambassadors, LIST)
    client.force_login(world.pa)
    page = client.get(reverse("partners:contact-list", args=[ambassadors.pk]))
    assert "Maria Sanchez Holm" in page.text
    event = AuditEvent.objects.get(verb="contacts.read")
    assert (event.by, event.after) == (world.pa, {"how": "page", "rows": 2})


def test_the_lead_sees_shared_ones_and_is_noted(client, world, ambassadors):
    written(world, "contacts", ambassadors, LIST)
    client.force_login(world.pm)
    page = client.get(reverse("reporting:shared-contacts", args=["M-003"]))
    assert "Maria Sanchez Holm" in page.text and "Vestergaard" not in page.text
    assert AuditEvent.objects.get(verb="contacts.read").by == world.pm


@pytest.mark.parametrize(
    ("person", "page", "write", "shared"),
    [
        ("stranger", 404, 404, 404),
        ("randers_pu", 404, 404, 200),
        ("pa", 200, 403, 200),
        ("pm", 404, 404, 200),
        ("au", 404, 404, 403),
    ],
)
def test_who_sees_and_who_writes(client, world, ambassadors, person, page, write, shared):
    written(world, "contacts", ambassadors, LIST)
    contact = find("Maria")
    client.force_login(getattr(world, person))
    assert client.get(reverse("partners:contact-list", args=[ambassadors.pk])).status_code == page
    for name in ("contact-edit", "contact-consent", "contact-withdraw"):
        url = reverse(f"partners:{name}", args=[contact.pk])
        assert client.get(url).status_code == client.post(url).status_code == write
    assert send(client, ambassadors, LIST.encode(), write="1").status_code == write
    new = reverse("partners:contact-new", args=[ambassadors.pk])
    assert client.post(new, {"name": "X", "email": "x@example.org"}).status_code == write
    for name, key in (("contact-book", "da"), ("contact-rows", "csv")):
        url = reverse(f"reporting:{name}", args=[ambassadors.pk, key])
        assert client.post(url).status_code == write
    assert client.get(reverse("reporting:shared-contacts", args=["M-003"])).status_code == shared
    assert Contact.objects.filter(state="withdrawn").count() == 0


def test_the_command_takes_a_list(world, ambassadors, tmp_path):
    path = tmp_path / "kontakter.csv"
    path.write_text(LIST, encoding="utf-8")
    said = StringIO()
    asked = ["contacts", str(path), "--list", str(ambassadors.pk), "--dates", "day"]
    asked += ["--by", "pu@konsortium.example"]
    call_command("import_rows", *asked, stdout=said)
    assert "new: 2" in said.getvalue() and "written: True" in said.getvalue()
    call_command("import_rows", *asked, stdout=said)
    assert "unchanged: 2" in said.getvalue()
    with pytest.raises(CommandError, match="There is no list"):
        call_command("import_rows", "contacts", str(path), "--list", "0", "--by", "x")

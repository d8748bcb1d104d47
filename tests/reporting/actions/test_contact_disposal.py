"""Contacts go six months after the project ends: two hands, a certificate, no name left."""

from __future__ import annotations

import datetime as dt
import zipfile

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import translation

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent
from consortium.queries.texts import sentence_text
from partners.actions.contacts import (
    ContactRefused,
    add_contact,
    open_contact_list,
    record_consent,
    withdraw_consent,
)
from partners.models import Consent, Contact, ContactDetails
from partners.rules.contacts import ACTIVE, ENDED, ConsentFacts, ContactFacts
from reporting.actions.contact_disposal import (
    ContactsKept,
    ask_to_forget_contacts,
    empty_contact_lists,
)
from reporting.models import ContactDisposal, Destruction
from reporting.queries.contact_disposal import kept_contacts
from reporting.rules.closing import contact_breaches, contacts_go_on

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning")
NAME = "Maria Møgelvang"
CONSENT = ConsentFacts("1.0", dt.date(2012, 2, 1), "mail", for_sharing=True)


def entered(world, name, mail):
    return add_contact(world.list, ContactFacts(name, mail), CONSENT, by=world.pu, at=world.clock())


@pytest.fixture
def listed(world):
    """Two ambassadors of Aarhus; the project ends on 30 June 2015."""
    world.list = open_contact_list(
        world.aarhus.organisation,
        grant_ref=world.ref,
        kind="ambassadors",
        name="Ambassadører",
        by=world.pu,
        at=world.clock(),
    )
    world.maria = entered(world, NAME, "maria@example.org")
    entered(world, "José", "jose@example.org")
    return world


@pytest.fixture
def over(listed):
    """Six months have gone since the end."""
    listed.clock.move_to(2016, 1, 4)
    return listed


def ask(world, by=None):
    return ask_to_forget_contacts(world.grant, by=by or world.lc, at=world.clock())


def said(refused, language):
    with translation.override(language):
        return sentence_text(refused.value.breaches[0])


def test_two_hands_delete_who_they_are_and_keep_that_they_said_yes(over):
    disposal = empty_contact_lists(ask(over), by=over.ls, at=over.clock())
    assert not ContactDetails.objects.exists()
    assert set(Contact.objects.values_list("state", flat=True)) == {ENDED}
    assert Consent.objects.count() == 2
    assert not Consent.objects.in_force().exists()
    assert not Consent.objects.filter(withdrawn_at__isnull=False).exists()
    made = Destruction.objects.get(kind="lists")
    assert disposal.certificate == made
    assert (made.proposed_by, made.confirmed_by) == (over.lc, over.ls)
    event = AuditEvent.objects.get(verb="lists.destroyed")
    assert event.after == {"contacts": 2, "sha256": made.sha256}


def test_no_name_is_left_in_any_table(over):
    empty_contact_lists(ask(over), by=over.ls, at=over.clock())
    left = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            left += [table for row in cursor.fetchall() if "Møgelvang" in str(row)]
    assert left == []


def test_the_package_for_the_auditor_names_no_contact(listed, tmp_path):
    out = tmp_path / "package.zip"
    call_command("export_audit_package", grant=listed.ref, out=out)
    with zipfile.ZipFile(out) as package:
        names = package.namelist()
        assert names
        for name in names:
            content = package.read(name)
            assert "Møgelvang".encode() not in content, name
            assert b"maria@example.org" not in content, name


def test_before_six_months_nothing_goes(listed):
    listed.clock.move_to(2015, 12, 29)
    with pytest.raises(ContactsKept) as refused:
        ask(listed)
    assert said(refused, "en") == (
        "The project ends on 30/06/2015; its contacts are kept until six months later and go on "
        "30/12/2015."
    )
    assert said(refused, "da") == (
        "Projektet slutter 30.6.2015; dets kontakter gemmes i seks måneder derefter og slettes "
        "30.12.2015."
    )


@pytest.mark.parametrize(
    ("ends_on", "goes_on"),
    [
        (dt.date(2015, 6, 30), dt.date(2015, 12, 30)),
        (dt.date(2015, 8, 31), dt.date(2016, 2, 29)),
        (dt.date(2014, 8, 31), dt.date(2015, 2, 28)),
    ],
)
def test_the_day_is_six_months_later(ends_on, goes_on):
    assert contacts_go_on(ends_on) == goes_on
    assert contact_breaches(ends_on, 1, goes_on) == []
    early = contact_breaches(ends_on, 0, goes_on - dt.timedelta(days=1))
    assert [one.code for one in early] == ["CONTACTS_NOT_DUE", "NO_CONTACTS"]


def test_who_asked_does_not_sign_and_nobody_else_may(over):
    with pytest.raises(NotAllowed):
        ask(over, by=over.pm)
    disposal = ask(over)
    for other in (over.lc, over.pm, over.au):
        with pytest.raises(NotAllowed):
            empty_contact_lists(disposal, by=other, at=over.clock())
    assert ContactDetails.objects.count() == 2


def test_who_has_come_since_is_asked_about_again(over):
    disposal = ask(over)
    entered(over, "Ny", "ny@example.org")
    with pytest.raises(ContactsKept) as refused:
        empty_contact_lists(disposal, by=over.ls, at=over.clock())
    assert said(refused, "en") == (
        "The contacts are not those that were asked about. Look at the numbers, and ask again."
    )
    again = ask(over)
    assert again.pk == disposal.pk
    assert again.number == 3
    empty_contact_lists(again, by=over.ls, at=over.clock())
    assert kept_contacts(over.grant).number == 0


def test_the_lists_can_be_emptied_twice(over):
    empty_contact_lists(ask(over), by=over.ls, at=over.clock())
    entered(over, "Ny", "ny@example.org")
    empty_contact_lists(ask(over), by=over.ls, at=over.clock())
    assert Destruction.objects.filter(kind="lists").count() == 2
    with pytest.raises(ContactsKept) as refused:
        ask(over)
    assert [one.code for one in refused.value.breaches] == ["NO_CONTACTS"]


def test_a_deleted_contact_takes_no_consent_and_no_withdrawal(over):
    empty_contact_lists(ask(over), by=over.ls, at=over.clock())
    for deed in (
        lambda: record_consent(over.maria, CONSENT, by=over.pu, at=over.clock()),
        lambda: withdraw_consent(over.maria, by=over.pu, at=over.clock()),
    ):
        with pytest.raises(ContactRefused) as refused:
            deed()
        assert said(refused, "en") == (
            "The project is over and its contacts are deleted; nothing of this one is kept."
        )


def test_the_same_person_may_stand_in_a_later_list(over):
    empty_contact_lists(ask(over), by=over.ls, at=over.clock())
    assert entered(over, NAME, "maria@example.org").state == ACTIVE


def test_the_page_shows_numbers_and_the_two_steps(over, client, settings):
    settings.DEMO_DAY = over.clock().date()
    page = reverse("reporting:closure", args=[over.ref])
    client.force_login(over.lc)
    shown = client.get(page).content.decode()
    assert "Ambassadører" in shown
    assert "Møgelvang" not in shown
    ask_url = reverse("reporting:closure-step", args=[over.ref, "ask-contacts"])
    sign_url = reverse("reporting:closure-step", args=[over.ref, "empty-contacts"])
    assert ask_url in shown
    assert sign_url not in shown
    assert client.post(ask_url).status_code == 302
    client.force_login(over.ls)
    assert sign_url in client.get(page).content.decode()
    assert client.post(sign_url).status_code == 302
    assert ContactDisposal.objects.get().signed_by == over.ls
    own = client.get(page).content.decode()
    assert "ask-contacts" not in own
    made = Destruction.objects.get(kind="lists")
    pdf = client.get(reverse("reporting:certificate-file", args=[over.ref, made.pk, "pdf"]))
    assert pdf.content.startswith(b"%PDF")


def test_a_stranger_finds_no_such_step(over, client):
    client.force_login(over.stranger)
    for deed in ("ask-contacts", "empty-contacts"):
        url = reverse("reporting:closure-step", args=[over.ref, deed])
        assert client.post(url).status_code == 404

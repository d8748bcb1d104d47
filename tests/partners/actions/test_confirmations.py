"""Contacts keep their own data right, from the nightly job to the last trace (003, G-02, G-10)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import translation

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent
from consortium.queries.texts import sentence_text
from partners.actions.confirmations import (
    Purposes,
    confirm_for_contact,
    confirm_own_data,
    end_newsletter,
    leave_list,
)
from partners.actions.contacts import ContactRefused, record_consent, withdraw_consent
from partners.exchange.contact_mails import token_of
from partners.models import Confirmation, Consent, Contact, ContactDetails
from partners.rules.confirmations import TEXT_VERSION
from partners.rules.contacts import ACTIVE, LAPSED, RESTING, WITHDRAWN, ConsentFacts, ContactFacts
from tests.copies import laid_out
from tests.partners.ambassadors import CONSENT, JONAS, MARIA, NAME, nightly, told


@pytest.fixture
def world(db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return laid_out(told)


def state(contact):
    return Contact.objects.get(pk=contact.pk).state


def said(refused, language):
    with translation.override(language):
        return sentence_text(refused.value.breaches[0])


def test_six_months_go_by_and_the_contact_is_asked_once(world, settings):
    assert nightly(world, settings, 2012, 12, 19) is None
    asked = nightly(world, settings, 2012, 12, 20)
    assert [one.to for one in mail.outbox] == [["maria@example.org"]]
    letter: Any = mail.outbox[0]
    assert token_of(asked) in letter.body
    assert "Kære Maria Møgelvang" in letter.body and "Dear Maria Møgelvang" in letter.body
    nightly(world, settings, 2012, 12, 21)
    assert len(mail.outbox) == 1
    # Jonas has no address: the question waits for a telephone call.
    waiting = Confirmation.objects.get(contact=world.jonas)
    assert (waiting.wanted_at, waiting.sent_at) == (None, None)


def test_silence_is_reminded_rests_and_is_deleted(world, settings):
    nightly(world, settings, 2012, 12, 20)
    nightly(world, settings, 2013, 1, 3)
    assert len(mail.outbox) == 2 and "Du har ikke svaret endnu" in mail.outbox[1].body
    nightly(world, settings, 2013, 1, 18)
    assert state(world.maria) == ACTIVE
    assert Contact.objects.shared_in(world.ref).count() == 2
    nightly(world, settings, 2013, 1, 19)
    assert state(world.maria) == RESTING
    assert not Contact.objects.shared_in(world.ref).exists()
    nightly(world, settings, 2013, 3, 20)
    assert (state(world.maria), state(world.jonas)) == (LAPSED, LAPSED)
    assert not ContactDetails.objects.exists()
    assert not Consent.objects.in_force().exists()
    assert len(mail.outbox) == 2
    told_of = {"subject_type": "partners.contact", "subject_id": str(world.maria.pk)}
    verbs = AuditEvent.objects.filter(**told_of)
    assert list(verbs.order_by("number").values_list("verb", flat=True)) == [
        *("contact.added", "contact.asked", "contact.reminded", "contact.rests", "contact.lapsed"),
    ]


def test_a_contact_confirms_and_its_yes_is_to_the_text_of_the_page(world, settings):
    asked = nightly(world, settings, 2012, 12, 20)
    purposes = Purposes(for_sharing=True, for_newsletter=True)
    confirm_own_data(asked, MARIA, purposes, by=None, at=world.clock())
    held = Consent.objects.in_force().get(contact=world.maria)
    assert (held.text_version, held.how, held.recorded_by) == (TEXT_VERSION, "online", None)
    assert (held.for_publication, held.for_sharing, held.for_newsletter) == (False, True, True)
    assert Confirmation.objects.get(pk=asked.pk).answer == "confirmed"
    assert list(Contact.objects.readers_of(world.ref)) == [world.maria]
    # The same yes again is no new consent.
    confirm_own_data(asked, MARIA, purposes, by=None, at=world.clock())
    assert Consent.objects.filter(contact=world.maria).count() == 2
    nightly(world, settings, 2013, 6, 19)
    assert len(mail.outbox) == 1
    nightly(world, settings, 2013, 6, 20)
    assert len(mail.outbox) == 2


def test_a_correction_names_the_fields_and_not_the_words(world, settings):
    asked = nightly(world, settings, 2012, 12, 20)
    facts = ContactFacts(NAME, "ny@example.org", "", "Spansk", "Randers", "Ambassadør")
    confirm_own_data(asked, facts, Purposes(), by=None, at=world.clock())
    assert ContactDetails.objects.get(contact=world.maria).email == "ny@example.org"
    event = AuditEvent.objects.get(verb="contact.confirmed")
    assert (event.by, event.after["fields"]) == (None, ["email", "area"])
    assert Confirmation.objects.get(pk=asked.pk).answer == "corrected"
    assert not Contact.objects.shared_in(world.ref).filter(pk=world.maria.pk).exists()


def test_who_rests_comes_back_by_the_same_link(world, settings):
    asked = nightly(world, settings, 2012, 12, 20)
    nightly(world, settings, 2013, 1, 19)
    assert state(world.maria) == RESTING
    confirm_own_data(asked, MARIA, Purposes(for_sharing=True), by=None, at=world.clock())
    assert state(world.maria) == ACTIVE


def test_leaving_leaves_no_name_in_any_table(world, settings):
    asked = nightly(world, settings, 2012, 12, 20)
    leave_list(asked, by=None, at=world.clock())
    assert state(world.maria) == WITHDRAWN
    left = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            left += [t for t in map(str, cursor.fetchall()) if NAME in t or "maria@" in t]
    assert left == []
    assert Consent.objects.get(contact=world.maria).withdrawn_at is not None
    nightly(world, settings, 2013, 1, 19)
    assert state(world.maria) == WITHDRAWN


def test_the_partner_answers_for_one_without_an_address(world, settings):
    nightly(world, settings, 2012, 12, 20)
    confirm_for_contact(world.jonas, by=world.pu, at=world.clock())
    asked = Confirmation.objects.get(contact=world.jonas)
    assert asked.answer == "partner"
    nightly(world, settings, 2013, 1, 19)
    assert (state(world.jonas), state(world.maria)) == (ACTIVE, RESTING)
    # A new consent is an answer too.
    record_consent(world.maria, CONSENT, by=world.pu, at=world.clock())
    assert state(world.maria) == ACTIVE
    with pytest.raises(NotAllowed):
        confirm_for_contact(world.jonas, by=world.pa, at=world.clock())


def test_a_mail_that_does_not_leave_is_tried_again_and_tells_no_address(world, settings):
    settings.EMAIL_BACKEND = "tests.partners.closed_door.ClosedDoor"
    asked = nightly(world, settings, 2012, 12, 20)
    assert (asked.sent_at, asked.error) == (None, "SMTPRecipientsRefused")
    events = AuditEvent.objects.filter(verb="contact.mail_failed")
    assert "maria" not in str(list(events.values()))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    asked = nightly(world, settings, 2012, 12, 21)
    assert asked.sent_at is not None and len(mail.outbox) == 1


def test_an_older_link_opens_nothing(world, settings):
    asked = nightly(world, settings, 2012, 12, 20)
    confirm_own_data(asked, MARIA, Purposes(), by=None, at=world.clock())
    nightly(world, settings, 2013, 6, 20)
    with pytest.raises(ContactRefused) as refused:
        confirm_own_data(asked, MARIA, Purposes(), by=None, at=world.clock())
    assert said(refused, "en") == (
        "This link is no longer in use. A newer mail holds the link that is."
    )
    assert said(refused, "da") == (
        "Linket bruges ikke længere. Det link, der gælder, står i en nyere mail."
    )


REFUSALS = [
    (
        lambda world: withdraw_consent(world.maria, by=world.pu, at=world.clock()),
        "The contact did not answer whether the data hold, so they are deleted.",
        "Kontakten svarede ikke på, om oplysningerne stadig er rigtige, så de er slettet.",
    ),
    (
        lambda world: confirm_for_contact(world.jonas, by=world.pu, at=world.clock()),
        "Only a contact who has given consent is confirmed. Record the consent first.",
        "Kun en kontakt, der har givet samtykke, bekræftes. Notér samtykket først.",
    ),
]


@pytest.mark.parametrize(("deed", "english", "danish"), REFUSALS)
def test_nothing_is_done_with_one_that_is_deleted(world, settings, deed, english, danish):
    for day in ((2012, 12, 20), (2013, 1, 19), (2013, 3, 20)):
        nightly(world, settings, *day)
    with pytest.raises(ContactRefused) as refused:
        deed(world)
    assert (said(refused, "en"), said(refused, "da")) == (english, danish)


def test_ending_the_newsletter_leaves_the_other_purposes(world):
    day = world.clock().date()
    consent = ConsentFacts("1.1", day, "mail", for_sharing=True, for_newsletter=True)
    record_consent(world.maria, consent, by=world.pu, at=world.clock())
    end_newsletter(world.maria, by=None, at=world.clock())
    held = Consent.objects.in_force().get(contact=world.maria)
    assert (held.text_version, held.for_sharing, held.for_newsletter) == ("1.1", True, False)
    assert JONAS.email == "" and not Contact.objects.readers_of(world.ref).exists()

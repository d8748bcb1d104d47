"""Contacts from a sheet and by hand: kept with consent, forgotten without a trace (G-02, G-10)."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from consortium.actions.base import NotAllowed, SealedProject, action, record, seal
from consortium.models import AuditEvent
from partners.actions.contacts import (
    ContactRefused,
    add_contact,
    change_contact,
    open_contact_list,
    read_contacts,
    record_consent,
    withdraw_consent,
)
from partners.models import Consent, Contact, ContactDetails, ContactList, ProjectSecret
from partners.rules.contacts import ConsentFacts, ContactFacts
from reporting.actions.import_targets import target_ref
from reporting.actions.imports import Source, importable, layout_of, write
from reporting.actions.networks import read_network
from reporting.exchange.resources import exported
from reporting.exchange.template import template
from tests.reporting.sheeting import checked, counts, sentence, told, written

HEAD = (
    "Navn;E-mail;Telefon;Sprog;Kommune;Rolle;Samtykkedato;Tekst;Hvordan;Offentliggørelse;Deling\n"
)
LIST = (
    HEAD
    + """Maria Sanchez Holm;maria@example.org;;;Aarhus;;01.03.2012;1.0;Underskrevet på papir;ja;ja
Ole Vestergaard;;12 34 56 78;Engelsk;Aarhus;Ambassadør;;;;;
"""
)
GIVEN = "01.03.2012;1.0;Underskrevet på papir;ja;ja"
SEEN = ("maria", "sanchez", "vestergaard", "12 34 56 78")


@pytest.fixture
def ambassadors(world: Any) -> ContactList:
    """Aarhus' list of ambassadors."""
    world.clock.move_to(2012, 6, 20)
    return begun(world)


def begun(world: Any, kind: str = "ambassadors", name: str = "Ambassadører") -> ContactList:
    """A list of Aarhus."""
    return open_contact_list(
        world.aarhus.organisation,
        grant_ref=world.grant.ref,
        kind=kind,
        name=name,
        by=world.pu,
        at=world.clock(),
    )


@action
def settle(grant: Any, *, by: Any, at: dt.datetime) -> None:
    """The project becomes read-only, as at closure."""
    record("closure.settled", grant, chain=grant.ref)
    seal(grant.ref)


def everything() -> str:
    """Every value of every row in the database, history and events included, as text."""
    return json.dumps(
        [list(model._base_manager.values()) for model in apps.get_models()],
        default=str,
        ensure_ascii=False,
    ).casefold()


def find(name: str) -> Contact:
    return Contact.objects.get(details__name__startswith=name)


def test_contacts_are_active_with_a_consent_and_wait_without(world, ambassadors):
    outcome = written(world, "contacts", ambassadors, LIST)
    assert (counts(outcome), told(outcome)) == ((2, 0, 0, 0), [])
    maria, ole = find("Maria"), find("Ole")
    assert (maria.state, maria.basis) == ("active", "consent")
    assert (ole.state, ole.basis) == ("waiting", "")
    consent = maria.consents.get()
    assert (consent.given_on, consent.text_version, consent.how) == (
        *(dt.date(2012, 3, 1), "1.0", "signed"),
    )
    assert (consent.for_publication, consent.for_sharing) == (True, True)
    assert counts(written(world, "contacts", ambassadors, LIST)) == (0, 0, 2, 0)
    assert Consent.objects.count() == 1


def test_checking_leaves_nobody(world, ambassadors):
    assert counts(checked(world, "contacts", ambassadors, LIST)) == (2, 0, 0, 0)
    assert not ContactDetails.objects.exists()
    assert not ProjectSecret.objects.exists()


def test_a_name_stands_in_no_event_and_no_history(world, ambassadors):
    written(world, "contacts", ambassadors, LIST)
    facts = ContactFacts("Maria Holm", "maria@example.org", "", "Spansk", "Aarhus", "Mentor")
    change_contact(find("Maria"), facts, by=world.pu, at=world.clock())
    ContactDetails.objects.all().delete()
    kept = everything()
    assert not [word for word in SEEN if word in kept]
    changed = AuditEvent.objects.get(verb="contact.changed")
    assert changed.after == {"fields": ["name", "language", "role"]}


def test_withdrawal_forgets_the_person_and_keeps_the_proof(world, ambassadors):
    written(world, "contacts", ambassadors, LIST)
    maria = withdraw_consent(find("Maria"), by=world.pu, at=world.clock())
    assert (maria.state, maria.basis, maria.withdrawn_on) == (
        *("withdrawn", "", dt.date(2012, 6, 20)),
    )
    assert not ContactDetails.objects.filter(contact=maria).exists()
    kept = everything()
    assert not [word for word in SEEN[:2] if word in kept]
    proof = maria.consents.get()
    assert proof.withdrawn_at is not None and proof.text_version == "1.0"
    with pytest.raises(ContactRefused) as refusal:
        withdraw_consent(maria, by=world.pu, at=world.clock())
    assert refusal.value.breaches[0].rule == "G-10"


def test_an_old_sheet_does_not_bring_back_who_has_withdrawn(world, ambassadors):
    written(world, "contacts", ambassadors, LIST)
    withdraw_consent(find("Maria"), by=world.pu, at=world.clock())
    outcome = written(world, "contacts", ambassadors, LIST)
    assert told(outcome) == [(2, "name", "WITHDRAWN", "G-10")]
    assert "20.6.2012" in sentence(outcome, "da")
    world.clock.move_to(2012, 7, 2)
    newer = LIST.replace("01.03.2012", "01.07.2012")
    assert counts(written(world, "contacts", ambassadors, newer)) == (1, 0, 1, 0)
    assert Contact.objects.filter(state="withdrawn").count() == 1


def test_consent_can_be_taken_back_after_the_project_is_settled(world, ambassadors):
    written(world, "contacts", ambassadors, LIST)
    settle(world.grant, by=world.ls, at=world.clock())
    with pytest.raises(SealedProject):
        add_contact(
            ambassadors, ContactFacts("Ny", "ny@example.org"), by=world.pu, at=world.clock()
        )
    withdraw_consent(find("Maria"), by=world.pu, at=world.clock())
    assert Contact.objects.filter(state="withdrawn").count() == 1


def test_a_sheet_gives_a_newer_consent_and_takes_none_back(world, ambassadors):
    written(world, "contacts", ambassadors, LIST)
    narrower = LIST.replace(GIVEN, "02.03.2012;1.1;Pr. e-mail;nej;nej")
    assert counts(written(world, "contacts", ambassadors, narrower)) == (0, 1, 1, 0)
    maria = find("Maria")
    assert maria.consents.count() == 2
    held = maria.consents.in_force().get()
    assert (held.text_version, held.for_sharing) == ("1.1", False)
    empty = LIST.replace(GIVEN, ";;;;")
    assert counts(written(world, "contacts", ambassadors, empty)) == (0, 0, 2, 0)
    assert maria.consents.in_force().exists()


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("Ole 010170-1234;o@example.org;;;;;;;;;", ("name", "CPR_NUMBER", "G-01")),
        ("Ole;;;;;;;;;;", ("email", "CHANNEL_MISSING", "G-03")),
        ("Ole;o@example.org;;;;;;1.0;;;", ("given_on", "DAY_MISSING", "G-02")),
        ("Ole;o@example.org;;;;;01.03.2012;;orally;;", ("text_version", "TEXT_MISSING", "G-02")),
        ("Ole;o@example.org;;;;;01.03.2012;1.0;;;", ("how", "HOW_MISSING", "G-02")),
        ("Ole;o@example.org;;;;;01.08.2012;1.0;signed;;", ("given_on", "CONSENT_TO_COME", "G-02")),
    ],
)
def test_rows_refused(world, ambassadors, row, fault):
    assert told(checked(world, "contacts", ambassadors, HEAD + row)) == [(2, *fault)]


def test_words_about_a_consent_without_its_day(world, ambassadors):
    outcome = checked(world, "contacts", ambassadors, HEAD + "Ole;o@example.org;;;;;;1.0;;;")
    assert sentence(outcome, "en") == (
        "Say on which day the consent was given; without it there is none."
    )
    assert sentence(outcome, "da") == (
        "Angiv, hvilken dag samtykket er givet; uden dagen er der intet."
    )


def test_host_families_are_adults(world, ambassadors):
    hosts = begun(world, "hosts", "Værter")
    row = "Ole;o@example.org;;;;;01.03.2012;1.0;signed;;"
    assert told(checked(world, "contacts", hosts, HEAD + row)) == [
        (2, "is_adult", "NOT_OF_AGE", "G-03")
    ]
    good = HEAD.strip() + ";Voksen\n" + row + ";ja"
    assert counts(written(world, "contacts", hosts, good)) == (1, 0, 0, 0)


def test_company_contacts_are_kept_by_interest(world, ambassadors):
    companies = begun(world, "companies", "Virksomheder")
    written(world, "contacts", companies, HEAD + "Ole;o@example.org;;;;;;;;;")
    assert (find("Ole").state, find("Ole").basis) == ("active", "interest")


@pytest.mark.parametrize("extension", ["csv", "xlsx", "book"])
def test_the_list_comes_back_unchanged(world, ambassadors, extension):
    written(world, "contacts", ambassadors, LIST)
    kind, name = importable("contacts").kind, "x.csv" if extension == "csv" else "x.xlsx"
    if extension == "book":
        content = template(ambassadors, kind, "da", target_ref(ambassadors))
    else:
        content = exported(kind, ambassadors, "da", extension)
    layout = layout_of(io.BytesIO(content), name, ambassadors, kind)
    at = world.clock()
    source = Source(ambassadors, kind, lambda: io.BytesIO(content), name, layout, world.pu, at)
    outcome = write(source)
    assert (counts(outcome), outcome.faults) == ((0, 0, 2, 0), [])


def test_a_formula_is_harmless_where_it_goes_out(world, ambassadors):
    written(world, "contacts", ambassadors, HEAD + "=1+2;o@example.org;;;;;;;;;")
    content = exported(importable("contacts").kind, ambassadors, "da", "csv")
    assert "'=1+2" in content.decode("utf-8-sig")


def test_each_partner_keeps_and_sees_its_own(world, ambassadors):
    for person in (world.stranger, world.randers_pu, world.pm, world.pa):
        with pytest.raises(NotAllowed):
            written(world, "contacts", ambassadors, LIST, by=person)
    written(world, "contacts", ambassadors, LIST)
    seen = {
        name: Contact.objects.visible_to(getattr(world, name)).count()
        for name in ("pu", "pa", "randers_pu", "pm", "au", "stranger")
    }
    assert seen == {"pu": 2, "pa": 2, "randers_pu": 0, "pm": 0, "au": 0, "stranger": 0}


def test_whoever_reads_a_list_is_noted(world, ambassadors):
    written(world, "contacts", ambassadors, LIST)
    people = read_contacts(ambassadors, how="page", by=world.pa, at=world.clock())
    event = AuditEvent.objects.get(verb="contacts.read")
    assert (len(people), event.by, event.after) == (2, world.pa, {"how": "page", "rows": 2})
    with pytest.raises(NotAllowed):
        read_contacts(ambassadors, how="page", by=world.pm, at=world.clock())


def test_the_lead_sees_those_who_share_as_long_as_they_do(world, ambassadors):
    written(world, "contacts", ambassadors, LIST)

    def shared() -> list[str]:
        found = read_network(world.grant, {}, how="shared", by=world.pm, at=world.clock())
        return [one.details.name for one in found]

    assert shared() == ["Maria Sanchez Holm"]
    narrower = ConsentFacts("1.0", dt.date(2012, 6, 1), "mail", for_publication=True)
    record_consent(find("Maria"), narrower, by=world.pu, at=world.clock())
    assert shared() == []
    with pytest.raises(NotAllowed):
        read_network(world.grant, {}, how="shared", by=world.au, at=world.clock())


def test_one_person_stands_once_in_a_list(world, ambassadors):
    written(world, "contacts", ambassadors, LIST)
    with pytest.raises(ContactRefused) as refusal:
        facts = ContactFacts("MARIA  Sanchez-Holm", "Maria@example.org")
        add_contact(ambassadors, facts, by=world.pu, at=world.clock())
    assert refusal.value.breaches[0].code == "CONTACT_STANDS"
    with pytest.raises(ContactRefused) as refusal:
        facts = ContactFacts("Maria Sanchez Holm", "maria@example.org")
        change_contact(find("Ole"), facts, by=world.pu, at=world.clock())
    assert refusal.value.breaches[0].code == "CONTACT_STANDS"


def test_two_editors_of_a_contact_do_not_overwrite_each_other(world, ambassadors):
    written(world, "contacts", ambassadors, LIST)
    maria = find("Maria")
    read_at = maria.details_changed_at
    facts = ContactFacts("Maria Sanchez Holm", "maria@example.org", role="Vært")
    change_contact(maria, facts, read_at=read_at, by=world.pu, at=world.clock())
    with pytest.raises(ContactRefused) as refusal:
        change_contact(maria, facts, read_at=read_at, by=world.pu, at=world.clock())
    assert refusal.value.breaches[0].rule == "W-04"


def test_the_database_refuses_an_active_contact_without_a_basis(world, ambassadors):
    written(world, "contacts", ambassadors, LIST)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(pk=find("Ole").pk).update(state="active")


@pytest.mark.parametrize(
    ("change", "code"),
    [({"name": " "}, "NAME_MISSING"), ({"kind": "x"}, "KIND_UNKNOWN"), ({}, "LIST_STANDS")],
)
def test_lists_refused(world, ambassadors, change, code):
    with pytest.raises(ContactRefused) as refusal:
        begun(world, **({"kind": "ambassadors", "name": "Ambassadører"} | change))
    assert refusal.value.breaches[0].code == code

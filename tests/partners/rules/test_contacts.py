"""What may be kept of a contact, and when (G-01, G-02, G-03, G-10)."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from consortium.queries.texts import sentence_text
from partners.rules.contacts import (
    ACTIVE,
    AGENTS,
    AMBASSADORS,
    COMPANIES,
    CONSENT,
    HOSTS,
    INTEREST,
    WAITING,
    ConsentFacts,
    ContactFacts,
    channel,
    check_consent,
    check_contact,
    check_return,
    mark_of,
    state_for,
)

DAY = dt.date(2014, 4, 15)
PERSON = ContactFacts("Maria S.", "maria@example.org", "", "Spansk", "Aarhus", "Ambassadør")
YES = ConsentFacts("1.0", DAY, "signed")
SECRET = "ab" * 32


def told(breach, language):
    with translation.override(language):
        return sentence_text(breach, language).replace("\N{NO-BREAK SPACE}", " ")


def test_nothing_is_kept_but_the_minimum():
    assert [one.name for one in fields(ContactFacts)] == [
        *("name", "email", "phone", "language", "area", "role")
    ]


@pytest.mark.parametrize(
    ("kind", "consent", "expected"),
    [
        (AMBASSADORS, None, (WAITING, "")),
        (AMBASSADORS, YES, (ACTIVE, CONSENT)),
        (HOSTS, None, (WAITING, "")),
        (COMPANIES, None, (ACTIVE, INTEREST)),
        (COMPANIES, YES, (ACTIVE, CONSENT)),
    ],
)
def test_nobody_is_active_without_a_basis(kind, consent, expected):
    assert state_for(kind, consent) == expected


@pytest.mark.parametrize(
    ("change", "code", "english", "danish"),
    [
        (
            {"name": " . "},
            "NAME_MISSING",
            "Write a name or an alias.",
            "Skriv et navn eller et alias.",
        ),
        (
            {"email": ""},
            "CHANNEL_MISSING",
            "Write an e-mail address or a telephone number; one of them is enough.",
            "Skriv en e-mailadresse eller et telefonnummer; én af dem er nok.",
        ),
        (
            {"email": "maria(at)example.org"},
            "EMAIL_WRONG",
            "“maria(at)example.org” is no e-mail address.",
            "“maria(at)example.org” er ikke en e-mailadresse.",
        ),
        (
            {"role": "Ambassadør 010170-1234"},
            "CPR_NUMBER",
            "The text holds what reads as a CPR number. CPR numbers are never stored here: "
            "leave it out.",
            "Teksten rummer noget, der ligner et CPR-nummer. CPR-numre gemmes aldrig her: "
            "udelad det.",
        ),
    ],
)
def test_contacts_refused(change, code, english, danish):
    [breach] = check_contact(replace(PERSON, **change))
    assert breach.code == code
    assert (told(breach, "en"), told(breach, "da")) == (english, danish)


@pytest.mark.parametrize(
    ("kind", "change", "code", "english", "danish"),
    [
        (
            AMBASSADORS,
            {"text_version": " "},
            "TEXT_MISSING",
            "Say which version of the information text the consent was given to.",
            "Angiv, hvilken version af oplysningsteksten samtykket er givet til.",
        ),
        (
            AMBASSADORS,
            {"how": ""},
            "HOW_MISSING",
            "Say how the consent was given.",
            "Angiv, hvordan samtykket er givet.",
        ),
        (
            AGENTS,
            {"given_on": dt.date(2014, 4, 16)},
            "CONSENT_TO_COME",
            "16/04/2014 is still to come; a consent is recorded when it has been given.",
            "16.4.2014 ligger endnu forude; et samtykke registreres, når det er givet.",
        ),
        (
            HOSTS,
            {},
            "NOT_OF_AGE",
            "Only adults stand in a list of host families. Record that the contact is of age; "
            "nothing is kept of the household.",
            "Kun voksne står på en liste over kontaktfamilier. Registrér, at kontakten er myndig; "
            "intet gemmes om husstanden.",
        ),
    ],
)
def test_consents_refused(kind, change, code, english, danish):
    [breach] = check_consent(kind, replace(YES, **change), DAY)
    assert breach.code == code
    assert (told(breach, "en"), told(breach, "da")) == (english, danish)


def test_a_consent_that_counts():
    assert check_consent(HOSTS, replace(YES, is_adult=True), DAY) == []
    assert check_consent(AMBASSADORS, YES, DAY) == check_contact(PERSON) == []


@pytest.mark.parametrize(
    ("given_on", "is_good"), [(None, False), (DAY, False), (DAY + dt.timedelta(1), True)]
)
def test_who_has_withdrawn_comes_back_by_a_newer_consent_alone(given_on, is_good):
    consent = replace(YES, given_on=given_on) if given_on else None
    found = check_return(DAY, consent)
    assert (found == []) is is_good
    if not is_good:
        assert told(found[0], "en") == (
            "This person took the consent back on 15/04/2014. Take the row out, or record a "
            "consent that was given after that day."
        )
        assert told(found[0], "da") == (
            "Personen trak samtykket tilbage 15.4.2014. Tag rækken ud, eller registrér et "
            "samtykke, der er givet efter den dag."
        )
    assert check_return(None, consent) == []


@pytest.mark.parametrize(
    ("email", "phone", "expected"),
    [
        ("Maria@Example.org ", "12 34 56 78", "maria@example.org"),
        ("", "+45 12 34 56 78", "12345678"),
        ("", "0045 12345678", "12345678"),
        ("", "12345678", "12345678"),
        ("", "ring mig", ""),
    ],
)
def test_a_channel_reads_one_way(email, phone, expected):
    assert channel(email, phone) == expected


@given(name=st.text(min_size=1), email=st.emails())
def test_the_mark_tells_nothing_and_knows_its_person_again(name, email):
    person = ContactFacts(name, email)
    mark = mark_of(SECRET, person)
    assert len(mark) == 64
    assert mark == mark_of(SECRET, replace(person, role="x", phone="12345678"))
    assert mark != mark_of("cd" * 32, person)

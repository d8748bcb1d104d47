"""Requests for erasure: written down, prolonged, answered; a contact goes with its answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from consortium.actions.base import NotAllowed, action, record
from consortium.models import AuditEvent
from consortium.queries.texts import sentence_text
from partners.actions.contacts import ContactRefused, forget_contacts, withdraw_consent
from partners.actions.erasures import (
    ErasureRefused,
    answer_erasure,
    note_erasure,
    prolong_erasure,
)
from partners.models import ContactDetails, ErasureRequest
from partners.rules.erasures import EMPLOYEE, PARTICIPANT, AnswerFacts
from tests.copies import laid_out
from tests.partners.erasures import ASKED, BY_MARIA, ON_A_LIST, told

DUE = dt.date(2012, 7, 18)
GONE = AnswerFacts("deleted", told="Du er slettet.")
KEPT = AnswerFacts("refused", "17-3-b", "Listen er bilag. Du kan klage til Datatilsynet.")


@pytest.fixture
def world(db):
    return laid_out(told)


def said(refused):
    breach = refused.value.breaches[0]
    return sentence_text(breach, "en"), sentence_text(breach, "da")


def test_a_request_is_a_row_with_its_day_and_an_event_that_names_nobody(world):
    assert (world.request.number, world.request.due_on) == (1, DUE)
    event = AuditEvent.objects.get(verb="erasure.asked", subject_id=str(world.request.pk))
    assert "Maria" not in str(event.after)


def test_a_contact_goes_in_the_deed_that_answers_and_the_answer_stands(world):
    answered = answer_erasure(world.request, GONE, by=world.pu, at=world.clock())
    assert (answered.outcome, answered.answered_on) == ("deleted", dt.date(2012, 6, 20))
    assert not ContactDetails.objects.filter(contact=world.maria).exists()
    world.maria.refresh_from_db()
    assert world.maria.state == "withdrawn"
    with pytest.raises(ErasureRefused) as refused:
        answer_erasure(world.request, GONE, by=world.pu, at=world.clock())
    assert said(refused) == (
        "Request 1 was answered on 20/06/2012; the answer stands.",
        "Anmodning 1 blev besvaret 20.6.2012; svaret står ved magt.",
    )


@pytest.mark.parametrize("way", ["withdrawn", "project_over"])
def test_whoever_goes_another_way_has_the_answer_too(world, way):
    if way == "withdrawn":
        withdraw_consent(world.maria, by=world.pu, at=world.clock())
    else:
        _settle(world, by=world.pm, at=world.clock())
    world.request.refresh_from_db()
    assert world.request.outcome == "deleted"
    world.of_evidence.refresh_from_db()
    assert world.of_evidence.answered_on is None


def _settle(world, *, by, at):
    @action
    def settle(*, by, at):
        forget_contacts(world.ref, at=at)
        record("lists.emptied", world.grant, chain=world.ref)

    settle(by=by, at=at)


ANSWERS = [
    (
        "of_evidence",
        GONE,
        "What proves a cost is kept until the retention ends, and is not deleted on request. "
        "Refuse it under article 17(3)(b).",
        "Det, der dokumenterer en udgift, opbevares, til opbevaringspligten ophører, og slettes "
        "ikke på anmodning. Afslå efter artikel 17, stk. 3, litra b.",
    ),
    (
        "request",
        replace(KEPT, told="Nej"),
        "A list of contacts is no evidence: whoever stands in it may always leave. Delete the "
        "contact.",
        "En kontaktliste er ikke dokumentation: den, der står i den, kan altid forlade den. Slet "
        "kontakten.",
    ),
    (
        "request",
        AnswerFacts("nothing", told="Intet"),
        "The contact stands in the list. Delete it, or refuse on a ground.",
        "Kontakten står i listen. Slet den, eller afslå med en hjemmel.",
    ),
    (
        "of_evidence",
        replace(KEPT, ground=""),
        "A request is refused on a ground that the law knows. Choose one.",
        "En anmodning afslås med en hjemmel, som loven kender. Vælg en.",
    ),
    (
        "of_evidence",
        AnswerFacts("nothing", "12-5", "Intet"),
        "Only a refusal has a ground. Leave it empty.",
        "Kun et afslag har en hjemmel. Lad feltet stå tomt.",
    ),
    (
        "of_evidence",
        replace(KEPT, told=" "),
        "Write what the person was told, without the name.",
        "Skriv, hvad personen har fået at vide, uden navnet.",
    ),
    (
        "of_evidence",
        AnswerFacts("x", told="Svar"),
        "Say what the answer was.",
        "Angiv, hvad svaret var.",
    ),
]


@pytest.mark.parametrize(("which", "facts", "english", "danish"), ANSWERS)
def test_an_answer_that_the_law_does_not_allow_is_refused(world, which, facts, english, danish):
    with pytest.raises(ErasureRefused) as refused:
        answer_erasure(getattr(world, which), facts, by=world.pu, at=world.clock())
    assert said(refused) == (english, danish)
    assert ErasureRequest.objects.waiting().count() == 2


def test_evidence_is_kept_with_its_ground_and_a_participant_is_only_a_key(world):
    kept = answer_erasure(world.of_evidence, KEPT, by=world.pu, at=world.clock())
    assert (kept.outcome, kept.ground) == ("refused", "17-3-b")
    place = {"grant_ref": world.ref, "by": world.pu, "at": world.clock()}
    counted = replace(ON_A_LIST, about=PARTICIPANT)
    asked = note_erasure(world.aarhus.organisation, counted, **place)
    assert asked.number == 3
    with pytest.raises(ErasureRefused) as refused:
        answer_erasure(asked, GONE, by=world.pu, at=world.clock())
    assert said(refused) == (
        "Of a participant only a key that nobody can turn back is kept, so there is nothing to "
        "delete. Answer that nothing is kept.",
        "Af en deltager opbevares kun en nøgle, som ingen kan vende tilbage, så der er intet at "
        "slette. Svar, at intet opbevares.",
    )


ASKINGS = [
    (
        {"asked_on": dt.date(2012, 6, 21)},
        "21/06/2012 is still to come; a request is written down when it has been made.",
        "21.6.2012 ligger i fremtiden; en anmodning noteres, når den er fremsat.",
    ),
    (
        {"reference": " "},
        "Give the number under which the letter is filed; the name stays there.",
        "Angiv det nummer, brevet er journaliseret under; navnet bliver dér.",
    ),
    ({"about": "x"}, "Say what the request is about.", "Angiv, hvad anmodningen drejer sig om."),
    ({"asked_by": "x"}, "Say who has asked.", "Angiv, hvem der har anmodet."),
    (
        {"about": "contact"},
        "A request about a contact begins at the contact in its list.",
        "En anmodning om en kontakt begynder ved kontakten i dens liste.",
    ),
    (
        {"reference": "010190-1234"},
        "The text holds what reads as a CPR number. CPR numbers are never stored here: leave it "
        "out.",
        None,
    ),
]


@pytest.mark.parametrize(("change", "english", "danish"), ASKINGS)
def test_what_a_request_lacks(world, change, english, danish):
    facts = replace(ON_A_LIST, about=EMPLOYEE) if not change.get("about") else ON_A_LIST
    with pytest.raises(ErasureRefused) as refused:
        note_erasure(
            world.aarhus.organisation,
            replace(facts, **change),
            grant_ref=world.ref,
            by=world.pu,
            at=world.clock(),
        )
    found = said(refused)
    assert found[0] == english
    assert danish is None or found[1] == danish


def test_one_request_of_a_contact_waits_at_a_time_and_none_of_who_is_gone(world):
    told_ = {"grant_ref": world.ref, "contact": world.maria, "by": world.pu}
    with pytest.raises(ErasureRefused) as refused:
        note_erasure(world.aarhus.organisation, BY_MARIA, **told_, at=world.clock())
    assert said(refused) == (
        "Request 1 about this contact waits for its answer already.",
        "Anmodning 1 om denne kontakt venter allerede på svar.",
    )
    answer_erasure(world.request, GONE, by=world.pu, at=world.clock())
    world.maria.refresh_from_db()
    with pytest.raises(ContactRefused):
        note_erasure(world.aarhus.organisation, BY_MARIA, **told_, at=world.clock())


def longer(world, reason="Fem lister gennemgås"):
    return prolong_erasure(world.request, reason=reason, by=world.pu, at=world.clock())


def test_the_time_is_prolonged_once_in_time_and_for_a_reason(world):
    with pytest.raises(ErasureRefused) as refused:
        longer(world, " ")
    assert said(refused) == (
        "Say why more time is needed; the person is told so.",
        "Angiv, hvorfor der er brug for mere tid; det får personen at vide.",
    )
    assert longer(world).due_on == dt.date(2012, 9, 18)
    with pytest.raises(ErasureRefused) as refused:
        longer(world)
    assert said(refused) == (
        "The time has been prolonged to 18/09/2012 already; that can be done once.",
        "Fristen er allerede forlænget til 18.9.2012; det kan ske én gang.",
    )


def test_it_is_too_late_to_prolong_and_a_late_answer_says_so(world):
    world.clock.move_to(2012, 7, 19)
    with pytest.raises(ErasureRefused) as refused:
        longer(world)
    assert said(refused) == (
        "The answer was due on 18/07/2012; the time is prolonged before that day or never.",
        "Svaret skulle være givet senest 18.7.2012; fristen forlænges før den dag eller slet ikke.",
    )
    assert answer_erasure(world.request, GONE, by=world.pu, at=world.clock()).is_late


def test_only_the_controller_answers(world):
    for by in (world.pm, world.randers_pu, world.au):
        with pytest.raises(NotAllowed):
            answer_erasure(world.request, GONE, by=by, at=world.clock())
        with pytest.raises(NotAllowed):
            prolong_erasure(world.request, reason="x", by=by, at=world.clock())
    with pytest.raises(NotAllowed):
        note_erasure(
            world.aarhus.organisation, ON_A_LIST, grant_ref=world.ref, by=world.pm, at=world.clock()
        )


WRONG_ROWS = [
    {"outcome": "deleted"},
    {"outcome": "deleted", "answered_on": DUE},  # of evidence
    {"outcome": "refused", "answered_on": DUE},
    {"answered_on": DUE},
    {"outcome": "nothing", "answered_on": ASKED - dt.timedelta(1)},
    {"about": "contact"},
    {"due_on": ASKED},
    {"number": 1},
]


@pytest.mark.parametrize("change", WRONG_ROWS)
def test_the_database_holds_to_it_too(world, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        ErasureRequest.objects.filter(pk=world.of_evidence.pk).update(**change)

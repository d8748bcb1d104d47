"""A municipality without a log-in signs and decides by a link; each link is used once (001)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent, Notification
from consortium.rules.refusals import Refused
from grants.actions.addenda import draft_addendum, sign_addendum_as_operator
from grants.actions.municipal import sign_as_municipality, sign_as_operator, take_signature_back
from grants.models import Addendum, MunicipalAgreement
from reporting.actions.evaluations import decide_evaluation
from reporting.actions.municipal_link_mails import deliver_link
from reporting.actions.municipal_links import (
    Reader,
    ask_body,
    ask_for_addendum,
    ask_for_signature,
    decide_by_link,
    sign_by_link,
    withdraw_link,
)
from reporting.models import AnnualEvaluation, EvaluationDecision, MunicipalLink
from tests.copies import laid_out
from tests.grants.municipal import drafted_agreement
from tests.reporting.municipal_story import sent_evaluation
from tests.reporting.said import said

MAYOR = "borgmester@aarhus.example"
GIVEN: dict[str, Any] = {
    "signer": "Kirsten Holm",
    "office": "Borgmester",
    "agrees": True,
    "by": None,
}


def offered_agreement():
    """The operator has signed, and the mayor is asked by mail."""
    world = drafted_agreement()
    world.clock.move_to(2022, 12, 20)
    world.agreement = sign_as_operator(world.agreement, by=world.ls, at=world.clock())
    world.link = ask(world)
    return world


def asked_bodies():
    """The evaluation is sent, and all three bodies are asked by mail."""
    world = sent_evaluation()
    world.links = [asked_body(world, body) for body in world.agreement.bodies.all()]
    return world


def ask(world, email=MAYOR, days=14, by=None):
    to = Reader("Borgmester", email, world.clock().date() + dt.timedelta(days=days))
    return ask_for_signature(world.agreement, to, by=by or world.pm, at=world.clock())


def asked_body(world, body):
    return ask_body(
        world.evaluation,
        body,
        email=f"{body.number}@aarhus.example",
        opens_until=dt.date(2024, 3, 1),
        by=world.pm,
        at=world.clock(),
    )


def decide(world, link, outcome="adopted", text="", **more):
    given = {"signer": "Sekretær Holm", "agrees": True, "by": None, **more}
    day = dt.date(2024, 2, 1)
    return decide_by_link(
        link, outcome=outcome, decided_on=day, text=text, at=world.clock(), **given
    )


@pytest.fixture
def offered(db):
    return laid_out(offered_agreement)


@pytest.fixture
def bodies(db):
    return laid_out(asked_bodies)


def test_the_municipality_signs_by_its_link(offered):
    assert deliver_link(offered.link.pk, at=offered.clock())
    assert not deliver_link(offered.link.pk, at=offered.clock())
    [letter] = mail.outbox
    assert letter.to == [MAYOR]
    assert letter.subject == "Til underskrift: Partnerskabsaftale 2023-2024"
    sign_by_link(offered.link, at=offered.clock(), **GIVEN)
    agreement = MunicipalAgreement.objects.get()
    assert (agreement.state, agreement.municipality_signed_by) == ("active", None)
    assert agreement.municipality_signed == "Kirsten Holm, Borgmester"
    assert agreement.grant.instalments.count() == 10
    used = AuditEvent.objects.get(verb="municipal_link.used")
    assert (used.by, used.subject_id) == (None, str(offered.link.pk))
    assert used.after == {"purpose": "sign", "office": "Borgmester", "signer": "Kirsten Holm"}
    signed = AuditEvent.objects.get(verb="municipal.signed_by_municipality")
    assert signed.after == {"state": "active", "signed_as": "Kirsten Holm, Borgmester"}
    told = Notification.objects.filter(verb="municipal.signed_by_municipality")
    assert told.filter(recipient=offered.ls).exists()
    # No event holds the address.
    assert not AuditEvent.objects.filter(after__icontains=MAYOR).exists()
    for change in ({"signer": "En anden"}, {"used_at": None, "signer": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MunicipalLink.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        MunicipalAgreement.objects.update(municipality_signed_as="En anden")


def used(world):
    sign_by_link(world.link, at=world.clock(), **GIVEN)


def too_old(world):
    world.clock.move_to(2023, 1, 4)


def withdrawn(world):
    withdraw_link(world.link, by=world.pm, at=world.clock())


def asked_again(world):
    ask(world)


def signed_with_log_in(world):
    sign_as_municipality(world.agreement, by=world.mu, at=world.clock())


def changed_since(world):
    agreement = take_signature_back(
        world.agreement, reason="Fejl i beløb", by=world.ls, at=world.clock()
    )
    world.clock.move_to(2022, 12, 21)
    sign_as_operator(agreement, by=world.ls, at=world.clock())


WITHDRAWN = (
    "The link is withdrawn, or a newer mail has taken its place. Use the newest mail, or ask "
    "whoever wrote to you.",
    "Linket er trukket tilbage, eller en nyere mail har taget dets plads. Brug den nyeste mail, "
    "eller spørg den, der skrev til dig.",
)
NOT_OFFERED = (
    "This waits for the municipality's signature no more as it did when the mail was sent: it is "
    "signed, or was taken back to be changed. Ask whoever wrote to you.",
    "Dette venter ikke længere på kommunens underskrift, som det gjorde, da mailen blev sendt: "
    "det er underskrevet eller taget tilbage for at blive ændret. Spørg den, der skrev til dig.",
)


@pytest.mark.parametrize(
    ("meanwhile", "english", "danish"),
    [
        (
            used,
            "The link was used on 20/12/2022, and it is used once. Ask whoever wrote to you if "
            "something is to be put right.",
            "Linket blev brugt 20.12.2022, og det kan bruges én gang. Spørg den, der skrev til "
            "dig, hvis noget skal rettes.",
        ),
        (
            too_old,
            "The link opened until 03/01/2023. Ask whoever wrote to you for a new link.",
            "Linket virkede til og med 3.1.2023. Bed den, der skrev til dig, om et nyt link.",
        ),
        (withdrawn, *WITHDRAWN),
        (asked_again, *WITHDRAWN),
        (signed_with_log_in, *NOT_OFFERED),
        (changed_since, *NOT_OFFERED),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_link_that_is_over_signs_nothing(offered, meanwhile, english, danish):
    meanwhile(offered)
    before = AuditEvent.objects.count()
    with pytest.raises(Refused) as no:
        sign_by_link(offered.link, at=offered.clock(), **GIVEN)
    assert (said(no, "en"), said(no, "da")) == (english, danish)
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(
    ("given", "english", "danish"),
    [
        (
            {"signer": " "},
            "Write who you are: your name stands with what you decide.",
            "Skriv, hvem du er: dit navn står ved det, du beslutter.",
        ),
        (
            {"agrees": False},
            "Tick that you may do this for the municipality; without it nothing is signed.",
            "Sæt kryds ved, at du må gøre dette for kommunen; uden det bliver intet underskrevet.",
        ),
    ],
)
def test_a_signature_says_who_signs(offered, given, english, danish):
    with pytest.raises(Refused) as no:
        sign_by_link(offered.link, at=offered.clock(), **{**GIVEN, **given})
    assert (said(no, "en"), said(no, "da")) == (english, danish)


def test_who_is_logged_in_does_not_use_the_municipalitys_link(offered):
    with pytest.raises(Refused) as no:
        sign_by_link(offered.link, at=offered.clock(), **{**GIVEN, "by": offered.ls})
    assert said(no, "en") == (
        f"You are logged in as {offered.ls}, and the link is the municipality's own. Log out "
        "before you use it, or do it with your log-in."
    )


def test_who_may_ask_and_whom(offered):
    for person in (offered.ls, offered.mu, offered.au):
        with pytest.raises(NotAllowed):
            ask(offered, by=person)
    with pytest.raises(Refused) as no:
        ask(offered, email=offered.ls.email.upper())
    assert said(no, "da") == (
        f"{offered.ls.email.upper()} har et log-in her og underskriver og beslutter med det. Skriv "
        "til en i kommunen, der ikke har et."
    )
    with pytest.raises(Refused) as no:
        ask(offered, days=61)
    assert said(no, "en") == (
        "A link opens from today until 18/02/2023 at the latest, not until 19/02/2023."
    )


def test_a_mail_that_does_not_leave_is_told(offered, settings):
    settings.EMAIL_BACKEND = "tests.grants.views.test_measures.NoServer"
    assert not deliver_link(offered.link.pk, at=offered.clock())
    offered.link.refresh_from_db()
    assert (offered.link.sent_at, offered.link.error) == (None, "OSError: no server")
    assert AuditEvent.objects.filter(verb="municipal_link.mail_failed").exists()


def test_an_addendum_is_signed_by_its_link(bodies):
    addendum = draft_addendum(
        bodies.agreement,
        dated_on=dt.date(2024, 2, 1),
        text="Mødet flyttes.",
        reason="Lokalet er optaget.",
        by=bodies.pm,
        at=bodies.clock(),
    )
    to = Reader("Borgmester", MAYOR, dt.date(2024, 2, 20))
    with pytest.raises(Refused):
        ask_for_addendum(addendum, to, by=bodies.pm, at=bodies.clock())
    addendum = sign_addendum_as_operator(addendum, by=bodies.ls, at=bodies.clock())
    link = ask_for_addendum(addendum, to, by=bodies.pm, at=bodies.clock())
    sign_by_link(link, at=bodies.clock(), **GIVEN)
    addendum = Addendum.objects.get()
    assert (addendum.state, addendum.municipality_signed_as) == (
        "active",
        "Kirsten Holm, Borgmester",
    )


def test_three_bodies_decide_by_their_links_and_in_order(bodies):
    first, second, third = bodies.links
    with pytest.raises(Refused) as no:
        decide(bodies, second)
    assert said(no, "en") == (
        "It is the turn of Borgmesterens Afdeling. Erhvervskontaktudvalget decides when that is "
        "done."
    )
    for link in (first, second, third):
        decide(bodies, link)
    evaluation = AnnualEvaluation.objects.get()
    assert evaluation.state == "adopted"
    assert [(one.recorded_by, one.link_id) for one in evaluation.decisions.all()] == [
        (None, link.pk) for link in bodies.links
    ]
    last = AuditEvent.objects.filter(verb="evaluation.decided").order_by("-number")[0]
    assert (last.by, last.after["link"], last.after["signer"]) == (None, third.pk, "Sekretær Holm")
    assert evaluation.snapshot is not None
    assert last.after["sha256"] == evaluation.snapshot.sha256
    # It stands in the name of who sent the evaluation: the last body has no log-in.
    assert evaluation.snapshot.created_by == bodies.ls


def test_sent_back_by_a_link_the_other_links_are_over(bodies):
    first, second, _third = bodies.links
    with pytest.raises(Refused) as no:
        decide(bodies, first, outcome="sent_back")
    assert said(no, "en") == "Write down the remarks, or why it is sent back."
    decide(bodies, first, outcome="sent_back", text="Økonomien mangler")
    with pytest.raises(Refused) as no:
        decide(bodies, second)
    assert (said(no, "en"), said(no, "da")) == (
        "The evaluation of 2023 waits for no body in this round. It is mailed anew when it is "
        "sent again.",
        "Evalueringen for 2023 venter ikke på nogen i denne runde. Den mailes på ny, når den "
        "sendes igen.",
    )
    with pytest.raises(Refused):
        asked_body(bodies, second.body)


def test_a_body_that_has_decided_otherwise_is_asked_no_more(bodies):
    first = bodies.links[0]
    decide_evaluation(
        bodies.evaluation,
        outcome="adopted",
        decided_on=dt.date(2024, 2, 1),
        by=bodies.mu,
        at=bodies.clock(),
    )
    with pytest.raises(Refused) as no:
        decide(bodies, first)
    assert said(no, "da") == (
        "Borgmesterens Afdeling har allerede besluttet om evalueringen for 2023."
    )


def test_a_decision_has_a_log_in_or_a_link(bodies):
    decision = decide(bodies, bodies.links[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationDecision.objects.create(
            evaluation=decision.evaluation,
            body=bodies.links[1].body,
            round=1,
            outcome="adopted",
            decided_on=decision.decided_on,
            recorded_at=decision.recorded_at,
        )

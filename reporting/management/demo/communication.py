"""What 003 asks of networks and communication, in the demo: lists of several kinds, a newsletter,
events, packs and public pages. People are aliases, and what is told beyond 003 is demo data."""

from __future__ import annotations

import datetime as dt
from typing import Any

from grants.models import ActivityType, Grant, GrantPartner
from partners.actions.contacts import add_contact, open_contact_list
from partners.rules.contacts import (
    AGENTS,
    COMPANIES,
    HOSTS,
    MAIL,
    PRACTITIONERS,
    VOLUNTEERS,
    ConsentFacts,
    ContactFacts,
)
from reporting.actions.newsletters import (
    compose_issue,
    issue_newsletter,
    open_issue,
    send_material,
)
from reporting.actions.visibility import announce_event, move_packs, note_seen, save_public_page
from reporting.management.demo.clock import Clock
from reporting.management.demo.people import People
from reporting.rules.newsletters import Material
from reporting.rules.visibility import EventFacts

TODAY = dt.date(2014, 4, 15)
GIVEN_ON = dt.date(2014, 3, 20)
# partner, kind, name of the list, and who stands in it: alias, language, area, role
LISTS = (
    ("randers", VOLUNTEERS, "Frivillige ægtefæller i Randers", "Frivillig D", "Tysk", "Randers"),
    ("silkeborg", AGENTS, "Kontaktagenter i Silkeborg", "Agent E", "Engelsk", "Silkeborg"),
    ("lemvig", HOSTS, "Kontaktfamilier i Lemvig", "Vært F", "Engelsk", "Lemvig"),
    ("viborg", PRACTITIONERS, "HR-netværk i Viborg-Skive", "Praktiker G", "Dansk", "Viborg"),
    ("ringkobing", COMPANIES, "Virksomhedsnetværk", "Virksomhed H", "Dansk", "Ringkøbing"),
)
FIRST = (
    (
        "aarhus",
        "Coffee Morning hver måned",
        "Udenlandske medarbejdere og deres ægtefæller mødes over en kop kaffe og hører om byens "
        "tilbud. Alle er velkomne, og det koster ikke noget.",
    ),
    (
        "randers",
        "Find en forening",
        "Kontaktagenterne tager nye borgere med til den første træning, det første kor eller den "
        "første brætspilsaften. Skriv til os, så finder vi en, der kender foreningen.",
    ),
)
EVENTS = (
    ("lead", "leaders-morning", "Morgenseminar for ledere: den nye kollega", 22, "8.30-10.00"),
    ("aarhus", "english-network", "Business network in English", 29, "17.00-19.00"),
    ("lead", "hr-network", "HR-netværk: modtagelse fra dag ét", 36, "9.00-12.00"),
    ("silkeborg", "joint-events", "Internationalt marked", 46, "10.00-15.00"),
    ("viborg", "worker-meetings", "Skat og årsopgørelse på engelsk", 21, "16.30-18.00"),
)
PAGES = (
    (
        "lead",
        "Vi letter virksomhedernes modtagelse og integration af udenlandsk arbejdskraft og "
        "udvikler den offentlige modtagelse i lokalsamfundet. Syv lokale konsortier arbejder "
        "sammen i hele regionen.",
        "We help companies receive and keep employees from abroad, and help municipalities receive "
        "them and their families. Seven local consortia work together all over the region.",
    ),
    ("aarhus", "Konsortiet i Aarhus samler byens tilbud til nye borgere fra udlandet.", ""),
    ("randers", "I Randers hjælper kontaktagenter nye borgere ind i foreningerne.", ""),
)


def communicate(people: People, clock: Clock, grant: Grant) -> None:
    """On the demo's day: what is kept, what was sent, and what is to come."""
    partners = GrantPartner.objects.filter(grant=grant).select_related("organisation", "grant")
    by_organisation = {one.organisation_id: one for one in partners}
    seats = {key: by_organisation.get(one.pk) for key, one in people.organisations.items()}
    _lists(people, clock, grant)
    told = {key: seat for key, seat in seats.items() if seat is not None}
    for key, danish, english in PAGES:
        contact = "bosaetning@erhvervaarhus.example" if key == "lead" else ""
        texts: dict[str, Any] = {
            "text_da": danish,
            "text_en": english,
            "contact": contact,
            "is_published": True,
        }
        save_public_page(told[key], **texts, by=people[key], at=clock())
    for key, code, title, days, hours in EVENTS:
        facts = EventFacts(
            title, TODAY + dt.timedelta(days=days), told[key].organisation.name, hours
        )
        kind = ActivityType.objects.get(code=code)
        announce_event(told[key], kind, facts, by=people[key], at=clock())
    _newsletter(people, clock, grant, told)
    _seen_and_given(people, clock, told)


def _lists(people: People, clock: Clock, grant: Grant) -> None:
    for number, (key, kind, name, alias, language, area) in enumerate(LISTS, start=1):
        by = people[key]
        made = open_contact_list(
            people.organisations[key], grant_ref=grant.ref, kind=kind, name=name, by=by, at=clock()
        )
        consent = ConsentFacts(
            "1.1", GIVEN_ON, MAIL, for_sharing=True, for_newsletter=True, is_adult=kind == HOSTS
        )
        facts = ContactFacts(alias, f"kontakt{number}@konsortium.example", "", language, area)
        add_contact(made, facts, consent, by=by, at=clock())


def _newsletter(people: People, clock: Clock, grant: Grant, told: dict[str, GrantPartner]) -> None:
    """Issue 1 was sent; issue 2 waits for material, and Aarhus has sent the first piece."""
    lead = people["lead"]
    terms: dict[str, Any] = {"title": "Forår i regionen", "language": "da", "due_on": TODAY}
    issue = open_issue(grant, **terms, by=lead, at=clock())
    places = {}
    for place, (key, title, text) in enumerate(FIRST, start=1):
        piece = send_material(issue, told[key], Material(title, text), by=people[key], at=clock())
        places[piece.pk] = place
    intro = "Her er, hvad konsortierne laver i foråret (demo)."
    issue = compose_issue(issue, intro=intro, places=places, by=lead, at=clock())
    issue_newsletter(issue, by=lead, at=clock())
    due_on = TODAY + dt.timedelta(days=30)
    terms = {"title": "Summer in the region", "language": "en", "due_on": due_on}
    second = open_issue(grant, **terms, by=lead, at=clock())
    material = Material("A market with food from 20 countries", "Come and taste (demo data).")
    send_material(second, told["aarhus"], material, by=people["aarhus"], at=clock())


def _seen_and_given(people: People, clock: Clock, told: dict[str, GrantPartner]) -> None:
    seen: dict[str, Any] = {
        "medium": "newspaper",
        "seen_on": TODAY - dt.timedelta(days=6),
        "audience": 30000,
    }
    text = "Copenhagen Post: “New jobs, new neighbours” (demo)"
    note_seen(told["lead"], **seen, text=text, names_fund=True, by=people["lead"], at=clock())
    local: dict[str, Any] = {
        "medium": "web",
        "seen_on": TODAY - dt.timedelta(days=2),
        "text": "Omtale (demo)",
    }
    note_seen(told["randers"], **local, by=people["randers"], at=clock())
    for key, count, given in (("lead", 200, 40), ("aarhus", 40, 12)):
        day = TODAY - dt.timedelta(days=5)
        for move, packs in (("received", count), ("given", given)):
            move_packs(told[key], move=move, count=packs, moved_on=day, by=people[key], at=clock())

"""The partners' passages for the half-yearly report that is being written (demo words)."""

from __future__ import annotations

import datetime as dt

from grants.models import Grant, ReportingPeriod
from reporting.actions.passages import (
    Asking,
    ask_for_passages,
    return_passage,
    send_passage,
    take_in_passage,
)
from reporting.management.demo.clock import Clock
from reporting.management.demo.people import People
from reporting.models import PaperSection, Passage
from reporting.queries.passages import Place
from reporting.rules.passages import ANNEX

DUE = dt.date(2014, 4, 28)
NOTE = "Fortæl kort, hvad I har gjort for nye medarbejdere og deres familier, og hvad der virkede."
WORDS = {
    "aarhus": (
        "Velkomstdagen i januar samlede familier fra elleve lande. Samtalecaféen mødes nu hver"
        " anden torsdag, og tre virksomheder lægger selv hus til.\n\n"
        "- Sprogværkstedet er fuldt booket\n- Fem ambassadører er kommet til"
    ),
    "viborg": (
        "Vi har besøgt otte virksomheder i Skive og Viborg og hjulpet fire ægtefæller i job eller"
        " praktik. Ventetiden på opholdskort er den hyppigste klage."
    ),
    "ringkobing": "Netværket for udenlandske ingeniører er startet.",
}
QUESTION = "Hvor mange deltager, og hvem driver netværket efter projektet?"


def ask_for_words(people: People, clock: Clock, period: ReportingPeriod) -> None:
    """All are asked; three have sent, one of them is asked again, one is taken in."""
    grant = Grant.objects.get(pk=period.grant_id)
    section = PaperSection.objects.select_related("recipient").get(
        recipient__grant=grant, recipient__code="authority", code="activity"
    )
    by = people["lead"]
    place, asking = Place(grant, section, period), Asking(DUE, NOTE, 50, 200)
    ask_for_passages(place, asking, by=by, at=clock())
    sent = {}
    for key, body in WORDS.items():
        passage = Passage.objects.select_related("grant_partner").get(
            grant_partner__organisation=people.organisations[key]
        )
        sent[key] = send_passage(passage, body, by=people[key], at=clock())
    return_passage(sent["ringkobing"], question=QUESTION, by=by, at=clock())
    take_in_passage(sent["aarhus"], place=ANNEX, by=by, at=clock())

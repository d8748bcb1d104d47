"""Lists of the demo: contacts that Aarhus keeps with consent, and operations of others that the
lead watches. People are aliases, operations are demo data, and say so."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from grants.actions.operations import enter_operation, note_operation
from grants.models import Grant
from grants.rules.operations import OperationFacts
from partners.actions.contacts import add_contact, open_contact_list
from partners.rules.contacts import AMBASSADORS, SIGNED, ConsentFacts, ContactFacts
from reporting.management.demo.clock import Clock
from reporting.management.demo.people import People

TEXT = "1.0"
AMBASSADOR_FACTS = (
    (ContactFacts("Ambassadør A", "a@konsortium.example", "", "Spansk", "Aarhus C"), True),
    (ContactFacts("Ambassadør B", "b@konsortium.example", "", "Engelsk", "Aarhus N"), False),
    (ContactFacts("Ambassadør C", "", "12 34 56 78", "Polsk", "Risskov"), None),
)
SOURCE = "Fondens liste 2013 (demotal)"
OPERATIONS = (
    ("Velkomst til nye medarbejdere", "Aarhus Kommune", "55133018", "1400000.01", "700000.01"),
    ("Faglært i Østjylland", "Randers Kommune", "29189668", "2250000.00", "1125000.00"),
    ("Grøn omstilling i små virksomheder", "Erhvervscentret (demo)", "", "980000.50", "490500.00"),
)


def keep_lists(people: People, clock: Clock, grant: Grant) -> None:
    """Aarhus' ambassadors, one of them waiting for consent; three operations of one list."""
    by = people["aarhus"]
    found = open_contact_list(
        people.organisations["aarhus"],
        grant_ref=grant.ref,
        kind=AMBASSADORS,
        name="Ambassadører i Aarhus",
        by=by,
        at=clock(),
    )
    for facts, shares in AMBASSADOR_FACTS:
        day = dt.date(2014, 3, 3)
        consent = None if shares is None else ConsentFacts(TEXT, day, SIGNED, True, shares)
        add_contact(found, facts, consent, by=by, at=clock())
    for name, beneficiary, cvr, total, amount in OPERATIONS:
        facts_ = OperationFacts(
            SOURCE,
            name,
            Decimal(total),
            "DKK",
            beneficiary,
            cvr,
            "ESF",
            dt.date(2012, 9, 1),
            dt.date(2014, 8, 31),
            Decimal(amount),
            Decimal(50),
        )
        row = enter_operation(grant, facts_, by=people["lead"], at=clock())
        if cvr == "55133018":
            note = "Samme målgruppe, men andre aktiviteter. Ingen fælles udgifter (demo)."
            note_operation(row, note=note, by=people["lead"], at=clock())

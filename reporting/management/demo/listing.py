"""The demo project's line in the public list of operations, published in March 2014."""

from __future__ import annotations

import datetime as dt

from grants.actions.listings import write_public_entry
from grants.models import Grant
from grants.rules.listings import EntryFacts
from reporting.actions.documents import submit_document
from reporting.documents.parts import OPERATION
from reporting.management.demo.clock import Clock
from reporting.management.demo.people import People

FACTS = EntryFacts(
    purpose_da=(
        "At udenlandske medarbejdere og deres familier bliver godt modtaget i regionen og bliver "
        "boende, og at virksomheder og offentlige myndigheder kan hjælpe dem med det."
    ),
    purpose_en=(
        "That employees from abroad and their families are well received in the region and stay, "
        "and that companies and public authorities are able to help them."
    ),
    expected_da="Syv lokale konsortier med netværk, ambassadører, kurser og vejledning.",
    expected_en="Seven local consortia with networks, ambassadors, courses and guidance.",
    actual_da="Alle syv konsortier er i gang; tallene står i halvårsrapporterne.",
    actual_en="All seven consortia are at work; the figures stand in the half-yearly reports.",
    objective="Fastholdelse af udenlandsk arbejdskraft",
    intervention="Beskæftigelse og social inklusion",
    place="Region Midtjylland",
    country="DK",
)


def publish_line(people: People, grant: Grant, clock: Clock) -> None:
    """The partners are told, the line is written and published."""
    at = clock()
    told = EntryFacts(**{**FACTS.__dict__, "told_on": at.date() - dt.timedelta(days=7)})
    write_public_entry(grant, told, by=people["lead"], at=at)
    submit_document(OPERATION, grant, None, by=people["signatory"], at=clock())

"""Aarhus edits a newsletter of its own; volunteers help, one of whom may be named (003)."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from partners.actions.contacts import add_contact, open_contact_list
from partners.rules.contacts import ConsentFacts, ContactFacts
from reporting.actions.coordination import save_related_project
from reporting.actions.local_news import note_local_issue, note_reach
from reporting.rules.coordination import RelatedFacts
from reporting.rules.local_news import LocalFacts, ReachFacts
from tests.reporting import communication

ISSUED = dt.date(2012, 6, 4)
LOCAL = LocalFacts("Nyt i Aarhus", ISSUED, "web", "Borgerservice", 400, "https://nyt.example.org/1")
RECEIVED = ReachFacts("received", ISSUED, dt.date(2012, 6, 18), 400, "Mailprogrammet")
SHOWN = RelatedFacts(
    "Studerende", "Universitetet", "region", link="https://uni.example.org/", is_shown=True
)


def told() -> SimpleNamespace:
    """Six volunteers: one may be named with her role, five may not; and a public page."""
    world = communication.told()
    given = {"by": world.pu}
    volunteers = open_contact_list(
        world.aarhus.organisation,
        grant_ref=world.ref,
        kind="volunteers",
        name="Frivillige",
        **given,
        at=world.clock(),
    )
    world.volunteers = []
    for place, name in enumerate(("Vera", "Ole", "Per", "Kim", "Bo", "Ida")):
        facts = ContactFacts(name, f"{name}@example.org", "", "", "", "Vært" if not place else "")
        consent = ConsentFacts("1.1", dt.date(2012, 6, 1), "mail", for_publication=not place)
        contact = add_contact(volunteers, facts, consent, **given, at=world.clock())
        world.volunteers.append(contact)
    world.local = note_local_issue(world.aarhus, LOCAL, **given, at=world.clock())
    world.reach = note_reach(world.aarhus, RECEIVED, issue=world.local, **given, at=world.clock())
    save_related_project(world.grant, SHOWN, by=world.pm, at=world.clock())
    return world

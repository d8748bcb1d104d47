"""A signed project that tells the public of itself: a page, an issue that is open, a reader."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from grants.models import ActivityType
from partners.actions.contacts import record_consent
from partners.rules.contacts import ConsentFacts
from reporting.actions.newsletters import compose_issue, open_issue, send_material
from reporting.actions.visibility import announce_event, move_packs, note_seen, save_public_page
from reporting.rules.newsletters import Material
from reporting.rules.visibility import EventFacts
from tests.partners import ambassadors
from tests.sample_files import image

PIECE = Material("Kaffe på engelsk", "Vi mødtes tolv gange.\n\nKom og vær med.")
PICTURED = Material(
    "Velkomst", "500 kom.", "permission", "Foto: P. Hansen (tilladelse)", "En fyldt rådhushal"
)
DUE = dt.date(2012, 7, 1)


def told() -> SimpleNamespace:
    """Issue 1 is open until 1 July 2012; Aarhus has sent a piece with a picture, Randers none."""
    world = ambassadors.told()
    consent = ConsentFacts("1.1", dt.date(2012, 6, 20), "mail", for_newsletter=True)
    record_consent(world.maria, consent, by=world.pu, at=world.clock())
    tell(world)
    return world


def tell(world: SimpleNamespace) -> None:
    """The same in any world with a project, its lead and Aarhus."""
    clock, on = world.clock, world.clock().date()
    world.kind = ActivityType.objects.create(
        code="coffee", name_da="Kaffe", name_en="Coffee", scope="regional", theme="network"
    )
    save_public_page(
        world.lead,
        text_da="Vi hjælper udenlandske medarbejdere på plads.",
        text_en="We help foreign employees settle.",
        contact="post@erhvervaarhus.example",
        is_published=True,
        by=world.pm,
        at=clock(),
    )
    due_on = on + dt.timedelta(days=10)
    issue = open_issue(
        world.grant, title="Sommer", language="da", due_on=due_on, by=world.pm, at=clock()
    )
    world.piece = send_material(
        issue, world.aarhus, PICTURED, file=image(), name="hal.png", by=world.pu, at=clock()
    )
    world.issue = issue
    facts = EventFacts("Coffee Morning", on + dt.timedelta(days=5), "Dokk1", "10-12", "Kom.")
    world.event = announce_event(world.aarhus, world.kind, facts, by=world.pu, at=clock())
    seen = {"medium": "newspaper", "seen_on": on, "text": "Omtale i avisen", "audience": 40000}
    note_seen(world.aarhus, **seen, names_fund=True, by=world.pu, at=clock())
    packs = {"move": "received", "count": 20, "moved_on": on}
    move_packs(world.aarhus, **packs, by=world.pu, at=clock())


def composed(world: SimpleNamespace) -> None:
    """The issue is ready to leave."""
    places = {world.piece.pk: 1}
    compose_issue(world.issue, intro="God sommer!", places=places, by=world.pm, at=world.clock())

"""Networks in the world of all pages: a question to a contact, an issue, an event, packs."""

from __future__ import annotations

from types import SimpleNamespace

from grants.actions.themes import save_theme
from grants.rules.themes import ThemeFacts
from partners.actions.erasures import note_erasure
from partners.models import Confirmation, Contact
from partners.rules.erasures import EVIDENCE, SELF, RequestFacts
from partners.rules.members import MemberFacts
from reporting.actions.members import add_member
from reporting.models import NewsletterCopy
from tests.reporting.communication import tell
from tests.reporting.coordination import coordinate


def keep_networks(world: SimpleNamespace) -> None:
    """What the lead and Aarhus tell the public, and rows as the nightly job and an issue leave."""
    tell(world)
    contact = Contact.objects.get()
    world.asked = Confirmation.objects.create(
        contact=contact, nonce="ab", asked_on=world.clock().date()
    )
    coordinate(world)
    world.theme = save_theme(
        world.grant,
        ThemeFacts("1", "Virksomheder", "Companies"),
        parent=None,
        by=world.pm,
        at=world.clock(),
    )
    on, told = world.clock().date(), {"by": world.pu, "at": world.clock()}
    library = MemberFacts("Dokk1", "authority", "observer", "Bibliotekschefen", on)
    world.beside = add_member(world.aarhus, library, **told)
    asked = RequestFacts(EVIDENCE, SELF, on, "12/4711")
    note_erasure(world.aarhus.organisation, asked, grant_ref=world.ref, **told)
    world.copy = NewsletterCopy.objects.create(issue=world.issue, contact=contact, nonce="ab")

"""Networks in the world of all pages: a question to a contact, an issue, an event, packs."""

from __future__ import annotations

from types import SimpleNamespace

from partners.models import Confirmation, Contact
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
    world.copy = NewsletterCopy.objects.create(issue=world.issue, contact=contact, nonce="ab")

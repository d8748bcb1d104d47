"""A list of ambassadors of Aarhus in a signed project: one with a mail address, one without."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django.core.management import call_command

from partners.actions.contacts import add_contact, open_contact_list
from partners.models import Confirmation
from partners.rules.contacts import ConsentFacts, ContactFacts
from tests.cast import signed_grant

NAME = "Maria Møgelvang"
MARIA = ContactFacts(NAME, "maria@example.org", "", "Spansk", "Aarhus", "Ambassadør")
JONAS = ContactFacts("Jonas", "", "12 34 56 78", "Polsk", "Risskov", "Ambassadør")
CONSENT = ConsentFacts("1.0", dt.date(2012, 6, 1), "signed", for_sharing=True)


def told() -> SimpleNamespace:
    """Both have given consent in June 2012, and neither may be published."""
    world = signed_grant()
    world.clock.move_to(2012, 6, 20)
    world.list = open_contact_list(
        world.aarhus.organisation,
        grant_ref=world.ref,
        kind="ambassadors",
        name="Ambassadører",
        by=world.pu,
        at=world.clock(),
    )
    for name, facts in (("maria", MARIA), ("jonas", JONAS)):
        contact = add_contact(world.list, facts, CONSENT, by=world.pu, at=world.clock())
        setattr(world, name, contact)
    return world


def nightly(world: SimpleNamespace, settings: Any, *day: int) -> Any:
    """The nightly job runs on a day; the question that Maria has then."""
    world.clock.move_to(*day)
    settings.DEMO_DAY = dt.date(*day)
    call_command("confirm_contacts", stdout=SimpleNamespace(write=lambda _text: None))
    return Confirmation.objects.filter(contact=world.maria).first()

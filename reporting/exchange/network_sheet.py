"""The regional overview as a file that may leave the house: it names nobody who has not said yes.

Language, area and role say what help there is. Name and channel say who gives it, and stand only
where the contact has agreed to be published (G-02).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from consortium.rules.refusals import gettext_noop as _
from partners.models import Contact, ContactList
from partners.rules.contacts import FACTS, ContactFacts, exported
from reporting.exchange.columns import CHOICE, KEY, Column, Lists, SheetKind, choices_of

COLUMNS = (
    Column(*("kind", _("Kind"), CHOICE), choices="kinds"),
    Column(*("partner", _("Partner"))),
    Column(*("language", _("Language"))),
    Column(*("area", _("Area"))),
    Column(*("role", _("Role"))),
    Column(*("name", _("Name or alias")), note=_("Only where it may be published.")),
    Column(*("email", _("E-mail")), note=_("Only where it may be published.")),
    Column(*("phone", _("Telephone")), note=_("Only where it may be published.")),
)


def lists(_contacts: list[Contact]) -> Lists:
    """What kinds of lists there are."""
    return {"kinds": choices_of(ContactList.KINDS)}


def rows(contacts: list[Contact]) -> Iterable[Mapping[str, Any]]:
    """Each contact by column; its number only where it is named."""
    for place, one in enumerate(contacts, start=1):
        details = ContactFacts(**{name: getattr(one.details, name) for name in FACTS})
        may_publish = any(held.for_publication for held in one.held)  # type: ignore[attr-defined]
        facts = exported(details, may_publish)
        yield {
            KEY: f"N{place}",
            "kind": one.contact_list.kind,
            "partner": one.contact_list.organisation.name,
            **vars(facts),
        }


NETWORK = SheetKind("network", _("Regional overview"), COLUMNS, lists, rows)

"""Contacts as a sheet: the minimum fields, and what each has said yes to (G-02, G-03)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from consortium.rules.refusals import gettext_noop as _
from partners.models import Consent, Contact, ContactList
from partners.rules.contacts import FACTS, GONE
from reporting.exchange.columns import (
    CHOICE,
    DAY,
    KEY,
    YES_NO,
    Column,
    Lists,
    SheetKind,
    choices_of,
)

COLUMNS = (
    Column(
        *("name", _("Name or alias")),
        most=120,
        is_required=True,
        aliases=("Navn", "Kontakt", "Name", "Contact", "Alias"),
    ),
    Column(
        *("email", _("E-mail")),
        most=200,
        aliases=("Mail", "E-mailadresse", "Email", "E-mail address"),
    ),
    Column(
        *("phone", _("Telephone")),
        most=40,
        aliases=("Tlf", "Tlf.", "Telefonnummer", "Mobil", "Phone"),
    ),
    Column(*("language", _("Language")), most=80, aliases=("Sprog", "Languages")),
    Column(*("area", _("Area")), most=120, aliases=("Område", "Kommune", "By", "Municipality")),
    Column(*("role", _("Role")), most=120, aliases=("Rolle", "Funktion", "Function")),
    Column(
        *("given_on", _("Consent given on"), DAY),
        otherwise=None,
        aliases=("Samtykke", "Samtykkedato", "Samtykke givet", "Consent", "Consent date"),
        note=_("Empty: the contact waits for consent, and is not active."),
    ),
    Column(
        *("text_version", _("Version of the text")),
        most=60,
        aliases=("Samtykketekst", "Tekst", "Version", "Text version"),
    ),
    Column(
        *("how", _("How it was given"), CHOICE),
        choices="hows",
        aliases=("Hvordan", "Samtykkeform", "How"),
    ),
    Column(
        *("for_publication", _("May be published"), YES_NO),
        otherwise=False,
        aliases=("Offentliggørelse", "Publication"),
    ),
    Column(
        *("for_sharing", _("May be shared"), YES_NO),
        otherwise=False,
        aliases=("Deling", "Må deles med partnere", "Sharing"),
    ),
    Column(
        *("for_newsletter", _("Wants the newsletter"), YES_NO),
        otherwise=False,
        aliases=("Nyhedsbrev", "Newsletter"),
    ),
    Column(
        *("is_adult", _("Is of age"), YES_NO),
        otherwise=False,
        aliases=("Voksen", "Over 18", "Adult"),
        note=_("Asked of host families alone."),
    ),
)
PURPOSES = ("for_publication", "for_sharing", "for_newsletter", "is_adult")
OF_CONSENT = ("given_on", "text_version", "how", *PURPOSES)
HINTS = (
    _("One row for each contact. The file is read and not kept."),
    _("Write no nationality, no children, nothing about health or residence; CPR numbers are "
      "refused."),
    _("A sheet takes no consent back. Do that on the page of the contact: what is kept of the "
      "person is then deleted at once."),
)  # fmt: skip


def lists(_contact_list: ContactList) -> Lists:
    """How consent is given."""
    return {"hows": choices_of(Consent.HOWS)}


def rows(contact_list: ContactList) -> Iterable[Mapping[str, Any]]:
    """The contacts as they stand in the sheet."""
    return (values_of(one) for one in standing(contact_list))


def standing(contact_list: ContactList) -> QuerySet[Contact]:
    """Those that are kept, with the consent in force."""
    kept = contact_list.contacts.exclude(state__in=GONE).select_related("details")
    return kept.prefetch_related(Contact.held_now()).order_by("pk")


def values_of(contact: Any) -> dict[str, Any]:
    """One contact by column."""
    facts = {name: getattr(contact.details, name) for name in FACTS}
    empty = {"given_on": None, "text_version": "", "how": ""}
    consent = empty | dict.fromkeys(PURPOSES, False)
    for held in contact.held:
        consent = {name: getattr(held, name) for name in OF_CONSENT}
    return {KEY: f"C{contact.pk}", **facts, **consent}


CONTACTS = SheetKind("contacts", _("Contacts"), COLUMNS, lists, rows, HINTS)

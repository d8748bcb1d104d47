"""Contacts from a sheet: kept as far as they have said yes, and the sheet is forgotten (G-02)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from partners.actions.contacts import add_contact, change_contact, record_consent
from partners.rules.contacts import FACTS, ConsentFacts, ContactFacts, channel
from partners.rules.participants import normalised
from reporting.actions.row_imports import Line, SheetRows, Standing, said_the_same
from reporting.exchange import contact_sheet
from reporting.exchange.columns import KEY, SheetKind
from reporting.exchange.contact_sheet import OF_CONSENT
from reporting.exchange.reading import Wrong


@dataclass
class ContactRows(SheetRows):
    """Contacts: known by name and channel."""

    kind: ClassVar[SheetKind] = contact_sheet.CONTACTS

    def standing(self) -> Iterable[Standing]:
        """The contacts that are kept in the list."""
        for row in contact_sheet.standing(self.target):
            values = contact_sheet.values_of(row)
            yield Standing(values[KEY], row, values)

    def identity(self, values: Mapping[str, Any]) -> Hashable:
        """Name and channel."""
        return normalised(values["name"]), channel(values["email"], values["phone"])

    def prepare(self, values: dict[str, Any]) -> list[Wrong]:
        """Texts as they are kept; words about a consent without its day are a fault."""
        for name, value in values.items():
            if isinstance(value, str):
                values[name] = " ".join(value.split())
        if values["given_on"] is None and any(values[name] for name in OF_CONSENT):
            message = _("Say on which day the consent was given; without it there is none.")
            return [Wrong("given_on", "", Breach("DAY_MISSING", message, "given_on", {}, "G-02"))]
        if values["given_on"] is None:
            values |= dict.fromkeys(OF_CONSENT)
        return []

    def enter(self, lines: Sequence[Line]) -> None:
        """Keep the contact, or correct it; a consent that reads otherwise is a newer one."""
        for line in lines:
            facts = ContactFacts(**{name: line.values[name] for name in FACTS})
            consent = _consent(line.values)
            if line.standing is None:
                add_contact(self.target, facts, consent, by=self.by, at=self.at)
                continue
            old, contact = line.standing.values, line.standing.row
            if _differs(FACTS, old, line.values):
                change_contact(contact, facts, by=self.by, at=self.at)
            if consent is not None and _differs(OF_CONSENT, old, line.values):
                record_consent(contact, consent, by=self.by, at=self.at)

    def same(self, name: str, old: Any, new: Any, standing: Standing) -> bool:
        """A sheet gives consents and takes none back: an empty day leaves what stands."""
        return (name in OF_CONSENT and new is None) or said_the_same(old, new)


def _consent(values: Mapping[str, Any]) -> ConsentFacts | None:
    if values["given_on"] is None:
        return None
    return ConsentFacts(**{name: values[name] for name in OF_CONSENT})


def _differs(names: Iterable[str], old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return any(not said_the_same(old[name], new[name]) for name in names)

"""Who stands in a project's lists of contacts, in numbers: nobody is named (G-10)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from consortium.rules.hashing import digest
from grants.models import Grant
from partners.models import Contact
from partners.rules.contacts import GONE


@dataclass(frozen=True)
class KeptList:
    """One list of a partner, and how many stand in it."""

    partner: str
    name: str
    number: int


@dataclass(frozen=True)
class KeptContacts:
    """All lists of a project with somebody in them, and the hash of who it is."""

    lists: tuple[KeptList, ...]
    sha256: str

    @property
    def number(self) -> int:
        """How many contacts are kept."""
        return sum(one.number for one in self.lists)


def kept_contacts(grant: Grant) -> KeptContacts:
    """What would be deleted now, in one statement: a project's lists hold some hundred people."""
    kept = Contact.objects.filter(contact_list__grant_ref=grant.ref).exclude(state__in=GONE)
    names = ("contact_list__organisation__name", "contact_list__name")
    rows = list(kept.order_by("pk").values_list("pk", *names))
    counted = Counter((partner, name) for _pk, partner, name in rows)
    lists = tuple(KeptList(*where, number) for where, number in sorted(counted.items()))
    return KeptContacts(lists, digest([pk for pk, *_names in rows]))

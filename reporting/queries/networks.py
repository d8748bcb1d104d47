"""The regional overview: who helps whom, across partners, with consent (003, G-08)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from consortium.models.access import actor_of
from consortium.rules.roles import Capability
from grants.models import Grant, GrantPartner
from partners.models import Contact, Organisation

# How the overview is filtered; each is a column of the contact or of its list.
FILTERS: Mapping[str, str] = {
    "kind": "contact_list__kind",
    "language": "details__language",
    "area": "details__area",
    "role": "details__role",
}


@dataclass(frozen=True)
class Reach:
    """How many there are of one kind, one language and one area; nobody is named."""

    kind: str
    language: str
    area: str
    role: str
    number: int


def seats_in(user: object, grant: Grant) -> QuerySet[GrantPartner]:
    """The partners of *grant* that the reader sits for: with these contacts agreed to share."""
    own = actor_of(user).ids(Capability.VIEW_DESK, Organisation)
    return GrantPartner.objects.filter(grant=grant, organisation__in=own)


def network_of(grant: Grant, wanted: Mapping[str, str]) -> QuerySet[Contact]:
    """Those who share, by kind, language, area and role."""
    asked = {FILTERS[name]: value for name, value in wanted.items() if name in FILTERS and value}
    found = Contact.objects.shared_in(grant.ref).filter(**asked)
    return found.select_related("details", "contact_list__organisation").order_by(
        "contact_list__kind", "details__area", "details__name", "pk"
    )


def reach_of(grant: Grant) -> Sequence[Reach]:
    """How many share, by kind, language, area and role."""
    keys = [FILTERS[name] for name in ("kind", "language", "area", "role")]
    rows = Contact.objects.shared_in(grant.ref).order_by().values_list(*keys)
    counted = rows.annotate(number=Count("pk")).order_by(*keys)
    return [Reach(*row) for row in counted]


def words_of(reach: Sequence[Reach]) -> dict[str, list[str]]:
    """The languages, areas and roles that there are, to choose from."""
    return {
        "language": sorted({one.language for one in reach} - {""}),
        "area": sorted({one.area for one in reach} - {""}),
        "role": sorted({one.role for one in reach} - {""}),
    }

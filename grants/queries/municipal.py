"""A municipal agreement read as a whole: its tree, and what it gives by area and year."""

from __future__ import annotations

from django.db.models import Count, Q

from grants.models import MUNICIPALITY, MunicipalAgreement
from grants.rules.instalments import Granted
from grants.rules.municipal import Tree


def granted_of(agreement: MunicipalAgreement) -> list[Granted]:
    """What stands in force by activity and year: the agreement's own, and signed addenda's."""
    rows = agreement.amounts.filter(Q(addendum=None) | Q(addendum__state="active"))
    return [
        Granted(str(row.activity or row.area), row.year, row.amount)
        for row in rows.select_related("area", "activity")
    ]


def tree_of(agreement: MunicipalAgreement) -> Tree:
    """The agreement as the law of its signature looks at it."""
    parties = {party.role: party for party in agreement.parties.all()}
    areas = agreement.areas.annotate(promised=Count("activities"))
    return Tree(
        parties=frozenset(parties),
        gln=parties[MUNICIPALITY].gln if MUNICIPALITY in parties else "",
        bodies=agreement.bodies.count(),
        empty_areas=tuple(
            str(area) for area in areas if not area.promised and not area.by_own_agreement
        ),
        areas=len(areas),
        granted=granted_of(agreement),
        grant_amount=agreement.grant.amount,
    )

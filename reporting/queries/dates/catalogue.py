"""The registry of days to keep, and how it is read. A new kind is one more entry of `KINDS`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from consortium.queries.texts import sentence_text
from consortium.rules.refusals import Breach
from consortium.rules.roles import ORGANISATION_ROLES, Role
from grants.models import Grant, GrantPartner
from partners.models import Membership
from reporting.queries.dates import (
    contacts,
    erasures,
    findings,
    hours,
    meetings,
    money,
    passages,
    periods,
    public_list,
)
from reporting.queries.dates.base import Due, Kind, Row, Scope

KINDS: tuple[Kind, ...] = (
    *periods.KINDS,
    *hours.KINDS,
    *money.KINDS,
    *findings.KINDS,
    *public_list.KINDS,
    *meetings.KINDS,
    *contacts.KINDS,
    *passages.KINDS,
    *erasures.KINDS,
)
BY_CODE = {kind.code: kind for kind in KINDS}


def days_to_keep(
    scope: Scope, *, on: dt.date, partners: Iterable[GrantPartner] | None = None
) -> list[Due]:
    """Everything still to be done, soonest first; what only passes is left out once it has.

    *partners* saves a query to who has them, with grant and organisation, at hand.
    """
    first, *others = [kind.rows(scope, on) for kind in KINDS]
    rows = [Row(*values) for values in first.union(*others, all=True)]
    known = {partner.pk: partner for partner in partners or ()}
    grants = {partner.grant_id: partner.grant for partner in known.values()}
    if unknown := {row.grant_id for row in rows} - set(grants):
        more = GrantPartner.objects.filter(grant__in=unknown)
        known |= {one.pk: one for one in more.select_related("grant", "organisation")}
        grants |= {one.grant_id: one.grant for one in known.values()}
    found = []
    for row in rows:
        kind, grant = BY_CODE[row.kind], grants[row.grant_id]
        day = kind.day(row, grant)
        if day is None or (day < on and not kind.is_task):
            continue
        found.append(_due(kind, day, row, grant, known.get(row.partner_id)))
    order = {kind.code: place for place, kind in enumerate(KINDS)}
    return sorted(found, key=lambda due: (due.on, due.grant.ref, order[due.kind.code], due.uid))


@dataclass(frozen=True)
class NextDay:
    """A day on a page that shows only the nearest: its words, address and distance."""

    due: Due
    what: str
    url: str
    days_left: int


def next_days(
    scope: Scope, *, on: dt.date, partners: Iterable[GrantPartner] | None = None, most: int = 6
) -> list[NextDay]:
    """What is overdue longest, then what comes next: the *most* pressing days."""
    return nearest(days_to_keep(scope, on=on, partners=partners), scope, on=on, most=most)


def nearest(days: list[Due], scope: Scope, *, on: dt.date, most: int = 6) -> list[NextDay]:
    """The *most* pressing of *days*, which have been read already."""
    return [
        NextDay(due, what_text(due), scope.address(due), due.days_left(on)) for due in days[:most]
    ]


def _due(kind: Kind, day: dt.date, row: Row, grant: Grant, partner: GrantPartner | None) -> Due:
    url = kind.url(row, grant)
    return Due(
        kind=kind,
        on=day,
        grant=grant,
        partner=partner,
        number=row.number,
        key=f"{kind.code}-{kind.together(row)}-{row.number}",
        url=url,
        other_url=kind.other_url(row, grant) if kind.other_url else url,
    )


def what_text(due: Due, language: str | None = None) -> str:
    """What is due, in the reader's language."""
    return sentence_text(Breach("", due.kind.what, "", due.params), language)


def holders(days: Iterable[Due], scope: Scope) -> dict[tuple[str, str, int], list[str]]:
    """Who sits where: (role, grant or "", organisation or 0) → names, in one query.

    Names are told to who reads the whole grant; others know their own people.
    """
    roles = {role.value for due in days for role in due.kind.roles}
    seats = Membership.objects.filter(
        scope.of_names(), ends_on__isnull=True, user__is_active=True, role__in=roles
    )
    found: dict[tuple[str, str, int], list[str]] = {}
    for role, ref, organisation, name in seats.order_by("user__name").values_list(
        "role", "grant_ref", "organisation", "user__name"
    ):
        found.setdefault((role, ref, 0 if ref else organisation), []).append(name)
    return found


def seat_of(due: Due, role: Role) -> tuple[str, str, int]:
    """The seat of *role* that must act on *due*, as `holders` names it."""
    if role in ORGANISATION_ROLES:
        return (role.value, "", due.partner.organisation_id if due.partner else 0)
    return (role.value, due.grant.ref, 0)

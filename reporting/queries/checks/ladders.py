"""A-31: every event of the house stands where the events of the grants have told of it.

No paper names the end of the house's chain. Instead each event that freezes a paper or orders a
package holds what the house's ladder hashed to: whoever writes the house's chain anew, with every
hash, link, seal and head fitting, has to write every grant's chain anew as well, and those are
told of by the papers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from consortium.models import HOUSE_CHAIN, AuditEvent
from consortium.queries.chain import BATCH, ladders_of
from consortium.rules.chain import Point
from consortium.rules.refusals import gettext_noop as _
from reporting.queries.checks.base import Fault, Scope

# The deeds that write down what the house's ladder hashes to.
TELLERS = ("snapshot.frozen", "package.ordered")
ELSEWHERE = _(
    "The events house #%(first)s to #%(last)s are not the ones that event %(event)s counted: one "
    "was altered, moved, slipped in or taken out."
)


@dataclass(frozen=True)
class Told:
    """What an event of a grant says of the house: how far it had come, and its ladder's hash."""

    point: Point
    event: str


def house_stands_where_it_was_told(scope: Scope) -> list[Fault]:
    """The ladder of the house, read once, against what each event of a grant has told of it."""
    told = sorted(_told(scope), key=lambda one: one.point.number)
    held = ladders_of(HOUSE_CHAIN, [one.point.number for one in told])
    found, proved, is_told = [], 0, False
    for one, point in zip(told, held, strict=True):
        if one.point == point:
            proved, is_told = point.number, False
        elif not is_told:
            # All later ladders stand on the same rungs: the lowest that fails names the place.
            found.append(_fault(proved + 1, one))
            is_told = True
    return found


def _fault(first: int, told: Told) -> Fault:
    last = told.point.number
    params = {"first": first, "last": last, "event": told.event}
    place = f"{HOUSE_CHAIN} #{first}–{last}"
    return Fault("A-31", AuditEvent._meta.db_table, place, ELSEWHERE, params)


def _told(scope: Scope) -> Iterator[Told]:
    events = AuditEvent.objects.filter(verb__in=TELLERS).exclude(chain=HOUSE_CHAIN)
    if scope.grant is not None:
        events = events.filter(chain=scope.grant.ref)
    rows = events.order_by("chain", "number").values_list("chain", "number", "body_text")
    for chain, number, text in rows.iterator(BATCH):
        # What cannot be read any more is an altered event; one from before the ladder tells none.
        with suppress(ValueError, TypeError, KeyError):
            house = json.loads(text)["after"]["house"]
            yield Told(Point(int(house["number"]), str(house["sha256"])), f"{chain} #{number}")

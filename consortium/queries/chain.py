"""Chains read from their stored text, a few thousand events at a time (A-31)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection

from consortium.models import AuditEvent, ChainHead, ChainSeal
from consortium.rules.chain import ORIGIN, Broken, Link, Point, Walk, rung

BATCH = 2000
LOWEST = -(2**62)
COLUMNS = ("number", "sha256", "at", "body_text")
# As the file holds them: instants are not parsed, and texts neither decoded nor encoded again.
PLAIN = {"at": "CAST(at AS TEXT)", "body_text": "CAST(body_text AS BLOB)"}
# A damaged byte of a file can be no letter at all: then each value is read as it lies there.
UNREADABLE = (DatabaseError, ValueError, TypeError)


@dataclass(frozen=True)
class Verified:
    """A chain as it was read: from where, where it ended, how many events, and what is broken."""

    chain: str
    start: Point
    end: Point
    count: int
    broken: tuple[Broken, ...]


def chains() -> list[str]:
    """The name of every chain that has a head or an event."""
    named = set(ChainHead.objects.values_list("chain", flat=True))
    named.update(AuditEvent.objects.order_by().values_list("chain", flat=True).distinct())
    return sorted(named)


def verify_chain(chain: str, start: Point = ORIGIN) -> Verified:
    """Read *chain* on from *start*, whose own hash is trusted."""
    walk = Walk(chain, start)
    if start.number:
        walk.last_at = _instant_of(chain, start.number)
    for batch in _batches(chain, start.number if start.number else LOWEST):
        walk.take(batch)
    return Verified(chain, start, walk.point, walk.count, tuple(walk.broken))


def newest_seal(chain: str) -> ChainSeal | None:
    """The last seal of *chain* up to which it was found whole."""
    return ChainSeal.objects.filter(chain=chain, verified=True).order_by("-number").first()


def hash_of(chain: str, number: int) -> str:
    """The hash that the event *number* of *chain* carries, or "" where there is none."""
    hashes = AuditEvent.objects.filter(chain=chain, number=number)
    return hashes.values_list("sha256", flat=True).first() or ""


def head_of(chain: str) -> Point:
    """Where *chain* ends now."""
    found = ChainHead.objects.filter(chain=chain).values_list("number", "sha256").first()
    return Point(*found) if found else ORIGIN


def ladder_of(chain: str) -> Point:
    """Where *chain* ends, and the SHA-256 over the number and hash of each of its events.

    It tells the place of every event to whoever has the hashes and none of the texts.
    """
    found, last = hashlib.sha256(), 0
    for number, digest in rungs_of(chain):
        found.update(rung(number, digest))
        last = number
    return Point(last, found.hexdigest())


def rungs_of(chain: str) -> Iterator[tuple[int, str]]:
    """Number and hash of each event of *chain*, as they lie there; a few thousand at a time."""
    events = AuditEvent.objects.filter(chain=chain).order_by("number", "pk")
    yield from events.values_list("number", "sha256").iterator(BATCH)


def ladders_of(chain: str, numbers: Iterable[int]) -> Iterator[Point]:
    """For each of *numbers*, in order: where *chain* ends there, and its ladder up to there.

    One reading for all of them. Where no event has the number, the point is that of the last event
    before it.
    """
    found, last, rungs = hashlib.sha256(), 0, rungs_of(chain)
    ahead = next(rungs, None)
    for number in sorted(numbers):
        while ahead is not None and ahead[0] <= number:
            found.update(rung(*ahead))
            last, ahead = ahead[0], next(rungs, None)
        yield Point(last, found.hexdigest())


def _instant_of(chain: str, number: int) -> Any:
    with connection.cursor() as cursor:
        at = PLAIN["at"] if connection.vendor == "sqlite" else "at"
        cursor.execute(
            f"SELECT {at} FROM consortium_auditevent WHERE chain = %s AND number = %s",  # noqa: S608
            [chain, number],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _batches(chain: str, after: int) -> Iterator[Sequence[Link]]:
    """The events of *chain* behind number *after*, in order, also those of one number."""
    place = (after, 2**62)
    while batch := _read(chain, place):
        yield batch
        place = (batch[-1][1], batch[-1][0])


def _read(chain: str, place: tuple[int, int]) -> Sequence[Link]:
    try:
        return _links(chain, place, COLUMNS)
    except UNREADABLE:
        if connection.vendor != "sqlite":
            raise
        # Damaged bytes hash to something else, whatever letters they are shown as.
        blobs = [f"CAST({name} AS BLOB)" for name in COLUMNS[1:]]
        return [
            (key, number, _letters(digest), _letters(at), bytes(text or b""))
            for key, number, digest, at, text in _links(chain, place, ("number", *blobs))
        ]


def _links(chain: str, place: tuple[int, int], columns: Sequence[str]) -> Sequence[Link]:
    names = list(columns)
    if connection.vendor == "sqlite":
        names = [PLAIN.get(name, name) for name in names]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {', '.join(names)} FROM consortium_auditevent "  # noqa: S608
            "WHERE chain = %s AND (number, id) > (%s, %s) ORDER BY number, id LIMIT %s",
            [chain, *place, BATCH],
        )
        rows: Sequence[Any] = cursor.fetchall()
    if connection.vendor == "sqlite":
        return rows
    return [(*rest, text.encode()) for *rest, text in rows]


def _letters(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)

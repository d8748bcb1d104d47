"""The law of a chain: numbers without gaps, each link's text with its own hash and the one before.

What is verified is the text that was hashed, byte for byte, with the place that the text itself
names. Whether every column says what the text says is asked apart.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from consortium.rules.hashing import canonical
from consortium.rules.refusals import gettext_noop as _

# Deeds that meet at a chain may be written in another order than they began in, and a long import
# keeps the instant of its beginning; none of that comes near a day.
MOST_BACK = dt.timedelta(days=1)

MISSING = _("Event %(event)s follows event %(before)s: events are missing between.")
TWICE = _("Event %(event)s stands twice in its chain.")
UNLINKED = _("Event %(event)s does not carry the hash of the event before it.")
MISPLACED = _("Event %(event)s stands elsewhere than its text says.")
ALTERED = _("Event %(event)s has been altered: its hash is another.")
BACKDATED = _(
    "Event %(event)s is dated more than a day before an event before it: "
    "it is dated back, or a clock was turned back."
)

# What is read of an event: key, number, own hash, instant, text.
Link = tuple[Any, int, str, Any, bytes]


@dataclass(frozen=True)
class Point:
    """A place in a chain: the number of an event and its hash."""

    number: int = 0
    sha256: str = ""


ORIGIN = Point()


@dataclass(frozen=True)
class Broken:
    """A link that does not hold: the event's key and number, and a sentence why."""

    key: Any
    number: int
    sentence: str
    before: int


@dataclass
class Walk:
    """Reads a chain link by link; *point* is where it has come to."""

    chain: str
    point: Point = ORIGIN
    last_at: Any = None
    count: int = 0
    broken: list[Broken] = field(default_factory=list)

    def take(self, links: Iterable[Link]) -> None:
        """Read on. A link that does not hold is told, and the next one is compared with it."""
        number, before, last = self.point.number, self.point.sha256, self.last_at
        frame = _frame(self.chain)
        sha256 = hashlib.sha256
        for link in links:
            _key, own, digest, at, text = link
            if (
                own != number + 1
                or sha256(text).hexdigest() != digest
                or frame % (own, before.encode()) not in text
                or (last is not None and at < last)
            ):
                self.broken += _faults(link, Point(number, before), last, frame)
            # The latest instant so far counts, or a clock could be walked back in small steps.
            if last is None or at > last:
                last = at
            number, before = own, digest
            self.count += 1
        self.point, self.last_at = Point(number, before), last


def rung(number: int, sha256: str) -> bytes:
    """An event as the ladder of its chain names it."""
    return f"{number}:{sha256}\n".encode()


def _frame(chain: str) -> bytes:
    """How the text of a link names its place; no quoted text can hold these unescaped quotes."""
    name = canonical(chain).replace("%", "%%")
    return f'"chain":{name},"number":%d,"previous":"%s","reason":"'.encode()


def _faults(link: Link, point: Point, last: Any, frame: bytes) -> Iterator[Broken]:
    key, own, digest, at, text = link
    if own == point.number:
        yield Broken(key, own, TWICE, point.number)
    elif own != point.number + 1:
        yield Broken(key, own, MISSING, point.number)
    if hashlib.sha256(text).hexdigest() != digest:
        yield Broken(key, own, ALTERED, point.number)
    elif frame % (own, point.sha256.encode()) not in text:
        unlinked = _previous(text) != point.sha256
        yield Broken(key, own, UNLINKED if unlinked else MISPLACED, point.number)
    if last is not None and instant(at) < instant(last) - MOST_BACK:
        yield Broken(key, own, BACKDATED, point.number)


def _previous(text: bytes) -> Any:
    try:
        return json.loads(text)["previous"]
    except (ValueError, TypeError, KeyError):
        return None


def instant(stored: Any) -> dt.datetime:
    """An instant as either database stores it."""
    if isinstance(stored, str):
        try:
            stored = dt.datetime.fromisoformat(stored)
        except ValueError:
            stored = dt.datetime.min.replace(tzinfo=dt.UTC)
    moment: dt.datetime = stored
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class PaperHead:
    """What a paper says of a chain: where it ended when the paper was made."""

    chain: str
    point: Point

    @classmethod
    def read(cls, text: str) -> PaperHead:
        """``CHAIN:NUMBER:SHA256``, as it is printed; raises ValueError for anything else."""
        chain, number, sha256 = text.strip().rsplit(":", 2)
        if not chain or len(sha256) != 64 or int(sha256, 16) < 0:
            raise ValueError(text)
        return cls(chain, Point(int(number), sha256.lower()))

    def __str__(self) -> str:
        return f"{self.chain}:{self.point.number}:{self.point.sha256}"

"""Where the events of other chains stand that a package lends (A-31, A-36).

Whole chains of others stay here: they tell of other grants and of people. Of those the package has
the number and the hash of each event, one above the other like the rungs of a ladder, and the text
of the events that are lent alone. The grant's own events say what the house's ladder hashed to
when a paper was frozen or a package ordered: no rung below can be taken out or slipped in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from consortium.models import HOUSE_CHAIN, AuditEvent
from grants.models import Grant
from reporting.queries.checks.ladders import TELLERS

BATCH = 2000


def event_line(chain: str, number: int, sha256: str, body: str | None) -> str:
    """One event as it was hashed: the canonical text, if it goes along, and the hash."""
    text = {} if body is None else {"body": body}
    line = {"chain": chain, "number": number, **text, "sha256": sha256}
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"


def ladder_lines(grant: Grant, lent: Iterable[AuditEvent]) -> Iterator[str]:
    """The chains of the events *lent*, each up to the last of them; only these with their text.

    The house's goes as far as an event of the grant knows it. What happens in the house afterwards
    changes no byte of a package.
    """
    wanted: dict[str, set[int]] = {}
    for event in lent:
        wanted.setdefault(event.chain, set()).add(event.number)
    ends = {chain: max(numbers) for chain, numbers in wanted.items()}
    if told := _last_told(grant):
        ends[HOUSE_CHAIN] = max(told, ends.get(HOUSE_CHAIN, 0))
    for chain, end in sorted(ends.items()):
        yield from _ladder(chain, end, wanted.get(chain, set()))


def _ladder(chain: str, end: int, wanted: set[int]) -> Iterator[str]:
    events = AuditEvent.objects.filter(chain=chain, number__lte=end).order_by("number")
    rungs = events.values_list("number", "sha256").iterator(BATCH)
    while some := list(islice(rungs, BATCH)):
        numbers = [number for number, _sha256 in some if number in wanted]
        bodies = dict(events.filter(number__in=numbers).values_list("number", "body_text"))
        for number, sha256 in some:
            yield event_line(chain, number, sha256, bodies.get(number))


def _last_told(grant: Grant) -> int:
    """The highest rung of the house's ladder that an event of *grant* knows."""
    told = AuditEvent.objects.filter(chain=grant.ref, verb__in=TELLERS).order_by("number")
    texts = told.values_list("body_text", flat=True).iterator(BATCH)
    afters = (json.loads(text)["after"] for text in texts)
    return max((after["house"]["number"] for after in afters if "house" in after), default=0)

"""Verifying a chain of events, against what its bytes cost to hash and against serialising again.

One chain of real events is written in bulk, with texts, hashes and links as `record` makes them.
The floor is SHA-256 over the same bytes, fetched before, in one stream. Two peers serialise each
event again from its columns: by RFC 8785, which is what the hash demands and how the house itself
verified before it kept the bytes, and by the quickest that Python has, its own sorted JSON, which
agrees with RFC 8785 for these events and not for all.
"""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import json
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

import rfc8785
from django.db import connection, transaction

from consortium.models import HOUSE_CHAIN, AuditEvent, ChainHead, ChainSeal
from consortium.models.bulk import insert
from consortium.queries.chain import verify_chain
from consortium.rules.hashing import plain, sha256
from reporting.models import triggers
from reporting.queries.checks.base import Scope
from reporting.queries.checks.chain import chain_is_whole_since_its_seal

CHAIN = "BENCH"
NEW = 50
COLUMNS = (
    *("chain", "number", "at", "by_id", "verb", "subject_type", "subject_id", "subject_label"),
    *("before", "after", "reason", "versions", "previous_sha256", "body_text", "sha256"),
)


# As `AuditEvent.close` spells it, which the first event of each filling is compared with.
TEXT = (
    '{"after":{"amount":"%(cents)d.50","line":"external","voucher_no":"B%(number)d"},'
    '"at":"%(at)s","before":{},"by":%(by)d,"chain":"BENCH","number":%(number)d,'
    '"previous":"%(previous)s","reason":"",'
    '"subject":["reporting.expenditure","%(number)d","B%(number)d Oplæg om bosætning"],'
    '"verb":"expenditure.entered",'
    '"versions":{"reporting.historicalexpenditure:%(number)d":"%(version)s"}}'
)


def fill(by: Any, first: int, last: int) -> None:
    """Events *first* to *last* of the chain, linked; the head at the last."""
    head = ChainHead.objects.filter(chain=CHAIN).first() or ChainHead(chain=CHAIN)
    triggers.remove(connection)
    with transaction.atomic():
        insert("consortium_auditevent", COLUMNS, _rows_of(by.pk, head, first, last), {})
        head.save()
    triggers.install(connection)
    event = AuditEvent.objects.get(chain=CHAIN, number=first)
    held = event.body_text
    event.close()
    if event.body_text != held:
        raise SystemExit("the events of the bench are not spelt as events are")


def _rows_of(by: int, head: ChainHead, first: int, last: int) -> Iterator[tuple[Any, ...]]:
    start = dt.datetime(2012, 3, 1, tzinfo=dt.UTC)
    for number in range(first, last + 1):
        at = start + dt.timedelta(seconds=number)
        told = {
            "number": number,
            "cents": number * 37 % 900_000,
            "at": at.isoformat(timespec="microseconds"),
            "by": by,
            "previous": head.sha256,
            "version": sha256(str(number)),
        }
        text = TEXT % told
        body = json.loads(text)
        previous, head.number, head.sha256 = head.sha256, number, sha256(text)
        yield (
            *(CHAIN, number, connection.ops.adapt_datetimefield_value(at), by, body["verb"]),
            *body["subject"],
            *("{}", json.dumps(body["after"]), "", json.dumps(body["versions"])),
            *(previous, text, head.sha256),
        )


def floor() -> tuple[float, int]:
    """Seconds of SHA-256 over the same bytes in one stream, and how many they are.

    Only the hashing counts: the bytes are fetched a batch at a time beside the clock.
    """
    whole, spent, size, last = hashlib.sha256(), 0.0, 0, 0
    while held := _texts(last):
        last += len(held)
        started = time.perf_counter()
        for text in held:
            whole.update(text)
        spent += time.perf_counter() - started
        size += sum(map(len, held))
    whole.hexdigest()
    return spent, size


def _texts(last: int) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT body_text FROM consortium_auditevent WHERE chain = %s AND number > %s"
            " ORDER BY number LIMIT 10000",
            [CHAIN, last],
        )
        return [text.encode() for (text,) in cursor.fetchall()]


def verified() -> float:
    """Seconds of verifying the whole chain from its stored text."""
    started = time.perf_counter()
    found = verify_chain(CHAIN)
    spent = time.perf_counter() - started
    if found.broken or found.count != found.end.number:
        raise SystemExit(f"the chain is broken: {found.broken[:2]}")
    return spent


def memory() -> float:
    """Megabytes that Python's allocator holds at most while the chain is verified."""
    gc.collect()
    tracemalloc.start()
    verify_chain(CHAIN)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def _rows(limit: int) -> Iterator[AuditEvent]:
    events = AuditEvent.objects.filter(chain=CHAIN).order_by("number")[:limit]
    yield from events.iterator(chunk_size=5000)


def serialised_again(limit: int) -> float:
    """Seconds an event of making RFC 8785 anew from the columns, and hashing that."""
    started = time.perf_counter()
    before = ""
    for event in _rows(limit):
        text = rfc8785.dumps(plain(event.body())).decode()
        if sha256(text) != event.sha256 or event.previous_sha256 != before:
            raise SystemExit("an event differs")
        before = event.sha256
    return (time.perf_counter() - started) / limit


def dumped_again(limit: int) -> float:
    """The same by `json.dumps`, from bare columns."""
    encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
    started = time.perf_counter()
    before = ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(COLUMNS)} FROM consortium_auditevent WHERE chain = %s"
            " ORDER BY number LIMIT %s",
            [CHAIN, limit],
        )
        while rows := cursor.fetchmany(5000):
            for row in rows:
                if sha256(encode(_body(row))) != row[-1] or row[-3] != before:
                    raise SystemExit("an event differs")
                before = row[-1]
    return (time.perf_counter() - started) / limit


def _body(row: Any) -> dict[str, Any]:
    chain, number, at, by, verb, *subject, old, new, reason, versions, previous, _, _ = row
    at = dt.datetime.fromisoformat(at) if isinstance(at, str) else at
    at = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
    old, new, versions = (
        json.loads(one) if isinstance(one, str) else one for one in (old, new, versions)
    )
    told = {"before": old, "after": new, "versions": versions, "subject": subject}
    return {
        **told,
        "chain": chain,
        "number": number,
        "at": plain(at),
        "by": by,
        "verb": verb,
        "reason": reason,
        "previous": previous,
    }


def seal(at: dt.datetime) -> None:
    """Seal every chain at its head, as the nightly job leaves it."""
    for head in ChainHead.objects.filter(chain__in=[CHAIN, HOUSE_CHAIN]):
        ChainSeal.objects.get_or_create(
            chain=head.chain,
            number=head.number,
            defaults={"sha256": head.sha256, "at": at, "verified": True},
        )


def since_the_seal() -> float:
    """Seconds of verifying what is new in every chain, columns included."""
    started = time.perf_counter()
    found = chain_is_whole_since_its_seal(Scope())
    spent = time.perf_counter() - started
    if found:
        raise SystemExit(f"the chain is broken: {found[:2]}")
    return spent

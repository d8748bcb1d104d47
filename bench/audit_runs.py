"""The chain of events, verified: against SHA-256 of the same bytes and serialising anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import connection

from bench import audit, imports

# At most against SHA-256 of the same bytes, at least against serialising again, seconds (speed.md).
AUDIT_SIZES = (100_000, 1_000_000)
CHAIN_GOAL, AGAIN_GOAL, SEAL_GOAL = 12.0, 8.0, 0.05
AGAIN = 50_000


def audit_jobs(world: Any, say: Callable[..., None], sizes: list[int]) -> bool:
    """The whole chain from its stored bytes, and what is new since its last seal."""
    reached, filled = [], 0
    for size in sizes or AUDIT_SIZES:
        audit.fill(world.ad, filled + 1, size)
        filled = size
        reached.append(_chain_line(size, say))
        audit.seal(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        audit.fill(world.ad, filled + 1, filled + audit.NEW)
        filled += audit.NEW
        audit.since_the_seal()
        spent = min(audit.since_the_seal() for _round in range(5))
        reached.append(spent <= SEAL_GOAL)
        say(
            job="verify since the last seal",
            rows=filled,
            new=audit.NEW,
            database=connection.vendor,
            seconds=round(spent, 4),
            goal=SEAL_GOAL,
            reached=spent <= SEAL_GOAL,
        )
    return all(reached)


def _chain_line(rows: int, say: Callable[..., None]) -> bool:
    before = imports.peak_megabytes()
    spent, least, size = audit.verified(), *audit.floor()
    # In turns, the best of two: what else runs on the machine meets both.
    spent, least = min(spent, audit.verified()), min(least, audit.floor()[0])
    after = imports.peak_megabytes()
    traced = audit.memory()
    again, dumped = audit.serialised_again(AGAIN), audit.dumped_again(AGAIN)
    ratio, times = spent / least, again * rows / spent
    reached = ratio <= CHAIN_GOAL and times >= AGAIN_GOAL
    say(
        job="verify the chain",
        rows=rows,
        megabytes=round(size / 1e6),
        database=connection.vendor,
        ratio=round(ratio, 2),
        goal=CHAIN_GOAL,
        times_serialising=round(times, 1),
        goal_times_serialising=AGAIN_GOAL,
        times_plain_json=round(dumped * rows / spent, 1),
        seconds=round(spent, 3),
        floor_seconds=round(least, 3),
        serialising_seconds=round(again * rows, 1),
        python_peak_megabytes=round(traced, 1),
        process_peak_megabytes=[round(before), round(after)],
        reached=reached,
    )
    return reached

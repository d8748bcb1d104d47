"""The import measured: each side of each size in a process and a database of its own.

So no side meets the rows of the other, and the peak of memory is that of one import alone. On
PostgreSQL the processes share the database, and number their vouchers on.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.db import connection

from bench import imports
from consortium.models import User
from grants.models import Grant, GrantPartner

# At least so many times stock import-export, at most so many times bare SQL (speed.md).
GOALS = {"csv": (80.0, 2.5), "xlsx": (60.0, 1.6)}
EXPONENT_GOAL, ABOVE_IDLE_GOAL, GROWTH_GOAL = 1.05, 120, 1.2
ROUNDS, LARGE = 3, 500_000
AT = dt.datetime(2012, 6, 20, tzinfo=dt.UTC)
SIDES = {"floor": imports.floor, "plain": imports.plain, "product": imports.product}
WRITERS = {"csv": imports.as_csv, "xlsx": imports.as_xlsx}


def import_jobs(world: Any, sizes: list[int], kinds: list[str]) -> Iterator[dict[str, Any]]:
    """One line for each kind and size."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base.sqlite3"
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(base)])
        report = imports.report_of(world)
        stock = [
            imports.stock(world, report, imports.vouchers(imports.STOCK_ROWS, 90_000_000 + at))
            for at in range(0, ROUNDS * imports.STOCK_ROWS, imports.STOCK_ROWS)
        ]
        per_row = (min(one[0] for one in stock), min(one[1] for one in stock))
        connection.close()
        start = 0
        for kind in kinds or WRITERS:
            before: dict[str, Any] = {}
            for size in sizes:
                rounds = 1 if size >= LARGE else ROUNDS
                runs: dict[str, list[dict[str, float]]] = {
                    side: [] for side in SIDES if size < LARGE or side != "plain"
                }
                for _round in range(rounds):
                    for side, done in runs.items():
                        done.append(_in_a_process(base, side, kind, size, start))
                        start += size
                line = _line(kind, size, runs, per_row, before)
                before = before or line
                yield line


def _in_a_process(base: Path, side: str, kind: str, size: int, start: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench", "import-one", side, kind, str(size), str(start)]
    ran = subprocess.run(
        command,
        env={**os.environ, "BENCH_BASE": str(base)},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    found: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return found


def _line(
    kind: str,
    rows: int,
    runs: dict[str, list[dict[str, float]]],
    per_row: tuple[float, float],
    before: dict[str, Any],
) -> dict[str, Any]:
    least, spent = (min(one["seconds"] for one in runs[side]) for side in ("floor", "product"))
    # Only beside it, and not where a run takes minutes.
    plain = min((one["seconds"] for one in runs.get("plain", ())), default=0.0)
    above = min(one["above_idle"] for one in runs["product"])
    busy_floor, busy = (min(one["busy"] for one in runs[side]) for side in ("floor", "product"))
    times, ratio = per_row[0] * rows / spent, spent / least
    most_times, most_ratio = GOALS[kind]
    line = {
        "job": f"import {kind}",
        "rows": rows,
        "database": connection.vendor,
        "times_stock": round(times, 1),
        "goal_times_stock": most_times,
        "ratio": round(ratio, 2),
        "goal": most_ratio,
        # Of the processor: what stays comparable on a machine that others use.
        "busy_times_stock": round(per_row[1] * rows / busy, 1),
        "busy_ratio": round(busy / busy_floor, 2),
        "busy_seconds": round(busy, 3),
        "ratio_to_plain_insert": round(spent / plain, 2) if plain else None,
        "seconds": round(spent, 3),
        "floor_seconds": round(least, 3),
        "plain_insert_seconds": round(plain, 3),
        "stock_seconds_a_row": round(per_row[0], 6),
        "megabytes_above_idle": round(above, 1),
        "peak_megabytes": round(min(one["peak"] for one in runs["product"])),
        "floor_megabytes_above_idle": round(min(one["above_idle"] for one in runs["floor"]), 1),
    }
    reached = times >= most_times and ratio <= most_ratio and above <= ABOVE_IDLE_GOAL
    if before:
        more = math.log(rows / before["rows"])
        exponent = math.log(spent / before["seconds"]) / more
        growth = line["peak_megabytes"] / before["peak_megabytes"]
        line |= {"exponent": round(exponent, 3), "memory_growth": round(growth, 2)}
        line |= {"busy_exponent": round(math.log(busy / before["busy_seconds"]) / more, 3)}
        reached = reached and exponent <= EXPONENT_GOAL and growth <= GROWTH_GOAL
    return {**line, "reached": reached}


def import_one(side: str, kind: str, size: int, start: int) -> dict[str, float]:
    """One side of one import in this process: its seconds, and the megabytes it needed.

    *busy* are the seconds of the processor: on a machine that others use they tell more.
    """
    grant = Grant.objects.get()
    partner = GrantPartner.objects.get(organisation__name="Aarhus Kommune")
    person = User.objects.get(email="pu@konsortium.example")
    world = SimpleNamespace(grant=grant, aarhus=partner, pu=person)
    report = imports.report_of(world)
    with tempfile.TemporaryDirectory() as folder:
        path = WRITERS[kind](imports.vouchers(size, start), Path(folder) / f"sheet.{kind}")
        imports.forget_peak()
        idle = imports.peak_megabytes()
        busy = time.process_time()
        seconds = SIDES[side](world, report, path, AT)
        busy = time.process_time() - busy
    peak = imports.peak_megabytes()
    return {"seconds": seconds, "busy": busy, "above_idle": peak - idle, "peak": peak}

"""The overview today and as of a past day, over a ledger that grows (issue 5, speed.md).

12 partners × 8 lines × 12 periods × 3 sources, see `bench/overview_rows.py`. The floor is one GROUP
BY of today's rows, which an index covers; the peers are one of the kept totals and, for the past,
what simple-history's own `as_of` selects.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Sum

from bench import overview_rows
from bench.imports import forget_peak, peak_megabytes
from consortium.models.past import as_it_stood
from grants.models import Grant
from reporting.models import Expenditure, keeping
from reporting.queries import ledger
from reporting.queries.checks.base import Scope
from reporting.queries.checks.totals import totals_are_kept

SIZES = (10_000, 1_000_000)
# In the middle of the project, at the end of a month full of decisions: most has to be added up.
THEN = dt.datetime(2015, 8, 31, 23, 59, 59, tzinfo=dt.UTC)
GROWTH_GOAL, SCAN_GOAL, HISTORY_GOAL = 3.0, 1.0, 10.0
ROUNDS, SLOW_ROUNDS, MANY_ROUNDS = 9, 3, 60
GROUPS = "grant_partner_id, line_id, state, cofinancing_form, cofinancing_source"
SUMS = ", ".join(f"SUM({name})" for name in keeping.SUMS)
SCAN = f"SELECT {GROUPS}, {SUMS} FROM reporting_expenditure WHERE grant_id = %s GROUP BY {GROUPS}"
KEPT = f"SELECT {GROUPS}, {SUMS} FROM reporting_ledgertotal WHERE grant_id = %s GROUP BY {GROUPS}"


def overview_jobs(world: Any, say: Callable[..., None], sizes: list[int]) -> bool:
    """One line for today and one for the past, at each size."""
    template = overview_rows.places(world)
    first, reached, filled = 0.0, [], 0
    for size in sizes or SIZES:
        counted = overview_rows.fill(template, filled, size)
        filled = size
        grant = Grant.objects.get(pk=world.grant.pk)
        _must_agree(grant)
        today = _today(grant, size, first, counted)
        first = first or today["seconds"]
        for line in (today, _then(grant, size)):
            say(**line)
            reached.append(line["reached"])
    return all(reached)


def figures(grant: Grant) -> Any:
    """What the lead's overview asks of ledger, budget and financing."""
    budget = ledger.budget_in_force(grant, grant.ends_on)
    picture = ledger.overview(grant, budget)
    received = ledger.financing(grant, budget[0].version if budget else None)
    return ledger.standing(picture, received, Decimal(0))


def _today(grant: Grant, size: int, first: float, counted: float) -> dict[str, Any]:
    forget_peak()
    before = peak_megabytes()
    # Hundredths of a second: many rounds, so that one of them meets a quiet moment.
    spent, kept = _best(MANY_ROUNDS, lambda: figures(grant), lambda: _run(KEPT, grant.pk))
    [scan] = _best(SLOW_ROUNDS, lambda: _run(SCAN, grant.pk))
    growth = spent / first if first else 1.0
    return {
        **_line("overview today", size, spent, growth <= GROWTH_GOAL, before),
        "times_the_first_size": round(growth, 2),
        "goal_times": GROWTH_GOAL,
        "ratio_to_covering_scan": round(spent / scan, 3),
        "ratio_to_kept_totals": round(spent / kept, 2),
        "covering_scan_seconds": round(scan, 5),
        "kept_totals_seconds": round(kept, 5),
        "count_anew_seconds": round(counted, 1),
    }


def _then(grant: Grant, size: int) -> dict[str, Any]:
    def then() -> Any:
        with as_it_stood(THEN):
            return figures(grant)

    forget_peak()
    before = peak_megabytes()
    spent, scan = _best(ROUNDS, then, lambda: _run(SCAN, grant.pk))
    peak = peak_megabytes()
    [history] = _best(SLOW_ROUNDS, lambda: _by_simple_history(grant))
    ratio, times = spent / scan, history / spent
    # The goals are about a million rows; with few, the questions themselves are what takes time.
    reached = size < 1_000_000 or (ratio <= SCAN_GOAL and times >= HISTORY_GOAL)
    line = _line("overview as of a past day", size, spent, reached, before)
    return {
        **line,
        "peak_megabytes": round(peak),
        "ratio_to_covering_scan": round(ratio, 3),
        "goal": SCAN_GOAL,
        "times_simple_history": round(times, 1),
        "goal_times": HISTORY_GOAL,
        "covering_scan_seconds": round(scan, 5),
        "simple_history_seconds": round(history, 3),
    }


def _line(job: str, size: int, spent: float, reached: bool, before: float) -> dict[str, Any]:
    return {
        "job": job,
        "rows": size,
        "database": connection.vendor,
        "seconds": round(spent, 5),
        "peak_megabytes": round(peak_megabytes()),
        "idle_megabytes": round(before),
        "reached": reached,
    }


def _by_simple_history(grant: Grant) -> list[Any]:
    """The sums over what simple-history's own `as_of` selects; it would make objects of them."""
    versions: Any = Expenditure.history  # type: ignore[attr-defined]
    stood = versions.filter(grant_id=grant.pk, history_date__lte=THEN).latest_of_each()
    return list(
        stood.exclude(history_type="-")
        .values_list(*GROUPS.split(", "))
        .annotate(*(Sum(name) for name in keeping.SUMS))
        .order_by()
    )


def _must_agree(grant: Grant) -> None:
    """What is measured must be right: today by the rows, then by the versions."""
    faults = totals_are_kept(Scope(grant))
    with as_it_stood(THEN):
        then = {tuple(vars(row).values()) for row in ledger.ledger_rows(grant)}
    if faults or then != set(_by_simple_history(grant)):
        raise SystemExit(f"the kept totals are wrong: {faults[:2]}")


def _run(sql: str, *params: int) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _best(rounds: int, *jobs: Callable[[], Any]) -> list[float]:
    times: list[list[float]] = [[] for _ in jobs]
    for job in jobs:
        job()
    for _round in range(rounds):
        for place, job in enumerate(jobs):
            started = time.perf_counter()
            job()
            times[place].append(time.perf_counter() - started)
    return [min(each) for each in times]

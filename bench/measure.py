"""``make bench``: one JSON line per measurement.

Each figure is a ratio: the product's own code over one hand-written SQL aggregate of the same rows,
timed in turns in the same process, best of several rounds. Absolute seconds are for orientation.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from bench import audit_runs, imports, overview, package, reports
from bench.data import claims, fill_ledger
from bench.import_runs import import_jobs, import_one
from grants.models import Grant
from reporting.actions.reports import open_report
from reporting.queries import ledger
from reporting.queries.claims import claim_figures
from tests.cast import signed_grant

SIZES = (10_000, 100_000)
ROUNDS = 15
GOAL, QUERY_GOAL = 2.0, 12
# Hashing the cast's passwords is not what is measured.
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]

OVERVIEW_SQL = """
SELECT grant_partner_id, line_id, state, cofinancing_form, cofinancing_source,
       SUM(amount), SUM(accepted), SUM(disallowed), SUM(awaiting)
FROM reporting_expenditure WHERE grant_id = %s
GROUP BY grant_partner_id, line_id, state, cofinancing_form, cofinancing_source
"""
CLAIM_SQL = """
SELECT grant_partner_id, cofinancing_form, cofinancing_source, SUM(accepted),
       SUM(CASE WHEN claim_id = %s THEN accepted ELSE 0 END)
FROM reporting_expenditure
WHERE grant_id = %s AND claim_id IN (%s, %s)
GROUP BY grant_partner_id, cofinancing_form, cofinancing_source
"""


def run_sql(sql: str, *params: int) -> list[Any]:
    """The floor: one aggregate, fetched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def overview_figures(grant: Grant) -> Any:
    """What the lead's overview is made of."""
    budget = ledger.budget_in_force(grant, grant.ends_on)
    picture = ledger.overview(grant, budget)
    received = ledger.financing(grant, budget[0].version)
    return ledger.standing(picture, received, picture.total.awaiting)


def best(*jobs: Callable[[], Any]) -> list[float]:
    """The best time of each job in seconds, the jobs taking turns."""
    times: list[list[float]] = [[] for _ in jobs]
    for _round in range(ROUNDS):
        for place, job in enumerate(jobs):
            started = time.perf_counter()
            job()
            times[place].append(time.perf_counter() - started)
    return [min(each) for each in times]


def measure(job: str, rows: int, work: Callable[[], Any], floor: Callable[[], Any]) -> bool:
    """Print one line; True if the goal is reached."""
    work(), floor()
    spent, least = best(work, floor)
    ratio = spent / least
    say(
        job=job,
        rows=rows,
        database=connection.vendor,
        ratio=round(ratio, 2),
        goal=GOAL,
        seconds=round(spent, 5),
        floor_seconds=round(least, 5),
        reached=ratio <= GOAL,
    )
    return ratio <= GOAL


def pages(world: Any, rows: int) -> bool:
    """Count the queries of the lead's pages."""
    ref = world.grant.ref
    addresses = {
        "overview page": reverse("reporting:overview", args=[ref]),
        "explain page": reverse("reporting:explain", args=[ref, "TE"]),
        "what-if page": reverse("reporting:what-if", args=[ref]),
        "forecast page": reverse("reporting:forecast", args=[ref]),
    }
    reached = [page(world, rows, job, url) for job, url in addresses.items()]
    return all(reached)


def page(world: Any, rows: int, job: str, url: str) -> bool:
    """Count the queries of one page."""
    client = Client()
    client.force_login(world.pm)
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        started = time.perf_counter()
        status = client.get(url).status_code
        spent = time.perf_counter() - started
    count = len(captured)
    say(
        job=job,
        rows=rows,
        database=connection.vendor,
        status=status,
        queries=count,
        goal=QUERY_GOAL,
        seconds=round(spent, 4),
        reached=status == 200 and count <= QUERY_GOAL,
    )
    return status == 200 and count <= QUERY_GOAL


def _imports(world: Any, sizes: list[int], kinds: list[str]) -> bool:
    reached = True
    for line in import_jobs(world, sizes, kinds):
        say(**line)
        reached = reached and line["reached"]
    return reached


def package_job(world: Any) -> bool:
    """Audit packages, on rows that an import has brought with their memory."""
    at, period = dt.datetime(2012, 6, 20, tzinfo=dt.UTC), world.grant.periods.order_by("number")[0]
    # By its action: verify.py would tell of a report that no event vouches for.
    open_report(world.aarhus, period, by=world.pu, at=at)
    report = imports.report_of(world)
    with tempfile.TemporaryDirectory() as folder:
        rows = imports.vouchers(1_000, 9_000_000)
        imports.product(world, report, imports.as_csv(rows, Path(folder) / "rows.csv"), at)
        return package.package_jobs(world, say, Path(folder))


def say(**line: Any) -> None:
    """One JSON line."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Measure at each size; exit 1 if a goal is missed.

    ``import``, ``package``, ``audit``, ``overview`` or ``reports`` measures only that: imports of
    the kinds and at the sizes named after it, chains and ledgers at the sizes named.
    """
    words = sys.argv[1:]
    if "import-one" in words:
        side, kind, size, start = sys.argv[2:6]
        say(**import_one(side, kind, int(size), int(start)))
        return 0
    if words == ["reports"]:
        return 0 if reports.report_jobs(say) else 1
    call_command("migrate", verbosity=0)
    with override_settings(PASSWORD_HASHERS=QUICK):
        world = signed_grant()
    sizes = [int(word) for word in words if word.isdigit()]
    kinds = [word for word in words if word in {"csv", "xlsx"}]
    jobs: dict[str, Callable[[], bool]] = {
        "ledger": lambda: _ledger(world),
        "import": lambda: _imports(world, sizes or list(SIZES), kinds),
        "package": lambda: package_job(world),
        "reports": lambda: reports.report_jobs(say),
        "audit": lambda: audit_runs.audit_jobs(world, say, sizes),
        "overview": lambda: overview.overview_jobs(world, say, sizes),
    }
    reached = [job() for name, job in jobs.items() if name in words or not {*jobs} & {*words}]
    return 0 if all(reached) else 1


def _ledger(world: Any) -> bool:
    """Figures and pages of a ledger that grows."""
    reached, filled = [], 0
    for size in SIZES:
        fill_ledger(world, filled, size)
        filled = size
        grant = Grant.objects.get(pk=world.grant.pk)
        held, claim = claims(world)
        reached.append(
            measure(
                "overview figures",
                size,
                lambda grant=grant: overview_figures(grant),
                lambda grant=grant: run_sql(OVERVIEW_SQL, grant.pk),
            )
        )
        reached.append(
            measure(
                "claim computation",
                size,
                lambda grant=grant, claim=claim: claim_figures(grant, claim),
                lambda grant=grant, held=held, claim=claim: run_sql(
                    CLAIM_SQL, claim.pk, grant.pk, held.pk, claim.pk
                ),
            )
        )
        reached.append(pages(world, size))
    return all(reached)

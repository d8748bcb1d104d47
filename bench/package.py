"""The audit package against copying and hashing the same bytes, and its memory (issue 5).

The vouchers are random bytes, which no ZIP makes smaller. The floor reads each file, hashes it and
writes it to one other file: what any package must do at least.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import multiprocessing
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from bench.imports import forget_peak, peak_megabytes, report_of
from consortium.actions.base import action, record
from consortium.models import EvidenceFile
from consortium.models.evidence import evidence_path
from reporting.exchange.package import write_package
from reporting.models import ExpenditureFile

# `python -m bench package 2500` takes fewer.
VOUCHERS = 10_000
EACH = 200_000
BLOCK = 1 << 20
ROUNDS = 2
GOAL, GROWTH_GOAL = 2.0, 30.0


@action
def keep_vouchers(world: Any, start: int, stop: int, *, by: Any, at: dt.datetime) -> None:
    """Vouchers number *start* to *stop*, each with its event."""
    report = report_of(world)
    chance = random.Random(start)
    items = list(report.expenditure.order_by("pk")[:50])
    for number in range(start, stop):
        content = chance.randbytes(EACH)
        sha256 = hashlib.sha256(content).hexdigest()
        kept = EvidenceFile(
            sha256=sha256,
            name=f"bilag-{number}.pdf",
            content_type="application/pdf",
            size=EACH,
            owner_ref=f"organisation:{report.grant_partner.organisation_id}",
            uploaded_by=by,
            uploaded_at=at,
        )
        kept.file.name = evidence_path(kept, kept.name)
        path = Path(settings.MEDIA_ROOT) / str(kept.file.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        kept.save()
        item = items[number % len(items)]
        ExpenditureFile.objects.create(expenditure=item, file=kept, role="invoice")
        record("bench.kept", kept, chain=world.grant.ref, after={"sha256": sha256})


def floor(target: Path) -> float:
    """Seconds for copying every voucher into one file, hashed on the way."""
    started = time.perf_counter()
    paths = EvidenceFile.objects.order_by("pk").values_list("file", flat=True)
    with target.open("wb") as out:
        for name in paths.iterator():
            found = hashlib.sha256()
            with (Path(settings.MEDIA_ROOT) / name).open("rb") as file:
                while block := file.read(BLOCK):
                    found.update(block)
                    out.write(block)
    os.sync()
    return time.perf_counter() - started


def product(world: Any, target: Path) -> float:
    """Seconds for the whole package, rows, history and events included."""
    started = time.perf_counter()
    with target.open("w+b") as stream:
        write_package(world.grant, stream)
    os.sync()
    return time.perf_counter() - started


def memory(world: Any, target: Path) -> float:
    """Megabytes that a package takes above an idle process: this one, copied for it alone."""
    connection.close()  # no two processes may share one
    here, there = multiprocessing.Pipe(duplex=False)

    def alone() -> None:
        forget_peak()
        idle = peak_megabytes()
        product(world, target)
        there.send(peak_megabytes() - idle)

    work = multiprocessing.get_context("fork").Process(target=alone)
    work.start()
    work.join()
    if work.exitcode:
        raise SystemExit("the package was not made")
    return float(here.recv())


def proof(target: Path, script: Path) -> float:
    """Seconds for the package's own verify.py."""
    started = time.perf_counter()
    told = subprocess.run(
        [sys.executable, "-I", "-S", str(script), str(target)], capture_output=True, check=False
    )
    if told.returncode:
        raise SystemExit(told.stdout.decode("utf-8")[-2000:])
    return time.perf_counter() - started


def package_jobs(world: Any, say: Callable[..., None], folder: Path) -> bool:
    """Packages of each size; one line each."""
    at, made, before, reached = dt.datetime(2012, 6, 20, tzinfo=dt.UTC), 0, 0.0, []
    most = next((int(given) for given in sys.argv[1:] if given.isdecimal()), VOUCHERS)
    for count in (most // 10, most):
        for start in range(made, count, 50):
            keep_vouchers(world, start, min(start + 50, count), by=world.pu, at=at)
        made = count
        target = folder / "package.zip"
        product(world, target), floor(folder / "copy")
        least = min(floor(folder / "copy") for _round in range(ROUNDS))
        spent = min(product(world, target) for _round in range(ROUNDS))
        peak = memory(world, target)
        growth = peak - before if before else 0.0
        before = before or peak
        script = Path(__file__).parents[1] / "reporting" / "exchange" / "package_verify.py"
        # The goal is one for many; few are packed only to see what memory grows by.
        reached.append(count < most or (spent / least <= GOAL and growth <= GROWTH_GOAL))
        say(
            job="audit package",
            vouchers=count,
            megabytes=count * EACH // 1_000_000,
            database=connection.vendor,
            ratio=round(spent / least, 2),
            goal=GOAL,
            seconds=round(spent, 2),
            floor_seconds=round(least, 2),
            verify_seconds=round(proof(target, script), 2),
            megabytes_above_idle=round(peak, 1),
            growth_megabytes=round(growth, 1),
            goal_growth=GROWTH_GOAL,
            reached=reached[-1],
        )
    return all(reached)

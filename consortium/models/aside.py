"""How far long work is whose transaction has not ended: nobody sees a row of it before it does.

On PostgreSQL the name of the session is seen by others at once, and goes back when the transaction
ends. SQLite lets nobody write beside a running transaction, but there web and worker share a disk:
a small file tells it.
"""

from __future__ import annotations

import datetime as dt
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from consortium.models.jobs import Job

_NAMED = "job %s "


@dataclass(frozen=True)
class Aside:
    """So many rows of *total* are *done*; when it began, and when this was told."""

    done: int
    total: int
    began: dt.datetime
    at: dt.datetime


def tell_aside(job: Job, aside: Aside) -> None:
    """Say how far *job* is. Only called by its worker, inside the transaction that it tells of."""
    told = f"{aside.done} {aside.total} {aside.began.timestamp():.1f} {aside.at.timestamp():.1f}"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('application_name', %s, true)", [_NAMED % job.pk + told]
            )
        return
    path = _path(job)
    path.parent.mkdir(exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(told)
    os.replace(draft, path)


def told_aside(job: Job) -> Aside | None:
    """What the worker of *job* has told last; None where it tells nothing."""
    told = ""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            named = _NAMED % job.pk
            cursor.execute(
                "SELECT application_name FROM pg_stat_activity WHERE application_name LIKE %s",
                [f"{named}%"],
            )
            found = cursor.fetchone()
            told = found[0].removeprefix(named) if found else ""
    else:
        with suppress(OSError):
            told = _path(job).read_text()
    parts = told.split()
    if len(parts) != 4:
        return None
    done, total = int(parts[0]), int(parts[1])
    began, at = (dt.datetime.fromtimestamp(float(part), dt.UTC) for part in parts[2:])
    return Aside(done, total, began, at)


def forget_aside(job: Job) -> None:
    """The work has ended, whichever way."""
    if connection.vendor != "postgresql":
        _path(job).unlink(missing_ok=True)


def _path(job: Job) -> Path:
    return Path(settings.VAR_DIR) / "progress" / f"job-{job.pk}.txt"

"""The worker is killed in the middle of an import, twenty times: all rows are there, or none.

A child process with a connection of its own runs the task; SIGKILL comes at a random moment.
"""

from __future__ import annotations

import io
import os
import random
import signal
import time

import pytest
from django.db import connections

from consortium.models import Job
from reporting.actions.import_jobs import WRITE, order_import
from reporting.actions.imports import (
    check,
)
from reporting.actions.kept_sheets import (
    note_outcome,
    receive_sheet,
    source_of,
)
from reporting.models import SheetImport
from reporting.queries.checks.catalogue import answers
from reporting.tasks import run_import
from tests.cast import signed_grant
from tests.reporting.paperwork import begin
from tests.reporting.sheets import csv_bytes, row

KILLS = 20
ROWS = 600


def killed_after(job: Job, seconds: float) -> bool:
    """Run *job* in a child and kill it; whether it was still alive then."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            run_import.func(job.pk)
        finally:
            os._exit(0)
    time.sleep(seconds)
    ended, _status = os.waitpid(child, os.WNOHANG)
    if not ended:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return not ended


@pytest.mark.django_db(transaction=True)
def test_a_killed_import_has_written_all_or_nothing(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world = signed_grant()
    report = begin(world)
    rows = [row(f"B{number}", invoice_no=f"F-{number}") for number in range(ROWS)]
    content = io.BytesIO(csv_bytes(rows))
    by = world.pu
    sheet = receive_sheet(
        report, kind="costs", content=content, name="k.csv", by=by, at=world.clock()
    )
    note_outcome(sheet, check(source_of(sheet, by=by, at=world.clock())), by=by, at=world.clock())
    job = order_import(sheet, WRITE, by=by, at=world.clock())
    started = time.monotonic()
    # How long a whole run takes here and now, so that the kills fall all over it.
    check(source_of(sheet, by=by, at=world.clock()))
    whole = max(2 * (time.monotonic() - started), 0.2)
    chance = random.Random(7)
    in_time = 0
    for _kill in range(KILLS):
        in_time += killed_after(job, chance.uniform(0, whole))
        assert report.expenditure.count() in (0, ROWS)
        state = SheetImport.objects.get(pk=sheet.pk).state
        assert (state == SheetImport.WRITTEN) == (report.expenditure.count() == ROWS)
    assert in_time, "every run was over before it was killed"
    run_import.func(job.pk)
    assert report.expenditure.count() == ROWS
    run_import.func(job.pk)
    assert report.expenditure.count() == ROWS
    assert [answer.check.code for answer in answers(None) if not answer.is_ok] == []

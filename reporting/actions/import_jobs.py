"""Long sheets in the background: ordered from a page, run by a worker, stopped on demand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from consortium.actions.base import action, must, record
from consortium.models import Job
from consortium.models.aside import Aside, forget_aside, tell_aside, told_aside
from consortium.rules.refusals import Refused
from consortium.rules.roles import Capability
from reporting.actions.imports import Progress, Source, check, write
from reporting.actions.kept_sheets import note_outcome, source_of
from reporting.exchange.cost_sheet import COSTS
from reporting.models import SheetImport

RUN_IMPORT = "run_import"
TASK = "reporting.tasks.run_import"
CHECK, WRITE = "check", "write"
COUNTING, CHECKING, WRITING = "counting", "checking", "writing"
# Files above this are checked in the background: the page would keep its reader waiting.
QUICK_BYTES = 400_000
# Kinds whose rows take an action each are slower by about this much.
SLOWER = 10
# The page hears of progress so often, in seconds.
EVERY = 0.5
# Instants told aside are rounded by less than this.
ROUNDED = dt.timedelta(seconds=1)
# Without a sign of life for so long, the worker is gone and the job may be started anew.
SILENT_FOR = dt.timedelta(seconds=60)


class ImportStopped(Exception):
    """Somebody asked the import to stop; nothing has been written."""


def _enqueue(job: Job) -> None:
    # Named by string: tasks stand on the top floor, and this room may not look up.
    import_string(TASK).enqueue(job.pk)


def is_quick(sheet: SheetImport) -> bool:
    """Whether *sheet* is small enough to be dealt with while its reader waits."""
    is_bulk = sheet.kind == COSTS.code
    return sheet.size <= (QUICK_BYTES if is_bulk else QUICK_BYTES // SLOWER)


@action
def order_import(sheet: SheetImport, deed: str, *, by: Any, at: dt.datetime) -> Job:
    """Have *sheet* checked or written in the background."""
    must(by, Capability.WRITE_REPORT, sheet.report.grant_partner.organisation)
    params = {"sheet": sheet.pk, "deed": deed}
    job = Job.objects.create(kind=RUN_IMPORT, params=params, requested_by=by, requested_at=at)
    SheetImport.objects.filter(pk=sheet.pk).update(job=job)
    record(
        "sheet.ordered",
        sheet,
        chain=sheet.report.grant_partner.grant.ref,
        after={"deed": deed, "job": job.pk},
    )
    transaction.on_commit(lambda: _enqueue(job))
    return job


@action
def stop_import(job: Job, *, by: Any, at: dt.datetime) -> Job:
    """Ask a running import to stop; before it writes, it does so and leaves nothing."""
    sheet = sheet_of_job(job)
    must(by, Capability.WRITE_REPORT, sheet.report.grant_partner.organisation)
    Job.objects.filter(pk=job.pk).update(stop_wanted=True)
    Job.objects.filter(pk=job.pk, state=Job.QUEUED).update(state=Job.STOPPED)
    record("sheet.stop_wanted", sheet, chain=sheet.report.grant_partner.grant.ref)
    return job


@action
def restart_import(job: Job, *, by: Any, at: dt.datetime) -> Job:
    """Run an import again whose worker has died, or that failed; it has left nothing behind."""
    sheet = sheet_of_job(job)
    must(by, Capability.WRITE_REPORT, sheet.report.grant_partner.organisation)
    Job.objects.filter(pk=job.pk).update(
        state=Job.QUEUED, stop_wanted=False, error="", heartbeat_at=None
    )
    record("sheet.restarted", sheet, chain=sheet.report.grant_partner.grant.ref)
    transaction.on_commit(lambda: _enqueue(job))
    return job


def sheet_of_job(job: Job) -> SheetImport:
    """The sheet that *job* is about, with its report read."""
    sheets = SheetImport.objects.select_related(
        "report__period", "report__grant_partner__grant", "report__grant_partner__organisation"
    )
    return sheets.get(pk=job.params["sheet"])


def is_silent(job: Job, at: dt.datetime) -> bool:
    """Whether the worker of a running job gives no sign of life."""
    seen = job.heartbeat_at or job.requested_at
    if (aside := written_so_far(job)) is not None:
        seen = max(seen, aside.at)
    return job.state == Job.RUNNING and at - seen > SILENT_FOR


def written_so_far(job: Job) -> Aside | None:
    """How many rows a running job has written, though nobody sees them before all are there."""
    if job.state != Job.RUNNING or job.phase != WRITING:
        return None
    aside = told_aside(job)
    # What an earlier try has left, whose worker died, is older than the beginning of this one.
    if aside is None or (job.heartbeat_at and aside.at < job.heartbeat_at - ROUNDED):
        return None
    return aside


@dataclass
class _Teller:
    """Writes progress into the job, not too often, and stops the run if somebody wants it."""

    job: Job
    clock: Callable[[], float]
    last: float = 0.0
    began: dt.datetime | None = None

    def __call__(self, progress: Progress) -> None:
        moment = self.clock()
        if moment - self.last < EVERY:
            return
        self.last = moment
        if transaction.get_connection().in_atomic_block:
            # The rows are being written: the job itself would be seen when all of them are there.
            self._tell_aside(progress)
            return
        self.job.progress, self.job.refused = progress.checked, progress.refused
        self.job.heartbeat_at = timezone.now()
        self.job.save(update_fields=["progress", "refused", "heartbeat_at", "phase"])
        if Job.objects.filter(pk=self.job.pk, stop_wanted=True).exists():
            raise ImportStopped

    def _tell_aside(self, progress: Progress) -> None:
        if progress.written:
            moment = timezone.now()
            self.began = self.began or self.job.heartbeat_at or moment
            aside = Aside(progress.written, progress.to_write, self.began, moment)
            tell_aside(self.job, aside)


def run_import_job(job: Job, *, at: dt.datetime, clock: Callable[[], float]) -> None:
    """Do what *job* was ordered for. Raises ImportStopped if it was stopped on the way."""
    sheet = sheet_of_job(job)
    if sheet.state in (SheetImport.WRITTEN, SheetImport.DROPPED):
        return
    job.state, job.phase, job.attempts = Job.RUNNING, COUNTING, job.attempts + 1
    job.started_at = job.heartbeat_at = timezone.now()
    job.progress = job.refused = 0
    job.save()
    source = source_of(sheet, by=job.requested_by, at=at, progress=Progress(_Teller(job, clock)))
    job.total, job.phase = source.count(), CHECKING
    job.save()
    try:
        outcome = check(source) if job.params["deed"] == CHECK else _written(source, sheet, job)
    except Refused as refused:
        job.error = "; ".join(str(breach) for breach in refused.breaches)
        raise
    finally:
        forget_aside(job)
    job.progress, job.refused = source.progress.checked, outcome.counts["refused"]
    if sheet.state != SheetImport.WRITTEN:
        note_outcome(sheet, outcome, by=job.requested_by, at=at)


def _written(source: Source, sheet: SheetImport, job: Job) -> Any:
    def writing() -> None:
        job.phase, job.heartbeat_at = WRITING, timezone.now()
        job.save()
        if Job.objects.filter(pk=job.pk, stop_wanted=True).exists():
            raise ImportStopped

    return write(source, sheet, before=writing)

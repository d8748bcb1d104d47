"""Long work of this room, taken from the database's queue. Every task may safely run again."""

from __future__ import annotations

import time

from django.core.files.base import ContentFile
from django.utils import timezone
from django_tasks import task

from consortium.models import Job
from consortium.queries.clock import now
from reporting.actions.check_orders import run_check_job
from reporting.actions.import_jobs import ImportStopped, run_import_job
from reporting.actions.municipal_link_mails import deliver_link
from reporting.actions.newsletter_mails import deliver_newsletter
from reporting.actions.own_reports import run_own_report_job
from reporting.actions.packages import run_package_job
from reporting.documents.choosing import edition_by
from reporting.documents.rendering import render

STEPS = 3


@task()
def make_document(job_id: int) -> None:
    """Render the ordered paper and keep the file with the job."""
    job = Job.objects.get(pk=job_id)
    if job.state == Job.DONE:
        return
    _advance(job, 1, attempts=job.attempts + 1)
    try:
        edition = edition_by(job.params, at=now())
        _advance(job, 2)
        format_ = job.params["format"]
        content = ContentFile(render(edition, format_))
        job.result.save(edition.file_name(format_), content, save=False)
    except Exception as error:
        job.state, job.error = Job.FAILED, f"{type(error).__name__}: {error}"
        job.save()
        raise
    job.state = Job.DONE
    _advance(job, STEPS)


@task()
def run_import(job_id: int) -> None:
    """Check a sheet, or write it: all of it or nothing, however often the task is run."""
    job = Job.objects.get(pk=job_id)
    if job.state in (Job.DONE, Job.STOPPED):
        return
    try:
        run_import_job(job, at=now(), clock=time.monotonic)
    except ImportStopped:
        job.state = Job.STOPPED
    except Exception as error:
        job.state, job.error = Job.FAILED, f"{type(error).__name__}: {error}"
        job.save()
        raise
    else:
        job.state = Job.DONE
    job.heartbeat_at = timezone.now()
    job.save()


@task()
def make_package(job_id: int) -> None:
    """Write an audit package and keep it; a second run makes none if the first has."""
    job = Job.objects.get(pk=job_id)
    if job.state == Job.DONE:
        return
    try:
        run_package_job(job, at=now(), clock=time.monotonic)
    except Exception as error:
        job.state, job.error = Job.FAILED, f"{type(error).__name__}: {error}"
        job.save()
        raise
    job.state, job.heartbeat_at = Job.DONE, timezone.now()
    job.save()


@task()
def check_ledger(job_id: int) -> None:
    """Run the checks of a grant and keep their answers; a second run asks nothing."""
    job = Job.objects.get(pk=job_id)
    if job.state == Job.DONE:
        return
    try:
        run_check_job(job, at=now())
    except Exception as error:
        job.state, job.error = Job.FAILED, f"{type(error).__name__}: {error}"
        job.save()
        raise
    job.state, job.heartbeat_at = Job.DONE, timezone.now()
    job.save()


@task()
def send_newsletter(issue_id: int) -> None:
    """Mail the copies of an issue that have not left."""
    deliver_newsletter(issue_id, at=now())


@task()
def send_municipal_link(key: int) -> None:
    """Mail a municipality its link, if it has not left."""
    deliver_link(key, at=now())


@task()
def make_own_report(job_id: int) -> None:
    """Make a report of the lead's own choosing and keep it; a second run makes none."""
    job = Job.objects.get(pk=job_id)
    if job.state == Job.DONE:
        return
    job.state = Job.RUNNING
    try:
        run_own_report_job(job, at=now(), clock=time.monotonic)
    except Exception as error:
        job.state, job.error = Job.FAILED, f"{type(error).__name__}: {error}"
        job.save()
        raise
    job.state, job.heartbeat_at = Job.DONE, timezone.now()
    job.save()


def _advance(job: Job, progress: int, attempts: int | None = None) -> None:
    if progress < STEPS:
        job.state = Job.RUNNING
    job.progress, job.total, job.heartbeat_at = progress, STEPS, timezone.now()
    job.attempts = job.attempts if attempts is None else attempts
    job.save()

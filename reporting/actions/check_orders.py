"""The check-list run in the background: ordered from its page, done once, begun anew if need be."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from consortium.actions.base import action, must, record
from consortium.models import Job
from consortium.models.aside import Aside, forget_aside, tell_aside, told_aside
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import Grant
from reporting.actions.check_runs import run_checks
from reporting.models import CheckRun

RUN_CHECKS = "run_checks"
TASK = "reporting.tasks.check_ledger"
# The longest check of a large ledger takes half a minute; after so long its worker is gone.
SILENT_FOR = dt.timedelta(minutes=3)
WAITING = (Job.QUEUED, Job.RUNNING)


class ChecksUnderWay(Refused):
    """The checks of the grant are being run already."""

    code = "CHECKS_UNDER_WAY"


@action
def order_checks(grant: Grant, *, by: Any, at: dt.datetime) -> Job:
    """Have the checks of *grant* run in the background; one that has died is begun anew."""
    must(by, Capability.VIEW_HISTORY, grant)
    # Two who ask at once are one after the other here, and the second finds the first one's run.
    Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    job = newest_order(grant)
    is_open = job is not None and job.state in WAITING
    if is_open and not is_silent(job):
        raise ChecksUnderWay.because(
            _("The checks of %(ref)s are being run already; this page shows what they answer."),
            rule="rules 4.4",
            ref=grant.ref,
        )
    if job is None or not is_open:
        job = Job(kind=RUN_CHECKS, params={"grant": grant.pk})
    # The same work again rather than a second one: whichever worker comes last finds it done.
    job.state, job.requested_by, job.requested_at = Job.QUEUED, by, at
    job.heartbeat_at = timezone.now()
    job.save()
    record("checks.ordered", grant, chain=grant.ref, after={"job": job.pk}, after_seal=True)
    # Named by string: tasks stand on the top floor, and this room may not look up.
    number = job.pk
    transaction.on_commit(lambda: import_string(TASK).enqueue(number))
    return job


def newest_order(grant: Grant) -> Job | None:
    """The last time that somebody had the checks of *grant* run, whatever became of it."""
    return Job.objects.filter(kind=RUN_CHECKS, params={"grant": grant.pk}).first()


def is_silent(job: Job | None) -> bool:
    """Whether nothing was heard for long of a run that is not at its end."""
    if job is None or job.state not in WAITING:
        return False
    seen = job.heartbeat_at or job.requested_at
    if (aside := told_aside(job)) is not None:
        seen = max(seen, aside.at)
    return timezone.now() - seen > SILENT_FOR


def checks_done(job: Job) -> tuple[int, int]:
    """How many checks a running job has asked, of how many; of none before the first."""
    aside = told_aside(job) if job.state == Job.RUNNING else None
    # What an earlier try has left, whose worker died, is older than the beginning of this one.
    if aside is None or (job.started_at and aside.began < job.started_at - dt.timedelta(seconds=1)):
        return 0, 0
    return aside.done, aside.total


def run_check_job(job: Job, *, at: dt.datetime) -> CheckRun:
    """Run the checks that *job* was ordered for, and keep what they answer."""
    grant = Grant.objects.select_related("fund", "lead").get(pk=job.params["grant"])
    began = timezone.now()
    job.state, job.attempts = Job.RUNNING, job.attempts + 1
    job.started_at = job.heartbeat_at = began
    job.save()

    def told(done: int, total: int) -> None:
        # The checks read as of one moment: nothing is written on the way, this is told aside.
        tell_aside(job, Aside(done, total, began, timezone.now()))

    try:
        return run_checks(grant, by=job.requested_by, at=at, told=told)
    finally:
        forget_aside(job)

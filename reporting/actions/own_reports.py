"""Reports of the lead's own choosing: made at once or in the background, and kept (issue 6, 4)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from consortium.actions.base import action, must, record
from consortium.models import Job
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.roles import Capability
from grants.models import Grant
from reporting.actions.own_report_notices import tell_that_it_is_ready
from reporting.documents.editions import Edition, draft_edition
from reporting.documents.own_report import known_of, own_report
from reporting.documents.rendering import is_quick, render
from reporting.models import OwnReport, ReportSchedule, ReportTemplate
from reporting.rules.building import Choice, check_choice, table_count

MAKE_OWN_REPORT = "make_own_report"
TASK = "reporting.tasks.make_own_report"
# A page waits for so many tables; a table takes a tenth of a second, vouchers of a year longer.
QUICK_TABLES = 30
# The page hears of progress so often, in seconds.
EVERY = 0.5
WRITING = "writing"


class ChoiceRefused(Refused):
    """The choice of tables, periods, partners, language or format cannot be made."""

    code = "CHOICE_REFUSED"


@dataclass(frozen=True)
class Wanted:
    """What is to be made: a choice with a name, and what it comes from."""

    choice: Choice
    name: str
    template: ReportTemplate | None = None
    schedule: ReportSchedule | None = None


def must_be_possible(grant: Grant, choice: Choice, on: dt.date) -> None:
    """Refuse a choice of what *grant* does not have."""
    refuse_if(check_choice(choice, known_of(grant, on)), ChoiceRefused)


def quick_edition(grant: Grant, wanted: Wanted, *, at: dt.datetime) -> Edition | None:
    """The report if a page can wait for its file; None if it takes longer. Writes nothing."""
    choice = wanted.choice
    must_be_possible(grant, choice, timezone.localdate(at))
    if table_count(choice, known_of(grant, timezone.localdate(at))) > QUICK_TABLES:
        return None
    edition = draft_edition(own_report(grant, choice, at, name=wanted.name), choice.language)
    return edition if is_quick(edition, choice.format) else None


@action
def order_own_report(grant: Grant, wanted: Wanted, *, by: Any, at: dt.datetime) -> Job:
    """Have the report made in the background."""
    must(by, Capability.PLAN_PROJECT, grant)
    params = {
        "grant": grant.pk,
        "choice": wanted.choice.to_json(),
        "name": wanted.name,
        "template": wanted.template.pk if wanted.template else None,
        "schedule": wanted.schedule.pk if wanted.schedule else None,
    }
    job = Job.objects.create(kind=MAKE_OWN_REPORT, params=params, requested_by=by, requested_at=at)
    after = {"job": job.pk, "name": wanted.name}
    record("own_report.ordered", grant, chain=grant.ref, after=after, after_seal=True)
    # Named by string: tasks stand on the top floor, and this room may not look up.
    transaction.on_commit(lambda: import_string(TASK).enqueue(job.pk))
    return job


@action
def keep_own_report(
    grant: Grant, wanted: Wanted, edition: Edition, content: bytes, *, by: Any, at: dt.datetime
) -> OwnReport:
    """Keep a report that was made, with the hash of its bytes and of its figures."""
    must(by, Capability.PLAN_PROJECT, grant)
    kept = OwnReport(
        grant=grant,
        template=wanted.template,
        schedule=wanted.schedule,
        name=wanted.name,
        choice=wanted.choice.to_json(),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        figures_sha256=edition.sha256,
        as_of=edition.made_at,
        made_by=by,
    )
    kept.file.save(edition.file_name(wanted.choice.format), ContentFile(content), save=False)
    kept.save()
    after = {"name": kept.name, "choice": kept.choice, "sha256": kept.sha256}
    record("own_report.made", kept, chain=grant.ref, after=after, after_seal=True)
    if wanted.schedule is not None:
        tell_that_it_is_ready(kept, wanted.schedule, at)
    return kept


def run_own_report_job(job: Job, *, at: dt.datetime, clock: Callable[[], float]) -> OwnReport:
    """Make the report that *job* was ordered for, and keep it."""
    grant = Grant.objects.select_related("fund", "lead").get(pk=job.params["grant"])
    wanted = wanted_of(job)
    must_be_possible(grant, wanted.choice, timezone.localdate(at))
    job.attempts += 1
    job.started_at = timezone.now()
    last = clock() - EVERY

    def told(done: int, total: int, phase: str = "") -> None:
        nonlocal last
        if clock() - last < EVERY and phase == job.phase:
            return
        last = clock()
        job.phase, job.progress, job.total = phase, done, total
        job.heartbeat_at = timezone.now()
        job.save()

    total = table_count(wanted.choice, known_of(grant, timezone.localdate(at)))
    told(0, total)
    document = own_report(grant, wanted.choice, at, name=wanted.name, told=told)
    edition = draft_edition(document, wanted.choice.language)
    told(total, total, WRITING)
    content = render(edition, wanted.choice.format)
    return keep_own_report(grant, wanted, edition, content, by=job.requested_by, at=at)


def wanted_of(job: Job) -> Wanted:
    """What *job* was ordered for."""
    told = job.params
    return Wanted(
        choice=Choice.from_json(told["choice"]),
        name=told["name"],
        template=ReportTemplate.objects.filter(pk=told["template"]).first(),
        schedule=ReportSchedule.objects.filter(pk=told["schedule"]).first(),
    )

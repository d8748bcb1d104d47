"""Audit packages: made in the background, given to an auditor for a while, every fetching noted."""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
from collections.abc import Callable
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from consortium.actions.base import action, must, record
from consortium.models import HOUSE_CHAIN, Job, User
from consortium.models.access import Actor, actor_of
from consortium.queries.chain import ladder_of
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import Grant
from reporting.exchange.package import Packed, verify_script, write_package
from reporting.models import AuditPackage, PackageLink

MAKE_PACKAGE = "make_package"
TASK = "reporting.tasks.make_package"
# The page hears of progress so often, in seconds.
EVERY = 0.5
# A long paper takes a minute; without a sign for so long, the worker is gone.
SILENT_FOR = dt.timedelta(minutes=10)
LONGEST = 90
# Whoever holds one of these works for the lead and fetches packages without a link.
LEADS = frozenset({Capability.PLAN_PROJECT, Capability.VERIFY_REPORT, Capability.SUBMIT_REPORTS})


class PackageUnderWay(Refused):
    """A package of the grant is being made already."""

    code = "PACKAGE_UNDER_WAY"


class NoAuditor(Refused):
    """Links are for people who sit on the grant as its auditors."""

    code = "NO_AUDITOR"


class LinkTooLong(Refused):
    """A link is open for some days, not for ever."""

    code = "LINK_TOO_LONG"


class LinkClosed(Refused):
    """The link has run out or was withdrawn."""

    code = "LINK_CLOSED"


@action
def order_package(grant: Grant, *, by: Any, at: dt.datetime) -> Job:
    """Have the package of *grant* made in the background."""
    must(by, Capability.VIEW_HISTORY, grant)
    waiting = running_of(grant)
    if waiting is not None:
        raise PackageUnderWay.because(
            _("A package of %(ref)s is being made already; it is ready in a few minutes."),
            rule="A-36",
            ref=grant.ref,
        )
    params = {"grant": grant.pk}
    job = Job.objects.create(kind=MAKE_PACKAGE, params=params, requested_by=by, requested_at=at)
    # So that the package itself proves the place of every event of the house up to its order.
    house = ladder_of(HOUSE_CHAIN)
    after = {"job": job.pk, "house": {"number": house.number, "sha256": house.sha256}}
    record("package.ordered", grant, chain=grant.ref, after=after, after_seal=True)
    # Named by string: tasks stand on the top floor, and this room may not look up.
    transaction.on_commit(lambda: import_string(TASK).enqueue(job.pk))
    return job


def running_of(grant: Grant) -> Job | None:
    """The work on a package of *grant* that is not at its end; its worker gives signs of life."""
    jobs = Job.objects.filter(kind=MAKE_PACKAGE, params={"grant": grant.pk})
    alive = Q(state=Job.RUNNING, heartbeat_at__gt=timezone.now() - SILENT_FOR)
    return jobs.filter(Q(state=Job.QUEUED) | alive).first()


def run_package_job(job: Job, *, at: dt.datetime, clock: Callable[[], float]) -> AuditPackage:
    """Write the package that *job* was ordered for, and keep it."""
    grant = Grant.objects.get(pk=job.params["grant"])
    job.state, job.attempts = Job.RUNNING, job.attempts + 1
    job.started_at = job.heartbeat_at = timezone.now()
    job.save()
    last = clock()

    def told(phase: str, done: int, total: int) -> None:
        nonlocal last
        if clock() - last < EVERY and phase == job.phase:
            return
        last = clock()
        job.phase, job.progress, job.total = phase, done, total
        job.heartbeat_at = timezone.now()
        job.save(update_fields=["phase", "progress", "total", "heartbeat_at"])

    with tempfile.TemporaryFile() as stream:
        packed = write_package(grant, stream, told=told)
        size = stream.seek(0, 2)
        stream.seek(0)
        file = File(stream, name=f"{grant.ref}-{packed.manifest_sha256[:12]}.zip")
        return keep_package(grant, packed, file, size, by=job.requested_by, at=at)


@action
def keep_package(
    grant: Grant, packed: Packed, file: File[bytes], size: int, *, by: Any, at: dt.datetime
) -> AuditPackage:
    """Keep a package that was made, with what it is recognised by."""
    kept = AuditPackage(
        grant=grant,
        size=size,
        files=packed.files,
        lost=packed.lost,
        head=packed.head,
        manifest_sha256=packed.manifest_sha256,
        verify_sha256=hashlib.sha256(verify_script()).hexdigest(),
        made_at=at,
        made_by=by,
    )
    kept.file.save(str(file.name), file, save=False)
    kept.save()
    after = {"manifest": packed.manifest_sha256, "head": packed.head, "files": packed.files}
    record("package.made", kept, chain=grant.ref, after=after, after_seal=True)
    return kept


@action
def give_link(
    package: AuditPackage, person: User, days: int, *, by: Any, at: dt.datetime
) -> PackageLink:
    """Let the auditor *person* fetch *package* for *days* days."""
    must(by, Capability.SUBMIT_REPORTS, package.grant)
    if not is_auditor(actor_of(person), package.grant):
        raise NoAuditor.because(
            _(
                "%(person)s has no seat as auditor on %(ref)s. Give the person the seat first; a "
                "link is for auditors alone."
            ),
            rule="A-36",
            subject="person",
            person=str(person),
            ref=package.grant.ref,
        )
    if not 1 <= days <= LONGEST:
        raise LinkTooLong.because(
            _("A link is open for 1 to %(most)s days; give it again when it has run out."),
            rule="A-36",
            subject="days",
            most=LONGEST,
        )
    link = PackageLink.objects.create(
        package=package,
        person=person,
        expires_at=at + dt.timedelta(days=days),
        given_by=by,
        given_at=at,
    )
    after = {"person": person.pk, "until": link.expires_at, "manifest": package.manifest_sha256}
    record("package.link_given", link, chain=package.grant.ref, after=after, after_seal=True)
    return link


def is_auditor(actor: Actor, grant: Grant) -> bool:
    """Whether somebody reads the whole grant and does nothing in it but audit."""
    held = {right for right in Capability if actor.can(right, grant)}
    return Capability.VIEW_HISTORY in held and not held & LEADS


@action
def withdraw_link(link: PackageLink, *, by: Any, at: dt.datetime) -> PackageLink:
    """Close a link before its time."""
    grant = link.package.grant
    must(by, Capability.SUBMIT_REPORTS, grant)
    link.withdrawn_at = link.withdrawn_at or at
    link.save()
    record("package.link_withdrawn", link, chain=grant.ref, after_seal=True)
    return link


@action
def fetch_by_link(link: PackageLink, *, by: Any, at: dt.datetime) -> AuditPackage:
    """Note that the auditor fetches the package; refused when the link is closed."""
    package = link.package
    must(by, Capability.VIEW_HISTORY, package.grant)
    if link.person_id != by.pk or not link.is_open(at):
        raise LinkClosed.because(
            _(
                "The link to the audit package of %(ref)s was open until %(until)s. Ask the lead "
                "partner for a new one."
            ),
            rule="A-36",
            ref=package.grant.ref,
            until=(link.withdrawn_at or link.expires_at).date(),
        )
    after = {"link": link.pk, "manifest": package.manifest_sha256}
    record("package.fetched", package, chain=package.grant.ref, after=after, after_seal=True)
    return package


@action
def fetch_package(package: AuditPackage, *, by: Any, at: dt.datetime) -> AuditPackage:
    """Note that somebody of the lead fetches the package."""
    must(by, Capability.VIEW_HISTORY, package.grant)
    after = {"manifest": package.manifest_sha256}
    record("package.fetched", package, chain=package.grant.ref, after=after, after_seal=True)
    return package

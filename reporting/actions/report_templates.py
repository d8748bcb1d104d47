"""Choices that are kept under a name, and the days on which they are made again (issue 6, 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.models import Job, User
from consortium.models.access import actor_of, forget_actor
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.roles import Capability
from grants.models import Grant
from reporting.actions.own_report_notices import readers_of, tell_that_it_stopped
from reporting.actions.own_reports import ChoiceRefused, Wanted, order_own_report
from reporting.documents.own_report import known_of
from reporting.models import ReportRecipient, ReportSchedule, ReportTemplate
from reporting.rules.building import (
    Choice,
    Rhythm,
    check_choice,
    check_name,
    check_recipients,
    check_rhythm,
    next_day,
)


class ScheduleRefused(Refused):
    """The days or the recipients of a schedule cannot be."""

    code = "SCHEDULE_REFUSED"


@action
def keep_template(
    grant: Grant, name: str, choice: Choice, *, by: Any, at: dt.datetime
) -> ReportTemplate:
    """Keep *choice* under *name*, for everybody who reads the grant's rows."""
    grant = _locked(grant, by)
    _must_fit(grant, name, choice, at)
    row = ReportTemplate.objects.create(grant=grant, name=name.strip(), choice=choice.to_json())
    record("report_template.saved", row, chain=grant.ref, after={"name": row.name})
    return row


@action
def change_template(
    template: ReportTemplate,
    name: str,
    choice: Choice,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> ReportTemplate:
    """Another name or another choice; reports that were made keep theirs."""
    grant = _locked(template.grant, by)
    row = ReportTemplate.objects.select_for_update().get(pk=template.pk)
    must_be_unchanged(row, edited_from, chain=grant.ref)
    _must_fit(grant, name, choice, at, besides=row)
    before = {"name": row.name, "choice": row.choice}
    row.name, row.choice = name.strip(), choice.to_json()
    row.save()
    after = {"name": row.name, "choice": row.choice}
    record("report_template.changed", row, chain=grant.ref, before=before, after=after)
    return row


@action
def remove_template(template: ReportTemplate, *, by: Any, at: dt.datetime) -> ReportTemplate:
    """Offer it no longer, and make it no longer by itself. Its reports stay."""
    grant = _locked(template.grant, by)
    row = ReportTemplate.objects.select_for_update().get(pk=template.pk)
    _stop_running(row, at)
    row.removed_at = row.removed_at or at
    row.save()
    record("report_template.removed", row, chain=grant.ref, before={"name": row.name})
    return row


@action
def schedule_report(
    template: ReportTemplate,
    rhythm: Rhythm,
    recipients: Sequence[User],
    *,
    by: Any,
    at: dt.datetime,
) -> ReportSchedule:
    """Have *template* made on the days of *rhythm*; it takes the place of the schedule before."""
    grant = _locked(template.grant, by)
    readers = set(readers_of(grant).values_list("pk", flat=True))
    names = {one.pk: str(one) for one in recipients}
    breaches = check_rhythm(rhythm) + check_recipients(list(names), readers, names)
    refuse_if(breaches, ScheduleRefused)
    _stop_running(template, at)
    row = ReportSchedule.objects.create(
        template=template,
        every=rhythm.every,
        day=rhythm.day,
        first_month=rhythm.first_month,
        next_on=next_day(rhythm, timezone.localdate(at)),
        set_by=by,
    )
    for person in recipients:
        ReportRecipient.objects.create(schedule=row, person=person)
    after = {"every": row.every, "day": row.day, "next_on": row.next_on, "recipients": list(names)}
    record("report_schedule.set", row, chain=grant.ref, after=after)
    return row


@action
def stop_schedule(schedule: ReportSchedule, *, by: Any, at: dt.datetime) -> ReportSchedule:
    """Make the template no longer by itself."""
    grant = _locked(schedule.template.grant, by)
    row = ReportSchedule.objects.select_for_update().get(pk=schedule.pk)
    row.stopped_at = row.stopped_at or at
    row.save()
    record("report_schedule.stopped", row, chain=grant.ref)
    return row


def run_schedules(*, at: dt.datetime) -> int:
    """Order every scheduled report that is due, and stop those whose owner has left the role.

    Say how many were ordered. Nights that were missed are made up for by one report.
    """
    on, count = timezone.localdate(at), 0
    rows = ReportSchedule.objects.filter(stopped_at__isnull=True).order_by("pk")
    for row in rows.select_related("template__grant", "set_by"):
        owner, grant = row.set_by, row.template.grant
        forget_actor(owner)
        if not actor_of(owner).can(Capability.PLAN_PROJECT, grant):
            give_up_schedule(row, by=None, at=at)
        elif row.next_on <= on:
            count += order_scheduled(row, by=None, at=at) is not None
    return count


@action
def give_up_schedule(schedule: ReportSchedule, *, by: Any, at: dt.datetime) -> ReportSchedule:
    """Stop what was set by somebody who no longer manages the project, and say so."""
    row = ReportSchedule.objects.select_for_update(of=("self",)).get(pk=schedule.pk)
    if row.stopped_at is None:
        row.stopped_at = at
        row.save()
        tell_that_it_stopped(row, at)
    grant = row.template.grant
    record("report_schedule.given_up", row, chain=grant.ref, after_seal=True)
    return row


@action
def order_scheduled(schedule: ReportSchedule, *, by: Any, at: dt.datetime) -> Job | None:
    """Have a due report made in the name of who set the schedule; None if another run was first."""
    rows = ReportSchedule.objects.select_for_update(of=("self",))
    row = rows.select_related("template__grant", "set_by").get(pk=schedule.pk)
    on, before, job = timezone.localdate(at), row.next_on, None
    grant, template = row.template.grant, row.template
    if row.stopped_at is None and row.next_on <= on:
        row.next_on = next_day(Rhythm(row.every, row.day, row.first_month), on)
        row.save()
        wanted = Wanted(Choice.from_json(template.choice), template.name, template, row)
        job = order_own_report(grant, wanted, by=row.set_by, at=at)
    record(
        "report_schedule.due",
        row,
        chain=grant.ref,
        before={"next_on": before},
        after={"next_on": row.next_on},
        after_seal=True,
    )
    return job


def _locked(grant: Grant, by: Any) -> Grant:
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    must(by, Capability.PLAN_PROJECT, grant)
    return grant


def _must_fit(
    grant: Grant,
    name: str,
    choice: Choice,
    at: dt.datetime,
    besides: ReportTemplate | None = None,
) -> None:
    others = ReportTemplate.objects.filter(grant=grant, removed_at__isnull=True)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    breaches = check_name(name, list(others.values_list("name", flat=True)))
    known = known_of(grant, timezone.localdate(at))
    refuse_if(breaches + check_choice(choice, known), ChoiceRefused)


def _stop_running(template: ReportTemplate, at: dt.datetime) -> None:
    running = ReportSchedule.objects.select_for_update(of=("self",))
    for row in running.filter(template=template, stopped_at__isnull=True):
        row.stopped_at = at
        row.save()

"""Coordination: the lead writes it, and each partner what it answers for (003, W-10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.models.access import actor_of
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.spans import Span
from grants.models import ActivityType, Grant, GrantPartner
from reporting.actions.newsletters import must_write_for
from reporting.models import ForumMeeting, ForumMember, LocalArea, RegionalTask, RelatedProject
from reporting.rules.coordination import (
    AreaFacts,
    MeetingFacts,
    RelatedFacts,
    TaskFacts,
    check_area,
    check_meeting,
    check_related,
    check_task,
)

Row = TypeVar("Row", bound=models.Model)


class CoordinationRefused(Refused):
    """It cannot be written down like this."""

    code = "COORDINATION_REFUSED"


@action
def save_related_project(
    grant: Grant,
    facts: RelatedFacts,
    *,
    project: RelatedProject | None = None,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> RelatedProject:
    """Enter a project of others, or correct what is known of it."""
    must(by, Capability.PLAN_PROJECT, grant)
    row = _ours(RelatedProject, project) or RelatedProject(grant=grant)
    if row.pk:
        must_be_unchanged(row, edited_from, chain=grant.ref)
    others = RelatedProject.objects.exclude(pk=row.pk)
    others = others.filter(grant=grant, name=facts.name.strip())
    refuse_if(check_related(facts) + _twice(others.exists()), CoordinationRefused)
    _write(row, facts)
    after = {"name": row.name, "where": row.where, "overlap": bool(row.overlap)}
    record("related_project.saved", row, chain=grant.ref, after=after)
    return row


@action
def save_regional_task(
    grant: Grant,
    kind: ActivityType,
    responsible: GrantPartner,
    facts: TaskFacts,
    *,
    task: RegionalTask | None = None,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> RegionalTask:
    """The lead gives a task to one partner; that partner writes its plan and follow-up (W-10)."""
    row = _ours(RegionalTask, task) or RegionalTask(grant=grant)
    given = row.pk and (row.kind_id, row.responsible_id) == (kind.pk, responsible.pk)
    if not given or actor_of(by).can(Capability.PLAN_PROJECT, grant):
        must(by, Capability.PLAN_PROJECT, grant)
    else:
        must_write_for(responsible, by)
    if row.pk:
        must_be_unchanged(row, edited_from, chain=grant.ref)
    others = RegionalTask.objects.exclude(pk=row.pk).filter(grant=grant, kind=kind)
    found = check_task(facts, Span(grant.starts_on, grant.ends_on))
    found += _twice(others.exists(), "kind")
    if kind.scope != ActivityType.REGIONAL:
        message = _("“%(task)s” is a local task; every partner has its own.")
        found.append(Breach("TASK_LOCAL", message, "kind", {"task": str(kind)}, "W-10"))
    refuse_if(found, CoordinationRefused)
    row.kind, row.responsible = kind, responsible
    _write(row, facts)
    after = {"task": kind.code, "responsible": str(responsible), "progress": row.progress}
    record("regional_task.saved", row, chain=grant.ref, after=after)
    return row


@action
def save_local_area(
    partner: GrantPartner,
    facts: AreaFacts,
    *,
    area: LocalArea | None = None,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> LocalArea:
    """A partner tells how an area is organised."""
    must_write_for(partner, by)
    row = _ours(LocalArea, area) or LocalArea(grant_partner=partner)
    if row.pk:
        must_be_unchanged(row, edited_from, chain=partner.grant.ref)
    others = LocalArea.objects.exclude(pk=row.pk)
    others = others.filter(grant_partner=partner, name=facts.name.strip())
    refuse_if(check_area(facts) + _twice(others.exists()), CoordinationRefused)
    _write(row, facts)
    record("local_area.saved", row, chain=partner.grant.ref, after={"name": row.name})
    return row


@action
def add_forum_member(
    grant: Grant, *, body: str, seat: str, starts_on: dt.date, by: Any, at: dt.datetime
) -> ForumMember:
    """A body gets its seat in the Dialogforum."""
    must(by, Capability.PLAN_PROJECT, grant)
    body = " ".join(body.split())
    sitting = ForumMember.objects.filter(grant=grant, body=body, ends_on=None).exists()
    refuse_if(_twice(sitting, "body"), CoordinationRefused)
    made = ForumMember(grant=grant, body=body, seat=seat.strip(), starts_on=starts_on)
    made.save()
    record("forum_member.added", made, chain=grant.ref, after={"body": body})
    return made


@action
def end_forum_member(member: ForumMember, *, by: Any, at: dt.datetime) -> ForumMember:
    """The seat ends today; what it has attended stays."""
    must(by, Capability.PLAN_PROJECT, member.grant)
    member = ForumMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if member.ends_on is None:
        member.ends_on = max(timezone.localdate(at), member.starts_on)
        member.save()
    record("forum_member.ended", member, chain=member.grant.ref, after={"body": member.body})
    return member


@action
def save_forum_meeting(
    grant: Grant,
    facts: MeetingFacts,
    present: Sequence[ForumMember],
    *,
    meeting: ForumMeeting | None = None,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> ForumMeeting:
    """Call a meeting, or write its minutes."""
    must(by, Capability.PLAN_PROJECT, grant)
    grant = Grant.objects.select_for_update(no_key=True, of=("self",)).get(pk=grant.pk)
    row = _ours(ForumMeeting, meeting) or ForumMeeting(grant=grant)
    if row.pk:
        must_be_unchanged(row, edited_from, chain=grant.ref)
    seats = [Span(one.starts_on, one.ends_on or dt.date.max) for one in present]
    refuse_if(check_meeting(facts, seats, timezone.localdate(at)), CoordinationRefused)
    meetings = ForumMeeting.objects.filter(grant=grant)
    last = meetings.aggregate(last=models.Max("number"))["last"] or 0
    row.number = row.number or last + 1
    row.present = sorted(one.pk for one in present)
    _write(row, facts)
    after = {"number": row.number, "held_on": row.held_on, "present": row.present}
    record("forum_meeting.saved", row, chain=grant.ref, after=after)
    return row


def _ours(model: type[Row], row: Row | None) -> Row | None:
    if row is None:
        return None
    return model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)


def _write(row: models.Model, facts: Any) -> None:
    for name, value in vars(facts).items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.save()


def _twice(stands: bool, name: str = "name") -> list[Breach]:
    return [Breach("STANDS", _("It is written down already."), name)] if stands else []

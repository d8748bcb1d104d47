"""Who hears of scheduled reports: a link to the page, never the file (issue 6, 4)."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse

from consortium.actions.notices import notify_all
from consortium.models import User
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import roles_for
from grants.models import Grant
from partners.queries.people import people_in
from reporting.models import OwnReport, ReportSchedule

READY, STOPPED = "own_report.ready", "own_report.schedule_stopped"


def readers_of(grant: Grant) -> QuerySet[User]:
    """Those with a seat on *grant* that reads its rows: a report is nothing for others."""
    return people_in(roles_for(Capability.VIEW_ROWS), grant_ref=grant.ref)


def tell_that_it_is_ready(report: OwnReport, schedule: ReportSchedule, at: dt.datetime) -> None:
    """Tell the recipients who can still open it."""
    grant = report.grant
    chosen = schedule.told.values("person")
    notify_all(
        readers_of(grant).filter(pk__in=chosen),
        READY,
        _("%(grant)s: the report “%(name)s” is ready."),
        {"grant": grant.ref, "name": report.name},
        url=reverse("reporting:own-report", args=[grant.ref, report.pk]),
        at=at,
    )


def tell_that_it_stopped(schedule: ReportSchedule, at: dt.datetime) -> None:
    """Tell whoever manages the project now, and whose schedule it was."""
    grant, owner = schedule.template.grant, schedule.set_by
    managers = set(people_in(roles_for(Capability.PLAN_PROJECT), grant_ref=grant.ref))
    told = managers | ({owner} if owner.is_active else set())
    notify_all(
        sorted(told, key=lambda person: person.pk),
        STOPPED,
        _(
            "%(grant)s: “%(name)s” is no longer made by itself, since %(person)s no longer manages "
            "the project. Schedule it again if it is still wanted."
        ),
        {"grant": grant.ref, "name": schedule.template.name, "person": str(owner)},
        url=reverse("reporting:own-report-list", args=[grant.ref]),
        at=at,
    )

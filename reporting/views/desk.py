"""The partner's desk and the report as a list of steps."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consortium.models.access import actor_of
from consortium.queries import clock
from consortium.rules.roles import Capability as C
from grants.models import GrantPartner, ReportingPeriod
from partners.models import Organisation
from reporting.actions.reports import open_report
from reporting.queries.dates.base import scope_of
from reporting.queries.dates.catalogue import days_to_keep, nearest
from reporting.queries.dates.passages import PASSAGE
from reporting.queries.desk import desk_of
from reporting.queries.reports import report_total, sums_by_line
from reporting.views.desk_tasks import tasks_of
from reporting.views.questions import todo_list
from reporting.views.report_pages import load_report, may_approve, progress_now, show, step_list


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the reader now, and all reports of the reader's organisations."""
    actor = actor_of(request.user)
    waiting = desk_of(request.user, on=clock.today())
    partners = {line.partner.pk: line.partner for line in waiting.reports}.values()
    writes, unread = actor.can_anywhere(C.WRITE_REPORT), getattr(request.user, "unread_notices", 0)
    scope, today = scope_of(request.user), clock.today()
    days = days_to_keep(scope, on=today, partners=partners)
    passages = [
        due
        for due in days
        if due.kind.code == PASSAGE
        and due.partner
        and due.partner.organisation_id in actor.ids(C.WRITE_REPORT, Organisation)
    ]
    context = {
        "heading": _("My desk"),
        "desk": waiting,
        "tasks": tasks_of(waiting, passages, unread=unread, writes=writes, on=today),
        "days": nearest(days, scope, on=today),
        "today": clock.today(),
        "approves": actor.can_anywhere(C.APPROVE_REPORT),
        "sees_rates": actor.can_anywhere(C.VIEW_DESK),
    }
    return TemplateResponse(request, "reporting/desk/page.html", context)


@require_POST
def report_open(request: HttpRequest, partner_pk: int, period_pk: int) -> HttpResponse:
    """Begin the report of a period."""
    seats = actor_of(request.user).ids(C.VIEW_DESK, Organisation)
    partners = GrantPartner.objects.filter(organisation__in=seats)
    partner = get_object_or_404(partners.select_related("grant", "organisation"), pk=partner_pk)
    period = get_object_or_404(ReportingPeriod, pk=period_pk, grant=partner.grant_id)
    report = open_report(partner, period, by=request.user, at=clock.now())
    messages.success(request, _("The report is open. You can leave it and come back at any time."))
    return redirect("reporting:report-detail", report.pk)


@require_GET
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The report: its steps, what they lack, and its sums."""
    report = load_report(request, pk)
    lines = sums_by_line(report)
    progress = progress_now(report)
    # Also after the partner's own approver has sent the report back to its writer.
    is_asked = report.is_open_for_partner and progress is not None and progress.is_asked
    context = {
        "steps": step_list(report, progress),
        "progress": progress,
        "unfolded": not is_asked,
        "lines": lines,
        "total": report_total(lines),
        "parked_total": sum(line.parked for line in lines),
        "approves": may_approve(request, report),
        "sees_desk": actor_of(request.user).can(C.VIEW_DESK, report.grant_partner.organisation),
        "days_left": (report.period.partner_due_on - clock.today()).days,
    }
    if is_asked:
        context |= todo_list(request, report, progress)
    return show(request, report, "reporting/reports/detail.html", context)

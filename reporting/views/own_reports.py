"""Reports of the lead's own choosing: built, kept, listed, fetched (issue 6, 4)."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.models import Job
from consortium.models.access import actor_of
from consortium.queries.clock import now
from consortium.queries.texts import day_text
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from grants.models import Grant
from reporting.actions import own_reports as deeds
from reporting.actions.own_reports import Wanted
from reporting.actions.report_templates import keep_template
from reporting.documents.editions import CONTENT_TYPES
from reporting.documents.rendering import render as render_file
from reporting.forms.own_reports import ChoiceForm, initial_of, period_choices, table_name
from reporting.models import OwnReport, ReportSchedule, ReportTemplate
from reporting.rules.building import Choice
from reporting.views.lead_pages import Crumb, crumbs, grant_for

SHOWN = 50
WAITING = (Job.QUEUED, Job.RUNNING)


@require_safe
def report_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Templates with their days, what is being made, and every report that was made."""
    grant = grant_for(request, ref)
    running = ReportSchedule.objects.filter(stopped_at__isnull=True).select_related("set_by")
    templates: Any = ReportTemplate.objects.visible_to(request.user).filter(grant=grant)
    jobs = list(
        Job.objects.filter(kind=deeds.MAKE_OWN_REPORT, params__grant=grant.pk).exclude(
            state=Job.DONE
        )[:SHOWN]
    )
    context = {
        "heading": _("Own reports"),
        "grant": grant,
        "breadcrumbs": way(grant),
        "templates": [
            (one, choice_line(Choice.from_json(one.choice)), next(iter(one.running), None))
            for one in templates.prefetch_related(
                Prefetch("schedules", queryset=running, to_attr="running")
            )
        ],
        "jobs": [job for job in jobs if job.state in WAITING],
        "failed": [job for job in jobs if job.state == Job.FAILED][:3],
        "reports": OwnReport.objects.visible_to(request.user)
        .filter(grant=grant)
        .select_related("made_by")[:SHOWN],
        "writes": actor_of(request.user).can(C.PLAN_PROJECT, grant),
    }
    response = render(request, "reporting/own_reports/list.html", context)
    if context["jobs"]:
        response["Refresh"] = "3"
    return response


@require_http_methods(["GET", "POST"])
def report_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Choose tables, periods, partners, language and format; ``?from=`` begins with a template."""
    grant = grant_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    form = ChoiceForm(grant, request.POST or None, initial=_start(request, grant))
    editing(request, form)

    def deed(given: dict[str, Any]) -> str:
        choice, name = form.choice(), given["name"]
        template = None
        if given["keep"]:
            template = keep_template(grant, name, choice, by=reader(request), at=now())
        return made(request, grant, Wanted(choice, name, template))

    context = {
        "heading": _("Build a report"),
        "grant": grant,
        "tab": "own-reports",
        "submit": _("Make the report"),
        "cancel_url": listed(grant),
        "breadcrumbs": way(grant, (_("Build a report"), None)),
    }
    return form_page(request, form, deed, context=context, done=_("The report is on its way."))


def made(request: HttpRequest, grant: Grant, wanted: Wanted) -> str:
    """Make it at once where it is quick, else in the background; where to go from here."""
    at, by = now(), reader(request)
    edition = deeds.quick_edition(grant, wanted, at=at)
    if edition is None:
        deeds.order_own_report(grant, wanted, by=by, at=at)
        return listed(grant)
    content = render_file(edition, wanted.choice.format)
    kept = deeds.keep_own_report(grant, wanted, edition, content, by=by, at=at)
    return reverse("reporting:own-report", args=[grant.ref, kept.pk])


@require_safe
def report_detail(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """One report: who made it as of when, of what, and the hash of its file."""
    grant = grant_for(request, ref)
    report = _report(request, grant, pk)
    choice = Choice.from_json(report.choice)
    context = {
        "heading": report.name,
        "grant": grant,
        "breadcrumbs": way(grant, (report.name, None)),
        "facts": [
            (_("As of"), report.as_of),
            (_("Made by"), str(report.made_by)),
            (_("Made by itself"), _since(report.schedule)),
            *choice_facts(grant, choice),
            (_("Size"), filesizeformat(report.size)),
            (_("SHA-256 of the file"), report.sha256),
            (_("SHA-256 of the figures"), report.figures_sha256),
        ],
        "report": report,
        "format": choice.format.upper(),
    }
    return render(request, "reporting/own_reports/detail.html", context)


@require_safe
def report_file(request: HttpRequest, ref: str, pk: int) -> HttpResponseBase:
    """The file as it was made."""
    report = _report(request, grant_for(request, ref), pk)
    return FileResponse(
        report.file.open("rb"),
        as_attachment=True,
        filename=str(report.file.name).rpartition("/")[2],
        content_type=CONTENT_TYPES[Choice.from_json(report.choice).format],
    )


@require_POST
def template_make(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Make a template now; a refusal comes as a page with its sentence."""
    grant = grant_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    template = template_of(request, grant, pk)
    wanted = Wanted(Choice.from_json(template.choice), template.name, template)
    return redirect(made(request, grant, wanted))


def template_of(request: HttpRequest, grant: Grant, pk: int) -> ReportTemplate:
    """A template of *grant* that is still offered."""
    templates = ReportTemplate.objects.visible_to(request.user).select_related("grant")
    return get_object_or_404(templates, pk=pk, grant=grant)


def _report(request: HttpRequest, grant: Grant, pk: int) -> OwnReport:
    reports = OwnReport.objects.visible_to(request.user).select_related("made_by", "schedule")
    return get_object_or_404(reports, pk=pk, grant=grant)


def _start(request: HttpRequest, grant: Grant) -> dict[str, Any]:
    source = request.GET.get("from", "")
    if source.isdecimal():
        template = template_of(request, grant, int(source))
        name = _("%(name)s (copy)") % {"name": template.name}
        return {"name": name, **initial_of(Choice.from_json(template.choice)), "keep": True}
    return {"language": (get_language() or "da")[:2], "format": "xlsx"}


def _since(schedule: ReportSchedule | None) -> str:
    return str(schedule.get_every_display()) if schedule else ""


def choice_facts(grant: Grant, choice: Choice) -> list[tuple[str, Any]]:
    """What is chosen, in words."""
    periods = dict(period_choices(grant))
    partners = grant.partners.select_related("organisation").filter(number__in=choice.partners)
    language = _("English") if choice.language == "en" else _("Danish")
    return [
        (_("Tables"), "; ".join(table_name(code) for code in choice.tables)),
        (_("Periods"), "; ".join(periods.get(one, one) for one in choice.periods)),
        (_("Partners"), "; ".join(str(one) for one in partners) or _("All")),
        (_("Language"), language),
        (_("Format"), choice.format.upper()),
    ]


def choice_line(choice: Choice) -> str:
    """What is chosen, in one line of a list."""
    return f"{', '.join(choice.tables)} · {choice.format.upper()} · {choice.language}"


def schedule_line(schedule: ReportSchedule) -> str:
    """When a template is made next."""
    return f"{schedule.get_every_display()}, {day_text(schedule.next_on)}"


def listed(grant: Grant) -> str:
    """The list of own reports."""
    return reverse("reporting:own-report-list", args=[grant.ref])


def way(grant: Grant, *last: Crumb) -> list[Crumb]:
    """Where a page of own reports is."""
    return crumbs(grant, (_("Own reports"), listed(grant) if last else None), *last)

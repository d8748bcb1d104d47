"""What all pages of a partner's report share: loading it, its steps, its crumbs."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consortium.forms.editing import EditedForm
from consortium.models import FormDraft
from consortium.models.access import actor_of
from consortium.queries.editing import with_version
from consortium.queries.texts import sentence_text, span_text
from consortium.rules.roles import Capability as C
from consortium.views.deeds import require, require_to_send
from consortium.views.editing import editing, others_at, own_drafts
from reporting.models import PartnerReport
from reporting.queries.completeness import completeness_facts
from reporting.rules import completeness as steps
from reporting.rules.completeness import Missing, Progress, progress_of

PAGES = {
    steps.ACTIVITIES: "reporting:report-activities",
    steps.INDICATORS: "reporting:report-indicators",
    steps.COSTS: "reporting:report-costs",
    steps.HOURS: "reporting:report-hours",
    steps.COFINANCING: "reporting:report-cofinancing",
    steps.REVENUE: "reporting:report-revenue",
    steps.TEXTS: "reporting:report-texts",
    steps.QUESTIONS: "reporting:report-queries",
    steps.CHECK: "reporting:report-check",
}
SHOWN_GAPS = 5
COPIED_STEPS = (steps.ACTIVITIES, steps.INDICATORS, steps.COSTS, steps.HOURS, steps.COFINANCING)
WITH_PARTNER = frozenset({"draft", "returned", "approved_partner"})
ANSWER_FIELDS = {
    steps.ACTIVITIES: "activities_answer",
    steps.COSTS: "expenditure_answer",
    steps.HOURS: "hours_answer",
    steps.COFINANCING: "cofinancing_answer",
    steps.REVENUE: "revenue_answer",
}


def step_label(step: str) -> str:
    """The step in the reader's language."""
    return {
        steps.ACTIVITIES: _("Activities"),
        steps.INDICATORS: _("Indicators"),
        steps.COSTS: _("Costs"),
        steps.HOURS: _("Hours"),
        steps.COFINANCING: _("Co-financing"),
        steps.REVENUE: _("Revenue"),
        steps.TEXTS: _("Texts"),
        steps.QUESTIONS: _("Questions from the lead"),
        steps.CHECK: _("Check and approve"),
    }[step]


def load_report(
    request: HttpRequest, pk: int, right: C = C.WRITE_REPORT, *, only_to_write: bool = False
) -> PartnerReport:
    """A report that the reader may see, with all that its pages say about it; else 404.

    Sending something needs *right*, else 403; so does a page that is only there to write.
    """
    visible = PartnerReport.objects.visible_to(request.user).select_related(
        "period", "grant_partner__grant", "grant_partner__organisation", "approved_by"
    )
    report = get_object_or_404(with_version(visible), pk=pk)
    ask = require if only_to_write else require_to_send
    ask(request, right, report.grant_partner.organisation)
    return report


def may_write(request: HttpRequest, report: PartnerReport) -> bool:
    """Whether the reader may change the report now."""
    organisation = report.grant_partner.organisation
    return report.is_open_for_partner and actor_of(request.user).can(C.WRITE_REPORT, organisation)


def edit_in(
    request: HttpRequest,
    report: PartnerReport,
    form: EditedForm,
    *more: Form,
    back: str = "",
    keeps: bool = False,
) -> None:
    """Keep what is typed into the forms of a page of *report*; see `editing`."""
    scope = reverse("reporting:report-detail", args=[report.pk])
    editing(request, form, *more, back=back, scope=scope, keeps=keeps)


def may_approve(request: HttpRequest, report: PartnerReport) -> bool:
    """Whether the reader is an approver of the reporting partner."""
    return actor_of(request.user).can(C.APPROVE_REPORT, report.grant_partner.organisation)


def report_title(report: PartnerReport) -> str:
    """How the report is called on its pages."""
    period = report.period
    return _("%(partner)s, period %(number)s: %(span)s") % {
        "partner": report.grant_partner.organisation.short_name,
        "number": period.number,
        "span": span_text(period.starts_on, period.ends_on),
    }


def step_url(report: PartnerReport, step: str) -> str:
    """The page of a step; for costs, those that lack papers."""
    url = reverse(PAGES[step], args=[report.pk])
    return f"{url}?papers=missing" if step == steps.COSTS else url


def where_url(report: PartnerReport, missing: Missing, *, sees_people: bool = True) -> str:
    """The very field in which something that is missing is put right.

    Somebody's month is only opened to who *sees people*; to others all months of the report.
    """
    kind, _colon, key = missing.where.partition(":")
    if kind == "expenditure":
        url = reverse("reporting:expenditure", args=[report.pk, key])
        return f"{url}?role={missing.place}#id_file"
    if kind == "time_sheet" and not sees_people:
        return reverse(PAGES[steps.HOURS], args=[report.pk])
    if kind == "time_sheet":
        return reverse("reporting:month", args=[report.pk, *missing.place.split("/")])
    fields = {"query": f"id_q{key}-text", "indicator": f"id_i{key}-{missing.place}"}
    return f"{reverse(PAGES[missing.step], args=[report.pk])}#{fields.get(kind, 'id_answer_0')}"


def gaps_by_step(
    report: PartnerReport, progress: Progress, *, sees_people: bool = True
) -> list[Any]:
    """Each step's first gaps with the way to them, and how many more there are."""
    steps_with_gaps: dict[str, list[tuple[str, str]]] = {}
    for part in progress.missing:
        way = where_url(report, part, sees_people=sees_people)
        gap = (sentence_text(part.breach), way)
        steps_with_gaps.setdefault(part.step, []).append(gap)
    return [
        (step_label(step), step_url(report, step), gaps[:SHOWN_GAPS], len(gaps) - SHOWN_GAPS)
        for step, gaps in steps_with_gaps.items()
    ]


def step_list(report: PartnerReport, progress: Progress | None, current: str = "") -> Any:
    """The steps for the step component; without *progress* only their names."""
    lacks = Counter(part.step for part in progress.missing) if progress else Counter()
    listed = []
    for step in steps_of(progress):
        is_done = progress is not None and (step in progress.required or _has_words(report, step))
        state = "missing" if step in lacks else "current" if step == current else ""
        listed.append(
            {
                "label": step_label(step),
                "url": reverse(PAGES[step], args=[report.pk]),
                "state": state or ("done" if is_done else "waiting"),
                "missing": missing_text(lacks[step]) if step in lacks else "",
            }
        )
    return listed


def missing_text(number: int) -> str:
    """How many things are missing, in words."""
    told = ngettext("%(number)s thing is missing.", "%(number)s things are missing.", number)
    return told % {"number": number}


def steps_of(progress: Progress | None) -> list[str]:
    """The steps of a report; questions are one where the lead has asked any."""
    is_asked = progress is not None and progress.is_asked
    return [step for step in steps.STEPS if step != steps.QUESTIONS or is_asked]


def _has_words(report: PartnerReport, step: str) -> bool:
    """Nobody must write the texts; they count as done once there are any."""
    words = (report.progress_text, report.deviation_text, report.next_text)
    return step == steps.TEXTS and any(words)


def meter_of(report: PartnerReport, progress: Progress, step: str = "") -> dict[str, Any]:
    """How far the report is, for the bar of its pages; *step* is the open one."""
    gap = progress.next_gap(step)
    return {
        "done": progress.done,
        "of": len(progress.required),
        "share": Fraction(progress.done, len(progress.required)),
        "missing": len(progress.missing),
        "questions": progress.open_questions,
        "gaps": gaps_by_step(report, progress),
        "next_gap": {"label": step_label(gap), "url": step_url(report, gap)} if gap else None,
    }


def progress_now(report: PartnerReport) -> Progress | None:
    """How far the report is; None once it is out of the partner's hands."""
    return progress_of(completeness_facts(report)) if report.state in WITH_PARTNER else None


def show(
    request: HttpRequest,
    report: PartnerReport,
    template: str,
    context: dict[str, Any],
    *,
    step: str = "",
    status: int = 200,
) -> HttpResponse:
    """A page of the report, with the way back and the way on."""
    grant = report.grant_partner.grant
    home = reverse("reporting:report-detail", args=[report.pk])
    heading = context.get("heading") or (step_label(step) if step else report_title(report))
    crumbs, sees_report = _way_back(request, report)
    progress = context.pop("progress", None)
    # A page below a step says for itself whether it tells how far the report is.
    is_partner = actor_of(request.user).can(C.VIEW_DESK, report.grant_partner.organisation)
    if not is_partner:
        progress = None
    elif progress is None and step and "heading" not in context:
        progress = progress_now(report)
    if sees_report and heading != report_title(report):
        crumbs.append((report_title(report), home))
        if step and heading != step_label(step):
            crumbs.append((step_label(step), reverse(PAGES[step], args=[report.pk])))
    crumbs.append((heading, None))
    page = {
        "grant": grant,
        "report": report,
        "report_title": report_title(report),
        "heading": heading,
        "breadcrumbs": crumbs,
        "writable": may_write(request, report),
        "others": others_at(request, home),
        "drafts": _begun(request, report, step),
        "copies": step in COPIED_STEPS and report.state == "draft" and report.period.number > 1,
        "step": step,
        "sees_report": sees_report,
        "meter": meter_of(report, progress, step) if progress else None,
        **_neighbours(report, step, progress),
        **context,
    }
    return render(request, template, page, status=status)


def _begun(request: HttpRequest, report: PartnerReport, step: str) -> list[FormDraft]:
    """The reader's unsaved forms below the open step, or of the whole report on its own page.

    What a page shows in its own form, or in the boxes of the questions, is not told twice.
    """
    home = reverse("reporting:report-detail", args=[report.pk])
    questions = reverse(PAGES[steps.QUESTIONS], args=[report.pk])
    if step:
        scope = reverse(PAGES[step], args=[report.pk])
    elif request.path == home:
        scope = home
    else:
        return []
    return [
        one
        for one in own_drafts(request, home)
        if one.address.startswith(scope)
        and one.address != request.path
        and not one.address.startswith(questions)
    ]


def _way_back(
    request: HttpRequest, report: PartnerReport
) -> tuple[list[tuple[str, str | None]], bool]:
    """Where the reader comes from, and whether the whole report is open to them.

    An employee comes to the own month alone, the lead and the auditor from the verification.
    """
    actor, partner = actor_of(request.user), report.grant_partner
    if actor.can(C.VIEW_DESK, partner.organisation):
        return [(_("My desk"), reverse("reporting:desk"))], True
    if actor.can(C.VIEW_ROWS, partner.grant):
        reports = reverse("reporting:verification-list", args=[partner.grant.ref])
        return [(_("Verification"), reports)], True
    return [(_("My hours"), reverse("reporting:hours"))], False


def _neighbours(report: PartnerReport, step: str, progress: Progress | None) -> dict[str, Any]:
    listed = steps_of(progress)
    if step not in listed:
        return {}
    place = listed.index(step)
    around: dict[str, Any] = {}
    for name, index in (("previous", place - 1), ("following", place + 1)):
        if 0 <= index < len(listed):
            other = listed[index]
            url = reverse(PAGES[other], args=[report.pk])
            around[name] = {"label": step_label(other), "url": url}
    return around

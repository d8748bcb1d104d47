"""The steps of a report other than costs and hours: deeds, results, money from others, words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from consortium.queries import clock
from consortium.queries.editing import version_of, with_version
from consortium.queries.texts import day_text, money_text
from consortium.rules.refusals import Refused
from consortium.views.editing import saved_answer, saves_by_itself, sent_by_script
from grants.models import Indicator
from reporting.actions.cofinancing import (
    drop_contribution,
    drop_revenue,
    receive_cofinancing,
    record_revenue,
)
from reporting.actions.delivery import (
    change_activity,
    count_indicator,
    drop_activity,
    hold_activity,
)
from reporting.actions.reports import save_report_texts
from reporting.forms.steps import (
    ActivityForm,
    AnswerForm,
    CoFinancingForm,
    CountForm,
    RevenueForm,
    TextsForm,
)
from reporting.models import PartnerReport
from reporting.queries.copying import earlier_report, last_counts
from reporting.rules import completeness as steps
from reporting.views.confirm import confirm_page
from reporting.views.refusals import add_refusal
from reporting.views.report_pages import ANSWER_FIELDS, PAGES, edit_in, load_report, may_write, show


def answer_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Keep the answer of one step: yes or none. It is saved as soon as it is chosen."""
    report = load_report(request, pk)
    if step not in ANSWER_FIELDS:
        raise Http404
    if request.method != "POST":
        return redirect(PAGES[step], report.pk)
    form = _answer_form(report, step, request.POST)
    edit_in(request, report, form, back=reverse(PAGES[step], args=[report.pk]))
    if form.is_valid():
        edited_from = form.cleaned_data["edited_from"]
        answer = {ANSWER_FIELDS[step]: form.cleaned_data["answer"]}
        save_report_texts(
            report, edited_from=edited_from, by=request.user, at=clock.now(), **answer
        )
        # There is no half of a choice: a script that asks to keep it has it saved.
        if sent_by_script(request):
            return saved_answer(request, form, _with_version(report))
        messages.success(request, _("The answer is saved."))
    else:
        messages.error(request, _("Choose “yes” or “none in this period”."))
    return redirect(PAGES[step], report.pk)


def _with_version(report: PartnerReport) -> PartnerReport:
    return with_version(PartnerReport.objects.all()).get(pk=report.pk)


def answer_of(report: PartnerReport, step: str) -> dict[str, Any]:
    """What the answer box of a step shows."""
    return {
        "answer": getattr(report, ANSWER_FIELDS[step]),
        "answer_form": _answer_form(report, step),
        "answer_url": reverse("reporting:report-answer", args=[report.pk, step]),
    }


def _answer_form(report: PartnerReport, step: str, data: Any = None) -> AnswerForm:
    answer = getattr(report, ANSWER_FIELDS[step])
    return AnswerForm(data, initial={"answer": answer, "edited_from": version_of(report)})


def activities(request: HttpRequest, pk: int) -> HttpResponse:
    """Activities held: the rows and the form for one more."""
    report = load_report(request, pk)
    form = ActivityForm(request.POST or None, partner=report.grant_partner)
    edit_in(request, report, form)
    if request.method == "POST" and form.is_valid():
        try:
            hold_activity(report, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The activity is entered."))
            return redirect("reporting:report-activities", report.pk)
    rows = report.activities.select_related("kind", "responsible__organisation")
    context = {"form": form, "rows": rows, **answer_of(report, steps.ACTIVITIES)}
    template = "reporting/delivery/activities.html"
    return show(request, report, template, context, step=steps.ACTIVITIES)


def activity(request: HttpRequest, pk: int, activity_pk: int) -> HttpResponse:
    """Change one activity."""
    report = load_report(request, pk)
    rows = with_version(report.activities.select_related("report"))
    held = get_object_or_404(rows, pk=activity_pk)
    form = ActivityForm(
        request.POST or None, partner=report.grant_partner, initial=ActivityForm.values_of(held)
    )
    edit_in(request, report, form)
    if request.method == "POST" and form.is_valid():
        try:
            change_activity(held, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The activity is changed."))
            return redirect("reporting:report-activities", report.pk)
    context = {"form": form, "heading": held.title, "activity": held}
    template = "reporting/delivery/activity.html"
    return show(request, report, template, context, step=steps.ACTIVITIES)


def activity_drop(request: HttpRequest, pk: int, activity_pk: int) -> HttpResponse:
    """Ask, then take an activity out."""
    report = load_report(request, pk, only_to_write=True)
    held = get_object_or_404(report.activities.select_related("report"), pk=activity_pk)
    back = reverse("reporting:report-activities", args=[report.pk])
    if request.method == "POST":
        drop_activity(held, by=request.user, at=clock.now())
        messages.success(request, _("The activity is removed."))
        return redirect(back)
    facts = [(_("Activity"), held.title), (_("Held on"), day_text(held.held_on))]
    return confirm_page(request, report, _("Remove the activity"), facts, back)


def indicators(request: HttpRequest, pk: int) -> HttpResponse:
    """What was counted: all indicators of the grant, saved together."""
    report = load_report(request, pk)
    forms = count_forms(report, request.POST)
    if forms:
        edit_in(request, report, *forms)
    if request.method == "POST" and _save_counts(request, report, forms):
        messages.success(request, _("The counts are saved."))
        return redirect("reporting:report-indicators", report.pk)
    last = last_counts(report)
    context = {"forms": forms, "rows": [(form, last.get(form.indicator.pk)) for form in forms]}
    template = "reporting/delivery/indicators.html"
    return show(request, report, template, context, step=steps.INDICATORS)


def count_forms(report: PartnerReport, data: Mapping[str, Any] | None = None) -> list[CountForm]:
    """The form of each indicator of the grant, with what was sent of it."""
    values = with_version(report.indicator_values.all())
    counted = {value.indicator_id: value for value in values}
    return [
        CountForm.sent(data or {}, indicator=indicator, counted=counted.get(indicator.pk))
        for indicator in Indicator.objects.filter(grant=report.grant_partner.grant_id)
    ]


def _save_counts(request: HttpRequest, report: PartnerReport, forms: list[CountForm]) -> bool:
    sent = [form for form in forms if form.is_bound]
    # All are asked, so that all mistakes show at once.
    if [form for form in sent if not form.is_valid()]:
        return False
    # One stale count stops them all, so that the page that shows both can save all of them.
    with transaction.atomic():
        for form in sent:
            if form.has_changed():
                try:
                    values = form.values()
                    count_indicator(
                        report, indicator=form.indicator, by=request.user, at=clock.now(), **values
                    )
                except Refused as refused:
                    add_refusal(form, refused)
    return not any(form.errors for form in sent)


def cofinancing(request: HttpRequest, pk: int) -> HttpResponse:
    """Money received from others: the rows and the form for one more."""
    report = load_report(request, pk)
    form = CoFinancingForm(request.POST or None)
    edit_in(request, report, form)
    if request.method == "POST" and form.is_valid():
        try:
            receive_cofinancing(report, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The co-financing is entered."))
            return redirect("reporting:report-cofinancing", report.pk)
    rows = report.contributions.all()
    context = {
        "form": form,
        "rows": rows,
        "total": rows.aggregate(total=Sum("amount"))["total"],
        **answer_of(report, steps.COFINANCING),
    }
    template = "reporting/cofinancing/cofinancing.html"
    return show(request, report, template, context, step=steps.COFINANCING)


def contribution_drop(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Ask, then take co-financing out."""
    report = load_report(request, pk, only_to_write=True)
    row = get_object_or_404(report.contributions.select_related("report"), pk=row_pk)
    back = reverse("reporting:report-cofinancing", args=[report.pk])
    if request.method == "POST":
        drop_contribution(row, by=request.user, at=clock.now())
        messages.success(request, _("The co-financing is removed."))
        return redirect(back)
    facts = [(_("Contributor"), row.contributor), (_("Amount"), money_text(row.amount, "kr"))]
    return confirm_page(request, report, _("Remove the co-financing"), facts, back)


def revenue(request: HttpRequest, pk: int) -> HttpResponse:
    """What the project earned: the rows and the form for one more."""
    report = load_report(request, pk)
    form = RevenueForm(request.POST or None)
    edit_in(request, report, form)
    if request.method == "POST" and form.is_valid():
        try:
            record_revenue(report, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The revenue is entered."))
            return redirect("reporting:report-revenue", report.pk)
    rows = report.revenues.all()
    context = {
        "form": form,
        "rows": rows,
        "total": rows.aggregate(total=Sum("amount"))["total"],
        **answer_of(report, steps.REVENUE),
    }
    template = "reporting/cofinancing/revenue.html"
    return show(request, report, template, context, step=steps.REVENUE)


def revenue_drop(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Ask, then take revenue out."""
    report = load_report(request, pk, only_to_write=True)
    row = get_object_or_404(report.revenues.select_related("report"), pk=row_pk)
    back = reverse("reporting:report-revenue", args=[report.pk])
    if request.method == "POST":
        drop_revenue(row, by=request.user, at=clock.now())
        messages.success(request, _("The revenue is removed."))
        return redirect(back)
    facts = [(_("Text"), row.text), (_("Amount"), money_text(row.amount, "kr"))]
    return confirm_page(request, report, _("Remove the revenue"), facts, back)


def texts(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of the report, with those of the last one beside them."""
    report = load_report(request, pk)
    earlier = earlier_report(report) if may_write(request, report) else None
    form = _texts_form(request, report, earlier)
    edit_in(request, report, form)
    if request.method == "POST" and form.is_valid():
        try:
            save_report_texts(report, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            if saves_by_itself(request):
                return saved_answer(request, form, _with_version(report))
            messages.success(request, _("The texts are saved."))
            return redirect("reporting:report-check", report.pk)
    context = {
        "form": form,
        "rows": [(form[name], getattr(earlier, name, "")) for name in TextsForm.base_fields],
        "earlier": earlier,
    }
    return show(request, report, "reporting/reports/texts.html", context, step=steps.TEXTS)


def _texts_form(
    request: HttpRequest, report: PartnerReport, earlier: PartnerReport | None
) -> TextsForm:
    """The form; ``?start=<field>`` begins an empty text with that of the last report."""
    texts = {name: getattr(report, name) for name in TextsForm.base_fields}
    initial: dict[str, Any] = {**texts, "edited_from": version_of(report)}
    start = request.GET.get("start", "")
    if earlier is not None and start in texts and not texts[start]:
        initial = TextsForm.begun_with(start, getattr(earlier, start), initial)
    return TextsForm(request.POST or None, initial=initial)

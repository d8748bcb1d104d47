"""The lead's questions as a list of things to do: on the report's page and on one of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consortium.models.access import actor_of
from consortium.queries import clock
from consortium.queries.editing import version_of, with_version
from consortium.rules.refusals import Refused
from consortium.rules.roles import Capability as C
from consortium.views.editing import keep_at
from reporting.actions.queries_answers import ANSWERABLE, answer
from reporting.forms.steps import ReplyForm
from reporting.models import PartnerReport, Query
from reporting.queries.todo import Todo, todos_of
from reporting.rules import completeness as steps
from reporting.rules.completeness import Progress
from reporting.rules.questions import CLOSED, OPEN, next_deed
from reporting.views.refusals import add_refusal
from reporting.views.report_pages import (
    PAGES,
    edit_in,
    load_report,
    may_approve,
    progress_now,
    show,
)

ON_REPORT = "report"


@dataclass(frozen=True)
class Card:
    """One question as the list shows it: with its row's form, and the box for the answer."""

    todo: Todo
    row_url: str
    answer_url: str
    form: ReplyForm | None


def todo_list(
    request: HttpRequest,
    report: PartnerReport,
    progress: Progress | None,
    sent: Mapping[int, ReplyForm] | None = None,
) -> dict[str, Any]:
    """What the list of questions shows; *sent* are answers that could not be saved."""
    actor, organisation = actor_of(request.user), report.grant_partner.organisation
    writes = actor.can(C.WRITE_REPORT, organisation)
    # Day by day is for the partner; the lead and the auditor read the month's voucher.
    sees_people = actor.can(C.VIEW_DESK, organisation)
    cards = []
    for todo in todos_of(report):
        form = None
        if writes and _takes_answer(report, todo):
            form = (sent or {}).get(todo.query.pk) or _reply_form(todo.query)
        row_url = _row_url(report, todo.query, sees_people=sees_people)
        url = reverse("reporting:query-answer", args=[report.pk, todo.query.pk])
        cards.append(Card(todo, row_url, url, form))
    shown = {card.answer_url: card.form for card in cards if card.form}
    keep_at(request, shown, report_page(report))
    states = [card.todo.state for card in cards]
    deed = next_deed(report.state, states, is_complete=bool(progress and progress.is_complete))
    return {
        "open_cards": [card for card in cards if card.todo.state == OPEN],
        "done_cards": [card for card in cards if card.todo.state != OPEN],
        "deed": deed,
        "approves": may_approve(request, report),
        "today": clock.today(),
    }


def _takes_answer(report: PartnerReport, todo: Todo) -> bool:
    item = todo.query.expenditure
    is_parked = item is not None and item.state == "parked"
    return todo.state != CLOSED and (report.state in ANSWERABLE or is_parked)


def _row_url(report: PartnerReport, query: Query, *, sees_people: bool) -> str:
    """The form in which the row is put right: its cost, its month, or the report's words."""
    item = query.expenditure
    if item is None:
        return reverse(PAGES[steps.TEXTS], args=[report.pk])
    sheet = item.time_sheet
    if sheet is not None and sees_people:
        month = [sheet.employee_id, f"{sheet.month:%Y-%m}"]
        return reverse("reporting:month", args=[report.pk, *month])
    return reverse("reporting:expenditure", args=[report.pk, item.pk])


def _reply_form(query: Query, data: Any = None) -> ReplyForm:
    initial = {"text": query.answer, "edited_from": version_of(query)}
    return ReplyForm(data, prefix=f"q{query.pk}", initial=initial)


@require_GET
def queries(request: HttpRequest, pk: int) -> HttpResponse:
    """The lead's questions as a list of things to do."""
    return _queries_page(request, load_report(request, pk))


def _queries_page(
    request: HttpRequest, report: PartnerReport, sent: Mapping[int, ReplyForm] | None = None
) -> HttpResponse:
    progress = progress_now(report)
    context = {"progress": progress, **todo_list(request, report, progress, sent)}
    template = "reporting/reports/queries.html"
    return show(request, report, template, context, step=steps.QUESTIONS)


def query_answer(request: HttpRequest, pk: int, query_pk: int) -> HttpResponse:
    """Answer one question."""
    report = load_report(request, pk)
    rows = with_version(Query.objects.filter(report=report)).select_related("report")
    asked = get_object_or_404(rows, pk=query_pk)
    back = reverse("reporting:report-queries", args=[report.pk])
    if request.method != "POST":
        return redirect(f"{back}#q{asked.pk}")
    form = _reply_form(asked, request.POST)
    edit_in(request, report, form, back=back, keeps=True)
    if form.is_valid():
        try:
            answer(asked, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The answer is saved."))
            at_report = request.POST.get("at") == ON_REPORT
            return redirect(report_page(report) if at_report else back)
    return _queries_page(request, report, {asked.pk: form})


def report_page(report: PartnerReport) -> str:
    """The list on the report's own page."""
    return reverse("reporting:report-detail", args=[report.pk])

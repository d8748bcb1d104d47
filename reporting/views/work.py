"""What the controller is working through: a report's lines as filtered, and where they lead on."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from consortium.queries import clock
from consortium.rules.refusals import Breach
from consortium.views.editing import Kept
from reporting.forms.controls import ChecklistForm, checklist_of
from reporting.forms.verification import LineFilter
from reporting.models import Expenditure, PartnerReport, ReportChecklist
from reporting.queries.acceptance import BudgetGuard
from reporting.queries.funding import frozen_profile
from reporting.queries.marks import Marked, marked_lines
from reporting.queries.worklist import Place, mark_counts, place_of, wanted_keys, wanted_lines

# The page of a line sends its list's filter along; what is decided there goes on to the next one.
GO_ON = "go_on"
FILTERS = ("state", "line", "text", "mark", "sort")


@dataclass(frozen=True)
class Work:
    """One report under verification: its lines as filtered and ordered, and their marks."""

    report: PartnerReport
    guard: BudgetGuard
    marked: Mapping[int, Marked]
    form: LineFilter
    lines: QuerySet[Expenditure]
    total: int
    query: str


def work_on(report: PartnerReport, asked: QueryDict) -> Work:
    """The work on *report* as *asked* for by the address, or by the hidden field of a line."""
    guard = guard_of(report)
    marked = marked_lines(report.expenditure.all(), report.grant_partner.grant, guard)
    form = _filter(asked, guard)
    wanted = form.wanted()
    keys = wanted_keys(wanted, marked)
    form.count(mark_counts(keys, marked))
    lines = wanted_lines(report.expenditure.all(), wanted, marked)
    return Work(report, guard, marked, form, lines, len(keys), filter_query(asked))


def checklist_form(report: Any, sent: Any = None) -> ChecklistForm:
    """The checklist of *report*, which `load_report` or `load_line` has read with its version."""
    initial = {"edited_from": report.checklist_version or 0}
    return ChecklistForm(sent, told=checklist_of(report), initial=initial, auto_id="check_%s")


def checklist_beside(report: Any) -> ChecklistForm:
    """The same on another page than its own: saved at its own address as it is filled in."""
    form = checklist_form(report)
    form.kept = Kept((), (), None, secrets.token_hex(8))
    return form


def with_checklist_version(rows: QuerySet[Any], report: str) -> QuerySet[Any]:
    """*rows*, each with the version of the checklist of its *report*, read in one statement."""
    versions: Any = ReportChecklist.history.model.objects
    newest = versions.filter(report=OuterRef(report)).order_by("-history_id")
    read: QuerySet[Any] = rows.annotate(checklist_version=Subquery(newest.values("history_id")[:1]))
    return read


@dataclass(frozen=True)
class Spot:
    """One line in the work: its own marks, its place in the list, and the list's filter."""

    place: Place
    marks: tuple[Breach, ...]
    query: str


def spot_of(item: Expenditure, asked: QueryDict, guard: BudgetGuard) -> Spot:
    """Where *item* stands in the list of its report that *asked* filters.

    Its neighbours are only read with their marks where the list is filtered.
    """
    report = item.report
    wanted = _filter(asked, guard).wanted()
    rows = report.expenditure.all()
    of_interest = rows if wanted.filters else rows.filter(pk=item.pk)
    marked = marked_lines(of_interest, report.grant_partner.grant, guard)
    place = place_of(item.pk, wanted_lines(rows, wanted, marked))
    return Spot(place, marked[item.pk].marks, filter_query(asked))


def guard_of(report: PartnerReport) -> BudgetGuard:
    """The budget of the report's grant as it is today."""
    grant = report.grant_partner.grant
    return BudgetGuard(grant, frozen_profile(grant), clock.today())


def _filter(asked: QueryDict, guard: BudgetGuard) -> LineFilter:
    budget_lines = [(str(key), str(line)) for key, line in guard.lines.items()]
    return LineFilter(asked or None, lines=budget_lines)


def filter_query(asked: QueryDict) -> str:
    """What of *asked* filters and orders lines, as the end of an address."""
    kept = QueryDict(mutable=True)
    for name in FILTERS:
        if values := [value for value in asked.getlist(name) if value]:
            kept.setlist(name, values)
    return kept.urlencode()


def line_url(report: PartnerReport, item: int, query: str = "") -> str:
    """The page of one line, within the list that *query* filters."""
    url = reverse("reporting:verification-item", args=[report.pk, item])
    return f"{url}?{query}" if query else url


def list_url(report: PartnerReport, query: str = "") -> str:
    """The list that *query* filters."""
    url = reverse("reporting:verification-detail", args=[report.pk])
    return f"{url}?{query}" if query else url


def onward(request: HttpRequest, item: Expenditure) -> str:
    """Where a decision on *item* leads: to the next undecided line, else to the list.

    Asked before the decision, which may take the line out of its own list.
    """
    report = item.report
    if GO_ON not in request.POST:
        return list_url(report)
    spot = spot_of(item, asked_of(request), guard_of(report))
    if spot.place.undecided is None:
        return list_url(report, spot.query)
    return line_url(report, spot.place.undecided, spot.query)


def asked_of(request: HttpRequest) -> QueryDict:
    """The filter of the list that the reader came from, also where a form was sent."""
    return QueryDict(request.POST.get(GO_ON, "")) if request.method == "POST" else request.GET

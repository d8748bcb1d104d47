"""What the controller is working through: a report's lines as filtered, and where they lead on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from consortium.queries import clock
from reporting.forms.verification import LineFilter
from reporting.models import Expenditure, PartnerReport
from reporting.queries.acceptance import BudgetGuard
from reporting.queries.funding import frozen_profile
from reporting.queries.marks import Marked, marked_lines
from reporting.queries.worklist import mark_counts, place_of, wanted_lines

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
    grant = report.grant_partner.grant
    guard = BudgetGuard(grant, frozen_profile(grant), clock.today())
    marked = marked_lines(report.expenditure.all(), grant, guard)
    budget_lines = [(str(key), str(line)) for key, line in guard.lines.items()]
    form = LineFilter(asked or None, lines=budget_lines)
    lines = wanted_lines(report.expenditure.all(), form.wanted(), marked)
    counts = mark_counts(lines, marked)
    form.count(counts.marks)
    return Work(report, guard, marked, form, lines, counts.lines, filter_query(asked))


class Counted(Paginator):  # type: ignore[type-arg]  # of any rows
    """Pages of rows whose number is known already."""

    def __init__(self, *args: Any, total: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.total = total

    @property
    def count(self) -> int:
        """The number of rows, without asking again."""
        return self.total


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


def onward(request: HttpRequest, report: PartnerReport, item: int) -> str:
    """Where a decision on *item* leads: to the next undecided line, else to the list.

    Asked before the decision, which may take the line out of its own list.
    """
    if GO_ON not in request.POST:
        return list_url(report)
    asked = QueryDict(request.POST[GO_ON])
    place = place_of(item, work_on(report, asked).lines)
    query = filter_query(asked)
    if place.undecided is None:
        return list_url(report, query)
    return line_url(report, place.undecided, query)

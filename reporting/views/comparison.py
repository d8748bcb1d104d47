"""Two instants of a grant beside each other, row by row, with the sums of the differences."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consortium.models.access import actor_of
from consortium.queries import clock
from consortium.rules.roles import Capability as C
from grants.models import Grant
from reporting.documents.comparison import comparison
from reporting.documents.editions import CONTENT_TYPES, CSV, XLSX, draft_edition
from reporting.documents.rendering import render as render_file
from reporting.queries.as_of import instant_of
from reporting.queries.comparison import MEASURES, Difference, Span, compared, touched_counts
from reporting.queries.kinds import KINDS
from reporting.queries.verbs import verb_text
from reporting.views.lead_pages import crumbs
from reporting.views.past import Past, read_instant

PAGE = 50
FORMATS = (XLSX, CSV)
A_MONTH = dt.timedelta(days=30)


@dataclass(frozen=True)
class Asked:
    """The two instants and the table; *fault* if an instant cannot be read."""

    first: dt.datetime
    last: dt.datetime
    label: str
    fault: str = ""

    def query(self, **more: str) -> str:
        """The same question as an address carries it."""
        parts = {"first": Past(self.first).value, "last": Past(self.last).value}
        return urlencode({**parts, "table": self.label, **more})


@require_GET
def comparison_page(request: HttpRequest, ref: str) -> HttpResponse:
    """What has changed between ``?first=`` and ``?last=`` in one table, and how the sums moved."""
    grant = _grant(request, ref)
    asked = _asked(request)
    counts = touched_counts(grant, asked.first, asked.last)
    span = Span(grant, asked.label, asked.first, asked.last)
    page = Paginator(range(counts.get(asked.label, 0)), PAGE).get_page(request.GET.get("page"))
    start = max(0, page.start_index() - 1)
    found = compared(span, start, start + PAGE)
    context = {
        "grant": grant,
        "heading": _("What has changed"),
        "asked": asked,
        "first": Past(asked.first),
        "last": Past(asked.last),
        "tables": _tables(asked, counts),
        "kind": _(KINDS[asked.label].name),
        "page": page,
        "rows": [(one, _place(asked.label, one)) for one in found.rows],
        "totals": found.totals,
        "total": found.total,
        "has_amount": bool(span.measure.amount),
        "files": [(format_, _file_url(grant, asked, format_)) for format_ in FORMATS],
        "breadcrumbs": crumbs(grant, (_("History"), _log(grant)), (_("What has changed"), None)),
    }
    return render(request, "reporting/history/comparison.html", context)


@require_GET
def comparison_file(request: HttpRequest, ref: str, format_: str) -> HttpResponse:
    """The comparison of every table, as a workbook or as CSV."""
    grant = _grant(request, ref)
    if format_ not in FORMATS:
        raise Http404
    asked = _asked(request)
    document = comparison(grant, asked.first, asked.last, clock.now())
    edition = draft_edition(document, get_language() or "da")
    response = HttpResponse(render_file(edition, format_), content_type=CONTENT_TYPES[format_])
    name = edition.file_name(format_)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _grant(request: HttpRequest, ref: str) -> Grant:
    allowed = actor_of(request.user).ids(C.VIEW_HISTORY, Grant)
    return get_object_or_404(Grant.objects.filter(pk__in=allowed).select_related("lead"), ref=ref)


def _asked(request: HttpRequest) -> Asked:
    given = request.GET
    today = clock.today()
    month = (instant_of(today - A_MONTH), instant_of(today))
    first = _instant(given.get("first", ""), given.get("first_time", ""), month[0])
    last = _instant(given.get("last", ""), given.get("last_time", ""), month[1])
    label = given.get("table", "")
    fault = ""
    if first is None or last is None:
        fault = _("A day or time cannot be read; the last thirty days are shown.")
        first, last = month
    elif first > last:
        fault = _("The first instant lies after the second; they have changed places.")
        first, last = last, first
    return Asked(first, last, label if label in MEASURES else next(iter(MEASURES)), fault)


def _instant(day: str, time: str, default: dt.datetime) -> dt.datetime | None:
    return read_instant(day.strip(), time.strip()) if day.strip() else default


def _tables(asked: Asked, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "name": _(KINDS[label].name),
            "count": counts.get(label, 0),
            "is_here": label == asked.label,
            "url": "?" + Asked(asked.first, asked.last, label).query(),
        }
        for label in MEASURES
    ]


def _place(label: str, one: Difference) -> dict[str, str]:
    return {
        "url": reverse("reporting:object-history", args=[label, one.pk]),
        "verb": verb_text(one.verb) if one.verb else "",
        "how": _(one.how),
    }


def _file_url(grant: Grant, asked: Asked, format_: str) -> str:
    return f"{reverse('reporting:comparison-file', args=[grant.ref, format_])}?{asked.query()}"


def _log(grant: Grant) -> str:
    return reverse("reporting:event-log", args=[grant.ref])

"""The register of findings over all grants and years that the reader reads, and its files."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from consortium.models.access import Actor, actor_of
from consortium.queries import clock
from consortium.rules.roles import Capability as C
from grants.models import Grant
from reporting.documents.editions import CONTENT_TYPES, CSV, SUFFIXES, XLSX, draft_edition
from reporting.documents.finding_register import FINDINGS, all_paper, group_title, group_words
from reporting.documents.rendering import render as render_file
from reporting.forms.findings import AllFindingsFilter
from reporting.models import Finding
from reporting.queries.finding_register import all_findings, choices_in, chosen_of_all, sums_of
from reporting.views.finding_tables import AllFindingsTable, SumTable

ROWS_A_PAGE = 50
FORMATS = (XLSX, CSV)


@require_safe
def finding_register_all(request: HttpRequest) -> HttpResponse:
    """Every finding of the reader's grants, narrowed down, with the sums of what is shown."""
    actor = _reader(request)
    form, rows = _asked(request)
    language = get_language() or "da"
    on, by = clock.today(), form.group
    table = AllFindingsTable(rows, on=on, readable=actor.ids(C.VIEW_ROWS, Grant))
    RequestConfig(request, paginate={"per_page": ROWS_A_PAGE}).configure(table)
    sums = SumTable(
        sums_of(rows, by, on),
        by=group_title(by).text(language),
        words=lambda key: group_words(by, key).text(language),
    )
    context = {
        "heading": _("Findings of all grants"),
        "table": table,
        "sums": sums,
        "filter_form": form,
        "query": request.GET.urlencode(),
        "formats": FORMATS,
        "breadcrumbs": [(_("Grants"), reverse("grants:grant-list")), (_("Findings"), None)],
    }
    return render(request, "reporting/audit/all_findings.html", context)


@require_safe
def finding_register_all_file(request: HttpRequest, format_: str) -> HttpResponse:
    """The same rows and sums as a workbook, or as CSV with a data dictionary."""
    _reader(request)
    if format_ not in FORMATS:
        raise Http404
    form, rows = _asked(request)
    by, at = form.group, clock.now()
    paper = all_paper(list(rows), sums_of(rows, by, clock.today()), by, at)
    content = render_file(draft_edition(paper, get_language() or "da"), format_)
    response = HttpResponse(content, content_type=CONTENT_TYPES[format_])
    name = f"{FINDINGS}-{clock.today().isoformat()}.{SUFFIXES[format_]}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _reader(request: HttpRequest) -> Actor:
    """The reader, who reads the rows of a grant; to others the register does not exist."""
    actor = actor_of(request.user)
    if not actor.can_anywhere(C.VIEW_ROWS):
        raise Http404
    return actor


def _asked(request: HttpRequest) -> tuple[AllFindingsFilter, QuerySet[Finding]]:
    form = AllFindingsFilter(request.GET or None, among=choices_in(request.user))
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    return form, chosen_of_all(all_findings(request.user), given, clock.today())

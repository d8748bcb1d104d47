"""The public list of operations, for everybody: a page, CSV and JSON (CPR art. 49(3)-(5))."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reporting.documents.operation_list import list_csv, list_json, operations_table
from reporting.documents.printing import printed
from reporting.queries.visibility import public_projects

CSV, JSON = "csv", "json"
TYPES = {CSV: "text/csv; charset=utf-8", JSON: "application/json; charset=utf-8"}


@login_not_required
@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """What each grant has published, without log-in."""
    table = printed(operations_table(), get_language() or "da")
    keys = [head[0] for head in table.heads]
    context = {
        "heading": _("Public list of operations"),
        "projects": [one.grant_partner.grant for one in public_projects()],
        "lines": [
            {
                "title": row.cells[1][0],
                "facts": [
                    (label, text)
                    for label, (text, _class) in zip(keys, row.cells, strict=True)
                    if text
                ],
            }
            for row in table.rows
        ],
    }
    return render(request, "reporting/operations.html", context)


@login_not_required
@require_safe
def operations_file(request: HttpRequest, format_: str) -> HttpResponse:
    """The whole list as a file."""
    if format_ not in TYPES:
        raise Http404
    table = operations_table()
    text = list_json(table) if format_ == JSON else list_csv(table, get_language() or "da")
    response = HttpResponse(text, content_type=TYPES[format_])
    response["Content-Disposition"] = f'attachment; filename="operations.{format_}"'
    return response

"""The rows of a report as a file that can be imported again."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from consortium.actions.reading import HOURS, PAY_RATES
from consortium.views.reading import log_reading
from reporting.actions.imports import IMPORTABLE
from reporting.exchange.resources import CSV, XLSX, exported
from reporting.queries.references import report_ref
from reporting.views.report_pages import load_report

# Rows that name persons (G-08).
PERSONAL = {"hours": HOURS, "rates": PAY_RATES}
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
def rows_file(request: HttpRequest, pk: int, kind: str, extension: str) -> HttpResponse:
    """The rows of one kind, with the headers of the reader's language; for those who write."""
    report = load_report(request, pk, only_to_write=True)
    if kind not in IMPORTABLE or extension not in TYPES:
        raise Http404
    if kind in PERSONAL:
        log_reading(request, PERSONAL[kind], report)
    language = "da" if (get_language() or "da").startswith("da") else "en"
    content = exported(IMPORTABLE[kind].kind, report, language, extension)
    response = HttpResponse(content, content_type=TYPES[extension])
    name = f"{report_ref(report).replace('/', '-')}-{kind}.{extension}"
    disposition = content_disposition_header(True, name)
    response["Content-Disposition"] = disposition or "attachment"
    return response

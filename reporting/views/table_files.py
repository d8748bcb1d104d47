"""The tables of the lead's pages as files: the same rows and filters as the page (issue 6, 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from consortium.queries import clock
from consortium.rules.refusals import gettext_noop
from grants.models import Grant
from grants.queries import budgets
from reporting.documents import page_tables as pages
from reporting.documents import t_overview
from reporting.documents.editions import CONTENT_TYPES, CSV, XLSX, draft_edition
from reporting.documents.page_tables import page_document
from reporting.documents.rendering import render as render_file
from reporting.documents.tables import Table
from reporting.models import Repayment
from reporting.queries.deminimis import decisions_of
from reporting.queries.parking import parked_lines
from reporting.queries.procurement import contracts_of
from reporting.queries.recoveries import recoveries_of
from reporting.queries.worklist import shown_lines
from reporting.views import detail_tables as details
from reporting.views.board import lines_asked_for
from reporting.views.claims import listed_claims
from reporting.views.corrections import visible_corrections
from reporting.views.forecast import forecast_rows
from reporting.views.lead_pages import grant_for
from reporting.views.payments import accounts_of, payments_of
from reporting.views.recoveries import with_state
from reporting.views.verification import listed_reports, load_report
from reporting.views.work import work_on

FORMATS = (XLSX, CSV)
Tables = tuple[Table, ...]


@dataclass(frozen=True)
class Page:
    """What the file of a page is called, and its tables."""

    title: str
    tables: Callable[[HttpRequest, Grant], Tables]


@require_safe
def page_file(request: HttpRequest, ref: str, page: str, format_: str) -> HttpResponse:
    """Every row of the page's tables, also those of its other leaves."""
    grant = grant_for(request, ref)
    if page not in PAGES or format_ not in FORMATS:
        raise Http404
    known = PAGES[page]
    tables = known.tables(request, grant)
    paper = page_document(grant, page, known.title, tables, clock.now())
    edition = draft_edition(paper, get_language() or "da")
    content = render_file(edition, format_)
    response = HttpResponse(content, content_type=CONTENT_TYPES[format_])
    name = edition.file_name(format_)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _overview(request: HttpRequest, grant: Grant) -> Tables:
    return t_overview.overview_tables(grant, clock.now())


def _budget(request: HttpRequest, grant: Grant) -> Tables:
    number = request.GET.get("version", "")
    if not number.isdecimal():
        raise Http404
    version = get_object_or_404(budgets.versions_with_totals(grant), number=int(number))
    partners = list(grant.partners.select_related("organisation"))
    grid = budgets.budget_grid(version, partners)
    plan = budgets.financing_grid(budgets.commitments(version))
    return (
        pages.grid_page(
            "budget", gettext_noop("Budget by partner and line"), gettext_noop("Partner"), grid
        ),
        pages.grid_page("financing", gettext_noop("Financing plan"), gettext_noop("Source"), plan),
    )


def _payments(request: HttpRequest, grant: Grant) -> Tables:
    return (
        pages.accounts_page(accounts_of(grant)),
        pages.payments_page(payments_of(grant)),
        pages.repayments_page(Repayment.objects.filter(grant=grant).select_related("claim")),
    )


def _corrections(request: HttpRequest, grant: Grant) -> Tables:
    rows = visible_corrections(request).filter(grant=grant).order_by("-number")
    return (pages.corrections_page(rows),)


def _recoveries(request: HttpRequest, grant: Grant) -> Tables:
    return (pages.recoveries_page(with_state(recoveries_of(grant), clock.today())),)


def _report(request: HttpRequest, grant: Grant) -> Tables:
    report = load_report(request, details.key_in(request, "report"))
    if report.grant_partner.grant_id != grant.pk:
        raise Http404
    lines = shown_lines(work_on(report, request.GET).lines)
    return (
        pages.lines_page(
            lines.select_related("grant_partner__organisation"), gettext_noop("Lines of the report")
        ),
        pages.contributions_page(report.contributions.all()),
    )


PAGES: Mapping[str, Page] = {
    "overview": Page(gettext_noop("Overview"), _overview),
    "forecast": Page(
        gettext_noop("Forecast"),
        lambda request, grant: pages.forecast_pages(*forecast_rows(request, grant)),
    ),
    "budget": Page(gettext_noop("Budget"), _budget),
    "verification": Page(
        gettext_noop("Verification"),
        lambda _request, grant: (pages.reports_page(listed_reports(grant)),),
    ),
    "lines": Page(
        gettext_noop("Lines of all reports"),
        lambda request, grant: (pages.lines_page(lines_asked_for(request, grant)),),
    ),
    "report": Page(gettext_noop("Verification"), _report),
    "parked": Page(
        gettext_noop("Parked lines"),
        lambda _request, grant: (pages.parked_page(parked_lines(grant)),),
    ),
    "claims": Page(
        gettext_noop("Claims"),
        lambda request, grant: (pages.claims_page(listed_claims(request, grant)),),
    ),
    "payments": Page(gettext_noop("Payments"), _payments),
    "corrections": Page(gettext_noop("Corrections"), _corrections),
    "recoveries": Page(gettext_noop("Recoveries"), _recoveries),
    "contracts": Page(
        gettext_noop("Contracts"),
        lambda _request, grant: (pages.contracts_page(contracts_of(grant)),),
    ),
    "bank": Page(gettext_noop("Bank"), details.bank),
    "bank-statement": Page(gettext_noop("Bank statement"), details.statement),
    "claim": Page(gettext_noop("Claim"), details.claim),
    "payment": Page(gettext_noop("Payment"), details.payment),
    "indicators": Page(gettext_noop("Targets and results"), details.indicators),
    "regional": Page(gettext_noop("Regional tasks"), details.regional),
    "what-if": Page(gettext_noop("What if"), details.what_if),
    "vouchers": Page(gettext_noop("Vouchers found"), details.vouchers),
    "aid": Page(
        gettext_noop("Aid to companies"),
        lambda _request, grant: (pages.aid_page(decisions_of(grant)),),
    ),
}

"""Find a voucher by what stands on it, and everything that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consortium.actions.reading import STAFF_COST
from consortium.forms.fields import DanishDecimalField
from consortium.models.access import actor_of
from consortium.queries.texts import money_text
from consortium.rules.roles import Capability as C
from consortium.views.reading import log_reading
from grants.models import Grant
from reporting.documents.parts import kind_title
from reporting.models import Expenditure, PaymentReceived
from reporting.queries.vouchers import (
    costs_found,
    holders_of_voucher,
    is_sent,
    payments_found,
    voucher_seen,
)
from reporting.views.explain_links import explained
from reporting.views.lead_pages import Crumb, crumbs, grant_for

PAGE = 50


@dataclass(frozen=True)
class Search:
    """What was asked for, and all that was found."""

    text: str
    costs: QuerySet[Expenditure]
    payments: list[PaymentReceived]


def found_for(request: HttpRequest, grant: Grant) -> Search:
    """What the reader's words find in *grant*; nothing without words."""
    text = request.GET.get("find", "").strip()[:80]
    if not text:
        return Search(text, Expenditure.objects.none(), [])
    amount = _amount(text)
    costs = costs_found(grant, request.user, text, amount)
    return Search(text, costs, payments_found(grant, text, amount))


@require_GET
def find_vouchers(request: HttpRequest, ref: str) -> HttpResponse:
    """Costs and payments by voucher, invoice or booking number, supplier, text or amount."""
    grant = grant_for(request, ref)
    found = found_for(request, grant)
    page = Paginator(found.costs, PAGE).get_page(request.GET.get("page"))
    context = {
        "grant": grant,
        "heading": _("Find a voucher"),
        "text": found.text,
        "page": page,
        "items": list(page.object_list),
        "payments": found.payments,
        "breadcrumbs": crumbs(grant, (_("Find a voucher"), None)),
    }
    return render(request, "reporting/costs/find.html", context)


@require_GET
def voucher_trail(request: HttpRequest, pk: int) -> HttpResponse:
    """One cost: what proves it, and every report, claim, payment and control that holds it."""
    item = get_object_or_404(voucher_seen(request.user), pk=pk)
    if item.time_sheet_id:
        log_reading(request, STAFF_COST, item)
    actor = actor_of(request.user)
    holders = holders_of_voucher(item, request.user)
    reads_rows = actor.can(C.VIEW_ROWS, item.grant)
    way: list[Crumb] = [(_("Voucher %(number)s") % {"number": item.voucher_no}, None)]
    if reads_rows:
        search = reverse("reporting:find-vouchers", args=[item.grant.ref])
        way = crumbs(item.grant, (_("Find a voucher"), search), *way)
    context = {
        "grant": item.grant,
        "item": item,
        "heading": _("Where voucher %(number)s stands") % {"number": item.voucher_no},
        "facts": _facts(item),
        "staff": _staff(item),
        "line_url": _line_url(item, reads_rows=reads_rows),
        "report_url": reverse("reporting:report-detail", args=[item.report_id]),
        "holders": holders,
        "papers": [(_(kind_title(one.kind)), one) for one in holders.papers],
        "reads_rows": reads_rows,
        "sees_history": actor.can(C.VIEW_HISTORY, item.grant),
        "breadcrumbs": way,
    }
    return render(request, "reporting/costs/trail.html", context)


def _amount(text: str) -> Decimal | None:
    try:
        amount: Decimal | None = DanishDecimalField(required=False).clean(text)
    except ValidationError:
        return None
    return amount


def _line_url(item: Expenditure, *, reads_rows: bool) -> str:
    if reads_rows and is_sent(item.report):
        return reverse("reporting:verification-item", args=[item.report_id, item.pk])
    return "" if reads_rows else reverse("reporting:expenditure", args=[item.report_id, item.pk])


def _facts(item: Expenditure) -> list[tuple[str, Any]]:
    key = "staff-cost" if item.time_sheet_id else "cost"
    amount = explained(item.amount, key, item.report, item=item.pk)
    return [
        (_("Text"), item.text),
        (_("Supplier"), item.supplier),
        (_("Invoice number"), item.invoice_no),
        (_("Invoice date"), item.invoice_date),
        (_("Paid on"), item.paid_on),
        (_("Account and booking"), f"{item.ledger_account} · {item.booking_no}"),
        (_("Partner"), item.grant_partner.organisation.name),
        (_("Budget line"), f"{item.line.number} {item.line.name}"),
        (_("Reported"), amount),
        (_("Accepted"), money_text(item.accepted, "kr")),
        (_("Disallowed"), money_text(item.disallowed, "kr")),
    ]


def _staff(item: Expenditure) -> list[tuple[str, Any]]:
    """The hours and the pay behind a cost of staff."""
    sheet = item.time_sheet
    if sheet is None:
        return []
    return [
        (_("Employee"), str(sheet.employee)),
        (_("Month"), f"{sheet.month:%m.%Y}"),
        (_("Hours"), explained(item.hours, "hours", item.report, item=item.pk)),
        (_("Hourly rate"), explained(sheet.rate.rate, "rate", item.report, item=item.pk)),
        (_("Payroll reference"), sheet.rate.payroll_ref),
        (_("Signed"), sheet.signed_at),
        (_("Approved"), sheet.approved_at),
    ]

"""Invoices of a municipal agreement: what is due, what was sent, what has been paid."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from consortium.queries.clock import now, today
from consortium.queries.texts import day_text, money_text
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from grants.models import Grant, Instalment
from reporting.actions import invoices as deeds
from reporting.exchange.invoice_paper import FORMATS, file_name, render_invoice
from reporting.forms.invoices import DeliveryForm, InvoiceForm, ReasonForm
from reporting.models import Invoice
from reporting.queries.invoices import frozen_facts, sums_of, uninvoiced
from reporting.views.lead_pages import crumbs, grant_for, rights_on

TAB = "invoices"


@require_safe
def invoice_list(request: HttpRequest, ref: str) -> HttpResponse:
    """What can be invoiced now, every invoice, and the sums by activity and year."""
    grant = grant_for(request, ref, C.VIEW_ROWS, C.VIEW_FROZEN)
    rights = rights_on(request, grant)
    waiting = list(uninvoiced(grant)) if rights[C.VIEW_ROWS] else []
    invoices = Invoice.objects.visible_to(request.user).filter(grant=grant).exclude(state="dropped")
    sums = sums_of(grant)
    context = {
        "grant": grant,
        "heading": _("Invoices"),
        "breadcrumbs": crumbs(grant, (_("Invoices"), None)),
        "due": [one for one in waiting if one.due_on <= today()],
        "coming": [one for one in waiting if one.due_on > today()],
        "invoices": list(
            invoices.select_related("instalment", "credits").order_by("-number", "pk")
        ),
        "sums": sums,
        "total": {
            name: sum(getattr(one, name) for one in sums)
            for name in ("granted", "invoiced", "paid", "left")
        },
        "rights": rights,
    }
    return render(request, "reporting/invoices/list.html", context)


def invoice_new(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Draft the invoice of one instalment."""
    grant = grant_for(request, ref, C.VIEW_ROWS)
    require(request, C.PLAN_PROJECT, grant)
    instalment = get_object_or_404(uninvoiced(grant), pk=pk)
    number, year = instalment.get_number_display(), instalment.year
    text = f"{instalment.activity}, {year}: {number}"
    form = InvoiceForm(request.POST or None, initial={"text": text})

    def deed(values: dict[str, Any]) -> str:
        made = deeds.draft_invoice(instalment, **values, by=reader(request), at=now())
        return reverse("reporting:invoice", args=[made.pk])

    context = {
        **_head(grant, _("Draft an invoice")),
        "facts": [
            (_("Activity"), instalment.activity),
            (_("Instalment"), f"{year}, {number}"),
            (_("Falls due on"), day_text(instalment.due_on)),
            (_("Amount"), money_text(instalment.amount, "kr")),
        ],
        "submit": _("Draft the invoice"),
        "cancel_url": reverse("reporting:invoice-list", args=[ref]),
    }
    done = _("The invoice is drafted. It gets its number when it is sent.")
    return form_page(request, form, deed, context=context, done=done)


@require_safe
def invoice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One invoice: what it says, how it went, what has come."""
    invoice = _invoice(request, pk)
    credit = getattr(invoice, "credit_note", None)
    context = {
        **_head(invoice.grant, _named(invoice)),
        "invoice": invoice,
        "facts": _facts(invoice),
        "lines": list(invoice.lines.all()),
        "matches": list(invoice.bank_matches.select_related("entry__statement", "confirmed_by")),
        "credit_note": credit,
        "rights": rights_on(request, invoice.grant),
    }
    return render(request, "reporting/invoices/detail.html", context)


@require_safe
def invoice_file(request: HttpRequest, pk: int, format_: str) -> HttpResponse:
    """A sent invoice as a file: the same bytes every time."""
    invoice = _invoice(request, pk)
    if format_ not in FORMATS or not invoice.number:
        raise Http404
    facts = frozen_facts(invoice)
    content = render_invoice(facts, invoice.sha256, format_)
    response = HttpResponse(content, content_type=FORMATS[format_])
    name = file_name(facts, format_)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def invoice_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it its number; the files can be fetched from then on."""
    invoice = _invoice(request, pk)
    require(request, C.BOOK_PAYMENT, invoice.grant)
    deeds.send_invoice(invoice, by=reader(request), at=now())
    return redirect("reporting:invoice", pk)


@require_POST
def invoice_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a draft."""
    invoice = _invoice(request, pk)
    require(request, C.PLAN_PROJECT, invoice.grant)
    deeds.drop_invoice(invoice, by=reader(request), at=now())
    return redirect("reporting:invoice-list", invoice.grant.ref)


def invoice_delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """Note how it went, with the receipt."""
    invoice = _invoice(request, pk)
    require(request, C.BOOK_PAYMENT, invoice.grant)
    form = DeliveryForm(request.POST or None, request.FILES or None, initial={"on": today()})

    def deed(values: dict[str, Any]) -> str:
        deeds.note_delivery(invoice, **values, by=reader(request), at=now())
        return reverse("reporting:invoice", args=[pk])

    context = {**_head(invoice.grant, _("Note how it was sent")), "cancel_url": _page(invoice)}
    return form_page(request, form, deed, context=context, done=_("The receipt is kept."))


def invoice_credit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back by a credit note."""
    invoice = _invoice(request, pk)
    require(request, C.BOOK_PAYMENT, invoice.grant)
    form = ReasonForm(request.POST or None)

    def deed(values: dict[str, Any]) -> str:
        note = deeds.credit_invoice(invoice, **values, by=reader(request), at=now())
        return reverse("reporting:invoice", args=[note.pk])

    context = {
        **_head(invoice.grant, _("Credit the invoice")),
        "facts": _facts(invoice),
        "submit": _("Send the credit note"),
        "danger": True,
        "cancel_url": _page(invoice),
    }
    done = _("The invoice is credited; the credit note has its number and its files.")
    return form_page(request, form, deed, context=context, done=done)


def _invoice(request: HttpRequest, pk: int) -> Invoice:
    rows = Invoice.objects.visible_to(request.user).select_related(
        "grant__lead", "seller", "instalment", "credits", "receipt", "drafted_by", "sent_by"
    )
    return get_object_or_404(rows, pk=pk)


def _page(invoice: Invoice) -> str:
    return reverse("reporting:invoice", args=[invoice.pk])


def _head(grant: Grant, heading: str) -> dict[str, Any]:
    way = (_("Invoices"), reverse("reporting:invoice-list", args=[grant.ref]))
    return {
        "grant": grant,
        "tab": TAB,
        "heading": heading,
        "breadcrumbs": crumbs(grant, way, (heading, None)),
    }


def _named(invoice: Invoice) -> str:
    if not invoice.number:
        return _("Draft of an invoice")
    kind = _("Credit note %(number)s") if invoice.is_credit_note else _("Invoice %(number)s")
    return kind % {"number": invoice.number_text}


def _facts(invoice: Invoice) -> list[tuple[str, Any]]:
    instalment: Instalment = invoice.instalment
    return [
        (_("Activity"), instalment.activity),
        (_("Instalment"), f"{instalment.get_number_display()}, {instalment.year}"),
        (_("Amount"), money_text(invoice.amount, "kr")),
        (pgettext("invoice", "Paid"), money_text(invoice.paid, "kr")),
        (_("Issued on"), invoice.issued_on),
        (_("Due on"), invoice.due_on),
        (_("Reference at the municipality"), invoice.buyer_reference),
        (_("Order number"), invoice.order_reference),
        (_("Project reference"), invoice.project_reference),
        (_("Way of payment"), invoice.get_means_display()),
        (_("Note"), invoice.reason or invoice.note),
        (_("Drafted by"), str(invoice.drafted_by)),
        (_("Sent by"), str(invoice.sent_by) if invoice.sent_by else ""),
        (_("How it was sent"), invoice.get_channel_display()),
        (_("Sent on"), invoice.sent_on),
    ]

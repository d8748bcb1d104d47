"""The bank: statements read, entries matched, files of transfers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consortium.queries.clock import now, today
from consortium.queries.texts import money_text
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from grants.models import Grant
from reporting.actions.bank import confirm_match, read_bank_file
from reporting.actions.payment_files import make_payment_file, withdraw_payment_file
from reporting.forms.invoices import MatchForm, PaymentFileForm, ReasonForm, StatementForm
from reporting.models import BankEntry, BankMatch, BankStatement, PaymentFile, PaymentReceived
from reporting.queries.bank import fitting, open_entries
from reporting.rules.bank import Ground, Kind
from reporting.views.lead_pages import crumbs, grant_for, rights_on, rows_of_my_grants

TAB = "bank"


def ground_words() -> dict[str, str]:
    """Why an entry and a thing belong together, in words."""
    return {
        Ground.END_TO_END.value: _("The key of the transfer"),
        Ground.REFERENCE.value: _("The reference that the payer wrote"),
        Ground.AMOUNT_AND_DAY.value: _("Amount and day"),
        Ground.AMOUNT.value: _("The amount"),
    }


def kind_words() -> dict[str, str]:
    """What the money is of, in words."""
    return {
        Kind.CLAIM.value: _("Payment of a claim"),
        Kind.PAYMENT.value: _("Payment booked already"),
        Kind.DISBURSEMENT.value: _("Disbursement to a partner"),
        Kind.INVOICE.value: _("Invoice"),
    }


def bank_rows(grant: Grant) -> dict[str, list[Any]]:
    """What fits, what nearly fits, what stands alone, and every match, statement and file."""
    found = fitting(grant)
    grounds, kinds = ground_words(), kind_words()
    proposed = {one.entry.number for one in found.proposals}
    matches = BankMatch.objects.filter(entry__grant=grant).select_related(
        *("entry__statement", "confirmed_by", "payment__claim__grant", "invoice"),
        "disbursement__grant_partner__organisation",
    )
    return {
        "proposals": [
            {
                "row": found.entries[one.entry.number],
                "of": one.waiting,
                "kind": kinds[one.waiting.kind.value],
                "ground": grounds[one.ground.value],
                "short": one.short,
                "asks_why": one.waiting.kind is Kind.CLAIM,
            }
            for one in found.proposals
        ],
        "differences": [
            {
                "row": found.entries[one.entry.number],
                "of": one.waiting,
                "kind": kinds[one.waiting.kind.value],
                "amount": one.amount,
            }
            for one in found.differences
        ],
        "alone": [one for key, one in found.entries.items() if key not in proposed],
        "matches": [(one, grounds.get(one.ground, one.ground)) for one in matches],
        "statements": list(BankStatement.objects.filter(grant=grant).select_related("file")),
        "files": list(PaymentFile.objects.filter(grant=grant).select_related("payment__claim")),
    }


@require_safe
def bank(request: HttpRequest, ref: str) -> HttpResponse:
    """What fits, what nearly fits, what stands alone, and every statement and file."""
    grant = grant_for(request, ref, C.VIEW_ROWS)
    context = {
        "grant": grant,
        "heading": _("Bank"),
        "breadcrumbs": crumbs(grant, (_("Bank"), None)),
        **bank_rows(grant),
        "rights": rights_on(request, grant),
    }
    return render(request, "reporting/bank/list.html", context)


def bank_read(request: HttpRequest, ref: str) -> HttpResponse:
    """Take in a file from the bank."""
    grant = grant_for(request, ref, C.VIEW_ROWS)
    require(request, C.BOOK_PAYMENT, grant)
    form = StatementForm(request.POST or None, request.FILES or None)
    address = reverse("reporting:bank", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        read = read_bank_file(grant, **values, by=reader(request), at=now())
        last = read[-1]
        return reverse("reporting:bank-statement", args=[last.pk])

    heading = _("Read a bank statement")
    context = {
        "grant": grant,
        "tab": TAB,
        "heading": heading,
        "breadcrumbs": crumbs(grant, (_("Bank"), address), (heading, None)),
        "submit": _("Read"),
        "cancel_url": address,
    }
    return form_page(request, form, deed, context=context, done=_("The statement is read."))


@require_safe
def bank_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Every entry of one statement, and what it was matched to."""
    rows = BankStatement.objects.visible_to(request.user)
    statement = get_object_or_404(rows.select_related("grant__lead", "file", "read_by"), pk=pk)
    entries = list(statement.entries.select_related("match__invoice", "match__payment__claim"))
    moved = sum(one.amount if one.is_credit else -one.amount for one in entries)
    way = (_("Bank"), reverse("reporting:bank", args=[statement.grant.ref]))
    context = {
        "grant": statement.grant,
        "heading": _("Statement %(number)s") % {"number": statement.statement_id},
        "breadcrumbs": crumbs(statement.grant, way, (statement.statement_id, None)),
        "statement": statement,
        "entries": entries,
        "facts": [
            (_("Account"), statement.account),
            (_("Balance before"), _money(statement.opening)),
            (_("Balance after"), _money(statement.closing)),
            (_("Entries in the file"), str(statement.entries_read)),
            (_("Known from another file"), str(statement.known_before)),
            (_("Sum of the entries that are new"), _money(moved)),
            (_("Read by"), str(statement.read_by)),
        ],
        "open": open_entries(statement.grant).filter(statement=statement).count(),
    }
    return render(request, "reporting/bank/statement.html", context)


@require_POST
def bank_confirm(request: HttpRequest, ref: str) -> HttpResponse:
    """Confirm one proposal."""
    grant = grant_for(request, ref, C.VIEW_ROWS)
    require(request, C.BOOK_PAYMENT, grant)
    form = MatchForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        entry = get_object_or_404(BankEntry, grant=grant, pk=given.pop("entry"))
        confirm_match(entry, **given, by=reader(request), at=now())
        messages.success(request, _("The entry is matched, and what it pays is booked."))
    return redirect("reporting:bank", ref)


def payment_file_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the approved disbursements of a payment into a file for the bank."""
    payment = get_object_or_404(
        PaymentReceived.objects.filter(rows_of_my_grants(request, "claim__grant")).select_related(
            "claim__grant__lead"
        ),
        pk=pk,
    )
    grant = payment.claim.grant
    require(request, C.BOOK_PAYMENT, grant)
    form = PaymentFileForm(request.POST or None, initial={"execute_on": today()})

    def deed(values: dict[str, Any]) -> str:
        made = make_payment_file(payment, **values, by=reader(request), at=now())
        return reverse("reporting:payment-file", args=[made.pk])

    heading = _("Make a payment file")
    address = reverse("reporting:payment-detail", args=[pk])
    context = {
        "grant": grant,
        "tab": "payments",
        "heading": heading,
        "breadcrumbs": crumbs(grant, (payment.bank_ref, address), (heading, None)),
        "intro": _("Every approved disbursement to a partner that is in no live file."),
        "cancel_url": address,
    }
    return form_page(request, form, deed, context=context, done=_("The file is made."))


@require_safe
def payment_file(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: its transfers and what became of them."""
    file = _file(request, pk)
    way = (_("Bank"), reverse("reporting:bank", args=[file.grant.ref]))
    context = {
        "grant": file.grant,
        "heading": _("Payment file %(number)s") % {"number": file.message_id},
        "breadcrumbs": crumbs(file.grant, way, (file.message_id, None)),
        "file": file,
        "rows": list(file.rows.select_related("disbursement__grant_partner__organisation")),
        "facts": [
            (_("To be carried out on"), file.execute_on),
            (_("Number of transfers"), str(file.transactions)),
            (_("Control sum"), money_text(file.control_sum, "kr")),
            (_("Made by"), str(file.made_by)),
            ("SHA-256", file.sha256),
            (_("Why it was withdrawn"), file.reason),
        ],
        "rights": rights_on(request, file.grant),
    }
    return render(request, "reporting/bank/file.html", context)


@require_safe
def payment_file_content(request: HttpRequest, pk: int) -> HttpResponse:
    """The file for the bank: the same bytes every time."""
    file = _file(request, pk)
    require(request, C.BOOK_PAYMENT, file.grant)
    response = HttpResponse(file.content.encode("utf-8"), content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{file.message_id}.xml"'
    return response


def payment_file_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a file that the bank has not carried out."""
    file = _file(request, pk)
    require(request, C.BOOK_PAYMENT, file.grant)
    form = ReasonForm(request.POST or None)
    address = reverse("reporting:payment-file", args=[pk])

    def deed(values: dict[str, Any]) -> str:
        withdraw_payment_file(file, **values, by=reader(request), at=now())
        return address

    heading = _("Withdraw the payment file")
    context = {
        "grant": file.grant,
        "tab": TAB,
        "heading": heading,
        "breadcrumbs": crumbs(file.grant, (file.message_id, address), (heading, None)),
        "danger": True,
        "submit": heading,
        "cancel_url": address,
    }
    return form_page(request, form, deed, context=context, done=_("The file is withdrawn."))


def _file(request: HttpRequest, pk: int) -> PaymentFile:
    rows = PaymentFile.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("grant__lead", "payment", "made_by"), pk=pk)


def _money(amount: Any) -> str:
    return "" if amount is None else money_text(amount, "kr")

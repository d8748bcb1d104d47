"""Payments from the fund and what is passed on to the partners."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consortium.models.access import actor_of
from consortium.queries import clock
from consortium.queries.texts import money_text
from consortium.rules.money import ZERO
from consortium.rules.roles import Capability as C
from consortium.views.deeds import require
from grants.models import Grant, GrantPartner
from partners.models import Organisation
from reporting.actions.payments import (
    approve_disbursements,
    confirm_disbursement,
    send_disbursements,
)
from reporting.forms.claims import ReceiptForm, SendForm
from reporting.models import Disbursement, PaymentReceived, Repayment, RepaymentPart
from reporting.queries.distribution import overdue_disbursements
from reporting.queries.funding import passed_on_and_held
from reporting.queries.repayments import all_owed, final_balance
from reporting.views.lead_pages import (
    crumbs,
    done,
    grant_for,
    rights_on,
    rows_of_my_grants,
    rows_of_my_partner,
)
from reporting.views.repayments import balance_facts


@dataclass(frozen=True)
class Account:
    """What the lead owes one partner, and the partner the lead."""

    partner: GrantPartner
    passed_on: Decimal
    owed: Decimal
    to_recover: Decimal


def payments_of(grant: Grant) -> QuerySet[PaymentReceived]:
    """What the fund has paid, the newest first."""
    rows = PaymentReceived.objects.filter(claim__grant=grant)
    return rows.select_related("claim").order_by("-received_on")


def parts_of(payment: PaymentReceived) -> QuerySet[Disbursement]:
    """Each partner's part of *payment*."""
    people = ("grant_partner__organisation", "approved_by", "confirmed_by")
    return payment.disbursements.select_related(*people).order_by("grant_partner__number")


def accounts_of(grant: Grant) -> list[Account]:
    """The lead's account with each partner."""
    (sent, owed), recover = passed_on_and_held(grant), all_owed(grant)
    return [
        Account(
            partner,
            sent.get(partner.pk, ZERO),
            owed.get(partner.pk, ZERO),
            recover.get(partner.pk, ZERO),
        )
        for partner in grant.partners.select_related("organisation").order_by("number")
    ]


@require_GET
def payment_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Every payment of a grant, and the lead's liability to each partner."""
    grant = grant_for(request, ref)
    payments = list(payments_of(grant))
    balance = final_balance(grant)
    repayments = list(Repayment.objects.filter(grant=grant).select_related("claim"))
    waiting = [one for one in repayments if one.state in Repayment.WAITING]
    accounts = accounts_of(grant)
    context = {
        "grant": grant,
        "heading": _("Payments"),
        "payments": payments,
        "accounts": accounts,
        "total": _total(accounts),
        "figures": _key_figures(payments, accounts),
        "balance": balance,
        "balance_facts": balance_facts(balance, grant) if balance else [],
        "repayments": repayments,
        "may_send_back": rights_on(request, grant)[C.BOOK_PAYMENT] and not waiting,
        "overdue": overdue_disbursements(grant, on=clock.today()),
        "breadcrumbs": crumbs(grant, (_("Payments"), None)),
    }
    return render(request, "reporting/payments/list.html", context)


@require_GET
def payment_detail(request: HttpRequest, pk: int, form: SendForm | None = None) -> HttpResponse:
    """One payment and each partner's part of it."""
    payment = _payment(request, pk)
    grant = payment.claim.grant
    rows = list(parts_of(payment))
    context = {
        "grant": grant,
        "payment": payment,
        "heading": _("Payment of claim %(number)s") % {"number": payment.claim.number},
        "rows": rows,
        "totals": {
            "eligible": sum((row.eligible for row in rows), ZERO),
            "share": sum((row.share for row in rows), ZERO),
            "offset": sum((row.offset for row in rows), ZERO),
            "amount": sum((row.amount for row in rows), ZERO),
        },
        "states": {row.state for row in rows},
        "form": form or SendForm(),
        "rights": rights_on(request, grant),
        "breadcrumbs": crumbs(
            grant,
            (_("Payments"), reverse("reporting:payment-list", args=[grant.ref])),
            (payment.bank_ref, None),
        ),
    }
    return render(request, "reporting/payments/detail.html", context)


@require_POST
def payment_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The signatory approves the disbursements."""
    payment = _payment(request, pk)
    approve_disbursements(payment, by=request.user, at=clock.now())
    messages.success(request, _("The disbursements are approved."))
    return redirect("reporting:payment-detail", pk)


@require_POST
def payment_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the money has been sent on."""
    payment = _payment(request, pk)
    require(request, C.BOOK_PAYMENT, payment.claim.grant)
    form = SendForm(request.POST)
    if done(
        form, lambda given: send_disbursements(payment, **given, by=request.user, at=clock.now())
    ):
        messages.success(request, _("The disbursements are sent. The partners confirm receipt."))
        return redirect("reporting:payment-detail", pk)
    request.method = "GET"
    return payment_detail(request, pk, form)


@require_GET
def disbursement_list(request: HttpRequest) -> HttpResponse:
    """What a partner has been sent, and what it has to confirm."""
    if not actor_of(request.user).can_anywhere(C.VIEW_DESK):
        raise PermissionDenied
    rows = (
        Disbursement.objects.filter(rows_of_my_partner(request, "grant_partner"))
        .exclude(state="calculated")
        .select_related("grant_partner__organisation", "payment__claim__grant")
        .order_by("-payment__received_on")
    )
    context = {
        "heading": _("Money from the lead"),
        "rows": list(rows),
        "parts": _own_parts(request),
        "confirms": actor_of(request.user).ids(C.CONFIRM_RECEIPT, Organisation),
        "breadcrumbs": [(_("My desk"), reverse("reporting:desk")), (_("Money"), None)],
    }
    return render(request, "reporting/payments/own.html", context)


def _own_parts(request: HttpRequest) -> list[RepaymentPart]:
    """What the reader's organisation owes the lead of what went back to the fund."""
    rows = RepaymentPart.objects.filter(
        rows_of_my_partner(request, "grant_partner"), grant_partner__is_lead=False
    )
    return list(rows.select_related("repayment__claim__grant", "grant_partner__organisation"))


def disbursement_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The partner confirms that the money has come."""
    row = get_object_or_404(
        Disbursement.objects.filter(rows_of_my_partner(request, "grant_partner"))
        .exclude(state="calculated")
        .select_related("grant_partner__organisation", "payment__claim__grant"),
        pk=pk,
    )
    organisation: Organisation = row.grant_partner.organisation
    require(request, C.CONFIRM_RECEIPT, organisation)
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and done(
        form, lambda given: confirm_disbursement(row, **given, by=request.user, at=clock.now())
    ):
        messages.success(request, _("Thank you. The receipt is noted."))
        return redirect("reporting:disbursement-list")
    own = reverse("reporting:disbursement-list")
    context = {
        "heading": _("Confirm receipt"),
        "grant": row.payment.claim.grant,
        "facts": _receipt_facts(row),
        "form": form,
        "submit": _("The money has come"),
        "cancel_url": own,
        "breadcrumbs": [(_("My desk"), reverse("reporting:desk")), (_("Money"), own)],
    }
    return render(request, "components/confirm.html", context)


def _receipt_facts(row: Disbursement) -> list[tuple[str, Any]]:
    return [
        (_("Claim"), str(row.payment.claim)),
        (_("Verified cost of the claim"), money_text(row.eligible, "kr")),
        (_("Share of the payment"), money_text(row.share, "kr")),
        (_("Offset against recovery"), money_text(row.offset, "kr")),
        (_("Passed on"), money_text(row.amount, "kr")),
        (_("Sent on"), row.sent_on),
        (_("Bank reference"), row.bank_ref),
    ]


def _payment(request: HttpRequest, pk: int) -> PaymentReceived:
    return get_object_or_404(
        PaymentReceived.objects.filter(rows_of_my_grants(request, "claim__grant")).select_related(
            "claim__grant__lead"
        ),
        pk=pk,
    )


def _total(accounts: list[Account]) -> dict[str, Decimal]:
    return {
        "passed_on": sum((one.passed_on for one in accounts), ZERO),
        "owed": sum((one.owed for one in accounts), ZERO),
        "to_recover": sum((one.to_recover for one in accounts), ZERO),
    }


def _key_figures(payments: list[PaymentReceived], accounts: list[Account]) -> list[dict[str, str]]:
    return [
        {
            "label": _("Received from the fund"),
            "text": money_text(sum((one.amount for one in payments), ZERO), "kr"),
        },
        {
            "label": _("Owed to partners"),
            "text": money_text(sum((one.owed for one in accounts), ZERO), "kr"),
            "note": _("Received and not yet sent on"),
        },
        {
            "label": _("To be paid back by partners"),
            "text": money_text(sum((one.to_recover for one in accounts), ZERO), "kr"),
        },
    ]

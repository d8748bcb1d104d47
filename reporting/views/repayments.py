"""Money back to the fund: the final balance, whose it was, and each step of the payment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consortium.queries import clock
from consortium.queries.texts import money_text
from consortium.rules.money import ZERO
from consortium.rules.roles import Capability as C
from consortium.views.deeds import reader, require
from grants.models import Grant
from reporting.actions import repayments as deeds
from reporting.forms.recoveries import WriteOffForm
from reporting.forms.repayments import (
    PartPaidForm,
    RepaymentForm,
    RepaymentSentForm,
    WithdrawalForm,
)
from reporting.models import Repayment, RepaymentPart
from reporting.queries.repayments import decided_final_claim, final_balance, partner_balances
from reporting.rules.repayments import FinalBalance
from reporting.views.explain_links import explained
from reporting.views.lead_pages import Crumb, crumbs, done, grant_for, rights_on, rows_of_my_grants

Words = tuple[str, str, str]


def repayment_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Work out what goes back to the fund, with each partner's part of it."""
    grant = grant_for(request, ref)
    require(request, C.BOOK_PAYMENT, grant)
    balance = final_balance(grant)
    owed = balance.to_send_back if balance else ZERO
    form = RepaymentForm(request.POST or None, initial={"amount": owed})
    made: list[Repayment] = []
    if request.method == "POST" and done(
        form,
        lambda given: made.append(
            deeds.work_out_repayment(grant, **given, by=reader(request), at=clock.now())
        ),
    ):
        messages.success(request, _("The amount is worked out. The signatory approves it."))
        return redirect("reporting:repayment-detail", made[0].pk)
    final = decided_final_claim(grant)
    context = {
        "grant": grant,
        "heading": _("Pay back to the fund"),
        "facts": balance_facts(balance, grant) if balance else [],
        "partners": partner_balances(final, owed) if final and owed else [],
        "form": form,
        "cancel_url": _payments(grant)[1],
        "breadcrumbs": crumbs(grant, _payments(grant), (_("Pay back to the fund"), None)),
    }
    return render(request, "reporting/payments/repayment_new.html", context)


@require_GET
def repayment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One payment back to the fund, its steps and each partner's part."""
    repayment = _seen(request, pk)
    grant = repayment.grant
    parts = list(repayment.parts.select_related("grant_partner__organisation", "settled_by"))
    waiting = repayment.state in Repayment.WAITING
    # Worked out from the whole account, so only for who asks for it.
    asked = waiting and "parts" in request.GET
    context = {
        "grant": grant,
        "repayment": repayment,
        "parts": parts,
        "expected": partner_balances(repayment.claim, repayment.amount) if asked else [],
        "waiting": waiting,
        "facts": _facts(repayment),
        "heading": _("Payment back to the fund"),
        "rights": rights_on(request, grant),
        "breadcrumbs": crumbs(grant, _payments(grant), (_("Back to the fund"), None)),
    }
    return render(request, "reporting/payments/repayment.html", context)


@require_POST
def repayment_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The signatory approves."""
    repayment = _seen(request, pk)
    deeds.approve_repayment(repayment, by=reader(request), at=clock.now())
    messages.success(request, _("The payment back to the fund is approved."))
    return redirect("reporting:repayment-detail", pk)


def repayment_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Book what the bank has sent."""
    repayment = _seen(request, pk)
    require(request, C.BOOK_PAYMENT, repayment.grant)
    form = RepaymentSentForm(request.POST or None, request.FILES or None)
    words = (_("Book as sent"), _("Book as sent"), _("The payment back to the fund is booked."))
    return _deed(request, repayment, form, _on(deeds.send_repayment, repayment), words)


def repayment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what has not been sent."""
    repayment = _seen(request, pk)
    require(request, C.BOOK_PAYMENT, repayment.grant)
    form = WithdrawalForm(request.POST or None)
    words = (_("Withdraw the payment"), _("Withdraw"), _("The payment is withdrawn."))
    return _deed(request, repayment, form, _on(deeds.withdraw_repayment, repayment), words)


def repayment_part_paid(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    """Book what a partner has paid of its part."""
    repayment = _seen(request, pk)
    require(request, C.BOOK_PAYMENT, repayment.grant)
    part = _part(repayment, part_pk)
    words = (_("Book a partner's part"), _("Book"), _("The part is booked."))
    form = PartPaidForm(request.POST or None)
    return _deed(request, repayment, form, _on(deeds.book_part, part), words, part)


def repayment_part_write_off(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    """Decide that the partner cannot pay its part."""
    repayment = _seen(request, pk)
    require(request, C.DECIDE_CORRECTION, repayment.grant)
    part = _part(repayment, part_pk)
    words = (_("Write off"), _("Write off"), _("The part is written off; the lead is liable."))
    form = WriteOffForm(request.POST or None)
    return _deed(request, repayment, form, _on(deeds.write_part_off, part), words, part)


def balance_facts(balance: FinalBalance, grant: Grant) -> list[tuple[str, Any]]:
    """The final balance, line by line (rules.md 2.8)."""
    return [
        (_("Entitlement of the final claim"), explained(balance.claimed, "final-claimed", grant)),
        *(
            [(_("Corrections since"), explained(balance.fallen, "final-fallen", grant))]
            if balance.fallen
            else []
        ),
        (_("Received from the fund"), explained(balance.received, "fund-received", grant)),
        (_("Paid back to the fund"), explained(balance.sent_back, "fund-sent-back", grant)),
        (_("To go back to the fund"), explained(balance.to_send_back, "send-back", grant)),
    ]


def _on(deed: Callable[..., Any], subject: Any) -> Callable[..., Any]:
    return lambda **given: deed(subject, **given)


def _deed(
    request: HttpRequest,
    repayment: Repayment,
    form: forms.Form,
    deed: Callable[..., Any],
    words: Words,
    part: RepaymentPart | None = None,
) -> HttpResponse:
    heading, submit, told = words
    here = reverse("reporting:repayment-detail", args=[repayment.pk])
    if request.method == "POST" and done(
        form, lambda given: deed(**given, by=reader(request), at=clock.now())
    ):
        messages.success(request, told)
        return redirect(here)
    context = {
        "grant": repayment.grant,
        "heading": heading,
        "facts": _part_facts(part) if part else _facts(repayment),
        "form": form,
        "submit": submit,
        "cancel_url": here,
        "breadcrumbs": crumbs(
            repayment.grant,
            _payments(repayment.grant),
            (_("Back to the fund"), here),
            (heading, None),
        ),
    }
    return render(request, "components/confirm.html", context)


def _facts(repayment: Repayment) -> list[tuple[str, Any]]:
    return [
        (_("Amount"), money_text(repayment.amount, "kr")),
        (_("Final claim"), str(repayment.claim.number)),
        (_("Worked out by"), repayment.calculated_by),
        (_("Worked out on"), repayment.calculated_on),
        (_("Approved by"), repayment.approved_by),
        (_("Sent on"), repayment.sent_on),
        (_("Bank reference"), repayment.bank_ref),
        (_("Note"), repayment.note),
    ]


def _part_facts(part: RepaymentPart) -> list[tuple[str, Any]]:
    return [
        (_("Partner"), part.grant_partner.organisation.name),
        (_("Had of the fund's payments"), money_text(part.had, "kr")),
        (_("Entitled to"), money_text(part.entitled, "kr")),
        (_("To be paid to the lead"), money_text(part.amount, "kr")),
        (_("Due on"), part.due_on),
    ]


def _seen(request: HttpRequest, pk: int) -> Repayment:
    rows = Repayment.objects.filter(rows_of_my_grants(request, "grant")).select_related(
        "grant__lead", "claim__grant__lead", "calculated_by", "approved_by", "proof"
    )
    return get_object_or_404(rows, pk=pk)


def _part(repayment: Repayment, pk: int) -> RepaymentPart:
    rows = repayment.parts.select_related("grant_partner__organisation", "repayment__grant")
    return get_object_or_404(rows, pk=pk)


def _payments(grant: Grant) -> Crumb:
    return (_("Payments"), reverse("reporting:payment-list", args=[grant.ref]))

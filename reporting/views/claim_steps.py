"""A claim's steps, one button each; the page says what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consortium.queries import clock
from consortium.queries.texts import money_text
from consortium.rules.refusals import gettext_noop
from consortium.rules.roles import Capability as C
from consortium.views.deeds import require
from reporting.actions.claims import (
    check_claim,
    decide_claim,
    drop_claim,
    issue_statement,
    rebuild_claim,
    send_to_auditor,
    submit_claim,
)
from reporting.actions.payments import book_payment
from reporting.forms.claims import DecisionForm, PaymentForm, StatementForm
from reporting.models import Claim
from reporting.views.claims import load_claim
from reporting.views.lead_pages import crumbs, done

STEPS: dict[str, tuple[Callable[..., Any], str]] = {
    "rebuild": (rebuild_claim, gettext_noop("The claim has been worked out again.")),
    "drop": (drop_claim, gettext_noop("The draft is gone; its rows are free.")),
    "check": (check_claim, gettext_noop("The claim is checked.")),
    "audit": (send_to_auditor, gettext_noop("The claim is with the auditor.")),
    "submit": (submit_claim, gettext_noop("The claim is sent. Its rows are locked.")),
}


@require_POST
def claim_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step; a refusal comes as a page with its sentence."""
    claim = load_claim(request, pk)
    if step not in STEPS:
        raise Http404
    act, told = STEPS[step]
    act(claim, by=request.user, at=clock.now())
    messages.success(request, _(told))
    if step == "drop":
        return redirect("reporting:claim-list", claim.grant.ref)
    return redirect("reporting:claim-detail", pk)


def claim_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """The auditor's statement."""
    claim = _for(request, pk, C.AUDIT_CLAIM)
    form = StatementForm(request.POST or None)
    facts = [(_("Claim"), money_text(claim.amount, "kr")), (_("Hash (SHA-256)"), claim.sha256)]
    if request.method == "POST" and done(
        form, lambda given: issue_statement(claim, **given, by=request.user, at=clock.now())
    ):
        messages.success(request, _("The statement is issued."))
        return redirect("reporting:claim-detail", pk)
    return _page(request, claim, form, _("Auditor's statement"), _("Issue the statement"), facts)


def claim_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """The funder's decision."""
    claim = _for(request, pk, C.DECIDE_CLAIM)
    form = DecisionForm(request.POST or None)

    def decide(given: dict[str, Any]) -> None:
        decide_claim(
            claim,
            accepted=given["accepted"] == "yes",
            note=given["note"],
            on=given["on"],
            by=request.user,
            at=clock.now(),
        )

    if request.method == "POST" and done(form, decide):
        messages.success(request, _("The decision is noted."))
        return redirect("reporting:claim-detail", pk)
    facts = [(_("Claim"), money_text(claim.amount, "kr"))]
    return _page(request, claim, form, _("The funder's decision"), _("Decide"), facts)


def claim_payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Book the bank line of the fund's payment."""
    claim = _for(request, pk, C.BOOK_PAYMENT)
    form = PaymentForm(request.POST or None, initial={"amount": claim.payable})
    made = []

    def book(given: dict[str, Any]) -> None:
        made.append(book_payment(claim, **given, by=request.user, at=clock.now()))

    if request.method == "POST" and done(form, book):
        messages.success(request, _("The payment is booked, and each partner's part worked out."))
        return redirect("reporting:payment-detail", made[0].pk)
    facts = [(_("Payable now"), money_text(claim.payable, "kr"))]
    return _page(request, claim, form, _("Book the payment"), _("Book"), facts)


def _for(request: HttpRequest, pk: int, right: C) -> Claim:
    claim = load_claim(request, pk)
    require(request, right, claim.grant)
    return claim


def _page(
    request: HttpRequest,
    claim: Claim,
    form: forms.Form,
    heading: str,
    submit: str,
    facts: list[tuple[str, Any]],
) -> HttpResponse:
    back = reverse("reporting:claim-detail", args=[claim.pk])
    context = {
        "grant": claim.grant,
        "heading": heading,
        "form": form,
        "facts": facts,
        "submit": submit,
        "cancel_url": back,
        "breadcrumbs": crumbs(
            claim.grant,
            (_("Claims"), reverse("reporting:claim-list", args=[claim.grant.ref])),
            (f"{claim.number}", back),
            (heading, None),
        ),
    }
    return render(request, "components/confirm.html", context)

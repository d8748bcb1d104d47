"""A claim's steps, one button each; the page says what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consortium.queries import clock
from consortium.queries.texts import money_text
from consortium.rules.refusals import gettext_noop
from consortium.rules.roles import Capability as C
from consortium.views.deeds import require
from reporting.actions.claims import (
    ChecksFail,
    begin_statement,
    check_claim,
    drop_claim,
    issue_statement,
    rebuild_claim,
    send_to_auditor,
    submit_claim,
    take_back_claim,
    withdraw_statement,
)
from reporting.actions.gates import HeldBack
from reporting.actions.payments import book_payment
from reporting.forms.claims import PaymentForm, StatementForm
from reporting.forms.steps import ReasonForm
from reporting.models import Claim
from reporting.queries.auditing import stated
from reporting.queries.checks.catalogue import CHECKS
from reporting.queries.claim_faults import blocking_answers
from reporting.rules.claim_checks import blocks_claim
from reporting.views.claims import claim_page, load_claim
from reporting.views.history import told_fault
from reporting.views.lead_pages import crumbs, done
from reporting.views.ledger_checks import held_back

STEPS: dict[str, tuple[Callable[..., Any], str]] = {
    "rebuild": (rebuild_claim, gettext_noop("The claim has been worked out again.")),
    "drop": (drop_claim, gettext_noop("The draft is gone; its rows are free.")),
    "check": (check_claim, gettext_noop("The claim is checked.")),
    "begin": (begin_statement, gettext_noop("The work on the statement has begun.")),
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
    given = {"seen": request.POST.get("seen", "")} if step == "submit" else {}
    try:
        act(claim, **given, by=request.user, at=clock.now())
    except HeldBack as refused:
        return held_back(request, claim, refused.found)
    except ChecksFail:
        messages.error(request, _("The claim is not checked: the checks below have found faults."))
        return redirect(f"{reverse('reporting:claim-checks', args=[pk])}?run=1")
    messages.success(request, _(told))
    if step == "drop":
        return redirect("reporting:claim-list", claim.grant.ref)
    return redirect("reporting:claim-detail", pk)


def claim_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """The auditor's statement."""
    claim = _for(request, pk, C.AUDIT_CLAIM)
    form = StatementForm(request.POST or None, claim=claim)
    facts = [(_("Claim"), money_text(claim.amount, "kr")), (_("Hash (SHA-256)"), claim.sha256)]
    if request.method == "POST" and done(
        form, lambda given: issue_statement(claim, **given, by=request.user, at=clock.now())
    ):
        messages.success(request, _("The statement is issued."))
        return redirect("reporting:claim-detail", pk)
    return claim_page(
        request, claim, form, _("Auditor's statement"), _("Issue the statement"), facts
    )


def statement_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The auditor takes the last statement back."""
    claim = _for(request, pk, C.AUDIT_CLAIM)
    key = getattr(stated(claim), "pk", 0)
    statement = get_object_or_404(claim.statements.select_related("claim"), pk=key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and done(
        form,
        lambda given: withdraw_statement(statement, **given, by=request.user, at=clock.now()),
    ):
        messages.success(request, _("The statement is withdrawn."))
        return redirect("reporting:claim-detail", pk)
    return claim_page(request, claim, form, _("Withdraw the statement"), _("Withdraw"))


def claim_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a claim that has not been sent a draft again."""
    claim = _for(request, pk, C.BUILD_CLAIM)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and done(
        form, lambda given: take_back_claim(claim, **given, by=request.user, at=clock.now())
    ):
        messages.success(request, _("The claim is a draft again. Mend it, then build it again."))
        return redirect("reporting:claim-detail", pk)
    return claim_page(request, claim, form, _("Take the claim back"), _("Take back"))


@require_GET
def claim_checks(request: HttpRequest, pk: int) -> HttpResponse:
    """The checks that stop a claim; with ``?run=1`` their answers, faulty rows named and linked."""
    claim = _for(request, pk, C.VIEW_ROWS)
    is_run = "run" in request.GET
    found = blocking_answers(claim.grant) if is_run else []
    back = reverse("reporting:claim-detail", args=[pk])
    context = {
        "grant": claim.grant,
        "heading": _("Checks of claim %(number)s") % {"number": claim.number},
        "tab": "claims",
        "checks": [check for check in CHECKS if blocks_claim(check.code)],
        "answers": [(one.check, [told_fault(fault) for fault in one.faults]) for one in found],
        "is_run": is_run,
        "faulty": sum(not one.is_ok for one in found),
        "breadcrumbs": crumbs(
            claim.grant,
            (_("Claims"), reverse("reporting:claim-list", args=[claim.grant.ref])),
            (f"{claim.number}", back),
            (_("Checks"), None),
        ),
    }
    return render(request, "reporting/checks/claim.html", context)


def claim_payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Book the bank line of the fund's payment."""
    claim = _for(request, pk, C.BOOK_PAYMENT)
    form = PaymentForm(request.POST or None, initial={"amount": claim.counted_payable})
    made = []

    def book(given: dict[str, Any]) -> None:
        made.append(book_payment(claim, **given, by=request.user, at=clock.now()))

    if request.method == "POST" and done(form, book):
        messages.success(request, _("The payment is booked, and each partner's part worked out."))
        return redirect("reporting:payment-detail", made[0].pk)
    facts = [(_("Payable now"), money_text(claim.counted_payable, "kr"))]
    return claim_page(request, claim, form, _("Book the payment"), _("Book"), facts)


def _for(request: HttpRequest, pk: int, right: C) -> Claim:
    claim = load_claim(request, pk)
    require(request, right, claim.grant)
    return claim

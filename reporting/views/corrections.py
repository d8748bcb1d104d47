"""Corrections after a claim: proposed, heard, decided, booked, recovered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consortium.models.access import actor_of
from consortium.queries import clock
from consortium.queries.texts import money_text
from consortium.rules.roles import Capability as C
from consortium.views.deeds import require
from grants.models import Grant
from reporting.actions.corrections import (
    answer_hearing,
    book_correction,
    decide_correction,
    propose_correction,
)
from reporting.actions.reversals import REVERSIBLE, propose_reversal
from reporting.forms.corrections import (
    AnswerForm,
    CorrectionDecisionForm,
    ProposalForm,
    ReversalForm,
)
from reporting.models import AuditorStatement, Correction, Expenditure, Finding
from reporting.rules.findings import correction_reason
from reporting.views.lead_pages import (
    crumbs,
    done,
    grant_for,
    rights_on,
    rows_of_my_grants,
    rows_of_my_partner,
)


def visible_corrections(request: HttpRequest) -> QuerySet[Correction]:
    """Those of the reader's grants, and those about the reader's own organisation's cost."""
    return Correction.objects.filter(
        rows_of_my_grants(request, "grant", C.VIEW_ROWS, C.DECIDE_CORRECTION)
        | rows_of_my_partner(request, "original__grant_partner")
    ).select_related(
        "grant__lead",
        "original__grant_partner__organisation",
        "original__report__period",
        "proposed_by",
        "decided_by",
        "recovery",
        "from_finding__finding",
        "row",
        "reverses",
        "reversal",
    )


@require_GET
def correction_list(request: HttpRequest, ref: str) -> HttpResponse:
    """All corrections of a grant and what is to be recovered."""
    grant = grant_for(request, ref, C.VIEW_ROWS, C.DECIDE_CORRECTION)
    corrections = list(visible_corrections(request).filter(grant=grant).order_by("-number"))
    context = {
        "grant": grant,
        "heading": _("Corrections"),
        "corrections": corrections,
        "rights": rights_on(request, grant),
        "breadcrumbs": crumbs(grant, (_("Corrections"), None)),
    }
    return render(request, "reporting/corrections/list.html", context)


@require_GET
def correction_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One correction, from its proposal to its recovery."""
    correction = get_object_or_404(visible_corrections(request), pk=pk)
    organisation = correction.original.grant_partner.organisation
    context = {
        "grant": correction.grant,
        "correction": correction,
        "heading": _("Correction %(number)s") % {"number": correction.number},
        "facts": _facts(correction),
        "recovery": getattr(correction, "recovery", None),
        "reversal": getattr(correction, "reversal", None),
        "led_by": getattr(correction, "from_finding", None),
        "may_reverse": correction.state in REVERSIBLE
        and correction.reverses is None
        and not hasattr(correction, "reversal"),
        "rights": rights_on(request, correction.grant),
        "may_answer": actor_of(request.user).can(C.ANSWER_HEARING, organisation),
        "breadcrumbs": _way(correction, None),
    }
    return render(request, "reporting/corrections/detail.html", context)


def correction_new(request: HttpRequest, item_pk: int) -> HttpResponse:
    """Propose that a claimed cost falls."""
    item = get_object_or_404(
        Expenditure.objects.filter(rows_of_my_grants(request, "grant")).select_related(
            "grant__lead", "grant_partner__organisation", "line"
        ),
        pk=item_pk,
    )
    require(request, C.PROPOSE_CORRECTION, item.grant)
    statement, finding = _reservation(request, item), _finding(request, item)
    form = ProposalForm(request.POST or None, initial=_proposed(item, finding))
    made = []

    def propose(given: dict[str, Any]) -> None:
        correction = propose_correction(
            item,
            **given,
            statement=statement,
            finding=finding,
            by=request.user,
            at=clock.now(),
        )
        made.append(correction)

    if request.method == "POST" and done(form, propose):
        messages.success(request, _("The correction is proposed; the partner has been asked."))
        return redirect("reporting:correction-detail", made[0].pk)
    context = {
        "grant": item.grant,
        "heading": _("Propose a correction"),
        "facts": _ground(item, statement, finding),
        "form": form,
        "submit": _("Propose"),
        "cancel_url": reverse("reporting:correction-list", args=[item.grant.ref]),
        "breadcrumbs": crumbs(
            item.grant,
            (_("Corrections"), reverse("reporting:correction-list", args=[item.grant.ref])),
            (_("New"), None),
        ),
    }
    return render(request, "components/confirm.html", context)


def _ground(
    item: Expenditure, statement: AuditorStatement | None, finding: Finding | None
) -> list[tuple[str, str]]:
    """What the proposal is about, and what it rests on."""
    return [
        (_("Partner"), str(item.grant_partner)),
        (_("Voucher"), f"{item.voucher_no} {item.text}"),
        (_("Accepted"), money_text(item.accepted, "kr")),
        *([(_("Auditor's statement"), statement.text)] if statement else []),
        *([(_("Finding"), finding.text)] if finding else []),
    ]


def _reservation(request: HttpRequest, item: Expenditure) -> AuditorStatement | None:
    """The auditor's statement whose reservation is booked: named by ``?statement=``."""
    key = request.GET.get("statement", "")
    if not key.isdecimal():
        return None
    statements = AuditorStatement.objects.filter(claim=item.claim_id, state="qualified")
    return get_object_or_404(statements, pk=int(key))


def _finding(request: HttpRequest, item: Expenditure) -> Finding | None:
    """The finding that leads to the correction: named by ``?finding=``."""
    key = request.GET.get("finding", "")
    if not key.isdecimal():
        return None
    return get_object_or_404(Finding.objects.unclosed(), grant=item.grant_id, pk=int(key))


def _proposed(item: Expenditure, finding: Finding | None) -> dict[str, Any]:
    """What the proposal begins with: the whole cost, or what the finding says."""
    if finding is None:
        return {"amount": item.accepted}
    amount = finding.amount or item.accepted
    reason_code = correction_reason(finding.kind)
    return {"amount": amount, "reason_code": reason_code, "reason": finding.text}


def correction_hearing(request: HttpRequest, pk: int) -> HttpResponse:
    """The partner's answer."""
    correction = get_object_or_404(visible_corrections(request), pk=pk)
    organisation = correction.original.grant_partner.organisation
    require(request, C.ANSWER_HEARING, organisation)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and done(
        form, lambda given: answer_hearing(correction, **given, by=request.user, at=clock.now())
    ):
        messages.success(request, _("The answer is noted."))
        return redirect("reporting:correction-detail", pk)
    return _page(request, correction, form, _("Answer the hearing"), _("Answer"))


def correction_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision."""
    correction = _for(request, pk, C.DECIDE_CORRECTION)
    form = CorrectionDecisionForm(request.POST or None)
    if request.method == "POST" and done(
        form, lambda given: decide_correction(correction, **given, by=request.user, at=clock.now())
    ):
        messages.success(request, _("The correction is decided."))
        return redirect("reporting:correction-detail", pk)
    return _page(request, correction, form, _("Decide the correction"), _("Decide"))


@require_POST
def correction_book(request: HttpRequest, pk: int) -> HttpResponse:
    """Book the negative row."""
    correction = _for(request, pk, C.BOOK_PAYMENT)
    book_correction(correction, by=request.user, at=clock.now())
    messages.success(request, _("The correction is booked as a row of its own."))
    return redirect("reporting:correction-detail", pk)


def correction_reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose to take a booked correction back."""
    correction = _for(request, pk, C.PROPOSE_CORRECTION)
    form = ReversalForm(request.POST or None)
    made = []

    def propose(given: dict[str, Any]) -> None:
        made.append(propose_reversal(correction, **given, by=request.user, at=clock.now()))

    if request.method == "POST" and done(form, propose):
        messages.success(request, _("The reversal is proposed. Somebody else decides it."))
        return redirect("reporting:correction-detail", made[0].pk)
    return _page(request, correction, form, _("Take the correction back"), _("Propose"))


def _for(request: HttpRequest, pk: int, right: C) -> Correction:
    correction = get_object_or_404(visible_corrections(request), pk=pk)
    require(request, right, correction.grant)
    return correction


def _facts(correction: Correction) -> list[tuple[str, Any]]:
    item = correction.original
    return [
        (_("Partner"), str(item.grant_partner)),
        (_("Original cost"), f"{item.voucher_no} {item.text}"),
        (_("Period"), str(item.report.period)),
        (_("Accepted"), item.accepted),
        (_("Cost that falls"), correction.amount)
        if correction.reverses is None
        else (_("Cost that is restored"), correction.amount),
        *(
            [(_("Flat rate, per cent"), correction.flat_pct)]
            if correction.flat_pct is not None
            else []
        ),
        (_("Reason code"), correction.get_reason_code_display()),
        (_("Reason"), correction.reason),
        (_("Irregularity"), correction.is_irregular),
        (_("Proposed by"), str(correction.proposed_by)),
        (_("Hearing until"), correction.hearing_due_on),
        (_("Partner's answer"), correction.partner_answer),
        (_("Decided by"), str(correction.decided_by or "")),
        (_("Decided on"), correction.decided_on),
        (_("Effect on eligible expenditure"), correction.te_effect),
        (_("Effect on the fund's part"), correction.fund_effect),
        (_("Support cancelled (K)"), correction.cancelled),
    ]


def _way(correction: Correction, last: str | None) -> list[Any]:
    grant: Grant = correction.grant
    here = reverse("reporting:correction-detail", args=[correction.pk]) if last else None
    return crumbs(
        grant,
        (_("Corrections"), reverse("reporting:correction-list", args=[grant.ref])),
        (f"{correction.number}", here),
        *([(last, None)] if last else []),
    )


def _page(
    request: HttpRequest, correction: Correction, form: forms.Form, heading: str, submit: str
) -> HttpResponse:
    context = {
        "grant": correction.grant,
        "heading": heading,
        "facts": _facts(correction)[:11],
        "form": form,
        "submit": submit,
        "cancel_url": reverse("reporting:correction-detail", args=[correction.pk]),
        "breadcrumbs": _way(correction, heading),
    }
    return render(request, "components/confirm.html", context)

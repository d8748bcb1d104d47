"""What the funder decides about a change or about the grant, and the lead's signature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consortium.queries.clock import now, today
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader
from grants.actions import change_decisions as deeds
from grants.actions import grants as grant_deeds
from grants.actions.letters import decide_with_letter
from grants.forms.changes import ApprovalForm, GrantDecisionForm, RefusalForm
from grants.views.changes import find_change, way
from grants.views.grants import crumbs, find
from grants.views.letters import require_funder_or_manager


def change_approve(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Approve, or record that the funder has."""
    labels = _("Approve the change"), _("The change is approved.")
    return _decision(request, ref, number, ApprovalForm, deeds.approve_change, labels)


def change_reject(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Reject, or record that the funder has."""
    labels = _("Reject the change"), _("The change is rejected.")
    return _decision(request, ref, number, RefusalForm, deeds.reject_change, labels)


@require_POST
def change_sign(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """The lead's signatory signs the amendment."""
    _grant, change = find_change(request, ref, number)
    deeds.sign_amendment(change, by=reader(request), at=now())
    messages.success(request, _("The amendment is signed and carried out."))
    return redirect("grants:change-detail", ref=ref, number=number)


def _decision(
    request: HttpRequest,
    ref: str,
    number: int,
    form_class: type[forms.Form],
    decide: Callable[..., Any],
    labels: tuple[str, str],
) -> HttpResponse:
    grant, change = find_change(request, ref, number)
    require_funder_or_manager(request, grant, C.DECIDE_BUDGET)
    address = reverse("grants:change-detail", args=[ref, number])
    form = form_class(request.POST or None, request.FILES or None, initial={"on": today()})

    def deed(values: dict[str, Any]) -> str:
        decide_with_letter(grant, decide, change, by=reader(request), at=now(), **values)
        return address

    context = {
        "grant": grant,
        "tab": "changes",
        "heading": labels[0],
        "breadcrumbs": way(grant, (str(number), address), (labels[0], None)),
        "submit": labels[0],
        "cancel_url": address,
    }
    return form_page(request, form, deed, context=context, done=labels[1])


def grant_decision(request: HttpRequest, ref: str, step: str) -> HttpResponse:
    """Suspend, resume or terminate the grant."""
    known = {
        "suspend": (grant_deeds.suspend_grant, _("Suspend the grant")),
        "resume": (grant_deeds.resume_grant, _("Resume the grant")),
        "terminate": (grant_deeds.terminate_grant, _("Terminate the grant")),
    }
    if step not in known:
        raise Http404
    decide, heading = known[step]
    grant = find(request, ref)
    require_funder_or_manager(request, grant, C.DECIDE_GRANT)
    address = reverse("grants:grant-detail", args=[ref])
    form = GrantDecisionForm(request.POST or None, request.FILES or None, initial={"on": today()})

    def deed(values: dict[str, Any]) -> str:
        decide_with_letter(grant, decide, grant, by=reader(request), at=now(), **values)
        return address

    context = {
        "grant": grant,
        "tab": "grant",
        "heading": heading,
        "breadcrumbs": crumbs(grant, (heading, None)),
        "submit": heading,
        "danger": step != "resume",
        "cancel_url": address,
    }
    return form_page(request, form, deed, context=context, done=_("The decision is recorded."))

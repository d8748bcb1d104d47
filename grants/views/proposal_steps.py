"""What happens to a political proposal: put forward, decided, tried, and what it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from consortium.models.access import actor_of
from consortium.queries.clock import now, today
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from grants.actions import proposals as deeds
from grants.actions.proposal_outcomes import agree_on_proposal, apply_with_proposal
from grants.forms.proposals import (
    AdoptForm,
    AgreeForm,
    AmountForm,
    ApplyForm,
    BackForm,
    DecisionForm,
    PilotForm,
)
from grants.models import Grant
from grants.views.proposals import find, way


@dataclass(frozen=True)
class Page:
    """A step's form, its action, whose right it is, and what is said before and after."""

    form: type[forms.Form]
    deed: Callable[..., object]
    right: C
    heading: str
    done: str


STEPS: Mapping[str, Page] = {
    "take-back": Page(
        BackForm,
        deeds.take_proposal_back,
        C.PLAN_PROJECT,
        gettext_noop("Take it back"),
        gettext_noop("The proposal is a draft again."),
    ),
    "adopt": Page(
        AdoptForm,
        deeds.adopt_proposal,
        C.DECIDE_AS_MUNICIPALITY,
        gettext_noop("Adopt"),
        gettext_noop("The proposal is adopted."),
    ),
    "reject": Page(
        DecisionForm,
        deeds.reject_proposal,
        C.DECIDE_AS_MUNICIPALITY,
        gettext_noop("Reject"),
        gettext_noop("The proposal is rejected."),
    ),
    "amount": Page(
        AmountForm,
        deeds.set_amount_aside,
        C.DECIDE_AS_MUNICIPALITY,
        gettext_noop("Set the amount aside"),
        gettext_noop("The amount is set."),
    ),
    "pilot": Page(
        PilotForm,
        deeds.start_pilot,
        C.SIGN_AS_LEAD,
        gettext_noop("Start the pilot"),
        gettext_noop("The pilot has started."),
    ),
    "operation": Page(
        DecisionForm,
        deeds.put_into_operation,
        C.DECIDE_AS_MUNICIPALITY,
        gettext_noop("Put into operation"),
        gettext_noop("It is in operation."),
    ),
    "end": Page(
        DecisionForm,
        deeds.end_proposal,
        C.DECIDE_AS_MUNICIPALITY,
        gettext_noop("End"),
        gettext_noop("It is ended."),
    ),
}


@require_POST
def forward(request: HttpRequest, ref: str) -> HttpResponse:
    """Put the draft before those who decide."""
    deeds.put_forward(find(request, ref), by=reader(request), at=now())
    messages.success(request, _("The proposal is put forward."))
    return redirect("grants:proposal-detail", ref=ref)


def decide(request: HttpRequest, ref: str, step: str) -> HttpResponse:
    """A step with its body, day and reason."""
    proposal = find(request, ref)
    if step not in STEPS:
        raise Http404
    page = STEPS[step]
    require(request, page.right, proposal)
    form = page.form(request.POST or None, initial={"decided_on": today(), "starts_on": today()})
    address = reverse("grants:proposal-detail", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        page.deed(proposal, by=reader(request), at=now(), **values)
        return address

    heading = _(page.heading)
    context = {
        "heading": f"{heading}: {proposal.title}",
        "breadcrumbs": way(proposal, heading),
        "submit": heading,
        "cancel_url": address,
    }
    return form_page(request, form, deed, context=context, done=_(page.done))


def apply(request: HttpRequest, ref: str) -> HttpResponse:
    """Make an application of it, without retyping."""
    proposal = find(request, ref)
    require(request, C.PLAN_PROJECT, proposal)
    form = ApplyForm(request.POST or None)

    def deed(values: dict[str, Any]) -> str:
        made = apply_with_proposal(proposal, by=reader(request), at=now(), **values)
        return reverse("grants:application-detail", args=[made.ref])

    heading = _("Apply for a grant with it")
    context = {
        "heading": heading,
        "breadcrumbs": way(proposal, heading),
        "submit": _("Draft the application"),
        "cancel_url": reverse("grants:proposal-detail", args=[ref]),
    }
    return form_page(request, form, deed, context=context, done=_("The application is drafted."))


def agree(request: HttpRequest, ref: str) -> HttpResponse:
    """Put it into a municipal agreement, without retyping."""
    proposal = find(request, ref)
    require(request, C.PLAN_PROJECT, proposal)
    planned = actor_of(request.user).ids(C.PLAN_PROJECT, Grant)
    grants = Grant.objects.filter(pk__in=planned, profile_code="municipal-agreement")
    form = AgreeForm(request.POST or None, grants=grants)

    def deed(values: dict[str, Any]) -> str:
        agree_on_proposal(proposal, values["grant"], by=reader(request), at=now())
        return reverse("grants:municipal-detail", args=[values["grant"].ref])

    heading = _("Put it into an agreement")
    context = {
        "heading": heading,
        "breadcrumbs": way(proposal, heading),
        "submit": _("Draft the agreement"),
        "cancel_url": reverse("grants:proposal-detail", args=[ref]),
    }
    return form_page(request, form, deed, context=context, done=_("The agreement is drafted."))

"""A municipal agreement: its page, its words, both signatures, its end (001)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consortium.models.access import Actor, actor_of
from consortium.queries.clock import now, today
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from grants.actions import municipal as deeds
from grants.forms.municipal import EndForm, MunicipalAgreementForm, ReasonForm
from grants.models import Area, Grant, MunicipalAgreement, Proposal
from grants.views.grants import crumbs, find

TAB = "municipal"
IN_FORCE = Q(amounts__addendum=None) | Q(amounts__addendum__state="active")


def agreement_of(request: HttpRequest, ref: str) -> tuple[Grant, MunicipalAgreement]:
    """The grant and its agreement as far as the reader may see them, or 404."""
    grant = find(request, ref)
    rows = MunicipalAgreement.objects.visible_to(request.user)
    agreement = get_object_or_404(
        rows.select_related("operator_signed_by", "municipality_signed_by"), grant=grant
    )
    agreement.grant = grant
    return grant, agreement


def way(grant: Grant, *last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """The way to a page under the agreement."""
    page = reverse("grants:municipal-detail", args=[grant.ref]) if last else None
    return crumbs(grant, (_("Municipal agreement"), page), *last)


@require_safe
def municipal_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """Parties, areas, path, notes, addenda; a button to begin where there is none yet."""
    grant = find(request, ref)
    actor = actor_of(request.user)
    rows = MunicipalAgreement.objects.visible_to(request.user)
    agreement = (
        rows.filter(grant=grant)
        .select_related("operator_signed_by", "municipality_signed_by")
        .first()
    )
    context: dict[str, Any] = {
        "grant": grant,
        "agreement": agreement,
        "heading": _("Municipal agreement"),
        "breadcrumbs": way(grant),
        "may_write": actor.can(C.PLAN_PROJECT, grant),
        "sees_links": actor.can(C.VIEW_ROWS, grant),
    }
    if agreement is not None:
        context |= _parts(agreement) | _may(agreement, actor, grant)
        context["proposals"] = Proposal.objects.visible_to(request.user).filter(agreement=agreement)
    return render(request, "grants/municipal/detail.html", context)


def _parts(agreement: MunicipalAgreement) -> dict[str, Any]:
    return {
        "facts": _facts(agreement),
        "parties": agreement.parties.select_related("organisation"),
        "bodies": agreement.bodies.all(),
        "areas": agreement.areas.annotate(
            given=Sum("amounts__amount", filter=IN_FORCE, default=0),
        ),
        "notes": agreement.source_notes.all(),
        "addenda": agreement.addenda.all(),
    }


def _may(agreement: MunicipalAgreement, actor: Actor, grant: Grant) -> dict[str, bool]:
    state = agreement.state
    leads, answers = (
        actor.can(C.SIGN_AS_LEAD, grant),
        actor.can(C.DECIDE_AS_MUNICIPALITY, grant),
    )
    return {
        "may_edit": state == "draft" and actor.can(C.PLAN_PROJECT, grant),
        "may_sign": state == "draft" and leads,
        "may_take_back": state == "signed_one" and leads,
        "may_answer": state == "signed_one" and answers,
        "may_end": state == "active" and leads,
        "may_sign_addendum": leads,
        "may_answer_addendum": answers,
    }


def _facts(agreement: MunicipalAgreement) -> list[tuple[str, object]]:
    grant = agreement.grant
    return [
        (_("From"), grant.starts_on),
        (_("To"), agreement.ended_on or grant.ends_on),
        (_("In all, DKK"), grant.amount),
        (_("Basis plan"), agreement.basis_plan),
        (_("Decision"), agreement.decision),
        (_("Decided on"), agreement.decided_on),
        (_("Payment"), agreement.payment_terms),
        (_("VAT"), agreement.vat_note),
        (_("Signed for the operator by"), agreement.operator_signed_by),
        (_("Signed by the operator"), agreement.operator_signed_at),
        (_("Signed for the municipality by"), agreement.municipality_signed),
        (_("Signed by the municipality"), agreement.municipality_signed_at),
    ]


@require_safe
def municipal_area(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """One area: activities, outcomes, targets, figures to start from, money."""
    grant, agreement = agreement_of(request, ref)
    area = get_object_or_404(Area, agreement=agreement, number=number)
    context = {
        "grant": grant,
        "agreement": agreement,
        "area": area,
        "heading": str(area),
        "breadcrumbs": way(grant, (str(area), None)),
        "activities": area.activities.all(),
        "outcomes": area.outcomes.all(),
        "targets": area.targets.select_related("activity"),
        "baseline": area.baseline.all(),
        "amounts": area.amounts.select_related("activity", "addendum").order_by("year", "id"),
        "may_edit": agreement.state == "draft"
        and actor_of(request.user).can(C.PLAN_PROJECT, grant),
    }
    return render(request, "grants/municipal/area.html", context)


@require_safe
def municipal_economy(request: HttpRequest, ref: str) -> HttpResponse:
    """What each area is given by year, and the halves in which it is paid (R-73)."""
    grant, agreement = agreement_of(request, ref)
    amounts = agreement.amounts.filter(Q(addendum=None) | Q(addendum__state="active"))
    context = {
        "grant": grant,
        "heading": _("Economy and instalments"),
        "breadcrumbs": way(grant, (_("Economy and instalments"), None)),
        "years": amounts.values("year")
        .annotate(given=Sum("amount"), rows=Count("id"))
        .order_by("year"),
        "amounts": amounts.select_related("area", "activity", "addendum").order_by(
            "year", "area__number", "id"
        ),
        "instalments": grant.instalments.all(),
        "total": amounts.aggregate(given=Sum("amount", default=0))["given"],
        "may_move": agreement.is_signed and actor_of(request.user).can(C.PLAN_PROJECT, grant),
    }
    return render(request, "grants/municipal/economy.html", context)


def municipal_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Begin the agreement, or change the draft's words."""
    grant = find(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    agreement = with_version(MunicipalAgreement.objects.filter(grant=grant)).first()
    initial = {name: getattr(agreement, name) for name in deeds.FIELDS} if agreement else {}
    initial["edited_from"] = version_of(agreement)
    address = reverse("grants:municipal-detail", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        if agreement:
            deeds.change_municipal_agreement(agreement, by=reader(request), at=now(), **values)
        else:
            values.pop("edited_from")
            deeds.draft_municipal_agreement(grant, by=reader(request), at=now(), **values)
        return address

    form = MunicipalAgreementForm(request.POST or None, initial=initial)
    editing(request, form)
    context = {
        "grant": grant,
        "tab": TAB,
        "heading": _("Change the agreement") if agreement else _("Begin the agreement"),
        "breadcrumbs": way(grant, (_("Change"), None)),
        "cancel_url": address,
    }
    return form_page(request, form, deed, context=context, done=_("The agreement is saved."))


@require_POST
def municipal_sign(request: HttpRequest, ref: str) -> HttpResponse:
    """The lead's signatory signs for the operator."""
    return _sign(request, ref, deeds.sign_as_operator)


@require_POST
def municipal_answer(request: HttpRequest, ref: str) -> HttpResponse:
    """The municipality signs."""
    return _sign(request, ref, deeds.sign_as_municipality)


def _sign(request: HttpRequest, ref: str, deed: Callable[..., object]) -> HttpResponse:
    _grant, agreement = agreement_of(request, ref)
    deed(agreement, by=reader(request), at=now())
    messages.success(request, _("The agreement is signed."))
    return redirect("grants:municipal-detail", ref=ref)


def municipal_take_back(request: HttpRequest, ref: str) -> HttpResponse:
    """Take the operator's signature back."""
    _grant, agreement = agreement_of(request, ref)
    form = ReasonForm(request.POST or None)
    said = (_("Take the signature back"), _("The signature is taken back."))
    return step_page(request, agreement, form, deeds.take_signature_back, said)


def municipal_end(request: HttpRequest, ref: str) -> HttpResponse:
    """End the agreement."""
    _grant, agreement = agreement_of(request, ref)
    form = EndForm(request.POST or None, initial={"ended_on": today()})
    said = (_("End the agreement"), _("The agreement is ended."))
    return step_page(request, agreement, form, deeds.end_municipal_agreement, said)


def step_page(
    request: HttpRequest,
    agreement: MunicipalAgreement,
    form: forms.Form,
    action: Callable[..., object],
    said: tuple[str, str],
) -> HttpResponse:
    """A step of the signatory with a form; *said* is the heading and what is told afterwards."""
    grant = agreement.grant
    require(request, C.SIGN_AS_LEAD, grant)
    address = reverse("grants:municipal-detail", args=[grant.ref])

    def deed(values: dict[str, Any]) -> str:
        action(agreement, by=reader(request), at=now(), **values)
        return address

    context = {
        "grant": grant,
        "tab": TAB,
        "heading": said[0],
        "breadcrumbs": way(grant, (said[0], None)),
        "submit": said[0],
        "danger": True,
        "cancel_url": address,
    }
    return form_page(request, form, deed, context=context, done=said[1])

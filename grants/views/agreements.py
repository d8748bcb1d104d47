"""Agreements with the partners: list, page, draft, both signatures, end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consortium.models.access import actor_of
from consortium.queries.clock import now, today
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from grants.actions import agreements as deeds
from grants.forms.agreements import AgreementForm, EndAgreementForm
from grants.models import Grant, GrantPartner, PartnershipAgreement
from grants.views.grants import crumbs, find


def partners_seen(request: HttpRequest, grant: Grant) -> QuerySet[GrantPartner]:
    """All partners for who sees the project, else one's own."""
    actor = actor_of(request.user)
    rows = grant.partners.select_related("organisation", "agreement")
    if actor.can(C.VIEW_PROJECT, grant):
        return rows
    own = actor.ids(C.VIEW_DESK, "partners.organisation")
    return rows.filter(Q(organisation__in=own))


def _find(request: HttpRequest, ref: str, number: int) -> tuple[Grant, GrantPartner]:
    grant = find(request, ref)
    return grant, get_object_or_404(partners_seen(request, grant), number=number)


def _agreement(partner: GrantPartner) -> PartnershipAgreement:
    return get_object_or_404(
        PartnershipAgreement.objects.select_related("partner_signed_by", "lead_signed_by"),
        grant_partner=partner,
    )


def _way(grant: Grant, *last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    page = reverse("grants:agreement-list", args=[grant.ref]) if last else None
    return crumbs(grant, (_("Agreements"), page), *last)


def agreement_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Every partner and how far its agreement is."""
    grant = find(request, ref)
    context = {
        "grant": grant,
        "heading": _("Agreements"),
        "breadcrumbs": _way(grant),
        "partners": partners_seen(request, grant),
        "may_offer": actor_of(request.user).can(C.PLAN_PROJECT, grant),
    }
    return render(request, "grants/agreements/list.html", context)


def agreement_detail(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Term, terms and signatures."""
    grant, partner = _find(request, ref, number)
    agreement = _agreement(partner)
    actor = actor_of(request.user)
    state = agreement.state
    signs_here = actor.can(C.SIGN_AS_PARTNER, partner.organisation)
    leads = actor.can(C.SIGN_AS_LEAD, grant)
    context = {
        "grant": grant,
        "partner": partner,
        "agreement": agreement,
        "heading": _("Agreement with %(partner)s") % {"partner": partner.organisation.name},
        "breadcrumbs": _way(grant, (str(partner), None)),
        "facts": _facts(agreement),
        "may_edit": state == "draft" and actor.can(C.PLAN_PROJECT, grant),
        "may_sign_as_partner": state == "draft" and signs_here,
        "may_sign_as_lead": state == "signed_partner" and leads,
        "may_end": state == "active" and leads,
    }
    return render(request, "grants/agreements/detail.html", context)


def agreement_edit(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Offer an agreement, or change the draft."""
    grant, partner = _find(request, ref, number)
    require(request, C.PLAN_PROJECT, grant)
    drafted = with_version(PartnershipAgreement.objects.filter(grant_partner=partner))
    agreement = drafted.first()
    start = agreement or grant
    initial: dict[str, Any] = {"starts_on": start.starts_on, "ends_on": start.ends_on}
    initial["edited_from"] = version_of(agreement)
    if agreement:
        initial["terms"] = agreement.terms
        initial["share_cap_pct"] = agreement.share_cap_pct
    address = reverse("grants:agreement-detail", args=[ref, number])

    def deed(values: dict[str, Any]) -> str:
        if agreement:
            deeds.change_agreement(agreement, by=reader(request), at=now(), **values)
        else:
            values.pop("edited_from")
            deeds.offer_agreement(partner, by=reader(request), at=now(), **values)
        return address

    heading = _("Agreement with %(partner)s") % {"partner": partner.organisation.name}
    back = address if agreement else reverse("grants:agreement-list", args=[ref])
    context = {
        "grant": grant,
        "tab": "agreements",
        "heading": heading,
        "breadcrumbs": _way(grant, (str(partner), None)),
        "cancel_url": back,
    }
    form = AgreementForm(request.POST or None, initial=initial)
    editing(request, form)
    return form_page(request, form, deed, context=context, done=_("The agreement is saved."))


def agreement_end(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """End it early."""
    grant, partner = _find(request, ref, number)
    require(request, C.SIGN_AS_LEAD, grant)
    agreement = _agreement(partner)
    address = reverse("grants:agreement-detail", args=[ref, number])

    def deed(values: dict[str, Any]) -> str:
        deeds.end_agreement(agreement, by=reader(request), at=now(), **values)
        return address

    context = {
        "grant": grant,
        "tab": "agreements",
        "heading": _("End the agreement with %(partner)s") % {"partner": partner.organisation.name},
        "breadcrumbs": _way(grant, (str(partner), address), (_("End"), None)),
        "submit": _("End the agreement"),
        "danger": True,
        "cancel_url": address,
    }
    form = EndAgreementForm(request.POST or None, initial={"ends_on": today()})
    return form_page(request, form, deed, context=context, done=_("The agreement is ended."))


@require_POST
def sign_as_partner(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """The partner's approver signs."""
    return _sign(request, ref, number, deeds.sign_agreement_as_partner)


@require_POST
def sign_as_lead(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """The lead's signatory signs."""
    return _sign(request, ref, number, deeds.sign_agreement_as_lead)


def _sign(request: HttpRequest, ref: str, number: int, deed: Callable[..., object]) -> HttpResponse:
    _grant, partner = _find(request, ref, number)
    deed(_agreement(partner), by=reader(request), at=now())
    messages.success(request, _("The agreement is signed."))
    return redirect("grants:agreement-detail", ref=ref, number=number)


def _facts(agreement: PartnershipAgreement) -> list[tuple[str, object]]:
    return [
        (_("From"), agreement.starts_on),
        (_("To"), agreement.ends_on),
        (_("The fund pays at most, per cent of own cost"), agreement.share_cap_pct),
        (_("Signed for the partner by"), agreement.partner_signed_by),
        (_("Signed by the partner"), agreement.partner_signed_at),
        (_("Signed for the lead by"), agreement.lead_signed_by),
        (_("Signed by the lead partner"), agreement.lead_signed_at),
    ]

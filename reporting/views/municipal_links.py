"""Links to a municipality without a log-in: the lead asks; the page of a link needs no log-in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consortium.models.access import actor_of
from consortium.queries.clock import now, today
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.limits import limited
from grants.models import MUNICIPALITY, Addendum, Grant, MunicipalAgreement
from reporting.actions import municipal_links as deeds
from reporting.exchange.municipal_link_mails import link_named
from reporting.forms.municipal_links import (
    AskBodyForm,
    AskForm,
    DecideByLinkForm,
    SignByLinkForm,
)
from reporting.models import MunicipalLink
from reporting.queries.municipal_links import shown_to_reader
from reporting.rules.municipal_links import USUALLY
from reporting.views.documents import visible_grant
from reporting.views.evaluations import find_evaluation
from reporting.views.lead_pages import crumbs

OWN = "reporting/links/own.html"


@require_safe
def link_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Whom the lead has written to, and what came of it."""
    grant = visible_grant(request, ref)
    require(request, C.VIEW_ROWS, grant)
    links = MunicipalLink.objects.visible_to(request.user).filter(grant=grant)
    context = {
        "grant": grant,
        "heading": _("Links to the municipality"),
        "breadcrumbs": _way(grant),
        "links": links.select_related("addendum", "evaluation", "asked_by"),
        "today": today(),
        "may_edit": actor_of(request.user).can(C.PLAN_PROJECT, grant),
    }
    return render(request, "reporting/links/list.html", context)


def link_to_sign(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask the municipality to sign the agreement."""
    grant = visible_grant(request, ref)
    agreement = _agreement(request, grant)

    def ask(to: deeds.Reader) -> None:
        deeds.ask_for_signature(agreement, to, by=reader(request), at=now())

    return _ask_to_sign(request, grant, agreement, ask)


def link_to_addendum(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Ask the municipality to sign an addendum."""
    grant = visible_grant(request, ref)
    agreement = _agreement(request, grant)
    addendum = get_object_or_404(Addendum, agreement=agreement, number=number)

    def ask(to: deeds.Reader) -> None:
        deeds.ask_for_addendum(addendum, to, by=reader(request), at=now())

    return _ask_to_sign(request, grant, agreement, ask)


def link_to_body(request: HttpRequest, ref: str, year: int) -> HttpResponse:
    """Ask a body of the path for its decision."""
    grant, evaluation = find_evaluation(request, ref, year)
    initial = {"opens_until": today() + USUALLY, "body": request.GET.get("body")}
    form = AskBodyForm(request.POST or None, initial=initial, grant=grant)

    def deed(values: dict[str, Any]) -> str:
        body = values.pop("body")
        deeds.ask_body(evaluation, body, by=reader(request), at=now(), **values)
        return _page_of(grant)

    return _ask(request, grant, form, deed)


@require_POST
def link_withdraw(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Let a link open no more."""
    grant = visible_grant(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    link = get_object_or_404(MunicipalLink.objects.visible_to(request.user), grant=grant, pk=pk)
    deeds.withdraw_link(link, by=reader(request), at=now())
    messages.success(request, _("The link is withdrawn; it opens no more."))
    return redirect(_page_of(grant))


@login_not_required
@limited
@never_cache
def municipal_link(request: HttpRequest, token: str) -> HttpResponse:
    """What is to be signed or decided on, and the form; opening the page changes nothing."""
    link = _linked(token)
    closed = deeds.why_closed(link, today())
    context: dict[str, Any] = {
        "heading": link.get_purpose_display(),
        "link": link,
        "closed": closed,
    }
    if closed:
        context["done"] = link.used_at is not None
        return _private(render(request, OWN, context, status=410))
    form, action = _form(request, link)

    def deed(values: dict[str, Any]) -> str:
        action(link, by=request.user if request.user.is_authenticated else None, at=now(), **values)
        return reverse("reporting:municipal-link", args=[token])

    context |= shown_to_reader(link)
    done = _("Thank you. It is kept, and the operator is told.")
    return _private(form_page(request, form, deed, context=context, done=done, template=OWN))


def _form(request: HttpRequest, link: MunicipalLink) -> tuple[forms.Form, Callable[..., object]]:
    if link.purpose == MunicipalLink.DECIDE:
        form = DecideByLinkForm(request.POST or None, initial={"decided_on": today()})
        return form, deeds.decide_by_link
    return SignByLinkForm(request.POST or None, initial={"office": link.office}), deeds.sign_by_link


def _linked(token: str) -> MunicipalLink:
    named = link_named(token)
    if named is None:
        raise Http404
    key, nonce = named
    rows = MunicipalLink.objects.select_related(
        *("grant__lead", "grant__municipal__operator_signed_by"),
        *("addendum", "evaluation__grant", "body"),
    )
    return get_object_or_404(rows, pk=key, nonce=nonce)


def _agreement(request: HttpRequest, grant: Grant) -> MunicipalAgreement:
    rows = MunicipalAgreement.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("grant"), grant=grant)


def _ask_to_sign(
    request: HttpRequest,
    grant: Grant,
    agreement: MunicipalAgreement,
    ask: Callable[[deeds.Reader], None],
) -> HttpResponse:
    party = agreement.parties.filter(role=MUNICIPALITY).first()
    initial = {"office": party.signs_as if party else "", "opens_until": today() + USUALLY}
    form = AskForm(request.POST or None, initial=initial)

    def deed(values: dict[str, Any]) -> str:
        ask(deeds.Reader(**values))
        return _page_of(grant)

    return _ask(request, grant, form, deed)


def _ask(
    request: HttpRequest, grant: Grant, form: forms.Form, deed: Callable[[dict[str, Any]], str]
) -> HttpResponse:
    require(request, C.PLAN_PROJECT, grant)
    heading = _("Ask the municipality by mail")
    context = {
        "grant": grant,
        "tab": "municipal",
        "heading": heading,
        "breadcrumbs": _way(grant, (heading, None)),
        "intro": _(
            "For a municipality without a log-in. The mail holds a link that opens one page, is "
            "used once, and takes the place of an earlier mail for the same thing."
        ),
        "submit": _("Send the mail"),
        "cancel_url": _page_of(grant),
    }
    return form_page(request, form, deed, context=context, done=_("The mail is on its way."))


def _page_of(grant: Grant) -> str:
    return reverse("reporting:municipal-link-list", args=[grant.ref])


def _way(grant: Grant, *last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    agreement = reverse("grants:municipal-detail", args=[grant.ref])
    page = _page_of(grant) if last else None
    return crumbs(
        grant, (_("Municipal agreement"), agreement), (_("Links to the municipality"), page), *last
    )


def _private(answer: HttpResponse) -> HttpResponse:
    # The address is the key: no other site may learn it from a link, and no index may hold it.
    # Our own must learn it: a form that is sent without its origin is refused as forged.
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer

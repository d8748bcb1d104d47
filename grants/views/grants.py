"""Grants: list, and the page of the grant letter with its frozen rules."""

from __future__ import annotations

from fractions import Fraction

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from consortium.models.access import Actor, actor_of
from consortium.queries.clock import now
from consortium.queries.texts import fraction_text, percent_text
from consortium.rules.roles import Capability as C
from consortium.views.deeds import reader
from grants.actions.grants import accept_grant
from grants.models import Grant
from grants.queries.portfolio import grants_seen_by
from grants.queries.profiles import PARAMETERS, VALUES
from grants.rules.profiles import RuleProfile
from grants.views.tables import GrantTable

PER_PAGE = 25


def crumbs(grant: Grant, *last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """The way here."""
    page = reverse("grants:grant-detail", args=[grant.ref]) if last else None
    return [(_("Grants"), reverse("grants:grant-list")), (grant.ref, page), *last]


def find(request: HttpRequest, ref: str) -> Grant:
    """The grant that the reader may see, or 404."""
    visible = Grant.objects.visible_to(request.user).select_related("lead", "fund")
    return get_object_or_404(visible, ref=ref)


def grant_list(request: HttpRequest) -> HttpResponse:
    """All that I may see."""
    table = GrantTable(grants_seen_by(request.user))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(request, "grants/grants/list.html", {"heading": _("Grants"), "table": table})


def grant_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """The letter, the rules frozen with it, and who takes part."""
    grant = find(request, ref)
    actor = actor_of(request.user)
    context = {
        "grant": grant,
        "heading": _("Grant letter"),
        "breadcrumbs": crumbs(grant),
        "facts": _facts(grant),
        "parameters": _parameters(RuleProfile.from_json(grant.profile)),
        "partners": grant.partners.select_related("organisation"),
        **_decisions(grant, actor),
        "may_accept": grant.state == "offered" and actor.can(C.SIGN_AS_LEAD, grant),
    }
    return render(request, "grants/grants/detail.html", context)


def _decisions(grant: Grant, actor: Actor) -> dict[str, bool]:
    # The project manager may record what the funder has decided in a letter.
    speaks = actor.can(C.DECIDE_GRANT, grant) or actor.can(C.PLAN_PROJECT, grant)
    in_force = grant.state in ("accepted", "amended")
    return {
        "may_suspend": speaks and in_force,
        "may_resume": speaks and grant.state == "suspended",
        "may_terminate": speaks and (in_force or grant.state == "suspended"),
    }


@require_POST
def accept(request: HttpRequest, ref: str) -> HttpResponse:
    """The lead's signatory accepts."""
    accept_grant(find(request, ref), by=reader(request), at=now())
    messages.success(request, _("The grant is accepted."))
    return redirect("grants:grant-detail", ref=ref)


def _facts(grant: Grant) -> list[tuple[str, object]]:
    rate = f"{fraction_text(grant.rate)} ({percent_text(grant.rate, 2)})"
    return [
        (_("Reference"), grant.ref),
        (_("Journal number"), grant.journal_no),
        (_("Fund"), grant.fund.name),
        (_("Lead partner"), grant.lead.name),
        (_("Letter dated"), grant.offered_on),
        (_("Accepted"), grant.accepted_at),
        (_("Project starts"), grant.starts_on),
        (_("Project ends"), grant.ends_on),
        (_("Grant, DKK"), grant.amount),
        (_("Approved budget, DKK"), grant.budget),
        (_("Fund ceiling, DKK"), grant.ceiling),
        (_("Intervention rate"), rate),
        (_("Cancelled support (K), DKK"), grant.cancelled),
        (_("Fingerprint of the rules (SHA-256)"), grant.profile_sha256),
    ]


def _parameters(profile: RuleProfile) -> list[tuple[str, object]]:
    english = (get_language() or "da").startswith("en")
    rows: list[tuple[str, object]] = [
        (_("Rule profile"), profile.title),
        (_("Statement of the fund"), profile.emblem_en if english else profile.emblem_da),
    ]
    for name, label in PARAMETERS:
        value = getattr(profile, name)
        if value is not None and value != "":
            rows.append((_(label), _readable(value)))
    return rows


def _readable(value: object) -> object:
    if isinstance(value, Fraction):
        return percent_text(value)
    if isinstance(value, str):
        return _(VALUES.get(value, value))
    return value

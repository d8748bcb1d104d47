"""Regional tasks: what they cost, who pays what, which costs they are, by which key (R-72)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from consortium.queries import clock
from consortium.queries.texts import money_text
from consortium.rules.money import ZERO
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require, require_to_send
from grants.actions.keys import agree_regional_key
from grants.models import Grant
from grants.queries.keys import partners_of
from reporting.actions.regional import mark_regional_costs, unmark_regional_costs
from reporting.forms.regional import KeyForm, MarkForm, RegionalFilterForm
from reporting.queries.regional import RegionalAccount, markable_rows, regional_of
from reporting.views.lead_pages import Crumb, crumbs, done, grant_for, rights_on
from reporting.views.money_tables import RegionalRowTable

PER_PAGE = 50


@require_GET
def regional_tasks(request: HttpRequest, ref: str) -> HttpResponse:
    """What the tasks cost, what the fund pays, and each partner's contribution to the øre."""
    grant = grant_for(request, ref)
    account = regional_of(grant)
    context = {
        "grant": grant,
        "heading": _("Regional tasks"),
        "account": account,
        "figures": _figures(account),
        "claims": [
            (one, one.rows(account.partners), sum(one.share.now.values(), ZERO))
            for one in reversed(account.claims)
        ],
        "rights": rights_on(request, grant),
        "breadcrumbs": crumbs(grant, (_("Regional tasks"), None)),
    }
    return render(request, "reporting/regional/tasks.html", context)


def regional_costs(request: HttpRequest, ref: str) -> HttpResponse:
    """Choose which verified costs are regional tasks."""
    grant = grant_for(request, ref)
    require_to_send(request, C.PLAN_PROJECT, grant)
    shown = RegionalFilterForm(request.GET or None)
    wanted = shown.cleaned_data if shown.is_valid() else {}
    rows = markable_rows(grant, text=wanted.get("text", ""), only=wanted.get("only", ""))
    form = MarkForm(request.POST or None)
    keys = [key for key in request.POST.getlist("items") if key.isdigit()]
    chosen = list(markable_rows(grant).filter(pk__in=keys)) if keys else []

    def mark(given: dict[str, Any]) -> None:
        if "unmark" in request.POST:
            why = given["reason"]
            unmark_regional_costs(grant, chosen, reason=why, by=request.user, at=clock.now())
        else:
            task = given["task"]
            mark_regional_costs(grant, chosen, task=task, by=request.user, at=clock.now())

    if request.method == "POST" and done(form, mark):
        messages.success(request, _("The marks are stored."))
        return redirect(request.get_full_path())
    may_mark = rights_on(request, grant)[C.PLAN_PROJECT]
    table = RegionalRowTable(rows, exclude=() if may_mark else ("chosen",))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "grant": grant,
        "heading": _("Costs of regional tasks"),
        "table": table,
        "filter_form": shown,
        "form": form,
        "may_mark": may_mark,
        "breadcrumbs": _way(grant, (_("Costs"), None)),
    }
    return render(request, "reporting/regional/costs.html", context)


def regional_key(request: HttpRequest, ref: str) -> HttpResponse:
    """Write the agreed key down."""
    grant = grant_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    partners = partners_of(grant)
    form = KeyForm(request.POST or None, partners=partners, initial={"agreed_on": clock.today()})

    def deed(given: dict[str, Any]) -> str:
        agree_regional_key(
            grant,
            **{name: given[name] for name in ("basis", "with_lead", "agreed_on", "source")},
            inhabitants=form.inhabitants(),
            by=reader(request),
            at=clock.now(),
        )
        return reverse("reporting:regional-tasks", args=[ref])

    context = {
        "grant": grant,
        "tab": "regional",
        "heading": _("Key of the regional tasks"),
        "cancel_url": reverse("reporting:regional-tasks", args=[ref]),
        "breadcrumbs": _way(grant, (_("Key"), None)),
    }
    return form_page(request, form, deed, context=context, done=_("The key is agreed."))


def _figures(account: RegionalAccount) -> list[dict[str, Any]]:
    last = account.claims[-1].share if account.claims else None
    return [
        {
            "label": _("Regional cost claimed"),
            "text": money_text(last.cost if last else ZERO, "kr"),
        },
        {
            "label": _("The fund's share"),
            "text": money_text(last.fund_share if last else ZERO, "kr"),
        },
        {
            "label": _("The rest, shared by the key"),
            "text": money_text(last.rest if last else ZERO, "kr"),
        },
        {
            "label": _("Verified, not yet claimed"),
            "text": money_text(account.unclaimed, "kr"),
        },
    ]


def _way(grant: Grant, *last: Crumb) -> list[Crumb]:
    page = reverse("reporting:regional-tasks", args=[grant.ref])
    return crumbs(grant, (_("Regional tasks"), page), *last)

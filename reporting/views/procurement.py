"""The register of contracts (rules.md 5.1 T9, A-21)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consortium.queries import clock
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from grants.models import Grant
from grants.queries.keys import partners_of
from reporting.actions.procurement import (
    ContractFacts,
    change_contract,
    enter_contract,
    tie_costs,
)
from reporting.forms.procurement import ContractCostsForm, ContractForm
from reporting.models import ProcurementContract
from reporting.queries.procurement import contracts_of, costs_to_tie
from reporting.views.lead_pages import Crumb, crumbs, grant_for, rights_on


@require_safe
def contract_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Every contract with its procedure, what was paid under it, and what should be known."""
    grant = grant_for(request, ref)
    context = {
        "grant": grant,
        "heading": _("Contracts"),
        "contracts": contracts_of(grant),
        "rights": rights_on(request, grant),
        "breadcrumbs": _way(grant),
    }
    return render(request, "reporting/procurement/list.html", context)


def contract_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter a contract."""
    grant = grant_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    partners = {one.pk: one for one in partners_of(grant)}
    form = ContractForm(
        request.POST or None, request.FILES or None, partners=list(partners.values())
    )
    editing(request, form)

    def deed(given: dict[str, Any]) -> str:
        partner, file = partners[given.pop("partner")], given.pop("file")
        facts = ContractFacts(**given)
        enter_contract(partner, facts, file=file, by=reader(request), at=clock.now())
        return _list(grant)

    heading = _("New contract")
    return _page(request, form, deed, grant, heading, _("The contract is entered."))


def contract_edit(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Correct what the register says of a contract."""
    grant = grant_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    rows = ProcurementContract.objects.visible_to(request.user).filter(grant=grant)
    row = get_object_or_404(
        with_version(rows.select_related("grant", "grant_partner")), number=number
    )
    initial = {name: getattr(row, name) for name in ContractFacts.__annotations__}
    initial["edited_from"] = version_of(row)
    form = ContractForm(request.POST or None, request.FILES or None, initial=initial, partners=())
    editing(request, form)

    def deed(given: dict[str, Any]) -> str:
        read, file = given.pop("edited_from", None), given.pop("file")
        facts = ContractFacts(**given)
        now = clock.now()
        change_contract(row, facts, file=file, edited_from=read, by=reader(request), at=now)
        return _list(grant)

    heading = _("Contract %(number)s") % {"number": number}
    return _page(request, form, deed, grant, heading, _("The contract is changed."))


def contract_costs(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Tick the costs that were bought under a contract."""
    grant = grant_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    rows = ProcurementContract.objects.visible_to(request.user).filter(grant=grant)
    row = get_object_or_404(rows.select_related("grant"), number=number)
    tied = row.costs.values_list("expenditure", flat=True)
    form = ContractCostsForm(
        request.POST or None, rows=costs_to_tie(row), initial={"costs": list(tied)}
    )

    def deed(given: dict[str, Any]) -> str:
        tie_costs(row, list(given["costs"]), by=reader(request), at=clock.now())
        return _list(grant)

    heading = _("Costs under contract %(number)s") % {"number": number}
    return _page(request, form, deed, grant, heading, _("The costs are tied to the contract."))


def _page(
    request: HttpRequest, form: Any, deed: Any, grant: Grant, heading: str, done: str
) -> HttpResponse:
    context = {
        "grant": grant,
        "tab": "contracts",
        "heading": heading,
        "cancel_url": _list(grant),
        "breadcrumbs": _way(grant, (heading, None)),
    }
    return form_page(request, form, deed, context=context, done=done)


def _list(grant: Grant) -> str:
    return reverse("reporting:contract-list", args=[grant.ref])


def _way(grant: Grant, *last: Crumb) -> list[Crumb]:
    return crumbs(grant, (_("Contracts"), _list(grant) if last else None), *last)

"""Aid to companies: list, decision with the rolling window, register, companies (R-61, R-62)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from consortium.queries import clock
from consortium.queries.editing import version_of, with_version
from consortium.queries.texts import money_text, number_text
from consortium.rules.money import ZERO
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from grants.models import Grant
from partners.actions.companies import change_company, enter_company
from partners.models import Company
from reporting.actions.deminimis import decide_aid, register_aid, window_of_entry, withdraw_aid
from reporting.forms.deminimis import (
    AidForm,
    CompanyChangeForm,
    CompanyForm,
    RegisterForm,
    WithdrawalForm,
)
from reporting.models import AidDecision
from reporting.queries.deminimis import decisions_of, undertaking_of, unregistered, window_for
from reporting.views.lead_pages import Crumb, crumbs, done, grant_for, rights_on
from reporting.views.money_tables import AidTable, CompanyTable

PER_PAGE = 50


@require_GET
def aid_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Every decision of a grant, and what should be in the register by now."""
    grant = grant_for(request, ref)
    table = AidTable(decisions_of(grant))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "grant": grant,
        "heading": _("Aid to companies"),
        "table": table,
        "late": unregistered(grant, on=clock.today()).count(),
        "rights": rights_on(request, grant),
        "breadcrumbs": crumbs(grant, (_("Aid to companies"), None)),
    }
    return render(request, "reporting/aid/list.html", context)


def aid_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Decide on aid; the window is shown before anything is stored."""
    grant = grant_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    start = {"conferred_on": clock.today(), "company": request.GET.get("company")}
    form = AidForm(request.POST or None, grant=grant, initial=start)
    sent = request.method == "POST" and form.is_valid()
    window = window_of_entry(form.entry()) if sent else None

    def decide(_given: dict[str, Any]) -> None:
        decide_aid(grant, form.entry(), by=reader(request), at=clock.now())

    if sent and "decide" in request.POST and done(form, decide):
        messages.success(request, _("The decision is stored."))
        return redirect("reporting:aid-list", ref)
    context = {
        "grant": grant,
        "heading": _("New decision on aid"),
        "form": form,
        "window": window,
        "entry": form.entry() if sent else None,
        "cancel_url": reverse("reporting:aid-list", args=[ref]),
        "breadcrumbs": _way(grant, (_("New"), None)),
    }
    return render(request, "reporting/aid/new.html", context)


@require_GET
def aid_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision with what was tested."""
    decision = _decision(request, pk)
    grant = decision.grant
    stands = decision.withdrawn_on is None
    context = {
        "grant": grant,
        "decision": decision,
        "heading": str(decision.company),
        "facts": _facts(decision),
        "may_register": stands
        and decision.kind == AidDecision.AID
        and decision.registered_on is None,
        "may_withdraw": stands,
        "rights": rights_on(request, grant),
        "breadcrumbs": _way(grant, (str(decision.company), None)),
    }
    return render(request, "reporting/aid/detail.html", context)


def aid_register(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the entry in the register."""
    form = RegisterForm(request.POST or None)
    words = (_("Enter in the register"), _("Save"), _("The register entry is noted."))
    return _step(request, pk, form, register_aid, words)


def aid_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back."""
    form = WithdrawalForm(request.POST or None)
    words = (_("Withdraw the decision"), _("Withdraw"), _("The decision is withdrawn."))
    return _step(request, pk, form, withdraw_aid, words)


@require_GET
def company_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Companies that projects help, shared by all grants."""
    grant = grant_for(request, ref)
    rights = rights_on(request, grant)
    table = CompanyTable(Company.objects.all(), ref=ref)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "grant": grant,
        "heading": _("Companies"),
        "table": table,
        "rights": rights,
        "breadcrumbs": _way(grant, (_("Companies"), None)),
    }
    return render(request, "reporting/aid/companies.html", context)


@require_GET
def company_detail(request: HttpRequest, ref: str, cvr: str) -> HttpResponse:
    """One company: its undertaking, and what counts in its window today."""
    grant = grant_for(request, ref)
    company = get_object_or_404(Company, cvr=cvr)
    today = clock.today()
    window = window_for(company, on=today, eur=ZERO)
    context = {
        "grant": grant,
        "company": company,
        "heading": company.name,
        "facts": [
            (_("CVR number"), company.cvr),
            (_("Size"), company.get_size_display()),
            (_("Owner group"), company.owner_group),
        ],
        "window": window,
        "today": today,
        "members": undertaking_of(company),
        "rights": rights_on(request, grant),
        "breadcrumbs": _way(grant, _companies(ref), (company.name, None)),
    }
    return render(request, "reporting/aid/company.html", context)


def company_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter one."""
    grant = grant_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)

    def deed(values: dict[str, Any]) -> str:
        company = enter_company(by=reader(request), at=clock.now(), **values)
        return reverse("reporting:company-detail", args=[ref, company.cvr])

    context = {
        "grant": grant,
        "tab": "aid",
        "heading": _("New company"),
        "cancel_url": reverse("reporting:company-list", args=[ref]),
        "breadcrumbs": _way(grant, _companies(ref), (_("New"), None)),
    }
    form = CompanyForm(request.POST or None)
    return form_page(request, form, deed, context=context, done=_("The company is entered."))


def company_edit(request: HttpRequest, ref: str, cvr: str) -> HttpResponse:
    """Change one."""
    grant = grant_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    company = get_object_or_404(with_version(Company.objects.all()), cvr=cvr)
    page = reverse("reporting:company-detail", args=[ref, cvr])

    def deed(values: dict[str, Any]) -> str:
        change_company(company, by=reader(request), at=clock.now(), **values)
        return page

    context = {
        "grant": grant,
        "tab": "aid",
        "heading": company.name,
        "cancel_url": page,
        "breadcrumbs": _way(grant, _companies(ref), (company.name, page), (_("Change"), None)),
    }
    start = {name: getattr(company, name) for name in ("name", "size", "owner_group")}
    start["edited_from"] = version_of(company)
    form = CompanyChangeForm(request.POST or None, initial=start)
    editing(request, form)
    return form_page(request, form, deed, context=context, done=_("The changes are saved."))


def _step(
    request: HttpRequest, pk: int, form: forms.Form, deed: Any, words: tuple[str, str, str]
) -> HttpResponse:
    decision = _decision(request, pk)
    require(request, C.PLAN_PROJECT, decision.grant)
    heading, submit, told = words
    page = reverse("reporting:aid-detail", args=[pk])
    if request.method == "POST" and done(
        form, lambda given: deed(decision, **given, by=reader(request), at=clock.now())
    ):
        messages.success(request, told)
        return redirect(page)
    context = {
        "grant": decision.grant,
        "heading": heading,
        "facts": _facts(decision),
        "form": form,
        "submit": submit,
        "cancel_url": page,
        "breadcrumbs": _way(decision.grant, (str(decision.company), page), (heading, None)),
    }
    return render(request, "components/confirm.html", context)


def _decision(request: HttpRequest, pk: int) -> AidDecision:
    visible = AidDecision.objects.visible_to(request.user).select_related(
        "grant__lead", "company", "grant_partner__organisation", "decided_by"
    )
    return get_object_or_404(visible, pk=pk)


def _facts(decision: AidDecision) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [
        (_("CVR number"), decision.company.cvr),
        (_("Owner group"), decision.owner_group),
        (_("Decision"), decision.get_kind_display()),
        (_("What is given, or why it is no aid"), decision.text),
        (_("Right conferred on"), decision.conferred_on),
        (_("Given by"), str(decision.grant_partner or "")),
        (_("Decided by"), str(decision.decided_by)),
    ]
    if decision.rate is not None and decision.rate_month is not None:
        rate = f"{number_text(decision.rate, 4)} ({decision.rate_month:%m.%Y}, "
        facts += [
            (_("Basis"), decision.get_basis_display()),
            (_("Hours"), decision.hours),
            (_("Cost of an hour"), decision.hour_cost),
            (_("Aid"), money_text(decision.amount, "kr")),
            (_("Rate, DKK for a EUR"), f"{rate}{decision.rate_source})"),
            (_("Aid in EUR"), money_text(decision.eur, "EUR")),
            (_("Counted from"), decision.window_from),
            (_("Sum of the undertaking with this aid"), money_text(decision.window_total, "EUR")),
            (_("Limit"), money_text(decision.window_limit, "EUR")),
            (_("Register by"), decision.register_due_on),
            (_("Registered on"), decision.registered_on),
            (_("Reference in the register"), decision.register_ref),
        ]
    if decision.withdrawn_on:
        facts += [
            (_("Withdrawn on"), decision.withdrawn_on),
            (_("Why it was withdrawn"), decision.withdrawal_reason),
        ]
    return facts


def _companies(ref: str) -> Crumb:
    return (_("Companies"), reverse("reporting:company-list", args=[ref]))


def _way(grant: Grant, *last: Crumb) -> list[Crumb]:
    return crumbs(
        grant, (_("Aid to companies"), reverse("reporting:aid-list", args=[grant.ref])), *last
    )

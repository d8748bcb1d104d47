"""Budget versions: list, page with its tables, editor, and the way to approval."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consortium.models.access import actor_of
from consortium.queries.clock import now, today
from consortium.queries.editing import version_of, with_version
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach, Refused
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from consortium.views.problems import add_refusal
from grants.actions import budgets as deeds
from grants.forms.applications import ReasonForm
from grants.forms.budgets import BudgetForm
from grants.models import BudgetLine, BudgetVersion, Grant
from grants.queries import budgets as queries
from grants.queries.budget_checks import beyond_flex, budget_breaches
from grants.views.grants import crumbs, find


def _seen(request: HttpRequest, grant: Grant) -> QuerySet[Any]:
    # Drafts belong to the lead; the funder and the partners see what is proposed.
    rows = queries.versions_with_totals(grant)
    return rows if actor_of(request.user).can(C.VIEW_ROWS, grant) else rows.exclude(state="draft")


def _find(request: HttpRequest, ref: str, number: int) -> tuple[Grant, BudgetVersion]:
    grant = find(request, ref)
    return grant, get_object_or_404(_seen(request, grant), number=number)


def _way(grant: Grant, *last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    page = reverse("grants:budget-list", args=[grant.ref]) if last else None
    return crumbs(grant, (_("Budget"), page), *last)


def budget_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Every version, newest first."""
    grant = find(request, ref)
    versions = list(_seen(request, grant).order_by("-number"))
    may_draft = actor_of(request.user).can(C.PLAN_PROJECT, grant) and not any(
        version.state in ("draft", "proposed") for version in versions
    )
    context = {
        "grant": grant,
        "heading": _("Budget"),
        "breadcrumbs": _way(grant),
        "versions": versions,
        "in_force": queries.budget_in_force(grant, today()),
        "may_draft": may_draft,
    }
    return render(request, "grants/budgets/list.html", context)


def budget_detail(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """One version: who may spend what, who pays, what changed, and what stands against it."""
    grant = find(request, ref)
    versions = list(_seen(request, grant))
    version = next((one for one in versions if one.number == number), None)
    if version is None:
        raise Http404
    before = queries.last_approved(versions, version)
    plan = queries.commitments(version)
    grid = queries.budget_grid(version, list(grant.partners.select_related("organisation")))
    financing = queries.financing_grid(plan)
    breaches, over = _against(version, grant, plan, versions)
    context = {
        "grant": grant,
        "version": version,
        "heading": _("Budget, version %(number)s") % {"number": number},
        "breadcrumbs": _way(grant, (_("Version %(number)s") % {"number": number}, None)),
        "facts": _facts(version),
        "grid": grid,
        "plan": financing,
        "plan_difference": grid.total - financing.total,
        "commitments": plan,
        "before": before,
        "differences": queries.version_difference(before, version) if before else [],
        "breaches": breaches,
        "over": over,
        **_steps(request, grant, version, bool(breaches), bool(over)),
    }
    return render(request, "grants/budgets/detail.html", context)


def _against(
    version: Any, grant: Grant, plan: list[Any], versions: list[Any]
) -> tuple[list[Breach], list[Breach]]:
    if version.state not in ("draft", "proposed"):
        return [], []
    base = queries.last_approved(versions, version, by_authority=True)
    breaches = budget_breaches(version, grant, plan, version.total or ZERO)
    return breaches, beyond_flex(version, grant, base)


def _steps(
    request: HttpRequest, grant: Grant, version: BudgetVersion, broken: bool, over: bool
) -> dict[str, bool]:
    actor = actor_of(request.user)
    decides, checks = actor.can(C.DECIDE_BUDGET, grant), actor.can(C.CHECK_BUDGET, grant)
    waits = version.state == "proposed"
    may_approve = waits and not broken and (decides or (checks and not over))
    return {
        "may_edit": version.state == "draft" and actor.can(C.PLAN_PROJECT, grant),
        "may_send_back": waits and (checks or decides),
        "may_approve": may_approve,
    }


def budget_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Begin a version, from the last approved one."""
    grant = find(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    last = grant.budget_versions.filter(state="approved").order_by("number").last()
    form = _form(request, grant, last)
    # The figures are carried over; the day and the explanation belong to the new version.
    form.initial["effective_from"] = today() if last else grant.starts_on
    form.initial["explanation"] = ""

    def save() -> BudgetVersion:
        return deeds.draft_budget(grant, by=reader(request), at=now(), **_values(form))

    back = reverse("grants:budget-list", args=[ref])
    heading = _("New version of the budget")
    return _editor(request, grant, form, save, heading=heading, cancel_url=back)


def budget_edit(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Change a draft."""
    grant = find(request, ref)
    version = get_object_or_404(with_version(_seen(request, grant)), number=number)
    require(request, C.PLAN_PROJECT, grant)
    form = _form(request, grant, version, edited_from=version_of(version))

    def save() -> BudgetVersion:
        edited_from = form.cleaned_data["edited_from"]
        return deeds.change_budget_draft(
            version, edited_from=edited_from, by=reader(request), at=now(), **_values(form)
        )

    back = reverse("grants:budget-detail", args=[ref, number])
    heading = _("Budget, version %(number)s") % {"number": number}
    return _editor(request, grant, form, save, heading=heading, cancel_url=back)


def budget_send_back(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Return a proposal, and say why."""
    grant, version = _find(request, ref, number)
    if not actor_of(request.user).can(C.CHECK_BUDGET, grant):
        require(request, C.DECIDE_BUDGET, grant)
    address = reverse("grants:budget-detail", args=[ref, number])

    def deed(values: dict[str, Any]) -> str:
        deeds.send_back_budget(version, reason=values["reason"], by=reader(request), at=now())
        return reverse("grants:budget-list", args=[ref])

    context = {
        "grant": grant,
        "tab": "budget",
        "heading": _("Send the budget back"),
        "breadcrumbs": _way(grant, (str(number), address), (_("Send back"), None)),
        "submit": _("Send back"),
        "cancel_url": address,
    }
    form = ReasonForm(request.POST or None)
    return form_page(request, form, deed, context=context, done=_("The budget is sent back."))


@require_POST
def budget_propose(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Put the draft before those who approve."""
    _grant, version = _find(request, ref, number)
    deeds.propose_budget(version, by=reader(request), at=now())
    messages.success(request, _("The budget is proposed."))
    return redirect("grants:budget-detail", ref=ref, number=number)


@require_POST
def budget_approve(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Approve; a refusal is shown with its sentences."""
    _grant, version = _find(request, ref, number)
    deeds.approve_budget(version, today(), by=reader(request), at=now())
    messages.success(request, _("The budget is approved."))
    return redirect("grants:budget-detail", ref=ref, number=number)


def _form(
    request: HttpRequest, grant: Grant, version: BudgetVersion | None, **initial: Any
) -> BudgetForm:
    return BudgetForm(
        request.POST or None,
        partners=list(grant.partners.select_related("organisation")),
        lines=list(BudgetLine.objects.all()),
        version=version,
        initial={"effective_from": grant.starts_on, **initial},
    )


def _values(form: BudgetForm) -> dict[str, Any]:
    return {
        "effective_from": form.cleaned_data["effective_from"],
        "explanation": form.cleaned_data["explanation"],
        "amounts": form.amounts(),
        "commitments": form.commitments(),
    }


def _editor(
    request: HttpRequest,
    grant: Grant,
    form: BudgetForm,
    save: Any,
    *,
    heading: str,
    cancel_url: str,
) -> HttpResponse:
    editing(request, form)
    more_rows = "more" in request.POST
    if request.method == "POST" and not more_rows and form.is_valid():
        try:
            version = save()
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The draft is saved."))
            return redirect("grants:budget-detail", ref=grant.ref, number=version.number)
    context = {
        "grant": grant,
        "heading": heading,
        "breadcrumbs": _way(grant, (heading, None)),
        "form": form,
        "lines": list(form.lines.values()),
        "cancel_url": cancel_url,
        "more_rows": more_rows,
    }
    return render(request, "grants/budgets/edit.html", context)


def _facts(version: BudgetVersion) -> list[tuple[str, object]]:
    return [
        (_("Effective from"), version.effective_from),
        (_("Proposed by"), version.proposed_by),
        (_("Approved by"), version.approved_by),
        (_("Approved on"), version.approved_on),
        (_("Explanation"), version.explanation),
    ]

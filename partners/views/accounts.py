"""The bank accounts of an organisation: written down by one, approved by another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consortium.models.access import actor_of
from consortium.queries.clock import now
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from partners.actions import accounts as deeds
from partners.forms.accounts import AccountForm, RefusalForm
from partners.models import BankAccount, Organisation


@require_safe
def account_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every account there has been, and what waits for a second person."""
    organisation = _organisation(request, pk)
    actor = actor_of(request.user)
    rows = BankAccount.objects.filter(organisation=organisation)
    context = {
        "heading": _("Bank accounts of %(name)s") % {"name": organisation.name},
        "breadcrumbs": _way(organisation),
        "organisation": organisation,
        "accounts": list(rows.select_related("proposed_by", "decided_by")),
        "may_propose": actor.can(C.WRITE_REPORT, organisation),
        "may_decide": actor.can(C.APPROVE_REPORT, organisation),
    }
    return render(request, "partners/accounts/list.html", context)


def account_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an account down."""
    organisation = _organisation(request, pk)
    require(request, C.WRITE_REPORT, organisation)
    form = AccountForm(request.POST or None)

    def deed(values: dict[str, Any]) -> str:
        deeds.propose_account(organisation, **values, by=reader(request), at=now())
        return _page(organisation)

    heading = _("Write down an account")
    context = {
        "heading": heading,
        "breadcrumbs": _way(organisation, heading),
        "cancel_url": _page(organisation),
    }
    done = _("The account is written down. It is used when another person has approved it.")
    return form_page(request, form, deed, context=context, done=done)


@require_POST
def account_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person approves it."""
    account = _account(request, pk)
    require(request, C.APPROVE_REPORT, account.organisation)
    deeds.approve_account(account, by=reader(request), at=now())
    messages.success(request, _("The account is in use."))
    return redirect(_page(account.organisation))


def account_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person refuses it."""
    account = _account(request, pk)
    require(request, C.APPROVE_REPORT, account.organisation)
    form = RefusalForm(request.POST or None)

    def deed(values: dict[str, Any]) -> str:
        deeds.refuse_account(account, **values, by=reader(request), at=now())
        return _page(account.organisation)

    heading = _("Refuse the account")
    context = {
        "heading": heading,
        "breadcrumbs": _way(account.organisation, heading),
        "facts": [(_("Account"), str(account)), ("IBAN", account.iban), ("BIC", account.bic)],
        "danger": True,
        "submit": heading,
        "cancel_url": _page(account.organisation),
    }
    return form_page(request, form, deed, context=context, done=_("The account is refused."))


def _organisation(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)


def _account(request: HttpRequest, pk: int) -> BankAccount:
    rows = BankAccount.objects.visible_to(request.user).select_related("organisation")
    return get_object_or_404(rows, pk=pk)


def _page(organisation: Organisation) -> str:
    return reverse("partners:account-list", args=[organisation.pk])


def _way(organisation: Organisation, last: str = "") -> list[tuple[str, str | None]]:
    first = (_("Organisations"), reverse("partners:organisation-list"))
    name = _("Bank accounts of %(name)s") % {"name": organisation.name}
    return [first, (name, _page(organisation)), (last, None)] if last else [first, (name, None)]

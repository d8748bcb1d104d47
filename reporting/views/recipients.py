"""Whom a grant's papers go to, and the sections that each asks for (rules.md 5)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consortium.queries import clock
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from grants.models import Grant
from reporting.actions.recipients import (
    RecipientFacts,
    SectionFacts,
    add_section,
    change_recipient,
    change_section,
    name_recipient,
    take_over_recipients,
)
from reporting.forms.texts import RecipientForm, SectionForm
from reporting.models import PaperRecipient, PaperSection
from reporting.views.lead_pages import Crumb, crumbs, grant_for, rights_on
from reporting.views.texts import paper_name


@require_safe
def recipient_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Every recipient with its sections; without any, the programme's can be taken over."""
    grant = grant_for(request, ref)
    recipients = PaperRecipient.objects.filter(grant=grant).prefetch_related("sections")
    recipients = recipients.select_related("logo__file")
    context = {
        "grant": grant,
        "heading": _("Recipients of the papers"),
        "recipients": [(one, paper_name(one)) for one in recipients.order_by("code")],
        "rights": rights_on(request, grant),
        "breadcrumbs": _way(grant),
    }
    return render(request, "reporting/texts/recipients.html", context)


@require_POST
def recipients_take_over(request: HttpRequest, ref: str) -> HttpResponse:
    """Copy what the programme's profile says; a refusal comes as a page with its sentence."""
    grant = grant_for(request, ref)
    take_over_recipients(grant, by=request.user, at=clock.now())
    messages.success(request, _("The programme's recipients are taken over."))
    return redirect("reporting:recipient-list", ref)


def recipient_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Write down somebody new; the paper is there at once."""
    grant = grant_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    form = RecipientForm(request.POST or None, is_new=True)
    editing(request, form)

    def deed(given: dict[str, Any]) -> str:
        code = given.pop("code")
        facts = RecipientFacts(**given)
        name_recipient(grant, code, facts, by=reader(request), at=clock.now())
        return _list(grant)

    heading = _("New recipient")
    return _page(request, form, deed, grant, heading, _("The recipient is written down."))


def recipient_edit(request: HttpRequest, ref: str, code: str) -> HttpResponse:
    """A recipient moves, or is renamed."""
    grant = grant_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    row = get_object_or_404(with_version(PaperRecipient.objects.filter(grant=grant)), code=code)
    initial = {name: getattr(row, name) for name in RecipientFacts.__annotations__}
    initial["edited_from"] = version_of(row)
    form = RecipientForm(request.POST or None, initial=initial, is_new=False)
    editing(request, form)

    def deed(given: dict[str, Any]) -> str:
        read = given.pop("edited_from", None)
        facts = RecipientFacts(**given, base=row.base)
        change_recipient(row, facts, edited_from=read, by=reader(request), at=clock.now())
        return _list(grant)

    return _page(request, form, deed, grant, row.name, _("The recipient is changed."))


def section_new(request: HttpRequest, ref: str, code: str) -> HttpResponse:
    """Ask for one more section."""
    grant = grant_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    recipient = get_object_or_404(PaperRecipient, grant=grant, code=code)
    form = SectionForm(request.POST or None, is_new=True)
    editing(request, form)

    def deed(given: dict[str, Any]) -> str:
        own = given.pop("code")
        add_section(recipient, own, SectionFacts(**given), by=reader(request), at=clock.now())
        return _list(grant)

    heading = _("New section")
    return _page(request, form, deed, grant, heading, _("The section is added."))


def section_edit(request: HttpRequest, ref: str, code: str, section: str) -> HttpResponse:
    """Ask for a section in other words."""
    grant = grant_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    rows = PaperSection.objects.filter(recipient__grant=grant, recipient__code=code)
    row = get_object_or_404(with_version(rows.select_related("recipient__grant")), code=section)
    initial = {name: getattr(row, name) for name in SectionFacts.__annotations__}
    initial["edited_from"] = version_of(row)
    form = SectionForm(request.POST or None, initial=initial, is_new=False)
    editing(request, form)

    def deed(given: dict[str, Any]) -> str:
        read = given.pop("edited_from", None)
        facts = SectionFacts(**given)
        change_section(row, facts, edited_from=read, by=reader(request), at=clock.now())
        return _list(grant)

    return _page(request, form, deed, grant, row.title, _("The section is changed."))


def _page(
    request: HttpRequest, form: Any, deed: Any, grant: Grant, heading: str, done: str
) -> HttpResponse:
    context = {
        "grant": grant,
        "tab": "documents",
        "heading": heading,
        "cancel_url": _list(grant),
        "breadcrumbs": _way(grant, (heading, None)),
    }
    return form_page(request, form, deed, context=context, done=done)


def _list(grant: Grant) -> str:
    return reverse("reporting:recipient-list", args=[grant.ref])


def _way(grant: Grant, *last: Crumb) -> list[Crumb]:
    return crumbs(
        grant,
        (_("Documents"), reverse("reporting:documents", args=[grant.ref])),
        (_("Recipients of the papers"), _list(grant) if last else None),
        *last,
    )

"""What is added to a municipal agreement: notes on faults, addenda, a half that falls due later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consortium.actions.evidence import keep_file
from consortium.queries.clock import now, today
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from grants.actions.addenda import (
    Extra,
    draft_addendum,
    note_fault,
    sign_addendum_as_municipality,
    sign_addendum_as_operator,
)
from grants.actions.municipal import move_instalment
from grants.forms.municipal import AddendumForm, MoveForm, SourceNoteForm
from grants.models import Addendum, Grant
from grants.views.municipal import TAB, agreement_of, way


def source_note_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Note a fault of the document."""
    grant, agreement = agreement_of(request, ref)
    form = SourceNoteForm(request.POST or None)

    def deed(values: dict[str, Any]) -> str:
        note_fault(agreement, by=reader(request), at=now(), **values)
        return reverse("grants:municipal-detail", args=[ref])

    said = (_("Note a fault of the document"), _("The note is kept."))
    return _page(request, grant, form, deed, said)


def addendum_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Write an addendum."""
    grant, agreement = agreement_of(request, ref)
    form = AddendumForm(
        request.POST or None,
        request.FILES or None,
        initial={"dated_on": today()},
        agreement=agreement,
    )

    def deed(values: dict[str, Any]) -> str:
        by, at = reader(request), now()
        money = {name: values.pop(name) for name in AddendumForm.MONEY}
        extra = [Extra(**money)] if money["area"] else []
        file = values.pop("letter")
        if file is not None:
            owner = f"organisation-{grant.lead_id}"
            file = keep_file(content=file, name=file.name, owner_ref=owner, by=by, at=at)
        draft_addendum(agreement, extra=extra, letter=file, by=by, at=at, **values)
        return reverse("grants:municipal-detail", args=[ref])

    said = (_("New addendum"), _("The addendum is written; both parties sign it."))
    return _page(request, grant, form, deed, said)


@require_POST
def addendum_sign(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """The lead's signatory signs an addendum."""
    return _sign(request, ref, number, sign_addendum_as_operator)


@require_POST
def addendum_answer(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """The municipality signs an addendum."""
    return _sign(request, ref, number, sign_addendum_as_municipality)


def _sign(request: HttpRequest, ref: str, number: int, deed: Callable[..., object]) -> HttpResponse:
    _grant, agreement = agreement_of(request, ref)
    addendum = get_object_or_404(Addendum, agreement=agreement, number=number)
    deed(addendum, by=reader(request), at=now())
    messages.success(request, _("The addendum is signed."))
    return redirect("grants:municipal-detail", ref=ref)


def instalment_move(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Let a half fall due on another day."""
    grant, _agreement = agreement_of(request, ref)
    instalment = get_object_or_404(grant.instalments, pk=pk)
    form = MoveForm(request.POST or None, initial={"due_on": instalment.due_on})

    def deed(values: dict[str, Any]) -> str:
        move_instalment(instalment, by=reader(request), at=now(), **values)
        return reverse("grants:municipal-economy", args=[ref])

    said = (_("Move the day of an instalment"), _("The day is moved."))
    facts = [(_("Instalment"), str(instalment)), (_("Amount, DKK"), instalment.amount)]
    return _page(request, grant, form, deed, said, facts=facts)


def _page(
    request: HttpRequest,
    grant: Grant,
    form: forms.Form,
    deed: Callable[[dict[str, Any]], str],
    said: tuple[str, str],
    **more: Any,
) -> HttpResponse:
    require(request, C.PLAN_PROJECT, grant)
    context = {
        "grant": grant,
        "tab": TAB,
        "heading": said[0],
        "breadcrumbs": way(grant, (said[0], None)),
        "cancel_url": reverse("grants:municipal-detail", args=[grant.ref]),
        **more,
    }
    return form_page(request, form, deed, context=context, done=said[1])

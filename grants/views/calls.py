"""Calls: open ones for every reader, drafts for the region that writes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consortium.queries.clock import now
from consortium.queries.editing import version_of, with_version
from consortium.views.deeds import form_page, reader
from consortium.views.editing import editing
from grants.actions import calls as deeds
from grants.forms.calls import CallForm, NewCallForm
from grants.models import Call
from partners.models import Organisation


def _regions(request: HttpRequest) -> list[int]:
    return list(deeds.region_seats(reader(request)).values_list("organisation", flat=True))


def _seen(request: HttpRequest) -> tuple[QuerySet[Call], list[int]]:
    regions = _regions(request)
    rows = with_version(Call.objects.select_related("organisation", "fund"))
    return rows.filter(~Q(state="draft") | Q(organisation__in=regions)), regions


def _find(request: HttpRequest, ref: str) -> tuple[Call, bool]:
    rows, regions = _seen(request)
    call = get_object_or_404(rows, ref=ref)
    return call, call.organisation_id in regions


def _way(*last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("Calls"), reverse("grants:call-list") if last else None), *last]


def call_list(request: HttpRequest) -> HttpResponse:
    """All that the reader may see."""
    rows, regions = _seen(request)
    context = {
        "heading": _("Calls"),
        "breadcrumbs": _way(),
        "calls": rows,
        "may_write": bool(regions),
    }
    return render(request, "grants/calls/list.html", context)


def call_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """What is sought, and by when."""
    call, mine = _find(request, ref)
    context = {
        "heading": call.title,
        "breadcrumbs": _way((call.ref, None)),
        "call": call,
        "facts": [
            (_("Reference"), call.ref),
            (_("Region"), call.organisation.name),
            (_("Fund"), call.fund.name),
            (_("Fund ceiling, DKK"), call.ceiling),
            (_("Applications by"), call.deadline),
            (_("Opened"), call.opened_at),
            (_("Closed"), call.closed_at),
        ],
        "may_edit": mine and call.state == "draft",
        "may_close": mine and call.state == "open",
    }
    return render(request, "grants/calls/detail.html", context)


def call_new(request: HttpRequest) -> HttpResponse:
    """Draft a call."""
    regions = _regions(request)
    if not regions:
        raise PermissionDenied
    form = NewCallForm(request.POST or None, regions=Organisation.objects.filter(pk__in=regions))

    def deed(values: dict[str, Any]) -> str:
        made = deeds.draft_call(by=reader(request), at=now(), **values)
        return reverse("grants:call-detail", args=[made.ref])

    context = {
        "heading": _("New call"),
        "breadcrumbs": _way((_("New call"), None)),
        "submit": _("Save draft"),
        "cancel_url": reverse("grants:call-list"),
    }
    return form_page(request, form, deed, context=context, done=_("The draft is saved."))


def call_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a draft."""
    call, mine = _find(request, ref)
    if not mine:
        raise PermissionDenied
    address = reverse("grants:call-detail", args=[ref])
    initial = {name: getattr(call, name) for name in deeds.FIELDS}
    form = CallForm(request.POST or None, initial={**initial, "edited_from": version_of(call)})
    editing(request, form)

    def deed(values: dict[str, Any]) -> str:
        deeds.change_call(call, by=reader(request), at=now(), **values)
        return address

    context = {
        "heading": _("Change the call"),
        "breadcrumbs": _way((ref, address), (_("Change"), None)),
        "submit": _("Save draft"),
        "cancel_url": address,
    }
    return form_page(request, form, deed, context=context, done=_("The draft is saved."))


@require_POST
def call_open(request: HttpRequest, ref: str) -> HttpResponse:
    """Publish it."""
    return _step(request, ref, deeds.open_call, _("The call is open; its text is locked."))


@require_POST
def call_close(request: HttpRequest, ref: str) -> HttpResponse:
    """No more applications."""
    return _step(request, ref, deeds.close_call, _("The call is closed."))


def _step(request: HttpRequest, ref: str, deed: Callable[..., Call], done: str) -> HttpResponse:
    call, _mine = _find(request, ref)
    deed(call, by=reader(request), at=now())
    messages.success(request, done)
    return redirect("grants:call-detail", ref)

"""The tree of a municipal agreement, row by row: one page for every kind of row."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from consortium.queries.clock import now
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from grants.actions.agreed_parts import KINDS, add_part, change_part, drop_part
from grants.forms.municipal import FORMS
from grants.models import Area, MunicipalAgreement
from grants.views.municipal import TAB, agreement_of, way

HEADINGS = {
    "party": (gettext_noop("New party"), gettext_noop("Change the party")),
    "body": (gettext_noop("New body of the path"), gettext_noop("Change the body")),
    "area": (gettext_noop("New area"), gettext_noop("Change the area")),
    "activity": (gettext_noop("New activity"), gettext_noop("Change the activity")),
    "outcome": (gettext_noop("New outcome"), gettext_noop("Change the outcome")),
    "baseline": (gettext_noop("New figure to start from"), gettext_noop("Change the figure")),
    "target": (gettext_noop("New target"), gettext_noop("Change the target")),
    "amount": (gettext_noop("New amount"), gettext_noop("Change the amount")),
}


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise Http404
    return kind


def _row(agreement: MunicipalAgreement, kind: str, pk: int) -> Any:
    rows = KINDS[_kind(kind)].model._default_manager.filter(agreement=agreement)
    return get_object_or_404(with_version(rows), pk=pk)


def _back(ref: str, row: Any) -> str:
    area = row if isinstance(row, Area) else getattr(row, "area", None)
    if area is None or area.pk is None:
        return reverse("grants:municipal-detail", args=[ref])
    return reverse("grants:municipal-area", args=[ref, area.number])


def part_new(request: HttpRequest, ref: str, kind: str) -> HttpResponse:
    """Add a row; ``?area=`` names the area that it is meant for."""
    grant, agreement = agreement_of(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    asked = request.GET.get("area", "")
    area = agreement.areas.filter(number=asked).first() if asked.isdecimal() else None
    form = FORMS[_kind(kind)](
        request.POST or None, initial={"area": area, "edited_from": 0}, agreement=agreement
    )
    editing(request, form)

    def deed(values: dict[str, Any]) -> str:
        values.pop("edited_from")
        row = add_part(agreement, kind, by=reader(request), at=now(), **values)
        return _back(ref, row)

    heading = _(HEADINGS[kind][0])
    context = {
        "grant": grant,
        "tab": TAB,
        "heading": heading,
        "breadcrumbs": way(grant, (heading, None)),
        "cancel_url": _back(ref, area),
    }
    return form_page(request, form, deed, context=context, done=_("The row is added."))


def part_edit(request: HttpRequest, ref: str, kind: str, pk: int) -> HttpResponse:
    """Change a row of the draft."""
    grant, agreement = agreement_of(request, ref)
    row = _row(agreement, kind, pk)
    require(request, C.PLAN_PROJECT, grant)
    initial = {name: getattr(row, name) for name in KINDS[kind].fields}
    initial["edited_from"] = version_of(row)
    form = FORMS[kind](request.POST or None, initial=initial, agreement=agreement)
    editing(request, form)
    address = _back(ref, row)

    def deed(values: dict[str, Any]) -> str:
        change_part(row, kind, by=reader(request), at=now(), **values)
        return address

    heading = _(HEADINGS[kind][1])
    context = {
        "grant": grant,
        "tab": TAB,
        "heading": heading,
        "breadcrumbs": way(grant, (heading, None)),
        "cancel_url": address,
    }
    return form_page(request, form, deed, context=context, done=_("The row is saved."))


@require_POST
def part_drop(request: HttpRequest, ref: str, kind: str, pk: int) -> HttpResponse:
    """Take a row out of the draft."""
    _grant, agreement = agreement_of(request, ref)
    row = _row(agreement, kind, pk)
    address = reverse("grants:municipal-detail", args=[ref]) if kind == "area" else _back(ref, row)
    drop_part(row, kind, by=reader(request), at=now())
    messages.success(request, _("The row is dropped."))
    return redirect(address)

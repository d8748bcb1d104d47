"""The rows of a political proposal, one page for every kind, and what was reached of a target."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from consortium.models.access import actor_of
from consortium.queries.clock import now
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require, require_to_send
from consortium.views.editing import editing
from grants.actions.proposal_parts import (
    KINDS,
    TOLD_IN,
    add_proposal_row,
    change_proposal_row,
    drop_proposal_row,
    note_reached,
)
from grants.forms.proposals import FORMS, ReachedForm
from grants.models import PromisedTarget, Proposal
from grants.models.promised import VERDICTS
from grants.queries.promised_words import figure_text
from grants.queries.proposals import Compared, compared
from grants.views.proposals import find, way

HEADINGS = {
    "party": (gettext_noop("New party of the proposal"), gettext_noop("Change the party")),
    "measure": (gettext_noop("New measure of the strategy"), gettext_noop("Change the measure")),
    "part": (gettext_noop("New part"), gettext_noop("Change the part")),
    "target": (gettext_noop("New target"), gettext_noop("Change the target")),
}


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise Http404
    return kind


def _row(proposal: Proposal, kind: str, pk: int) -> Any:
    rows = KINDS[_kind(kind)].model._default_manager.filter(proposal=proposal)
    return get_object_or_404(with_version(rows).select_related("proposal"), pk=pk)


def row_new(request: HttpRequest, ref: str, kind: str) -> HttpResponse:
    """Add a row; ``?role=`` and ``?level=`` say what it is meant as."""
    proposal = find(request, ref)
    require(request, C.PLAN_PROJECT, proposal)
    asked = request.GET
    initial: dict[str, Any] = {name: asked[name] for name in ("role", "level") if name in asked}
    initial["edited_from"] = 0
    form = FORMS[_kind(kind)](request.POST or None, initial=initial, proposal=proposal)
    editing(request, form)
    page = reverse("grants:proposal-detail", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        values.pop("edited_from")
        add_proposal_row(proposal, kind, by=reader(request), at=now(), **values)
        return page

    heading = _(HEADINGS[kind][0])
    context = {"heading": heading, "breadcrumbs": way(proposal, heading), "cancel_url": page}
    return form_page(request, form, deed, context=context, done=_("The row is added."))


def row_edit(request: HttpRequest, ref: str, kind: str, pk: int) -> HttpResponse:
    """Change a row of the draft."""
    proposal = find(request, ref)
    row = _row(proposal, kind, pk)
    require(request, C.PLAN_PROJECT, proposal)
    initial = {name: getattr(row, name) for name in KINDS[kind].fields}
    initial["edited_from"] = version_of(row)
    form = FORMS[kind](request.POST or None, initial=initial, proposal=proposal)
    editing(request, form)
    page = reverse("grants:proposal-detail", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        change_proposal_row(row, kind, by=reader(request), at=now(), **values)
        return page

    heading = _(HEADINGS[kind][1])
    context = {"heading": heading, "breadcrumbs": way(proposal, heading), "cancel_url": page}
    return form_page(request, form, deed, context=context, done=_("The row is saved."))


@require_POST
def row_drop(request: HttpRequest, ref: str, kind: str, pk: int) -> HttpResponse:
    """Take a row out of the draft."""
    proposal = find(request, ref)
    row = _row(proposal, kind, pk)
    drop_proposal_row(row, kind, by=reader(request), at=now())
    messages.success(request, _("The row is dropped."))
    return redirect("grants:proposal-detail", ref=ref)


def reached(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """One target with every figure that was noted; the project manager adds one."""
    proposal = find(request, ref)
    require_to_send(request, C.PLAN_PROJECT, proposal)
    targets = PromisedTarget.objects.select_related("proposal")
    target = get_object_or_404(targets, proposal=proposal, number=number)
    initial = {"on": timezone.localdate(now())}
    form = ReachedForm(request.POST or None, initial=initial, target=target)
    page = reverse("grants:proposal-reached", args=[ref, number])

    def deed(values: dict[str, Any]) -> str:
        note_reached(target, by=reader(request), at=now(), **values)
        return page

    rows = target.figures.select_related("noted_by")
    one = next(one for one in compared(proposal) if one.target.pk == target.pk)
    may = actor_of(request.user).can(C.PLAN_PROJECT, proposal) and proposal.state in TOLD_IN
    context = {
        "proposal": proposal,
        "facts": _facts(one),
        "figures": [(row, figure_text(target, row)) for row in rows],
        "heading": target.text,
        "breadcrumbs": way(proposal, target.text),
        "may_tell": may,
        "target": target,
        "sees_history": actor_of(request.user).can(C.VIEW_HISTORY, proposal),
    }
    template = "grants/proposals/target.html"
    done = _("The figure is noted.")
    return form_page(request, form, deed, context=context, done=done, template=template)


def _facts(one: Compared) -> list[tuple[str, Any]]:
    target = one.target
    return [
        (_("Who wants it"), target.get_level_display()),
        (_("Kind"), target.get_kind_display()),
        (_("Part"), target.part),
        (_("Promised"), one.promise_words),
        (_("Reached"), one.figure_words),
        (_("Verdict"), str(VERDICTS[one.verdict.code])),
        (_("Missing"), one.missing_words),
    ]

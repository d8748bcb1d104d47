"""Change requests: list, page with the figures before and after, draft, and the first steps."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from consortium.models.access import actor_of
from consortium.queries.clock import now, today
from consortium.queries.editing import version_of, with_version
from consortium.queries.texts import day_text, money_text
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from grants.actions import changes as deeds
from grants.forms.applications import ReasonForm
from grants.forms.changes import ChangeForm, NoteForm
from grants.models import ChangeRequest, Grant
from grants.queries.changes import asked_by, changes_of, figures_after, figures_before, project_of
from grants.rules.changes import change_breaches
from grants.views.grants import crumbs, find


def find_change(request: HttpRequest, ref: str, number: int) -> tuple[Grant, ChangeRequest]:
    """The grant and its request that the reader may see, or 404."""
    grant = find(request, ref)
    change = get_object_or_404(with_version(changes_of(grant, request.user)), number=number)
    change.grant = grant
    return grant, change


def way(grant: Grant, *last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """The way here."""
    page = reverse("grants:change-list", args=[grant.ref]) if last else None
    return crumbs(grant, (_("Changes"), page), *last)


def change_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Every request that the reader may see, newest first."""
    grant = find(request, ref)
    may_file = grant.state in deeds.LIVING and actor_of(request.user).can(C.PLAN_PROJECT, grant)
    context = {
        "grant": grant,
        "heading": _("Changes of the project"),
        "breadcrumbs": way(grant),
        "changes": changes_of(grant, request.user).order_by("-number"),
        "may_file": may_file,
    }
    return render(request, "grants/changes/list.html", context)


def change_detail(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """What is asked, what it does to the figures, how far it is, and the reader's next step."""
    grant, change = find_change(request, ref, number)
    is_draft = change.state == "draft"
    before = figures_before(change) if is_draft else change.before
    after = figures_after(change) if is_draft else change.after
    context = {
        "grant": grant,
        "change": change,
        "heading": f"{_('Change request')} {number}: {change.get_kind_display()}",
        "breadcrumbs": way(grant, (str(number), None)),
        "facts": _facts(change),
        "figures": _figures(before, after),
        "breaches": change_breaches(asked_by(change), project_of(grant)) if is_draft else [],
        "way": _history(change),
        **_steps(request, grant, change),
    }
    return render(request, "grants/changes/detail.html", context)


def change_new(request: HttpRequest, ref: str) -> HttpResponse:
    """File a request."""
    grant = find(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    form = ChangeForm(request.POST or None, grant=grant, initial={"effective_from": today()})

    def deed(values: dict[str, Any]) -> str:
        made = deeds.file_change(grant, by=reader(request), at=now(), **values)
        return reverse("grants:change-detail", args=[ref, made.number])

    context = {
        "grant": grant,
        "tab": "changes",
        "heading": _("New change request"),
        "breadcrumbs": way(grant, (_("New"), None)),
        "submit": _("Save draft"),
        "cancel_url": reverse("grants:change-list", args=[ref]),
    }
    return form_page(request, form, deed, context=context, done=_("The draft is saved."))


def change_edit(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Change a draft."""
    grant, change = find_change(request, ref, number)
    require(request, C.PLAN_PROJECT, grant)
    address = reverse("grants:change-detail", args=[ref, number])
    initial = {name: getattr(change, name) for name in deeds.FIELDS}
    initial["edited_from"] = version_of(change)
    form = ChangeForm(request.POST or None, grant=grant, initial=initial)
    editing(request, form)

    def deed(values: dict[str, Any]) -> str:
        deeds.amend_change(change, by=reader(request), at=now(), **values)
        return address

    context = {
        "grant": grant,
        "tab": "changes",
        "heading": _("Change the request"),
        "breadcrumbs": way(grant, (str(number), address), (_("Change"), None)),
        "submit": _("Save draft"),
        "cancel_url": address,
    }
    return form_page(request, form, deed, context=context, done=_("The draft is saved."))


@require_POST
def change_propose(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Put it before the controller."""
    _grant, change = find_change(request, ref, number)
    deeds.propose_change(change, by=reader(request), at=now())
    messages.success(request, _("The change is proposed; the controller has been told."))
    return redirect("grants:change-detail", ref=ref, number=number)


def change_check(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """The controller has checked it."""

    def deed(change: ChangeRequest, values: dict[str, Any]) -> None:
        deeds.check_change(change, values["note"], by=reader(request), at=now())

    labels = _("Check the request"), _("The request is checked; the funder has been told.")
    form = NoteForm(request.POST or None)
    return _step_page(request, ref, number, C.CHECK_BUDGET, form, deed, labels)


def change_send_back(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Back to its author."""

    def deed(change: ChangeRequest, values: dict[str, Any]) -> None:
        deeds.send_back_change(change, by=reader(request), at=now(), **values)

    labels = _("Send the request back"), _("The request is sent back.")
    form = ReasonForm(request.POST or None)
    return _step_page(request, ref, number, C.CHECK_BUDGET, form, deed, labels)


def change_withdraw(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Take it back."""

    def deed(change: ChangeRequest, values: dict[str, Any]) -> None:
        deeds.withdraw_change(change, by=reader(request), at=now(), **values)

    labels = _("Withdraw the request"), _("The request is withdrawn.")
    form = ReasonForm(request.POST or None)
    return _step_page(request, ref, number, C.PLAN_PROJECT, form, deed, labels)


def _step_page(
    request: HttpRequest,
    ref: str,
    number: int,
    right: C,
    form: Any,
    step: Callable[[ChangeRequest, dict[str, Any]], None],
    labels: tuple[str, str],
) -> HttpResponse:
    grant, change = find_change(request, ref, number)
    require(request, right, grant)
    address = reverse("grants:change-detail", args=[ref, number])

    def deed(values: dict[str, Any]) -> str:
        step(change, values)
        return address

    context = {
        "grant": grant,
        "tab": "changes",
        "heading": labels[0],
        "breadcrumbs": way(grant, (str(number), address), (labels[0], None)),
        "submit": labels[0],
        "cancel_url": address,
    }
    return form_page(request, form, deed, context=context, done=labels[1])


def _steps(request: HttpRequest, grant: Grant, change: ChangeRequest) -> dict[str, bool]:
    actor, state = actor_of(request.user), change.state
    plans, checks = actor.can(C.PLAN_PROJECT, grant), actor.can(C.CHECK_BUDGET, grant)
    decides = actor.can(C.DECIDE_BUDGET, grant)
    waits = state == "approved" and change.amends_grant and not change.carried_out_at
    return {
        "may_edit": state == "draft" and plans,
        "may_check": state == "proposed" and checks,
        "may_send_back": state in ("proposed", "checked") and checks,
        "may_decide": state == "checked" and decides,
        "may_record": state == "checked" and plans and not decides,
        "may_withdraw": state in ("draft", "proposed", "checked") and plans,
        "may_sign": waits and actor.can(C.SIGN_AS_LEAD, grant),
        "waits_for_signature": waits,
    }


def _facts(change: ChangeRequest) -> list[tuple[str, object]]:
    facts: list[tuple[str, object]] = [
        (_("Kind of change"), change.get_kind_display()),
        (_("Effective from"), change.effective_from),
    ]
    if change.grant_partner:
        facts.append((_("Partner that withdraws"), change.grant_partner.organisation.name))
    if change.organisation:
        facts.append((_("New partner"), change.organisation.name))
    if change.new_ends_on:
        facts.append((_("New last day of the project"), change.new_ends_on))
    return facts


# The stored figures in the order of reading.
FIGURES = (
    ("ends_on", gettext_noop("Project ends")),
    ("partners", gettext_noop("Partners")),
    ("budget", gettext_noop("Approved budget, DKK")),
    ("amount", gettext_noop("Grant, DKK")),
    ("financing", gettext_noop("Financing beside the fund, DKK")),
    ("partner_budget", gettext_noop("Budget of the partner, DKK")),
    ("partner_pays", gettext_noop("Pledged by the partner, DKK")),
)


def _figures(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "label": _(label),
            "before": _readable(name, before.get(name)),
            "after": _readable(name, after.get(name)),
            "changed": str(before.get(name)) != str(after.get(name)),
        }
        for name, label in FIGURES
        if before.get(name) is not None or after.get(name) is not None
    ]


def _readable(name: str, stored: Any) -> str:
    if stored is None:
        return "–"
    if name == "ends_on":
        return day_text(parse_date(str(stored)))
    return str(stored) if name == "partners" else money_text(Decimal(str(stored)))


def _history(change: ChangeRequest) -> list[tuple[str, object]]:
    return [
        (_("Drafted by"), change.drafted_by),
        (_("Proposed by"), change.proposed_by),
        (_("Proposed"), change.proposed_at),
        (_("Checked by"), change.checked_by),
        (_("The controller's note"), change.check_note),
        (_("Decision recorded by"), change.decided_by),
        (_("Decided on"), change.decided_on),
        (_("Decision"), change.decision_note),
        (_("Signed for the lead by"), change.signed_by),
        (_("Carried out"), change.carried_out_at),
    ]

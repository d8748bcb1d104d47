"""The end of a grant on one page: what is still open, the steps, retention and legal holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consortium.models.access import actor_of
from consortium.queries.clock import now, today
from consortium.rules.refusals import Breach
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from grants.models import Grant
from reporting.actions import closing as deeds
from reporting.actions.contact_disposal import ask_to_forget_contacts, empty_contact_lists
from reporting.documents.bodies import from_body
from reporting.documents.destruction import BASES
from reporting.documents.editions import CONTENT_TYPES, FORMATS, SUFFIXES, Edition
from reporting.documents.rendering import render as render_file
from reporting.forms.closing import DaysForm, HoldForm, LiftForm
from reporting.models import Closure, ContactDisposal, Destruction, LegalHold
from reporting.queries.closing import holds_of, open_matters, retention_of
from reporting.queries.contact_disposal import kept_contacts
from reporting.queries.disposal import Preview, preview
from reporting.rules.closing import (
    contact_breaches,
    contacts_go_on,
    disposal_breaches,
    settling_breaches,
)
from reporting.views.lead_pages import crumbs, grant_for

ASK_CONTACTS, EMPTY_CONTACTS = "ask-contacts", "empty-contacts"
CONTACT_DEEDS = (ASK_CONTACTS, EMPTY_CONTACTS)
# Where each open matter is brought to its end, and the right that opens the page.
PAGES: dict[str, tuple[str, C | None]] = {
    "claims": ("reporting:claim-list", C.VIEW_FROZEN),
    "payments": ("reporting:payment-list", C.VIEW_ROWS),
    "corrections": ("reporting:correction-list", C.VIEW_ROWS),
    "verification": ("reporting:verification-list", C.VIEW_ROWS),
    "changes": ("grants:change-list", None),
    "findings": ("reporting:finding-list", C.VIEW_ROWS),
}


def closure_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """How far the project is on its way out, and what stands in the way."""
    grant = grant_for(request, ref, C.VIEW_PROJECT)
    closure = _closure(grant)
    state = closure.state if closure else ""
    matters = settling_breaches(open_matters(grant)) if state in ("", "open") else []
    context = {
        "grant": grant,
        "closure": closure,
        "heading": _("Closure and retention"),
        "breadcrumbs": crumbs(grant, (_("Closure"), None)),
        "facts": _facts(closure) if closure else [],
        "matters": [(one, _page(request, grant, one)) for one in matters],
        "gaps": deeds.retention_gaps(closure) if closure and state == "settled" else [],
        "kept": _disposal(grant, closure),
        "contacts": _contacts(request, grant),
        "certificates": Destruction.objects.filter(grant=grant).select_related(
            "proposed_by", "confirmed_by"
        ),
        "holds": LegalHold.objects.filter(grant=grant).select_related("placed_by"),
        **_steps(request, grant, closure, bool(matters)),
    }
    return render(request, "reporting/closing/detail.html", context)


@require_POST
def closure_step(request: HttpRequest, ref: str, deed: str) -> HttpResponse:
    """Begin, settle, ask for disposal, dispose."""
    grant = grant_for(request, ref, C.VIEW_PROJECT)
    if deed == "open":
        deeds.open_closure(grant, by=reader(request), at=now())
        messages.success(request, _("The closure is begun."))
        return redirect("reporting:closure", ref)
    known: dict[str, tuple[Callable[..., object], str]] = {
        "settle": (deeds.settle_closure, _("The project is settled and read-only.")),
        "ask": (deeds.ask_for_disposal, _("The disposal is asked for; the signatory decides.")),
        "dispose": (
            deeds.dispose,
            _("The files are destroyed; the certificate is below."),
        ),
    }
    if deed in CONTACT_DEEDS:
        messages.success(request, _of_contacts(request, grant, deed))
        return redirect("reporting:closure", ref)
    closure = _closure(grant)
    if deed not in known or closure is None:
        raise Http404
    act, done = known[deed]
    act(closure, by=reader(request), at=now())
    messages.success(request, done)
    return redirect("reporting:closure", ref)


def _of_contacts(request: HttpRequest, grant: Grant, deed: str) -> str:
    """Ask for the lists of contacts to be emptied, or sign that they are."""
    if deed == ASK_CONTACTS:
        ask_to_forget_contacts(grant, by=reader(request), at=now())
        return _("The emptying of the lists is asked for; the signatory decides.")
    asked = get_object_or_404(ContactDisposal, grant=grant, certificate=None)
    empty_contact_lists(asked, by=reader(request), at=now())
    return _("The contacts are deleted; the certificate is below.")


def _contacts(request: HttpRequest, grant: Grant) -> dict[str, Any]:
    """Who stands in the lists, by number, from when they go, and whose step is next."""
    kept = kept_contacts(grant)
    if not kept.number:
        return {"kept": kept}
    opened = ContactDisposal.objects.filter(grant=grant, certificate=None)
    asked = opened.select_related("asked_by").first()
    is_due = not contact_breaches(grant.ends_on, kept.number, today())
    is_same = asked is not None and asked.preview_sha256 == kept.sha256
    actor = actor_of(request.user)
    return {
        "kept": kept,
        "asked": asked,
        "goes_on": contacts_go_on(grant.ends_on),
        "may_ask": is_due and not is_same and actor.can(C.BOOK_PAYMENT, grant),
        "may_sign": is_due
        and is_same
        and asked is not None
        and asked.asked_by_id != request.user.pk
        and actor.can(C.SIGN_AS_LEAD, grant),
    }


@require_safe
def disposal_preview(request: HttpRequest, ref: str) -> HttpResponse:
    """What would be destroyed, what stays, and who takes the next of the two steps."""
    grant = grant_for(request, ref, C.VIEW_PROJECT)
    closure = get_object_or_404(Closure.objects.select_related("disposal_asked_by"), grant=grant)
    gone = preview(grant)
    asked = closure.disposal_asked_by
    address = reverse("reporting:closure", args=[ref])
    heading = _("What would be destroyed")
    context = {
        "grant": grant,
        "closure": closure,
        "heading": heading,
        "breadcrumbs": crumbs(grant, (_("Closure"), address), (heading, None)),
        "gone": gone,
        "has_changed": asked is not None and closure.disposal_sha256 != gone.sha256,
        "kept": _disposal(grant, closure),
        **_steps(request, grant, closure, False, gone),
    }
    return render(request, "reporting/closing/preview.html", context)


@require_safe
def certificate(request: HttpRequest, ref: str, pk: int, format_: str) -> HttpResponse:
    """The certificate of a destruction as a file, made from what was kept of it then."""
    grant = grant_for(request, ref, C.VIEW_PROJECT)
    made = get_object_or_404(Destruction, grant=grant, pk=pk)
    if format_ not in FORMATS:
        raise Http404
    language = get_language() or "da"
    edition = Edition(from_body(json.loads(made.body)), made.body, made.sha256, 1, language)
    content = render_file(edition, format_)
    response = HttpResponse(content, content_type=CONTENT_TYPES[format_])
    name = f"{grant.ref}-{edition.document.meta.file_part}-{language}.{SUFFIXES[format_]}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def closure_days(request: HttpRequest, ref: str) -> HttpResponse:
    """Note the days that retention counts from."""
    grant = grant_for(request, ref, C.VIEW_PROJECT)
    require(request, C.BOOK_PAYMENT, grant)
    closure = get_object_or_404(Closure, grant=grant)
    names = ("programme_closed_on", "accounts_on", "last_aid_on")
    form = DaysForm(request.POST or None, initial={name: getattr(closure, name) for name in names})

    def deed(values: dict[str, Any]) -> None:
        deeds.note_days(closure, by=reader(request), at=now(), **values)

    return _form(request, grant, form, deed, _("Note the days of the retention"))


def hold_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Stop the clock."""
    grant = grant_for(request, ref, C.VIEW_PROJECT)
    require(request, C.BOOK_PAYMENT, grant)
    form = HoldForm(request.POST or None, initial={"starts_on": today()})

    def deed(values: dict[str, Any]) -> None:
        deeds.place_hold(grant, by=reader(request), at=now(), **values)

    return _form(request, grant, form, deed, _("Place a legal hold"))


def hold_lift(request: HttpRequest, ref: str, hold_pk: int) -> HttpResponse:
    """Let the clock go on."""
    grant = grant_for(request, ref, C.VIEW_PROJECT)
    require(request, C.BOOK_PAYMENT, grant)
    hold = get_object_or_404(LegalHold, grant=grant, pk=hold_pk)
    form = LiftForm(request.POST or None, initial={"ends_on": today()})

    def deed(values: dict[str, Any]) -> None:
        deeds.lift_hold(hold, by=reader(request), at=now(), **values)

    return _form(request, grant, form, deed, _("Lift the legal hold"))


def _form(
    request: HttpRequest,
    grant: Grant,
    form: Any,
    act: Callable[[dict[str, Any]], None],
    heading: str,
) -> HttpResponse:
    address = reverse("reporting:closure", args=[grant.ref])

    def deed(values: dict[str, Any]) -> str:
        act(values)
        return address

    context = {
        "grant": grant,
        "tab": "closure",
        "heading": heading,
        "breadcrumbs": crumbs(grant, (_("Closure"), address), (heading, None)),
        "cancel_url": address,
    }
    return form_page(request, form, deed, context=context, done=_("It is noted."))


def _closure(grant: Grant) -> Closure | None:
    people = ("opened_by", "settled_by", "disposal_asked_by", "disposed_by", "grant")
    return Closure.objects.filter(grant=grant).select_related(*people).first()


def _page(request: HttpRequest, grant: Grant, breach: Breach) -> str:
    """Where the matter is brought to its end; empty for who may not open that page."""
    name, right = PAGES[breach.subject]
    may_open = right is None or actor_of(request.user).can(right, grant)
    return reverse(name, args=[grant.ref]) if may_open else ""


def _disposal(grant: Grant, closure: Closure | None) -> list[Breach]:
    if closure is None or closure.state != "retention":
        return []
    return disposal_breaches(closure.retain_until, holds_of(grant), today())


def _differs(grant: Grant, closure: Closure | None, seen: Preview | None) -> bool:
    """Whether other files would go than those that the disposal was asked for."""
    return closure is not None and closure.disposal_sha256 != (seen or preview(grant)).sha256


def _steps(
    request: HttpRequest,
    grant: Grant,
    closure: Closure | None,
    is_open: bool,
    seen: Preview | None = None,
) -> dict[str, bool]:
    actor, state = actor_of(request.user), closure.state if closure else ""
    over = closure is not None and state == "retention" and not _disposal(grant, closure)
    asked = closure is not None and closure.disposal_asked_by_id is not None
    books, signs = actor.can(C.BOOK_PAYMENT, grant), actor.can(C.SIGN_AS_LEAD, grant)
    return {
        "may_open": closure is None and grant.state in deeds.CLOSABLE and books,
        "may_settle": state == "open" and not is_open and signs,
        "may_note": state in ("open", "settled") and books,
        "may_hold": books and state != "disposed",
        "may_ask": over
        and actor.can(C.MANAGE_PEOPLE, grant)
        and (not asked or _differs(grant, closure, seen)),
        "may_dispose": over and asked and signs,
    }


def _facts(closure: Closure) -> list[tuple[str, object]]:
    expected = None if closure.retain_until else retention_of(closure)
    until = closure.retain_until or (expected.until if expected else None)
    basis = closure.retain_basis or (expected.basis if expected else "")
    return [
        (_("Begun by"), closure.opened_by),
        (_("Begun"), closure.opened_at),
        (_("Settled by"), closure.settled_by),
        (_("Settled"), closure.settled_at),
        (_("Last payment"), closure.last_payment_on),
        (_("Programme closed on"), closure.programme_closed_on),
        (_("Accounts of the fund submitted on"), closure.accounts_on),
        (_("Last de minimis aid granted on"), closure.last_aid_on),
        (_("Kept until"), until),
        (_("Because of"), _(BASES[basis]) if basis else ""),
        (_("Disposal asked for by"), closure.disposal_asked_by),
        (_("Disposed of by"), closure.disposed_by),
        (_("Disposed on"), closure.disposed_on),
    ]

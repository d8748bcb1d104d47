"""Events, the log of visibility, packs, and what a consortium says of itself (003)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consortium.queries.clock import now, today
from consortium.queries.editing import version_of, with_version
from consortium.views.deeds import form_page, reader
from consortium.views.editing import editing
from grants.models import ActivityType, Grant, GrantPartner
from reporting.actions import visibility as deeds
from reporting.forms.visibility import EventForm, PackForm, PublicPageForm, SeenForm
from reporting.models import Activity, PackMove, PublicEvent, PublicPage, VisibilityEntry
from reporting.queries.newsletters import writing_seats
from reporting.queries.visibility import (
    events_of,
    public_pages_of,
    seen_of,
    seen_sums,
    showable,
    stocks_of,
)
from reporting.views.newsletters import place, project_for, seat_of

SHOWN = 50


@require_GET
def event_list(request: HttpRequest, ref: str) -> HttpResponse:
    """What everybody is told, and reported activities that could be shown."""
    grant = project_for(request, ref)
    seats = writing_seats(request.user, grant)
    context = {
        **place(grant, (_("Public events"), None)),
        "events": events_of(grant).order_by("-on", "-pk"),
        "own": {one.pk for one in seats},
        "showable": showable(seats)[:SHOWN],
        "today": today(),
        "is_public": any(one.grant_partner.is_lead for one in public_pages_of(grant)),
    }
    return render(request, "reporting/communication/events.html", context)


def event_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Announce an event."""
    grant, seats = _writing(request, ref)
    kinds = list(ActivityType.objects.filter(counts_attendance=True))
    form = EventForm(request.POST or None, seats=seats, kinds=kinds)

    def deed(values: dict[str, Any]) -> str:
        told: dict[str, Any] = {"by": reader(request), "at": now()}
        deeds.announce_event(form.seat, form.chosen, form.facts(), **told)
        return back

    back = reverse("reporting:event-list", args=[ref])
    heading = _("Announce an event")
    context = {**place(grant, (_("Public events"), back), (heading, None)), "cancel_url": back}
    return form_page(request, form, deed, context=context, done=_("The event is announced."))


@require_POST
def event_cancel(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """The event is not held."""
    grant = project_for(request, ref)
    rows = PublicEvent.objects.select_related("grant", "grant_partner__organisation")
    event = get_object_or_404(rows, grant=grant, pk=pk)
    _must_hold(request, event.grant_partner)
    deeds.cancel_event(event, by=reader(request), at=now())
    messages.success(request, _("The event is cancelled, and shown so."))
    return redirect("reporting:event-list", ref=ref)


@require_POST
def activity_show(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Show a reported activity to everybody."""
    grant = project_for(request, ref)
    rows = Activity.objects.select_related(
        "report__grant_partner__organisation", "report__grant_partner__grant", "responsible__grant"
    )
    activity = get_object_or_404(rows, report__grant_partner__grant=grant, pk=pk)
    _must_hold(request, activity.report.grant_partner)
    deeds.show_activity(activity, by=reader(request), at=now())
    messages.success(request, _("The activity is shown to everybody."))
    return redirect("reporting:event-list", ref=ref)


@require_GET
def visibility_log(request: HttpRequest, ref: str) -> HttpResponse:
    """Where the project was seen."""
    grant = project_for(request, ref)
    media = dict(VisibilityEntry.MEDIA)
    context = {
        **place(grant, (_("Log of visibility"), None)),
        "entries": seen_of(grant),
        "sums": [(media[medium], number, known) for medium, number, known in seen_sums(grant)],
        "may_write": bool(writing_seats(request.user, grant)),
    }
    return render(request, "reporting/communication/seen.html", context)


def visibility_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Note where the project was seen."""
    grant, seats = _writing(request, ref)
    form = SeenForm(request.POST or None, seats=seats, initial={"seen_on": today()})

    def deed(values: dict[str, Any]) -> str:
        deeds.note_seen(form.seat, **form.rest(), by=reader(request), at=now())
        return back

    back = reverse("reporting:visibility-log", args=[ref])
    heading = _("Note where we were seen")
    context = {**place(grant, (_("Log of visibility"), back), (heading, None)), "cancel_url": back}
    return form_page(request, form, deed, context=context, done=_("It is noted."))


@require_GET
def pack_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Every partner's ambassador packs, and how they moved."""
    grant = project_for(request, ref)
    moves = PackMove.objects.filter(grant_partner__grant=grant)
    moves = moves.select_related("grant_partner__organisation", "noted_by")
    context = {
        **place(grant, (_("Ambassador packs"), None)),
        "stocks": stocks_of(grant),
        "moves": moves.order_by("-noted_at", "-pk")[:SHOWN],
        "may_write": bool(writing_seats(request.user, grant)),
    }
    return render(request, "reporting/communication/packs.html", context)


def pack_move(request: HttpRequest, ref: str) -> HttpResponse:
    """Note packs that came or went."""
    grant, seats = _writing(request, ref)
    form = PackForm(request.POST or None, seats=seats, initial={"moved_on": today()})

    def deed(values: dict[str, Any]) -> str:
        deeds.move_packs(form.seat, **form.rest(), by=reader(request), at=now())
        return back

    back = reverse("reporting:pack-list", args=[ref])
    heading = _("Note packs")
    context = {**place(grant, (_("Ambassador packs"), back), (heading, None)), "cancel_url": back}
    return form_page(request, form, deed, context=context, done=_("The packs are noted."))


def public_page_edit(request: HttpRequest, ref: str, partner: int) -> HttpResponse:
    """What a consortium says of itself to everybody."""
    grant = project_for(request, ref)
    seat = seat_of(grant, partner)
    _must_hold(request, seat)
    page = with_version(PublicPage.objects.filter(grant_partner=seat)).first()
    names = ("text_da", "text_en", "contact", "is_published")
    initial = {name: getattr(page, name) for name in names} if page else {}
    initial |= {"edited_from": version_of(page)} if page else {}
    form = PublicPageForm(request.POST or None, initial=initial)
    editing(request, form)
    back = reverse("reporting:communication", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        deeds.save_public_page(seat, **values, by=reader(request), at=now())
        return back

    heading = _("Public page of %(partner)s") % {"partner": seat.organisation.name}
    context = {**place(grant, (heading, None)), "cancel_url": back}
    return form_page(request, form, deed, context=context, done=_("The page is saved."))


def _writing(request: HttpRequest, ref: str) -> tuple[Grant, list[GrantPartner]]:
    grant = project_for(request, ref)
    seats = writing_seats(request.user, grant)
    if not seats:
        raise PermissionDenied
    return grant, seats


def _must_hold(request: HttpRequest, seat: GrantPartner) -> None:
    if seat not in writing_seats(request.user, seat.grant):
        raise PermissionDenied

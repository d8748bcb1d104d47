"""What every page shows around its content: the menu of the reader's roles, the demo's day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from consortium.models.access import Actor, actor_of
from consortium.models.past import as_it_stands
from consortium.rules.roles import Capability as C
from grants.models.currency import KEEPERS
from partners.models import Membership
from reporting.views.past import past_of


@dataclass(frozen=True)
class Entry:
    """One item of the main menu."""

    label: str
    url: str
    active: bool


@dataclass(frozen=True)
class Reader:
    """Who is logged in, as the page header says it."""

    name: str
    role_line: str


def _entries(actor: Actor) -> list[tuple[str, str]]:
    wanted: list[tuple[str, str]] = []
    if actor.can_anywhere(C.VIEW_ROWS) or actor.can_anywhere(C.VIEW_PROJECT):
        wanted.append((_("Grants"), "grants:grant-list"))
    if actor.can_anywhere(C.VIEW_DESK):
        wanted.append((_("My desk"), "reporting:desk"))
        if not wanted[0][1].startswith("grants:"):
            wanted.append((_("Grants"), "grants:grant-list"))
    if actor.can_anywhere(C.VIEW_PROJECT) or actor.can_anywhere(C.VIEW_DESK):
        wanted.append((_("Calendar"), "reporting:calendar"))
    if actor.can_anywhere(C.AUDIT_CLAIM):
        wanted.append((_("Findings"), "reporting:all-findings"))
    if actor.can_anywhere(C.SIGN_HOURS):
        wanted.append((_("My hours"), "reporting:hours"))
    # Who holds nothing yet may hold a free seat, and begins by applying.
    applies = actor.can_anywhere(C.VIEW_PROJECT) or not actor.rights
    if applies or actor.can_anywhere(C.SIGN_AS_PARTNER):
        wanted.append((_("Calls"), "grants:call-list"))
        wanted.append((_("Applications"), "grants:application-list"))
    if applies:
        wanted.append((_("Political proposals"), "grants:proposal-list"))
    if actor.can_anywhere(C.MANAGE_PEOPLE) or actor.can_anywhere(C.VIEW_DESK):
        wanted.append((_("Organisations"), "partners:organisation-list"))
    if any(actor.can_anywhere(right) for right in (*KEEPERS, C.MANAGE_PEOPLE)):
        wanted.append((_("Exchange rates"), "grants:exchange-rates"))
    if actor.can_anywhere(C.MANAGE_PEOPLE):
        wanted.append((_("People"), "grants:people"))
        wanted.append((_("Mails"), "mail-list"))
    return wanted


def _menu(request: HttpRequest, actor: Actor) -> list[Entry]:
    menu = []
    for label, name in _entries(actor):
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        menu.append(Entry(label, url, request.path.startswith(url)))
    return menu


def _role_line(user: Any) -> str:
    # Kept in the session: the seats do not change between two clicks, and a page has few queries.
    seats = Membership.objects.filter(user=user, ends_on__isnull=True).select_related(
        "organisation"
    )
    held: dict[str, set[str]] = {}
    for seat in seats:
        held.setdefault(seat.get_role_display(), set()).add(seat.organisation.short_name)
    return " · ".join(f"{role}, {', '.join(sorted(held[role]))}" for role in sorted(held))


def house(request: HttpRequest) -> dict[str, Any]:
    """The context of every page; the frame is today's, also around a page of the past."""
    with as_it_stands():
        return _house(request)


def _house(request: HttpRequest) -> dict[str, Any]:
    context: dict[str, Any] = {
        "demo_day": settings.DEMO_DAY,
        "navigation": [],
        "actor": None,
        "past": past_of(request),
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    key = f"role_line_{request.LANGUAGE_CODE}"
    if key not in request.session:
        request.session[key] = _role_line(user)
    context["navigation"] = _menu(request, actor_of(user))
    context["actor"] = Reader(str(user), request.session[key])
    return context

"""The calendar: what is overdue, then month by month; and the feed that takes it elsewhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from consortium.actions.notice_settings import make_feed, revoke_feed
from consortium.exchange.icalendar import CONTENT_TYPE, Event, calendar_text
from consortium.exchange.mails import absolute
from consortium.models import CalendarFeed
from consortium.queries.clock import now, today
from consortium.rules.hashing import sha256
from consortium.rules.roles import ROLE_LABELS
from consortium.rules.spans import add_months
from consortium.views.deeds import reader
from grants.models import Grant
from reporting.forms.calendar import EVERYTHING, OVERDUE, YEAR, CalendarFilter
from reporting.queries.dates.base import Due, Scope, scope_of
from reporting.queries.dates.catalogue import days_to_keep, holders, seat_of, what_text
from reporting.views.lead_pages import crumbs


@dataclass(frozen=True)
class Line:
    """One day as the page shows it."""

    due: Due
    what: str
    url: str
    # Role and the names in it.
    holders: list[tuple[str, str]]
    days_left: int

    @property
    def days_late(self) -> int:
        """How long it is overdue."""
        return -self.days_left


@require_GET
def my_calendar(request: HttpRequest) -> HttpResponse:
    """All my running grants in one calendar."""
    context = {"heading": _("Calendar"), "many": True}
    return _calendar_page(request, scope_of(request.user), context)


@require_GET
def grant_calendar(request: HttpRequest, ref: str) -> HttpResponse:
    """Every day to keep in one grant, as far as the reader may see it."""
    grants = Grant.objects.visible_to(request.user).select_related("lead")
    grant = get_object_or_404(grants, ref=ref)
    context = {
        "grant": grant,
        "heading": _("Calendar"),
        "breadcrumbs": crumbs(grant, (_("Calendar"), None)),
    }
    return _calendar_page(request, scope_of(request.user, grant), context)


def _calendar_page(request: HttpRequest, scope: Scope, context: dict[str, Any]) -> HttpResponse:
    on = today()
    days = days_to_keep(scope, on=on)
    partners = {due.partner.pk: str(due.partner) for due in days if due.partner}
    is_asked = bool({"partner", "kind", "ahead"} & set(request.GET))
    asked = CalendarFilter(
        request.GET if is_asked else None,
        partners=sorted(partners.items(), key=lambda partner: partner[1]),
    )
    wanted = asked.cleaned_data if asked.is_valid() else {}
    shown = _chosen(days, wanted, on)
    lines = _lines(shown, scope, on)
    coming = [line for line in lines if line.days_left >= 0]
    context |= {
        "overdue": [line for line in lines if line.days_left < 0],
        "months": [
            (date_format(dt.date(*month, 1), "F Y"), list(group))
            for month, group in groupby(coming, lambda line: (line.due.on.year, line.due.on.month))
        ],
        "filter": {"form": asked, "is_bound": is_asked},
        "found": len(lines),
        "later": len(days) - len(_chosen(days, {}, on)) if not is_asked else 0,
    }
    return render(request, "reporting/calendar/page.html", context)


def _chosen(days: list[Due], wanted: dict[str, Any], on: dt.date) -> list[Due]:
    ahead = wanted.get("ahead") or YEAR
    if ahead == OVERDUE:
        days = [due for due in days if due.on < on]
    elif ahead != EVERYTHING:
        days = [due for due in days if due.on <= add_months(on, int(ahead))]
    if kind := wanted.get("kind"):
        days = [due for due in days if due.kind.code == kind]
    if partner := wanted.get("partner"):
        days = [due for due in days if due.partner and str(due.partner.pk) == partner]
    return days


def _lines(days: list[Due], scope: Scope, on: dt.date) -> list[Line]:
    names = holders(days, scope) if days else {}
    return [
        Line(
            due,
            what_text(due),
            scope.address(due),
            [
                (_(ROLE_LABELS[role]), ", ".join(names.get(seat_of(due, role), [])))
                for role in due.kind.roles
            ],
            due.days_left(on),
        )
        for due in days
    ]


@never_cache
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """My calendar's secret address: whether there is one; a new one is shown this once."""
    person = reader(request)
    address = ""
    if request.method == "POST":
        secret = make_feed(by=person, at=now())
        address = absolute(reverse("reporting:calendar-file", args=[secret]))
    context = {
        "heading": _("Calendar in your own program"),
        "breadcrumbs": [
            (_("Calendar"), reverse("reporting:calendar")),
            (_("Calendar in your own program"), None),
        ],
        "address": address,
        "feed": CalendarFeed.objects.filter(user=person).first(),
    }
    return render(request, "reporting/calendar/feed.html", context)


@require_POST
def calendar_feed_revoke(request: HttpRequest) -> HttpResponse:
    """Stop the secret address."""
    revoke_feed(by=reader(request), at=now())
    messages.success(request, _("The address of your calendar no longer works."))
    return redirect("reporting:calendar-feed")


@login_not_required
@never_cache
@require_GET
def calendar_file(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar as a file, for whoever knows the secret: what its owner may see now."""
    feeds = CalendarFeed.objects.filter(user__is_active=True).select_related("user")
    person = get_object_or_404(feeds, secret_sha256=sha256(secret)).user
    scope = scope_of(person)
    with override(person.language):
        text = calendar_text(
            [_event(due, scope) for due in days_to_keep(scope, on=today())],
            name=_("Konsortium: deadlines"),
            language=person.language,
            at=now(),
        )
    response = HttpResponse(text, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'inline; filename="konsortium.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _event(due: Due, scope: Scope) -> Event:
    url = absolute(scope.address(due))
    roles = ", ".join(_(ROLE_LABELS[role]) for role in due.kind.roles)
    who = f"{due.grant.ref}, {due.partner}" if due.partner else due.grant.ref
    waits = _("Waits for: %(roles)s") % {"roles": roles}
    return Event(
        uid=f"{due.uid}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}",
        on=due.on,
        summary=f"{what_text(due)} ({who})",
        description=f"{due.grant.title}\n{waits}\n{url}",
        url=url,
    )

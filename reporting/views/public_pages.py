"""What everybody may read of a project, without a log-in: its page, events, newsletters (003).

Nothing personal stands here but names and roles of those who have said yes to that (G-02); of the
others who help there is a number, and none of 1 to 4 (G-07).
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consortium.exchange.icalendar import CONTENT_TYPE, Event, calendar_text
from consortium.exchange.mails import absolute
from consortium.queries.clock import now, today
from consortium.views.limits import limited
from grants.models import Grant, GrantPartner
from reporting.models import PublicEvent, PublicPage
from reporting.queries.local_news import efforts_of, helpers_of, local_issues_of
from reporting.queries.visibility import events_of, issued_of, public_page, public_pages_of, to_come
from reporting.views.newsletters import issue_paper

PAST_SHOWN = 10


@login_not_required
@limited
@require_safe
def project(request: HttpRequest, ref: str, partner: int | None = None) -> HttpResponse:
    """The page of a project, or of one of its consortia, with the words that the fund asks for."""
    page = _page(ref, partner)
    seat = page.grant_partner
    grant, danish = seat.grant, _is_danish()
    events = events_of(grant, seat)
    on = today()
    past = events.filter(on__lt=on, cancelled_at=None).order_by("-on", "-pk")
    others = public_pages_of(grant).filter(grant_partner__is_lead=False)
    context = {
        "heading": grant.title if seat.is_lead else seat.organisation.name,
        "page": page,
        "seat": seat,
        "project": grant,
        "text": page.text_da if danish or not page.text_en else page.text_en,
        "statement": grant.fund.statement_da if danish else grant.fund.statement_en,
        "coming": to_come(events, on),
        "past_events": past[:PAST_SHOWN],
        "issues": issued_of(grant) if seat.is_lead else [],
        "helpers": helpers_of(grant, seat),
        "local_issues": local_issues_of(grant, seat).exclude(link=""),
        "efforts": efforts_of(grant) if seat.is_lead else [],
        "others": others if seat.is_lead else [],
        "partners": _partners(grant) if seat.is_lead else [],
    }
    return render(request, "reporting/communication/project.html", context)


@login_not_required
@limited
@require_safe
def project_events_ics(request: HttpRequest, ref: str) -> HttpResponse:
    """The events as a calendar that anybody may subscribe to."""
    grant = _page(ref).grant_partner.grant
    text = calendar_text(
        [_entry(one) for one in events_of(grant)],
        name=grant.title,
        language=get_language() or "da",
        at=now(),
    )
    response = HttpResponse(text, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'inline; filename="{grant.ref}.ics"'
    return response


@login_not_required
@limited
@require_safe
def project_events_json(request: HttpRequest, ref: str) -> JsonResponse:
    """The events for programs, for instance the website of a municipality."""
    grant = _page(ref).grant_partner.grant
    found = {
        "project": grant.ref,
        "title": grant.title,
        "statement": {"da": grant.fund.statement_da, "en": grant.fund.statement_en},
        "events": [_as_json(one) for one in events_of(grant)],
    }
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False})


@login_not_required
@limited
@require_safe
def project_newsletter(request: HttpRequest, ref: str, number: int) -> HttpResponseBase:
    """An issue that was sent, as its paper."""
    grant = _page(ref).grant_partner.grant
    issues = issued_of(grant).select_related("pdf", "grant")
    return issue_paper(get_object_or_404(issues, number=number))


def _page(ref: str, number: int | None = None) -> PublicPage:
    page = public_page(ref, number)
    if page is None:
        raise Http404
    return page


def _partners(grant: Grant) -> list[str]:
    seats = GrantPartner.objects.filter(grant=grant).select_related("organisation")
    return [one.organisation.name for one in seats.order_by("number")]


def _is_danish() -> bool:
    return (get_language() or "da").startswith("da")


def _entry(event: PublicEvent) -> Event:
    title = event.title
    if event.cancelled_at is not None:
        title = _("Cancelled: %(title)s") % {"title": title}
    url = event.link or absolute(reverse("reporting:project", args=[event.grant.ref]))
    told = (event.hours, event.place, event.text, event.grant_partner.organisation.name, url)
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return Event(
        uid=f"event-{event.pk}@{host}",
        on=event.on,
        summary=title,
        description="\n".join(part for part in told if part),
        url=url,
    )


def _as_json(event: PublicEvent) -> dict[str, Any]:
    shown: dt.datetime = event.shown_at
    return {
        "id": event.pk,
        "title": event.title,
        "on": event.on.isoformat(),
        "hours": event.hours,
        "place": event.place,
        "text": event.text,
        "link": event.link,
        "held_by": event.grant_partner.organisation.name,
        "kind": {"da": event.kind.name_da, "en": event.kind.name_en},
        "scope": event.kind.scope,
        "is_cancelled": event.cancelled_at is not None,
        "shown_at": shown.isoformat(),
    }

"""Any page as it stood: ``?as_of=2013-10-03``, or with a time, on every address of the house.

The view, its queries and its template know nothing of it. Around them every row is read as it
stood then (`consortium.models.past`), the reader keeps only the rights to look, and every link and
filter of the page carries the instant on.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from consortium.models.access import actor_of
from consortium.models.past import as_it_stood
from consortium.queries import clock
from consortium.queries.texts import day_text, moment_text
from consortium.rules.roles import Capability as C
from reporting.queries.as_of import instant_of

AS_OF, TIME, NOW = "as_of", "as_of_time", "now"
SAFE = ("GET", "HEAD")
# Shown as they are today, whatever day is asked for; DECISIONS.md says why.
ONLY_TODAY = frozenset(
    {
        "grants:round-answer",
        "reporting:municipal-link",
        "reporting:home",
        "reporting:operations",
        "reporting:survey-public",
        "reporting:operations-file",
        "reporting:workflow",
        "reporting:calendar",
        "reporting:calendar-feed",
        "reporting:calendar-file",
        "reporting:comparison",
        "reporting:comparison-file",
        "reporting:ledger-checks",
        "reporting:recomputed-paper",
        "reporting:recomputed-claim",
        "reporting:document-job",
        "reporting:document-job-file",
        "reporting:import-new",
        "reporting:sheet-import",
        "reporting:sheet-columns",
        "reporting:sheet-marked",
        "reporting:budget-import",
        # A report of one's own is made of the rows as they stand, and says as of when.
        "reporting:own-report-list",
        "reporting:own-report-new",
        "reporting:own-report",
        "reporting:own-report-file",
        "reporting:report-template",
        "reporting:report-template-remove",
        "reporting:report-template-schedule",
        "grants:tokens",
        "grants:token-new",
        "grants:token-revoke",
        # Of persons with consent nothing of the past is kept (G-10).
        "partners:contact-lists",
        "partners:contact-list",
        "partners:contact-new",
        "partners:contact-edit",
        "partners:contact-consent",
        "partners:contact-erasure",
        "partners:contact-withdraw",
        "partners:contact-own",
        "partners:contact-leave",
        "reporting:contact-import",
        "reporting:contact-list-new",
        "reporting:contact-rows",
        "reporting:shared-contacts",
        "reporting:shared-contacts-file",
        "reporting:newsletter-end",
        # What everybody sees is of today.
        "reporting:project",
        "reporting:project-partner",
        "reporting:project-events-ics",
        "reporting:project-events-json",
        "reporting:project-newsletter-file",
    }
)
# Shows all versions of a row, and among them the one that stood then.
OF_ALL_TIMES = "reporting:object-history"
# Rooms whose pages have a memory; the ground's are about the reader.
ROOMS = ("reporting", "grants", "partners")
LINK = re.compile(r'(<a\b[^>]*?\shref=")(/[^"#]*|\?[^"#]*)(#[^"]*)?(?=")')
FORM = re.compile(r'<form\b(?=[^>]*\bmethod="get")(?![^>]*\bdata-past)[^>]*>')
SENT = re.compile(r'(<form\b[^>]*\bmethod="post"[^>]*>)(.*?)(</form>)', re.DOTALL)
MAIN = re.compile(r"<main\b.*?</main>", re.DOTALL)
NO_PAGE = ("/static/", "/media/", "/admin/")


@dataclass
class Past:
    """What day the reader asks for, and what the frame of the page says about it."""

    instant: dt.datetime | None = None
    is_offered: bool = False
    is_left_out: bool = False
    is_shown: bool = False
    compares: bool = False
    wants_now: bool = False
    fault: str = ""
    now_url: str = ""
    others: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_whole_day(self) -> bool:
        """Whether it is the end of a day that was asked for."""
        return self.instant is not None and self.instant == instant_of(self.day)

    @property
    def day(self) -> dt.date:
        """The day of the instant, as our clocks show it."""
        assert self.instant is not None
        return timezone.localtime(self.instant).date()

    @property
    def day_value(self) -> str:
        """The day as the control wants it."""
        return self.day.isoformat() if self.instant else ""

    @property
    def time_value(self) -> str:
        """The time as the control wants it; nothing for the end of the day."""
        if self.instant is None or self.is_whole_day:
            return ""
        return timezone.localtime(self.instant).strftime("%H:%M:%S")

    @property
    def value(self) -> str:
        """The instant as an address carries it."""
        if self.instant is None or self.is_whole_day:
            return self.day_value
        return timezone.localtime(self.instant).replace(tzinfo=None).isoformat()

    @property
    def text(self) -> str:
        """The instant as a sentence says it."""
        if self.is_whole_day:
            return _("the end of %(day)s") % {"day": day_text(self.day)}
        return moment_text(self.instant)


class PastMiddleware:
    """Shows a page as it stood at the instant that its address asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with ExitStack() as stack:
            request.past_stack = stack  # type: ignore[attr-defined]
            response = self.get_response(request)
        past = past_of(request)
        if past.instant and not response.streaming and _is_page(response):
            _carry_on(response, past)
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        match = request.resolver_match
        user = getattr(request, "user", None)
        is_room = match is not None and match.namespace in ROOMS
        if not is_room or user is None or not user.is_authenticated:
            return None
        past = request.past = _asked(request.GET, request)  # type: ignore[attr-defined]
        is_left_out = match is not None and match.view_name in ONLY_TODAY
        past.is_offered = not is_left_out and _looks_back(user)
        past.compares = actor_of(user).can_anywhere(C.VIEW_HISTORY)
        if past.instant is None:
            return None
        if request.method not in SAFE:
            return render(request, "reporting/history/past_is_closed.html", status=409)
        past.is_left_out = is_left_out
        if not is_left_out and match is not None and match.view_name != OF_ALL_TIMES:
            _enter(request, past)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Http404) and past_of(request).instant:
            return render(request, "reporting/history/not_then.html", status=404)
        return None


def past_of(request: HttpRequest) -> Past:
    """What past *request* asks for; none outside the rooms."""
    found: Past | None = getattr(request, "past", None)
    return found or Past()


def enter_past(request: HttpRequest, instant: dt.datetime) -> bool:
    """Show the rest of this answer as it stood at *instant*, unless another was asked for.

    It is what was frozen then. ``?as_of=now`` asks for the rows of today all the same.
    """
    past = past_of(request)
    if past.instant is not None or past.wants_now:
        return False
    past.instant = instant
    past.now_url = f"{past.now_url}{'&' if '?' in past.now_url else '?'}{AS_OF}={NOW}"
    _enter(request, past)
    return True


def _enter(request: HttpRequest, past: Past) -> None:
    assert past.instant is not None
    past.is_shown = True
    stack: ExitStack = request.past_stack  # type: ignore[attr-defined]
    stack.enter_context(as_it_stood(past.instant))


def as_of_url(url: str, instant: dt.datetime) -> str:
    """*url* as it stood at *instant*."""
    mark = "&" if "?" in url else "?"
    return f"{url}{mark}{urlencode({AS_OF: Past(instant).value})}"


def read_instant(day: str, time: str = "") -> dt.datetime | None:
    """The instant that an address names: the end of a day, or a day and a time; else None."""
    if "T" in day:
        day, _mark, time = day.partition("T")
    try:
        on = dt.date.fromisoformat(day)
        if not time:
            return instant_of(on)
        moment = dt.datetime.combine(on, dt.time.fromisoformat(time.replace(".", ":", 1)))
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _asked(given: Mapping[str, Any], request: HttpRequest) -> Past:
    asked, time = str(given.get(AS_OF, "")).strip(), str(given.get(TIME, "")).strip()
    others = [(name, str(one)) for name, one in request.GET.items() if name not in (AS_OF, TIME)]
    query = urlencode(others)
    past = Past(now_url=f"{request.path}?{query}" if query else request.path, others=others)
    past.wants_now = asked == NOW
    if not asked or past.wants_now:
        return past
    instant = read_instant(asked, time)
    if instant is None:
        past.fault = _("The day or time cannot be read. The page is shown as it stands now.")
    elif instant == instant_of(clock.today()):
        pass  # this day is not over: as it stands
    elif instant > clock.now():
        past.fault = _("The day lies ahead. The page is shown as it stands now.")
    else:
        past.instant = instant
    return past


def _looks_back(user: Any) -> bool:
    actor = actor_of(user)
    return actor.can_anywhere(C.VIEW_HISTORY) or actor.can_anywhere(C.VIEW_DESK)


def _is_page(response: HttpResponseBase) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html")


def _carry_on(response: Any, past: Past) -> None:
    """Let every link and every filter of the page lead to the same instant; close its forms."""
    charset = response.charset
    asked = urlencode({AS_OF: past.value})

    def link(found: re.Match[str]) -> str:
        start, url, fragment = found[1], found[2], found[3] or ""
        if "data-past" in start or url.startswith(NO_PAGE) or f"{AS_OF}=" in url:
            return found[0]
        return f"{start}{url}{'&amp;' if '?' in url else '?'}{asked}{fragment}"

    hidden = f'<input type="hidden" name="{AS_OF}" value="{escape(past.value)}">'
    page = LINK.sub(link, response.content.decode(charset))
    page = FORM.sub(lambda form: form[0] + hidden, page)
    if past.is_shown:
        page = MAIN.sub(lambda main: SENT.sub(_closed, main[0]), page)
    response.content = page.encode(charset)


def _closed(form: re.Match[str]) -> str:
    """A form as it can be read and not be filled in: what stands in it is a part of the page."""
    start = re.sub(r'\sdata-autosave="[^"]*"', "", form[1])
    return f'{start}<fieldset disabled class="house-closed">{form[2]}</fieldset>{form[3]}'

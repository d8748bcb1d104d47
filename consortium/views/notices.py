"""My inbox: what the house has told me."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consortium.actions.notices import mark_read
from consortium.models import Notification
from consortium.queries.clock import now
from consortium.queries.editing import drafts_of
from consortium.queries.notices import notice_text, notices_of
from consortium.views.deeds import reader

PER_PAGE = 25


@dataclass(frozen=True)
class Line:
    """One notice and its sentence."""

    notice: Notification
    text: str


def my_notices(request: HttpRequest) -> HttpResponse:
    """What I was told, newest first."""
    page = Paginator(notices_of(reader(request).pk), PER_PAGE).get_page(request.GET.get("page"))
    lines = [Line(notice, notice_text(notice)) for notice in page]
    context = {
        "heading": _("My notices"),
        "lines": lines,
        "page": page,
        "drafts": drafts_of(reader(request), now()),
        "unread": any(line.notice.read_at is None for line in lines),
    }
    return render(request, "consortium/notices/list.html", context)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything read."""
    mark_read(reader(request), at=now())
    messages.success(request, _("All notices are marked as read."))
    return redirect("notices")

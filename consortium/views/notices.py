"""My inbox: what the house has told me, and how it is to tell me."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consortium.actions.notice_settings import choose_language, choose_pace
from consortium.actions.notices import mark_one_read, mark_one_unread, mark_read
from consortium.forms.notices import InboxFilter, NoticeSettingsForm
from consortium.models import Notification
from consortium.queries.clock import now
from consortium.queries.editing import drafts_of
from consortium.queries.mails import pace_of
from consortium.queries.notices import inbox, notice_text, notices_of
from consortium.views.deeds import form_page, reader
from consortium.views.language import keep_language

PER_PAGE = 25


@dataclass(frozen=True)
class Line:
    """One notice and its sentence."""

    notice: Notification
    text: str


def my_notices(request: HttpRequest) -> HttpResponse:
    """What I was told, newest first; all, the unread, or one kind."""
    person = reader(request)
    asked = InboxFilter(request.GET if {"show", "kind"} & set(request.GET) else None)
    wanted = asked.cleaned_data if asked.is_valid() else {}
    rows = inbox(person.pk, show=wanted.get("show", ""), kind=wanted.get("kind", ""))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "heading": _("My notices"),
        "lines": [Line(notice, notice_text(notice)) for notice in page],
        "page": page,
        "drafts": drafts_of(person, now()),
        "filter": {"form": asked, "is_bound": asked.is_bound},
    }
    return render(request, "consortium/notices/list.html", context)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything read."""
    mark_read(reader(request), at=now())
    messages.success(request, _("All notices are marked as read."))
    return redirect("notices")


@require_GET
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the very place that a notice is about; it is read then."""
    notice = get_object_or_404(notices_of(reader(request).pk), pk=pk)
    mark_one_read(notice, at=now())
    is_ours = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if notice.url and is_ours else "notices")


@require_POST
def notice_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notice read, or unread again; back to where the reader was in the list."""
    notice = get_object_or_404(notices_of(reader(request).pk), pk=pk)
    if request.POST.get("mark") == "unread":
        mark_one_unread(notice)
    else:
        mark_one_read(notice, at=now())
    back = request.POST.get("back", "")
    return redirect(f"{reverse('notices')}?{back}" if back else "notices")


def notice_settings(request: HttpRequest) -> HttpResponse:
    """My language, and how I am mailed."""
    person = reader(request)
    start = {"language": person.language, "pace": pace_of(person.pk)}
    form = NoticeSettingsForm(request.POST or None, initial=start)

    def deed(values: dict[str, Any]) -> str:
        if values["language"] != person.language:
            choose_language(values["language"], by=person, at=now())
        if values["pace"] != start["pace"]:
            choose_pace(values["pace"], by=person, at=now())
        return reverse("notice-settings")

    context = {
        "heading": _("Language and mails"),
        "breadcrumbs": [(_("My notices"), reverse("notices")), (_("Language and mails"), None)],
        "cancel_url": reverse("notices"),
    }
    response = form_page(request, form, deed, context=context, done=_("Your choice is saved."))
    if response.status_code == 302:
        keep_language(response, person)
    return response

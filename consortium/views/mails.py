"""The administrator's look at the outbox: what was sent, what waits, and what did not arrive."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import RequestConfig

from consortium.actions.mails import retry_mail
from consortium.forms.notices import MailFilter
from consortium.models import Mail
from consortium.models.access import runs_house
from consortium.queries.clock import now
from consortium.queries.mails import STUCK, mails_listed, stuck_mails
from consortium.queries.texts import moment_text
from consortium.views.columns import NumberColumn, StateColumn
from consortium.views.deeds import form_page, reader

PER_PAGE = 50


class MailTable(tables.Table):  # type: ignore[misc]  # no stubs
    """One mail a row."""

    caption = _("Mails")
    row_header = "recipient"
    recipient = tables.Column(verbose_name=_("To"), accessor="recipient__email")
    made_at = tables.Column(verbose_name=_("Made"))
    notice_count = NumberColumn(verbose_name=_("Notices"))
    state = StateColumn(verbose_name=_("State"))
    attempts = NumberColumn(verbose_name=_("Attempts"))
    next_try_at = tables.Column(verbose_name=_("Sent, or next attempt"), empty_values=())
    error = tables.Column(verbose_name=_("What the mail server said"), orderable=False)
    deed = tables.Column(verbose_name="", empty_values=(), orderable=False)

    class Meta:
        model = Mail
        fields = ()
        empty_text = _("No mail has been made yet.")

    def render_made_at(self, value: Any) -> str:
        """Day and time."""
        return moment_text(value)

    def render_error(self, value: str) -> str:
        """The server's own words; the house's in the reader's language."""
        return gettext(value)

    def render_next_try_at(self, record: Mail) -> str:
        """When it left, or when it is tried again; nothing for one that is not."""
        if record.state == Mail.SENT:
            return moment_text(record.sent_at)
        return moment_text(record.next_try_at) if record.state == Mail.WAITING else "–"

    def render_deed(self, record: Mail) -> str:
        """The way to another attempt."""
        if record.state not in STUCK:
            return ""
        url = reverse("mail-retry", args=[record.pk])
        return format_html('<a href="{}">{}</a>', url, gettext("Try again"))


def mail_list(request: HttpRequest) -> HttpResponse:
    """Every mail; those that need a hand are counted above the list."""
    if not runs_house(request.user):
        raise PermissionDenied
    asked = MailFilter(request.GET if "state" in request.GET else None)
    rows = mails_listed()
    if asked.is_valid() and asked.cleaned_data["state"]:
        rows = rows.filter(state=asked.cleaned_data["state"])
    table = MailTable(rows)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "heading": gettext("Mails"),
        "table": table,
        "stuck": stuck_mails(),
        "filter": {"form": asked, "is_bound": asked.is_bound},
    }
    return render(request, "consortium/mails/list.html", context)


def mail_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask before a mail is tried again: one that is only perhaps sent may then arrive twice."""
    if not runs_house(request.user):
        raise PermissionDenied
    mail = get_object_or_404(Mail.objects.select_related("recipient"), pk=pk)

    def deed(_values: dict[str, Any]) -> str:
        retry_mail(mail, by=reader(request), at=now())
        return reverse("mail-list")

    sentence = gettext("The mail to %(person)s goes out with the next run.")
    context = {
        "heading": gettext("Try the mail again"),
        "breadcrumbs": [(gettext("Mails"), reverse("mail-list")), (gettext("Try again"), None)],
        "consequences": [sentence % {"person": mail.recipient.email}]
        + [gettext("It may arrive twice.")] * (mail.state == Mail.UNSURE),
        "submit": gettext("Try again"),
        "cancel_url": reverse("mail-list"),
    }
    return form_page(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        deed,
        context=context,
        done=gettext("The mail will be tried again."),
        template="components/confirm.html",
    )

"""People and their seats, for administrators."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import RequestConfig

from consortium.actions.people import create_person
from consortium.actions.reading import PEOPLE
from consortium.models.access import runs_house
from consortium.queries.clock import now, today
from consortium.views.columns import DayColumn
from consortium.views.deeds import form_page, reader
from consortium.views.reading import log_reading
from grants.actions.seats import appoint, end_seat
from grants.forms.seats import EndSeatForm, PersonForm, SeatForm
from partners.models import Membership
from partners.queries.people import seats_listed

PER_PAGE = 50


class SeatTable(tables.Table):  # type: ignore[misc]  # no stubs
    """Who sits where."""

    caption = gettext_lazy("People and seats")
    row_header = "user"

    user = tables.Column(verbose_name=gettext_lazy("Person"), order_by="user__name")
    email = tables.Column(verbose_name=gettext_lazy("E-mail"), accessor="user__email")
    role = tables.Column(verbose_name=gettext_lazy("Role"), accessor="get_role_display")
    organisation = tables.Column(verbose_name=gettext_lazy("Organisation"))
    grant_ref = tables.Column(verbose_name=gettext_lazy("Grant"), default="")
    starts_on = DayColumn(verbose_name=gettext_lazy("From"))
    ends_on = DayColumn(verbose_name=gettext_lazy("To"), default="")
    pk = tables.Column(verbose_name=gettext_lazy("Change"), orderable=False)

    class Meta:
        empty_text = gettext_lazy("Nobody has a seat yet.")

    def render_pk(self, record: Membership) -> SafeString | str:
        """An open seat can be ended."""
        if record.ends_on:
            return ""
        page = reverse("grants:seat-end", args=[record.pk])
        return format_html(
            '<a href="{}">{}<span class="sr-only"> {}</span></a>', page, _("End"), record.user
        )


def _only_administrators(request: HttpRequest) -> None:
    if not runs_house(request.user):
        raise PermissionDenied


def people(request: HttpRequest) -> HttpResponse:
    """Every seat."""
    _only_administrators(request)
    log_reading(request, PEOPLE, reader(request))
    table = SeatTable(seats_listed())
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {"heading": _("People and seats"), "table": table}
    return render(request, "grants/people/list.html", context)


def _context(heading: str) -> dict[str, Any]:
    page = reverse("grants:people")
    way = [(_("People and seats"), page), (heading, None)]
    return {"heading": heading, "breadcrumbs": way, "cancel_url": page}


def person_new(request: HttpRequest) -> HttpResponse:
    """Let somebody log in."""
    _only_administrators(request)

    def deed(values: dict[str, Any]) -> str:
        create_person(by=reader(request), at=now(), **values)
        return reverse("grants:seat-new")

    form = PersonForm(request.POST or None)
    done = _("The person can log in; now give them a seat.")
    return form_page(request, form, deed, context=_context(_("New person")), done=done)


def seat_new(request: HttpRequest) -> HttpResponse:
    """Give somebody a seat."""
    _only_administrators(request)

    def deed(values: dict[str, Any]) -> str:
        appoint(by=reader(request), at=now(), **values)
        return reverse("grants:people")

    form = SeatForm(request.POST or None, initial={"starts_on": today()})
    return form_page(
        request, form, deed, context=_context(_("Give a seat")), done=_("The seat is given.")
    )


def seat_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a seat."""
    _only_administrators(request)
    seat = get_object_or_404(Membership.objects.select_related("user", "organisation"), pk=pk)

    def deed(values: dict[str, Any]) -> str:
        end_seat(seat, values["ends_on"], by=reader(request), at=now())
        return reverse("grants:people")

    facts = [
        (_("Person"), seat.user),
        (_("Role"), seat.get_role_display()),
        (_("Organisation"), seat.organisation),
        (_("Grant"), seat.grant_ref),
        (_("From"), seat.starts_on),
    ]
    context = {**_context(_("End the seat")), "facts": facts, "danger": True}
    form = EndSeatForm(request.POST or None, initial={"ends_on": today()})
    return form_page(request, form, deed, context=context, done=_("The seat is ended."))

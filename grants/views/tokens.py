"""Access for programs: a person's tokens, and for an administrator those of the project."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_tables2 as tables
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from consortium.models.access import runs_house
from consortium.queries.clock import now, today
from consortium.queries.texts import moment_text
from consortium.rules.refusals import Refused
from consortium.views.columns import DayColumn
from consortium.views.deeds import form_page, reader
from consortium.views.problems import add_refusal
from grants.actions.tokens import make_token, revoke_token
from grants.forms.tokens import RevokeForm, TokenForm, seat_label
from grants.queries.tokens import open_seats, tokens_managed, tokens_of, tokens_seen
from partners.models import ApiToken

PER_PAGE = 50
HALF_A_YEAR = dt.timedelta(days=182)


class TokenTable(tables.Table):  # type: ignore[misc]  # no stubs
    """Tokens, the newest first."""

    caption = gettext_lazy("Your tokens")
    row_header = "name"

    name = tables.Column(verbose_name=gettext_lazy("Name"))
    seat = tables.Column(verbose_name=gettext_lazy("Role"), accessor="membership", orderable=False)
    scope = tables.Column(verbose_name=gettext_lazy("May"), accessor="get_scope_display")
    hint = tables.Column(verbose_name=gettext_lazy("Begins with"), orderable=False)
    expires_on = DayColumn(verbose_name=gettext_lazy("Last day"))
    last_used_at = tables.Column(
        verbose_name=gettext_lazy("Last used"), default=gettext_lazy("Never")
    )
    pk = tables.Column(verbose_name=gettext_lazy("State"), orderable=False)

    class Meta:
        empty_text = gettext_lazy("There is no token yet.")

    def render_seat(self, value: Any) -> str:
        """Role and place."""
        return seat_label(value)

    def render_hint(self, value: str) -> SafeString:
        """As a program shows it."""
        return format_html("<code>{}…</code>", value)

    def render_last_used_at(self, value: dt.datetime) -> str:
        """The minute."""
        return moment_text(value)

    def render_pk(self, record: ApiToken) -> SafeString | str:
        """An open token can be revoked; another says why it opens nothing."""
        if record.is_open(today()):
            page = reverse("grants:token-revoke", args=[record.pk])
            return format_html(
                '<a href="{}">{}<span class="sr-only"> {}</span></a>',
                page,
                _("Revoke"),
                record.name,
            )
        if record.revoked_at is not None:
            return _("Revoked %(at)s") % {"at": moment_text(record.revoked_at)}
        if record.membership.ends_on is not None:
            return _("Ended with its seat")
        return _("Expired")


class ManagedTable(TokenTable):
    """Other people's tokens, for an administrator."""

    caption = gettext_lazy("Tokens of others in your projects")
    prefix = "others-"
    person = tables.Column(verbose_name=gettext_lazy("Person"), accessor="membership__user")

    class Meta:
        empty_text = gettext_lazy("Nobody else has a token.")
        sequence = ("name", "person", "...")


def _way(*last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    page = reverse("grants:tokens") if last else None
    notices: tuple[str, str | None] = (_("My notices"), reverse("notices"))
    return [notices, (_("Access for programs"), page), *last]


@require_GET
def token_list(request: HttpRequest) -> HttpResponse:
    """My tokens; whoever runs a project sees those of its people too."""
    person = reader(request)
    mine = TokenTable(tokens_of(person))
    shown = [mine]
    if runs_house(person):
        shown.append(ManagedTable(tokens_managed(person)))
    for table in shown:
        RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "heading": _("Access for programs"),
        "breadcrumbs": _way(),
        "tables": shown,
        "may_make": open_seats(person).exists(),
    }
    return render(request, "grants/tokens/list.html", context)


@never_cache
def token_new(request: HttpRequest) -> HttpResponse:
    """Make a token; its secret is shown this once, on the page that answers."""
    person = reader(request)
    start = {"expires_on": today() + HALF_A_YEAR, "scope": ApiToken.READ}
    form = TokenForm(request.POST or None, seats=open_seats(person), initial=start)
    context = {
        "heading": _("New token"),
        "breadcrumbs": _way((_("New token"), None)),
        "cancel_url": reverse("grants:tokens"),
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        seat = form.cleaned_data.pop("membership")
        try:
            token, secret = make_token(seat, by=person, at=now(), **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            made = {"heading": token.name, "token": token, "secret": secret}
            return render(request, "grants/tokens/made.html", {**context, **made})
    return render(request, "components/form_page.html", context)


def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take a token back."""
    person = reader(request)
    token = get_object_or_404(tokens_seen(person), pk=pk)

    def deed(values: dict[str, Any]) -> str:
        revoke_token(token, by=person, at=now())
        return reverse("grants:tokens")

    context = {
        "heading": _("Revoke the token"),
        "breadcrumbs": _way((_("Revoke the token"), None)),
        "cancel_url": reverse("grants:tokens"),
        "danger": True,
        "facts": [
            (_("Name"), token.name),
            (_("Person"), token.membership.user),
            (_("Role"), seat_label(token.membership)),
            (_("Begins with"), f"{token.hint}…"),
            (_("Last used"), moment_text(token.last_used_at) or _("Never")),
        ],
    }
    return form_page(
        request,
        RevokeForm(request.POST if request.method == "POST" else None),
        deed,
        context=context,
        done=_("The token is revoked; the program that holds it is let in no more."),
    )

"""Status rounds: the lead asks all owners and sees who has answered; owners answer by a link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from consortium.models.access import actor_of
from consortium.queries.clock import now
from consortium.rules.refusals import Refused
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require, require_to_send
from consortium.views.problems import add_refusal
from grants.actions.rounds import (
    close_status_round,
    open_status_round,
    remind_owners,
    tell_round,
)
from grants.exchange.round_mails import request_named
from grants.forms.measures import AnswerForm, RoundForm
from grants.models import StatusRequest, StatusRound
from grants.queries.measures import listed, owners_of
from grants.rules.statuslinks import check_link, last_day
from grants.views.grants import crumbs, find


def round_list(request: HttpRequest, ref: str) -> HttpResponse:
    """The rounds with who has answered, the owners with their addresses, and a new round."""
    grant = find(request, ref)
    require(request, C.VIEW_ROWS, grant)
    require_to_send(request, C.PLAN_PROJECT, grant)
    rounds = StatusRound.objects.filter(grant=grant).prefetch_related("requests__owner")
    form = RoundForm(request.POST or None)
    page = reverse("grants:round-list", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        open_status_round(grant, **values, by=reader(request), at=now())
        return page

    register = reverse("grants:measure-list", args=[ref])
    context = {
        "grant": grant,
        "heading": _("Status rounds"),
        "breadcrumbs": crumbs(
            grant, (_("Register of proposals"), register), (_("Status rounds"), None)
        ),
        "rounds": list(rounds),
        "owners": owners_of(grant),
        "may_edit": actor_of(request.user).can(C.PLAN_PROJECT, grant),
    }
    template = "grants/measures/rounds.html"
    done = _("The round is open, and the owners are written to.")
    return form_page(request, form, deed, context=context, done=done, template=template)


@require_POST
def round_remind(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Write to the owners who have not answered."""
    opened = _round(request, ref, number)
    remind_owners(opened, by=reader(request), at=now())
    messages.success(request, _("The owners who have not answered are written to again."))
    return redirect("grants:round-list", ref=ref)


@require_POST
def round_close(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """End the round."""
    opened = _round(request, ref, number)
    close_status_round(opened, by=reader(request), at=now())
    messages.success(request, _("The round is closed; its links open no more."))
    return redirect("grants:round-list", ref=ref)


def _round(request: HttpRequest, ref: str, number: int) -> StatusRound:
    grant = find(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    rounds = StatusRound.objects.select_related("grant")
    return get_object_or_404(rounds, grant=grant, number=number)


@login_not_required
@never_cache
def round_answer(request: HttpRequest, token: str) -> HttpResponse:
    """An owner's own page: only its proposals, without a log-in, as long as its link opens."""
    asked = _asked(token)
    due_on, closed = asked.round.due_on, asked.round.closed_at is not None
    ended = check_link(due_on, timezone.localdate(now()), is_closed=closed)
    context = {
        "heading": _("Status of your proposals"),
        "asked": asked,
        "last_day": last_day(due_on),
        "ended": ended,
    }
    template = "grants/measures/answer.html"
    if ended:
        return _answered(request, template, context, status=410)
    forms = _forms(request, asked)
    # Every form is asked, so that the owner sees all that is wrong at once.
    good = [_is_good(form) for form in forms] if request.method == "POST" else [False]
    if forms and all(good):
        answers = {form.measure.number: form.facts() for form in forms if form.is_told}
        try:
            tell_round(asked, answers, by=None, at=now())
        except Refused as refusal:
            add_refusal(forms[0], refusal)
        else:
            messages.success(request, _("Thank you. Your answer is kept."))
            return redirect("grants:round-answer", token=token)
    return _answered(request, template, {**context, "forms": forms})


def _asked(token: str) -> StatusRequest:
    named = request_named(token)
    if named is None:
        raise Http404
    key, nonce = named
    rows = StatusRequest.objects.select_related("round__grant", "owner")
    return get_object_or_404(rows, pk=key, nonce=nonce)


def _forms(request: HttpRequest, asked: StatusRequest) -> list[AnswerForm]:
    mine = listed(asked.round.grant).filter(ownerships__owner=asked.owner)
    today = timezone.localdate(now())
    return [
        AnswerForm(
            request.POST or None,
            measure=one,
            initial={"stands": True, "code": one.status_code, "on": today},  # type: ignore[attr-defined]
        )
        for one in mine
    ]


def _is_good(form: AnswerForm) -> bool:
    """Whether the answer can be kept: what is new has a status, words and a day."""
    if not form.is_valid():
        return False
    if form.is_told:
        for name in ("code", "text", "on"):
            if not form.cleaned_data.get(name):
                form.add_error(name, _("Fill this in, or say that there is nothing new."))
    return not form.errors


def _answered(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    answer = render(request, template, context, status=status)
    # The address is the key: no other site may learn it from a link. Our own must: a form that is
    # sent without its origin is refused as forged.
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer

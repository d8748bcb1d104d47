"""Passages for papers: a partner writes and sends, the lead returns or takes in (rules.md 5.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consortium.models.access import actor_of
from consortium.queries import clock
from consortium.queries.editing import version_of, with_version
from consortium.rules.refusals import gettext_noop
from consortium.rules.roles import Capability as C
from consortium.views.deeds import require, require_to_send
from consortium.views.editing import editing
from partners.models import Organisation
from reporting.actions.passages import (
    may_ask,
    put_back_passage,
    return_passage,
    send_passage,
    take_in_passage,
    withdraw_passage,
    write_passage,
)
from reporting.forms.passages import PassageForm, QuestionForm
from reporting.forms.steps import ReasonForm
from reporting.models import Passage
from reporting.queries.passages import AROUND, Answer, Place, own_figures, place_of
from reporting.rules.passages import ANNEX, TEXT
from reporting.views.lead_pages import Crumb, crumbs, done
from reporting.views.passage_places import place_url

PLACES = {
    TEXT: gettext_noop("The passage stands in the text, under the partner's name."),
    ANNEX: gettext_noop("The passage stands in the list below the text."),
}
# With a word of the lead: the action, its form, heading, button, and what is said afterwards.
STEPS: dict[str, tuple[Callable[..., Any], type[forms.Form], str, str, str]] = {
    "return": (
        return_passage,
        QuestionForm,
        gettext_noop("Return the passage with a question"),
        gettext_noop("Return"),
        gettext_noop("The passage is returned; the partner is told."),
    ),
    "put-back": (
        put_back_passage,
        ReasonForm,
        gettext_noop("Take the passage out again"),
        gettext_noop("Take out again"),
        gettext_noop("The passage is taken out. Words in the text itself are taken out there."),
    ),
    "withdraw": (
        withdraw_passage,
        ReasonForm,
        gettext_noop("Withdraw the request"),
        gettext_noop("Withdraw"),
        gettext_noop("The request is withdrawn; the partner is told."),
    ),
}


@require_safe
def own_passages(request: HttpRequest) -> HttpResponse:
    """Every passage that the reader's organisations were asked for."""
    seats = actor_of(request.user).ids(C.VIEW_DESK, Organisation)
    if not seats:
        raise Http404
    rows = Passage.objects.filter(grant_partner__organisation__in=seats)
    context = {
        "heading": _("Passages for papers"),
        "answers": [Answer(one) for one in rows.select_related(*AROUND).order_by("-due_on", "-pk")],
        "breadcrumbs": [
            (_("My desk"), reverse("reporting:desk")),
            (_("Passages for papers"), None),
        ],
    }
    return render(request, "reporting/passages/own.html", context)


def passage(request: HttpRequest, pk: int) -> HttpResponse:
    """One passage: its partner writes and sends it, with its own figures beside; others read it."""
    asked = _passage(request, pk)
    organisation = asked.grant_partner.organisation
    require_to_send(request, C.WRITE_REPORT, organisation)
    place = place_of(asked)
    form = PassageForm(
        request.POST or None, initial={"body": asked.body, "edited_from": version_of(asked)}
    )
    is_open = asked.is_with_partner and not place.is_sent
    writes = is_open and actor_of(request.user).can(C.WRITE_REPORT, organisation)
    if request.method == "POST" or writes:
        editing(request, form)
    deed, told = (
        (send_passage, _("The passage is sent to the lead."))
        if "send" in request.POST
        else (write_passage, _("The passage is saved. Send it when it is done."))
    )

    def save(given: dict[str, Any]) -> None:
        read = given.get("edited_from")
        deed(asked, given["body"], edited_from=read, by=request.user, at=clock.now())

    if request.method == "POST" and done(form, save):
        messages.success(request, told)
        return redirect("reporting:passage", pk)
    shown = form if writes or request.method == "POST" else None
    return render(request, "reporting/passages/passage.html", _page(request, asked, place, shown))


@require_POST
def passage_take_in(request: HttpRequest, pk: int, place: str) -> HttpResponse:
    """Put it into the text or into the list below; a refusal comes as a page with its sentence."""
    if place not in PLACES:
        raise Http404
    asked = _of_lead(request, pk)
    take_in_passage(asked, place=place, by=request.user, at=clock.now())
    messages.success(request, _(PLACES[place]))
    return redirect("reporting:passage", pk)


def passage_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Return it with a question, take it out again, or withdraw the request."""
    if step not in STEPS:
        raise Http404
    asked = _of_lead(request, pk)
    act, form_class, heading, submit, told = STEPS[step]
    form = form_class(request.POST or None)
    if request.method == "POST" and done(
        form, lambda given: act(asked, **given, by=request.user, at=clock.now())
    ):
        messages.success(request, _(told))
        return redirect("reporting:passage", pk)
    context = {
        "grant": asked.grant,
        "heading": _(heading),
        "form": form,
        "submit": _(submit),
        "facts": [(_("Partner"), str(asked.grant_partner)), (_("Section"), asked.title)],
        "cancel_url": reverse("reporting:passage", args=[pk]),
        "breadcrumbs": [*_way(request, asked), (_(heading), None)],
    }
    return render(request, "components/confirm.html", context)


def _passage(request: HttpRequest, pk: int) -> Passage:
    """A passage that the reader may see, with all that its page says about it; else 404."""
    visible = Passage.objects.visible_to(request.user).select_related(*AROUND)
    return get_object_or_404(with_version(visible), pk=pk)


def _of_lead(request: HttpRequest, pk: int) -> Passage:
    asked = _passage(request, pk)
    if not may_ask(request.user, place_of(asked)):
        require(request, C.BUILD_CLAIM, asked.grant)
    return asked


def _page(
    request: HttpRequest, asked: Passage, place: Place, form: PassageForm | None
) -> dict[str, Any]:
    partner = asked.grant_partner
    is_own = actor_of(request.user).can(C.VIEW_DESK, partner.organisation)
    heading = _("%(partner)s: %(section)s") % {"partner": partner, "section": asked.title}
    return {
        "grant": partner.grant,
        "heading": heading,
        "passage": asked,
        "place": place,
        "one": Answer(asked),
        "form": form,
        "is_own": is_own,
        # A draft is the partner's own until it is sent.
        "is_read": is_own or asked.state in Passage.READ,
        "asks": may_ask(request.user, place) and not place.is_sent,
        "figures": own_figures(partner, asked.period),
        "breadcrumbs": [*_way(request, asked)[:-1], (heading, None)],
    }


def _way(request: HttpRequest, asked: Passage) -> list[Crumb]:
    """From the desk for the partner, from the section for the lead and its auditors."""
    here = (str(asked.grant_partner), reverse("reporting:passage", args=[asked.pk]))
    if actor_of(request.user).can(C.VIEW_DESK, asked.grant_partner.organisation):
        return [
            (_("My desk"), reverse("reporting:desk")),
            (_("Passages for papers"), reverse("reporting:passage-list")),
            here,
        ]
    place = place_of(asked)
    return crumbs(
        place.grant, (_("Passages: %(section)s") % {"section": place.title}, place_url(place)), here
    )

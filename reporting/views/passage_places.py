"""Passages of one section as the lead sees them: who was asked, who has answered (rules.md 5.1)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from consortium.queries import clock
from consortium.rules.roles import Capability as C
from consortium.views.deeds import require
from reporting.actions.passages import Asking, ask_for_passages, may_ask
from reporting.forms.passages import AskForm
from reporting.queries.passages import Answer, Place
from reporting.rules.final_report import SECTIONS
from reporting.views.lead_pages import Crumb, crumbs, done, grant_for
from reporting.views.texts import period_for, section_for


@require_safe
def section_passages(
    request: HttpRequest, ref: str, number: int, kind: str, section: str
) -> HttpResponse:
    """Who was asked for a passage to a section, and what has come."""
    return _list(request, _in_section(request, ref, number, kind, section))


def section_passages_ask(
    request: HttpRequest, ref: str, number: int, kind: str, section: str
) -> HttpResponse:
    """Ask partners for a passage to a section."""
    return _ask(request, _in_section(request, ref, number, kind, section))


@require_safe
def final_passages(request: HttpRequest, ref: str, part: str) -> HttpResponse:
    """Who was asked for a passage to a text of the final report."""
    return _list(request, _in_final(request, ref, part))


def final_passages_ask(request: HttpRequest, ref: str, part: str) -> HttpResponse:
    """Ask partners for a passage to a text of the final report."""
    return _ask(request, _in_final(request, ref, part))


def place_url(place: Place, *, asking: bool = False) -> str:
    """The page of what was asked for at *place*, or the one where it is asked for."""
    if place.section is None or place.period is None:
        name = "reporting:final-passages-ask" if asking else "reporting:final-passages"
        return reverse(name, args=[place.grant.ref, place.part])
    name = "reporting:section-passages-ask" if asking else "reporting:section-passages"
    kind = place.section.recipient.kind
    return reverse(name, args=[place.grant.ref, place.period.number, kind, place.section.code])


def _list(request: HttpRequest, place: Place) -> HttpResponse:
    asks = may_ask(request.user, place) and not place.is_sent and place.not_asked.exists()
    context = {
        "grant": place.grant,
        "place": place,
        "heading": _("Passages: %(section)s") % {"section": place.title},
        "answers": [Answer(one) for one in place.passages],
        "ask_url": place_url(place, asking=True) if asks else "",
        "text_url": _text_url(place),
        "breadcrumbs": _way(place, None),
    }
    return render(request, "reporting/passages/list.html", context)


def _ask(request: HttpRequest, place: Place) -> HttpResponse:
    if not may_ask(request.user, place):
        require(request, C.BUILD_CLAIM, place.grant)
    section = place.section
    length = {"min_words": section.min_words, "max_words": section.max_words} if section else {}
    form = AskForm(request.POST or None, partners=place.not_asked, initial=length)
    made: list[Any] = []

    def ask(given: dict[str, Any]) -> None:
        partners = given.pop("partners")
        by, at = request.user, clock.now()
        made.extend(ask_for_passages(place, Asking(**given), partners, by=by, at=at))

    if request.method == "POST" and done(form, ask):
        told = ngettext(
            "%(number)s partner is asked and has been told.",
            "%(number)s partners are asked and have been told.",
            len(made),
        )
        messages.success(request, told % {"number": len(made)})
        return redirect(place_url(place))
    heading = _("Ask partners for a passage")
    context = {
        "grant": place.grant,
        "heading": heading,
        "form": form,
        "submit": _("Ask"),
        "intro": place.help,
        "cancel_url": place_url(place),
        "breadcrumbs": _way(place, heading),
    }
    return render(request, "components/form_page.html", context)


def _in_section(request: HttpRequest, ref: str, number: int, kind: str, code: str) -> Place:
    period = period_for(request, ref, number)
    section = section_for(period, kind, code)
    return Place(period.grant, section, period)


def _in_final(request: HttpRequest, ref: str, part: str) -> Place:
    if part not in SECTIONS:
        raise Http404
    return Place(grant_for(request, ref), part=part)


def _text_url(place: Place) -> str:
    """Where the words stand that the passages go into."""
    if place.section is None or place.period is None:
        return reverse("reporting:final-report", args=[place.grant.ref])
    kind = place.section.recipient.kind
    at = [place.grant.ref, place.period.number, kind, place.section.code]
    return reverse("reporting:text-section", args=at)


def _way(place: Place, last: str | None) -> list[Crumb]:
    here = _("Passages: %(section)s") % {"section": place.title}
    return crumbs(
        place.grant,
        (place.title, _text_url(place)),
        (here, place_url(place) if last else None),
        *([(last, None)] if last else []),
    )

"""The forecast: where the grant ends if it goes on as the chosen assumption says."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consortium.queries.clock import today
from consortium.queries.texts import day_text, money_text
from consortium.rules.money import ZERO
from consortium.rules.refusals import gettext_noop
from grants.models import Grant
from reporting.documents.charts_ahead import forecast_chart, path_chart
from reporting.queries.forecast import Outlook, outlook
from reporting.rules.forecast import (
    AS_BUDGETED,
    ASSUMPTIONS,
    RUN_RATE,
    Forecast,
    expected_line,
    forecast,
)
from reporting.rules.funding import Entitlement
from reporting.views.lead_pages import crumbs, grant_for

WORDS = {
    RUN_RATE: gettext_noop("Each line and source goes on at its own pace so far, by the day"),
    AS_BUDGETED: gettext_noop(
        "Each remaining day costs and brings what the approved budget has for it"
    ),
}


@require_GET
def forecast_page(request: HttpRequest, ref: str) -> HttpResponse:
    """Expected cost, co-financing and entitlement at the end, by line, partner and in all."""
    grant = grant_for(request, ref)
    assumption = _assumption(request)
    looked = outlook(grant, today())
    found = forecast(looked.plan, assumption, [one.ends_on for one in looked.periods])
    language = get_language() or "da"
    lines = _lines(looked, found)
    context = {
        "grant": grant,
        "heading": _("Forecast"),
        "assumption": assumption,
        "assumptions": [(name, _(WORDS[name])) for name in ASSUMPTIONS],
        "settled_to": looked.plan.term.settled_to if looked.settled else None,
        "remaining": looked.plan.term.remaining,
        "found": found,
        "figures": _key_figures(found),
        "lines": lines,
        "partners": _partners(looked, assumption),
        "path": _path(looked, found),
        "end": _point(_("The final accounts"), found.end),
        "charts": (
            path_chart(
                [(row["label"], row["TE"], row["F"], row["X"]) for row in _path(looked, found)],
                language,
            ),
            forecast_chart(
                [(row["label"], row["limit"], row["expected"], row["actual"]) for row in lines],
                language,
            ),
        ),
        "breadcrumbs": crumbs(
            grant,
            (_("Overview"), reverse("reporting:overview", args=[ref])),
            (_("Forecast"), None),
        ),
    }
    return render(request, "reporting/forecast.html", context)


def forecast_rows(request: HttpRequest, grant: Grant) -> tuple[list[dict[str, Any]], ...]:
    """Period by period with the end, by line and by partner, under the assumption asked for."""
    assumption = _assumption(request)
    looked = outlook(grant, today())
    found = forecast(looked.plan, assumption, [one.ends_on for one in looked.periods])
    path = [*_path(looked, found), _point(_("The final accounts"), found.end)]
    return path, _lines(looked, found), _partners(looked, assumption)


def _assumption(request: HttpRequest) -> str:
    asked = request.GET.get("assumption", "")
    return asked if asked in ASSUMPTIONS else RUN_RATE


def _key_figures(found: Forecast) -> list[dict[str, str]]:
    end = found.end
    short = _("co-financing is enough")
    if found.short_on is not None:
        short = _("L3 binds from %(day)s") % {"day": day_text(found.short_on)}
    return [
        {
            "label": _("Expected entitlement (F)"),
            "text": money_text(end.entitlement, "kr"),
            "note": _("binding: %(limits)s") % {"limits": ", ".join(end.binding)},
        },
        {
            "label": _("Unused grant"),
            "text": money_text(found.unused, "kr"),
            "note": _("of %(grant)s") % {"grant": money_text(found.terms.grant, "kr")},
        },
        {
            "label": _("Expected cost (TE)"),
            "text": money_text(end.position.TE, "kr"),
            "note": _("%(amount)s without financing") % {"amount": money_text(end.unfinanced)},
        },
        {
            "label": _("Expected co-financing (X)"),
            "text": money_text(end.position.X, "kr"),
            "note": short,
        },
    ]


def _lines(looked: Outlook, found: Forecast) -> list[dict[str, Any]]:
    return [
        {
            "label": f"{line.number} {line.name}",
            "planned": found.lines[key].planned,
            "limit": looked.plan.limits[key],
            "actual": found.lines[key].actual,
            "expected": found.lines[key].accepted,
            "left": found.lines[key].planned - found.lines[key].accepted,
            "above": found.lines[key].above,
            "over_on": found.lines[key].over_on,
        }
        for key, line in sorted(looked.lines.items(), key=lambda pair: pair[1].number)
    ]


def _partners(looked: Outlook, assumption: str) -> list[dict[str, Any]]:
    rows = []
    for partner in looked.partners:
        own = looked.by_partner[partner.pk]
        flow, given = own.lines[0], own.others["X"]
        cost = expected_line(flow, own.limits[0], own.term, assumption)
        end = forecast(own, assumption, [])
        gives = bool(given.planned or given.actual)
        rows.append(
            {
                "label": str(partner),
                "planned": flow.planned,
                "actual": flow.actual,
                "expected": cost.accepted,
                "promised": given.planned,
                "given": given.actual,
                "coming": end.end.position.X,
                "lacks": max(ZERO, given.planned - end.end.position.X),
                # Who promised nothing leaves its half to others: no day of its own.
                "short_on": end.short_on if gives else None,
            }
        )
    return rows


def _path(looked: Outlook, found: Forecast) -> list[dict[str, Any]]:
    numbers = {one.ends_on: one.number for one in looked.periods}
    return [
        _point(f"{numbers.get(point.on, '')}: {day_text(point.on)}", point.result)
        for point in found.path
    ]


def _point(label: str, result: Entitlement) -> dict[str, Any]:
    return {
        "label": label,
        "TE": result.position.TE,
        "X": result.position.X,
        "F": result.entitlement,
        "binding": ", ".join(result.binding),
    }

"""Explain this figure: formula, inputs, rule, and the rows behind it, down to the voucher."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consortium.models.access import actor_of
from consortium.queries.clock import now, today
from consortium.queries.texts import is_danish
from consortium.rules.roles import Capability as C
from grants.models import FORMS, SOURCES
from reporting.forms.explain import RowFilter
from reporting.models import Correction, Expenditure, PartnerReport
from reporting.queries.explained import Facts, Subject, facts_about
from reporting.queries.explained_rows import RowSums, Wanted, names_of, page_of_rows, row_sums
from reporting.queries.explained_sources import arms_of
from reporting.rules.explaining import CLAIM, GRANT, RATE, REPORT, Figure, worked
from reporting.rules.figures import VOCABULARY
from reporting.views.claims import load_claim
from reporting.views.explain_links import explain_url, place_of, row_url, value_of
from reporting.views.explain_table import BehindTable
from reporting.views.lead_pages import Crumb, crumbs, grant_for
from reporting.views.past import enter_past

PAGE = 50
LINKED_TO_LETTER = ("G", "B", "C")
Names = dict[str, dict[int, str]]


@dataclass(frozen=True)
class Behind:
    """The rows behind a figure, a page of them, with the sums that prove it."""

    sums: RowSums
    agrees: bool
    label: str
    figure_text: str
    total_text: str
    shown_text: str
    page: Page[int] | None = None
    table: BehindTable | None = None


@dataclass(frozen=True)
class Looks:
    """What the reader may see of the rows, and how they are named and filtered."""

    form: RowFilter
    names: Names
    reads_rows: bool
    sees_rows: bool


@require_GET
def explain(request: HttpRequest, ref: str, key: str) -> HttpResponse:
    """A figure of the grant as it stands today."""
    grant = grant_for(request, ref)
    subject = Subject(grant, today(), **_parts(request))
    number = request.GET.get("correction", "")
    if number.isdigit():
        found = Correction.objects.filter(grant=grant).select_related("recovery")
        subject = replace(subject, correction=get_object_or_404(found, number=number))
    way = crumbs(grant, (_("Overview"), reverse("reporting:overview", args=[grant.ref])))
    return _show(request, subject, key, way)


@require_GET
def explain_claim(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A figure of a claim, from what was stored with it and the rows as they stood then (R-12)."""
    claim = load_claim(request, pk)
    if claim.submitted_at is not None and enter_past(request, claim.submitted_at):
        claim = load_claim(request, pk)
    subject = Subject(claim.grant, today(), claim=claim, **_parts(request))
    title = _("Claim %(number)s") % {"number": claim.number}
    way = crumbs(
        claim.grant,
        (_("Claims"), reverse("reporting:claim-list", args=[claim.grant.ref])),
        (title, reverse("reporting:claim-detail", args=[claim.pk])),
    )
    return _show(request, subject, key, way)


@require_GET
def explain_report(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A figure of a partner's report, for the partner and for the lead."""
    reports = PartnerReport.objects.visible_to(request.user).select_related(
        "period", "grant_partner__grant", "grant_partner__organisation"
    )
    report = get_object_or_404(reports, pk=pk)
    grant = report.grant_partner.grant
    subject = Subject(grant, today(), report=report, **_parts(request))
    item = request.GET.get("item", "")
    if item.isdigit():
        rows = Expenditure.objects.filter(report=report)
        subject = replace(
            subject, item=get_object_or_404(rows.select_related("time_sheet__rate"), pk=item)
        )
    title = f"{report.grant_partner}, {report.period.number}"
    way: list[Crumb] = [(title, reverse("reporting:report-detail", args=[report.pk]))]
    if actor_of(request.user).can(C.VIEW_ROWS, grant):
        way = crumbs(grant, (title, reverse("reporting:report-detail", args=[report.pk])))
    return _show(request, subject, key, way)


def _parts(request: HttpRequest) -> dict[str, Any]:
    """What part of the whole is asked about; anything that is no part is left out."""
    asked = request.GET
    found: dict[str, Any] = {
        name: int(asked[name]) for name in ("line", "partner") if asked.get(name, "").isdigit()
    }
    if asked.get("source") in dict(SOURCES) and asked.get("form") in dict(FORMS):
        found |= {"source": asked["source"], "form": asked["form"]}
    return found


def _show(request: HttpRequest, subject: Subject, key: str, way: list[Any]) -> HttpResponse:
    known = VOCABULARY.get(key)
    facts = facts_about(subject, key) if known and subject.scope in known.scopes else Facts()
    if key not in facts.values:
        raise Http404
    figure = facts.figure(key)
    reads_rows = actor_of(request.user).can(C.VIEW_ROWS, subject.grant)
    sees_rows = reads_rows or subject.report is not None
    names = _names(subject)
    form = RowFilter(request.GET, choices=_choices(names, subject))
    behind = None
    if figure.rows:
        looks = Looks(form, names, reads_rows, sees_rows)
        behind = _behind(request, subject, facts, figure, looks)
    title = _title(figure, subject, names)
    context = {
        "grant": subject.grant,
        "heading": title,
        "figure": figure,
        "value": value_of(facts.values[key], figure.unit, "kr"),
        "worked": _worked(figure, facts),
        "inputs": _inputs(figure, subject, facts),
        "stored": subject.claim is not None,
        "instant": subject.claim.submitted_at if subject.claim else now(),
        "behind": behind,
        "sees_rows": sees_rows,
        "form": form,
        "tab": TABS.get(subject.scope, "") if reads_rows or subject.claim else "",
        "kept": [(name, one) for name, one in request.GET.items() if name in KEPT],
        "breadcrumbs": [*way, (title, None)],
    }
    return render(request, "reporting/explain/figure.html", context)


TABS = {GRANT: "overview", CLAIM: "claims", REPORT: "verification"}
KEPT = ("line", "partner", "source", "form", "item", "correction")


def _names(subject: Subject) -> Names:
    danish = is_danish(get_language())
    return {
        what: {key: da if danish else en for key, (da, en) in found.items()}
        for what, found in names_of(subject).items()
    }


def _choices(names: Names, subject: Subject) -> dict[str, list[tuple[int, str]]]:
    """Of one report only its lines can be chosen."""
    of_report = subject.report is not None
    return {
        what: [*found.items()] for what, found in names.items() if what == "line" or not of_report
    }


def _title(figure: Figure, subject: Subject, names: Names) -> str:
    parts = [
        names["line"].get(subject.line or 0, ""),
        names["partner"].get(subject.partner or 0, ""),
        str(dict(SOURCES).get(subject.source, "")),
        str(dict(FORMS).get(subject.form, "")).lower(),
        subject.item.voucher_no if subject.item else "",
        _("correction %(number)s") % {"number": subject.correction.number}
        if subject.correction
        else "",
    ]
    about = ", ".join(part for part in parts if part)
    return f"{_(figure.title)}: {about}" if about else _(figure.title)


def _worked(figure: Figure, facts: Facts) -> str:
    """The formula with the values of its inputs in their places."""
    if not figure.inputs:
        return ""
    texts = {}
    for key in figure.inputs:
        one, value = VOCABULARY[key], facts.values.get(key)
        text = value_of(value, one.unit)
        wrapped = one.unit == RATE or (value is not None and value < 0)
        texts[one.symbol] = f"({text})" if wrapped else text
    return worked(figure.formula, texts)


def _inputs(figure: Figure, subject: Subject, facts: Facts) -> list[dict[str, str]]:
    found = []
    for key in figure.inputs:
        one = facts.figure(key)
        found.append(
            {
                "symbol": one.symbol,
                "title": _(one.title),
                "text": value_of(facts.values.get(key), one.unit),
                "url": _input_url(one, subject),
            }
        )
    return found


def _input_url(figure: Figure, subject: Subject) -> str:
    if figure.key in LINKED_TO_LETTER:
        return reverse("grants:grant-detail", args=[subject.grant.ref])
    parts = {
        "line": subject.line,
        "partner": subject.partner,
        "source": subject.source,
        "form": subject.form,
        "item": subject.item.pk if subject.item else None,
        "correction": subject.correction.number if subject.correction else None,
    }
    return explain_url(place_of(subject), figure.key, **parts)


def _behind(
    request: HttpRequest, subject: Subject, facts: Facts, figure: Figure, looks: Looks
) -> Behind:
    arms = arms_of(figure.rows, subject, facts)
    wanted = looks.form.wanted if looks.sees_rows else Wanted()
    sums = row_sums(arms, wanted)
    base = VOCABULARY[figure.rows_of or figure.key]
    meant = facts.values.get(base.key)
    behind = Behind(
        sums=sums,
        agrees=sums.total == meant,
        label=_(base.title),
        figure_text=value_of(meant, base.unit),
        total_text=value_of(sums.total, base.unit),
        shown_text=value_of(sums.shown_total, base.unit),
    )
    if not looks.sees_rows:
        return behind
    pages: Paginator[int] = Paginator(range(sums.shown), PAGE)
    page = pages.get_page(request.GET.get("page"))
    start = max(0, page.start_index() - 1)
    table = BehindTable(
        page_of_rows(arms, wanted, start, PAGE) if sums.shown else [],
        names=looks.names,
        unit=base.unit,
        url=lambda row: row_url(row, subject.grant, reads_rows=looks.reads_rows),
    )
    return replace(behind, page=page, table=table)

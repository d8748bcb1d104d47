"""Jobs for spouses: a partner's counts and pairs, and all partners' sums for the lead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consortium.forms.editing import EditedForm
from consortium.models.access import actor_of
from consortium.queries.clock import now, today
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from grants.views.grants import crumbs
from reporting.actions.project_evaluations import evaluate_self
from reporting.actions.spouses import count_spouses, end_pair, follow_up_pair, match_pair
from reporting.forms import results as forms_of
from reporting.models import MentorPair, PartnerReport, SelfEvaluation, SpouseCount
from reporting.queries.spouses import pairs_of, spouse_sums
from reporting.rules.spouses import COMPARISON, COUNTS
from reporting.views.documents import visible_grant
from reporting.views.report_pages import edit_in, load_report, report_title, show


@require_safe
def spouse_overview(request: HttpRequest, ref: str) -> HttpResponse:
    """Sums of verified reports by partner, pairs without names, and the share in a job."""
    grant = visible_grant(request, ref)
    require(request, C.VIEW_ROWS, grant)
    pairs = MentorPair.objects.visible_to(request.user).filter(grant_partner__grant=grant)
    context = {
        "grant": grant,
        "heading": _("Jobs for spouses"),
        "breadcrumbs": crumbs(grant, (_("Jobs for spouses"), None)),
        "sums": spouse_sums(grant),
        "comparison": COMPARISON,
        "pairs": pairs.select_related("grant_partner__organisation"),
    }
    return render(request, "reporting/results/spouses.html", context)


@require_safe
def report_spouses(request: HttpRequest, pk: int) -> HttpResponse:
    """The partner's counts of the period, and all its pairs."""
    report = load_report(request, pk)
    pairs = MentorPair.objects.filter(grant_partner=report.grant_partner_id)
    number, at_end, later = pairs_of(pairs)
    context = {
        "heading": _("Jobs for spouses"),
        "count": SpouseCount.objects.filter(report=report).first(),
        "pairs": pairs,
        "number": number,
        "at_end": at_end,
        "later": later,
        "comparison": COMPARISON,
        "pairs_up": actor_of(request.user).can(C.WRITE_REPORT, report.grant_partner.organisation),
    }
    return show(request, report, "reporting/results/report_spouses.html", context)


def spouse_counts(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the counts of the period."""
    report = load_report(request, pk)
    row = with_version(SpouseCount.objects.filter(report=report)).first()
    initial: dict[str, Any] = {name: getattr(row, name) for name in COUNTS} if row else {}
    form = forms_of.SpouseForm(
        request.POST or None, initial={**initial, "edited_from": version_of(row)}
    )

    def deed(values: dict[str, Any]) -> None:
        count_spouses(report, by=reader(request), at=now(), **values)

    said = (_("Counts of the period"), _("The counts are saved."))
    return _page(request, report, form, deed, said)


def self_evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """What the partner says of its half year."""
    report = load_report(request, pk)
    row = with_version(SelfEvaluation.objects.filter(report=report)).first()
    names = ("mark", "worked", "hindered", "learned")
    initial: dict[str, Any] = {name: getattr(row, name) for name in names} if row else {}
    form = forms_of.SelfEvaluationForm(
        request.POST or None, initial={**initial, "edited_from": version_of(row)}
    )

    def deed(values: dict[str, Any]) -> None:
        evaluate_self(report, by=reader(request), at=now(), **values)

    said = (_("Self-evaluation"), _("The self-evaluation is saved."))
    back = reverse("reporting:report-texts", args=[report.pk])
    return _page(request, report, form, deed, said, back)


def pair_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Match a mentor and a mentee."""
    report = load_report(request, pk)
    form = forms_of.PairForm(request.POST or None, initial={"started_on": today()})

    def deed(values: dict[str, Any]) -> None:
        match_pair(report.grant_partner, by=reader(request), at=now(), **values)

    return _page(request, report, form, deed, (_("New pair"), _("The pair is matched.")))


def pair_end(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The course has ended."""
    report, pair = _pair(request, pk, number)
    form = forms_of.PairEndForm(request.POST or None, initial={"ended_on": today()})

    def deed(values: dict[str, Any]) -> None:
        end_pair(pair, by=reader(request), at=now(), **values)

    heading = _("End of pair %(number)s") % {"number": number}
    return _page(request, report, form, deed, (heading, _("The end is noted.")))


def pair_follow_up(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Six months later."""
    report, pair = _pair(request, pk, number)
    form = forms_of.PairFollowUpForm(request.POST or None, initial={"followed_up_on": today()})

    def deed(values: dict[str, Any]) -> None:
        follow_up_pair(pair, by=reader(request), at=now(), **values)

    heading = _("Follow-up of pair %(number)s") % {"number": number}
    return _page(request, report, form, deed, (heading, _("The follow-up is noted.")))


def _pair(request: HttpRequest, pk: int, number: int) -> tuple[PartnerReport, MentorPair]:
    report = load_report(request, pk)
    rows = MentorPair.objects.select_related("grant_partner__organisation", "grant_partner__grant")
    pair = get_object_or_404(rows, grant_partner=report.grant_partner_id, number=number)
    return report, pair


def _page(
    request: HttpRequest,
    report: PartnerReport,
    form: forms.Form,
    deed: Callable[[dict[str, Any]], None],
    said: tuple[str, str],
    back: str = "",
) -> HttpResponse:
    require(request, C.WRITE_REPORT, report.grant_partner.organisation)
    if isinstance(form, EditedForm):
        edit_in(request, report, form)
    back = back or reverse("reporting:report-spouses", args=[report.pk])

    def done(values: dict[str, Any]) -> str:
        deed(values)
        return back

    context = {
        "heading": said[0],
        "breadcrumbs": [
            (report_title(report), reverse("reporting:report-detail", args=[report.pk])),
            (said[0], None),
        ],
        "cancel_url": back,
    }
    return form_page(request, form, done, context=context, done=said[1])

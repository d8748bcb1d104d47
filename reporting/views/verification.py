"""The lead's verification: the queue of reports, one report's lines, and its conclusion."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from consortium.queries import clock
from consortium.rules.roles import Capability as C
from consortium.views.deeds import require, require_to_send
from grants.models import Grant, ReportingPeriod
from partners.models import Membership
from reporting.actions.verification import (
    accept_contributions,
    accept_items,
    release_awaiting,
    return_report,
    verify_report,
)
from reporting.forms.controls import checklist_of
from reporting.forms.verification import ConclusionForm
from reporting.models import Expenditure, PartnerReport, SampleLine
from reporting.queries.acceptance import BudgetGuard, planned_outcomes
from reporting.queries.marks import UNDECIDED, mark_limits
from reporting.queries.parking import parked_sum
from reporting.queries.samples import coverage_of
from reporting.queries.worklist import ALL_KINDS, shown_lines
from reporting.views.lead_pages import (
    crumbs,
    done,
    grant_for,
    rights_on,
    rows_of_my_grants,
)
from reporting.views.lead_tables import LineTable
from reporting.views.work import checklist_beside, with_checklist_version, work_on

IN_LEADS_HANDS = ("submitted", "returned", "verified", "included")


def load_report(request: HttpRequest, pk: int, *, only_to_write: bool = False) -> PartnerReport:
    """A report that has been submitted, of a grant whose rows the reader may see.

    Who does not verify gets 403 for what is sent, and for pages that are only there to write.
    """
    own_seat = Membership.objects.filter(
        user=request.user.pk,
        organisation=OuterRef("grant_partner__organisation"),
        ends_on__isnull=True,
    )
    reports = (
        PartnerReport.objects.filter(rows_of_my_grants(request, "grant_partner__grant"))
        .exclude(state="draft", submitted_at__isnull=True)
        .select_related(
            *("grant_partner__organisation", "grant_partner__grant", "period", "open_checklist")
        )
        .annotate(is_own=Exists(own_seat))
    )
    report: PartnerReport = get_object_or_404(with_checklist_version(reports, "pk"), pk=pk)
    ask = require if only_to_write else require_to_send
    ask(request, C.VERIFY_REPORT, report.grant_partner.grant)
    return report


def listed_reports(grant: Grant) -> QuerySet[PartnerReport]:
    """The reports that have been submitted, with their sums and what is open in them."""
    items = Expenditure.objects.filter(report=OuterRef("pk")).order_by().values("report")
    waiting = items.filter(state__in=UNDECIDED).annotate(number=Count("pk")).values("number")
    amount = items.annotate(total=Sum("amount")).values("total")
    return (
        PartnerReport.objects.filter(grant_partner__grant=grant, state__in=IN_LEADS_HANDS)
        .select_related("grant_partner__organisation", "period", "verified_by")
        .annotate(waiting=waiting, amount=amount)
        .annotate(questions=Count("queries", filter=Q(queries__closed_at__isnull=True)))
        .order_by("-period__number", "grant_partner__number")
    )


@require_GET
def verification_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Reports by period: first those that wait for the controller."""
    grant = grant_for(request, ref)
    rows = list(listed_reports(grant))
    parked_count, parked = parked_sum(grant)
    context = {
        "grant": grant,
        "heading": _("Verification"),
        "queue": [row for row in rows if row.state == "submitted"],
        "others": [row for row in rows if row.state != "submitted"],
        "awaiting": Expenditure.objects.filter(grant=grant).aggregate(total=Sum("awaiting"))[
            "total"
        ],
        "parked_count": parked_count,
        "parked": parked,
        "rights": rights_on(request, grant),
        "periods": grant.periods.filter(state__in=[*ReportingPeriod.TAKES_REPORTS, "closed"]),
        "breadcrumbs": crumbs(grant, (_("Verification"), None)),
    }
    return render(request, "reporting/verification/list.html", context)


@require_GET
def verification_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One report with all its lines, what accepting them would give, and what is left to do."""
    report = load_report(request, pk)
    grant = report.grant_partner.grant
    work = work_on(report, request.GET)
    table = LineTable(shown_lines(work.lines), grant=grant, marked=work.marked)
    table.query = work.query
    table.exclude = () if report.state == "submitted" else ("chosen",)
    table.data._length = work.total  # known already: no need to count again
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    _plan(table, work.guard)
    context = {
        "grant": grant,
        "report": report,
        "heading": _("Verification: %(partner)s") % {"partner": report.grant_partner},
        "table": table,
        "checklist_form": checklist_beside(report),
        "filter_form": work.form,
        "kinds": ALL_KINDS,
        "limits": mark_limits(work.guard.profile),
        "rooms": work.guard.rooms(),
        "contributions": list(report.contributions.all()),
        "queries": list(report.queries.select_related("expenditure", "asked_by")),
        "rights": rights_on(request, grant),
        "breadcrumbs": way_to(report, None),
    }
    return render(request, "reporting/verification/detail.html", context)


@require_POST
def verification_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept the chosen lines, or all that are submitted."""
    report = load_report(request, pk)
    # What is drawn in a sample is opened and decided by hand.
    drawn = SampleLine.objects.filter(sample__report=report).values("expenditure")
    items = report.expenditure.filter(state="submitted").exclude(pk__in=drawn)
    if "all" not in request.POST:
        keys = [key for key in request.POST.getlist("items") if key.isdigit()]
        items = report.expenditure.filter(pk__in=keys)
    rows = accept_items(report, list(items), by=request.user, at=clock.now())
    partly = sum(bool(row.awaiting or row.disallowed) for row in rows)
    messages.success(
        request,
        ngettext(
            "%(count)s line has been decided.", "%(count)s lines have been decided.", len(rows)
        )
        % {"count": len(rows)},
    )
    if left := report.expenditure.filter(state="submitted", pk__in=drawn).count():
        messages.info(
            request,
            _("%(count)s lines of the sample are left to decide by hand.") % {"count": left},
        )
    if partly:
        messages.warning(
            request,
            _("%(count)s of them only in part: see the amounts that fell or await budget.")
            % {"count": partly},
        )
    return redirect("reporting:verification-detail", report.pk)


@require_POST
def contributions_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept the chosen contributions."""
    report = load_report(request, pk)
    keys = [key for key in request.POST.getlist("contributions") if key.isdigit()]
    rows = list(report.contributions.filter(pk__in=keys))
    accept_contributions(report, rows, by=request.user, at=clock.now())
    messages.success(request, _("The co-financing has been accepted."))
    return redirect("reporting:verification-detail", report.pk)


@require_POST
def verification_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the report back with its queries."""
    report = load_report(request, pk)
    return_report(report, by=request.user, at=clock.now())
    messages.success(request, _("The report is back with the partner, with its queries."))
    return redirect("reporting:verification-list", report.grant_partner.grant.ref)


def verification_conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """The checklist and the conclusion."""
    report = load_report(request, pk, only_to_write=True)
    drawn = coverage_of(report)
    answers = {key: told["answer"] for key, told in checklist_of(report).items()}
    form = ConclusionForm(request.POST or None, answers=answers, extent=drawn.extent)

    def conclude(given: dict[str, Any]) -> None:
        verify_report(
            report,
            checklist=form.checklist(),
            extent_pct=given["extent_pct"],
            conclusion=given["conclusion"],
            by=request.user,
            at=clock.now(),
        )

    if request.method == "POST" and done(form, conclude):
        messages.success(request, _("The report is verified."))
        return redirect("reporting:verification-list", report.grant_partner.grant.ref)
    context = {
        "grant": report.grant_partner.grant,
        "heading": _("Conclude the verification: %(partner)s") % {"partner": report.grant_partner},
        "form": form,
        "submit": _("Verify the report"),
        "cancel_url": reverse("reporting:verification-detail", args=[report.pk]),
        "breadcrumbs": way_to(report, _("Conclude")),
    }
    return render(request, "components/confirm.html", context)


@require_POST
def awaiting_release(request: HttpRequest, ref: str) -> HttpResponse:
    """Try waiting cost again on the amended budget."""
    grant = grant_for(request, ref)
    require(request, C.VERIFY_REPORT, grant)
    period = get_object_or_404(
        ReportingPeriod, grant=grant, pk=int("0" + request.POST.get("period", ""))
    )
    rows = release_awaiting(grant, period, by=request.user, at=clock.now())
    messages.success(
        request, _("%(count)s costs that awaited budget have been released.") % {"count": len(rows)}
    )
    return redirect("reporting:verification-list", ref)


def _plan(table: LineTable, guard: BudgetGuard) -> None:
    """What accepting the page's submitted lines together would give each of them."""
    rows = [row.record for row in table.page.object_list] if table.page else []
    waiting = sorted(
        (row for row in rows if row.state == "submitted"),
        key=lambda row: (row.delivery_date, row.pk),
    )
    table.outcomes = {one.item.pk: one for one in planned_outcomes(waiting, guard)}


def way_to(report: PartnerReport, last: str | None) -> list[Any]:
    """Where a page of *report* is; *last* names it, None is the report itself."""
    grant = report.grant_partner.grant
    here = f"{report.grant_partner} {report.period.number}"
    detail = reverse("reporting:verification-detail", args=[report.pk]) if last else None
    way = [
        (_("Verification"), reverse("reporting:verification-list", args=[grant.ref])),
        (here, detail),
    ]
    return crumbs(grant, *way, *([(last, None)] if last else []))

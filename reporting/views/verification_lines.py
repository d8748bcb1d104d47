"""One line of a report under verification: its proof, its decision, and the queries about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consortium.actions.reading import STAFF_COST
from consortium.queries import clock
from consortium.rules.roles import Capability as C
from consortium.views.deeds import require_to_send
from consortium.views.reading import log_reading
from reporting.actions.queries_answers import ask, close_query
from reporting.actions.verification import (
    accept_items,
    disallow_contribution,
    disallow_item,
    undecide_item,
)
from reporting.forms.parking import FallForm, TakeUpForm
from reporting.forms.verification import DisallowForm, QuestionForm, WhyForm
from reporting.models import Expenditure, PartnerReport, Query, SampleLine
from reporting.queries.acceptance import planned_outcomes
from reporting.queries.worklist import ALL_KINDS
from reporting.rules.parking import DONE, PARKABLE
from reporting.rules.reasons import DECISION_CODES
from reporting.rules.states import EXPENDITURE
from reporting.views.lead_pages import Crumb, crumbs, done, rights_on, rows_of_my_grants
from reporting.views.line_papers import papers_of
from reporting.views.trails import Stop, family_of, stops_of
from reporting.views.verification import load_report
from reporting.views.work import (
    asked_of,
    checklist_beside,
    filter_query,
    guard_of,
    line_url,
    list_url,
    onward,
    spot_of,
    with_checklist_version,
)


def verification_item(
    request: HttpRequest, pk: int, item_pk: int, sent: dict[str, Any] | None = None
) -> HttpResponse:
    """Everything about one cost beside its voucher, and what can be decided about it."""
    item = load_line(request, pk, item_pk)
    if item.time_sheet_id:
        log_reading(request, STAFF_COST, item)
    report, guard = item.report, guard_of(item.report)
    outcomes = planned_outcomes([item], guard) if item.state == "submitted" else []
    stops = _stops(item)
    family = family_of(item, stops)
    spot = spot_of(item, asked_of(request), guard)
    context = {
        "grant": item.grant,
        "report": report,
        "item": item,
        "heading": f"{item.voucher_no} {item.text}",
        "facts": _facts(item),
        "spot": spot,
        "checklist_form": checklist_beside(report),
        "kinds": ALL_KINDS,
        "previous_url": _neighbour(report, spot.place.previous, spot.query),
        "next_url": _neighbour(report, spot.place.next, spot.query),
        "list_url": list_url(report, spot.query),
        "outcome": outcomes[0] if outcomes else None,
        "room": next((one for one in guard.rooms() if one.line.pk == item.line_id), None),
        "decision": _(DECISION_CODES.get(item.decision_code, item.decision_code or "–")),
        "stops": stops,
        "papers": papers_of(family),
        "queries": _queries(item, family),
        "corrections": item.found_faults.all() if item.state == "claimed" else [],
        "rights": rights_on(request, item.grant),
        "disallow_form": DisallowForm(initial={"amount": item.at_stake}),
        "question_form": QuestionForm(),
        "undecide_form": WhyForm(auto_id="undecide_%s"),
        **_parking_forms(item, report, stops),
        **(sent or {}),
        "breadcrumbs": _way_to(item, spot.query),
    }
    return render(request, "reporting/verification/item.html", context)


@require_POST
def item_accept(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Accept one cost that has been looked at by itself."""
    item = load_line(request, pk, item_pk)
    onwards = onward(request, item)
    [row] = accept_items(item.report, [item], by_hand=True, by=request.user, at=clock.now())
    messages.success(request, _("The decision on %(voucher)s is kept.") % _named(item))
    if row.awaiting or row.disallowed:
        messages.warning(
            request, _("Only in part: see the amounts of %(voucher)s that fell.") % _named(item)
        )
    return redirect(onwards)


@require_POST
def item_disallow(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Disallow a cost or a part of it."""
    item = load_line(request, pk, item_pk)
    form = DisallowForm(request.POST)
    onwards = onward(request, item)
    if done(form, lambda given: disallow_item(item, **given, by=request.user, at=clock.now())):
        messages.success(request, _("The decision on %(voucher)s is kept.") % _named(item))
        return redirect(onwards)
    return verification_item(request, pk, item_pk, {"disallow_form": form})


@require_POST
def item_undecide(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Take a decision back."""
    item = load_line(request, pk, item_pk)
    form = WhyForm(request.POST, auto_id="undecide_%s")
    if done(form, lambda given: undecide_item(item, **given, by=request.user, at=clock.now())):
        messages.success(request, _("%(voucher)s is undecided again.") % _named(item))
        return redirect(line_url(item.report, item.pk, filter_query(asked_of(request))))
    return verification_item(request, pk, item_pk, {"undecide_form": form})


@require_POST
def item_question(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Ask the partner about a cost."""
    item = load_line(request, pk, item_pk)
    form = QuestionForm(request.POST)
    onwards = onward(request, item)
    if done(
        form,
        lambda given: ask(item.report, **given, expenditure=item, by=request.user, at=clock.now()),
    ):
        messages.success(request, _("The query is noted. Return the report to send it."))
        return redirect(onwards)
    return verification_item(request, pk, item_pk, {"question_form": form})


def report_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the partner about the report as a whole."""
    report = load_report(request, pk, only_to_write=True)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and done(
        form, lambda given: ask(report, **given, by=request.user, at=clock.now())
    ):
        messages.success(request, _("The query is noted. Return the report to send it."))
        return redirect("reporting:verification-detail", pk)
    return _form_page(request, report, form, _("Ask the partner"), _("Ask"))


@require_POST
def query_close(request: HttpRequest, pk: int, query_pk: int) -> HttpResponse:
    """The answer will do."""
    report = load_report(request, pk)
    query = get_object_or_404(report.queries, pk=query_pk)
    close_query(query, by=request.user, at=clock.now())
    messages.success(request, _("The query is closed."))
    return redirect("reporting:verification-detail", pk)


def contribution_disallow(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Refuse a contribution, with the reason."""
    report = load_report(request, pk, only_to_write=True)
    row = get_object_or_404(report.contributions, pk=row_pk)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and done(
        form,
        lambda given: disallow_contribution(row, **given, by=request.user, at=clock.now()),
    ):
        messages.success(request, _("The co-financing is disallowed."))
        return redirect("reporting:verification-detail", pk)
    heading = _("Disallow co-financing from %(name)s") % {"name": row.contributor}
    return _form_page(request, report, form, heading, _("Disallow"))


def load_line(request: HttpRequest, pk: int, item_pk: int) -> Any:
    """A line of a report that has been sent, of a grant whose rows the reader may see.

    Who does not verify gets 403 for what is sent.
    """
    drawn = SampleLine.objects.filter(expenditure=OuterRef("pk"))
    rows = (
        Expenditure.objects.filter(rows_of_my_grants(request, "grant"), report=pk)
        .exclude(report__state="draft", report__submitted_at__isnull=True)
        .select_related(
            *("report__grant_partner__organisation", "report__grant_partner__grant"),
            *(
                "report__period",
                "report__open_checklist",
                "line",
                "time_sheet__employee",
                "time_sheet__rate__letter",
            ),
            *("claim", "created_by", "decided_by", "late_of", "grant", "foreign", "valuation"),
        )
        .annotate(
            is_asked=Exists(Query.objects.filter(expenditure=OuterRef("pk"))),
            is_drawn=Exists(drawn),
            is_unchecked=Exists(drawn.filter(checked_at__isnull=True)),
        )
    )
    item = get_object_or_404(with_checklist_version(rows, "report"), pk=item_pk)
    item.report.checklist_version = item.checklist_version
    require_to_send(request, C.VERIFY_REPORT, item.grant)
    return item


def _stops(item: Expenditure) -> list[Stop]:
    """The line's way through the periods; only a parked one has any."""
    if item.kind != Expenditure.TAKEN_UP and item.state != "parked":
        return []
    return stops_of(item, "reporting:verification-item", only_sent=True)


def _queries(item: Any, family: list[int]) -> Any:
    if not item.is_asked and len(family) == 1:
        return []
    return Query.objects.filter(expenditure__in=family).select_related("asked_by")


def _neighbour(report: PartnerReport, pk: int | None, query: str) -> str:
    return line_url(report, pk, query) if pk is not None else ""


def _way_to(item: Expenditure, query: str) -> list[Crumb]:
    report = item.report
    return crumbs(
        item.grant,
        (_("Verification"), reverse("reporting:verification-list", args=[item.grant.ref])),
        (f"{report.grant_partner} {report.period.number}", list_url(report, query)),
        (item.voucher_no, None),
    )


def _parking_forms(
    item: Expenditure, report: PartnerReport, stops: list[Stop]
) -> dict[str, forms.Form]:
    """The forms that set the line aside, or take it up where nothing has taken it up yet."""
    if item.state == "parked" and report.state in DONE:
        if any(stop.item.parked < 0 for stop in stops) or item.pk != stops[-1].item.pk:
            return {}
        return {
            "take_up_form": TakeUpForm(grant=item.grant, prefix="take"),
            "fall_form": FallForm(grant=item.grant, prefix="fall"),
        }
    may_park = item.kind in PARKABLE and item.claim is None
    if may_park and item.state in EXPENDITURE["park"].sources:
        return {"park_form": WhyForm(prefix="park")}
    return {}


def _named(item: Expenditure) -> dict[str, str]:
    return {"voucher": item.voucher_no}


def _facts(item: Expenditure) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [
        (_("Budget line"), f"{item.line.number} {item.line}"),
        (_("Kind"), item.get_kind_display()),
        (_("Supplier"), item.supplier),
        (_("Supplier's CVR number"), item.supplier_cvr),
        (_("Invoice number"), item.invoice_no),
        (_("Invoice date"), item.invoice_date),
        (_("Delivery date"), item.delivery_date),
        (_("Paid on"), item.paid_on),
        (_("Ledger account"), item.ledger_account),
        (_("Booking number"), item.booking_no),
        (_("Net amount"), item.net),
        (_("Eligible VAT"), item.eligible_vat),
        (_("Project share, per cent"), item.project_share_pct),
        (_("Counts as financing"), item.get_cofinancing_form_display()),
        (_("Entered by"), str(item.created_by)),
    ]
    if item.late_of is not None:
        facts.append((_("Late, of period"), f"{item.late_of.number}: {item.late_reason}"))
    sheet = item.time_sheet
    if sheet is not None:
        facts += [
            (_("Employee"), str(sheet.employee)),
            (_("Hours"), item.hours),
            (_("Hourly rate"), sheet.rate.rate),
            (_("Hours behind the rate"), sheet.rate.divisor),
        ]
    return facts


def _form_page(
    request: HttpRequest, report: PartnerReport, form: Any, heading: str, submit: str
) -> HttpResponse:
    grant = report.grant_partner.grant
    back = reverse("reporting:verification-detail", args=[report.pk])
    context = {
        "grant": grant,
        "heading": heading,
        "form": form,
        "submit": submit,
        "cancel_url": back,
        "breadcrumbs": crumbs(
            grant,
            (_("Verification"), reverse("reporting:verification-list", args=[grant.ref])),
            (f"{report.grant_partner} {report.period.number}", back),
            (heading, None),
        ),
    }
    return render(request, "components/confirm.html", context)

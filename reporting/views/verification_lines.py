"""One line of a report under verification: its proof, its decision, and the queries about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consortium.queries import clock
from reporting.actions.queries_answers import ask, close_query
from reporting.actions.verification import (
    disallow_contribution,
    disallow_item,
    undecide_item,
)
from reporting.forms.parking import FallForm, TakeUpForm
from reporting.forms.verification import DisallowForm, QuestionForm, WhyForm
from reporting.models import Expenditure, ExpenditureFile, PartnerReport, Query
from reporting.queries.acceptance import BudgetGuard, planned_outcomes
from reporting.queries.funding import frozen_profile
from reporting.rules.parking import DONE, PARKABLE
from reporting.rules.reasons import DECISION_CODES
from reporting.rules.states import EXPENDITURE
from reporting.views.lead_pages import crumbs, done, rights_on
from reporting.views.trails import Stop, family_of, stops_of
from reporting.views.verification import load_report


def verification_item(
    request: HttpRequest, pk: int, item_pk: int, sent: dict[str, Any] | None = None
) -> HttpResponse:
    """Everything about one cost, and what can be decided about it."""
    report = load_report(request, pk)
    item = load_item(report, item_pk)
    grant = report.grant_partner.grant
    guard = BudgetGuard(grant, frozen_profile(grant), clock.today())
    outcomes = planned_outcomes([item], guard) if item.state == "submitted" else []
    stops = stops_of(item, "reporting:verification-item", only_sent=True)
    family = family_of(item, stops)
    context = {
        "grant": grant,
        "report": report,
        "item": item,
        "heading": f"{item.voucher_no} {item.text}",
        "facts": _facts(item),
        "outcome": outcomes[0] if outcomes else None,
        "room": next((one for one in guard.rooms() if one.line.pk == item.line_id), None),
        "decision": _(DECISION_CODES.get(item.decision_code, item.decision_code or "–")),
        "stops": stops,
        "files": ExpenditureFile.objects.filter(expenditure__in=family).select_related("file"),
        "queries": Query.objects.filter(expenditure__in=family).select_related("asked_by"),
        "corrections": item.found_faults.all(),
        "rights": rights_on(request, grant),
        "disallow_form": DisallowForm(initial={"amount": item.at_stake}),
        "question_form": QuestionForm(),
        "undecide_form": WhyForm(),
        **_parking_forms(item, report, stops),
        **(sent or {}),
        "breadcrumbs": crumbs(
            grant,
            (_("Verification"), reverse("reporting:verification-list", args=[grant.ref])),
            (
                f"{report.grant_partner} {report.period.number}",
                reverse("reporting:verification-detail", args=[report.pk]),
            ),
            (item.voucher_no, None),
        ),
    }
    return render(request, "reporting/verification/item.html", context)


@require_POST
def item_disallow(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Disallow a cost or a part of it."""
    item = load_item(load_report(request, pk), item_pk)
    form = DisallowForm(request.POST)
    if done(form, lambda given: disallow_item(item, **given, by=request.user, at=clock.now())):
        messages.success(request, _("The decision on %(voucher)s is kept.") % _named(item))
        return redirect("reporting:verification-detail", pk)
    return verification_item(request, pk, item_pk, {"disallow_form": form})


@require_POST
def item_undecide(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Take a decision back."""
    item = load_item(load_report(request, pk), item_pk)
    form = WhyForm(request.POST)
    if done(form, lambda given: undecide_item(item, **given, by=request.user, at=clock.now())):
        messages.success(request, _("%(voucher)s is undecided again.") % _named(item))
        return redirect("reporting:verification-item", pk, item_pk)
    return verification_item(request, pk, item_pk, {"undecide_form": form})


@require_POST
def item_question(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Ask the partner about a cost."""
    report = load_report(request, pk)
    item = load_item(report, item_pk)
    form = QuestionForm(request.POST)
    if done(
        form,
        lambda given: ask(report, **given, expenditure=item, by=request.user, at=clock.now()),
    ):
        messages.success(request, _("The query is noted. Return the report to send it."))
        return redirect("reporting:verification-detail", pk)
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


def load_item(report: PartnerReport, pk: int) -> Expenditure:
    """A line of *report* with all that its page says about it."""
    rows = report.expenditure.select_related(
        *("line", "time_sheet__employee", "time_sheet__rate__letter", "claim", "created_by"),
        *("decided_by", "late_of", "grant", "foreign", "valuation"),
    )
    return get_object_or_404(rows, pk=pk)


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

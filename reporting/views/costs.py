"""The costs of a report: the list, one cost with its papers, and the papers themselves."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consortium.actions.reading import STAFF_COST
from consortium.models.access import actor_of
from consortium.queries import clock
from consortium.queries.editing import with_version
from consortium.queries.texts import money_text
from consortium.rules.refusals import Refused
from consortium.rules.roles import Capability as C
from consortium.views.columns import DayColumn, MoneyColumn, StateColumn
from consortium.views.reading import log_reading
from reporting.actions.costs import change_expenditure, drop_expenditure, enter_expenditure
from reporting.actions.drafts import OWN_ITEM_STATES
from reporting.forms.costs import CostFilter, ExpenditureForm
from reporting.forms.evidence import EvidenceForm, KeptFileForm
from reporting.models import Expenditure, ExpenditureFile, PartnerReport, Query
from reporting.queries.evidence import kept_files, with_others
from reporting.rules import completeness as steps
from reporting.views.confirm import confirm_page
from reporting.views.filing import taken_outcomes
from reporting.views.lead_tables import mark_of
from reporting.views.refusals import add_refusal
from reporting.views.report_pages import edit_in, load_report, may_write, show
from reporting.views.steps import answer_of
from reporting.views.trails import family_of, stops_of


class CostTable(tables.Table):  # type: ignore[misc]  # no stubs
    """The costs of one report."""

    caption = gettext_lazy("Costs of the report")
    row_header = "voucher_no"
    voucher_no = tables.Column(verbose_name=gettext_lazy("Voucher"))
    text = tables.Column(verbose_name=gettext_lazy("Text"))
    amount = MoneyColumn(verbose_name=gettext_lazy("Amount, kr."))
    line = tables.Column(
        verbose_name=gettext_lazy("Budget line"), accessor="line__name", order_by="line__number"
    )
    invoice_date = DayColumn(verbose_name=gettext_lazy("Invoice"))
    paid_on = DayColumn(verbose_name=gettext_lazy("Paid"))
    papers = tables.Column(
        verbose_name=gettext_lazy("Papers"),
        empty_values=(),
        order_by=("has_voucher", "has_payment"),
    )
    state = StateColumn(verbose_name=gettext_lazy("State"))

    class Meta:
        empty_text = gettext_lazy("No cost fits.")
        order_by = ("voucher_no",)

    def render_voucher_no(self, record: Expenditure, value: str) -> SafeString:
        """The number, with the way to the cost."""
        url = reverse("reporting:expenditure", args=[record.report_id, record.pk])
        return format_html('<a href="{}">{}</a>', url, value)

    def render_text(self, record: Expenditure, value: str) -> SafeString:
        """The text, and whether the cost is late or was parked before."""
        return format_html("{}{}", value, mark_of(record))

    def render_amount(self, record: Expenditure) -> str:
        """What the report declares; in brackets what is at stake of an earlier report."""
        if record.kind != Expenditure.TAKEN_UP:
            return money_text(record.amount)
        return f"({money_text(-record.parked)})"

    def render_papers(self, record: Any) -> str:
        """Which papers are missing."""
        if record.kind not in {"voucher", "in_kind"}:
            return "–"
        missing = []
        if not record.has_delivery and record.kind == "in_kind":
            missing.append(_("delivery missing"))
        if not record.has_voucher and record.kind == "voucher":
            missing.append(_("voucher missing"))
        if not record.has_payment and record.kind == "voucher":
            missing.append(_("payment missing"))
        return ", ".join(missing) or _("complete")


def rows_of(report: PartnerReport) -> QuerySet[Expenditure]:
    """The costs of *report* with what the list says about them."""
    files = ExpenditureFile.objects.filter(
        Q(expenditure=OuterRef("pk")) | Q(expenditure=OuterRef("corrects"))
    )
    return (
        Expenditure.objects.filter(report=report)
        .select_related("line", "corrects__report__period", "late_of")
        .annotate(
            has_voucher=Exists(files.filter(role=ExpenditureFile.INVOICE)),
            has_payment=Exists(files.filter(role=ExpenditureFile.PAYMENT)),
            has_delivery=Exists(files.filter(role=ExpenditureFile.DELIVERY)),
        )
    )


def costs(request: HttpRequest, pk: int) -> HttpResponse:
    """The costs of the report: found, sorted and paged on the server."""
    report = load_report(request, pk)
    found = CostFilter(request.GET or None, queryset=rows_of(report))
    table = CostTable(found.qs, row_attrs=_drop_places(request, report))
    tables.RequestConfig(request, paginate={"per_page": 50}).configure(table)
    context = {
        "filter": found,
        "table": table,
        "found": table.paginator.count,
        "outcomes": taken_outcomes(request, report),
        "total": found.qs.order_by().aggregate(total=Sum("amount"))["total"],
        **answer_of(report, steps.COSTS),
    }
    return show(request, report, "reporting/costs/list.html", context, step=steps.COSTS)


def _drop_places(request: HttpRequest, report: PartnerReport) -> dict[str, Any]:
    """Where files go that are dropped on a row of the list; nowhere on a row that takes none."""
    if not may_write(request, report):
        return {}

    def place(record: Expenditure) -> str | None:
        takes = record.state in OWN_ITEM_STATES
        return reverse("reporting:evidence-add", args=[report.pk, record.pk]) if takes else None

    return {"data-drop": place}


def expenditure_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter one cost."""
    report = load_report(request, pk, only_to_write=True)
    form = ExpenditureForm(request.POST or None, grant=report.grant_partner.grant)
    edit_in(request, report, form)
    if request.method == "POST" and form.is_valid():
        try:
            item = enter_expenditure(report, form.entry(), by=request.user, at=clock.now())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The cost is entered. Now attach its papers."))
            return redirect("reporting:expenditure", report.pk, item.pk)
    context = {"form": form, "heading": _("Enter a cost")}
    return show(request, report, "reporting/costs/new.html", context, step=steps.COSTS)


def load_item(report: PartnerReport, item_pk: int) -> Expenditure:
    """One cost of *report*, with all that its page says about it; else 404."""
    rows = Expenditure.objects.filter(report=report).select_related(
        *("line", "report", "grant_partner__organisation", "time_sheet", "foreign", "valuation"),
        "late_of",
    )
    return get_object_or_404(with_version(rows), pk=item_pk)


def form_of(report: PartnerReport, item: Expenditure, data: Any = None) -> ExpenditureForm:
    """The form of the cost, filled in with what it is."""
    values = ExpenditureForm.values_of(item)
    return ExpenditureForm(data, grant=report.grant_partner.grant, initial=values)


def expenditure(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """One cost: its figures, its papers, the lead's questions about it."""
    report = load_report(request, pk)
    item = load_item(report, item_pk)
    if item.time_sheet_id:
        log_reading(request, STAFF_COST, item)
    form = form_of(report, item, request.POST or None)
    edit_in(request, report, form)
    if request.method == "POST" and form.is_valid():
        edited_from = form.cleaned_data["edited_from"]
        try:
            change_expenditure(
                item, form.entry(), edited_from=edited_from, by=request.user, at=clock.now()
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The cost is changed."))
            return redirect("reporting:expenditure", report.pk, item.pk)
    # What is missing leads here with the role that the paper is to have.
    evidence_form = EvidenceForm(initial={"role": request.GET.get("role")})
    return item_page(request, report, item, form, evidence_form)


def item_page(
    request: HttpRequest,
    report: PartnerReport,
    item: Expenditure,
    form: ExpenditureForm,
    evidence_form: EvidenceForm | None = None,
    kept_form: KeptFileForm | None = None,
) -> HttpResponse:
    """The page of one cost; its forms may have been sent and be in need of correction."""
    own = item.state in OWN_ITEM_STATES and may_write(request, report)
    stops = stops_of(item, "reporting:expenditure", only_sent=False)
    family = family_of(item, stops)
    proofs = ExpenditureFile.objects.filter(expenditure__in=family).select_related("file")
    if own and kept_form is None:
        kept_form = KeptFileForm(files=kept_files(report, request.user))
    context = {
        "heading": f"{item.voucher_no} {item.text}",
        "item": item,
        "form": form,
        "evidence_form": evidence_form or EvidenceForm(),
        "kept_form": kept_form,
        "stops": stops,
        "files": with_others(proofs, request.user),
        "queries": Query.objects.filter(expenditure__in=family).select_related("asked_by"),
        "may_prove": own,
        "may_change": own and item.kind in {Expenditure.VOUCHER, Expenditure.IN_KIND},
        "answers": actor_of(request.user).can(C.WRITE_REPORT, report.grant_partner.organisation),
    }
    return show(request, report, "reporting/costs/item.html", context, step=steps.COSTS)


def expenditure_drop(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Ask, then take a cost out."""
    report = load_report(request, pk, only_to_write=True)
    item = load_item(report, item_pk)
    back = reverse("reporting:report-costs", args=[report.pk])
    if request.method == "POST":
        drop_expenditure(item, by=request.user, at=clock.now())
        messages.success(request, _("The cost is removed."))
        return redirect(back)
    facts = [
        (_("Voucher"), f"{item.voucher_no} {item.text}"),
        (_("Amount"), money_text(item.amount, "kr")),
    ]
    return confirm_page(request, report, _("Remove the cost"), facts, back)

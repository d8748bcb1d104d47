"""The register of related operations: lists with their totals, and who of ours stands in them."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consortium.models.access import actor_of
from consortium.queries.clock import now
from consortium.queries.editing import version_of, with_version
from consortium.queries.texts import day_text, money_text, number_text
from consortium.rules.roles import Capability as C
from consortium.views.columns import FigureColumn, MoneyColumn
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from grants.actions.operations import note_operation
from grants.forms.operations import OperationNoteForm
from grants.models import Grant, RelatedOperation
from grants.queries.operations import ListTotal, OurPartners, found_in, list_totals, our_partners
from grants.rules.operations import OVER, ROUNDED
from grants.views.grants import crumbs, find

PER_PAGE = 50


class OperationTable(tables.Table):  # type: ignore[misc]  # no stubs
    """Operations of others; a mark where the beneficiary is one of our partners."""

    caption = gettext_lazy("Operations")
    row_header = "name"

    name = tables.Column(verbose_name=gettext_lazy("Operation"))
    beneficiary = tables.Column(verbose_name=gettext_lazy("Beneficiary"), default="")
    source = tables.Column(verbose_name=gettext_lazy("List"))
    starts_on = tables.Column(verbose_name=gettext_lazy("Term"), default="")
    currency = tables.Column(verbose_name=gettext_lazy("Currency"))
    total = MoneyColumn(verbose_name=gettext_lazy("Total eligible expenditure"))
    fund_amount = MoneyColumn(verbose_name=gettext_lazy("Amount of the fund"), default="")
    rate = FigureColumn(verbose_name=gettext_lazy("Rate, per cent"), default="")

    class Meta:
        empty_text = gettext_lazy("No operation fits.")

    def __init__(self, *args: Any, partners: OurPartners, ref: str, **kwargs: Any) -> None:
        self.partners, self.ref = partners, ref
        super().__init__(*args, **kwargs)

    def render_name(self, record: RelatedOperation) -> SafeString:
        """The way to what is known of it, and to the note."""
        page = reverse("grants:operation-note", args=[self.ref, record.pk])
        return format_html('<a href="{}">{}</a>', page, record.name)

    def render_beneficiary(self, record: RelatedOperation) -> SafeString | str:
        """The name, the number, and a mark if it is one of us."""
        parts = [format_html("{}", record.beneficiary)]
        if record.identifier:
            parts.append(format_html('<span class="house-note">{}</span>', record.identifier))
        partner = self.partners.partner(record)
        if partner:
            said = _("Our partner %(name)s") % {"name": partner}
            parts.append(format_html('<span class="badge badge-warning">{}</span>', said))
        return format_html("{}" + "<br>{}" * (len(parts) - 1), *parts)

    def render_starts_on(self, record: RelatedOperation) -> str:
        """From when to when."""
        return _term(record)

    def render_rate(self, value: Any) -> str:
        """The rate with two decimals."""
        return number_text(value, 2)

    def render_fund_amount(self, record: RelatedOperation) -> SafeString | str:
        """The support, with a word where it stands above the cap."""
        amount = money_text(record.fund_amount)
        words = {ROUNDED: _("above the cap by rounding"), OVER: _("above the cap")}
        if record.deviation not in words:
            return amount
        note = words[record.deviation]
        return format_html('{}<br><span class="house-note">{}</span>', amount, note)


class OperationFilter(django_filters.FilterSet):  # type: ignore[misc]  # no stubs
    """Finds operations."""

    q = django_filters.CharFilter(
        label=gettext_lazy("Beneficiary, number or operation"), method="search"
    )
    source = django_filters.ChoiceFilter(
        label=gettext_lazy("List"), empty_label=gettext_lazy("All")
    )
    only = django_filters.ChoiceFilter(
        label=gettext_lazy("Only"),
        method="pick",
        choices=[
            ("partners", gettext_lazy("beneficiaries that are our partners")),
            (ROUNDED, gettext_lazy("support above the cap by rounding")),
            (OVER, gettext_lazy("support further above the cap")),
        ],
        empty_label=gettext_lazy("All"),
    )

    class Meta:
        model = RelatedOperation
        fields: list[str] = []

    def __init__(
        self, *args: Any, partners: OurPartners, sources: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.partners = partners
        self.filters["source"].extra["choices"] = [(one, one) for one in sources]

    def search(self, rows: Any, _name: str, words: str) -> Any:
        """By the beneficiary, its number, or the operation."""
        return found_in(rows, words)

    def pick(self, rows: Any, _name: str, which: str) -> Any:
        """What deserves a look."""
        if which == "partners":
            return rows.filter(self.partners.among())
        return rows.filter(deviation=which)


def operation_list(request: HttpRequest, ref: str) -> HttpResponse:
    """The register, with its totals by list and currency."""
    grant = find(request, ref)
    require(request, C.VIEW_ROWS, grant)
    partners, totals = our_partners(grant), list_totals(grant)
    rows = RelatedOperation.objects.visible_to(request.user).filter(grant=grant)
    sources = list(dict.fromkeys(one.source for one in totals))
    found = OperationFilter(request.GET or None, queryset=rows, partners=partners, sources=sources)
    table = OperationTable(found.qs, partners=partners, ref=ref)
    tables.RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "grant": grant,
        "heading": _("Related operations"),
        "breadcrumbs": crumbs(grant, (_("Related operations"), None)),
        "filter": found,
        "table": table,
        "lists": totals,
        "ours": rows.filter(partners.among()).count() if totals else 0,
        "deviations": _deviations(totals),
        "may_edit": actor_of(request.user).can(C.PLAN_PROJECT, grant),
    }
    return render(request, "grants/operations/list.html", context)


def operation_note(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """What a list says of one operation, and what we know about overlap."""
    grant = find(request, ref)
    require(request, C.VIEW_ROWS, grant)
    rows = with_version(RelatedOperation.objects.visible_to(request.user).filter(grant=grant))
    operation = get_object_or_404(rows.select_related("grant"), pk=number)
    may_edit = actor_of(request.user).can(C.PLAN_PROJECT, grant)
    if request.method == "POST":
        require(request, C.PLAN_PROJECT, grant)
    address = reverse("grants:operation-list", args=[ref])
    context = {
        "grant": grant,
        "tab": "operations",
        "heading": operation.name,
        "breadcrumbs": crumbs(
            grant, (_("Related operations"), address), (str(operation)[:60], None)
        ),
        "facts": _facts(grant, operation),
        "operation": operation,
        "cancel_url": address,
    }
    if not may_edit:
        return render(request, "grants/operations/detail.html", context)
    initial = {"note": operation.note, "edited_from": version_of(operation)}
    form = OperationNoteForm(request.POST or None, initial=initial)
    editing(request, form)

    def deed(values: dict[str, Any]) -> str:
        note_operation(operation, by=reader(request), at=now(), **values)
        return address

    return form_page(request, form, deed, context=context, done=_("The note is saved."))


def _facts(grant: Grant, operation: RelatedOperation) -> list[tuple[str, str]]:
    """What the list says; nothing where it says nothing."""
    row = operation.source_row
    source = _("%(list)s, row %(row)s") % {"list": operation.source, "row": row}
    fund_amount, rate = operation.fund_amount, operation.rate
    found = [
        (_("List"), source if row else operation.source),
        (_("Beneficiary"), operation.beneficiary),
        (_("CVR or other number"), operation.identifier),
        (_("Our partner"), our_partners(grant).partner(operation)),
        (_("Fund or programme"), operation.fund),
        (_("Term"), _term(operation)),
        (_("Total eligible expenditure"), f"{money_text(operation.total)} {operation.currency}"),
        (
            _("Amount of the fund"),
            "" if fund_amount is None else f"{money_text(fund_amount)} {operation.currency}",
        ),
        (_("Support and cap"), operation.get_deviation_display() if operation.deviation else ""),
        (_("Co-financing rate"), "" if rate is None else f"{number_text(rate, 2)} %"),
        (_("Place"), " ".join(one for one in (operation.postcode, operation.place) if one)),
    ]
    return [(label, text) for label, text in found if text]


def _term(operation: RelatedOperation) -> str:
    days = (operation.starts_on, operation.ends_on)
    return " – ".join(day_text(day) for day in days if day)


def _deviations(totals: list[ListTotal]) -> dict[str, int]:
    """How many stand above the cap, by how much it matters (R-17)."""
    return {
        "rounded": sum(one.rounded for one in totals),
        "over": sum(one.over for one in totals),
    }

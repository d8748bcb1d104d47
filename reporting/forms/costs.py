"""What a partner types about a cost and its papers."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField, DanishDecimalField
from grants.models import OWN, SOURCES, BudgetLine
from reporting.actions.costs import ExpenditureEntry
from reporting.models import Expenditure, ExpenditureFile


class ExpenditureForm(forms.Form):
    """One cost, with all that T5 asks for."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            ("voucher", _("A paid voucher")),
            ("in_kind", _("A contribution in kind: nothing was paid")),
        ],
        widget=forms.RadioSelect,
        initial="voucher",
    )
    line = forms.ModelChoiceField(
        label=_("Budget line"),
        queryset=BudgetLine.objects.exclude(kind=BudgetLine.FLAT),
        empty_label=_("Choose"),
    )
    voucher_no = forms.CharField(label=_("Voucher number"), max_length=40)
    text = forms.CharField(label=_("Text"), max_length=200)
    supplier = forms.CharField(label=_("Supplier"), max_length=120, required=False)
    supplier_cvr = forms.CharField(label=_("Supplier's CVR number"), max_length=20, required=False)
    invoice_no = forms.CharField(label=_("Invoice number"), max_length=60, required=False)
    invoice_date = DanishDateField(label=_("Invoice date"))
    delivery_date = DanishDateField(label=_("Delivery date"))
    paid_on = DanishDateField(label=_("Paid on"))
    ledger_account = forms.CharField(label=_("Account in your own ledger"), max_length=40)
    booking_no = forms.CharField(
        label=_("Booking number in your own ledger"), max_length=40, required=False
    )
    net = DanishDecimalField(label=_("Amount without VAT"), help_text=_("kr."))
    vat = DanishDecimalField(
        label=_("VAT"),
        required=False,
        help_text=_("kr. Only the part that nobody pays back to you counts."),
    )
    project_share_pct = DanishDecimalField(
        label=_("The project's share, per cent"), initial=100, max_digits=5
    )
    cofinancing_form = forms.ChoiceField(
        label=_("Does the cost count as co-financing too?"),
        choices=[("", _("No")), (OWN, _("Yes, own financing"))],
        required=False,
    )
    cofinancing_source = forms.ChoiceField(
        label=_("Source of the co-financing"),
        choices=[("", _("As the organisation")), *SOURCES[1:]],
        required=False,
    )
    by_employee = forms.BooleanField(
        label=_("In kind only: it is the time of an employee"), required=False
    )
    payroll_ref = forms.CharField(
        label=_("In kind only: payroll reference that shows no salary was paid"),
        max_length=40,
        required=False,
    )
    late_reason = forms.CharField(
        label=_("Late cost only: why it was not reported in its own period"),
        help_text=_("Asked for when the delivery date lies in a period that has closed."),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )

    def entry(self) -> ExpenditureEntry:
        """The cost as the action takes it."""
        values: dict[str, Any] = dict(self.cleaned_data)
        values["vat"] = values["vat"] or 0
        if values["kind"] == Expenditure.IN_KIND:
            values["cofinancing_form"] = ""
        return ExpenditureEntry(**values)

    @classmethod
    def values_of(cls, item: Expenditure) -> dict[str, Any]:
        """The cost as this form shows it."""
        own = set(cls.base_fields) - {"line", "by_employee", "payroll_ref"}
        return {**{name: getattr(item, name) for name in own}, "line": item.line_id}


class EvidenceForm(forms.Form):
    """A file and what it proves."""

    role = forms.ChoiceField(
        label=_("The file is"), choices=ExpenditureFile.ROLES, widget=forms.RadioSelect
    )
    file = forms.FileField(label=_("File"), help_text=_("PDF or picture. No CPR numbers."))


class CostFilter(django_filters.FilterSet):  # type: ignore[misc]  # no stubs
    """Finds costs of a report."""

    search = django_filters.CharFilter(label=_("Search"), method="by_text")
    line = django_filters.ModelChoiceFilter(
        label=_("Budget line"), queryset=BudgetLine.objects.all(), empty_label=_("All")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=Expenditure.STATES, empty_label=_("All")
    )
    mark = django_filters.ChoiceFilter(
        label=_("Mark"),
        choices=[("late", _("Late")), ("taken_up", _("Taken up after parking"))],
        method="by_mark",
        empty_label=_("All"),
    )
    papers = django_filters.ChoiceFilter(
        label=_("Papers"),
        choices=[("missing", _("Something is missing"))],
        method="by_papers",
        empty_label=_("All"),
    )

    class Meta:
        model = Expenditure
        fields: list[str] = []

    def by_text(self, rows: QuerySet[Expenditure], _name: str, value: str) -> QuerySet[Expenditure]:
        """Voucher number, text, supplier or invoice number."""
        return rows.filter(
            Q(voucher_no__icontains=value)
            | Q(text__icontains=value)
            | Q(supplier__icontains=value)
            | Q(invoice_no__icontains=value)
        )

    def by_mark(self, rows: QuerySet[Expenditure], _name: str, value: str) -> QuerySet[Expenditure]:
        """Late costs, or lines that were parked before."""
        if value == "late":
            return rows.filter(late_of__isnull=False)
        return rows.filter(kind=Expenditure.TAKEN_UP)

    def by_papers(
        self, rows: QuerySet[Expenditure], _name: str, _value: str
    ) -> QuerySet[Expenditure]:
        """Vouchers without a file or without proof of payment."""
        return rows.filter(
            Q(kind="voucher", has_payment=False)
            | Q(kind__in=["voucher", "in_kind"], has_voucher=False)
        )

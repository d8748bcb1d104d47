"""What a partner types about a cost and its papers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField, DanishDecimalField
from consortium.queries.editing import version_of
from consortium.queries.texts import sentence_text
from grants.models import OWN, SOURCES, BudgetLine, ExchangeRate, Grant
from grants.rules.currency import DKK, check_kroner
from grants.rules.profiles import RuleProfile
from reporting.actions.costs import ExpenditureEntry, Foreign, Valuation
from reporting.models import Expenditure, ForeignAmount, InKindValuation
from reporting.rules.natures import named_natures

SPECIAL = (
    (
        _("The invoice is in another currency"),
        ("currency", "foreign_net", "foreign_vat", "settlement"),
    ),
    (
        _("Equipment, depreciation, land, interest; market check"),
        ("nature", "nature_basis", "nature_reason", "market_reason"),
    ),
    (
        _("Contribution in kind: how it was valued"),
        (
            *("contribution", "valuation_method", "valuation_source", "valued_by"),
            *("work_hours", "hourly_pay", "third_party", "third_party_cost"),
            *("by_employee", "payroll_ref"),
        ),
    ),
)
VALUATION = {
    "contribution": "contribution",
    "valuation_method": "method",
    "valuation_source": "source",
    "valued_by": "valued_by",
    "work_hours": "work_hours",
    "hourly_pay": "hourly_pay",
    "third_party": "third_party",
    "third_party_cost": "third_party_cost",
}

# What a special field holds where it says nothing.
EMPTY = (None, "", False, DKK, "ordinary", Decimal(0))
EMPTY_OF = {name: Decimal(0) for name in ("work_hours", "hourly_pay", "third_party_cost")}


@dataclass(frozen=True)
class Group:
    """Fields that only some costs need; *open* where one of them holds something."""

    title: str
    fields: list[BoundField]
    open: bool


class ExpenditureForm(EditedForm):
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
    net = DanishDecimalField(
        label=_("Amount without VAT"),
        required=False,
        help_text=_("kr. Left empty where the monthly rate of another currency decides."),
    )
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
    currency = forms.ChoiceField(
        label=_("Currency of the invoice"),
        choices=[(DKK, DKK), *ExchangeRate.CURRENCIES],
        initial=DKK,
        required=False,
    )
    foreign_net = DanishDecimalField(
        label=_("Amount without VAT in the currency"), required=False, min_value=0
    )
    foreign_vat = DanishDecimalField(label=_("VAT in the currency"), required=False, min_value=0)
    settlement = forms.ChoiceField(
        label=_("How it came into kroner"),
        choices=[("", _("Choose")), *ForeignAmount.SETTLEMENTS],
        required=False,
        help_text=_("Settled by the bank: enter those kroner as the amount above."),
    )
    nature = forms.ChoiceField(label=_("Kind of cost"), choices=Expenditure.NATURES, required=False)
    nature_basis = forms.ChoiceField(
        label=_("Why bought equipment counts"),
        choices=[("", "–"), *Expenditure.NATURE_BASES],
        required=False,
    )
    nature_reason = forms.CharField(
        label=_("Reason for the purchase of equipment"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    market_reason = forms.CharField(
        label=_("Why no market check was possible"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_(
            "Only above the grant's limit, and only where no procurement file is attached."
        ),
    )
    contribution = forms.ChoiceField(
        label=_("What was contributed?"),
        choices=[("", _("Choose")), *InKindValuation.CONTRIBUTIONS],
        required=False,
    )
    valuation_method = forms.CharField(
        label=_("How was it valued?"), max_length=200, required=False
    )
    valuation_source = forms.CharField(
        label=_("Source of the value"), max_length=200, required=False
    )
    valued_by = forms.CharField(label=_("Valued by"), max_length=120, required=False)
    work_hours = DanishDecimalField(
        label=_("Unpaid work: verified hours"), required=False, min_value=0, max_digits=9
    )
    hourly_pay = DanishDecimalField(
        label=_("Unpaid work: pay for equal work, an hour"), required=False, min_value=0
    )
    third_party = forms.CharField(
        label=_("Wages or allowances: who pays them"), max_length=120, required=False
    )
    third_party_cost = DanishDecimalField(
        label=_("Wages or allowances: the payer's own cost"), required=False, min_value=0
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

    def __init__(self, *args: Any, grant: Grant | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if grant is not None:
            named = named_natures(RuleProfile.from_json(grant.profile))
            labels = dict(Expenditure.NATURES)
            self.fields["nature"].choices = [(name, labels[name]) for name in named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Kroner are asked for unless the monthly rate of another currency gives them."""
        values: dict[str, Any] = super().clean() or {}
        given = (values.get("currency") or DKK, values.get("settlement") or "", values.get("net"))
        for breach in check_kroner(*given) if "net" not in self.errors else ():
            self.add_error("net", ValidationError(sentence_text(breach)))
        return values

    @property
    def main(self) -> list[BoundField]:
        """The fields that every cost needs."""
        special = {name for _title, names in SPECIAL for name in names}
        return [one for one in self.visible_fields() if one.name not in special]

    @property
    def groups(self) -> list[Group]:
        """The fields that only some costs need, each with its heading."""
        made = []
        for title, names in SPECIAL:
            bound = [self[name] for name in names]
            used = any(one.errors or one.value() not in EMPTY for one in bound)
            made.append(Group(str(title), bound, used))
        return made

    def entry(self) -> ExpenditureEntry:
        """The cost as the action takes it."""
        given = self.cleaned_data
        own = ExpenditureEntry.__dataclass_fields__.keys() & given.keys()
        values: dict[str, Any] = {name: given[name] for name in own}
        values["net"] = given["net"] or Decimal(0)
        values["vat"] = given["vat"] or Decimal(0)
        values["nature"] = given["nature"] or "ordinary"
        if given["currency"] not in ("", DKK):
            values["foreign"] = Foreign(
                given["currency"],
                given["foreign_net"] or Decimal(0),
                given["foreign_vat"] or Decimal(0),
                given["settlement"],
            )
        if values["kind"] == Expenditure.IN_KIND:
            values["cofinancing_form"] = ""
            noted: dict[str, Any] = {name: given[field] for field, name in VALUATION.items()}
            empty = {name: none for name, none in EMPTY_OF.items() if noted[name] is None}
            values["valuation"] = Valuation(**{**noted, **empty})
        return ExpenditureEntry(**values)

    @classmethod
    def values_of(cls, item: Expenditure) -> dict[str, Any]:
        """The cost as this form shows it."""
        columns = {column.name for column in Expenditure._meta.concrete_fields}
        own = (set(cls.base_fields) & columns) - {"line"}
        values = {**{name: getattr(item, name) for name in own}, "line": item.line_id}
        foreign: ForeignAmount | None = getattr(item, "foreign", None)
        if foreign is not None:
            values |= {"currency": foreign.currency, "settlement": foreign.settlement}
            values |= {"foreign_net": foreign.net, "foreign_vat": foreign.vat}
        note: InKindValuation | None = getattr(item, "valuation", None)
        if note is not None:
            values |= {field: getattr(note, name) for field, name in VALUATION.items()}
            values |= {"by_employee": note.by_employee, "payroll_ref": note.payroll_ref}
        return {**values, "edited_from": version_of(item)}


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
        """Vouchers without a file or without proof of payment, gifts without proof of delivery."""
        return rows.filter(
            Q(kind="voucher", has_payment=False)
            | Q(kind="voucher", has_voucher=False)
            | Q(kind="in_kind", has_delivery=False)
        )

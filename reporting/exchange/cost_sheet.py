"""Expenditure as a sheet: the columns of T5 (rules.md 5.1) that a partner fills in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from consortium.rules.refusals import gettext_noop as _
from grants.models import OWN, BudgetLine, ExchangeRate
from grants.rules.currency import DKK
from grants.rules.profiles import RuleProfile
from reporting.exchange.columns import (
    AMOUNT,
    CHOICE,
    DAY,
    KEY,
    PER_CENT,
    Choice,
    Column,
    Lists,
    SheetKind,
    said,
)
from reporting.models import Expenditure, ForeignAmount, PartnerReport
from reporting.rules.natures import ORDINARY, named_natures

EDITABLE = ("draft", "query")
COLUMNS = (
    Column(
        *("line", _("Budget line"), CHOICE),
        is_required=True,
        choices="lines",
        aliases=("Budgetlinje", "Budgetpost", "Post", "Line"),
    ),
    Column(
        *("voucher_no", _("Voucher number")),
        most=40,
        is_required=True,
        aliases=("Bilag", "Bilagsnr", "Bilagsnummer", "Voucher", "Document No", "Doc no"),
        note=_("One number for each row. It is how a row is known again."),
    ),
    Column(
        *("text", _("Text")),
        most=200,
        is_required=True,
        aliases=("Beskrivelse", "Posteringstekst", "Description", "Expense code description"),
    ),
    Column("supplier", _("Supplier"), most=120, aliases=("Kreditor", "Supplier name", "Vendor")),
    Column(
        *("supplier_cvr", _("Supplier's CVR number")),
        most=20,
        aliases=("CVR", "CVR-nr", "Leverandør CVR", "VAT number"),
    ),
    Column("invoice_no", _("Invoice number"), most=60, aliases=("Fakturanr", "Invoice no")),
    Column(
        *("invoice_date", _("Invoice date"), DAY),
        is_required=True,
        aliases=("Fakturadato", "Bilagsdato", "Dato", "Date", "GL date"),
    ),
    Column(
        *("delivery_date", _("Delivery date"), DAY),
        is_required=True,
        aliases=("Leveringsdato", "Delivered"),
        note=_("The day on which the goods or the service came."),
    ),
    Column(
        *("paid_on", _("Paid on"), DAY),
        is_required=True,
        aliases=("Betalingsdato", "Betalt", "Payment date", "Paid"),
    ),
    Column(
        *("ledger_account", _("Account in your own ledger")),
        most=40,
        is_required=True,
        aliases=("Konto", "Kontonr", "Finanskonto", "Account", "Expense code"),
    ),
    Column(
        *("booking_no", _("Booking number in your own ledger")),
        most=40,
        is_required=True,
        aliases=("Posteringsnr", "Bogføringsnr", "Journal", "Entry no"),
    ),
    Column(
        *("net", _("Amount without VAT"), AMOUNT),
        otherwise=None,
        aliases=("Beløb", "Nettobeløb", "Netto", "Beløb ekskl. moms", "Net", "Invoiced value"),
        note=_("kr. Left empty where the monthly rate of another currency decides."),
    ),
    Column(
        *("vat", _("VAT"), AMOUNT),
        otherwise=None,
        aliases=("Moms", "Momsbeløb", "VAT amount"),
        note=_("kr. Only the part that nobody pays back to you counts."),
    ),
    Column(
        *("project_share_pct", _("The project's share, per cent"), PER_CENT),
        otherwise="100",
        aliases=("Projektandel", "Andel", "Share"),
    ),
    Column(
        *("cofinancing_form", _("Does the cost count as co-financing too?"), CHOICE),
        choices="forms",
        aliases=("Medfinansiering", "Co-financing"),
    ),
    Column(
        *("late_reason", _("Late cost only: why it was not reported in its own period")),
        most=2000,
    ),
    Column(
        *("currency", _("Currency of the invoice"), CHOICE),
        choices="currencies",
        otherwise=DKK,
        aliases=("Valuta", "Currency"),
    ),
    Column(
        *("foreign_net", _("Amount without VAT in the currency"), AMOUNT),
        otherwise=None,
        aliases=("Beløb i valuta",),
    ),
    Column(
        *("foreign_vat", _("VAT in the currency"), AMOUNT),
        otherwise=None,
        aliases=("Moms i valuta",),
    ),
    Column("settlement", _("How it came into kroner"), CHOICE, choices="settlements"),
    Column("nature", _("Kind of cost"), CHOICE, choices="natures", otherwise=ORDINARY),
    Column("nature_basis", _("Why bought equipment counts"), CHOICE, choices="bases"),
    Column("nature_reason", _("Reason for the purchase of equipment"), most=2000),
    Column("market_reason", _("Why no market check was possible"), most=2000),
)
HINTS = (
    _("One row for each voucher. Contributions in kind and hours have pages of their own."),
    _("A voucher that stands in the report already is changed, not entered again."),
    _("A row that you take out of the sheet stays in the report. Remove it on its page."),
    _("CPR numbers are never stored: a row that holds one is refused."),
)


def lists(report: PartnerReport) -> Lists:
    """What the choices of a cost of *report* are."""
    profile = RuleProfile.from_json(report.grant_partner.grant.profile)
    named = named_natures(profile)
    return {
        "lines": [
            Choice(line, _line_labels(line), (line.code, line.name_da, line.name_en))
            for line in BudgetLine.objects.exclude(kind__in=[BudgetLine.FLAT, BudgetLine.STAFF])
        ],
        "forms": [
            Choice("", said(_("No")), ("nej", "no")),
            Choice(OWN, said(_("Yes, own financing")), ("ja", "yes", "own", "egen")),
        ],
        "currencies": [Choice(DKK, {"da": DKK, "en": DKK}), *_choices(ExchangeRate.CURRENCIES)],
        "settlements": _choices(ForeignAmount.SETTLEMENTS),
        "natures": [one for one in _choices(Expenditure.NATURES) if one.value in named],
        "bases": _choices(Expenditure.NATURE_BASES),
    }


def rows(report: PartnerReport) -> Iterable[Mapping[str, Any]]:
    """The vouchers that the partner may still change, as they stand in the sheet."""
    own = report.expenditure.filter(kind=Expenditure.VOUCHER, state__in=EDITABLE)
    return (values_of(item) for item in own.select_related("line", "foreign").order_by("pk"))


def values_of(item: Expenditure) -> dict[str, Any]:
    """One cost as the sheet shows it."""
    values = {column.name: getattr(item, column.name, None) for column in COLUMNS}
    foreign: ForeignAmount | None = getattr(item, "foreign", None)
    values |= {"currency": foreign.currency if foreign else DKK}
    values |= {"foreign_net": foreign.net if foreign else None}
    values |= {"foreign_vat": foreign.vat if foreign else None}
    values |= {"settlement": foreign.settlement if foreign else ""}
    return {KEY: key_of(item), **values}


def key_of(item: Expenditure) -> str:
    """How the sheet names a row that stands in the report."""
    return f"E{item.pk}"


def existing(report: PartnerReport) -> QuerySet[Expenditure]:
    """All rows of the report that a sheet may meet, with what comparing them needs."""
    return Expenditure.objects.filter(report=report).select_related("line", "foreign")


def _line_labels(line: BudgetLine) -> dict[str, str]:
    return {"da": f"{line.number} {line.name_da}", "en": f"{line.number} {line.name_en}"}


def _choices(pairs: Iterable[tuple[str, Any]]) -> list[Choice]:
    return [Choice(value, said(label), (value,)) for value, label in pairs]


COSTS = SheetKind("costs", _("Costs"), COLUMNS, lists, rows, HINTS)

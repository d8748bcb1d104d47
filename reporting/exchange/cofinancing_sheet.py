"""Co-financing received as a sheet: money from others than the fund (A-19, T6 of rules.md 5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from consortium.rules.refusals import gettext_noop as _
from grants.models import CASH, FUND_SOURCE, OWN, SOURCES
from reporting.exchange.columns import (
    AMOUNT,
    CHOICE,
    DAY,
    KEY,
    Choice,
    Column,
    Lists,
    SheetKind,
    choices_of,
    said,
)
from reporting.models import CoFinancingContribution, PartnerReport

COLUMNS = (
    Column(
        *("contributor", _("Contributor")),
        most=120,
        is_required=True,
        aliases=("Bidragyder", "Indbetaler", "Giver", "Payer", "Donor", "From"),
    ),
    Column(
        *("source", _("Source"), CHOICE),
        is_required=True,
        choices="sources",
        aliases=("Kilde", "Type", "Source of money"),
    ),
    Column(
        *("form", _("Form"), CHOICE),
        choices="forms",
        otherwise=CASH,
        aliases=("Bidragsform", "Kind"),
    ),
    Column(
        *("received_on", _("Received on"), DAY),
        is_required=True,
        aliases=("Modtaget", "Modtagelsesdato", "Indbetalt", "Dato", "Date", "Received"),
    ),
    Column(
        *("document_ref", _("Letter or bank reference")),
        most=120,
        is_required=True,
        aliases=("Reference", "Bankreference", "Tilsagn", "Bilag", "Document"),
        note=_("One for each payment. With contributor and day it is how a row is known again."),
    ),
    Column(
        *("amount", _("Amount"), AMOUNT),
        is_required=True,
        aliases=("Beløb", "Modtaget beløb", "Kr.", "Amount received"),
    ),
)
HINTS = (
    _("One row for each payment received. Staff time and contributions in kind have other pages."),
    _("A payment that stands in the report already is changed, not entered again."),
    _("A row that you take out of the sheet stays in the report. Remove it on its page."),
)


def lists(_report: PartnerReport) -> Lists:
    """What the choices are."""
    return {
        "sources": choices_of(pair for pair in SOURCES if pair[0] != FUND_SOURCE),
        "forms": [
            Choice(CASH, said(_("Cash")), (CASH, "penge", "kontanter")),
            Choice(OWN, said(_("Own financing")), (OWN, "egen")),
        ],
    }


def rows(report: PartnerReport) -> Iterable[Mapping[str, Any]]:
    """The money received, as it stands in the sheet."""
    return (values_of(one) for one in report.contributions.order_by("pk"))


def values_of(item: CoFinancingContribution) -> dict[str, Any]:
    """One contribution as the sheet shows it."""
    return {KEY: f"F{item.pk}", **{column.name: getattr(item, column.name) for column in COLUMNS}}


COFINANCING = SheetKind(
    "cofinancing", _("Co-financing received"), COLUMNS, lists, rows, HINTS, total="amount"
)

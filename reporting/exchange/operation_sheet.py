"""A list of operations as a sheet: the public lists of the funds, in the words they use (R-60)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant, RelatedOperation
from grants.rules.operations import FACTS
from reporting.exchange.columns import (
    AMOUNT,
    CHOICE,
    DAY,
    KEY,
    RATE,
    Choice,
    Column,
    Lists,
    SheetKind,
    said_alike,
)

COLUMNS = (
    Column(
        *("name", _("Operation")),
        most=300,
        is_required=True,
        aliases=(
            *("Projekttitel", "Projektnavn", "Projekt", "Operation name", "Name of Project"),
            *("Name of operation", "Bezeichnung des Vorhabens", "Operationens navn"),
            "Bezeichnung des Vorhabens operation name",
            "Bezeichnung des Vorhabens/ operation name",
        ),
    ),
    Column(
        *("beneficiary", _("Beneficiary")),
        most=300,
        is_required=True,
        note=_("Empty where the list names nobody: natural persons are left out of it."),
        aliases=(
            *("Støttemodtager", "Modtager", "Navn", "Projektadministrator", "Beneficiary name"),
            *("Name of beneficiary", "Recipient of funds", "Name des Begünstigten"),
            "Name des Begünstigten/ name of beneficiary",
        ),
    ),
    Column(
        *("identifier", _("CVR or other number")),
        most=40,
        aliases=("CVR", "CVR-nr.", "CVR number", "Identifier", "VAT number"),
    ),
    Column(
        *("fund", _("Fund or programme")),
        most=120,
        aliases=("Ordning", "Fond", "Program", "Type of fund", "Fund", "Programme"),
    ),
    Column(
        *("starts_on", _("Starts"), DAY),
        otherwise=None,
        aliases=(
            *("Startdato", "start_dato", "Start date", "Operation start date"),
            "Datum des Beginns des Vorhabens",
            "Datum des Beginns des Vorhabens/ operation start date",
        ),
    ),
    Column(
        *("ends_on", _("Ends"), DAY),
        otherwise=None,
        aliases=(
            *("Slutdato", "slut_dato", "End date", "Operation end date"),
            "Datum des Endes des Vorhabens",
            "Datum des Endes des Vorhabens/ operation end date",
        ),
    ),
    Column(
        *("total", _("Total eligible expenditure"), AMOUNT),
        is_required=True,
        aliases=(
            *("Budget", "Samlede støtteberettigede udgifter", "Total project costs £m"),
            *("Total eligible expenditure allocated to the operation", "Total project costs"),
            "Gesamtbetrag der förderfähigen Ausgaben des Vorhabens",
        ),
    ),
    Column(
        *("fund_amount", _("Amount of the fund"), AMOUNT),
        otherwise=None,
        aliases=("EU", "EU-støtte", "Tilskud", "ERDF/ESF investment £m", "EU support"),
    ),
    Column(
        *("rate", _("Co-financing rate"), RATE),
        otherwise=None,
        note=_("Per cent, or a share of one: a number up to 1 is a share, one above is per cent."),
        aliases=(
            *("Medfinansieringssats", "EU-andel", "Percent of project funded by EU"),
            *("Union co-financing rate", "Union co-financing rate, as per priority axis"),
            "Unions-Kofinanzierungssatz pro Prioritätsachse",
        ),
    ),
    Column(
        *("place", _("Place")),
        most=200,
        aliases=(
            *("Bynavn", "By", "Sted", "Region", "Location", "Location indicator"),
            *("Local Enterprise Partnership area", "Operation postcode"),
            "Regionalcode des Vorhabens",
            "Postleitzahl des Vorhabens",
        ),
    ),
    Column(
        *("postcode", _("Postcode")),
        most=20,
        aliases=("Postnr", "Postnr.", "Postnummer", "Location (postcode)"),
    ),
    Column(
        *("currency", _("Currency"), CHOICE),
        is_required=True,
        choices="currencies",
        aliases=("Valuta", "Currency code"),
    ),
    Column(
        *("source", _("List")),
        most=120,
        is_required=True,
        aliases=("Liste", "Kilde", "List of operations"),
        note=_("Which list it is, with its edition: a list that says otherwise is another one."),
    ),
)
HINTS = (
    _("The public list of a fund, as its authority publishes it. Say which list it is, and the "
      "currency of its amounts, if the sheet does not."),
    _("A row whose support stands above the cap is taken as decided, with a remark."),
    _("A row that stands already is left as it is: the same list twice changes nothing."),
)  # fmt: skip


def lists(_grant: Grant) -> Lists:
    """The currencies."""
    return {
        "currencies": [
            Choice(code, said_alike(code)) for code, _name in RelatedOperation.CURRENCIES
        ]
    }


def rows(grant: Grant) -> Iterable[Mapping[str, Any]]:
    """The register as it stands in the sheet."""
    return ({**values_of(one), "rate": _written(one.rate)} for one in standing(grant))


def standing(grant: Grant) -> QuerySet[RelatedOperation]:
    """The register of the grant."""
    return RelatedOperation.objects.filter(grant=grant).order_by("pk")


def values_of(item: RelatedOperation) -> dict[str, Any]:
    """One operation by column."""
    return {KEY: f"O{item.pk}", **{name: getattr(item, name) for name in FACTS}}


def _written(rate: Decimal | None) -> str | None:
    """A rate with its sign, so that it is read back as what it is, however small."""
    if rate is None:
        return None
    text = f"{rate:.6f} %"
    return text.replace(".", ",") if (get_language() or "da").startswith("da") else text


OPERATIONS = SheetKind("operations", _("List of operations"), COLUMNS, lists, rows, HINTS, "total")

"""Pay rates as a sheet: what an hour costs, and from which payroll figures (R-30 to R-36)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from consortium.rules.refusals import gettext_noop as _
from reporting.exchange.columns import (
    AMOUNT,
    CHOICE,
    COUNT,
    DAY,
    HOURS,
    KEY,
    PER_CENT,
    TEXT,
    Column,
    Lists,
    SheetKind,
    choices_of,
)
from reporting.exchange.time_sheet import employees_of
from reporting.models import PartnerReport, PayRate
from reporting.rules.staff import MONTHS_OF_A_YEAR

COLUMNS = (
    Column(
        *("employee", _("Employee"), CHOICE),
        is_required=True,
        choices="employees",
        aliases=("Medarbejder", "Medarbejdernr", "Lønnr", "Staff number", "Name"),
    ),
    Column(
        *("method", _("Method"), CHOICE),
        is_required=True,
        choices="methods",
        aliases=("Metode", "Beregning"),
    ),
    Column(
        *("valid_from", _("Valid from"), DAY),
        is_required=True,
        aliases=("Gælder fra", "Fra", "From"),
        note=_("With person and method it is how a rate is known again."),
    ),
    Column(
        *("valid_to", _("Valid to"), DAY),
        is_required=True,
        aliases=("Gælder til", "Til", "To"),
    ),
    Column(
        *("gross_cost", _("Gross employment cost"), AMOUNT),
        otherwise=None,
        aliases=("Lønomkostning", "Bruttoløn", "Løn", "Salary", "Gross cost"),
        note=_("Of the documented months of a year, or of one month."),
    ),
    Column(
        *("hours", _("Hours of a full-time year, or of the month"), HOURS),
        otherwise=None,
        aliases=("Timer", "Normtimer", "Divisor", "Hours"),
        note=_("Left empty: 1720 hours a year, or the contract's hours of a month."),
    ),
    Column(
        *("documented_months", _("Documented months"), COUNT),
        otherwise=MONTHS_OF_A_YEAR,
        aliases=("Dokumenterede måneder", "Måneder", "Months"),
    ),
    Column(
        *("share_pct", _("Share, per cent"), PER_CENT),
        otherwise=None,
        aliases=("Andel", "Andel i procent", "Share"),
        note=_("A fixed share only. Its letter is attached on the page of the rates."),
    ),
    Column(
        *("standard_rate", _("Standard rate"), AMOUNT),
        otherwise=None,
        aliases=("Standardsats", "Timesats", "Unit cost"),
    ),
    Column(
        *("payroll_ref", _("Payroll reference"), TEXT),
        most=80,
        is_required=True,
        aliases=("Lønbilag", "Lønreference", "Payroll document"),
    ),
)
HINTS = (
    _("One row for each rate. A rate that hours have been entered with is frozen."),
    _("A row that you take out of the sheet stays here."),
)


def lists(report: PartnerReport) -> Lists:
    """The people of the partner, and the methods."""
    return {"employees": employees_of(report), "methods": choices_of(PayRate.METHODS)}


def rows(report: PartnerReport) -> Iterable[Mapping[str, Any]]:
    """The rates of the partner's people, as they stand in the sheet."""
    return (values_of(one) for one in standing(report))


def standing(report: PartnerReport) -> QuerySet[PayRate]:
    """The rates with what showing them needs."""
    rates = PayRate.objects.filter(employee__organisation=report.grant_partner.organisation_id)
    return rates.select_related("employee__organisation", "letter").order_by("pk")


def values_of(rate: PayRate) -> dict[str, Any]:
    """One rate as the sheet shows it: the figures that were typed, not those worked out."""
    is_unit = rate.method == PayRate.UNIT
    return {
        KEY: f"R{rate.pk}",
        "employee": rate.employee,
        "method": rate.method,
        "valid_from": rate.valid_from,
        "valid_to": rate.valid_to,
        "gross_cost": rate.documented_cost or rate.gross_cost or None,
        "hours": _typed_hours(rate),
        "documented_months": rate.documented_months,
        "share_pct": rate.share_pct,
        "standard_rate": rate.rate if is_unit else None,
        "payroll_ref": rate.payroll_ref,
    }


def _typed_hours(rate: PayRate) -> Decimal | None:
    """The hours that give the rate's divisor; a part-time post has its share of them."""
    if rate.divisor is None or rate.method != PayRate.ANNUAL:
        hours: Decimal | None = rate.divisor
        return hours
    whole = Fraction(rate.divisor) * 100 / Fraction(rate.employee.fte_pct)
    return Decimal(math.ceil(whole * 100)).scaleb(-2)


RATES = SheetKind("rates", _("Pay rates"), COLUMNS, lists, rows, HINTS)

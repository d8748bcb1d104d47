"""Indicator values as a sheet: what was counted in the period, by sex where it is asked (A-23)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from consortium.rules.refusals import gettext_noop as _
from reporting.exchange.columns import CHOICE, COUNT, KEY, Column, Lists, SheetKind, named
from reporting.models import IndicatorValue, PartnerReport

COLUMNS = (
    Column(
        *("indicator", _("Indicator"), CHOICE),
        is_required=True,
        choices="indicators",
        aliases=("Indikator", "Måltal", "Målepunkt", "Measure"),
        note=_("One row for each indicator; its name or number is how the row is known again."),
    ),
    Column(
        *("women", _("Women"), COUNT), otherwise=0, aliases=("Kvinder", "Antal kvinder", "Female")
    ),
    Column(*("men", _("Men"), COUNT), otherwise=0, aliases=("Mænd", "Antal mænd", "Male")),
    Column(
        *("other", _("Other or not stated"), COUNT),
        otherwise=0,
        aliases=("Andet eller ikke oplyst", "Andre", "Uoplyst", "Other"),
    ),
    Column(
        *("value", _("Counted"), COUNT),
        otherwise=None,
        aliases=("I alt", "Antal", "Total", "Value", "Værdi"),
        note=_("May be left empty where women, men and others are counted."),
    ),
    Column(
        *("out_of", _("Out of"), COUNT),
        otherwise=None,
        aliases=("Ud af", "Nævner", "Denominator"),
        note=_("Only for a ratio: how many were asked or counted in all."),
    ),
    Column(*("under_18", _("Age: under 18"), COUNT), otherwise=0),
    Column(*("age_18_29", _("Age: 18 to 29"), COUNT), otherwise=0),
    Column(*("age_30_54", _("Age: 30 to 54"), COUNT), otherwise=0),
    Column(*("from_55", _("Age: 55 and over"), COUNT), otherwise=0),
    Column(*("unemployed", _("Unemployed"), COUNT), otherwise=0),
    Column(*("long_term", _("Long-term unemployed"), COUNT), otherwise=0),
    Column(*("inactive", _("Inactive"), COUNT), otherwise=0),
    Column(*("employed", _("Employed or self-employed"), COUNT), otherwise=0),
    Column(
        *("evidence_note", _("Evidence")),
        most=200,
        aliases=("Dokumentation", "Kilde", "Source"),
    ),
)
HINTS = (
    _("One row for each indicator of the grant. An indicator left out waits to be counted."),
    _("A second count replaces the first."),
)


def lists(report: PartnerReport) -> Lists:
    """The indicators of the grant."""
    indicators = report.grant_partner.grant.indicators.order_by("number")
    return {"indicators": [named(one, str(one.number), one.code) for one in indicators]}


def rows(report: PartnerReport) -> Iterable[Mapping[str, Any]]:
    """What has been counted, as it stands in the sheet."""
    return (values_of(one) for one in standing(report))


def standing(report: PartnerReport) -> Iterable[IndicatorValue]:
    """The counts with what showing them needs."""
    return report.indicator_values.select_related("indicator").order_by("indicator__number")


def values_of(item: IndicatorValue) -> dict[str, Any]:
    """One count as the sheet shows it."""
    return {KEY: f"I{item.pk}", **{column.name: getattr(item, column.name) for column in COLUMNS}}


INDICATORS = SheetKind(
    "indicators", _("Indicator values"), COLUMNS, lists, rows, HINTS, total="value"
)

"""A draft budget as a sheet: what each partner may spend on each line (R-90)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from consortium.rules.refusals import gettext_noop as _
from grants.models import BudgetAmount, BudgetLine, BudgetVersion, GrantPartner
from reporting.exchange.columns import (
    AMOUNT,
    CHOICE,
    KEY,
    Choice,
    Column,
    Lists,
    SheetKind,
    named,
    said_alike,
)

COLUMNS = (
    Column(
        *("grant_partner", _("Partner"), CHOICE),
        is_required=True,
        choices="partners",
        aliases=("Projektpartner", "Organisation", "Kommune", "Partnernr"),
    ),
    Column(
        *("line", _("Budget line"), CHOICE),
        is_required=True,
        choices="lines",
        aliases=("Budgetlinje", "Post", "Line", "Kontoplan"),
    ),
    Column(
        *("amount", _("Amount"), AMOUNT),
        is_required=True,
        aliases=("Beløb", "Budget", "Kr."),
    ),
)
HINTS = (
    _("One row for each partner and line. A line left out keeps its amount; 0 takes it away."),
    _("The financing plan stays as it is. Change it on the page of the version."),
)


def lists(version: BudgetVersion) -> Lists:
    """The partners of the grant, and all lines."""
    partners = GrantPartner.objects.filter(grant=version.grant_id)
    return {
        "partners": partner_choices(partners),
        "lines": [named(one, str(one.number), one.code) for one in BudgetLine.objects.all()],
    }


def partner_choices(partners: QuerySet[GrantPartner]) -> list[Choice]:
    """Partners by name, by short name, and by their number in the grant."""
    return [
        Choice(
            one, said_alike(one.organisation.name), (str(one.number), one.organisation.short_name)
        )
        for one in partners.select_related("organisation").order_by("number")
    ]


def rows(version: BudgetVersion) -> Iterable[Mapping[str, Any]]:
    """The amounts of the version, as they stand in the sheet."""
    return (values_of(one) for one in standing(version))


def standing(version: BudgetVersion) -> QuerySet[BudgetAmount]:
    """The amounts with what showing them needs."""
    amounts = version.amounts.select_related("grant_partner__organisation", "line")
    return amounts.order_by("grant_partner__number", "line__number")


def values_of(item: BudgetAmount) -> dict[str, Any]:
    """One amount as the sheet shows it."""
    return {KEY: f"B{item.pk}", **{column.name: getattr(item, column.name) for column in COLUMNS}}


BUDGETS = SheetKind("budgets", _("Budget"), COLUMNS, lists, rows, HINTS, total="amount")

"""The rows behind a figure, whatever they are rows of: one list, added up by the database.

Costs, contributions, revenue, budget cells and claims are arms of one UNION with the same columns,
so a page of rows is one question and their sums another, however many rows there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    CharField,
    Count,
    DateField,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from consortium.models.fields import MoneyField
from consortium.rules.money import ZERO
from grants.models import (
    BudgetLine,
    GrantPartner,
    ReportingPeriod,
)
from partners.models import Organisation
from reporting.models import (
    CoFinancingContribution,
    Expenditure,
    Revenue,
)
from reporting.queries.explained import Subject

PAYMENT, DISBURSEMENT, REPAYMENT, RECOVERY, PART = (
    "payment",
    "disbursement",
    "repayment",
    "recovery",
    "part",
)
COST, CONTRIBUTION, REVENUE, BUDGET, PLAN, CLAIM, CORRECTION, ENTRY = (
    "cost",
    "contribution",
    "revenue",
    "budget",
    "plan",
    "claim",
    "correction",
    "entry",
)
COLUMNS = (
    *("row_what", "row_pk", "row_parent", "row_day", "row_ref", "row_text"),
    *("row_partner", "row_line", "row_period", "row_amount"),
)
PUBLIC = ~Q(source__in=["", Organisation.PRIVATE])
PUBLIC_COST = ~Q(cofinancing_source__in=["", Organisation.PRIVATE])

Arm = QuerySet[Any, Any]


@dataclass(frozen=True)
class FigureRow:
    """One row behind a figure; *amount* is what it adds, in the unit of the figure."""

    what: str
    pk: int
    parent: int
    day: dt.date | None
    ref: str
    text: str
    partner: int
    line: int
    period: int
    amount: Decimal


@dataclass(frozen=True)
class RowSums:
    """How many rows there are and what they add up to: all of them, and those that are shown."""

    rows: int
    total: Decimal
    shown: int
    shown_total: Decimal


@dataclass(frozen=True)
class Wanted:
    """Which of the rows a reader wants to see."""

    partner: int | None = None
    line: int | None = None
    period: int | None = None
    text: str = ""

    @property
    def where(self) -> Q:
        """The wish as a condition on the columns of an arm."""
        found = Q()
        for name in ("partner", "line", "period"):
            if (value := getattr(self, name)) is not None:
                found &= Q(**{f"row_{name}": value})
        if self.text:
            found &= Q(row_ref__icontains=self.text) | Q(row_text__icontains=self.text)
        return found


def row_sums(arms: list[Arm], wanted: Wanted) -> RowSums:
    """Count and add up *arms* in one question."""
    first, *others = (
        arm.order_by()
        .values("row_what")
        .annotate(
            number=Count("pk"),
            whole=Coalesce(Sum("row_amount"), Value(ZERO, MoneyField())),
            shown=Count("pk", filter=wanted.where),
            part=Coalesce(Sum("row_amount", filter=wanted.where), Value(ZERO, MoneyField())),
        )
        .values_list("number", "whole", "shown", "part")
        for arm in arms
    )
    found = list(first.union(*others, all=True) if others else first)
    return RowSums(
        sum(row[0] for row in found),
        sum((row[1] for row in found), ZERO),
        sum(row[2] for row in found),
        sum((row[3] for row in found), ZERO),
    )


def page_of_rows(arms: list[Arm], wanted: Wanted, start: int, size: int) -> list[FigureRow]:
    """*size* rows from *start* on, by day."""
    first, *others = (arm.order_by().filter(wanted.where).values_list(*COLUMNS) for arm in arms)
    rows = first.union(*others, all=True) if others else first
    ordered = rows.order_by("row_day", "row_ref", "row_pk")
    return [FigureRow(*row) for row in ordered[start : start + size]]


def names_of(subject: Subject) -> dict[str, dict[int, tuple[str, str]]]:
    """Partners, lines and periods by key, in both languages, in one question."""
    text, number = CharField(), IntegerField()
    partners = GrantPartner.objects.filter(grant=subject.grant).values_list(
        Value("partner", text), "pk", "number", "organisation__short_name", "organisation__name"
    )
    lines = BudgetLine.objects.values_list(
        Value("line", text), "pk", "number", "name_da", "name_en"
    )
    periods = ReportingPeriod.objects.filter(grant=subject.grant).values_list(
        Value("period", text), Cast("number", number), "number", Value("", text), Value("", text)
    )
    rows: Iterable[Any] = partners.order_by().union(lines.order_by(), periods.order_by(), all=True)
    found: dict[str, dict[int, tuple[str, str]]] = {"partner": {}, "line": {}, "period": {}}
    for what, key, place, one, other in sorted(rows, key=lambda row: (row[0], row[2])):
        both = {"partner": (one, one), "line": (f"{place} {one}", f"{place} {other}")}
        found[what][key] = both.get(what, (str(place), str(place)))
    return found


def arm(rows: QuerySet[Any], what: str, amount: Any, **columns: Any) -> Arm:
    """*rows* with the columns that all arms share; rows that add nothing are left out."""
    number, text = IntegerField(), CharField()
    found: Arm = rows.annotate(
        row_what=Value(what, text),
        row_pk=F("pk"),
        row_parent=columns.get("parent", Value(0, number)),
        row_day=columns.get("day", Cast(Value(None), DateField())),
        row_ref=columns.get("ref", Cast(Value(""), text)),
        row_text=columns.get("text", Cast(Value(""), text)),
        row_partner=columns.get("partner", Value(0, number)),
        row_line=columns.get("line", Value(0, number)),
        row_period=columns.get("period", Value(0, number)),
        row_amount=amount,
    ).exclude(row_amount=0)
    return found


def costs(rows: QuerySet[Expenditure], column: str = "accepted") -> Arm:
    """Rows of the ledger, each with its *column*."""
    return arm(
        rows,
        COST,
        F(column),
        parent=F("report_id"),
        day=F("delivery_date"),
        ref=F("voucher_no"),
        text=F("text"),
        partner=F("grant_partner_id"),
        line=F("line_id"),
        period=F("report__period__number"),
    )


def contributions(rows: QuerySet[CoFinancingContribution]) -> Arm:
    """Money from others than the fund."""
    return arm(
        rows,
        CONTRIBUTION,
        F("amount"),
        parent=F("report_id"),
        day=F("received_on"),
        ref=F("document_ref"),
        text=F("contributor"),
        partner=F("grant_partner_id"),
        period=F("report__period__number"),
    )


def revenue(rows: QuerySet[Revenue]) -> Arm:
    """What the project earned, which lowers TE (R-51)."""
    return arm(
        rows,
        REVENUE,
        ExpressionWrapper(F("amount") * Value(-1), MoneyField()),
        parent=F("report_id"),
        day=F("received_on"),
        text=F("text"),
        partner=F("report__grant_partner_id"),
        period=F("report__period__number"),
    )

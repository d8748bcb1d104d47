"""Every sum behind a paper, added up by the database in one question, and the staff's sums."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    CharField,
    F,
    Max,
    Min,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Concat, ExtractYear

from consortium.models.fields import HoursField, MoneyField
from grants.models import BudgetAmount, BudgetLine, BudgetVersion, FinancingCommitment
from reporting.models import (
    AidDecision,
    CoFinancingContribution,
    Expenditure,
    RegionalCost,
    Revenue,
)
from reporting.models.costs import STAFF_ROWS
from reporting.queries.documents import COUNTED, VERIFIED_REPORTS, ZERO, Scope, counted
from reporting.queries.members import Beside, members_arm, members_of
from reporting.queries.paper_arms import arm
from reporting.queries.paper_counts import Counts, count_arms, counts_of


@dataclass(frozen=True)
class Line:
    """A line of every budget, in both languages."""

    key: int
    number: int
    da: str
    en: str


@dataclass(frozen=True)
class Cost:
    """One partner's cost on one line in DKK."""

    partner: int
    line: int
    earlier: Decimal
    this: Decimal
    corrected: Decimal


@dataclass(frozen=True)
class Financing:
    """What one source gave a partner in one form, in DKK, and when it was last documented."""

    partner: int
    source: str
    form: str
    earlier: Decimal
    this: Decimal
    documented_on: dt.date | None


@dataclass(frozen=True)
class Aided:
    """A company that was helped, and the decision on aid that stands (R-62)."""

    company: str
    cvr: str
    size: str
    kind: str
    basis: str
    eur: Decimal
    conferred_on: dt.date


@dataclass(frozen=True)
class Sums:
    """All sums of a scope in DKK: budget, plan, cost, revenue and financing from others."""

    lines: Sequence[Line]
    budget: Sequence[tuple[int, int, Decimal]]
    plan: Sequence[tuple[str, str, Decimal]]
    costs: Sequence[Cost]
    revenues: Sequence[tuple[int, Decimal, Decimal]]
    financing: Sequence[Financing]
    # The cost of regional tasks by the key of the claim that declares it.
    regional: Mapping[int, Decimal]
    # The same by the task that it is marked with; None: of no task in particular.
    by_task: Mapping[int | None, Decimal]
    aided: Sequence[Aided]
    # Who takes part in the consortia without a vote (003).
    beside: Sequence[Beside]
    counts: Counts


@dataclass(frozen=True)
class StaffSums:
    """Hours and cost of a claim by employee and rate, and hours to date by employee and year."""

    rows: list[dict[str, Any]]
    of_year: dict[tuple[int, int], Decimal]


def sums(scope: Scope) -> Sums:
    """Every sum that a paper about *scope* needs, in one question."""
    first, *others = (
        *(*_budget_arms(scope), *_cost_arms(scope)),
        *(*_financing_arms(scope), *_regional_arms(scope), _aid_arm(scope), members_arm(scope)),
        *count_arms(scope),
    )
    found: dict[str, list[Any]] = {}
    rows: Iterable[Any] = first.union(*others, all=True)
    for what, *figures in rows:
        found.setdefault(what, []).append(figures)
    lines = [Line(row[1], row[0], row[2], row[3]) for row in found.get("line", [])]
    return Sums(
        lines=sorted(lines, key=lambda line: line.number),
        budget=[(row[0], row[1], row[4]) for row in found.get("budget", [])],
        plan=[(row[2], row[3], row[4]) for row in found.get("plan", [])],
        costs=[Cost(row[0], row[1], row[4], row[5], row[6]) for row in found.get("cost", [])],
        revenues=[(row[0], row[4], row[5]) for row in found.get("revenue", [])],
        financing=[
            Financing(row[0], row[2], row[3], row[4], row[5], row[7])
            for row in found.get("financing", [])
        ],
        regional=_added(found.get("regional", []), 1),
        by_task=_added(found.get("regional", []), 0),
        aided=_aided(found.get("aid", [])),
        beside=members_of(found.get("beside", [])),
        counts=counts_of(found),
    )


def _aided(rows: Iterable[Any]) -> list[Aided]:
    companies = []
    for row in rows:
        cvr, size, kind, basis = row[3].split("|")
        companies.append(Aided(row[2], cvr, size, kind, basis, row[4], row[7]))
    return sorted(companies, key=lambda one: (one.company, one.conferred_on))


def _added(rows: Iterable[Any], place: int) -> dict[Any, Decimal]:
    """What the regional tasks have cost, by the column at *place*."""
    costs: dict[Any, Decimal] = {}
    for row in rows:
        costs[row[place]] = costs.get(row[place], ZERO) + row[4]
    return costs


def _budget_arms(scope: Scope) -> tuple[Any, Any, Any]:
    """All budget lines, and the newest budget approved for days in the period, with its plan."""
    version = (
        BudgetVersion.objects.filter(
            grant=scope.grant,
            state__in=["approved", "superseded"],
            effective_from__lte=scope.period.ends_on,
        )
        .order_by("-number")
        .values("pk")[:1]
    )
    amounts = BudgetAmount.objects.filter(version=Subquery(version))
    commitments = FinancingCommitment.objects.filter(version=Subquery(version))
    return (
        arm(
            BudgetLine.objects.all(),
            "line",
            partner="number",
            line="pk",
            source="name_da",
            form="name_en",
        ),
        arm(amounts, "budget", partner="grant_partner_id", line="line_id", earlier=Sum("amount")),
        arm(commitments, "plan", source="source", form="form", earlier=Sum("amount")),
    )


def _cost_arms(scope: Scope) -> tuple[Any, Any]:
    """Accepted cost, and revenue, which lowers it."""
    this, earlier = scope.this, scope.earlier
    correction = Q(kind__in=[Expenditure.CORRECTION, Expenditure.REVERSAL])
    earned = Revenue.objects.filter(
        report__grant_partner__grant=scope.grant, report__state__in=VERIFIED_REPORTS
    )
    costs = arm(
        counted(scope),
        "cost",
        partner="grant_partner_id",
        line="line_id",
        earlier=_sum("accepted", earlier),
        this=_sum("accepted", this & ~correction),
        corrected=_sum("accepted", this & correction),
    )
    revenues = arm(
        earned,
        "revenue",
        partner="report__grant_partner_id",
        earlier=_sum("amount", earlier),
        this=_sum("amount", this),
    )
    return costs, revenues


def _financing_arms(scope: Scope) -> tuple[Any, Any]:
    """Contributions received, and cost that is financing too."""
    this, earlier = scope.this, scope.earlier
    received = arm(
        CoFinancingContribution.objects.filter(grant=scope.grant, state__in=COUNTED),
        "financing",
        partner="grant_partner_id",
        source="source",
        form="form",
        earlier=_sum("amount", earlier),
        this=_sum("amount", this),
        documented_on=Max("received_on", filter=this | earlier),
    )
    spent = arm(
        counted(scope).exclude(cofinancing_form=""),
        "financing",
        partner="grant_partner_id",
        source="cofinancing_source",
        form="cofinancing_form",
        earlier=_sum("accepted", earlier),
        this=_sum("accepted", this),
        documented_on=Max("paid_on", filter=this | earlier),
    )
    return received, spent


def _regional_arms(scope: Scope) -> Iterable[QuerySet[Any]]:
    """Marked cost by claim, what corrected it, and what took that back, from the few marks."""
    claims = [one.pk for one in (*scope.before, scope.claim) if one is not None]
    for path in (
        "expenditure",
        "expenditure__corrections",
        "expenditure__corrections__corrections",
    ):
        wanted = {f"{path}__claim__in": claims, f"{path}__state__in": COUNTED}
        rows = RegionalCost.objects.filter(expenditure__grant=scope.grant, **wanted)
        keys = {"partner": "task_id", "line": f"{path}__claim_id"}
        yield arm(rows, "regional", **keys, earlier=Sum(f"{path}__accepted"))


def _aid_arm(scope: Scope) -> QuerySet[Any]:
    """Decisions on aid of this grant until the period's end; codes share a column of the union."""
    rows = AidDecision.objects.filter(
        grant=scope.grant, withdrawn_on__isnull=True, conferred_on__lte=scope.period.ends_on
    ).exclude(kind=AidDecision.OTHERS)
    parts: list[Any] = ["company__cvr"]
    for name in ("company__size", "kind", "basis"):
        parts += [Value("|"), name]
    coded = rows.annotate(codes=Concat(*parts, output_field=CharField()))
    return arm(
        coded,
        "aid",
        partner="pk",
        source="company__name",
        form="codes",
        earlier=Sum("eur"),
        documented_on=Max("conferred_on"),
    )


def staff(scope: Scope, partner: int | None = None) -> StaffSums:
    """Hours and cost of staff, of one *partner* or of all."""
    rate = "time_sheet__rate__"
    this = scope.this
    rows = counted(scope).filter(STAFF_ROWS, this | scope.earlier)
    if partner is not None:
        rows = rows.filter(grant_partner_id=partner)
    found: Iterable[Any] = (
        rows.order_by()
        .values(
            number=F("grant_partner__number"),
            employer=F("grant_partner__organisation__short_name"),
            sector=F("grant_partner__organisation__sector"),
            staff_id=F("time_sheet__employee__staff_id"),
            employee=F("time_sheet__employee_id"),
            method=F(f"{rate}method"),
            base=F(f"{rate}gross_cost"),
            divisor=F(f"{rate}divisor"),
            share=F(f"{rate}share_pct"),
            rate=F(f"{rate}rate"),
            year=ExtractYear("time_sheet__month"),
        )
        .annotate(
            hours=Sum("accepted_hours", filter=this),
            amount=Sum("accepted", filter=this),
            first=Min("time_sheet__month", filter=this),
            last=Max("time_sheet__month", filter=this),
            to_date=Coalesce(Sum("accepted_hours"), Value(ZERO, HoursField())),
        )
        .order_by("number", "staff_id", "year")
    )
    return _by_rate(found)


def _by_rate(found: Iterable[dict[str, Any]]) -> StaffSums:
    """The years of one employee and rate as one row; years without hours in this claim go."""
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    of_year: dict[tuple[int, int], Decimal] = {}
    for one in found:
        year = (one["employee"], one.pop("year"))
        of_year[year] = of_year.get(year, ZERO) + one.pop("to_date")
        if one["first"] is None:
            continue
        key = tuple(one[name] for name in ("number", "employee", "method", "base", "divisor"))
        known = rows.setdefault((*key, one["share"], one["rate"]), one)
        if known is not one:
            known["hours"] += one["hours"]
            known["amount"] += one["amount"]
            known["last"] = max(known["last"], one["last"])
    order = ("number", "staff_id", "first")
    return StaffSums(sorted(rows.values(), key=lambda one: [one[name] for name in order]), of_year)


def _sum(column: str, where: Q) -> Any:
    return Coalesce(Sum(column, filter=where), Value(ZERO, output_field=MoneyField()))

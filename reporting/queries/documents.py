"""What the papers are made of: each source of one claim's scope is read once.

A page may ask the database little, so whatever is a sum stands in one UNION, and what belongs to a
row comes along with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    CharField,
    DateField,
    F,
    IntegerField,
    Max,
    Min,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, ExtractYear, NullIf

from consortium.models.fields import HoursField, MoneyField
from grants.models import (
    BudgetAmount,
    BudgetLine,
    BudgetVersion,
    FinancingCommitment,
    Grant,
    GrantPartner,
    ReportingPeriod,
)
from reporting.models import (
    AuditorStatement,
    Claim,
    ClaimShare,
    CoFinancingContribution,
    Correction,
    Expenditure,
    ExpenditureFile,
    PartnerReport,
    ReportSnapshot,
    Revenue,
)

COUNTED = ("verified", "claimed")
VERIFIED_REPORTS = ("verified", "included")
ZERO = Decimal("0.00")
TEXTS = ("progress_text", "deviation_text", "next_text")


@dataclass(frozen=True)
class Audited:
    """The auditor's newest statement on a claim."""

    by: str
    claim_sha256: str
    at: dt.datetime


@dataclass(frozen=True)
class Scope:
    """What a paper about one period accounts for: the period's claim, or what would be in it."""

    grant: Grant
    period: ReportingPeriod
    claim: Claim | None
    before: tuple[Claim, ...]
    audited: Audited | None = None

    @property
    def last(self) -> Claim | None:
        """The claim before this one."""
        return self.before[-1] if self.before else None

    @property
    def is_sent(self) -> bool:
        """Whether the claim has left the house."""
        return self.claim is not None and self.claim.state not in Claim.OPEN_STATES

    @property
    def this(self) -> Q:
        """Rows that this claim declares; without a claim, those that no claim holds yet."""
        if self.claim is not None:
            return Q(claim=self.claim)
        return Q(claim__isnull=True, report__period__number__lte=self.period.number)

    @property
    def earlier(self) -> Q:
        """Rows that earlier claims have declared."""
        return Q(claim__in=[claim.pk for claim in self.before])


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
class Sums:
    """All sums of a scope in DKK: budget, plan, cost, revenue and financing from others."""

    budget: Sequence[tuple[int, int, Decimal]]
    plan: Sequence[tuple[str, str, Decimal]]
    costs: Sequence[Cost]
    revenues: Sequence[tuple[int, Decimal, Decimal]]
    financing: Sequence[Financing]


@dataclass(frozen=True)
class Member:
    """A partner with what it told in its verified report, and its share of the claim."""

    partner: GrantPartner
    texts: dict[str, str]
    eligible: Decimal | None
    share: Decimal | None


@dataclass(frozen=True)
class Decided:
    """The decision behind a correction's row."""

    number: int
    reason_code: str
    fund_effect: Decimal | None
    is_irregular: bool


@dataclass(frozen=True)
class Item:
    """A row of the ledger with the hash of its voucher and the decision that it comes from."""

    row: Expenditure
    file_hash: str
    decided: Decided | None


@dataclass(frozen=True)
class StaffSums:
    """Hours and cost of a claim by employee and rate, and hours to date by employee and year."""

    rows: list[dict[str, Any]]
    of_year: dict[tuple[int, int], Decimal]


def scope_of(grant: Grant, period: ReportingPeriod, claim: Claim | None = None) -> Scope:
    """The newest claim of *period* that was not rejected, or *claim*, and those before it."""
    claims = list(
        Claim.objects.filter(grant=grant, is_advance=False, period__number__lte=period.number)
        .exclude(state="rejected")
        .select_related("period", "built_by", "checked_by", "signed_by")
        .annotate(
            auditor=_newest(AuditorStatement, "claim", _name_of("issued_by")),
            audited_sha256=_newest(AuditorStatement, "claim", F("claim_sha256")),
            audited_at=_newest(AuditorStatement, "claim", F("issued_at")),
        )
        .order_by("number")
    )
    own = [one for one in claims if one.period_id == period.pk]
    claim = claim or (own[-1] if own else None)
    before = [
        one
        for one in claims
        if one.state != "draft" and (claim is None or one.number < claim.number)
    ]
    audited = next(
        (
            Audited(one.auditor, one.audited_sha256, one.audited_at)
            for one in own
            if claim is not None and one.pk == claim.pk and one.audited_at
        ),
        None,
    )
    return Scope(grant, period, claim, tuple(before), audited)


def budget_lines() -> list[BudgetLine]:
    """The lines of every budget."""
    return list(BudgetLine.objects.order_by("number"))


def counted(scope: Scope) -> QuerySet[Expenditure]:
    """The rows that make up TE, of any claim."""
    return Expenditure.objects.filter(grant=scope.grant, state__in=COUNTED)


def sums(scope: Scope) -> Sums:
    """Every sum that a paper about *scope* needs, in one question."""
    budget, plan = _budget_arms(scope)
    costs, revenues, received, spent = _money_arms(scope)
    found: dict[str, list[Any]] = {}
    rows: Iterable[Any] = budget.union(plan, costs, revenues, received, spent, all=True)
    for what, *figures in rows:
        found.setdefault(what, []).append(figures)
    return Sums(
        budget=[(row[0], row[1], row[4]) for row in found.get("budget", [])],
        plan=[(row[2], row[3], row[4]) for row in found.get("plan", [])],
        costs=[Cost(row[0], row[1], row[4], row[5], row[6]) for row in found.get("cost", [])],
        revenues=[(row[0], row[4], row[5]) for row in found.get("revenue", [])],
        financing=[
            Financing(row[0], row[2], row[3], row[4], row[5], row[7])
            for row in found.get("financing", [])
        ],
    )


def _budget_arms(scope: Scope) -> tuple[Any, Any]:
    """The newest approved budget that took effect before the period ended, and its plan."""
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
        _arm(amounts, "budget", partner="grant_partner_id", line="line_id", earlier=Sum("amount")),
        _arm(commitments, "plan", source="source", form="form", earlier=Sum("amount")),
    )


def _money_arms(scope: Scope) -> tuple[Any, Any, Any, Any]:
    """Accepted cost, revenue, contributions received, and cost that is financing too."""
    this, earlier = scope.this, scope.earlier
    correction = Q(kind=Expenditure.CORRECTION)
    revenue = Revenue.objects.filter(
        report__grant_partner__grant=scope.grant, report__state__in=VERIFIED_REPORTS
    )
    received = CoFinancingContribution.objects.filter(grant=scope.grant, state__in=COUNTED)
    return (
        _arm(
            counted(scope),
            "cost",
            partner="grant_partner_id",
            line="line_id",
            earlier=_sum("accepted", earlier),
            this=_sum("accepted", this & ~correction),
            corrected=_sum("accepted", this & correction),
        ),
        _arm(
            revenue,
            "revenue",
            partner="report__grant_partner_id",
            earlier=_sum("amount", earlier),
            this=_sum("amount", this),
        ),
        _arm(
            received,
            "financing",
            partner="grant_partner_id",
            source="source",
            form="form",
            earlier=_sum("amount", earlier),
            this=_sum("amount", this),
            documented_on=Max("received_on", filter=this | earlier),
        ),
        _arm(
            counted(scope).exclude(cofinancing_form=""),
            "financing",
            partner="grant_partner_id",
            source="cofinancing_source",
            form="cofinancing_form",
            earlier=_sum("accepted", earlier),
            this=_sum("accepted", this),
            documented_on=Max("paid_on", filter=this | earlier),
        ),
    )


def _arm(
    rows: QuerySet[Any], what: str, *, documented_on: Any = None, **columns: Any
) -> QuerySet[Any]:
    """One arm of the union: *rows* grouped by the columns that are named, with their sums."""
    number, text = IntegerField(), CharField()
    keys = {
        "partner_key": F(columns["partner"]) if "partner" in columns else Value(0, number),
        "line_key": F(columns["line"]) if "line" in columns else Value(0, number),
        "source_code": F(columns["source"]) if "source" in columns else Value("", text),
        "form_code": F(columns["form"]) if "form" in columns else Value("", text),
    }
    amounts = {
        f"sum_{name}": columns.get(name, Value(ZERO, MoneyField()))
        for name in ("earlier", "this", "corrected")
    }
    amounts["day"] = documented_on or Value(None, DateField())
    return (
        rows.order_by()
        .values(what=Value(what, text), **keys)
        .annotate(**amounts)
        .values_list("what", *keys, *amounts)
    )


def staff(scope: Scope, partner: int | None = None) -> StaffSums:
    """Hours and cost of staff, of one *partner* or of all."""
    rate = "time_sheet__rate__"
    this = scope.this
    rows = counted(scope).filter(this | scope.earlier, kind=Expenditure.STAFF)
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


def items(scope: Scope) -> list[Item]:
    """Everything in this claim but staff time: vouchers and corrections, in their order."""
    rows = counted(scope).filter(scope.this).exclude(kind=Expenditure.STAFF)
    return in_full(rows.select_related("line", "grant_partner__organisation", "corrects"))


def in_full(rows: QuerySet[Expenditure]) -> list[Item]:
    """*rows* in the order of a voucher list, each with its file's hash and its decision."""
    invoice = ExpenditureFile.objects.filter(
        expenditure=OuterRef("pk"), role=ExpenditureFile.INVOICE
    ).order_by("pk")
    found: Iterable[Any] = rows.annotate(
        file_hash=Subquery(invoice.values("file__sha256")[:1]),
        decided_number=_newest(Correction, "row", F("number")),
        decided_code=_newest(Correction, "row", F("reason_code")),
        decided_effect=_newest(Correction, "row", F("fund_effect")),
        decided_irregular=_newest(Correction, "row", F("is_irregular")),
    ).order_by("grant_partner__number", "line__number", "invoice_date", "voucher_no", "pk")
    return [
        Item(
            row,
            row.file_hash or "",
            Decided(
                row.decided_number, row.decided_code, row.decided_effect, row.decided_irregular
            )
            if row.decided_number is not None
            else None,
        )
        for row in found
    ]


def vouchers(rows: Iterable[Item]) -> list[Item]:
    """Those that are neither staff time nor a correction."""
    left_out = (Expenditure.STAFF, Expenditure.CORRECTION)
    return [one for one in rows if one.row.kind not in left_out]


def corrections(rows: Iterable[Item]) -> list[Item]:
    """The negative rows, in the order in which they were booked."""
    found = [one for one in rows if one.row.kind == Expenditure.CORRECTION]
    return sorted(found, key=lambda one: one.row.pk)


def members(scope: Scope) -> list[Member]:
    """Every partner with its verified report of the period and its share of the claim."""
    report = PartnerReport.objects.filter(
        grant_partner=OuterRef("pk"), period=scope.period, state__in=VERIFIED_REPORTS
    )
    share = ClaimShare.objects.filter(grant_partner=OuterRef("pk"), claim=scope.claim)
    rows: Iterable[Any] = (
        GrantPartner.objects.filter(grant=scope.grant)
        .select_related("organisation")
        .annotate(
            **{name: Subquery(report.values(name)[:1]) for name in TEXTS},
            eligible=Subquery(share.values("eligible")[:1]),
            share=Subquery(share.values("amount")[:1]),
        )
        .order_by("number")
    )
    return [
        Member(
            row,
            {name: (getattr(row, name) or "").strip() for name in TEXTS},
            row.eligible,
            row.share,
        )
        for row in rows
    ]


def newest_snapshot(
    grant: Grant, kind: str, period: ReportingPeriod, partner: int | None = None
) -> ReportSnapshot | None:
    """The last version of a paper that has been frozen."""
    return (
        ReportSnapshot.objects.filter(
            grant=grant, kind=kind, period=period, grant_partner_id=partner
        )
        .select_related("grant", "period")
        .order_by("version")
        .last()
    )


def _newest(model: type[Model], key: str, column: Any) -> Subquery:
    """*column* of the last row of *model* that points at this one by *key*."""
    rows: QuerySet[Any] = model._default_manager.filter(**{key: OuterRef("pk")})
    return Subquery(rows.order_by("-pk").annotate(wanted=column).values("wanted")[:1])


def _name_of(person: str) -> Any:
    return Coalesce(NullIf(f"{person}__name", Value("")), f"{person}__email")


def _sum(column: str, where: Q) -> Any:
    return Coalesce(Sum(column, filter=where), Value(ZERO, output_field=MoneyField()))

"""What the papers are made of: rows of one claim's scope, added up by the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, Min, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, ExtractYear

from consortium.models.fields import MoneyField
from grants.models import (
    BudgetAmount,
    BudgetVersion,
    FinancingCommitment,
    Grant,
    ReportingPeriod,
)
from reporting.models import (
    Claim,
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


@dataclass(frozen=True)
class Scope:
    """What a paper about one period accounts for: the period's claim, or what would be in it."""

    grant: Grant
    period: ReportingPeriod
    claim: Claim | None
    before: tuple[Claim, ...]

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
    """What one source gave in one form, in DKK, and when it was last documented."""

    source: str
    form: str
    earlier: Decimal
    this: Decimal
    documented_on: Any


def scope_of(grant: Grant, period: ReportingPeriod, claim: Claim | None = None) -> Scope:
    """The newest claim of *period* that was not rejected, or *claim*, and those before it."""
    claims = list(
        Claim.objects.filter(grant=grant, is_advance=False, period__number__lte=period.number)
        .exclude(state="rejected")
        .select_related("period", "built_by", "checked_by", "signed_by")
        .order_by("number")
    )
    own = [one for one in claims if one.period_id == period.pk]
    claim = claim or (own[-1] if own else None)
    before = [
        one
        for one in claims
        if one.state != "draft" and (claim is None or one.number < claim.number)
    ]
    return Scope(grant, period, claim, tuple(before))


def budget_in_force(scope: Scope) -> BudgetVersion | None:
    """The newest approved budget that took effect before the period ended."""
    return (
        BudgetVersion.objects.filter(
            grant=scope.grant,
            state__in=["approved", "superseded"],
            effective_from__lte=scope.period.ends_on,
        )
        .order_by("number")
        .last()
    )


def budget_amounts(version: BudgetVersion | None) -> list[tuple[int, int, Decimal]]:
    """(partner, line, amount) of a budget version."""
    rows = BudgetAmount.objects.filter(version=version).order_by()
    return list(rows.values_list("grant_partner_id", "line_id", "amount"))


def commitments(version: BudgetVersion | None) -> list[tuple[str, str, Decimal]]:
    """(source, form, amount) of the financing plan."""
    rows = FinancingCommitment.objects.filter(version=version).order_by()
    sums = rows.values("source", "form").annotate(planned=Sum("amount"))
    return list(sums.values_list("source", "form", "planned"))


def counted(scope: Scope) -> QuerySet[Expenditure]:
    """The rows that make up TE, of any claim."""
    return Expenditure.objects.filter(grant=scope.grant, state__in=COUNTED)


def costs(scope: Scope) -> list[Cost]:
    """Accepted cost by partner and line: earlier, this period, and corrections of earlier cost."""
    correction = Q(kind=Expenditure.CORRECTION)
    rows = (
        counted(scope)
        .order_by()
        .values("grant_partner_id", "line_id")
        .annotate(
            earlier=_sum("accepted", scope.earlier),
            this=_sum("accepted", scope.this & ~correction),
            corrected=_sum("accepted", scope.this & correction),
        )
        .values_list("grant_partner_id", "line_id", "earlier", "this", "corrected")
    )
    return [Cost(*row) for row in rows]


def revenues(scope: Scope) -> list[tuple[int, Decimal, Decimal]]:
    """(partner, earlier, this period) of what the project earned."""
    rows = (
        Revenue.objects.filter(
            report__grant_partner__grant=scope.grant, report__state__in=VERIFIED_REPORTS
        )
        .order_by()
        .values("report__grant_partner_id")
        .annotate(earlier=_sum("amount", scope.earlier), this=_sum("amount", scope.this))
    )
    return list(rows.values_list("report__grant_partner_id", "earlier", "this"))


def financing(scope: Scope) -> list[Financing]:
    """Financing from others than the fund: contributions received, and cost that is financing."""
    received = (
        CoFinancingContribution.objects.filter(grant=scope.grant, state__in=COUNTED)
        .order_by()
        .values("source", "form")
        .annotate(
            earlier=_sum("amount", scope.earlier),
            this=_sum("amount", scope.this),
            documented=Max("received_on", filter=scope.this | scope.earlier),
        )
    )
    spent = (
        counted(scope)
        .exclude(cofinancing_form="")
        .order_by()
        .values("cofinancing_source", "cofinancing_form")
        .annotate(
            earlier=_sum("accepted", scope.earlier),
            this=_sum("accepted", scope.this),
            documented=Max("paid_on", filter=scope.this | scope.earlier),
        )
    )
    names = ("earlier", "this", "documented")
    rows = [
        *received.values_list("source", "form", *names),
        *spent.values_list("cofinancing_source", "cofinancing_form", *names),
    ]
    return [Financing(*row) for row in rows]


def staff(scope: Scope) -> list[dict[str, Any]]:
    """Hours and cost of this claim by employee and rate."""
    rate = "time_sheet__rate__"
    rows: Iterable[Any] = (
        counted(scope)
        .filter(scope.this, kind=Expenditure.STAFF)
        .order_by()
        .values(
            "grant_partner_id",
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
        )
        .annotate(
            hours=Sum("accepted_hours"),
            amount=Sum("accepted"),
            first=Min("time_sheet__month"),
            last=Max("time_sheet__month"),
        )
        .order_by("number", "staff_id", "first")
    )
    return list(rows)


def hours_of_years(scope: Scope) -> dict[tuple[int, int], Decimal]:
    """Accepted hours until the end of this claim, by employee and calendar year."""
    rows = (
        counted(scope)
        .filter(scope.this | scope.earlier, kind=Expenditure.STAFF)
        .order_by()
        .values("time_sheet__employee_id", year=ExtractYear("time_sheet__month"))
        .annotate(hours=Sum("accepted_hours"))
    )
    return {
        (employee, year): hours
        for employee, year, hours in rows.values_list("time_sheet__employee_id", "year", "hours")
    }


def vouchers(scope: Scope, partner: int | None = None) -> list[Expenditure]:
    """Everything in this claim that is neither staff time nor a correction."""
    rows = counted(scope).filter(scope.this)
    if partner is not None:
        rows = rows.filter(grant_partner_id=partner)
    return list(
        rows.exclude(kind__in=[Expenditure.STAFF, Expenditure.CORRECTION])
        .select_related("line", "grant_partner__organisation")
        .order_by("grant_partner__number", "line__number", "invoice_date", "voucher_no", "pk")
    )


def voucher_hashes(rows: Iterable[Expenditure]) -> dict[int, str]:
    """The hash of the first voucher file behind each row."""
    files = (
        ExpenditureFile.objects.filter(
            expenditure__in=[row.pk for row in rows], role=ExpenditureFile.INVOICE
        )
        .order_by("-pk")
        .values_list("expenditure_id", "file__sha256")
    )
    return dict(files)


def corrections(scope: Scope) -> list[tuple[Expenditure, Correction | None]]:
    """Negative rows of this claim with the decision that they come from."""
    rows = list(
        counted(scope)
        .filter(scope.this, kind=Expenditure.CORRECTION)
        .select_related("corrects", "grant_partner__organisation", "line")
        .order_by("pk")
    )
    decided = {one.row_id: one for one in Correction.objects.filter(row__in=rows)}
    return [(row, decided.get(row.pk)) for row in rows]


def reports(scope: Scope, partner: int | None = None) -> list[PartnerReport]:
    """The verified partner reports of the period."""
    rows = PartnerReport.objects.filter(period=scope.period, state__in=VERIFIED_REPORTS)
    if partner is not None:
        rows = rows.filter(grant_partner_id=partner)
    return list(
        rows.select_related("grant_partner__organisation").order_by("grant_partner__number")
    )


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


def _sum(column: str, where: Q) -> Any:
    return Coalesce(Sum(column, filter=where), Value(ZERO, output_field=MoneyField()))

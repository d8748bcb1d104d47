"""What the papers are made of: each source of one claim's scope is read once.

A page may ask the database little, so whatever is a sum stands in one UNION, and what belongs to a
row comes along with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    CharField,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, NullIf

from grants.models import (
    Grant,
    GrantPartner,
    RegionalKey,
    RegionalKeyWeight,
    ReportingPeriod,
)
from reporting.models import (
    AuditorStatement,
    Claim,
    ClaimShare,
    Expenditure,
    PartnerReport,
    ReportSnapshot,
)
from reporting.queries import euro

COUNTED = ("verified", "claimed")
VERIFIED_REPORTS = ("verified", "included")
ZERO = Decimal("0.00")
# Statements that say something: neither asked for only, nor withdrawn.
STATED = AuditorStatement.objects.filter(state__in=["clean", "qualified", "adverse"])
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
class Member:
    """A partner with what it told in its verified report, and its share of the claim."""

    partner: GrantPartner
    texts: dict[str, str]
    eligible: Decimal | None
    share: Decimal | None
    euro: euro.Indicative | None = None
    # What it weighs in the key of the regional tasks; None outside the key.
    weight: Decimal | None = None
    # Its shares of this claim and of those before it.
    shared_so_far: Decimal | None = None
    # How the rest of the regional tasks' cost is shared, where a key is agreed.
    key_basis: str = ""


def scope_of(grant: Grant, period: ReportingPeriod, claim: Claim | None = None) -> Scope:
    """The newest claim of *period* that was not rejected, or *claim*, and those before it."""
    claims = list(
        Claim.objects.filter(grant=grant, is_advance=False, period__number__lte=period.number)
        .exclude(state="rejected")
        .select_related("period", "built_by", "checked_by", "signed_by")
        .annotate(
            auditor=newest_of(STATED, "claim", _name_of("issued_by")),
            audited_sha256=newest_of(STATED, "claim", F("claim_sha256")),
            audited_at=newest_of(STATED, "claim", F("issued_at")),
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
    ours = next((one for one in own if claim is not None and one.pk == claim.pk), None)
    return Scope(grant, period, claim, tuple(before), _audited(ours))


def _audited(claim: Any) -> Audited | None:
    if claim is None or claim.audited_at is None:
        return None
    return Audited(claim.auditor, claim.audited_sha256, claim.audited_at)


def counted(scope: Scope) -> QuerySet[Expenditure]:
    """The rows that make up TE, of any claim."""
    return Expenditure.objects.filter(grant=scope.grant, state__in=COUNTED)


def members(scope: Scope, on: dt.date | None = None) -> list[Member]:
    """Every partner with its verified report of the period and its share of the claim.

    The EUR rate of the day *on* comes along, if a paper asks for it.
    """
    report = PartnerReport.objects.filter(
        grant_partner=OuterRef("pk"), period=scope.period, state__in=VERIFIED_REPORTS
    )
    share = ClaimShare.objects.filter(grant_partner=OuterRef("pk"), claim=scope.claim)
    claims = [one.pk for one in (*scope.before, scope.claim) if one is not None]
    shared = ClaimShare.objects.filter(grant_partner=OuterRef("pk"), claim__in=claims)
    so_far = shared.order_by().values("grant_partner").annotate(all=Sum("amount")).values("all")
    key = RegionalKey.objects.filter(grant=scope.grant).order_by("-number").values("pk")[:1]
    weight = RegionalKeyWeight.objects.filter(grant_partner=OuterRef("pk"), key=Subquery(key))
    rows: Iterable[Any] = (
        GrantPartner.objects.filter(grant=scope.grant)
        .select_related("organisation")
        .annotate(
            **{name: Subquery(report.values(name)[:1]) for name in TEXTS},
            eligible=Subquery(share.values("eligible")[:1]),
            share=Subquery(share.values("amount")[:1]),
            weight=Subquery(weight.values("weight")[:1]),
            key_basis=Subquery(weight.values("key__basis")[:1]),
            shared_so_far=Subquery(so_far),
            **(euro.columns(on) if on else {}),
        )
        .order_by("number")
    )
    return [
        Member(
            row,
            {name: (getattr(row, name) or "").strip() for name in TEXTS},
            row.eligible,
            row.share,
            euro.of_row(row),
            row.weight,
            row.shared_so_far,
            row.key_basis or "",
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


def newest_of(model: type[Model] | QuerySet[Any], key: str, column: Any) -> Subquery:
    """*column* of the last row of *model* that points at this one by *key*."""
    source: Any = model if isinstance(model, QuerySet) else model._default_manager
    rows: QuerySet[Any] = source.filter(**{key: OuterRef("pk")})
    return Subquery(rows.order_by("-pk").annotate(wanted=column).values("wanted")[:1])


def _name_of(person: str) -> Any:
    return Coalesce(
        NullIf(f"{person}__name", Value("")), f"{person}__email", output_field=CharField()
    )

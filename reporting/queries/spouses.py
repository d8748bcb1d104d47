"""Jobs for spouses: sums by partner and period, and the share in a job (003, 002)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from grants.models import Grant, GrantPartner
from reporting.models import MentorPair, PartnerReport, SpouseCount
from reporting.queries.documents import VERIFIED_REPORTS
from reporting.rules.spouses import COUNTS, InJob


@dataclass(frozen=True)
class SpouseRow:
    """What one partner has told so far."""

    partner: GrantPartner
    counts: dict[str, int]


@dataclass(frozen=True)
class SpouseSums:
    """All partners, and what followed after six months; pairs at their end and later."""

    rows: Sequence[SpouseRow]
    total: dict[str, int]
    pairs: int
    at_end: InJob
    later: InJob

    @property
    def in_job(self) -> InJob:
        """Of the cases that were followed up after six months."""
        return InJob(self.total["in_job"], self.total["followed_up"])


def counted_before(report: PartnerReport) -> dict[str, int]:
    """The sums of the partner's earlier periods."""
    earlier = SpouseCount.objects.filter(
        report__grant_partner=report.grant_partner_id,
        report__period__number__lt=report.period.number,
    )
    return earlier.aggregate(**{name: Sum(name, default=0) for name in COUNTS})


def spouse_sums(grant: Grant) -> SpouseSums:
    """Counts of verified reports by partner, and the pairs of all: three questions."""
    told = SpouseCount.objects.filter(
        report__grant_partner__grant=grant, report__state__in=VERIFIED_REPORTS
    )
    sums = {f"all_{name}": Sum(name) for name in COUNTS}
    rows_told: Iterable[Any] = told.order_by().values("report__grant_partner").annotate(**sums)
    by_partner = {row["report__grant_partner"]: row for row in rows_told}
    partners = grant.partners.select_related("organisation").order_by("number")
    rows = [
        SpouseRow(one, {name: by_partner[one.pk][f"all_{name}"] for name in COUNTS})
        for one in partners
        if one.pk in by_partner
    ]
    total = {name: sum(row.counts[name] for row in rows) for name in COUNTS}
    pairs = pairs_of(MentorPair.objects.filter(grant_partner__grant=grant))
    return SpouseSums(rows, total, *pairs)


def pairs_of(pairs: QuerySet[MentorPair]) -> tuple[int, InJob, InJob]:
    """How many pairs, and how many mentees are in a job at the end and six months later."""
    told = pairs.order_by().aggregate(
        all=Count("pk"),
        ended=Count("pk", filter=Q(ended_on__isnull=False)),
        in_job=Count("pk", filter=Q(outcome="yes")),
        asked=Count("pk", filter=Q(followed_up_on__isnull=False)),
        in_job_later=Count("pk", filter=Q(outcome_later="yes")),
    )
    return (
        told["all"],
        InJob(told["in_job"], told["ended"]),
        InJob(told["in_job_later"], told["asked"]),
    )

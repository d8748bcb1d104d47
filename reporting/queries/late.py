"""What makes a cost late: the grant's earlier periods as its partner meets them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Subquery

from consortium.rules.refusals import Breach
from consortium.rules.spans import Span
from grants.models import PartnershipAgreement, ReportingPeriod
from reporting.models import Claim, PartnerReport
from reporting.rules.late import (
    PeriodFacts,
    check_agreement,
    check_late,
    check_not_final,
    late_of,
)

TAKES_COSTS = frozenset(ReportingPeriod.TAKES_REPORTS)
WITH_THE_PARTNER = frozenset({None, "draft", "returned"})


@dataclass(frozen=True)
class Timing:
    """What the time of a cost is tested on, read once for all rows of a report."""

    period: int
    periods: list[PeriodFacts]
    agreed: Span | None
    project: Span
    final: int | None

    def late(self, incurred_on: dt.date) -> PeriodFacts | None:
        """The closed period that a cost of that day belongs to, if it is late."""
        try:
            return self._late[incurred_on]
        except KeyError:
            found = self._late[incurred_on] = late_of(incurred_on, self.period, self.periods)
            return found

    @cached_property
    def _late(self) -> dict[dt.date, PeriodFacts | None]:
        """By day: the days of a sheet are few, its rows are many."""
        return {}

    @property
    def late_months(self) -> list[dt.date]:
        """The months of earlier periods that take no more costs, newest first."""
        months = {
            month
            for one in self.periods
            if one.number < self.period and not one.takes_costs
            for month in one.span.months
        }
        return sorted(months, reverse=True)

    def breaches(
        self, incurred_on: dt.date, reason: str, subject: str = "incurred_on"
    ) -> list[Breach]:
        """Why a cost of that day cannot be entered now."""
        found = check_not_final(self.final) + check_late(
            self.late(incurred_on), reason, incurred_on
        )
        # A day outside the project is told as that, and not a second time here.
        if self.project.contains(incurred_on):
            found += check_agreement(incurred_on, self.agreed, subject)
        return found


def timing_of(report: PartnerReport) -> Timing:
    """The timing of costs that are entered into *report*, in one question."""
    partner = report.grant_partner
    own = PartnerReport.objects.filter(grant_partner=partner, period=OuterRef("pk"))
    agreed = PartnershipAgreement.objects.filter(
        grant_partner=partner, state__in=["active", "ended"]
    )
    final = Claim.objects.filter(grant=partner.grant_id, is_final=True).binding()
    rows: list[Any] = list(
        ReportingPeriod.objects.filter(grant=partner.grant_id)
        .annotate(
            own=Subquery(own.values("state")[:1]),
            agreed_from=Subquery(agreed.values("starts_on")[:1]),
            agreed_to=Subquery(agreed.values("ends_on")[:1]),
            final=Subquery(final.values("number")[:1]),
        )
        .order_by("number")
    )
    return Timing(
        period=report.period.number,
        periods=[
            PeriodFacts(one.pk, one.number, Span(one.starts_on, one.ends_on), _takes_costs(one))
            for one in rows
        ],
        agreed=Span(rows[0].agreed_from, rows[0].agreed_to) if rows[0].agreed_from else None,
        project=Span(partner.grant.starts_on, partner.grant.ends_on),
        final=rows[0].final,
    )


def _takes_costs(period: Any) -> bool:
    """Whether the partner's report of *period* can still be begun or written in."""
    return period.state in TAKES_COSTS and period.own in WITH_THE_PARTNER

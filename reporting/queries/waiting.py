"""What waits for whom in a grant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from consortium.rules.money import ZERO
from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant, GrantPartner, ReportingPeriod
from reporting.models import Claim, PartnerReport

HOLDER: dict[str, str] = {
    "missing": _("the partner"),
    "draft": _("the partner"),
    "returned": _("the partner"),
    "approved_partner": _("the partner's approver"),
    "submitted": _("the lead controller"),
    "verified": _("the lead project manager"),
}
COUNTED_REPORTS = {"verified", "included"}
AT_PARTNER = {"missing", "draft", "returned", "approved_partner"}


@dataclass(frozen=True)
class Waiting:
    """One report that somebody holds: who, since which deadline, how late in days."""

    partner: GrantPartner
    period: ReportingPeriod
    state: str
    holder: str
    due_on: dt.date
    days_late: int
    report_id: int | None


def reports_with_revenue(grant: Grant) -> list[PartnerReport]:
    """Every report of *grant*, each with its revenue in DKK as `earned`."""
    return list(
        PartnerReport.objects.filter(grant_partner__grant=grant).annotate(
            earned=Sum("revenues__amount")
        )
    )


def revenue_of(reports: Iterable[PartnerReport]) -> Decimal:
    """What the project earned by the verified reports of `reports_with_revenue`, in DKK."""
    counted = [report for report in reports if report.state in COUNTED_REPORTS]
    return sum((report.earned or ZERO for report in counted), ZERO)  # type: ignore[attr-defined]


def reports_waiting(
    reports: Iterable[PartnerReport],
    partners: Iterable[GrantPartner],
    periods: Iterable[ReportingPeriod],
    *,
    on: dt.date,
) -> list[Waiting]:
    """Every report of a period that has begun and that is not yet in a claim, oldest first."""
    begun = [period for period in periods if period.state != "planned" and period.starts_on <= on]
    known = {(report.grant_partner_id, report.period_id): report for report in reports}
    found = []
    for period in begun:
        for partner in partners:
            report = known.get((partner.pk, period.pk))
            state = report.state if report else "missing"
            is_running = period.ends_on >= on and state in {"missing", "draft"}
            if (
                is_running
                or state == "included"
                or (state == "missing" and period.state == "locked")
            ):
                continue
            due_on = period.partner_due_on if state in AT_PARTNER else period.funder_due_on
            found.append(
                Waiting(
                    partner,
                    period,
                    state,
                    HOLDER[state],
                    due_on,
                    max(0, (on - due_on).days),
                    report.pk if report else None,
                )
            )
    return found


def open_claims(claims: Iterable[Claim]) -> list[Claim]:
    """Claims that somebody has still to move."""
    return [claim for claim in claims if claim.state not in {"paid", "rejected"}]

"""Where rows that the lead makes after a lock are put: the partner's report of an open period."""

from __future__ import annotations

from consortium.actions.base import record
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant, GrantPartner, ReportingPeriod
from reporting.models import PartnerReport


class NoOpenPeriod(Refused):
    """A new row needs a period that is not yet locked."""

    code = "NO_OPEN_PERIOD"


def unlocked_period(grant: Grant) -> ReportingPeriod:
    """The first period of *grant* that is open, or closed for partners and not yet locked."""
    period = (
        ReportingPeriod.objects.filter(
            grant=grant, state__in=[*ReportingPeriod.TAKES_REPORTS, "closed"]
        )
        .order_by("number")
        .first()
    )
    if period is None:
        raise NoOpenPeriod.because(
            _("No period of %(grant)s is open, so there is nowhere to put the row. Open one."),
            rule="R-80",
            grant=grant.ref,
        )
    return period


def report_for(partner: GrantPartner, period: ReportingPeriod) -> PartnerReport:
    """The partner's report of *period*; begun for the partner if it has not begun it."""
    if period.state in {"planned", "locked"}:
        raise NoOpenPeriod.because(
            _("Period %(period)s is “%(state)s”, so no row can be added to it. Open another."),
            rule="R-80",
            period=period.number,
            state=period.state,
        )
    report, is_new = PartnerReport.objects.get_or_create(grant_partner=partner, period=period)
    if is_new:
        record("report.opened", report, chain=partner.grant.ref)
    return report

"""The lead controller's verification of a partner's report, from its queue to its conclusion.

Decisions on single lines stand in `decisions`; they are named here too, as parts of one deed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils import timezone

from consortium.actions.base import action, record
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.states import advance
from reporting.actions.decisions import (
    NoBudgetInForce,
    NotDecidable,
    OwnCost,
    accept_contributions,
    accept_items,
    disallow_contribution,
    disallow_item,
    report_to_verify,
    undecide_item,
)
from reporting.actions.parking import (
    ParkingRefused,
    disallow_parked,
    park_item,
    take_up_item,
)
from reporting.actions.releases import NothingToRelease, release_awaiting
from reporting.actions.telling import tell_of_report
from reporting.models import Expenditure, PartnerReport, Verification
from reporting.queries.samples import coverage_of
from reporting.rules.checklist import FULL_CHECK, check_checklist
from reporting.rules.sampling import check_extent
from reporting.rules.states import REPORT

__all__ = [
    "NoBudgetInForce",
    "NotDecidable",
    "NothingToRelease",
    "OwnCost",
    "ParkingRefused",
    "ReportNotReady",
    "accept_contributions",
    "accept_items",
    "disallow_contribution",
    "disallow_item",
    "disallow_parked",
    "is_first_report",
    "park_item",
    "release_awaiting",
    "return_report",
    "take_up_item",
    "undecide_item",
    "verify_report",
]


class ReportNotReady(Refused):
    """Something is open that must be settled before the report is verified."""

    code = "REPORT_NOT_READY"


@action
def return_report(report: PartnerReport, *, by: Any, at: dt.datetime) -> PartnerReport:
    """Send the report back to the partner with its open queries."""
    report = report_to_verify(report, by, at)
    queries = report.queries.filter(closed_at__isnull=True, answer="").count()
    if not queries:
        raise ReportNotReady.because(
            _("A report is returned with at least one open query. Ask the partner first."),
            rule="rules 3.1",
        )
    before, report.state = report.state, advance(REPORT, report.state, "return")
    report.save()
    record(
        "report.returned",
        report,
        chain=report.grant_partner.grant.ref,
        before={"state": before},
        after={"state": report.state, "queries": queries},
    )
    tell_of_report("report.returned", report, by=by, at=at, page="reporting:report-queries")
    return report


@action
def verify_report(
    report: PartnerReport,
    *,
    checklist: Mapping[str, str],
    extent_pct: int,
    conclusion: str,
    by: Any,
    at: dt.datetime,
) -> PartnerReport:
    """Conclude the verification: everything decided, nothing open, the checklist complete."""
    report = report_to_verify(report, by, at)
    state = advance(REPORT, report.state, "verify")
    refuse_if(
        [
            *_open_matters(report),
            *check_checklist(checklist),
            *_conclusion_faults(report, extent_pct, conclusion),
            *_sample_faults(report, extent_pct),
        ],
        ReportNotReady,
    )
    Verification.objects.create(
        report=report,
        checklist=dict(checklist),
        extent_pct=extent_pct,
        conclusion=conclusion.strip(),
        verified_by=by,
        verified_on=timezone.localdate(at),
    )
    before, report.state = report.state, state
    report.verified_by, report.verified_at = by, at
    report.save()
    record(
        "report.verified",
        report,
        chain=report.grant_partner.grant.ref,
        before={"state": before},
        after={"state": state, "extent_pct": extent_pct},
    )
    tell_of_report("report.verified", report, by=by, at=at, page="reporting:report-detail")
    return report


def is_first_report(report: PartnerReport) -> bool:
    """Whether no earlier report of the partner has been verified in this grant."""
    return not (
        PartnerReport.objects.filter(
            grant_partner=report.grant_partner_id, state__in=["verified", "included"]
        )
        .exclude(pk=report.pk)
        .exists()
    )


def _open_matters(report: PartnerReport) -> list[Breach]:
    found = []
    undecided = Expenditure.objects.filter(
        report=report, state__in=["submitted", "query", "draft"]
    ).count()
    if undecided:
        message = _("%(count)s lines have not been decided.")
        found.append(Breach("UNDECIDED", message, "", {"count": undecided}, "rules 3.1"))
    waiting = report.contributions.filter(state__in=["draft", "submitted"]).count()
    if waiting:
        message = _("%(count)s contributions have not been decided.")
        found.append(Breach("UNDECIDED", message, "", {"count": waiting}, "rules 3.1"))
    # A question about a parked line waits with it and holds nothing up.
    queries = (
        report.queries.filter(closed_at__isnull=True)
        .filter(Q(expenditure__isnull=True) | ~Q(expenditure__state="parked"))
        .count()
    )
    if queries:
        message = _("%(count)s queries are open. Close them, or return the report.")
        found.append(Breach("OPEN_QUERIES", message, "", {"count": queries}, "rules 3.1"))
    return found


def _conclusion_faults(report: PartnerReport, extent_pct: int, conclusion: str) -> list[Breach]:
    found = []
    if not 1 <= extent_pct <= FULL_CHECK:
        message = _("The extent is 1 to 100 per cent of the lines.")
        found.append(Breach("EXTENT_OUTSIDE", message, "extent_pct", rule="rules 4.2"))
    elif extent_pct < FULL_CHECK and is_first_report(report):
        message = _("It is the partner's first report, so all lines are checked: 100 per cent.")
        found.append(Breach("EXTENT_TOO_SMALL", message, "extent_pct", rule="rules 4.2"))
    if not conclusion.strip():
        message = _("Write the conclusion of the verification.")
        found.append(Breach("CONCLUSION_MISSING", message, "conclusion", rule="A-24"))
    return found


def _sample_faults(report: PartnerReport, extent_pct: int) -> list[Breach]:
    """The extent follows from the sample, and every drawn line was looked at by hand (A-24)."""
    drawn = coverage_of(report)
    # The first report is checked as a whole: that is said already, and no sample would do.
    if extent_pct < FULL_CHECK and is_first_report(report):
        extent_pct = FULL_CHECK
    return check_extent(extent_pct, drawn.extent, drawn.is_stale, drawn.unchecked)

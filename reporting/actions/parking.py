"""A doubtful line is set aside with a reason, and taken up again in a later period (W-04)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.models.memory import change_rows
from consortium.rules.money import ZERO
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.models import Grant, ReportingPeriod
from reporting.actions.decision_faults import disallow_faults
from reporting.actions.decisions import (
    must_be_strange_to,
    must_verify_others,
    report_to_verify,
)
from reporting.actions.drafts import locked_report
from reporting.actions.flat_rates import book_flat_rates
from reporting.actions.open_reports import report_for
from reporting.actions.sample_ticks import tick
from reporting.actions.telling import tell_of_report
from reporting.models import Expenditure, PartnerReport, Query
from reporting.queries.parking import is_last_period
from reporting.rules.parking import (
    ParkFacts,
    Shares,
    TakeUpFacts,
    check_park,
    check_take_up,
    set_aside,
    taken_up,
)
from reporting.rules.reasons import PARKED
from reporting.rules.states import EXPENDITURE
from reporting.rules.vouchers import check_personal

COPIED = (
    *("grant_id", "grant_partner_id", "line_id", "voucher_no", "text", "supplier"),
    *("supplier_cvr", "invoice_no", "invoice_date", "delivery_date", "paid_on"),
    *("ledger_account", "booking_no", "net", "vat", "recovery_pct", "eligible_vat"),
    *("project_share_pct", "time_sheet_id", "hours", "cofinancing_form", "cofinancing_source"),
    *("created_by_id", "late_of_id", "late_reason"),
)


class ParkingRefused(Refused):
    """The line cannot be set aside, or not be taken up there."""

    code = "PARKING_REFUSED"


@action
def park_item(item: Expenditure, *, reason: str, by: Any, at: dt.datetime) -> Expenditure:
    """Set a line aside: it counts in no sum of TE and does not hold the report up.

    Also after the report's verification, as long as no claim holds the line.
    """
    report = report_to_verify(item.report, by, at, may_be_verified=True)
    # Claims gather rows under the same lock, so that none takes a line that is being parked.
    grant = Grant.objects.select_for_update(no_key=True).get(pk=report.grant_partner.grant_id)
    row = (
        Expenditure.objects.select_for_update(of=("self",))
        .select_related("claim", "corrects__report")
        .get(pk=item.pk, report=report)
    )
    must_be_strange_to(row, by)
    refuse_if([*_park_breaches(row, report, reason)], ParkingRefused)
    before = {"state": row.state, "accepted": row.accepted, "awaiting": row.awaiting}
    row.state = advance(EXPENDITURE, row.state, "park")
    aside = set_aside(_shares(row))
    row.accepted, row.disallowed, row.awaiting = aside.accepted, aside.disallowed, aside.awaiting
    row.parked, row.accepted_hours, row.budget_version = aside.parked, ZERO, None
    row.decision_code, row.decision_reason = PARKED, reason.strip()
    row.decided_by, row.decided_at = by, at
    row.save()
    tick([row], by=by, at=at)
    book_flat_rates(grant, by=by, at=at)
    record(
        "expenditure.parked",
        row,
        chain=grant.ref,
        before=before,
        after={"state": row.state, "parked": row.parked},
        reason=reason,
    )
    page = "reporting:report-queries"
    told = {"voucher": row.voucher_no}
    tell_of_report("expenditure.parked", report, by=by, at=at, page=page, **told)
    return row


@action
def take_up_item(
    item: Expenditure, period: ReportingPeriod, *, by: Any, at: dt.datetime
) -> Expenditure:
    """Put a parked line up for decision in the verification of a later open *period*.

    The parked row stays as it is: a new row of amount 0.00 takes out of the parked sum what is
    decided on it, as a release does with what awaited budget.
    """
    root, report = _to_take_up(item, period, by, at)
    return _taken_up(root, report, at, by=by)


def _taken_up(root: Expenditure, report: PartnerReport, at: dt.datetime, *, by: Any) -> Expenditure:
    sums = taken_up(_shares(root))
    row = Expenditure(
        report=report,
        kind=Expenditure.TAKEN_UP,
        state="submitted",
        amount=sums.amount,
        parked=sums.parked,
        corrects=root,
        **{name: getattr(root, name) for name in COPIED},
    )
    row.save()
    _close_queries(root, at)
    record(
        "expenditure.taken_up",
        row,
        chain=report.grant_partner.grant.ref,
        before={"period": root.report.period.number, "parked": root.parked},
        after={"period": report.period.number, "line": root.pk},
    )
    page = "reporting:report-costs"
    told = {"voucher": row.voucher_no}
    tell_of_report("expenditure.taken_up", report, by=by, at=at, page=page, **told)
    return row


@action
def disallow_parked(
    item: Expenditure,
    period: ReportingPeriod,
    *,
    code: str,
    reason: str,
    by: Any,
    at: dt.datetime,
) -> Expenditure:
    """Let a parked line fall as a whole, in the open *period*, without waiting for its report."""
    root, report = _to_take_up(item, period, by, at, falls=True)
    row = _taken_up(root, report, at, by=by)
    fallen = row.at_stake
    refuse_if(disallow_faults(fallen, fallen, code, reason), ParkingRefused)
    row.state, row.disallowed = advance(EXPENDITURE, row.state, "disallow"), fallen
    row.decision_code, row.decision_reason = code, reason.strip()
    row.decided_by, row.decided_at = by, at
    row.save()
    record(
        "expenditure.disallowed",
        row,
        chain=row.grant.ref,
        after={"disallowed": row.disallowed, "parked": row.parked},
        reason=reason,
    )
    return row


def _shares(row: Expenditure) -> Shares:
    return Shares(row.amount, row.accepted, row.disallowed, row.awaiting, row.parked)


def _park_breaches(row: Expenditure, report: PartnerReport, reason: str) -> list[Any]:
    facts = ParkFacts(
        voucher=row.voucher_no,
        kind=row.kind,
        at_stake=row.at_stake,
        claim=row.claim.number if row.claim else None,
        is_released=row.corrections.filter(kind=Expenditure.CARRIED).exists(),
        period=report.period.number,
        is_last_period=is_last_period(report.period, row.grant),
        reason=reason,
    )
    return [*check_park(facts), *check_personal({"reason": reason})]


def _to_take_up(
    item: Expenditure,
    period: ReportingPeriod,
    by: Any,
    at: dt.datetime,
    *,
    falls: bool = False,
) -> tuple[Expenditure, PartnerReport]:
    """The parked line and the report that takes it up, if *by* may do so now."""
    # Two controllers take turns on a grant, so that no line is taken up twice.
    grant = Grant.objects.select_for_update(no_key=True).get(pk=item.grant_id)
    must(by, Capability.VERIFY_REPORT, grant)
    root = (
        Expenditure.objects.select_for_update(of=("self",))
        .select_related("report__period", "grant_partner__grant", "grant_partner__organisation")
        .get(pk=(item.corrects_id if item.kind == Expenditure.TAKEN_UP else None) or item.pk)
    )
    must_verify_others(root.report, by, timezone.localdate(at))
    report = locked_report(report_for(root.grant_partner, period))
    must_verify_others(report, by, timezone.localdate(at))
    tried = list(
        root.corrections.filter(kind=Expenditure.TAKEN_UP)
        .select_related("report__period")
        .order_by("pk")
    )
    live = next((row for row in tried if row.parked < ZERO), None)
    last = tried[-1] if tried else root
    facts = TakeUpFacts(
        voucher=root.voucher_no,
        partner=str(root.grant_partner),
        is_parked=root.state == "parked",
        taken_up_in=live.report.period.number if live else None,
        parked_in=last.report.period.number,
        parked_report=last.report.state,
        period=period.number,
        report=report.state,
        falls=falls,
    )
    refuse_if(check_take_up(facts), ParkingRefused)
    return root, report


def _close_queries(root: Expenditure, at: dt.datetime) -> None:
    """Questions on the parked line are asked again, if at all, where it is taken up."""
    queries = list(Query.objects.filter(expenditure=root, closed_at__isnull=True))
    for query in queries:
        query.closed_at = at
    if queries:
        change_rows(queries, Query, ["closed_at"])

"""What is still a draft when its period is locked goes on in the next period (rules.md 3.1)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from consortium.actions.base import action, record
from consortium.models.memory import change_rows
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.states import advance
from grants.models import ReportingPeriod
from reporting.models import (
    Claim,
    CoFinancingContribution,
    Expenditure,
    PartnerReport,
    Query,
    Revenue,
    TimeSheet,
)
from reporting.queries.funding import VERIFIED_REPORTS
from reporting.rules.states import CONTRIBUTION, EXPENDITURE

UNDECIDED = ("draft", "query", "submitted")


class DraftsStay(Refused):
    """Rows that nobody has decided on stand in the way of the lock."""

    code = "DRAFTS_STAY"


@action
def move_drafts_on(claim: Claim, *, by: Any, at: dt.datetime) -> list[PartnerReport]:
    """Move what nobody has decided on out of the period that *claim* locks.

    Called by who sends the claim. A report that was verified has no such row left; what is moved
    stands in a report that its partner never finished.
    """
    left = [report for report in _unfinished(claim) if _rows_of(report)]
    for report in left:
        _move(report, _next_report(claim, report))
    if left:
        record(
            "rows.moved_on",
            claim,
            chain=claim.grant.ref,
            after={"reports": [report.pk for report in left], "claim": claim.number},
        )
    return left


def _unfinished(claim: Claim) -> list[PartnerReport]:
    reports = PartnerReport.objects.select_for_update(of=("self",), no_key=True).select_related(
        "grant_partner__organisation", "period"
    )
    return list(
        reports.filter(grant_partner__grant=claim.grant, period=claim.period)
        .exclude(state__in=VERIFIED_REPORTS)
        .order_by("grant_partner__number")
    )


def _rows_of(report: PartnerReport) -> bool:
    """Whether anything in *report* waits for a decision."""
    return (
        report.expenditure.filter(state__in=UNDECIDED).exists()
        or report.contributions.filter(state__in=UNDECIDED).exists()
        or _free_sheets(report).exists()
        or report.revenues.filter(claim=None).exists()
    )


def _free_sheets(report: PartnerReport) -> QuerySet[TimeSheet]:
    """Time sheets whose cost nobody has decided on; the others stand with their cost."""
    decided = Expenditure.objects.filter(time_sheet=OuterRef("pk")).exclude(state__in=UNDECIDED)
    return report.time_sheets.filter(~Exists(decided))


def _next_report(claim: Claim, report: PartnerReport) -> PartnerReport:
    period = (
        ReportingPeriod.objects.filter(grant=claim.grant, number__gt=report.period.number)
        .exclude(state="locked")
        .order_by("number")
        .first()
    )
    if period is None:
        raise DraftsStay.because(
            _(
                "%(partner)s has drafts in period %(period)s, the last one, so they cannot go on "
                "in a later one. Have them dropped or decided before the claim is sent."
            ),
            rule="rules 3.1",
            partner=str(report.grant_partner),
            period=report.period.number,
        )
    found, is_new = PartnerReport.objects.get_or_create(
        grant_partner=report.grant_partner, period=period
    )
    if is_new:
        record("report.opened", found, chain=claim.grant.ref)
    elif found.state not in {"draft", "returned"}:
        raise DraftsStay.because(
            _(
                "%(partner)s has drafts in period %(period)s, and its report of period %(next)s is "
                "“%(state)s”. Have the drafts dropped, or the later report returned."
            ),
            rule="rules 3.1",
            partner=str(report.grant_partner),
            period=report.period.number,
            next=period.number,
            state=found.state,
        )
    return found


def _move(report: PartnerReport, target: PartnerReport) -> None:
    costs = list(report.expenditure.filter(state__in=UNDECIDED))
    _must_not_clash(costs, target)
    number = report.period.number
    for cost in costs:
        cost.report, cost.state = target, advance(EXPENDITURE, cost.state, "move_on")
        if cost.late_of_id is None and cost.kind != Expenditure.TAKEN_UP:
            # Rows are data: the reason says the same in every language.
            cost.late_of_id = report.period_id
            cost.late_reason = f"Periode {number} er låst (period {number} is locked)"
    change_rows(costs, Expenditure, ["report", "state", "late_of", "late_reason"])
    given = list(report.contributions.filter(state__in=UNDECIDED))
    for one in given:
        one.report, one.state = target, advance(CONTRIBUTION, one.state, "move_on")
    change_rows(given, CoFinancingContribution, ["report", "state"])
    revenues = list(report.revenues.filter(claim=None))
    sheets = list(_free_sheets(report))
    queries = list(Query.objects.filter(report=report, expenditure__in=costs))
    rows: list[Revenue | TimeSheet | Query] = [*revenues, *sheets, *queries]
    for row in rows:
        row.report = target
    change_rows(revenues, Revenue, ["report"])
    change_rows(sheets, TimeSheet, ["report"])
    change_rows(queries, Query, ["report"])


def _must_not_clash(costs: list[Expenditure], target: PartnerReport) -> None:
    """A report holds a voucher number once."""
    taken = set(target.expenditure.values_list("voucher_no", flat=True))
    twice = sorted(cost.voucher_no for cost in costs if cost.voucher_no in taken)
    if twice:
        raise DraftsStay.because(
            _(
                "%(vouchers)s of %(partner)s stand as drafts in the locked period and already in "
                "the next one. Give them other numbers, or drop them."
            ),
            rule="rules 3.1",
            vouchers=twice,
            partner=str(target.grant_partner),
        )

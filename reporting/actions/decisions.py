"""The lead controller's decisions on single costs and contributions (rules.md 3.1, R-30, R-90)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.models.memory import change_rows
from consortium.rules.money import ZERO, as_fraction, cents_down
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.models import Grant
from reporting.actions.decision_faults import disallow_faults, released_of, stands, worked_out
from reporting.actions.drafts import locked_in_turn
from reporting.actions.flat_rates import book_flat_rates
from reporting.actions.sample_ticks import sampled_in_bulk, tick
from reporting.models import CoFinancingContribution, Expenditure, PartnerReport
from reporting.queries.acceptance import BudgetGuard, Outcome, planned_outcomes
from reporting.queries.funding import VERIFIED_REPORTS, frozen_profile
from reporting.queries.verifiers import has_worked_on, sits_for_partner
from reporting.rules.reasons import AWAITING_BUDGET
from reporting.rules.states import CONTRIBUTION, EXPENDITURE

DECISION_FIELDS = [
    "state",
    "accepted",
    "disallowed",
    "awaiting",
    "parked",
    "accepted_hours",
    "decision_code",
    "decision_reason",
    "decided_by",
    "decided_at",
    "budget_version",
]


class OwnCost(Refused):
    """Nobody verifies the cost of an organisation that they sit for, or have worked on."""

    code = "FOUR_EYES"


class NotDecidable(Refused):
    """The line or the report is not in the lead's hands, or belongs elsewhere."""

    code = "NOT_DECIDABLE"


class NoBudgetInForce(Refused):
    """No approved budget version covers the day of a cost."""

    code = "NO_BUDGET_IN_FORCE"


@action
def accept_items(
    report: PartnerReport,
    items: Sequence[Expenditure],
    *,
    by_hand: bool = False,
    by: Any,
    at: dt.datetime,
) -> list[Expenditure]:
    """Accept costs as far as hours and budget allow; the rest is disallowed or awaits budget.

    *by_hand* says that each was looked at by itself, as a line of a sample must be (rules.md 4.2).
    """
    report = report_to_verify(report, by, at)
    # The lines of the budget are shared by all partners: two controllers take turns.
    grant = Grant.objects.select_for_update(no_key=True).get(pk=report.grant_partner.grant_id)
    rows = _submitted_rows(report, items, by)
    refuse_if([] if by_hand else sampled_in_bulk(rows), NotDecidable)
    guard = BudgetGuard(grant, frozen_profile(grant), timezone.localdate(at))
    _must_have_budget(rows, guard)
    outcomes = planned_outcomes(rows, guard)
    for outcome in outcomes:
        _apply(outcome, by, at)
    change_rows(rows, Expenditure, DECISION_FIELDS)
    tick(rows if by_hand else (), by=by, at=at)
    book_flat_rates(grant, by=by, at=at)
    record(
        "expenditure.accepted",
        report,
        chain=grant.ref,
        after={
            "rows": [row.pk for row in rows],
            "accepted": sum((row.accepted for row in rows), ZERO),
            "disallowed": sum((row.disallowed for row in rows), ZERO),
            "awaiting": sum((row.awaiting for row in rows), ZERO),
        },
    )
    return rows


@action
def disallow_item(
    item: Expenditure, *, amount: Decimal, code: str, reason: str, by: Any, at: dt.datetime
) -> Expenditure:
    """Disallow the whole of a cost or a part; the rest is accepted as `accept_items` would.

    Also after verification, as long as no claim with the cost has been checked (R-80).
    """
    report = report_to_verify(item.report, by, at, may_be_verified=True)
    grant = Grant.objects.select_for_update(no_key=True).get(pk=report.grant_partner.grant_id)
    row = _row_to_disallow(report, item, by)
    released = released_of(row)
    refuse_if(disallow_faults(row.at_stake - released, amount, code, reason), NotDecidable)
    before = {"accepted": row.accepted, "disallowed": row.disallowed, "awaiting": row.awaiting}
    kept = row.at_stake - amount
    if row.state != "submitted":
        row.state = advance(EXPENDITURE, row.state, "undecide")
        row.accepted = min(row.accepted, kept - released)
        row.awaiting = kept - row.accepted
    elif kept:
        _accept_rest(row, kept, grant, timezone.localdate(at))
    else:
        row.accepted, row.awaiting, row.accepted_hours = ZERO, ZERO, ZERO
    row.disallowed = row.at_stake - row.accepted - row.awaiting
    row.state = advance(EXPENDITURE, row.state, _step_for(row))
    row.decision_code, row.decision_reason = code, reason.strip()
    row.decided_by, row.decided_at = by, at
    row.save()
    tick([row], by=by, at=at)
    book_flat_rates(grant, by=by, at=at)
    record(
        "expenditure.disallowed",
        row,
        chain=grant.ref,
        before=before,
        after={"accepted": row.accepted, "disallowed": row.disallowed, "awaiting": row.awaiting},
        reason=reason,
    )
    return row


@action
def undecide_item(item: Expenditure, *, reason: str, by: Any, at: dt.datetime) -> Expenditure:
    """Take a decision back while the report is still being verified."""
    report = report_to_verify(item.report, by, at)
    grant = Grant.objects.select_for_update(no_key=True).get(pk=report.grant_partner.grant_id)
    row = (
        Expenditure.objects.select_for_update(of=("self",))
        .select_related("corrects")
        .get(pk=item.pk, report=report)
    )
    refuse_if(worked_out(row) or stands(row), NotDecidable)
    if not reason.strip():
        raise NotDecidable.because(
            _("Say why the decision is taken back."), rule="W-08", subject="reason"
        )
    before = {"state": row.state, "accepted": row.accepted, "disallowed": row.disallowed}
    row.state = advance(EXPENDITURE, row.state, "undecide")
    # What takes a parked line up has the whole of it at stake again.
    root = row.corrects if row.kind == Expenditure.TAKEN_UP else None
    row.parked = -root.parked if root is not None else ZERO
    row.accepted = row.disallowed = row.awaiting = row.accepted_hours = ZERO
    row.decision_code, row.decision_reason = "", ""
    row.decided_by = row.decided_at = row.budget_version = None
    row.save()
    book_flat_rates(grant, by=by, at=at)
    record(
        "expenditure.undecided",
        row,
        chain=grant.ref,
        before=before,
        after={"state": row.state},
        reason=reason,
    )
    return row


@action
def accept_contributions(
    report: PartnerReport,
    contributions: Sequence[CoFinancingContribution],
    *,
    by: Any,
    at: dt.datetime,
) -> list[CoFinancingContribution]:
    """Accept co-financing as documented."""
    report = report_to_verify(report, by, at)
    keys = [one.pk for one in contributions]
    rows = list(
        CoFinancingContribution.objects.select_for_update().filter(report=report, pk__in=keys)
    )
    if not rows or len(rows) != len(set(keys)):
        raise _nothing_chosen()
    for row in rows:
        row.state, row.decided_by = advance(CONTRIBUTION, row.state, "accept"), by
    change_rows(rows, CoFinancingContribution, ["state", "decided_by"])
    record(
        "cofinancing.accepted",
        report,
        chain=report.grant_partner.grant.ref,
        after={"rows": keys, "amount": sum((row.amount for row in rows), ZERO)},
    )
    return rows


@action
def disallow_contribution(
    contribution: CoFinancingContribution, *, reason: str, by: Any, at: dt.datetime
) -> CoFinancingContribution:
    """Refuse a contribution that is not documented or not co-financing."""
    report = report_to_verify(contribution.report, by, at)
    row = CoFinancingContribution.objects.select_for_update().get(pk=contribution.pk, report=report)
    if not reason.strip():
        raise NotDecidable.because(
            _("Say why the co-financing is disallowed."), rule="W-04", subject="reason"
        )
    row.state, row.decided_by = advance(CONTRIBUTION, row.state, "disallow"), by
    row.decision_reason = reason.strip()
    row.save()
    record(
        "cofinancing.disallowed",
        row,
        chain=report.grant_partner.grant.ref,
        after={"amount": row.amount},
        reason=reason,
    )
    return row


def report_to_verify(
    report: PartnerReport, by: Any, at: dt.datetime, *, may_be_verified: bool = False
) -> PartnerReport:
    """The locked report, if *by* may decide on it now: submitted, and of somebody else's cost."""
    report = locked_in_turn(report)
    must(by, Capability.VERIFY_REPORT, report.grant_partner.grant)
    # A claim that is rejected lets its rows go, in reports that it has included.
    if report.state != "submitted" and not (may_be_verified and report.state in VERIFIED_REPORTS):
        raise NotDecidable.because(
            _("The report is “%(state)s”; the lead only decides on submitted reports."),
            rule="rules 3.1",
            state=report.state,
        )
    must_verify_others(report, by, timezone.localdate(at))
    return report


def must_verify_others(report: PartnerReport, by: Any, on: dt.date) -> None:
    """Refuse whoever sits for the reporting partner or has worked on the report (rules.md 4.2)."""
    if sits_for_partner(by, report, on) or has_worked_on(by, report):
        raise OwnCost.because(
            _(
                "%(person)s sits for %(partner)s or has worked on this report, and nobody verifies "
                "the cost of their own organisation. Ask a controller from outside."
            ),
            rule="A-07",
            person=str(by),
            partner=str(report.grant_partner),
        )


def must_be_strange_to(row: Expenditure, by: Any) -> None:
    """Who worked on the report that a parked line comes from does not decide on it (A-07)."""
    root = row.corrects if row.kind == Expenditure.TAKEN_UP else None
    if root is not None and has_worked_on(by, root.report):
        raise OwnCost.because(
            _(
                "%(person)s has worked on the report that %(voucher)s was parked in, so somebody "
                "else decides on it."
            ),
            rule="A-07",
            person=str(by),
            voucher=row.voucher_no,
        )


def _nothing_chosen() -> Refused:
    return NotDecidable.because(
        _("Choose at least one line, and only lines of this report."), rule="rules 3.1"
    )


def _submitted_rows(
    report: PartnerReport, items: Sequence[Expenditure], by: Any
) -> list[Expenditure]:
    keys = [item.pk for item in items]
    rows = list(
        Expenditure.objects.select_for_update(of=("self",))
        .filter(report=report, pk__in=keys)
        .select_related("time_sheet__employee", "time_sheet__rate", "line", "corrects__report")
        .order_by("delivery_date", "pk")
    )
    if not rows or len(rows) != len(set(keys)):
        raise _nothing_chosen()
    wrong = [row for row in rows if row.state != "submitted"]
    refuse_if([_not_waiting(row) for row in wrong], NotDecidable)
    for row in rows:
        must_be_strange_to(row, by)
    return rows


def _not_waiting(row: Expenditure) -> Breach:
    message = _(
        "%(voucher)s is “%(state)s”. Only submitted lines can be decided; a query must be answered "
        "and closed first."
    )
    params = {"voucher": row.voucher_no, "state": row.state}
    return Breach("NOT_DECIDABLE", message, row.voucher_no, params, "rules 3.1")


def _must_have_budget(rows: Sequence[Expenditure], guard: BudgetGuard) -> None:
    message = _(
        "%(voucher)s of %(day)s: no approved budget version is in force on that day. Approve a "
        "budget that covers it, or disallow the cost."
    )
    refuse_if(
        [
            Breach(
                NoBudgetInForce.code,
                message,
                row.voucher_no,
                {"voucher": row.voucher_no, "day": row.delivery_date},
                "R-91",
            )
            for row in rows
            if not guard.covers(row.delivery_date)
        ],
        NoBudgetInForce,
    )


def _apply(outcome: Outcome, by: Any, at: dt.datetime) -> None:
    row = outcome.item
    row.accepted, row.disallowed = outcome.accepted, outcome.disallowed
    row.awaiting, row.accepted_hours = outcome.awaiting, outcome.hours
    row.state = advance(EXPENDITURE, row.state, _step_for(row))
    row.budget_version = outcome.version
    row.decision_code = outcome.breaches[0].code if outcome.breaches else ""
    row.decision_reason = ""
    if row.awaiting and not row.decision_code:
        row.decision_code = AWAITING_BUDGET
    row.decided_by, row.decided_at = by, at


def _step_for(row: Expenditure) -> str:
    if row.accepted or not (row.awaiting or row.disallowed):
        return "accept"
    return "wait" if row.awaiting else "disallow"


def _row_to_disallow(report: PartnerReport, item: Expenditure, by: Any) -> Expenditure:
    row = (
        Expenditure.objects.select_for_update(of=("self",))
        .select_related(
            *("time_sheet__employee", "time_sheet__rate", "line", "claim", "corrects__report")
        )
        .get(pk=item.pk, report=report)
    )
    refuse_if(worked_out(row), NotDecidable)
    must_be_strange_to(row, by)
    held = row.claim is not None and row.claim.state != "draft"
    if held or row.state not in {"submitted", "verified", "awaiting_budget"}:
        raise NotDecidable.because(
            _(
                "%(voucher)s is “%(state)s” or in a checked claim. What has been claimed is only "
                "changed by a correction."
            ),
            rule="R-80",
            voucher=row.voucher_no,
            state=row.state,
        )
    return row


def _accept_rest(row: Expenditure, kept: Decimal, grant: Grant, on: dt.date) -> None:
    """Accept what is left of a cost after a part fell, within hours and budget."""
    guard = BudgetGuard(grant, frozen_profile(grant), on)
    _must_have_budget([row], guard)
    whole, hours = row.at_stake, row.hours
    amount = row.amount
    row.amount = kept + row.parked
    row.hours = cents_down(as_fraction(hours) * as_fraction(kept) / as_fraction(whole))
    [outcome] = planned_outcomes([row], guard)
    row.amount, row.hours = amount, hours
    row.accepted, row.awaiting = outcome.accepted, outcome.awaiting
    row.accepted_hours, row.budget_version = outcome.hours, outcome.version

"""What is still open in a project, and the days that its retention is counted from (G-09)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Func, IntegerField, Max, QuerySet, Subquery
from django.utils import timezone

from grants.models import Grant
from reporting.models import (
    AidDecision,
    Claim,
    Closure,
    Correction,
    Disbursement,
    Finding,
    LegalHold,
    PartnerReport,
    PaymentReceived,
    Query,
    Recovery,
    Repayment,
    RepaymentPart,
)
from reporting.queries.funding import frozen_profile
from reporting.queries.repayments import DECIDED, final_balance
from reporting.rules.closing import Days, Hold, Matters, Retention, kept_until, retention

ENDED_CLAIMS = (*DECIDED, "rejected")
ENDED_CORRECTIONS = ("booked", "recovered", "written_off")
REPORTS_ON_THEIR_WAY = ("approved_partner", "submitted", "returned", "verified")


def open_matters(grant: Grant) -> Matters:
    """Everything that must be at an end before *grant* is settled, counted in one statement."""
    balance = final_balance(grant)
    found = Grant.objects.filter(pk=grant.pk).values_list(
        *(_count(rows) for rows in _open_rows(grant).values())
    )
    counts = dict(zip(_open_rows(grant), found.get(), strict=True))
    return Matters(
        balance=balance,
        **counts,
    )


def _open_rows(grant: Grant) -> dict[str, QuerySet[Any]]:
    of_partner = "grant_partner__grant"
    return {
        "undecided_claims": Claim.objects.filter(grant=grant).exclude(state__in=ENDED_CLAIMS),
        "open_corrections": Correction.objects.filter(grant=grant).exclude(
            state__in=ENDED_CORRECTIONS
        ),
        "unpaid_recoveries": Recovery.objects.unsettled().filter(correction__grant=grant),
        "open_parts": RepaymentPart.objects.unsettled().filter(repayment__grant=grant),
        "waiting_disbursements": Disbursement.objects.filter(payment__claim__grant=grant).exclude(
            state="confirmed"
        ),
        "open_queries": Query.objects.filter(
            **{f"report__{of_partner}": grant}, closed_at__isnull=True
        ),
        "unfinished_reports": PartnerReport.objects.filter(
            **{of_partner: grant}, state__in=REPORTS_ON_THEIR_WAY
        ),
        "open_changes": grant.change_requests.filter(carried_out_at__isnull=True).exclude(
            state__in=["rejected", "withdrawn"]
        ),
        "open_findings": Finding.objects.unclosed().filter(grant=grant),
    }


def _count(rows: QuerySet[Any]) -> Subquery:
    # A plain COUNT, so that a subquery without rows answers 0 and needs no GROUP BY.
    number = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(rows.order_by().annotate(found=number).values("found"))


def last_payment(grant: Grant) -> date | None:
    """The recorded day of the last money in or out: the clock starts there (G-09)."""
    came = PaymentReceived.objects.filter(claim__grant=grant)
    went = Disbursement.objects.filter(payment__claim__grant=grant)
    days = [
        came.aggregate(last=Max("received_on"))["last"],
        went.aggregate(last=Max("sent_on"))["last"],
        Repayment.objects.filter(grant=grant).aggregate(last=Max("sent_on"))["last"],
    ]
    return max((day for day in days if day is not None), default=None)


def holds_of(grant: Grant) -> list[Hold]:
    """Every legal hold of *grant* as the rules look at it."""
    rows = LegalHold.objects.filter(grant=grant).values_list("starts_on", "ends_on")
    return [Hold(first, last) for first, last in rows]


def last_aid(closure: Closure) -> date | None:
    """The day of the last de minimis aid: as it was noted, or a later one of the register."""
    granted = AidDecision.objects.filter(
        grant=closure.grant, kind__in=AidDecision.IS_AID, withdrawn_on__isnull=True
    )
    last = granted.aggregate(last=Max("conferred_on"))["last"]
    return max((day for day in (last, closure.last_aid_on) if day is not None), default=None)


def retention_of(closure: Closure) -> Retention | None:
    """Until when the papers are kept, with the clock stopped for every hold, or None."""
    profile = frozen_profile(closure.grant)
    days = Days(
        closure.last_payment_on,
        closure.programme_closed_on,
        closure.accounts_on,
        last_aid(closure),
    )
    found = retention(profile.retain_years, profile.retain_from, days)
    if found is None or closure.settled_at is None:
        return found
    settled = timezone.localdate(closure.settled_at)
    return Retention(kept_until(found, holds_of(closure.grant), settled), found.basis)

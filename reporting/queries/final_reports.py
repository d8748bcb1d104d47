"""The final report: its claim, what is missing in it, and every claim with its money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant
from reporting.models import Claim, Correction, FinalReport, Repayment
from reporting.rules.final_report import check_texts, check_visit


@dataclass(frozen=True)
class ClaimAccount:
    """A claim that was not rejected, and what has been received for it, DKK."""

    claim: Claim
    received: Decimal


def final_claim(grant: Grant) -> Claim | None:
    """The final claim that binds: checked or further, and not rejected."""
    claims = Claim.objects.filter(grant=grant, is_final=True).binding()
    return claims.select_related("period", "grant").last()


def final_report_breaches(report: FinalReport, at: dt.datetime) -> list[Breach]:
    """What stands in the way of sending a draft on."""
    found = check_texts({name: getattr(report, name) for name in FinalReport.TEXTS})
    found += check_visit(
        report.visited_on,
        report.visited_by,
        report.visit_note,
        starts_on=report.grant.starts_on,
        today=timezone.localdate(at),
    )
    if final_claim(report.grant) is None:
        message = _("The grant has no final claim that has been checked. Build the final claim.")
        found.append(Breach("FINAL_CLAIM_MISSING", message, rule="rules 3.0"))
    return found


def account_of(grant: Grant) -> list[ClaimAccount]:
    """Every claim that binds, in its order, with the money that came for it."""
    claims = Claim.objects.filter(grant=grant).binding().order_by("number")
    rows: Iterable[Any] = claims.annotate(came=Sum("payments__amount"))
    return [ClaimAccount(row, row.came or ZERO) for row in rows]


def repaid(grant: Grant) -> list[Repayment]:
    """Every payment that has gone back to the fund, in its order."""
    rows = Repayment.objects.filter(grant=grant, state="sent").select_related("claim")
    return list(rows.order_by("sent_on", "pk"))


def booked_corrections(grant: Grant) -> list[Correction]:
    """Every correction of *grant* whose row is booked."""
    return list(
        Correction.objects.filter(grant=grant, row__isnull=False)
        .select_related("original__grant_partner__organisation", "row", "result")
        .order_by("number")
    )


def fallen_of(corrections: Iterable[Correction]) -> Decimal:
    """What those of *corrections* that no claim holds moved F by; cuts are in F already (W-06)."""
    effects = (
        one.fund_effect
        for one in corrections
        if one.row is not None and one.row.claim_id is None and not hasattr(one, "result")
    )
    return sum((effect for effect in effects if effect is not None), ZERO)

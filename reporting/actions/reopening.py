"""A closed period opens again: the controller asks, the signatory signs, rows go back (W-05)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from consortium.actions.base import action, must, record
from consortium.models.memory import change_rows
from consortium.rules.money import ZERO
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.actions.periods import reopen_period
from grants.actions.telling import tell
from grants.models import Grant, ReportingPeriod
from reporting.actions.flat_rates import book_flat_rates
from reporting.actions.telling import TOLD
from reporting.models import (
    Claim,
    CoFinancingContribution,
    Expenditure,
    PartnerReport,
    PeriodReopening,
)
from reporting.rules.states import CONTRIBUTION, EXPENDITURE, REOPENING, REPORT

TAKEN_BACK = ("verified", "awaiting_budget")
# Rows that the lead made after a lock, and add-ons, carry no decision that could be taken back.
OWN_KINDS = (Expenditure.CARRIED, Expenditure.FLAT, *Expenditure.MIRRORS)
DECISION_FIELDS = (
    *("state", "accepted", "disallowed", "awaiting", "accepted_hours", "decision_code"),
    *("decision_reason", "decided_by", "decided_at", "budget_version", "claim"),
)


class ClaimHoldsPeriod(Refused):
    """A claim of the period has been checked or sent."""

    code = "CLAIM_HOLDS_PERIOD"


class ReopeningRefused(Refused):
    """The reopening cannot be asked for or answered like this."""

    code = "REOPENING_REFUSED"


@action
def ask_reopening(
    period: ReportingPeriod, *, reason: str, by: Any, at: dt.datetime
) -> PeriodReopening:
    """The controller asks to open *period* again, with a reason; not while a claim holds it."""
    grant = Grant.objects.select_for_update(no_key=True).get(pk=period.grant_id)
    must(by, Capability.VERIFY_REPORT, grant)
    period = ReportingPeriod.objects.select_related("grant").get(pk=period.pk)
    if not reason.strip():
        raise ReopeningRefused.because(
            _("Give the reason why the period is reopened."), rule="W-05", subject="reason"
        )
    asked = PeriodReopening.objects.filter(period=period, state="proposed")
    if period.state != "closed" or asked.exists():
        raise ReopeningRefused.because(
            _("Period %(period)s is “%(state)s” or asked to reopen already."),
            rule="W-05",
            period=period.number,
            state=period.state,
        )
    _must_be_free(period)
    reopening = PeriodReopening.objects.create(
        period=period, reason=reason, asked_by=by, asked_at=at
    )
    after = {"period": period.number}
    record("period.reopening_asked", reopening, chain=grant.ref, after=after, reason=reason)
    _tell("period.reopening_asked", period, reason, by, at)
    return reopening


@action
def sign_reopening(reopening: PeriodReopening, *, by: Any, at: dt.datetime) -> PeriodReopening:
    """The signatory agrees: the period opens, what was verified in it goes back to submitted."""
    reopening = _locked(reopening)
    period = reopening.period
    must(by, Capability.SIGN_AS_LEAD, period.grant)
    state = advance(REOPENING, reopening.state, "approve")
    _must_be_free(period)
    reopen_period(period, reason=reopening.reason, asked_by=reopening.asked_by, by=by, at=at)
    reopening.state, reopening.signed_by, reopening.signed_at = state, by, at
    reopening.save()
    after = {"asked_by": str(reopening.asked_by), **_take_back(period)}
    book_flat_rates(period.grant, by=by, at=at)
    record(
        "period.reopened", reopening, chain=period.grant.ref, after=after, reason=reopening.reason
    )
    _tell("period.reopened", period, reopening.reason, by, at, to_partners=True)
    return reopening


@action
def refuse_reopening(
    reopening: PeriodReopening, *, reason: str, by: Any, at: dt.datetime
) -> PeriodReopening:
    """The signatory says no, and why; the period stays closed."""
    reopening = _locked(reopening)
    period = reopening.period
    must(by, Capability.SIGN_AS_LEAD, period.grant)
    state = advance(REOPENING, reopening.state, "reject")
    if not reason.strip():
        raise ReopeningRefused.because(
            _("Say why the period stays closed."), rule="W-05", subject="reason"
        )
    reopening.state, reopening.answer = state, reason
    reopening.signed_by, reopening.signed_at = by, at
    reopening.save()
    record("period.reopening_refused", reopening, chain=period.grant.ref, reason=reason)
    _tell("period.reopening_refused", period, reason, by, at)
    return reopening


def _must_be_free(period: ReportingPeriod) -> None:
    of_period = Q(period=period) | Q(
        pk__in=Expenditure.objects.filter(report__period=period).values("claim")
    )
    claim = Claim.objects.filter(of_period).binding().order_by("number").first()
    if claim is not None:
        raise ClaimHoldsPeriod.because(
            _(
                "Claim %(number)s of period %(period)s is “%(state)s”, so the period stays as it "
                "is. What is missing goes into the next period."
            ),
            rule="W-05",
            number=claim.number,
            period=period.number,
            state=claim.state,
        )


def _take_back(period: ReportingPeriod) -> dict[str, int]:
    costs = list(
        Expenditure.objects.select_for_update()
        .filter(report__period=period, state__in=TAKEN_BACK)
        .exclude(kind__in=OWN_KINDS)
        .exclude(Exists(_releases()))
    )
    for row in costs:
        row.state = advance(EXPENDITURE, row.state, "undecide")
        row.accepted = row.disallowed = row.awaiting = row.accepted_hours = ZERO
        row.decision_code, row.decision_reason = "", ""
        row.decided_by = row.decided_at = row.budget_version = row.claim = None
    change_rows(costs, Expenditure, DECISION_FIELDS)
    money = list(CoFinancingContribution.objects.filter(report__period=period, state="verified"))
    for one in money:
        one.state = advance(CONTRIBUTION, one.state, "undecide")
        one.decided_by = one.claim = None
    change_rows(money, CoFinancingContribution, ["state", "decided_by", "claim"])
    reports = list(PartnerReport.objects.filter(period=period, state="verified"))
    for report in reports:
        report.state = advance(REPORT, report.state, "unverify")
        report.verified_by = report.verified_at = None
    change_rows(reports, PartnerReport, ["state", "verified_by", "verified_at"])
    return {"costs": len(costs), "contributions": len(money), "reports": len(reports)}


def _releases() -> QuerySet[Expenditure]:
    """What has been released of a cost since: taken back, the cost would count twice (R-91)."""
    return Expenditure.objects.filter(
        corrects=OuterRef("pk"), kind=Expenditure.CARRIED, accepted__gt=0
    )


def _locked(reopening: PeriodReopening) -> PeriodReopening:
    Grant.objects.select_for_update(no_key=True).get(periods__pk=reopening.period_id)
    return (
        PeriodReopening.objects.select_for_update(of=("self",))
        .select_related("period__grant", "asked_by")
        .get(pk=reopening.pk)
    )


def _tell(
    verb: str,
    period: ReportingPeriod,
    reason: str,
    by: Any,
    at: dt.datetime,
    *,
    to_partners: bool = False,
) -> None:
    grant = period.grant
    name = "reporting:desk" if to_partners else "reporting:period-reopen"
    url = reverse(name, args=[] if to_partners else [grant.ref, period.number])
    partners = grant.partners.values_list("organisation", flat=True) if to_partners else ()
    params = {"period": period.number, "reason": reason}
    tell(verb, grant, params, url=url, by=by, at=at, partners=list(partners), table=TOLD)

"""The final report with the final accounts, from its first word to acceptance (rules.md 3.0)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.models import Grant
from reporting.actions.claim_building import FourEyes
from reporting.actions.claim_submission import StatementMissing, must_agree
from reporting.actions.snapshots import freeze
from reporting.actions.telling import tell_of_final_report
from reporting.documents.bodies import to_body
from reporting.documents.papers import draft_of
from reporting.documents.parts import FINAL
from reporting.models import Claim, FinalReport
from reporting.queries.auditing import statement_breaches
from reporting.queries.final_reports import final_claim, final_report_breaches
from reporting.rules.states import FINAL_REPORT

SENT = ("submitted", "accepted", "partly_accepted", "paid")
DECIDED = ("accepted", "partly_accepted", "paid")


class FinalReportRefused(Refused):
    """The final report cannot take this step; the breach says why."""

    code = "FINAL_REPORT_REFUSED"


@dataclass(frozen=True)
class FinalTexts:
    """What the project manager writes in the final report."""

    activities: str = ""
    results: str = ""
    lessons: str = ""
    afterwards: str = ""
    visited_on: dt.date | None = None
    visited_by: str = ""
    visit_note: str = ""


@action
def save_final_report(
    grant: Grant,
    texts: FinalTexts,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> FinalReport:
    """Write in the final report of *grant*; the first words begin it."""
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    must(by, Capability.BUILD_CLAIM, grant)
    report = FinalReport.objects.filter(grant=grant).first()
    is_new = report is None
    report = report or FinalReport(grant=grant)
    if report.state != "draft":
        raise FinalReportRefused.because(
            _("The final report is “%(state)s”; only a draft is written in. Take it back first."),
            rule="W-04",
            state=report.state,
        )
    must_be_unchanged(None if is_new else report, edited_from, chain=grant.ref)
    for name, value in vars(texts).items():
        setattr(report, name, value.strip() if isinstance(value, str) else value)
    report.written_by = by
    report.save()
    verb = "final_report.begun" if is_new else "final_report.saved"
    record(verb, report, chain=grant.ref, after={"state": report.state})
    return report


@action
def send_final_report_to_auditor(report: FinalReport, *, by: Any, at: dt.datetime) -> FinalReport:
    """The report is written and the project visited; it goes to the auditor with the claim."""
    report = _locked(report, by, Capability.BUILD_CLAIM)
    state = advance(FINAL_REPORT, report.state, "send_to_auditor")
    refuse_if(final_report_breaches(report, at), FinalReportRefused)
    report.claim, report.state = final_claim(report.grant), state
    report.save()
    return _told("final_report.sent_to_auditor", report, by, at)


@action
def take_back_final_report(
    report: FinalReport, *, reason: str, by: Any, at: dt.datetime
) -> FinalReport:
    """Write in it again, as long as it has not been submitted."""
    report = _locked(report, by, Capability.BUILD_CLAIM)
    report.state = advance(FINAL_REPORT, report.state, "take_back")
    if not reason.strip():
        raise FinalReportRefused.because(
            _("Say why the final report is taken back."), rule="W-04", subject="reason"
        )
    report.claim = None
    report.save()
    record("final_report.taken_back", report, chain=report.grant.ref, reason=reason)
    return report


@action
def submit_final_report(report: FinalReport, *, by: Any, at: dt.datetime) -> FinalReport:
    """Sign and send the final report; its figures are frozen as the paper `final`."""
    report = _locked(report, by, Capability.SIGN_CLAIM)
    state = advance(FINAL_REPORT, report.state, "submit")
    claim = _claim_in(report, SENT)
    refuse_if(statement_breaches(claim), StatementMissing)
    if by.pk in {report.written_by_id, claim.built_by_id, claim.checked_by_id}:
        raise FourEyes.because(
            _("%(person)s wrote the report or checked its claim, so another signatory signs it."),
            rule="A-07",
            person=str(by),
        )
    report.signed_by, report.submitted_at = by, at
    paper = draft_of(FINAL, report.grant, claim.period, None, at)
    must_agree(paper)
    report.snapshot = freeze(FINAL, report.grant, claim.period, None, to_body(paper), by=by, at=at)
    report.state = state
    report.save()
    return _told("final_report.submitted", report, by, at)


@action
def accept_final_report(
    report: FinalReport, *, on: dt.date, by: Any, at: dt.datetime
) -> FinalReport:
    """The funder accepts the report, once the final claim is accepted."""
    report = _locked(report, by, Capability.DECIDE_CLAIM)
    state = advance(FINAL_REPORT, report.state, "accept")
    _claim_in(report, DECIDED)
    sent = report.submitted_at
    if sent is None or not timezone.localdate(sent) <= on <= timezone.localdate(at):
        raise FinalReportRefused.because(
            _("The decision is dated between the submission and today, not %(day)s."),
            rule="rules 3.1",
            subject="on",
            day=on,
        )
    report.state, report.accepted_on = state, on
    report.save()
    return _told("final_report.accepted", report, by, at)


def _locked(report: FinalReport, by: Any, capability: Capability) -> FinalReport:
    grant = Grant.objects.select_for_update(no_key=True).get(pk=report.grant_id)
    must(by, capability, grant)
    reports = FinalReport.objects.select_for_update(of=("self",))
    return reports.select_related("grant__lead", "grant__fund", "claim__period").get(pk=report.pk)


def _claim_in(report: FinalReport, states: tuple[str, ...]) -> Claim:
    """The final claim of *report*, which must have come as far as one of *states*."""
    claim = report.claim
    if claim is None or claim.state not in states:
        raise FinalReportRefused.because(
            _(
                "The final claim is “%(state)s”. The final report follows it: send the claim, or "
                "have it decided, first."
            ),
            rule="rules 3.0",
            state=claim.state if claim else "–",
        )
    return claim


def _told(verb: str, report: FinalReport, by: Any, at: dt.datetime) -> FinalReport:
    claim = report.claim
    record(
        verb,
        report,
        chain=report.grant.ref,
        after={
            "state": report.state,
            "claim": claim.number if claim else None,
            "sha256": report.snapshot.sha256 if report.snapshot else "",
        },
    )
    tell_of_final_report(verb, report, by=by, at=at)
    return report

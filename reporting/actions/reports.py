"""A partner's report from its opening to its submission (rules.md 3.1)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.models.access import actor_of
from consortium.models.memory import change_rows
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.models import GrantPartner, PartnershipAgreement, ReportingPeriod
from reporting.actions.drafts import (
    locked_in_turn,
    locked_report,
    must_take_reports,
    open_for_writing,
)
from reporting.actions.gates import must_pass
from reporting.actions.telling import tell_of_report
from reporting.models import CoFinancingContribution, Expenditure, PartnerReport
from reporting.queries.completeness import completeness_facts
from reporting.queries.costs import declared_twice
from reporting.queries.gates import before_report
from reporting.queries.reports import authors
from reporting.rules.completeness import missing_parts
from reporting.rules.states import CONTRIBUTION, EXPENDITURE, REPORT
from reporting.rules.vouchers import check_personal

ANSWER_FIELDS = (
    "activities_answer",
    "expenditure_answer",
    "hours_answer",
    "cofinancing_answer",
    "revenue_answer",
)
TEXT_FIELDS = ("progress_text", "deviation_text", "next_text")


class NoActiveAgreement(Refused):
    """Lead and partner have not both signed."""

    code = "NO_ACTIVE_AGREEMENT"


class ReportNotWanted(Refused):
    """There is such a report already, or the period is not this grant's."""

    code = "REPORT_NOT_WANTED"


class ReportIncomplete(Refused):
    """Something is missing; each breach says what."""

    code = "REPORT_INCOMPLETE"


class DeclaredTwice(Refused):
    """A voucher of the report has been declared elsewhere (A-11, R-60)."""

    code = "DECLARED_TWICE"


class FourEyes(Refused):
    """Somebody would approve their own work (A-07)."""

    code = "FOUR_EYES"


@action
def open_report(
    grant_partner: GrantPartner, period: ReportingPeriod, *, by: Any, at: dt.datetime
) -> PartnerReport:
    """Begin the partner's report of an open period."""
    must(by, Capability.WRITE_REPORT, grant_partner.organisation)
    must_take_reports(period, first=True)
    _must_have_agreement(grant_partner)
    report = PartnerReport(grant_partner=grant_partner, period=period)
    known = PartnerReport.objects.filter(grant_partner=grant_partner, period=period)
    if period.grant_id != grant_partner.grant_id or known.exists():
        raise ReportNotWanted.because(
            _("There is no new report to open for %(partner)s in period %(period)s."),
            rule="rules 3.1",
            partner=str(grant_partner),
            period=period.number,
        )
    report.save()
    record("report.opened", report, chain=grant_partner.grant.ref)
    return report


@action
def save_report_texts(
    report: PartnerReport,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
    **fields: str,
) -> PartnerReport:
    """Keep answers ("yes" or "none") and texts; what is not named stays as it is."""
    report = open_for_writing(report, by)
    unknown = set(fields) - {*ANSWER_FIELDS, *TEXT_FIELDS}
    if unknown:
        raise TypeError(f"a report has no {', '.join(sorted(unknown))}")
    chain = report.grant_partner.grant.ref
    must_be_unchanged(report, edited_from, chain=chain, fields=tuple(fields))
    breaches = check_personal({name: text for name, text in fields.items() if name in TEXT_FIELDS})
    for name in ANSWER_FIELDS:
        if fields.get(name, "") not in dict(PartnerReport.ANSWERS):
            message = _("The answer is “yes” or “none”, not “%(answer)s”.")
            params = {"answer": fields[name]}
            breaches.append(Breach("ANSWER_UNKNOWN", message, name, params, "rules 3.1"))
    refuse_if(breaches)
    before = {name: getattr(report, name) for name in fields}
    for name, text in fields.items():
        setattr(report, name, text)
    report.save()
    record(
        "report.texts_saved",
        report,
        chain=chain,
        before=before,
        after=fields,
    )
    return report


@action
def approve_report(report: PartnerReport, *, by: Any, at: dt.datetime) -> PartnerReport:
    """The partner's approver stands in for a complete report of other people's work."""
    report = locked_report(report)
    must(by, Capability.APPROVE_REPORT, report.grant_partner.organisation)
    state = advance(REPORT, report.state, "approve")
    must_take_reports(report.period, first=report.submitted_at is None)
    _must_be_another(report, by)
    _must_be_complete(report)
    before, report.state, report.approved_by = report.state, state, by
    report.save()
    record(
        "report.approved",
        report,
        chain=report.grant_partner.grant.ref,
        before={"state": before},
        after={"state": state},
    )
    return report


@action
def send_back_report(
    report: PartnerReport, reason: str, *, by: Any, at: dt.datetime
) -> PartnerReport:
    """The approver hands the report back to its writer, with the reason."""
    report = locked_report(report)
    must(by, Capability.APPROVE_REPORT, report.grant_partner.organisation)
    state = advance(REPORT, report.state, "send_back")
    if not reason.strip():
        raise Refused.because(
            _("Say why the report is sent back, so that the writer knows what to change."),
            rule="W-08",
            subject="reason",
        )
    refuse_if(check_personal({"reason": reason}))
    before, report.state, report.approved_by = report.state, state, None
    report.save()
    record(
        "report.sent_back",
        report,
        chain=report.grant_partner.grant.ref,
        before={"state": before},
        after={"state": state},
        reason=reason,
    )
    return report


@action
def submit_report(
    report: PartnerReport, seen: str = "", *, by: Any, at: dt.datetime
) -> PartnerReport:
    """Send the approved report to the lead: from here on its rows are locked for the partner.

    *seen* is the seal of the warnings of the check-list that the approver has read.
    """
    # Partners of one grant submit in turn, so that none misses what another has just declared.
    report = locked_in_turn(report)
    must(by, Capability.APPROVE_REPORT, report.grant_partner.organisation)
    state = advance(REPORT, report.state, "submit")
    must_take_reports(report.period, first=report.submitted_at is None)
    _must_have_agreement(report.grant_partner)
    _must_be_another(report, by)
    _must_be_complete(report)
    refuse_if(declared_twice(report), DeclaredTwice)
    told = must_pass(before_report(report), seen)
    items = list(Expenditure.objects.filter(report=report, state__in=["draft", "query"]))
    for item in items:
        item.state = advance(EXPENDITURE, item.state, "submit")
    change_rows(items, Expenditure, ["state"])
    contributions = list(CoFinancingContribution.objects.filter(report=report, state="draft"))
    for contribution in contributions:
        contribution.state = advance(CONTRIBUTION, contribution.state, "submit")
    change_rows(contributions, CoFinancingContribution, ["state"])
    before, report.state = report.state, state
    report.submitted_by, report.submitted_at = by, at
    report.save()
    record(
        "report.submitted",
        report,
        chain=report.grant_partner.grant.ref,
        before={"state": before},
        after={"state": state, "lines": len(items), "contributions": len(contributions)} | told,
    )
    tell_of_report("report.submitted", report, by=by, at=at, page="reporting:verification-detail")
    return report


def _must_have_agreement(grant_partner: GrantPartner) -> None:
    agreement = PartnershipAgreement.objects.filter(grant_partner=grant_partner, state="active")
    if not agreement.exists():
        raise NoActiveAgreement.because(
            _(
                "%(partner)s has no active partnership agreement. Both sides must sign it before "
                "the partner reports."
            ),
            rule="rules 3.1",
            partner=str(grant_partner),
        )


def _must_be_another(report: PartnerReport, by: Any) -> None:
    """Refuse a writer of the partner's reports, and the author of any line of this one (A-07)."""
    organisation = report.grant_partner.organisation
    if by.pk in authors(report) or actor_of(by).can(Capability.WRITE_REPORT, organisation):
        raise FourEyes.because(
            _(
                "%(person)s has written in the report or writes the partner's reports, so somebody "
                "else must approve it."
            ),
            rule="A-07",
            person=str(by),
        )


def _must_be_complete(report: PartnerReport) -> None:
    missing = missing_parts(completeness_facts(report))
    refuse_if([part.breach for part in missing], ReportIncomplete)

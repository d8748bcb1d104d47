"""What every write to a partner's report asks first: whose it is, and whether it is still open."""

from __future__ import annotations

from typing import Any

from consortium.actions.base import must
from consortium.rules.refusals import Breach, Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import Grant, GrantPartner, ReportingPeriod
from reporting.models import Expenditure, PartnerReport

# A period that has closed for first reports still takes answers to the lead's queries.
FOR_FIRST_REPORTS = frozenset(ReportingPeriod.TAKES_REPORTS)
FOR_ANSWERS = FOR_FIRST_REPORTS | {"closed"}
OWN_ITEM_STATES = frozenset({"draft", "query"})


class ReportClosed(Refused):
    """The report is with the approver, with the lead, or in a claim."""

    code = "REPORT_CLOSED"


class PeriodClosed(Refused):
    """The period takes no reports."""

    code = "PERIOD_CLOSED"


class RowLocked(Refused):
    """The row has left the partner's hands."""

    code = "ROW_LOCKED"


def locked_report(report: PartnerReport) -> PartnerReport:
    """The report as the database has it now, locked until the action ends."""
    return (
        PartnerReport.objects.select_for_update(of=("self",), no_key=True)
        .select_related("period", "grant_partner__grant", "grant_partner__organisation")
        .get(pk=report.pk)
    )


def locked_in_turn(report: PartnerReport) -> PartnerReport:
    """The locked report, and its grant before it, as in everything that reaches over reports.

    Claims lock the grant and then reports: the other way round two deeds would wait for each other.
    """
    partners = GrantPartner.objects.filter(pk=report.grant_partner_id)
    Grant.objects.select_for_update(no_key=True).get(pk__in=partners.values("grant"))
    return locked_report(report)


def open_for_writing(
    report: PartnerReport, by: Any, capability: Capability = Capability.WRITE_REPORT
) -> PartnerReport:
    """The locked report, if *by* may write in it and it is still with the partner."""
    report = locked_report(report)
    must(by, capability, report.grant_partner.organisation)
    must_be_open(report)
    return report


def must_be_open(report: PartnerReport) -> None:
    """Refuse unless the partner may still write in *report*."""
    if not report.is_open_for_partner:
        raise ReportClosed.because(
            _(
                "The report is “%(state)s”, so the partner cannot change it. The approver can send "
                "it back; once submitted, the lead can return it with a query."
            ),
            rule="rules 3.0",
            state=report.state,
        )
    must_take_reports(report.period, first=report.submitted_at is None)


def must_take_reports(period: ReportingPeriod, *, first: bool) -> None:
    """Refuse unless *period* takes a first report, or answers to queries on one it has."""
    if period.state not in (FOR_FIRST_REPORTS if first else FOR_ANSWERS):
        raise PeriodClosed.because(
            _("Period %(period)s is “%(state)s” and takes no reports. Ask the lead to open it."),
            rule="rules 3.1",
            period=period.number,
            state=period.state,
        )


def must_be_own(item: Expenditure) -> None:
    """Refuse unless the row is new or under a query: all else is the lead's (rules.md 3.0)."""
    if item.state not in OWN_ITEM_STATES:
        raise RowLocked(locked_row(item))


def locked_row(item: Expenditure) -> Breach:
    """Why the partner cannot change *item*, which is with the lead."""
    message = _(
        "%(voucher)s is “%(state)s”. The partner changes new lines and lines that the lead "
        "has asked about, and no others."
    )
    params = {"voucher": item.voucher_no, "state": item.state}
    return Breach("ROW_LOCKED", message, "", params, "rules 3.0")

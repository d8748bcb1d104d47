"""The partner's desk: what waits for this reader, and by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, Q

from consortium.models.access import Actor, actor_of
from consortium.rules.roles import Capability as C
from grants.models import GrantPartner, ReportingPeriod
from partners.models import Organisation
from reporting.models import (
    Correction,
    Disbursement,
    PartnerReport,
    Query,
    Recovery,
    TimeSheet,
)
from reporting.queries.completeness import facts_of
from reporting.rules.completeness import Progress, progress_of

BEGUN = frozenset({*ReportingPeriod.TAKES_REPORTS, "closed", "locked"})
WITH_PARTNER = frozenset({"draft", "returned", "approved_partner"})


@dataclass(frozen=True)
class ReportLine:
    """One period of one partner: its report if there is one, and how long there is left."""

    partner: GrantPartner
    period: ReportingPeriod
    report: PartnerReport | None
    days_left: int

    @property
    def state(self) -> str:
        """The report's state, or "not_started"."""
        return self.report.state if self.report else "not_started"

    @property
    def is_due(self) -> bool:
        """Whether the partner has still to do something."""
        if self.report is not None:
            return self.report.state in WITH_PARTNER and self.period.state != "locked"
        return self.period.state in ReportingPeriod.TAKES_REPORTS

    @property
    def is_late(self) -> bool:
        """Whether its day has passed."""
        return self.is_due and self.days_left < 0

    @property
    def days_late(self) -> int:
        """How many days have passed since its day."""
        return max(0, -self.days_left)


@dataclass
class Desk:
    """Everything that waits for one reader."""

    reports: list[ReportLine] = field(default_factory=list)
    to_sign: list[TimeSheet] = field(default_factory=list)
    to_approve: list[TimeSheet] = field(default_factory=list)
    questions: list[Query] = field(default_factory=list)
    receipts: list[Disbursement] = field(default_factory=list)
    hearings: list[Correction] = field(default_factory=list)
    recoveries: list[Recovery] = field(default_factory=list)
    # How far the reports are that the partner has still to send, by their key.
    progress: dict[int, Progress] = field(default_factory=dict)

    @property
    def due(self) -> list[ReportLine]:
        """The reports that the partner has still to send, soonest first."""
        return sorted(
            (line for line in self.reports if line.is_due), key=lambda line: line.days_left
        )


def desk_of(user: object, *, on: dt.date) -> Desk:
    """What waits for *user* on the day *on*, in at most nine queries."""
    actor = actor_of(user)
    seats = actor.ids(C.VIEW_DESK, Organisation)
    to_sign, to_approve = _sheets(user, actor)
    lines = _report_lines(seats, on)
    begun = [line.report for line in lines if line.report is not None and line.is_due]
    return Desk(
        reports=lines,
        to_sign=to_sign,
        to_approve=to_approve,
        questions=_questions(actor),
        receipts=_receipts(actor),
        hearings=_hearings(actor),
        recoveries=_recoveries(seats),
        progress={key: progress_of(facts) for key, facts in facts_of(begun).items()},
    )


def _report_lines(organisations: Iterable[int], on: dt.date) -> list[ReportLine]:
    partners = list(
        GrantPartner.objects.filter(organisation__in=organisations)
        .select_related("grant", "organisation")
        .prefetch_related("grant__periods")
    )
    reports = {
        (report.grant_partner_id, report.period_id): report
        for report in PartnerReport.objects.filter(grant_partner__in=partners)
    }
    for (partner_key, _period), report in reports.items():
        # At hand already: nobody asks the database for it again.
        report.grant_partner = next(one for one in partners if one.pk == partner_key)
    lines = [
        ReportLine(
            partner,
            period,
            reports.get((partner.pk, period.pk)),
            (period.partner_due_on - on).days,
        )
        for partner in partners
        for period in partner.grant.periods.all()
        if period.state in BEGUN or (partner.pk, period.pk) in reports
    ]
    return sorted(lines, key=lambda line: line.period.starts_on, reverse=True)


def _sheets(user: object, actor: Actor) -> tuple[list[TimeSheet], list[TimeSheet]]:
    """Own months that are entered but not signed, and months that one has to approve."""
    key = getattr(user, "pk", None)
    own = Q(state="draft", employee__user_id=key)
    sheets = TimeSheet.objects.filter(own | _waiting_for(user, actor)).select_related(
        "employee__organisation", "rate", "report__period", "report__grant_partner__grant"
    )
    return (
        [sheet for sheet in sheets if sheet.state == "draft"],
        [sheet for sheet in sheets if sheet.state == "signed"],
    )


def team_sheets(user: object) -> list[TimeSheet]:
    """The signed months that wait for *user* as the superior."""
    return _sheets(user, actor_of(user))[1]


def _waiting_for(user: object, actor: Actor) -> Q:
    key = getattr(user, "pk", None)
    return (
        Q(state="signed", employee__organisation__in=actor.ids(C.APPROVE_HOURS, Organisation))
        & (Q(employee__superior__isnull=True) | Q(employee__superior=key))
        & (Q(employee__user__isnull=True) | ~Q(employee__user=key))
    )


def _questions(actor: Actor) -> list[Query]:
    writes = actor.ids(C.WRITE_REPORT, Organisation)
    if not writes:
        return []
    return list(
        Query.objects.filter(
            Q(report__state__in=["draft", "returned", "submitted"])
            | Q(expenditure__state="parked"),
            report__grant_partner__organisation__in=writes,
            closed_at__isnull=True,
            answer="",
        )
        .select_related("expenditure", "report__period")
        .order_by("due_on")
    )


def _receipts(actor: Actor) -> list[Disbursement]:
    confirms = actor.ids(C.CONFIRM_RECEIPT, Organisation)
    if not confirms:
        return []
    return list(
        Disbursement.objects.filter(
            grant_partner__organisation__in=confirms, state="sent"
        ).select_related("payment__claim__grant", "grant_partner")
    )


def _hearings(actor: Actor) -> list[Correction]:
    heard = actor.ids(C.ANSWER_HEARING, Organisation)
    if not heard:
        return []
    return list(
        Correction.objects.filter(
            original__grant_partner__organisation__in=heard, state="proposed"
        ).select_related("original", "grant")
    )


def _recoveries(organisations: Iterable[int]) -> list[Recovery]:
    """What the reader's organisations have still to pay back (R-84)."""
    owed = Recovery.objects.filter(
        debtor__organisation__in=organisations,
        state__in=["demanded", "overdue"],
        settled_amount__lt=F("amount"),
    )
    return list(owed.select_related("correction__grant").order_by("due_on"))

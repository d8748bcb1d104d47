"""The board: where every partner's report of a period stands, and how risky it looks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from consortium.rules.money import ZERO
from grants.models import Grant, GrantPartner, ReportingPeriod
from reporting.models import Expenditure, PartnerReport, Query
from reporting.queries.acceptance import BudgetGuard
from reporting.queries.desk import BEGUN
from reporting.queries.funding import VERIFIED_REPORTS
from reporting.queries.marks import MARKED_KINDS, UNDECIDED, Marked, marked_lines, risk_limits
from reporting.rules.risk import Risk, RiskFacts, risk_of

NOT_STARTED = "not_started"
COLUMNS = (NOT_STARTED, *(state for state, _label in PartnerReport.STATES))
# What the lead may look into: drafts are the partner's own.
SENT = ("submitted", "returned", "verified", "included")


@dataclass(frozen=True)
class Card:
    """One partner in one period."""

    partner: GrantPartner
    report: PartnerReport | None
    amount: Decimal | None
    undecided: int
    queries: int
    lines: int
    marked: int
    # Days to the deadline; below zero it has passed, or was passed when the report came.
    days_left: int
    sent_on: dt.date | None
    risk: Risk

    @property
    def state(self) -> str:
        """The report's state, or that there is none yet."""
        return self.report.state if self.report else NOT_STARTED

    @property
    def is_sent(self) -> bool:
        """Whether the lead may open the report."""
        return self.state in SENT

    @property
    def days_late(self) -> int:
        """How many days the deadline has been, or was, passed by."""
        return max(0, -self.days_left)


@dataclass(frozen=True)
class Column:
    """The partners whose report is in one state."""

    state: str
    cards: tuple[Card, ...]

    @property
    def amount(self) -> Decimal:
        """What they report, DKK."""
        return sum((card.amount or ZERO for card in self.cards), ZERO)


def begun_periods(grant: Grant) -> list[ReportingPeriod]:
    """The periods that may have reports, the newest first."""
    periods = ReportingPeriod.objects.filter(grant=grant)
    waiting = PartnerReport.objects.filter(period=OuterRef("pk"), state="submitted")
    return list(
        periods.filter(Q(state__in=BEGUN))
        .annotate(waiting=Subquery(waiting.order_by().values("period")[:1]))
        .order_by("-number")
    )


def chosen_period(periods: Sequence[ReportingPeriod], number: str) -> ReportingPeriod | None:
    """The period of *number*; without one the newest that has a report to verify, or the newest."""
    for period in periods:
        if str(period.number) == number:
            return period
    waiting: list[Any] = list(periods)
    return next((one for one in waiting if one.waiting), periods[0] if periods else None)


def sent_lines(period: ReportingPeriod) -> QuerySet[Expenditure]:
    """Every line of the period's reports that the lead may look into."""
    return Expenditure.objects.filter(report__period=period, report__state__in=SENT)


def cards_of(
    grant: Grant, period: ReportingPeriod, guard: BudgetGuard, *, on: dt.date
) -> list[Card]:
    """A card for each partner, in the order of the grant; four statements in all."""
    marked = marked_lines(sent_lines(period), grant, guard)
    reports = {report.grant_partner_id: report for report in _reports(period)}
    amounts = [report.amount for report in reports.values() if report.state in SENT]
    total = sum((amount or ZERO for amount in amounts), ZERO)
    by_report: dict[int, list[Marked]] = {}
    for one in (line for line in marked.values() if line.kind in MARKED_KINDS):
        by_report.setdefault(one.report, []).append(one)
    limits = risk_limits(guard.profile)
    cards = []
    for partner in _partners(grant, period):
        report = reports.get(partner.pk)
        lines = by_report.get(report.pk, []) if report else []
        facts = _facts(partner, report, lines, total, period, on)
        cards.append(_card(partner, report, facts, period, on, risk_of(facts, limits)))
    return cards


def columns_of(cards: Sequence[Card]) -> list[Column]:
    """The cards by the state of their report, every state in its order."""
    return [
        Column(state, tuple(card for card in cards if card.state == state)) for state in COLUMNS
    ]


def _partners(grant: Grant, period: ReportingPeriod) -> QuerySet[Any]:
    before = Expenditure.objects.filter(
        grant_partner=OuterRef("pk"),
        report__state__in=VERIFIED_REPORTS,
        report__period__number__lt=period.number,
    ).order_by()
    sums = before.values("grant_partner")
    verified = PartnerReport.objects.filter(
        grant_partner=OuterRef("pk"), state__in=VERIFIED_REPORTS
    ).exclude(period=period)
    return (
        GrantPartner.objects.filter(grant=grant)
        .select_related("organisation")
        .annotate(
            earlier_reported=Subquery(sums.annotate(total=Sum("amount")).values("total")),
            earlier_disallowed=Subquery(sums.annotate(total=Sum("disallowed")).values("total")),
            verified_before=Subquery(verified.order_by().values("pk")[:1]),
        )
        .order_by("number")
    )


def _reports(period: ReportingPeriod) -> QuerySet[Any]:
    items = Expenditure.objects.filter(report=OuterRef("pk")).order_by().values("report")
    waiting = items.filter(state__in=UNDECIDED).annotate(number=Count("pk")).values("number")
    amount = items.annotate(total=Sum("amount")).values("total")
    asked = Query.objects.filter(report=OuterRef("pk"), closed_at__isnull=True).order_by()
    versions: Any = PartnerReport.history.model.objects
    first = versions.filter(id=OuterRef("pk"), submitted_at__isnull=False).order_by("history_id")
    return PartnerReport.objects.filter(period=period).annotate(
        amount=Subquery(amount),
        waiting=Subquery(waiting),
        questions=Subquery(asked.values("report").annotate(number=Count("pk")).values("number")),
        # A report that came back with answers was not late for that.
        first_sent=Subquery(first.values("submitted_at")[:1]),
    )


def _facts(
    partner: Any,
    report: Any,
    lines: Sequence[Marked],
    total: Decimal,
    period: ReportingPeriod,
    on: dt.date,
) -> RiskFacts:
    is_sent = report is not None and report.state in SENT
    return RiskFacts(
        lines=len(lines),
        marked=sum(bool(one.marks) for one in lines),
        amount=(report.amount or ZERO) if is_sent else ZERO,
        amount_of_all=total,
        earlier_reported=partner.earlier_reported or ZERO,
        earlier_disallowed=partner.earlier_disallowed or ZERO,
        days_late=max(0, ((_sent_on(report) or on) - period.partner_due_on).days),
        is_first=partner.verified_before is None,
    )


def _card(
    partner: Any,
    report: Any,
    facts: RiskFacts,
    period: ReportingPeriod,
    on: dt.date,
    risk: Risk,
) -> Card:
    is_sent = report is not None and report.state in SENT
    return Card(
        partner=partner,
        report=report,
        amount=(report.amount or ZERO) if is_sent else None,
        undecided=(report.waiting or 0) if is_sent else 0,
        queries=(report.questions or 0) if report else 0,
        lines=facts.lines,
        marked=facts.marked,
        days_left=(period.partner_due_on - (_sent_on(report) or on)).days,
        sent_on=_sent_on(report),
        risk=risk,
    )


def _sent_on(report: Any) -> dt.date | None:
    if report is None:
        return None
    moment = report.first_sent or report.submitted_at
    return timezone.localdate(moment) if moment else None

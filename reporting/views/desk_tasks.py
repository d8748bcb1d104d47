"""What waits for a reader as one list: each thing with its day, its words and the way to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consortium.queries.texts import hours_text, money_text, span_text
from reporting.models import Query
from reporting.queries.dates.base import Due
from reporting.queries.dates.catalogue import what_text
from reporting.queries.desk import Desk, ReportLine
from reporting.views.report_pages import meter_of

QUESTION_LENGTH = 100
FAR = dt.date.max


@dataclass(frozen=True)
class DeskTask:
    """One thing to do; without a day it comes last."""

    title: str
    detail: str
    url: str
    action: str
    on: dt.date | None = None
    days_left: int = 0
    state: str = ""
    # Where a post begins it; the way to it is then a button.
    begins: str = ""
    meter: dict[str, Any] | None = field(default=None, compare=False)

    @property
    def days_late(self) -> int:
        """How many days have passed since its day."""
        return max(0, -self.days_left)


def tasks_of(
    desk: Desk, passages: Iterable[Due], *, unread: int, writes: bool, on: dt.date
) -> list[DeskTask]:
    """All that waits on *desk*, and the *passages* that the reader has still to write.

    In order of deadline; *unread* notices come last.
    """
    found = [
        *(_report(desk, line, writes=writes) for line in desk.due),
        *(_question(query, on) for query in desk.questions),
        *(_passage(due, on) for due in passages),
        *_months(desk, on),
        *_money(desk, on),
        *_notices(unread),
    ]
    return sorted(found, key=lambda task: task.on or FAR)


def _report(desk: Desk, line: ReportLine, *, writes: bool) -> DeskTask:
    names = {"partner": line.partner.organisation.short_name, "number": line.period.number}
    report, period = line.report, line.period
    ready = line.state == "approved_partner"
    progress = desk.progress.get(report.pk) if report else None
    begins = reverse("reporting:report-open", args=[line.partner.pk, period.pk])
    return DeskTask(
        title=_("Report of %(partner)s for period %(number)s") % names,
        detail=f"{line.partner.grant.title} · {span_text(period.starts_on, period.ends_on)}",
        url=reverse("reporting:report-detail", args=[report.pk]) if report else "",
        action=_action_of(line, ready=ready),
        on=period.partner_due_on,
        days_left=line.days_left,
        state=line.state,
        begins=begins if report is None and writes else "",
        meter=meter_of(report, progress) if report and progress else None,
    )


def _action_of(line: ReportLine, *, ready: bool) -> str:
    if line.report is None:
        return _("Begin the report")
    return _("Check and submit") if ready else _("Go on with the report")


def _question(query: Query, on: dt.date) -> DeskTask:
    about = f"{query.expenditure.voucher_no}: " if query.expenditure else ""
    page = "report-detail" if query.report.state == "returned" else "report-queries"
    return DeskTask(
        title=about + Truncator(query.text).chars(QUESTION_LENGTH),
        detail=_("Question from the lead, period %(number)s")
        % {"number": query.report.period.number},
        url=f"{reverse(f'reporting:{page}', args=[query.report_id])}#q{query.pk}",
        action=_("Answer the question"),
        on=query.due_on,
        days_left=(query.due_on - on).days,
    )


def _passage(due: Due, on: dt.date) -> DeskTask:
    return DeskTask(
        title=what_text(due),
        detail=f"{due.partner} · {due.grant.title}",
        url=due.url,
        action=_("Write the passage"),
        on=due.on,
        days_left=due.days_left(on),
    )


def _months(desk: Desk, on: dt.date) -> Iterator[DeskTask]:
    """Own months to sign one by one; the months to approve together."""
    for sheet in desk.to_sign:
        due_on = sheet.report.period.partner_due_on
        month = f"{sheet.month:%m.%Y}"
        yield DeskTask(
            title=_("Your own hours in %(month)s") % {"month": month},
            detail=_("%(hours)s, not signed") % {"hours": hours_text(sheet.hours, "h")},
            url=reverse(
                "reporting:month",
                args=[sheet.report_id, sheet.employee_id, f"{sheet.month:%Y-%m}"],
            ),
            action=_("See and sign"),
            on=due_on,
            days_left=(due_on - on).days,
        )
    if desk.to_approve:
        number = len(desk.to_approve)
        due_on = min(sheet.report.period.partner_due_on for sheet in desk.to_approve)
        waits = ngettext(
            "%(number)s signed month waits for you.",
            "%(number)s signed months wait for you.",
            number,
        )
        yield DeskTask(
            title=_("Hours to approve"),
            detail=waits % {"number": number},
            url=reverse("reporting:team"),
            action=_("See and approve"),
            on=due_on,
            days_left=(due_on - on).days,
        )


def _money(desk: Desk, on: dt.date) -> Iterator[DeskTask]:
    for correction in desk.hearings:
        item = correction.original
        yield DeskTask(
            title=f"{item.voucher_no} {item.text}: {money_text(correction.amount, 'kr')}",
            detail=_("Corrections: your answer is asked for"),
            url=reverse("reporting:correction-hearing", args=[correction.pk]),
            action=_("Answer the hearing"),
            on=correction.hearing_due_on,
            days_left=(correction.hearing_due_on - on).days,
        )
    for recovery in desk.recoveries:
        owed = recovery.amount - recovery.settled_amount
        number = {"number": recovery.correction.number}
        yield DeskTask(
            title=_("Pay back %(amount)s") % {"amount": money_text(owed, "kr")},
            detail=_("Recovery after correction %(number)s") % number,
            url=reverse("reporting:recovery-detail", args=[recovery.pk]),
            action=_("See the recovery"),
            on=recovery.due_on,
            days_left=(recovery.due_on - on).days,
        )
    for receipt in desk.receipts:
        yield DeskTask(
            title=_("Money on its way to you: %(amount)s")
            % {"amount": money_text(receipt.amount, "kr")},
            detail=receipt.payment.claim.grant.title,
            url=reverse("reporting:disbursement-confirm", args=[receipt.pk]),
            action=_("Confirm when it has arrived"),
        )


def _notices(unread: int) -> Iterator[DeskTask]:
    if unread:
        told = ngettext("%(number)s unread notice", "%(number)s unread notices", unread)
        yield DeskTask(
            title=told % {"number": unread},
            detail=_("What you were told and have not opened yet"),
            url=f"{reverse('notices')}?show=unread",
            action=_("Read the notices"),
        )

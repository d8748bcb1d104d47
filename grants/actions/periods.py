"""Reporting periods: cut from the term, opened, closed, reopened."""

from __future__ import annotations

import datetime as dt
from typing import Any

from consortium.actions.base import action, must, record
from consortium.models.memory import add_rows
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.spans import Span
from consortium.rules.states import advance
from grants.models import Grant, ReportingPeriod
from grants.rules.periods import cut_periods, due_step
from grants.rules.profiles import RuleProfile
from grants.rules.states import PERIOD

BY_CALENDAR = {"open": "period.opened", "fall_due": "period.fell_due", "close": "period.closed"}


class PeriodRefused(Refused):
    """The period cannot be moved like this."""

    code = "PERIOD_REFUSED"


@action
def lay_out_periods(grant: Grant, *, by: Any, at: dt.datetime) -> list[ReportingPeriod]:
    """Cut the project's term by the funder's calendar (W-03)."""
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    must(by, Capability.PLAN_PROJECT, grant)
    if grant.periods.exists():
        raise PeriodRefused.because(_("The term has been cut into periods already."), rule="W-03")
    cut = cut_periods(Span(grant.starts_on, grant.ends_on), RuleProfile.from_json(grant.profile))
    periods = [
        ReportingPeriod(
            grant=grant,
            number=period.number,
            starts_on=period.span.first,
            ends_on=period.span.last,
            partner_due_on=period.partner_due,
            funder_due_on=period.funder_due,
        )
        for period in cut
    ]
    made = add_rows(periods, ReportingPeriod)
    record(
        "periods.laid_out",
        grant,
        chain=grant.ref,
        after={str(period.number): [period.starts_on, period.ends_on] for period in made},
    )
    return made


@action
def open_period(period: ReportingPeriod, *, by: Any, at: dt.datetime) -> ReportingPeriod:
    """Let the partners report; periods are opened in their order."""
    period = _locked(period)
    must(by, Capability.PLAN_PROJECT, period.grant)
    earlier = period.grant.periods.filter(number__lt=period.number, state="planned")
    if earlier.exists():
        raise PeriodRefused.because(
            _("Open the earlier periods first, in their order."), rule="W-03"
        )
    if at.date() < period.starts_on:
        raise PeriodRefused.because(
            _("The period begins on %(day)s and cannot be opened before."),
            rule="W-03",
            day=period.starts_on,
        )
    return _move(period, "open", "period.opened")


@action
def close_period(period: ReportingPeriod, *, by: Any, at: dt.datetime) -> ReportingPeriod:
    """No more reports from the partners; drafts wait for the next period."""
    period = _locked(period)
    must(by, Capability.VERIFY_REPORT, period.grant)
    return _move(period, "close", "period.closed")


@action
def reopen_period(
    period: ReportingPeriod, *, reason: str, asked_by: Any, by: Any, at: dt.datetime
) -> ReportingPeriod:
    """The signatory opens a closed period again, as the controller has asked: two persons (W-05).

    `reporting` asks first whether a claim holds it.
    """
    period = _locked(period)
    must(by, Capability.SIGN_AS_LEAD, period.grant)
    must(asked_by, Capability.VERIFY_REPORT, period.grant)
    if asked_by.pk == by.pk:
        raise PeriodRefused.because(
            _("%(person)s has asked for the reopening; another person signs it."),
            rule="W-05",
            person=str(by),
        )
    if not reason.strip():
        raise PeriodRefused.because(
            _("Give the reason why the period is reopened."), rule="W-05", subject="reason"
        )
    return _move(period, "reopen", "period.reopened")


@action
def move_by_calendar(
    period: ReportingPeriod, on: dt.date, *, by: Any, at: dt.datetime
) -> ReportingPeriod:
    """The house itself opens, calls in or closes *period* on its days; *by* is nobody (W-03)."""
    period = _locked(period)
    step = due_step(period.state, period.starts_on, period.ends_on, period.funder_due_on, on)
    if step is None:
        raise PeriodRefused.because(
            _("Period %(number)s is “%(state)s” and has no step on %(day)s."),
            rule="W-03",
            number=period.number,
            state=period.state,
            day=on,
        )
    return _move(period, step, BY_CALENDAR[step])


def _locked(period: ReportingPeriod) -> ReportingPeriod:
    return (
        ReportingPeriod.objects.select_for_update(of=("self",), no_key=True)
        .select_related("grant")
        .get(pk=period.pk)
    )


def _move(period: ReportingPeriod, step: str, verb: str) -> ReportingPeriod:
    before = period.state
    period.state = advance(PERIOD, before, step)
    period.save()
    record(
        verb,
        period,
        chain=period.grant.ref,
        before={"state": before},
        after={"state": period.state},
    )
    return period

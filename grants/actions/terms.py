"""The periods of a project whose last day has moved (W-09, W-03)."""

from __future__ import annotations

import datetime as dt

from consortium.actions.base import record
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import Span
from grants.models import Grant, ReportingPeriod
from grants.rules.periods import Period, cut_periods
from grants.rules.profiles import RuleProfile

OVER = ("closed", "locked")


class TermRefused(Refused):
    """The project cannot end on that day."""

    code = "TERM_REFUSED"


def recut_periods(grant: Grant) -> None:
    """Cut what is not over yet again, to the grant's last day; a part of the deed that moves it."""
    periods = list(grant.periods.select_for_update().order_by("number"))
    if not periods:
        return
    kept = [one for one in periods if one.state in OVER]
    first = kept[-1].ends_on + dt.timedelta(days=1) if kept else grant.starts_on
    if first > grant.ends_on:
        raise TermRefused.because(
            _("The period until %(last)s is over, so the project cannot end on %(day)s."),
            rule="W-04",
            subject="new_ends_on",
            last=kept[-1].ends_on,
            day=grant.ends_on,
        )
    wanted = cut_periods(Span(first, grant.ends_on), RuleProfile.from_json(grant.profile))
    rest = [one for one in periods if one.state not in OVER]
    _lay_over(grant, rest, wanted, start=len(kept))
    after = {str(one.number): [one.starts_on, one.ends_on] for one in grant.periods.all()}
    record("periods.recut", grant, chain=grant.ref, after=after)


def _lay_over(
    grant: Grant, rest: list[ReportingPeriod], wanted: list[Period], *, start: int
) -> None:
    for place, cut in enumerate(wanted):
        period = (
            rest[place]
            if place < len(rest)
            else ReportingPeriod(grant=grant, number=start + place + 1)
        )
        period.starts_on, period.ends_on = cut.span.first, cut.span.last
        period.partner_due_on, period.funder_due_on = cut.partner_due, cut.funder_due
        period.save()
    for period in rest[len(wanted) :]:
        if period.state != "planned":
            raise TermRefused.because(
                _(
                    "Period %(number)s is “%(state)s” and would lie after the project's end; close "
                    "it first, or choose a later day."
                ),
                rule="W-04",
                subject="new_ends_on",
                number=period.number,
                state=period.state,
            )
        period.delete()

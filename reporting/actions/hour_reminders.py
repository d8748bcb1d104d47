"""Whoever has not signed a month is reminded around the day on which it is due (W-03, A-13)."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from consortium.actions.notices import notify_once
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import last_of_month
from grants.rules.deadlines import deadlines_reminded_on
from partners.models import Employee
from reporting.queries.lacking import NOT_APPROVED, NOT_ENTERED, Lack, lacking

VERB = "reminder.hours"
BEFORE = {
    NOT_ENTERED: _("%(grant)s: your hours of %(month)s are to be entered and signed by %(day)s."),
    "draft": _("%(grant)s: your hours of %(month)s are to be signed by %(day)s."),
}
AFTER = {
    NOT_ENTERED: _(
        "%(grant)s: your hours of %(month)s were to be signed by %(day)s and are not entered. "
        "Were you away the whole month? Plan the absence."
    ),
    "draft": _("%(grant)s: your hours of %(month)s were to be signed by %(day)s and are not."),
}


def remind_of_hours(*, at: dt.datetime) -> int:
    """Tell everybody who lacks a month that is due around today; say how many were new."""
    wanted = deadlines_reminded_on(timezone.localdate(at))
    people = Employee.objects.filter(user__is_active=True).select_related("user")
    count = 0
    for lack in lacking(people, months_until=last_of_month(max(wanted))):
        # A month that was never begun is asked for where the one before was entered.
        if lack.due_on in wanted and lack.what != NOT_APPROVED and (lack.sheet or lack.is_awaited):
            count += _tell(lack, wanted[lack.due_on], at)
    return count


def _tell(lack: Lack, days: int, at: dt.datetime) -> int:
    assert lack.employee.user is not None
    sentence = (BEFORE if days < 0 else AFTER)[lack.what]
    params = {
        "grant": lack.report.grant_partner.grant.ref,
        "month": f"{lack.month:%m.%Y}",
        "day": lack.due_on,
    }
    where = [lack.report.pk, lack.employee.pk, f"{lack.month:%Y-%m}"]
    return notify_once(
        [lack.employee.user],
        VERB,
        sentence,
        params,
        key=f"hours-{lack.report.pk}-{lack.employee.pk}-{lack.month}:{days:+d}",
        url=reverse("reporting:month", args=where),
        at=at,
    )

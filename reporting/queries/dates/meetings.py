"""Actions that a status meeting agreed on and that are still open (rules.md 5.3)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse

from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant
from reporting.models import MeetingAction
from reporting.queries.dates.base import PM, Kind, Row, Scope, columns


def _actions(scope: Scope, _on: dt.date) -> QuerySet[Any]:
    """Actions that nobody has closed."""
    rows = MeetingAction.objects.filter(grant__in=scope.whole, done_on=None).annotate(
        number_text=Cast("number", CharField())
    )
    return columns(rows, "meeting_action", on="due_on", grant="grant_id", number="number_text")


def _page(_row: Row, grant: Grant) -> str:
    return reverse("reporting:status-list", args=[grant.ref])


KINDS = (
    Kind(
        "meeting_action",
        _("Action of a status meeting"),
        _("Action %(number)s of the status meetings"),
        _("%(grant)s: action %(number)s of the status meetings is to be done by %(day)s."),
        _("%(grant)s: action %(number)s of the status meetings was to be done by %(day)s."),
        (PM,),
        _actions,
        _page,
    ),
)

"""The day by which a month of hours is signed (W-03, A-13)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat, Substr
from django.urls import reverse

from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant, ReportingPeriod
from reporting.models import TimeSheet
from reporting.queries.dates.base import PU, Kind, Row, Scope, columns
from reporting.rules.timesheets import sign_by


def _unsigned(scope: Scope, _on: dt.date) -> QuerySet[Any]:
    """Entered and not signed months of open reports, each report and month once."""
    of_partner = scope.of_partner(
        "report__grant_partner__grant", "report__grant_partner__organisation"
    )
    drafts = TimeSheet.objects.filter(
        of_partner,
        state="draft",
        report__state__in=["draft", "returned"],
        report__period__state__in=ReportingPeriod.TAKES_REPORTS,
    )
    earlier = TimeSheet.objects.filter(
        report=OuterRef("report"), month=OuterRef("month"), state="draft", pk__lt=OuterRef("pk")
    )
    iso = Cast("month", CharField())
    return columns(
        drafts.exclude(Exists(earlier)),
        "time_sheets",
        on="month",
        grant="report__grant_partner__grant_id",
        partner="report__grant_partner_id",
        number=Concat(Substr(iso, 6, 2), Value("."), Substr(iso, 1, 4), output_field=CharField()),
        link=F("report_id"),
    )


def _lacking(_row: Row, _grant: Grant) -> str:
    return reverse("reporting:hours-lacking")


KINDS = (
    Kind(
        "time_sheets",
        _("Hours to be signed"),
        _("Hours of %(number)s are to be signed"),
        _("%(grant)s: the hours of %(partner)s for %(number)s are to be signed by %(day)s."),
        _(
            "%(grant)s: the hours of %(partner)s for %(number)s were to be signed by %(day)s; "
            "not all are."
        ),
        (PU,),
        _unsigned,
        _lacking,
        lambda _row, grant: reverse("reporting:verification-list", args=[grant.ref]),
        day=lambda row, _grant: sign_by(row.on),
        together=lambda row: row.link,
        # The partner's own matter, as long as its report is not late.
        goes_up=False,
    ),
)

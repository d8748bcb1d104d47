"""Days that come from the reporting periods and the project's term (W-03)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant, GrantPartner, PartnershipAgreement, ReportingPeriod
from grants.rules.deadlines import region_day
from grants.rules.profiles import FEB_AUG, QUARTERLY
from reporting.models import Claim, PartnerReport, ReportSnapshot
from reporting.queries.dates.base import LC, LS, PA, PM, PU, Kind, Row, Scope, columns

WITH_THE_PARTNER = ("draft", "returned", "approved_partner")
OPEN = tuple(ReportingPeriod.TAKES_REPORTS)
NOT_OVER = ("planned", *OPEN)
REGION_REPORT = "region"


def _reports(scope: Scope, on: dt.date) -> QuerySet[Any]:
    """Every partner with an agreement × every period that it may still report."""
    report = PartnerReport.objects.filter(
        grant_partner=OuterRef("pk"), period=OuterRef("period_pk")
    )
    cells = (
        GrantPartner.objects.filter(
            scope.of_partner("grant", "organisation"), agreement__state="active"
        )
        .annotate(
            period_pk=F("grant__periods__pk"),
            period_state=F("grant__periods__state"),
            period_number=Cast("grant__periods__number", CharField()),
            period_due=F("grant__periods__partner_due_on"),
            period_end=F("grant__periods__ends_on"),
        )
        # One that ended before the lead has opened it waits for the lead, not for the partner.
        .filter(Q(period_state__in=OPEN) | Q(period_state="planned", period_end__gte=on))
        .exclude(Exists(report.exclude(state__in=WITH_THE_PARTNER)))
    )
    return columns(
        cells,
        "partner_report",
        on="period_due",
        grant="grant_id",
        partner="id",
        number="period_number",
        link=Coalesce(Subquery(report.values("pk")[:1]), Value(0)),
    )


def _periods(scope: Scope) -> QuerySet[ReportingPeriod]:
    return ReportingPeriod.objects.filter(grant__in=scope.seen).annotate(
        number_text=Cast("number", CharField())
    )


def _claims(scope: Scope, _on: dt.date) -> QuerySet[Any]:
    """Periods whose claim has not been sent."""
    sent = Claim.objects.filter(
        period=OuterRef("pk"), submitted_at__isnull=False, is_advance=False
    ).exclude(state="rejected")
    rows = _periods(scope).exclude(Exists(sent))
    return columns(rows, "funder_claim", on="funder_due_on", grant="grant_id", number="number_text")


def _region_reports(scope: Scope, _on: dt.date) -> QuerySet[Any]:
    """Periods whose report to the region has not been frozen."""
    frozen = ReportSnapshot.objects.filter(period=OuterRef("pk"), kind=REGION_REPORT)
    rows = _periods(scope).exclude(Exists(frozen))
    return columns(
        rows, "region_report", on="funder_due_on", grant="grant_id", number="number_text"
    )


def _municipal_reports(scope: Scope, _on: dt.date) -> QuerySet[Any]:
    """Quarters that the lead has not closed."""
    rows = _periods(scope).filter(state__in=NOT_OVER)
    return columns(
        rows, "municipal_report", on="funder_due_on", grant="grant_id", number="number_text"
    )


def _agreements(scope: Scope, _on: dt.date) -> QuerySet[Any]:
    """Agreements that run out before the project does."""
    rows = PartnershipAgreement.objects.filter(
        scope.of_partner("grant_partner__grant", "grant_partner__organisation"),
        state="active",
        ends_on__lt=F("grant_partner__grant__ends_on"),
    )
    return columns(
        rows,
        "agreement_end",
        on="ends_on",
        grant="grant_partner__grant_id",
        partner="grant_partner_id",
    )


def _project_ends(scope: Scope, _on: dt.date) -> QuerySet[Any]:
    rows = Grant.objects.filter(pk__in=scope.seen.values("pk"))
    return columns(rows, "project_end", on="ends_on", grant="id")


def _last_payments(scope: Scope, _on: dt.date) -> QuerySet[Any]:
    rows = Grant.objects.filter(pk__in=scope.seen.values("pk"))
    return columns(rows, "paid_by", on="ends_on", grant="id")


def _report_page(row: Row, _grant: Grant) -> str:
    if row.link:
        return reverse("reporting:report-detail", args=[row.link])
    return f"{reverse('reporting:desk')}?period={row.number}"


def _period_page(_row: Row, grant: Grant) -> str:
    return reverse("grants:period-list", args=[grant.ref])


def _with_engine(row: Row, grant: Grant) -> dt.date | None:
    return row.on if grant.profile.get("has_engine") else None


def _region_day(row: Row, grant: Grant) -> dt.date | None:
    return region_day(row.on) if grant.profile.get("calendar") == FEB_AUG else None


def _quarter_day(row: Row, grant: Grant) -> dt.date | None:
    return row.on if grant.profile.get("calendar") == QUARTERLY else None


def _paid_by(_row: Row, grant: Grant) -> dt.date | None:
    day = grant.profile.get("expenditure_paid_by")
    return dt.date.fromisoformat(day) if day else None


KINDS = (
    Kind(
        "partner_report",
        _("Partner's report"),
        _("Report of period %(number)s"),
        _("%(grant)s: the report of %(partner)s for period %(number)s is due on %(day)s."),
        _(
            "%(grant)s: the report of %(partner)s for period %(number)s was due on %(day)s and is "
            "missing."
        ),
        (PU, PA),
        _reports,
        _report_page,
        lambda _row, grant: reverse("reporting:verification-list", args=[grant.ref]),
    ),
    Kind(
        "funder_claim",
        _("Claim and report to the funder"),
        _("Claim and report to the funder, period %(number)s"),
        _("%(grant)s: the claim of period %(number)s is due on %(day)s."),
        _("%(grant)s: the claim of period %(number)s was due on %(day)s and has not been sent."),
        (PM, LC),
        _claims,
        lambda _row, grant: reverse("reporting:claim-list", args=[grant.ref]),
        _period_page,
        day=_with_engine,
    ),
    Kind(
        "region_report",
        _("Follow-up to the region"),
        _("Report to the region, period %(number)s"),
        _("%(grant)s: the region's follow-up of period %(number)s is due on %(day)s."),
        _(
            "%(grant)s: the region's follow-up of period %(number)s was due on %(day)s and has "
            "not been sent."
        ),
        (PM, LS),
        _region_reports,
        lambda _row, grant: reverse("reporting:documents", args=[grant.ref]),
        _period_page,
        day=_region_day,
    ),
    Kind(
        "municipal_report",
        _("Status to the municipality"),
        _("Quarterly status to the municipality, period %(number)s"),
        _("%(grant)s: the municipality's status of quarter %(number)s is due on %(day)s."),
        _(
            "%(grant)s: the municipality's status of quarter %(number)s was due on %(day)s; the "
            "quarter is not closed."
        ),
        (PM, LC),
        _municipal_reports,
        _period_page,
        day=_quarter_day,
    ),
    Kind(
        "agreement_end",
        _("Agreement ends"),
        _("The agreement ends before the project"),
        _("%(grant)s: the agreement with %(partner)s ends on %(day)s, before the project."),
        _(
            "%(grant)s: the agreement with %(partner)s ran out on %(day)s and has not been ended "
            "or renewed."
        ),
        (PM, LS),
        _agreements,
        lambda _row, grant: reverse("grants:agreement-list", args=[grant.ref]),
    ),
    Kind(
        "project_end",
        _("Project ends"),
        _("The project ends"),
        _("%(grant)s: the project ends on %(day)s."),
        _("%(grant)s: the project ended on %(day)s and the grant is not closed."),
        (PM, LS),
        _project_ends,
        lambda _row, grant: reverse("grants:grant-detail", args=[grant.ref]),
    ),
    Kind(
        "paid_by",
        _("Last day of payment"),
        _("Last day on which cost may be paid"),
        _("%(grant)s: cost must be paid by %(day)s to be eligible."),
        _("%(grant)s: cost had to be paid by %(day)s to be eligible."),
        (PM,),
        _last_payments,
        lambda _row, grant: reverse("grants:grant-detail", args=[grant.ref]),
        is_task=False,
        day=_paid_by,
    ),
)

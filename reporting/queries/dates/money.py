"""Days of questions, hearings, disbursements and recoveries (R-71, R-84, rules 3.1)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse

from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant
from reporting.models import Correction, Disbursement, Query, Recovery, RepaymentPart
from reporting.queries.dates.base import LC, LS, PA, PU, Kind, Row, Scope, columns

ANSWERABLE = ("draft", "returned", "submitted")


def _questions(scope: Scope, _on: dt.date) -> QuerySet[Any]:
    """Questions of the lead that have no answer yet."""
    rows = Query.objects.filter(
        scope.of_partner("report__grant_partner__grant", "report__grant_partner__organisation"),
        report__state__in=ANSWERABLE,
        closed_at__isnull=True,
        answer="",
    ).annotate(number_text=Cast("report__period__number", CharField()))
    return columns(
        rows,
        "query",
        on="due_on",
        grant="report__grant_partner__grant_id",
        partner="report__grant_partner_id",
        number="number_text",
        link="report_id",
    )


def _hearings(scope: Scope, _on: dt.date) -> QuerySet[Any]:
    """Corrections that the partner has not answered."""
    rows = Correction.objects.filter(
        scope.of_partner("grant", "original__grant_partner__organisation"), state="proposed"
    ).annotate(number_text=Cast("number", CharField()))
    return columns(
        rows,
        "hearing",
        on="hearing_due_on",
        grant="grant_id",
        partner="original__grant_partner_id",
        number="number_text",
    )


def _disbursements(scope: Scope, _on: dt.date) -> QuerySet[Any]:
    """Partners' parts of a payment that the lead has not sent on."""
    rows = Disbursement.objects.filter(
        scope.of_partner("payment__claim__grant", "grant_partner__organisation"),
        state__in=["calculated", "approved"],
        amount__gt=0,
    ).annotate(number_text=Cast("payment__claim__number", CharField()))
    return columns(
        rows,
        "disbursement",
        on="due_on",
        grant="payment__claim__grant_id",
        partner="grant_partner_id",
        number="number_text",
        link="payment_id",
    )


def _recoveries(scope: Scope, _on: dt.date) -> QuerySet[Any]:
    """Money that a partner has not paid back, also when it is marked as overdue."""
    rows = (
        Recovery.objects.unsettled()
        .filter(
            scope.of_partner("debtor__grant", "debtor__organisation"),
            state__in=["demanded", "overdue"],
        )
        .annotate(number_text=Cast("correction__number", CharField()))
    )
    return columns(
        rows,
        "recovery",
        on="due_on",
        grant="debtor__grant_id",
        partner="debtor_id",
        number="number_text",
        link="correction_id",
    )


def _parts(scope: Scope, _on: dt.date) -> QuerySet[Any]:
    """What a partner owes the lead of the money that went back to the fund (rules.md 2.8)."""
    rows = (
        RepaymentPart.objects.unsettled()
        .filter(scope.of_partner("grant_partner__grant", "grant_partner__organisation"))
        .annotate(number_text=Cast("repayment__claim__number", CharField()))
    )
    return columns(
        rows,
        "repayment_part",
        on="due_on",
        grant="grant_partner__grant_id",
        partner="grant_partner_id",
        number="number_text",
        link="repayment_id",
    )


def _correction_page(row: Row, _grant: Grant) -> str:
    return reverse("reporting:correction-detail", args=[row.link or row.pk])


KINDS = (
    Kind(
        "query",
        _("Question to the partner"),
        _("Answer to a question about period %(number)s"),
        _(
            "%(grant)s: a question to %(partner)s about period %(number)s is to be answered by "
            "%(day)s."
        ),
        _(
            "%(grant)s: a question to %(partner)s about period %(number)s was to be answered by "
            "%(day)s and has no answer."
        ),
        (PU,),
        _questions,
        lambda row, _grant: reverse("reporting:report-queries", args=[row.link]),
        lambda row, _grant: reverse("reporting:verification-detail", args=[row.link]),
    ),
    Kind(
        "hearing",
        _("Hearing"),
        _("Answer to the hearing about correction %(number)s"),
        _("%(grant)s: %(partner)s may answer about correction %(number)s until %(day)s."),
        _(
            "%(grant)s: the hearing of %(partner)s about correction %(number)s ended on %(day)s "
            "without an answer."
        ),
        (PA,),
        _hearings,
        _correction_page,
    ),
    Kind(
        "disbursement",
        _("Money to pass on"),
        _("Money of claim %(number)s to be passed on"),
        _("%(grant)s: the money of claim %(number)s must be sent on to the partners by %(day)s."),
        _(
            "%(grant)s: the money of claim %(number)s was to be sent on to the partners by "
            "%(day)s and has not been sent."
        ),
        (LC, LS),
        _disbursements,
        lambda row, _grant: reverse("reporting:payment-detail", args=[row.link]),
        lambda _row, _grant: reverse("reporting:disbursement-list"),
        # One payment is one piece of work, however many partners wait for it.
        together=lambda row: row.link,
    ),
    Kind(
        "recovery",
        _("Recovery"),
        _("Money to be paid back after correction %(number)s"),
        _("%(grant)s: what %(partner)s owes after correction %(number)s is to be paid by %(day)s."),
        _(
            "%(grant)s: what %(partner)s owes after correction %(number)s was to be paid by "
            "%(day)s and has not been."
        ),
        (PU, PA),
        _recoveries,
        _correction_page,
    ),
    Kind(
        "repayment_part",
        _("Part of what went back to the fund"),
        _("Part of the final balance of claim %(number)s to be paid to the lead"),
        _(
            "%(grant)s: the part of %(partner)s in what went back to the fund is to be paid to the "
            "lead by %(day)s."
        ),
        _(
            "%(grant)s: the part of %(partner)s in what went back to the fund was to be paid to "
            "the lead by %(day)s and has not been."
        ),
        (PU, PA),
        _parts,
        lambda _row, _grant: reverse("reporting:disbursement-list"),
        lambda row, _grant: reverse("reporting:repayment-detail", args=[row.link]),
    ),
)

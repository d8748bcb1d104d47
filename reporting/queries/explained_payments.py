"""The payments behind an explained figure: from the fund, to partners, and back (rules.md 2.8)."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import CharField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Cast

from consortium.models.fields import MoneyField
from grants.models import Grant
from reporting.models import Disbursement, PaymentReceived, Recovery, Repayment, RepaymentPart
from reporting.queries.explained_rows import (
    CORRECTION,
    DISBURSEMENT,
    PART,
    PAYMENT,
    RECOVERY,
    REPAYMENT,
    Arm,
    arm,
)
from reporting.queries.repayments import fallen_since
from reporting.rules import figures_payments as figures


def _payments(grant: Grant, _partner: int | None) -> list[Arm]:
    return [
        arm(
            PaymentReceived.objects.filter(claim__grant=grant),
            PAYMENT,
            F("amount"),
            day=F("received_on"),
            ref=F("bank_ref"),
            period=F("claim__period__number"),
        )
    ]


def _repayments(grant: Grant, _partner: int | None) -> list[Arm]:
    rows = Repayment.objects.filter(grant=grant, state="sent")
    return [arm(rows, REPAYMENT, F("amount"), day=F("sent_on"), ref=F("bank_ref"))]


def _fallen(grant: Grant, _partner: int | None) -> list[Arm]:
    return [
        arm(
            fallen_since(grant),
            CORRECTION,
            F("fund_effect"),
            day=F("decided_on"),
            ref=Cast("number", CharField()),
            text=F("reason"),
            partner=F("original__grant_partner_id"),
            line=F("original__line_id"),
        )
    ]


def _disbursed(grant: Grant, partner: int | None, *states: str) -> QuerySet[Disbursement]:
    rows = Disbursement.objects.filter(payment__claim__grant=grant, state__in=states)
    return rows.filter(_of("grant_partner", partner))


def _passed_on(grant: Grant, partner: int | None) -> list[Arm]:
    return [_disbursements(_disbursed(grant, partner, "sent", "confirmed"), "sent_on")]


def _held(grant: Grant, partner: int | None) -> list[Arm]:
    rows = _disbursed(grant, partner, "calculated", "approved")
    return [_disbursements(rows.filter(grant_partner__is_lead=False), "due_on")]


def _disbursements(rows: QuerySet[Disbursement], day: str) -> Arm:
    return arm(
        rows,
        DISBURSEMENT,
        F("amount"),
        parent=F("payment_id"),
        day=F(day),
        ref=F("payment__bank_ref"),
        partner=F("grant_partner_id"),
        period=F("payment__claim__period__number"),
    )


def _owing(grant: Grant, partner: int | None) -> list[Arm]:
    owed = Recovery.objects.unsettled().filter(_of("debtor", partner), correction__grant=grant)
    parts = RepaymentPart.objects.unsettled().filter(
        _of("grant_partner", partner), repayment__grant=grant
    )
    return [
        arm(
            owed,
            RECOVERY,
            ExpressionWrapper(F("amount") - F("settled_amount"), MoneyField()),
            day=F("due_on"),
            ref=Cast("correction__number", CharField()),
            text=F("correction__reason"),
            partner=F("debtor_id"),
        ),
        arm(
            parts,
            PART,
            F("amount"),
            parent=F("repayment_id"),
            day=F("due_on"),
            ref=F("repayment__bank_ref"),
            partner=F("grant_partner_id"),
        ),
    ]


def _of(column: str, partner: int | None) -> Q:
    return Q(**{column: partner}) if partner else Q()


ROWS: dict[str, Callable[[Grant, int | None], list[Arm]]] = {
    figures.FUND_PAYMENTS: _payments,
    figures.REPAYMENTS: _repayments,
    figures.FALLEN: _fallen,
    figures.PASSED_ON: _passed_on,
    figures.HELD: _held,
    figures.OWING: _owing,
}

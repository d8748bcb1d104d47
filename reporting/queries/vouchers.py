"""One voucher and all that holds it: reports, claims, payments, corrections, samples, findings."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from grants.models import Grant
from reporting.models import (
    AuditSample,
    AuditSampleUnit,
    Correction,
    Disbursement,
    Expenditure,
    ExpenditureFile,
    Finding,
    ItemResult,
    PaymentReceived,
    ReportSnapshot,
    SampleLine,
)
from reporting.models.reports import PartnerReport

# Where a number that somebody holds in the hand may stand.
NUMBERS = ("voucher_no", "invoice_no", "booking_no", "supplier", "supplier_cvr", "text")
# What lies in a claim: net of anything, or with its VAT.
AMOUNTS = ("amount", "accepted", "net")


@dataclass(frozen=True)
class Holders:
    """What holds a voucher, each in the order in which it came."""

    files: list[ExpenditureFile]
    family: list[Expenditure]
    disbursements: list[Disbursement]
    corrections: list[Correction]
    samples: list[SampleLine]
    audit_picks: list[AuditSampleUnit]
    findings: list[Finding]
    papers: list[ReportSnapshot]


def costs_found(
    grant: Grant, user: Any, text: str, amount: Decimal | None
) -> QuerySet[Expenditure]:
    """The costs of *grant* that *user* may see and that carry *text* or *amount* somewhere."""
    named = Q()
    for column in NUMBERS:
        named |= Q(**{f"{column}__icontains": text})
    if amount is not None:
        for column in AMOUNTS:
            named |= Q(**{column: amount})
        named |= Q(net=amount - F("vat"))
    rows = Expenditure.objects.visible_to(user).filter(named, grant=grant)
    related = rows.select_related("report__period", "grant_partner__organisation", "line", "claim")
    return related.order_by("report__period__number", "grant_partner__number", "voucher_no", "pk")


def payments_found(grant: Grant, text: str, amount: Decimal | None) -> list[PaymentReceived]:
    """The fund's payments with *text* in their bank reference, or of *amount*."""
    named = Q(bank_ref__icontains=text)
    if amount is not None:
        named |= Q(amount=amount)
    rows = PaymentReceived.objects.filter(named, claim__grant=grant)
    return list(rows.select_related("claim").order_by("received_on")[:20])


def voucher_seen(user: Any) -> QuerySet[Expenditure]:
    """Costs that *user* may see, with what one page tells of them and what the funder decided."""
    decided = ItemResult.objects.filter(item=OuterRef("pk"), claim=OuterRef("claim"))
    rows = Expenditure.objects.visible_to(user).annotate(
        funder_accepts=Subquery(decided.values("accepted")[:1]),
        funder_reason=Subquery(decided.values("reason")[:1]),
    )
    return rows.select_related(
        "report__period",
        "grant__lead",
        "grant_partner__organisation",
        "line",
        "claim",
        "corrects",
        "time_sheet__rate",
        "time_sheet__employee",
        "late_of",
    )


def holders_of_voucher(item: Expenditure, user: Any) -> Holders:
    """Everything that holds *item*, a question a kind."""
    root = item.corrects_id or item.pk
    family = (
        Expenditure.objects.visible_to(user)
        .filter(Q(pk=root) | Q(corrects=root) | Q(corrects=item.pk) | _same_invoice(item))
        .exclude(pk=item.pk)
        .select_related("report__period", "grant_partner__organisation", "grant", "claim")
    )
    return Holders(
        files=list(item.files.select_related("file")),
        family=list(family.order_by("pk")),
        disbursements=_disbursements(item),
        corrections=list(
            Correction.objects.filter(Q(original=item.pk) | Q(row=item.pk))
            .select_related("recovery")
            .order_by("number")
        ),
        samples=list(item.sample_lines.select_related("sample", "checked_by").order_by("pk")),
        audit_picks=list(_audit_picks(item, user)),
        findings=list(
            Finding.objects.visible_to(user)
            .filter(subject_type=Expenditure._meta.label_lower, subject_id=item.pk)
            .order_by("number")
        ),
        papers=_papers(item, user),
    )


def _audit_picks(item: Expenditure, user: Any) -> QuerySet[AuditSampleUnit]:
    seen = AuditSample.objects.visible_to(user)
    rows = AuditSampleUnit.objects.filter(expenditure=item.pk, sample__in=seen)
    return rows.select_related("sample").order_by("sample_id")


def _same_invoice(item: Expenditure) -> Q:
    return Q(fingerprint=item.fingerprint) if item.fingerprint else Q(pk__in=[])


def _disbursements(item: Expenditure) -> list[Disbursement]:
    """What the partner was paid for the claim that holds the cost, with the fund's payment."""
    if item.claim_id is None:
        return []
    rows = Disbursement.objects.filter(
        payment__claim=item.claim_id, grant_partner=item.grant_partner_id
    )
    return list(rows.select_related("payment").order_by("payment__received_on"))


def _papers(item: Expenditure, user: Any) -> list[ReportSnapshot]:
    """The frozen papers of the claim's period: of the grant, and the partner's own statement."""
    if item.claim_id is None or item.claim is None:
        return []
    rows = ReportSnapshot.objects.visible_to(user).filter(
        Q(grant_partner=None) | Q(grant_partner=item.grant_partner_id),
        grant=item.grant_id,
        period=item.claim.period_id,
    )
    return list(rows.defer("body").order_by("created_at", "pk"))


def is_sent(report: PartnerReport) -> bool:
    """Whether the lead has a page for the lines of *report*."""
    return report.submitted_at is not None

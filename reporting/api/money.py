"""Tables of the API: claims, money in and out, what falls, and what the auditor looks at."""

from __future__ import annotations

from consortium.models import AuditEvent
from reporting.api.frame import OF_GRANT, by_user
from reporting.api.resources import Resource
from reporting.models import (
    AuditorStatement,
    AuditSample,
    AuditSampleUnit,
    Claim,
    ClaimShare,
    Correction,
    Disbursement,
    Finding,
    FindingAnswer,
    PaymentReceived,
    Recovery,
    RecoveryEntry,
    Repayment,
    ReportSnapshot,
)
from reporting.queries import seen

BY_STATE = {**OF_GRANT, "state": "state"}
OF_CLAIM = {"grant": "claim__grant__ref", "claim": "claim"}

RESOURCES = [
    Resource(
        "claims",
        Claim,
        "Claims on the fund with their inputs, the limits L1–L5 and the binding ones.",
        lambda request: Claim.objects.visible_to(request.user),
        (
            *("grant=grant__ref", "period", "number", "state", "is_final", "is_advance"),
            *("total_eligible", "in_kind", "public_support", "in_kind_public"),
            *("other_financing", "cancelled", "rate_numerator", "rate_denominator"),
            *("limit_1", "limit_2", "limit_3", "limit_4", "limit_5", "binding", "entitlement"),
            *("claimed_before", "amount", "payable", "not_yet_due", "unfinanced"),
            *("new_eligible", "sha256", "submitted_at", "decided_on", "decision_note"),
            *("accepted_entitlement", "accepted_amount", "accepted_payable"),
        ),
        {**BY_STATE, "period": "period"},
    ),
    Resource(
        "claim-shares",
        ClaimShare,
        "Each partner's part of a claim.",
        by_user(
            lambda user: ClaimShare.objects.filter(
                claim__in=Claim.objects.visible_to(user).values("pk")
            )
        ),
        ("claim", "grant=claim__grant__ref", "partner=grant_partner", "eligible", "amount"),
        {**OF_CLAIM, "partner": "grant_partner"},
    ),
    Resource(
        "statements",
        AuditorStatement,
        "The auditor's statements on claims.",
        by_user(lambda user: seen.of_read_grants(AuditorStatement, user, "claim__grant")),
        (
            *("claim", "grant=claim__grant__ref", "state", "kind", "claim_sha256"),
            *("qualified_amount", "text", "issued_at", "withdrawn_reason", "withdrawn_at"),
        ),
        {**OF_CLAIM, "state": "state"},
    ),
    Resource(
        "payments",
        PaymentReceived,
        "Money from the fund.",
        by_user(lambda user: seen.of_read_grants(PaymentReceived, user, "claim__grant")),
        (
            *("claim", "grant=claim__grant__ref", "amount", "received_on", "bank_ref"),
            *("late_reason", "state"),
        ),
        {**OF_CLAIM, "state": "state"},
    ),
    Resource(
        "disbursements",
        Disbursement,
        "What is passed on to each partner.",
        by_user(seen.disbursements_seen),
        (
            *("payment", "grant=payment__claim__grant__ref", "partner=grant_partner"),
            *("eligible", "share", "offset", "amount", "state", "due_on", "sent_on"),
            *("bank_ref", "confirmed_on"),
        ),
        {
            "grant": "payment__claim__grant__ref",
            "partner": "grant_partner",
            "state": "state",
        },
    ),
    Resource(
        "corrections",
        Correction,
        "Cost that falls after it was claimed.",
        by_user(seen.corrections_seen),
        (
            *("grant=grant__ref", "number", "state", "original", "row", "reverses"),
            *("partner=original__grant_partner", "amount", "flat_pct", "reason_code", "reason"),
            *("is_irregular", "hearing_due_on", "partner_answer", "te_effect", "fund_effect"),
            *("cancelled", "decided_on"),
        ),
        {**BY_STATE, "partner": "original__grant_partner"},
    ),
    Resource(
        "recoveries",
        Recovery,
        "Money to come back from partners.",
        by_user(seen.recoveries_seen),
        (
            *("correction", "grant=correction__grant__ref", "partner=debtor", "amount"),
            *("settled_amount", "due_on", "state", "settled_on", "dropped_on"),
        ),
        {"grant": "correction__grant__ref", "partner": "debtor", "state": "state"},
    ),
    Resource(
        "recovery-entries",
        RecoveryEntry,
        "Each movement of a recovery.",
        by_user(
            lambda user: RecoveryEntry.objects.filter(
                recovery__in=seen.recoveries_seen(user).values("pk")
            )
        ),
        ("recovery", "kind", "amount", "on", "disbursement", "note"),
        {"grant": "recovery__correction__grant__ref", "partner": "recovery__debtor"},
    ),
    Resource(
        "repayments",
        Repayment,
        "Money back to the fund.",
        by_user(lambda user: seen.of_read_grants(Repayment, user, "grant")),
        (
            *("grant=grant__ref", "claim", "amount", "note", "state", "calculated_on"),
            *("sent_on", "bank_ref"),
        ),
        {**BY_STATE, "claim": "claim"},
    ),
    Resource(
        "samples",
        AuditSample,
        "The auditor's samples, with all that a stranger needs to draw them again.",
        lambda request: AuditSample.objects.visible_to(request.user),
        (
            *("grant=grant__ref", "number", "state", "scope", "claim", "period"),
            *("partner=grant_partner", "sign", "as_of", "method", "confidence", "sides", "size"),
            *("materiality_pct", "seed", "interval", "start", "population_sha256", "units"),
            *("book_value", "tolerable", "anticipated", "drawn_at", "projected", "precision"),
            *("systemic", "anomalous", "conclusion", "text", "concluded_at"),
        ),
        {**BY_STATE, "partner": "grant_partner", "period": "period", "claim": "claim"},
    ),
    Resource(
        "sample-units",
        AuditSampleUnit,
        "The rows of the auditor's samples, and what was found in them.",
        by_user(
            lambda user: AuditSampleUnit.objects.filter(
                sample__in=AuditSample.objects.visible_to(user).values("pk")
            )
        ),
        (
            *("sample", "expenditure", "stratum", "place", "book_value", "error", "nature"),
            *("kind", "is_corrected", "note", "looked_at"),
        ),
        {"grant": "sample__grant__ref"},
    ),
    Resource(
        "findings",
        Finding,
        "What the auditor has found.",
        lambda request: Finding.objects.visible_to(request.user),
        (
            *("grant=grant__ref", "number", "state", "subject_type", "subject_id"),
            *("subject_label", "kind", "amount", "text", "cause", "recommendation", "owner"),
            *("partner=owner_partner", "due_on", "written_at", "closed_at"),
        ),
        {**BY_STATE, "partner": "owner_partner"},
    ),
    Resource(
        "finding-answers",
        FindingAnswer,
        "What was said to the findings.",
        by_user(
            lambda user: FindingAnswer.objects.filter(
                finding__in=Finding.objects.visible_to(user).values("pk")
            )
        ),
        ("finding", "kind", "text"),
        {"grant": "finding__grant__ref"},
    ),
    Resource(
        "papers",
        ReportSnapshot,
        "Frozen papers; each is downloaded in any of its formats.",
        lambda request: ReportSnapshot.objects.visible_to(request.user),
        (
            *("grant=grant__ref", "kind", "period", "partner=grant_partner", "version=version"),
            *("sha256", "created_at"),
        ),
        {**OF_GRANT, "partner": "grant_partner", "period": "period"},
    ),
    Resource(
        "events",
        AuditEvent,
        "Everything that was decided in a grant, each event bound to the one before it.",
        by_user(seen.events_seen),
        (
            *("grant=chain", "number", "at", "person=by__name", "verb", "subject_type"),
            *("subject_id", "subject_label", "before", "after", "reason", "previous_sha256"),
            "sha256",
        ),
        {
            "grant": "chain",
            "verb": "verb",
            "subject_type": "subject_type",
            "subject_id": "subject_id",
        },
    ),
]

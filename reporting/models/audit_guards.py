"""The last line around what an auditor has drawn and found (A-25, A-26)."""

from __future__ import annotations

from reporting.models.guarding import DELETE, INSERT, UPDATE, Guard, changed, state

# What was said to a finding, and what came of it, is never changed.
FROZEN_AUDIT = (
    "reporting_findinganswer",
    "reporting_findingcorrection",
    "reporting_findingfile",
    "reporting_statementfinding",
)
DRAWN = (
    *("grant_id", "number", "scope", "claim_id", "period_id", "grant_partner_id", "sign", "as_of"),
    *("method", "confidence", "sides", "materiality_pct", "anticipated_pct", "sigma", "size"),
    *("seed", "interval", "start", "population", "population_sha256", "units", "book_value"),
    *("tolerable", "anticipated", "exhaustive_units", "exhaustive_value", "random_units"),
    *("random_value", "reason", "drawn_by_id", "drawn_at"),
)
PICK = ("sample_id", "expenditure_id", "stratum", "place", "book_value")
WORDS = (
    *("grant_id", "number", "subject_type", "subject_id", "subject_label", "kind", "amount"),
    *("text", "cause", "recommendation", "owner", "owner_partner_id", "written_by_id"),
    "written_at",
)
OF_CONCLUDED = (
    "EXISTS (SELECT 1 FROM reporting_auditsample s WHERE s.id = {row}.sample_id"
    " AND s.state = 'concluded')"
)

AUDIT_ROWS = (
    Guard("reporting_auditsample", UPDATE, f"{state('concluded')} OR {changed(*DRAWN)}"),
    Guard("reporting_auditsample", DELETE),
    Guard("reporting_auditsampleunit", INSERT, OF_CONCLUDED.format(row="NEW")),
    Guard(
        "reporting_auditsampleunit",
        UPDATE,
        f"{OF_CONCLUDED.format(row='OLD')} OR {changed(*PICK)}",
    ),
    Guard("reporting_auditsampleunit", DELETE),
    Guard("reporting_finding", UPDATE, f"{state('closed')} OR {changed(*WORDS)}"),
    Guard("reporting_finding", DELETE),
)

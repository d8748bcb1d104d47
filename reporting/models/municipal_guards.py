"""The last line around a municipal agreement: what both have signed stays (W-04)."""

from __future__ import annotations

from reporting.models.guarding import DELETE, INSERT, UPDATE, Guard, changed, state

FROZEN_MUNICIPAL = (
    *("grants_sourcenote", "reporting_areacost", "reporting_targetresult"),
    *("reporting_evaluationdecision", "reporting_completionnote"),
)
SIGNED_BY_ONE = (
    "EXISTS (SELECT 1 FROM grants_municipalagreement a WHERE a.id = {row}.agreement_id"
    " AND a.state <> 'draft')"
)
# An addendum's money is written with its draft, and stays from its first signature on.
SIGNED_ADDENDUM = (
    "EXISTS (SELECT 1 FROM grants_addendum d WHERE d.id = {row}.addendum_id AND d.state <> 'draft')"
)
TREE = (
    *("grants_agreementparty", "grants_approvalbody", "grants_area", "grants_agreedactivity"),
    *("grants_areaoutcome", "grants_baselinefigure", "grants_agreedtarget"),
)
WORDS = (
    *("basis_plan", "decision", "decided_on", "background", "purpose", "payment_terms"),
    "vat_note",
)
SIGNATURES = (
    *("operator_signed_by_id", "operator_signed_at"),
    *("municipality_signed_by_id", "municipality_signed_at", "municipality_signed_as"),
)
# What a mail asks for, of whom and until when; nothing of a link that was used or withdrawn.
LINK = (
    *("grant_id", "purpose", "addendum_id", "evaluation_id", "body_id", "round", "offered_at"),
    *("office", "email", "nonce", "opens_until", "asked_by_id", "asked_at"),
)
OF_CLOSED = (
    "EXISTS (SELECT 1 FROM reporting_statusmeeting m WHERE m.id = {row}.meeting_id"
    " AND m.state = 'closed')"
)
OF_SENT = (
    "EXISTS (SELECT 1 FROM reporting_annualevaluation e WHERE e.id = {row}.evaluation_id"
    " AND e.state <> 'draft')"
)


def _part(table: str, when: str) -> tuple[Guard, ...]:
    return (
        Guard(table, INSERT, when.format(row="NEW")),
        Guard(table, UPDATE, when.format(row="OLD")),
        Guard(table, DELETE, when.format(row="OLD")),
    )


def _amount(row: str) -> str:
    agreement = SIGNED_BY_ONE.format(row=row)
    return f"({row}.addendum_id IS NULL AND {agreement}) OR {SIGNED_ADDENDUM.format(row=row)}"


MUNICIPAL_ROWS = (
    *(guard for table in TREE for guard in _part(table, SIGNED_BY_ONE)),
    Guard("grants_agreedamount", INSERT, _amount("NEW")),
    Guard("grants_agreedamount", UPDATE, _amount("OLD")),
    Guard("grants_agreedamount", DELETE, _amount("OLD")),
    Guard(
        "grants_municipalagreement",
        UPDATE,
        f"({state('signed_one', 'active', 'ended')} AND {changed('grant_id', *WORDS)})"
        f" OR ({state('active', 'ended')} AND {changed(*SIGNATURES)})",
    ),
    Guard("grants_municipalagreement", DELETE),
    Guard(
        "grants_addendum",
        UPDATE,
        f"({state('signed_one', 'active')} AND "
        + changed("agreement_id", "number", "dated_on", "text", "reason", "letter_id")
        + f") OR ({state('active')} AND {changed('state', *SIGNATURES)})",
    ),
    Guard("grants_addendum", DELETE, "OLD.state <> 'draft'"),
    Guard(
        "grants_instalment",
        UPDATE,
        changed("grant_id", "agreed_id", "activity", "year", "number", "amount"),
    ),
    Guard("grants_instalment", DELETE),
    Guard("reporting_statusmeeting", UPDATE, state("closed")),
    Guard("reporting_statusmeeting", DELETE),
    *_part("reporting_statusline", OF_CLOSED),
    Guard(
        "reporting_meetingaction",
        UPDATE,
        f"OLD.done_on IS NOT NULL OR {changed('grant_id', 'meeting_id', 'number')}",
    ),
    Guard("reporting_meetingaction", DELETE, OF_CLOSED.format(row="OLD")),
    Guard(
        "reporting_annualevaluation",
        UPDATE,
        f"({state('submitted', 'adopted')} AND {changed('grant_id', 'year', 'summary')})"
        f" OR {state('adopted')}",
    ),
    Guard("reporting_annualevaluation", DELETE),
    *_part("reporting_evaluationarea", OF_SENT),
    Guard(
        "reporting_municipallink",
        UPDATE,
        f"OLD.used_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL OR {changed(*LINK)}",
    ),
    Guard("reporting_municipallink", DELETE),
)

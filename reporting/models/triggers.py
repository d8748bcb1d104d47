"""The last line: triggers that refuse to change what must stay, whoever asks the database.

They are put in place after every `migrate` and not by a migration of their own: SQLite rebuilds a
table to alter it and drops its triggers on the way, and a table with memory that is added later
must not be forgotten. `manage.py verify_ledger` tells when one is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from reporting.models import keeping
from reporting.models.audit_guards import AUDIT_ROWS, FROZEN_AUDIT
from reporting.models.bank_guards import BANK_ROWS, FROZEN_BANK
from reporting.models.chain_guards import HEAD_ASTRAY, event_astray
from reporting.models.ground_guards import GROUND_ROWS
from reporting.models.guarding import (
    ALWAYS,
    DELETE,
    INSERT,
    REFUSE,
    TRUNCATE,
    UPDATE,
    Guard,
    body,
    function,
    postgresql,
    sqlite,
)
from reporting.models.guarding import changed as _changed
from reporting.models.guarding import state as _state
from reporting.models.keeping import KEEPERS, PART_OF_SEALED, SEALED_LEDGER, Keeper
from reporting.models.municipal_guards import FROZEN_MUNICIPAL, MUNICIPAL_ROWS
from reporting.models.paper_guards import FROZEN_PAPERS, PAPER_ROWS
from reporting.models.proposal_guards import FROZEN_PROPOSALS, PROPOSAL_ROWS
from reporting.models.result_guards import FROZEN_RESULTS, RESULT_ROWS

FROZEN_TABLES = (
    *FROZEN_AUDIT,
    *FROZEN_BANK,
    *FROZEN_MUNICIPAL,
    *FROZEN_PAPERS,
    *FROZEN_PROPOSALS,
    *FROZEN_RESULTS,
    "consortium_auditevent",
    "consortium_chainseal",
    "consortium_destroyedfile",
    "consortium_evidencefile",
    "grants_countingrule",
    "grants_exchangerate",
    "grants_measurestatus",
    "grants_regionalkey",
    "grants_regionalkeyweight",
    "reporting_auditpackage",
    "reporting_checkrun",
    "reporting_destruction",
    "reporting_onsitecheck",
    "reporting_onsitefile",
    "reporting_packmove",
    "reporting_ownreport",
    "reporting_publiccertificate",
    "reporting_publicityproof",
    "reporting_recoveryentry",
    "reporting_reportsnapshot",
    "reporting_verification",
    "reporting_verificationsample",
    "reporting_visibilityentry",
)


DECIDED = _state("verified", "disallowed", "awaiting_budget", "parked", "claimed")
CLAIMED = _state("claimed")
SENT = _state("submitted", "accepted", "partly_accepted", "rejected", "paid")
BOUND = _state("decided", "booked", "recovered", "written_off")
ORDERED = _state("approved", "sent", "confirmed")
# An approved budget, a submitted claim, hours behind a decided cost: their parts are locked too.
PART_OF_BUDGET = (
    "EXISTS (SELECT 1 FROM grants_budgetversion v WHERE v.id = {row}.version_id"
    " AND v.state IN ('approved', 'superseded'))"
)
PART_OF_CLAIM = (
    "EXISTS (SELECT 1 FROM reporting_claim c WHERE c.id = {row}.claim_id"
    " AND c.state IN ('submitted', 'accepted', 'partly_accepted', 'rejected', 'paid'))"
)
DECIDED_CLAIM = (
    "EXISTS (SELECT 1 FROM reporting_claim c WHERE c.id = {row}.claim_id"
    " AND c.state IN ('accepted', 'partly_accepted', 'rejected', 'paid'))"
)
PART_OF_COST = (
    "EXISTS (SELECT 1 FROM reporting_expenditure e WHERE e.time_sheet_id = {row}"
    " AND e.state IN ('verified', 'disallowed', 'awaiting_budget', 'parked', 'claimed'))"
)
# A rate is frozen at its first use.
RATE_IN_USE = "EXISTS (SELECT 1 FROM reporting_timesheet t WHERE t.rate_id = OLD.id)"
RATE = (
    *("employee_id", "method", "valid_from", "valid_to", "gross_cost", "divisor", "share_pct"),
    *("rate", "documented_months", "documented_cost", "letter_id"),
)

COST = (
    *("report_id", "grant_id", "grant_partner_id", "line_id", "kind", "voucher_no", "text"),
    *("supplier", "supplier_cvr", "invoice_no", "invoice_date", "delivery_date", "paid_on"),
    *("ledger_account", "booking_no", "net", "vat", "recovery_pct", "eligible_vat"),
    *("project_share_pct", "time_sheet_id", "hours", "cofinancing_form", "cofinancing_source"),
    *("corrects_id", "created_by_id", "nature", "nature_basis", "nature_reason", "market_reason"),
    *("late_of_id", "late_reason"),
)
DECISION = (
    *("amount", "accepted", "disallowed", "parked", "accepted_hours"),
    *("decided_by_id", "decided_at"),
)
# A parked line that has been taken up is decided on where it was taken up.
TAKEN_UP = (
    "OLD.state = 'parked' AND EXISTS (SELECT 1 FROM reporting_expenditure e"
    " WHERE e.corrects_id = OLD.id AND e.kind = 'taken_up' AND e.parked < 0)"
)
CONTRIBUTION = (
    *("report_id", "grant_id", "grant_partner_id", "source", "form", "contributor"),
    *("received_on", "document_ref", "amount"),
)
AID = (
    *("grant_id", "grant_partner_id", "company_id", "owner_group", "kind", "text", "basis"),
    *("hours", "hour_cost", "amount", "rate", "rate_month", "rate_source", "eur"),
    *("conferred_on", "window_from", "window_total", "window_limit", "decided_by_id"),
)
FIGURES = (
    *("grant_id", "period_id", "number", "is_final", "is_advance", "total_eligible", "in_kind"),
    *("public_support", "in_kind_public", "other_financing", "cancelled", "rate_numerator"),
    *("rate_denominator", "limit_1", "limit_2", "limit_3", "limit_4", "limit_5", "binding"),
    *("entitlement", "claimed_before", "amount", "payable", "not_yet_due", "unfinanced"),
    *("new_eligible", "built_by_id", "checked_by_id"),
)

JUDGED = ("accepted", "partly_accepted", "rejected", "paid")
ACCEPTED = ("accepted_entitlement", "accepted_amount", "accepted_payable", "decided_on")
STATED = (
    *("claim_id", "kind", "claim_sha256", "qualified_amount", "text", "issued_by_id", "issued_at"),
)
QUESTION = ("claim_id", "text", "asked_on", "asked_by_id", "asked_at", "letter_id")
FINAL = (
    *("grant_id", "claim_id", "activities", "results", "lessons", "afterwards", "visited_on"),
    *("visited_by", "visit_note", "written_by_id", "signed_by_id", "submitted_at", "snapshot_id"),
)
LINK = ("package_id", "person_id", "expires_at", "given_by_id", "given_at")
CHANGE_ASKED = (
    *("grant_id", "number", "kind", "state", "effective_from", "reason", "consequences"),
    *("grant_partner_id", "organisation_id", "new_ends_on", "new_budget", "new_amount"),
    *("budget_version_id", "decided_by_id", "decided_on", "letter_id"),
)

LOCKED_ROWS = (
    Guard("consortium_chainhead", UPDATE, HEAD_ASTRAY),
    Guard("consortium_chainhead", DELETE),
    Guard("grants_grant", UPDATE, _changed("ref", "profile_code", "profile", "profile_sha256")),
    Guard("grants_grant", DELETE),
    Guard(
        "grants_call",
        UPDATE,
        _state("open", "closed")
        + f" AND {_changed('ref', 'organisation_id', 'fund_id', 'title', 'text', 'ceiling')}",
    ),
    Guard("grants_call", DELETE, _state("open", "closed")),
    Guard(
        "grants_changerequest",
        UPDATE,
        _state("approved", "rejected", "withdrawn") + f" AND {_changed(*CHANGE_ASKED)}",
    ),
    Guard("grants_changerequest", DELETE, "OLD.state <> 'draft'"),
    Guard("reporting_legalhold", DELETE),
    Guard("reporting_packagelink", UPDATE, _changed(*LINK) + " OR OLD.withdrawn_at IS NOT NULL"),
    Guard("reporting_packagelink", DELETE),
    Guard("reporting_closure", DELETE),
    Guard(
        "reporting_expenditure",
        UPDATE,
        f"({DECIDED} AND {_changed(*COST)}) OR ({CLAIMED} AND {_changed(*DECISION)})"
        f" OR ({TAKEN_UP} AND {_changed('state', *DECISION)})",
    ),
    # An add-on follows its base until it is claimed; then it stays like every other row.
    Guard(
        "reporting_expenditure",
        DELETE,
        f"({DECIDED} AND OLD.kind <> 'flat_rate') OR {CLAIMED}",
    ),
    SEALED_LEDGER,
    Guard(
        "reporting_timesheet",
        UPDATE,
        PART_OF_COST.format(row="OLD.id")
        + " AND "
        + _changed("report_id", "employee_id", "month", "rate_id", "hours", "late_reason", "state"),
    ),
    Guard("reporting_timesheet", DELETE, PART_OF_COST.format(row="OLD.id")),
    Guard("reporting_payrate", UPDATE, RATE_IN_USE + f" AND {_changed(*RATE)}"),
    Guard("reporting_payrate", DELETE, RATE_IN_USE),
    Guard("reporting_timeentry", INSERT, PART_OF_COST.format(row="NEW.time_sheet_id")),
    Guard("reporting_timeentry", UPDATE, PART_OF_COST.format(row="OLD.time_sheet_id")),
    Guard("reporting_timeentry", DELETE, PART_OF_COST.format(row="OLD.time_sheet_id")),
    Guard(
        "reporting_cofinancingcontribution",
        UPDATE,
        f"{CLAIMED} AND {_changed(*CONTRIBUTION)}",
    ),
    Guard("reporting_cofinancingcontribution", DELETE, CLAIMED),
    Guard("reporting_cofinancingcontribution", INSERT, PART_OF_SEALED),
    Guard(
        "reporting_claim",
        UPDATE,
        f"({SENT} AND {_changed(*FIGURES)}) OR ({_state(*JUDGED)} AND {_changed(*ACCEPTED)})",
    ),
    Guard("reporting_claim", DELETE, SENT),
    Guard("reporting_claim", INSERT, PART_OF_SEALED),
    Guard("reporting_claimshare", INSERT, PART_OF_CLAIM.format(row="NEW")),
    Guard("reporting_claimshare", UPDATE, PART_OF_CLAIM.format(row="OLD")),
    Guard("reporting_claimshare", DELETE, PART_OF_CLAIM.format(row="OLD")),
    Guard(
        "reporting_auditorstatement",
        UPDATE,
        f"({_state('clean', 'qualified', 'adverse')} AND {_changed(*STATED)})"
        f" OR {_state('withdrawn')}",
    ),
    Guard("reporting_auditorstatement", DELETE),
    Guard(
        "reporting_sampleline",
        UPDATE,
        f"OLD.checked_at IS NOT NULL OR {_changed('sample_id', 'expenditure_id', 'way', 'place')}",
    ),
    Guard("reporting_sampleline", DELETE),
    Guard("reporting_claimdecision", UPDATE),
    Guard("reporting_claimdecision", DELETE),
    Guard("reporting_itemresult", INSERT, DECIDED_CLAIM.format(row="NEW")),
    Guard("reporting_itemresult", UPDATE, DECIDED_CLAIM.format(row="OLD")),
    Guard("reporting_itemresult", DELETE, DECIDED_CLAIM.format(row="OLD")),
    Guard(
        "reporting_claimquestion",
        UPDATE,
        f"OLD.answered_at IS NOT NULL OR {_changed(*QUESTION)}",
    ),
    Guard("reporting_claimquestion", DELETE),
    Guard(
        "reporting_finalreport",
        UPDATE,
        f"{_state('submitted', 'accepted')} AND {_changed(*FINAL)}",
    ),
    Guard("reporting_finalreport", DELETE, _state("submitted", "accepted")),
    Guard(
        "reporting_paymentreceived",
        UPDATE,
        _changed("claim_id", "amount", "received_on", "bank_ref", "late_reason"),
    ),
    Guard("reporting_paymentreceived", DELETE),
    Guard(
        "reporting_disbursement",
        UPDATE,
        f"{ORDERED} AND "
        + _changed("payment_id", "grant_partner_id", "eligible", "share", "offset", "amount"),
    ),
    Guard("reporting_disbursement", DELETE, ORDERED),
    Guard(
        "reporting_correction",
        UPDATE,
        f"{BOUND} AND "
        + _changed("original_id", "amount", "reason_code", "reason", "is_irregular", "reverses_id"),
    ),
    Guard("reporting_correction", DELETE),
    Guard(
        "reporting_recovery",
        UPDATE,
        _changed("correction_id", "debtor_id", "amount", "due_on")
        + " OR (OLD.state = 'settled' AND "
        + _changed("settled_amount", "settled_on", "state")
        + ")",
    ),
    Guard("reporting_recovery", DELETE),
    Guard(
        "reporting_repayment",
        UPDATE,
        _changed("grant_id", "claim_id", "amount", "calculated_by_id", "calculated_on")
        + f" OR {_state('sent', 'withdrawn')}",
    ),
    Guard("reporting_repayment", DELETE),
    Guard(
        "reporting_repaymentpart",
        UPDATE,
        _changed("repayment_id", "grant_partner_id", "had", "entitled", "amount", "due_on")
        + f" OR {_state('recovered', 'written_off')}",
    ),
    Guard("reporting_repaymentpart", DELETE),
    Guard("reporting_aiddecision", UPDATE, _changed(*AID)),
    Guard("reporting_aiddecision", DELETE),
    Guard("grants_budgetamount", INSERT, PART_OF_BUDGET.format(row="NEW")),
    Guard("grants_budgetamount", UPDATE, PART_OF_BUDGET.format(row="OLD")),
    Guard("grants_budgetamount", DELETE, PART_OF_BUDGET.format(row="OLD")),
    Guard("grants_financingcommitment", INSERT, PART_OF_BUDGET.format(row="NEW")),
    Guard("grants_financingcommitment", UPDATE, PART_OF_BUDGET.format(row="OLD")),
    Guard("grants_financingcommitment", DELETE, PART_OF_BUDGET.format(row="OLD")),
    *GROUND_ROWS,
    *AUDIT_ROWS,
    *BANK_ROWS,
    *MUNICIPAL_ROWS,
    *PAPER_ROWS,
    *RESULT_ROWS,
    *PROPOSAL_ROWS,
)


def history_models() -> list[type[Any]]:
    """The tables of row versions, one for each model with memory."""
    return [
        getattr(model, model._meta.simple_history_manager_attribute).model
        for model in apps.get_models()
        if hasattr(model._meta, "simple_history_manager_attribute")
    ]


def guards(vendor: str) -> Iterator[Guard]:
    """Every trigger that a database of *vendor* must have."""
    history = [model._meta.db_table for model in history_models()]
    frozen = [*FROZEN_TABLES, *sorted(history)]
    for table in frozen:
        yield Guard(table, UPDATE)
        yield Guard(table, DELETE)
    yield from LOCKED_ROWS
    yield Guard("consortium_auditevent", INSERT, event_astray(vendor))
    if vendor == "postgresql":
        for table in sorted({*frozen, *(guard.table for guard in LOCKED_ROWS)}):
            yield Guard(table, TRUNCATE)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place, whether it stands already or not.

    Where those that keep the totals did not stand, the totals are worked out anew.
    """
    tables = set(connection.introspection.table_names())
    stood = {one.name for one in missing(connection)}.isdisjoint(one.name for one in KEEPERS)
    statements = postgresql if connection.vendor == "postgresql" else sqlite
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(function(REFUSE, ALWAYS))
        for guard in guards(connection.vendor):
            # A guard's condition may look into other tables, which are made in the same run.
            for statement in statements(guard) if guard.table in tables else []:
                cursor.execute(statement)
    if keeping.MONTHS in tables:
        keeping.install(connection, recount=not stood)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, as a migration must that rewrites locked rows."""
    # PostgreSQL alters no table that still has deferred constraints to check.
    connection.check_constraints()
    with connection.cursor() as cursor:
        for guard in last_line(connection.vendor):
            on_table = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{on_table}")


def last_line(vendor: str) -> Iterator[Guard | Keeper]:
    """Every trigger of the house: those that refuse, and those that keep the totals."""
    yield from guards(vendor)
    yield from KEEPERS


def missing(connection: BaseDatabaseWrapper) -> list[Guard | Keeper]:
    """The triggers that the database lacks, has switched off or has otherwise than here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND t.tgenabled = 'O'"
            if connection.vendor == "postgresql"
            else "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        )
        found = dict(cursor.fetchall())
    vendor = connection.vendor
    return [one for one in last_line(vendor) if found.get(one.name) != _expected(one, vendor)]


def _expected(one: Guard | Keeper, vendor: str) -> str:
    if isinstance(one, Keeper):
        return keeping.expected(one, vendor)
    return body(one.when) if vendor == "postgresql" else sqlite(one)[1]

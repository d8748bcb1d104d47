"""What stays of invoices, accounts, payment files and statements, whoever asks."""

from __future__ import annotations

from reporting.models.guarding import DELETE, INSERT, UPDATE, Guard, changed, state

FROZEN_BANK = ("reporting_bankentry", "reporting_bankmatch", "reporting_bankstatement")

NUMBERED = state("sent", "paid", "credited")
SAID = (
    *("grant_id", "seller_id", "instalment_id", "kind", "credits_id", "number", "issued_on"),
    *("due_on", "means", "buyer_reference", "order_reference", "project_reference", "note"),
    *("reason", "amount", "body", "sha256", "drafted_by_id", "drafted_at", "sent_by_id"),
)
DELIVERED = ("channel", "sent_on", "receipt_id")
PART_OF_NUMBERED = (
    "EXISTS (SELECT 1 FROM reporting_invoice i WHERE i.id = {row}.invoice_id"
    " AND i.number IS NOT NULL)"
)
ACCOUNT = (
    *("organisation_id", "registration_no", "account_no", "iban", "bic"),
    *("proposed_by_id", "proposed_at"),
)
FILE = (
    *("grant_id", "payment_id", "message_id", "execute_on", "transactions", "control_sum"),
    *("content", "sha256", "made_by_id", "made_at"),
)

BANK_ROWS = (
    Guard(
        "reporting_invoice",
        UPDATE,
        f"({NUMBERED} AND {changed(*SAID)})"
        f" OR (OLD.channel <> '' AND {changed(*DELIVERED)}) OR NEW.paid < OLD.paid",
    ),
    Guard("reporting_invoice", DELETE),
    Guard("reporting_invoiceline", INSERT, PART_OF_NUMBERED.format(row="NEW")),
    Guard("reporting_invoiceline", UPDATE, PART_OF_NUMBERED.format(row="OLD")),
    Guard("reporting_invoiceline", DELETE, PART_OF_NUMBERED.format(row="OLD")),
    Guard(
        "partners_bankaccount",
        UPDATE,
        changed(*ACCOUNT) + " OR " + state("refused", "replaced"),
    ),
    Guard("partners_bankaccount", DELETE),
    Guard("reporting_paymentfile", UPDATE, changed(*FILE) + " OR " + state("withdrawn")),
    Guard("reporting_paymentfile", DELETE),
    Guard(
        "reporting_paymentfilerow",
        UPDATE,
        changed("file_id", "disbursement_id", "end_to_end", "amount"),
    ),
    Guard("reporting_paymentfilerow", DELETE),
)

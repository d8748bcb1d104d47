"""What of an earlier period saves typing, and what must always be entered anew.

A copied row is a form filled in part: it counts only when it has its own number, dates and
amounts, and is sent and accepted like any other.
"""

from __future__ import annotations

ACTIVITIES, COSTS, COFINANCING, PEOPLE, NOTES = (
    "activities",
    "costs",
    "cofinancing",
    "people",
    "notes",
)
KINDS = (ACTIVITIES, COSTS, COFINANCING, PEOPLE, NOTES)
# The same supplier, line and account this often, and in the last report again: a cost recurs.
RECURS = 2

# What is copied of a row, by field. All else stays open.
COPIED = {
    ACTIVITIES: ("kind", "title", "place", "responsible"),
    COSTS: (
        *("kind", "line", "text", "supplier", "supplier_cvr", "ledger_account"),
        *("project_share_pct", "cofinancing_form", "cofinancing_source"),
    ),
    COFINANCING: ("source", "form", "contributor"),
    PEOPLE: ("rate", "is_cofinancing"),
    NOTES: ("evidence_note",),
}
# What makes a row this period's own: number, day, amount, count. Never copied.
OWN = {
    ACTIVITIES: ("held_on", "participants", "companies"),
    COSTS: (
        *("voucher_no", "invoice_no", "booking_no", "invoice_date", "delivery_date", "paid_on"),
        *("net", "vat", "foreign_net", "foreign_vat"),
    ),
    COFINANCING: ("received_on", "document_ref", "amount"),
    PEOPLE: ("hours",),
    NOTES: ("women", "men", "other", "value"),
}

"""Who may move reports, costs, hours, claims and money where (rules.md 3.0, 3.1)."""

from __future__ import annotations

from consortium.rules.roles import Capability as C
from consortium.rules.states import Step, Table

REPORT: Table = {
    "approve": Step(("draft", "returned"), "approved_partner", C.APPROVE_REPORT),
    "send_back": Step(("approved_partner",), "draft", C.APPROVE_REPORT),
    "submit": Step(("approved_partner",), "submitted", C.APPROVE_REPORT),
    "return": Step(("submitted",), "returned", C.VERIFY_REPORT),
    "verify": Step(("submitted",), "verified", C.VERIFY_REPORT),
    "include": Step(("verified", "included"), "included"),
}
EXPENDITURE: Table = {
    "submit": Step(("draft", "query", "submitted"), "submitted", C.WRITE_REPORT),
    "query": Step(("submitted",), "query", C.VERIFY_REPORT),
    "accept": Step(("submitted",), "verified", C.VERIFY_REPORT),
    "disallow": Step(("submitted",), "disallowed", C.VERIFY_REPORT),
    "wait": Step(("submitted",), "awaiting_budget", C.VERIFY_REPORT),
    "undecide": Step(("verified", "disallowed", "awaiting_budget"), "submitted", C.VERIFY_REPORT),
    "claim": Step(("verified",), "claimed"),
}
CONTRIBUTION: Table = {
    "submit": Step(("draft", "submitted"), "submitted", C.WRITE_REPORT),
    "accept": Step(("submitted",), "verified", C.VERIFY_REPORT),
    "disallow": Step(("submitted",), "disallowed", C.VERIFY_REPORT),
    "claim": Step(("verified",), "claimed"),
}
TIME_SHEET: Table = {
    "sign": Step(("draft",), "signed", C.SIGN_HOURS),
    "approve": Step(("signed",), "approved", C.APPROVE_HOURS),
    "return": Step(("signed", "approved"), "draft", C.APPROVE_HOURS),
}
CLAIM: Table = {
    "check": Step(("draft",), "checked", C.CHECK_CLAIM),
    "send_to_auditor": Step(("checked",), "with_auditor", C.BUILD_CLAIM),
    "state": Step(("with_auditor",), "audited", C.AUDIT_CLAIM),
    "submit": Step(("checked", "audited"), "submitted", C.SIGN_CLAIM),
    "accept": Step(("submitted",), "accepted", C.DECIDE_CLAIM),
    "reject": Step(("submitted",), "rejected", C.DECIDE_CLAIM),
    "pay": Step(("accepted", "partly_accepted"), "paid", C.BOOK_PAYMENT),
}
DISBURSEMENT: Table = {
    "approve": Step(("calculated",), "approved", C.APPROVE_DISBURSEMENT),
    "send": Step(("approved",), "sent", C.BOOK_PAYMENT),
    "confirm": Step(("sent",), "confirmed", C.CONFIRM_RECEIPT),
}
PAYMENT: Table = {
    "receive": Step(("expected",), "received", C.BOOK_PAYMENT),
    "reconcile": Step(
        ("received",), "reconciled", C.BOOK_PAYMENT, "the bank line is the payable amount"
    ),
}
CORRECTION: Table = {
    "hear": Step(("proposed",), "heard", C.ANSWER_HEARING),
    "decide": Step(("proposed", "heard"), "decided", C.DECIDE_CORRECTION),
    "book": Step(("decided",), "booked", C.BOOK_PAYMENT),
    "recover": Step(
        ("booked",), "recovered", C.BOOK_PAYMENT, "everything that was demanded is settled"
    ),
    "write_off": Step(
        ("booked",),
        "written_off",
        C.DECIDE_CORRECTION,
        "the partner cannot pay; the lead is liable",
    ),
}
RECOVERY: Table = {
    "fall_due": Step(("demanded",), "overdue", C.BOOK_PAYMENT, "the due date has passed"),
    "offset": Step(
        ("demanded", "overdue"), "offset", C.BOOK_PAYMENT, "the correction has been decided"
    ),
    "pay": Step(("demanded", "overdue"), "paid", C.BOOK_PAYMENT, "nothing is left"),
    "write_off": Step(
        ("demanded", "overdue"),
        "written_off",
        C.DECIDE_CORRECTION,
        "the partner cannot pay; the lead is liable",
    ),
    "drop": Step(
        ("demanded", "overdue", "offset", "paid", "settled"),
        "settled",
        C.BOOK_PAYMENT,
        "the correction was reversed",
    ),
    "settle": Step(
        ("offset", "paid", "written_off"), "settled", C.BOOK_PAYMENT, "the interest has come too"
    ),
}

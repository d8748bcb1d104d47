"""Who may move reports, costs, hours, claims and money where (rules.md 3.0, 3.1)."""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from consortium.rules.states import Step, Table

REPORT: Table = {
    "approve": Step(("draft", "returned"), "approved_partner", C.APPROVE_REPORT),
    "send_back": Step(("approved_partner",), "draft", C.APPROVE_REPORT),
    "submit": Step(("approved_partner",), "submitted", C.APPROVE_REPORT),
    "return": Step(("submitted",), "returned", C.VERIFY_REPORT),
    "verify": Step(("submitted",), "verified", C.VERIFY_REPORT),
    "include": Step(("verified", "included"), "included"),
    # A period that is reopened takes its verified reports back (W-05).
    "unverify": Step(("verified",), "submitted", C.VERIFY_REPORT),
}
EXPENDITURE: Table = {
    "submit": Step(("draft", "query", "submitted"), "submitted", C.WRITE_REPORT),
    "query": Step(("submitted",), "query", C.VERIFY_REPORT),
    "accept": Step(("submitted",), "verified", C.VERIFY_REPORT),
    "disallow": Step(("submitted",), "disallowed", C.VERIFY_REPORT),
    "wait": Step(("submitted",), "awaiting_budget", C.VERIFY_REPORT),
    "park": Step(("submitted", "query", "verified", "awaiting_budget"), "parked", C.VERIFY_REPORT),
    "undecide": Step(
        ("verified", "disallowed", "awaiting_budget", "parked"), "submitted", C.VERIFY_REPORT
    ),
    "claim": Step(("verified",), "claimed"),
    "move_on": Step(
        ("draft", "query", "submitted"),
        "draft",
        guard=_("Its period is locked by a claim, so it goes on in the next period."),
    ),
    # The row of a rejected or dropped claim is free for the next one.
    "release": Step(("verified", "claimed"), "verified"),
}
CONTRIBUTION: Table = {
    "submit": Step(("draft", "submitted"), "submitted", C.WRITE_REPORT),
    "accept": Step(("submitted",), "verified", C.VERIFY_REPORT),
    "disallow": Step(("submitted",), "disallowed", C.VERIFY_REPORT),
    "undecide": Step(("verified", "disallowed"), "submitted", C.VERIFY_REPORT),
    "claim": Step(("verified",), "claimed"),
    "move_on": Step(
        ("draft", "submitted"),
        "draft",
        guard=_("Its period is locked by a claim, so it goes on in the next period."),
    ),
    "release": Step(("verified", "claimed"), "verified"),
}
TIME_SHEET: Table = {
    "sign": Step(("draft",), "signed", C.SIGN_HOURS),
    "approve": Step(("signed",), "approved", C.APPROVE_HOURS),
    "return": Step(("signed", "approved"), "draft", C.APPROVE_HOURS),
}
CLAIM: Table = {
    "check": Step(
        ("draft",),
        "checked",
        C.CHECK_CLAIM,
        _(
            "All due reports verified; limits computed; no blocking check has a fault; not by who "
            "built it."
        ),
    ),
    "send_to_auditor": Step(
        ("checked",), "with_auditor", C.BUILD_CLAIM, _("The figures are those that were checked.")
    ),
    "state": Step(
        ("with_auditor",),
        "audited",
        C.AUDIT_CLAIM,
        _("The statement quotes the claim's hash; not by who built or checked the claim."),
    ),
    "unstate": Step(
        ("audited",), "checked", C.AUDIT_CLAIM, _("The auditor withdraws the statement.")
    ),
    "take_back": Step(
        ("checked", "with_auditor", "audited"),
        "draft",
        C.BUILD_CLAIM,
        _("With a reason, before the claim is sent; a decision on an earlier claim does so too."),
    ),
    "submit": Step(
        ("checked", "audited"),
        "submitted",
        C.SIGN_CLAIM,
        _(
            "A fourth person signs; usable statement where one is needed, amounts with reservation "
            "booked; papers kept; period locked; drafts moved on."
        ),
    ),
    "accept": Step(
        ("submitted",),
        "accepted",
        C.DECIDE_CLAIM,
        _("Earlier claims are decided; no item is cut; recorded by the lead only with a letter."),
    ),
    "accept_in_part": Step(
        ("submitted",),
        "partly_accepted",
        C.DECIDE_CLAIM,
        _("Each cut names amount and reason and becomes a correction; else as accepting."),
    ),
    "reject": Step(
        ("submitted",),
        "rejected",
        C.DECIDE_CLAIM,
        _("With a reason; no later claim has been sent that counts on this one."),
    ),
    "pay": Step(
        ("accepted", "partly_accepted"),
        "paid",
        C.BOOK_PAYMENT,
        _("The bank line is the accepted amount to the øre; a late payment names its reason."),
    ),
}
STATEMENT: Table = {
    "begin": Step(
        ("requested",), "in_progress", C.AUDIT_CLAIM, _("The claim is with the auditor.")
    ),
    "clean": Step(
        ("requested", "in_progress"), "clean", C.AUDIT_CLAIM, _("It quotes the claim's hash.")
    ),
    "qualified": Step(
        ("requested", "in_progress"),
        "qualified",
        C.AUDIT_CLAIM,
        _("It names the amount with reservation."),
    ),
    "adverse": Step(
        ("requested", "in_progress"),
        "adverse",
        C.AUDIT_CLAIM,
        _("It says why; the claim is not sent on it."),
    ),
    "withdraw": Step(
        ("clean", "qualified", "adverse"),
        "withdrawn",
        C.AUDIT_CLAIM,
        _("With a reason, until the claim is decided."),
    ),
    "recall": Step(
        ("requested", "in_progress"),
        "withdrawn",
        C.BUILD_CLAIM,
        _("The claim is taken back before the auditor has concluded."),
    ),
}
CLAIM_QUESTION: Table = {
    "answer": Step(
        ("open",), "answered", C.BUILD_CLAIM, _("The clock runs again from the answer's day.")
    ),
}
PAYMENT: Table = {
    "receive": Step(("expected",), "received", C.BOOK_PAYMENT, _("The claim is accepted.")),
    "reconcile": Step(
        ("received",),
        "reconciled",
        C.BOOK_PAYMENT,
        _("The bank line is the accepted amount to the øre."),
    ),
}
FINAL_REPORT: Table = {
    "send_to_auditor": Step(
        ("draft",),
        "with_auditor",
        C.BUILD_CLAIM,
        _("Every text is written, the site visit noted, the final claim checked."),
    ),
    "take_back": Step(("with_auditor",), "draft", C.BUILD_CLAIM, _("With a reason.")),
    "submit": Step(
        ("with_auditor",),
        "submitted",
        C.SIGN_CLAIM,
        _(
            "The final claim is sent with a usable statement; the signatory neither wrote the "
            "report nor checked the claim; the paper is kept."
        ),
    ),
    "accept": Step(("submitted",), "accepted", C.DECIDE_CLAIM, _("The final claim is accepted.")),
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
REOPENING: Table = {
    "approve": Step(("proposed",), "approved", C.SIGN_AS_LEAD),
    "reject": Step(("proposed",), "rejected", C.SIGN_AS_LEAD),
}
CLOSURE: Table = {
    "settle": Step(("open",), "settled", C.SIGN_AS_LEAD),
    "retain": Step(("settled",), "retention"),
    "dispose": Step(("retention",), "disposed", C.SIGN_AS_LEAD, also=(C.MANAGE_PEOPLE,)),
}

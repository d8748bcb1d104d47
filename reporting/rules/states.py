"""Who may move reports, costs, hours, claims and money where (rules.md 3.0, 3.1)."""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from consortium.rules.states import Step, Table

REPORT: Table = {
    "approve": Step(
        ("draft", "returned"),
        "approved_partner",
        C.APPROVE_REPORT,
        _("The approver did not write it; every question is answered, also with “none”."),
    ),
    "send_back": Step(("approved_partner",), "draft", C.APPROVE_REPORT, _("Before it is sent.")),
    "submit": Step(
        ("approved_partner",),
        "submitted",
        C.APPROVE_REPORT,
        _("The agreement is in force; from here on the partner's rows are locked."),
    ),
    "return": Step(
        ("submitted",), "returned", C.VERIFY_REPORT, _("At least one question with a deadline.")
    ),
    "verify": Step(
        ("submitted",),
        "verified",
        C.VERIFY_REPORT,
        _("Every line decided, no question open, checklist complete; not of one's own partner."),
    ),
    "include": Step(
        ("verified", "included"), "included", guard=_("A claim with its rows is sent.")
    ),
    "unverify": Step(
        ("verified",),
        "submitted",
        C.VERIFY_REPORT,
        _("Its period is opened again, so it is decided anew."),
    ),
}
EXPENDITURE: Table = {
    "submit": Step(
        ("draft", "query", "submitted"),
        "submitted",
        C.WRITE_REPORT,
        _("Voucher, proof of payment, ledger reference and line are there; the period is open."),
    ),
    "query": Step(
        ("submitted",), "query", C.VERIFY_REPORT, _("A question with a text and a deadline.")
    ),
    "accept": Step(
        ("submitted",),
        "verified",
        C.VERIFY_REPORT,
        _("As far as hours and the budget of its date allow."),
    ),
    "disallow": Step(
        ("submitted",), "disallowed", C.VERIFY_REPORT, _("With amount, reason code and reason.")
    ),
    "wait": Step(
        ("submitted",),
        "awaiting_budget",
        C.VERIFY_REPORT,
        _("Its line is full: it waits for an amendment that covers its date."),
    ),
    "park": Step(
        ("submitted", "query", "verified", "awaiting_budget"),
        "parked",
        C.VERIFY_REPORT,
        _("With a reason; no claim holds it, and a later period can take it up."),
    ),
    "undecide": Step(
        ("verified", "disallowed", "awaiting_budget", "parked"),
        "submitted",
        C.VERIFY_REPORT,
        _("With a reason, while the report is being verified."),
    ),
    "claim": Step(("verified",), "claimed", guard=_("The claim that holds it is sent.")),
    "move_on": Step(
        ("draft", "query", "submitted"),
        "draft",
        guard=_("Its period is locked by a claim, so it goes on in the next period."),
    ),
    "release": Step(
        ("verified", "claimed"),
        "verified",
        guard=_("The claim that held it is rejected or dropped."),
    ),
}
CONTRIBUTION: Table = {
    "submit": Step(
        ("draft", "submitted"),
        "submitted",
        C.WRITE_REPORT,
        _("Contributor, day and document are named; the period is open."),
    ),
    "accept": Step(
        ("submitted",), "verified", C.VERIFY_REPORT, _("It is documented as money received.")
    ),
    "disallow": Step(("submitted",), "disallowed", C.VERIFY_REPORT, _("With a reason.")),
    "undecide": Step(
        ("verified", "disallowed"),
        "submitted",
        C.VERIFY_REPORT,
        _("Its period is opened again, so it is decided anew."),
    ),
    "claim": Step(("verified",), "claimed", guard=_("The claim that holds it is sent.")),
    "move_on": Step(
        ("draft", "submitted"),
        "draft",
        guard=_("Its period is locked by a claim, so it goes on in the next period."),
    ),
    "release": Step(
        ("verified", "claimed"),
        "verified",
        guard=_("The claim that held it is rejected or dropped."),
    ),
}
TIME_SHEET: Table = {
    "sign": Step(("draft",), "signed", C.SIGN_HOURS, _("By the employee, when the month is over.")),
    "approve": Step(
        ("signed",),
        "approved",
        C.APPROVE_HOURS,
        _("By the superior, who is not the employee; the contract can hold the hours."),
    ),
    "return": Step(
        ("signed", "approved"),
        "draft",
        C.APPROVE_HOURS,
        _("With a reason, until its cost is decided."),
    ),
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
SECTION_TEXT: Table = {
    "review": Step(
        ("draft",),
        "reviewed",
        C.CHECK_CLAIM,
        _("The text is written, every reference names a figure; the reviewer wrote none of it."),
        label=_("Review"),
    ),
    "approve": Step(
        ("reviewed",), "approved", C.SIGN_CLAIM, _("Whoever approves wrote none of it.")
    ),
    "take_back": Step(("reviewed", "approved"), "draft", C.BUILD_CLAIM, _("With a reason.")),
}
DISBURSEMENT: Table = {
    "approve": Step(
        ("calculated",),
        "approved",
        C.APPROVE_DISBURSEMENT,
        _("The shares add up to the payment; only decided recoveries are offset."),
    ),
    "send": Step(("approved",), "sent", C.BOOK_PAYMENT, _("With the bank's day and reference.")),
    "confirm": Step(("sent",), "confirmed", C.CONFIRM_RECEIPT, _("The partner has the money.")),
}
CORRECTION: Table = {
    "hear": Step(("proposed",), "heard", C.ANSWER_HEARING, _("The partner has answered.")),
    "decide": Step(
        ("proposed", "heard"),
        "decided",
        C.DECIDE_CORRECTION,
        _("Not by who proposed it; heard, or ten working days over, or waived with a reason."),
    ),
    "book": Step(
        ("decided",), "booked", C.BOOK_PAYMENT, _("K is updated if the cost was declared.")
    ),
    "recover": Step(
        ("booked",), "recovered", C.BOOK_PAYMENT, _("Everything that was demanded is settled.")
    ),
    "write_off": Step(
        ("booked",),
        "written_off",
        C.DECIDE_CORRECTION,
        _("The partner cannot pay; the lead is liable."),
    ),
}
RECOVERY: Table = {
    "fall_due": Step(("demanded",), "overdue", C.BOOK_PAYMENT, _("The due date has passed.")),
    "offset": Step(
        ("demanded", "overdue"), "offset", C.BOOK_PAYMENT, _("The correction has been decided.")
    ),
    "pay": Step(("demanded", "overdue"), "paid", C.BOOK_PAYMENT, _("Nothing is left.")),
    "write_off": Step(
        ("demanded", "overdue"),
        "written_off",
        C.DECIDE_CORRECTION,
        _("The partner cannot pay; the lead is liable."),
    ),
    "drop": Step(
        ("demanded", "overdue", "offset", "paid", "settled"),
        "settled",
        C.BOOK_PAYMENT,
        _("The correction was reversed."),
    ),
    "settle": Step(
        ("offset", "paid", "written_off"),
        "settled",
        C.BOOK_PAYMENT,
        _("The interest has come too."),
    ),
}
REPAYMENT: Table = {
    "approve": Step(
        ("calculated",),
        "approved",
        C.APPROVE_DISBURSEMENT,
        _("It still is the final balance, to the øre; another person than who worked it out."),
    ),
    "send": Step(
        ("approved",), "sent", C.BOOK_PAYMENT, _("With the bank's day, reference and proof.")
    ),
    "withdraw": Step(("calculated", "approved"), "withdrawn", C.BOOK_PAYMENT, _("With a reason.")),
}
REPAYMENT_PART: Table = {
    "pay": Step(
        ("demanded",), "recovered", C.BOOK_PAYMENT, _("The whole part has come, in one bank line.")
    ),
    "write_off": Step(
        ("demanded",),
        "written_off",
        C.DECIDE_CORRECTION,
        _("The partner cannot pay; the lead is liable."),
    ),
}
REOPENING: Table = {
    "approve": Step(
        ("proposed",),
        "approved",
        C.SIGN_AS_LEAD,
        _("Another person than the controller who asked; no claim of the period is checked."),
    ),
    "reject": Step(("proposed",), "rejected", C.SIGN_AS_LEAD, _("With a reason.")),
}
CLOSURE: Table = {
    "settle": Step(
        ("open",),
        "settled",
        C.SIGN_AS_LEAD,
        _("The final entitlement is paid or recovered, all is passed on, nothing is open."),
    ),
    "retain": Step(("settled",), "retention", guard=_("The last day of payment is known.")),
    "dispose": Step(
        ("retention",),
        "disposed",
        C.SIGN_AS_LEAD,
        _("The retention date has passed, no legal hold, two persons."),
        also=(C.MANAGE_PEOPLE,),
    ),
}

"""Who may move calls, applications, grants, budgets, agreements, periods and changes where.

The tables of rules.md 3.0 and 3.1 as data; pages and `docs/workflow.md` are drawn from them.
"""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from consortium.rules.states import Step, Table, Workflow
from grants.rules.municipal_states import MUNICIPAL_WORKFLOWS
from grants.rules.proposal_states import PROPOSAL_WORKFLOWS

CALL: Table = {
    "open": Step(
        ("draft",),
        "open",
        C.RECOMMEND,
        label=_("Open the call"),
        guard=_("It has a text and a deadline that lies ahead; the text is locked from here on."),
    ),
    "close": Step(
        ("open",),
        "closed",
        C.RECOMMEND,
        label=_("Close the call"),
        guard=_("From here on nobody applies to it."),
    ),
}
APPLICATION: Table = {
    "ask_support": Step(
        ("draft",),
        "consortium_review",
        C.PLAN_PROJECT,
        label=_("Ask the partners for support"),
        guard=_("It names its partners; each of them is asked."),
    ),
    "submit": Step(
        ("consortium_review",),
        "submitted",
        C.SIGN_AS_LEAD,
        label=_("Submit"),
        guard=_("Every partner has given its support; the request fits ceiling and rate cap."),
    ),
    "recommend": Step(
        ("submitted",),
        "recommended",
        C.RECOMMEND,
        label=_("Recommend"),
        guard=_("With a note."),
    ),
    "approve": Step(
        ("submitted", "recommended"),
        "approved",
        C.DECIDE_GRANT,
        label=_("Approve and award"),
        guard=_("The grant fits the ceiling and the rate cap."),
    ),
    "reject": Step(
        ("submitted", "recommended"),
        "rejected",
        C.DECIDE_GRANT,
        label=_("Reject"),
        guard=_("A reason is given."),
    ),
    "withdraw": Step(
        ("draft", "consortium_review", "submitted", "recommended"),
        "withdrawn",
        C.SIGN_AS_LEAD,
        label=_("Withdraw"),
        guard=_("Until it is decided."),
    ),
}
GRANT: Table = {
    "accept": Step(
        ("offered",),
        "accepted",
        C.SIGN_AS_LEAD,
        label=_("Accept the grant and its terms"),
        guard=_("Profile, rate and ceiling are frozen from here on."),
    ),
    "amend": Step(
        ("accepted", "amended"),
        "amended",
        C.SIGN_AS_LEAD,
        label=_("Sign the amendment"),
        guard=_("The funder has approved the change request; the lead's signatory agrees."),
        also=(C.DECIDE_GRANT,),
    ),
    "suspend": Step(
        ("accepted", "amended"),
        "suspended",
        C.DECIDE_GRANT,
        label=_("Suspend"),
        guard=_("A reason is given; no claim is built, checked or sent meanwhile."),
    ),
    "resume": Step(
        ("suspended",),
        "accepted",
        C.DECIDE_GRANT,
        label=_("Resume"),
        guard=_("The grant letter had not been amended before."),
    ),
    "resume_amended": Step(
        ("suspended",),
        "amended",
        C.DECIDE_GRANT,
        label=_("Resume the amended grant"),
        guard=_("The grant letter had been amended before."),
    ),
    "terminate": Step(
        ("accepted", "amended", "suspended"),
        "terminated",
        C.DECIDE_GRANT,
        label=_("Terminate"),
        guard=_("A reason is given; nothing more can be claimed."),
    ),
    "close": Step(
        ("accepted", "amended"),
        "closed",
        label=_("Close"),
        guard=_("The closure of the grant is settled."),
    ),
}
BUDGET: Table = {
    "propose": Step(
        ("draft",),
        "proposed",
        C.PLAN_PROJECT,
        label=_("Propose"),
        guard=_("Lines and financing plan are written down."),
    ),
    "send_back": Step(
        ("proposed",), "draft", C.CHECK_BUDGET, label=_("Send back"), guard=_("A reason is given.")
    ),
    "approve_within_flex": Step(
        ("proposed",),
        "approved",
        C.CHECK_BUDGET,
        label=_("Approve within flexibility"),
        guard=_("No line grows beyond its flexibility; somebody else proposed it."),
    ),
    "approve": Step(
        ("proposed",),
        "approved",
        C.DECIDE_BUDGET,
        label=_("Approve"),
        guard=_("Budget, plan and grant add up; somebody else proposed it."),
    ),
    "supersede": Step(
        ("approved",),
        "superseded",
        label=_("Supersede"),
        guard=_("A newer version is approved; claims keep the one they were tested on."),
    ),
}
AGREEMENT: Table = {
    "sign_as_partner": Step(
        ("draft",),
        "signed_partner",
        C.SIGN_AS_PARTNER,
        label=_("Sign for the partner"),
        guard=_("Term and terms are written down."),
    ),
    "sign_as_lead": Step(
        ("signed_partner",),
        "active",
        C.SIGN_AS_LEAD,
        label=_("Sign for the lead"),
        guard=_("Another person has signed for the partner."),
    ),
    "end": Step(
        ("active",), "ended", C.SIGN_AS_LEAD, label=_("End"), guard=_("A reason is given.")
    ),
}
PERIOD: Table = {
    "open": Step(
        ("planned",),
        "open",
        C.PLAN_PROJECT,
        label=_("Open"),
        guard=_("It has begun and the earlier periods are open or over; also by the calendar."),
    ),
    "fall_due": Step(
        ("open",),
        "submission_due",
        label=_("Reports fall due"),
        guard=_("By the calendar: its last day is past."),
    ),
    "close": Step(
        ("open", "submission_due", "reopened"),
        "closed",
        C.VERIFY_REPORT,
        label=_("Close for the partners"),
        guard=_("Also by the calendar, when the funder's deadline is past."),
    ),
    "lock": Step(
        ("open", "submission_due", "closed", "reopened"),
        "locked",
        label=_("Lock"),
        guard=_("The period's claim is signed and sent."),
    ),
    "reopen": Step(
        ("closed",),
        "reopened",
        C.VERIFY_REPORT,
        label=_("Reopen"),
        guard=_("No claim holds it; the signatory agrees; verified rows go back to submitted."),
        also=(C.SIGN_AS_LEAD,),
    ),
}
CHANGE: Table = {
    "propose": Step(
        ("draft",),
        "proposed",
        C.PLAN_PROJECT,
        label=_("Propose"),
        guard=_("Reason, consequences and what the kind of change asks for are there."),
    ),
    "send_back": Step(
        ("proposed", "checked"),
        "draft",
        C.CHECK_BUDGET,
        label=_("Send back"),
        guard=_("A reason is given."),
    ),
    "check": Step(
        ("proposed",),
        "checked",
        C.CHECK_BUDGET,
        label=_("Check"),
        guard=_("Somebody else proposed it."),
    ),
    "approve": Step(
        ("checked",),
        "approved",
        C.DECIDE_BUDGET,
        label=_("Approve"),
        guard=_("By the funder, or the project manager records its letter with date and file."),
    ),
    "reject": Step(
        ("checked",),
        "rejected",
        C.DECIDE_BUDGET,
        label=_("Reject"),
        guard=_("A reason is given; by the funder, or from its letter."),
    ),
    "withdraw": Step(
        ("draft", "proposed", "checked"),
        "withdrawn",
        C.PLAN_PROJECT,
        label=_("Withdraw"),
        guard=_("Until it is decided."),
    ),
}

WORKFLOWS: tuple[Workflow, ...] = (
    Workflow("call", _("Call"), "draft", CALL, "grants.call", _("The text, when it opens.")),
    Workflow(
        "application",
        _("Application"),
        "draft",
        APPLICATION,
        "grants.application",
        _("All of it, when it is submitted."),
    ),
    Workflow(
        "grant",
        _("Grant"),
        "offered",
        GRANT,
        "grants.grant",
        _("Rule profile, rate, ceiling and period; only an amendment changes them."),
    ),
    Workflow(
        "budget",
        _("Budget version"),
        "draft",
        BUDGET,
        "grants.budgetversion",
        _("Its figures, when it is approved."),
    ),
    Workflow(
        "agreement",
        _("Partnership agreement"),
        "draft",
        AGREEMENT,
        "grants.partnershipagreement",
        _("Its terms, when it is active; a change is an addendum."),
    ),
    Workflow(
        "change",
        _("Change request"),
        "draft",
        CHANGE,
        "grants.changerequest",
        _("What is asked and its figures, when it is proposed."),
    ),
    Workflow(
        "period",
        _("Period"),
        "planned",
        PERIOD,
        "grants.reportingperiod",
        _("All of it, after the project's claim is submitted."),
    ),
    *MUNICIPAL_WORKFLOWS,
    *PROPOSAL_WORKFLOWS,
)

"""Every workflow of the house, from the call to the closure: what pages and papers draw (W-01)."""

from __future__ import annotations

from collections.abc import Mapping

from consortium.rules.refusals import gettext_noop as _
from consortium.rules.states import Step, Workflow
from grants.rules import states as grants
from reporting.rules import states

# Guards that a table does not say itself, by workflow and step (rules.md 3.1).
GUARDS: Mapping[tuple[str, str], str] = {
    ("sheet", "sign"): _("The month is over; the hours overlap no other hours."),
    ("sheet", "approve"): _("The superior is not the employee; the hours fit the contract."),
    ("report", "approve"): _("Another person wrote it; every step is answered."),
    ("report", "submit"): _("The agreement is active and the period takes reports."),
    ("report", "return"): _("At least one question with text and deadline is asked."),
    ("report", "verify"): _(
        "The checklist is complete, no question is open, the controller is of another partner."
    ),
    ("report", "unverify"): _("The period is reopened by controller and signatory."),
    ("report", "include"): _("The claim that holds its rows is sent."),
    ("cost", "submit"): _("Voucher, proof of payment, booking and budget line are there."),
    ("cost", "accept"): _("A budget is in force, the line and the hours hold it."),
    ("cost", "disallow"): _("A reason code and a reason are given."),
    ("cost", "wait"): _("The budget line is used up beyond its flexibility."),
    ("cost", "claim"): _("The claim that holds it is sent."),
    ("cost", "release"): _("The claim that held it is dropped or rejected."),
    ("money", "claim"): _("The claim that holds it is sent."),
    ("money", "release"): _("The claim that held it is dropped or rejected."),
    ("claim", "check"): _("All reports are verified, the limits hold, another person built it."),
    ("claim", "state"): _("The statement quotes the hash of exactly this claim."),
    ("claim", "submit"): _("The signatory neither built nor checked it; papers are frozen."),
    ("claim", "accept"): _("The funder decides, or its letter is recorded."),
    ("claim", "pay"): _("The bank line matches to the øre."),
    ("payout", "approve"): _("The sum is the payment less the lead's share."),
    ("correction", "hear"): _("The partner answers within its time."),
    ("correction", "decide"): _("The hearing is answered, over or waived with a reason."),
    ("correction", "book"): _("Cancelled support is added to K where it was declared."),
    ("reopening", "approve"): _("No claim holds the period; another person asked."),
    ("reopening", "reject"): _("A reason is given."),
    ("closure", "settle"): _(
        "No correction, recovery, question or change is open; the final claim is paid or "
        "recovered; every disbursement is confirmed."
    ),
    ("closure", "retain"): _("By the calendar, when the day of retention can be worked out."),
    ("closure", "dispose"): _("Retention is past, no legal hold stands, the administrator asks."),
}

REPORTING: tuple[Workflow, ...] = (
    Workflow(
        "sheet",
        _("Time sheet"),
        "draft",
        states.TIME_SHEET,
        "reporting.timesheet",
        _("Its hours, when their cost is decided."),
    ),
    Workflow(
        "report",
        _("Partner report"),
        "draft",
        states.REPORT,
        "reporting.partnerreport",
        _("The partner's side when submitted, all of it when included."),
    ),
    Workflow(
        "cost",
        _("Cost"),
        "draft",
        states.EXPENDITURE,
        "reporting.expenditure",
        _("All but its state when verified, the decision too when claimed."),
    ),
    Workflow(
        "money",
        _("Co-financing received"),
        "draft",
        states.CONTRIBUTION,
        "reporting.cofinancingcontribution",
        _("All of it, when claimed."),
    ),
    Workflow(
        "claim",
        _("Claim"),
        "draft",
        states.CLAIM,
        "reporting.claim",
        _("Its figures, when submitted."),
    ),
    Workflow(
        "payout",
        _("Disbursement"),
        "calculated",
        states.DISBURSEMENT,
        "reporting.disbursement",
        _("Its amounts, when approved."),
    ),
    Workflow(
        "correction",
        _("Correction"),
        "proposed",
        states.CORRECTION,
        "reporting.correction",
        _("All of it, when decided."),
    ),
    Workflow(
        "reopening",
        _("Reopening of a period"),
        "proposed",
        states.REOPENING,
        "reporting.periodreopening",
    ),
    Workflow(
        "closure",
        _("Closure"),
        "open",
        states.CLOSURE,
        "reporting.closure",
        _("The whole project is read-only when settled."),
    ),
)
WORKFLOWS: tuple[Workflow, ...] = (*grants.WORKFLOWS, *REPORTING)


def guard_of(workflow: Workflow, code: str, step: Step) -> str:
    """The sentence of what must hold for the step, or nothing."""
    return step.guard or GUARDS.get((workflow.code, code), "")

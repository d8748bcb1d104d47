"""Every workflow of the house, from the call to the closure: what pages and papers draw (W-01)."""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from consortium.rules.states import Workflow
from grants.rules import states as grants
from reporting.rules import audit_states, states
from reporting.rules.evaluation_states import MUNICIPAL_REPORTS

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
        "statement",
        _("Auditor's statement"),
        "requested",
        states.STATEMENT,
        "reporting.auditorstatement",
        _("All of it, when issued."),
    ),
    Workflow(
        "question",
        _("The funder's question"),
        "open",
        states.CLAIM_QUESTION,
        "",
        _("The question at once, the answer when given."),
    ),
    Workflow(
        "payment",
        _("Payment from the fund"),
        "expected",
        states.PAYMENT,
        "reporting.paymentreceived",
        _("All of it, when booked."),
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
        "recovery",
        _("Recovery"),
        "demanded",
        states.RECOVERY,
        "reporting.recovery",
        _("Its movements at once; all of it, when settled."),
    ),
    Workflow(
        "repayment",
        _("Payment back to the fund"),
        "calculated",
        states.REPAYMENT,
        "reporting.repayment",
        _("Its amount at once; all of it, when sent."),
    ),
    Workflow(
        "repayment-part",
        _("A partner's part of what goes back"),
        "demanded",
        states.REPAYMENT_PART,
        "reporting.repaymentpart",
        _("Its amount at once; all of it, when settled."),
    ),
    Workflow(
        "final",
        _("Final report and accounts"),
        "draft",
        states.FINAL_REPORT,
        "reporting.finalreport",
        _("All of it, when submitted."),
    ),
    Workflow(
        "audit-sample",
        _("Auditor's sample"),
        "drawn",
        audit_states.AUDIT_SAMPLE,
        "reporting.auditsample",
        _("The draw at once; errors and working paper, when concluded."),
    ),
    Workflow(
        "finding",
        _("Finding"),
        "open",
        audit_states.FINDING,
        "reporting.finding",
        _("Its words at once, each answer when given; all of it, when closed."),
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
    *MUNICIPAL_REPORTS,
)
WORKFLOWS: tuple[Workflow, ...] = (*grants.WORKFLOWS, *REPORTING)

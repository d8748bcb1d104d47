"""What the tracked tables are called, and whose they are: through which column a row is reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consortium.rules.refusals import gettext_noop as _


@dataclass(frozen=True)
class Kind:
    """A table as readers call it, and the column that leads towards its partner or grant."""

    name: str
    parent: str = ""


KINDS: Mapping[str, Kind] = {
    "partners.organisation": Kind(_("Organisation")),
    "partners.employee": Kind(_("Employee"), "organisation"),
    "partners.membership": Kind(_("Seat"), "organisation"),
    "partners.company": Kind(_("Company")),
    "grants.proposal": Kind(_("Political proposal")),
    "grants.proposalparty": Kind(_("Party of a political proposal"), "proposal"),
    "grants.proposalpart": Kind(_("Part of a political proposal"), "proposal"),
    "grants.promisedtarget": Kind(_("Target of a political proposal"), "proposal"),
    "grants.application": Kind(_("Application")),
    "grants.supportletter": Kind(_("Letter of support"), "application"),
    "grants.grant": Kind(_("Grant")),
    "grants.grantpartner": Kind(_("Partner in the grant"), "grant"),
    "grants.partnershipagreement": Kind(_("Partnership agreement"), "grant_partner"),
    "grants.budgetversion": Kind(_("Budget version"), "grant"),
    "grants.budgetamount": Kind(_("Budget amount"), "version"),
    "grants.financingcommitment": Kind(_("Line of the financing plan"), "version"),
    "grants.regionalkey": Kind(_("Key of the regional tasks"), "grant"),
    "grants.regionalkeyweight": Kind(_("Weight in the key"), "key"),
    "grants.reportingperiod": Kind(_("Period"), "grant"),
    "grants.indicator": Kind(_("Indicator"), "grant"),
    "grants.indicatortarget": Kind(_("Target of a period"), "indicator"),
    "grants.indicatorbaseline": Kind(_("Figure from before the project"), "grant"),
    "grants.publicentry": Kind(_("Line in the public list"), "grant"),
    "grants.call": Kind(_("Call"), "organisation"),
    "grants.changerequest": Kind(_("Change request"), "grant"),
    "reporting.partnerreport": Kind(_("Partner report"), "grant_partner"),
    "reporting.activity": Kind(_("Activity"), "report"),
    "reporting.indicatorvalue": Kind(_("Indicator value"), "report"),
    "reporting.selfevaluation": Kind(_("Self-evaluation"), "report"),
    "reporting.spousecount": Kind(_("Counts of jobs for spouses"), "report"),
    "reporting.mentorpair": Kind(_("Pair of mentor and mentee"), "grant_partner"),
    "reporting.evaluationplan": Kind(_("Plan of the evaluation"), "grant"),
    "reporting.evaluationquestion": Kind(_("Question of the evaluation"), "plan"),
    "reporting.surveytable": Kind(_("Survey"), "grant"),
    "reporting.verification": Kind(_("Verification"), "report"),
    "reporting.reportchecklist": Kind(_("Checklist"), "report"),
    "reporting.verificationsample": Kind(_("Sample"), "report"),
    "reporting.sampleline": Kind(_("Line of the sample"), "sample"),
    "reporting.auditsample": Kind(_("Auditor's sample"), "grant"),
    "reporting.auditsampleunit": Kind(_("Row of the auditor's sample"), "sample"),
    "reporting.finding": Kind(_("Finding"), "grant"),
    "reporting.findinganswer": Kind(_("Answer to a finding"), "finding"),
    "reporting.findingfile": Kind(_("Paper of an answer to a finding"), "answer"),
    "reporting.findingcorrection": Kind(_("Correction that a finding led to"), "finding"),
    "reporting.statementfinding": Kind(_("Finding quoted by a statement"), "statement"),
    "reporting.onsitecheck": Kind(_("On-the-spot check"), "report"),
    "reporting.onsitefile": Kind(_("Photo or paper of a visit"), "visit"),
    "reporting.reportfile": Kind(_("File of a report"), "report"),
    "reporting.payrate": Kind(_("Pay rate"), "employee"),
    "reporting.timesheet": Kind(_("Time sheet"), "report"),
    "reporting.timeentry": Kind(_("Hours"), "time_sheet"),
    "reporting.expenditure": Kind(_("Cost"), "grant_partner"),
    "reporting.expenditurefile": Kind(_("File of a cost"), "expenditure"),
    "reporting.cofinancingcontribution": Kind(_("Co-financing received"), "grant_partner"),
    "reporting.revenue": Kind(_("Revenue"), "report"),
    "reporting.query": Kind(_("Query"), "report"),
    "reporting.claim": Kind(_("Claim"), "grant"),
    "reporting.claimdecision": Kind(_("Decision on a claim"), "claim"),
    "reporting.claimquestion": Kind(_("The funder's question"), "claim"),
    "reporting.itemresult": Kind(_("Cost as the funder accepts it"), "claim"),
    "reporting.finalreport": Kind(_("Final report"), "grant"),
    "reporting.claimshare": Kind(_("Partner's share of a claim"), "grant_partner"),
    "reporting.auditorstatement": Kind(_("Auditor's statement"), "claim"),
    "reporting.paymentreceived": Kind(_("Payment received"), "claim"),
    "reporting.disbursement": Kind(_("Disbursement"), "grant_partner"),
    "reporting.correction": Kind(_("Correction"), "original"),
    "reporting.recovery": Kind(_("Recovery"), "debtor"),
    "reporting.contactdisposal": Kind(_("Emptying of the lists of contacts"), "grant"),
    "reporting.closure": Kind(_("Closure"), "grant"),
    "reporting.legalhold": Kind(_("Legal hold"), "grant"),
    "reporting.periodreopening": Kind(_("Reopening of a period"), "period"),
    "reporting.recoveryentry": Kind(_("Movement of a recovery"), "recovery"),
    "reporting.publicityproof": Kind(_("Proof of publicity"), "grant"),
    "reporting.paperrecipient": Kind(_("Recipient of papers"), "grant"),
    "reporting.recipientlogo": Kind(_("Logo of a recipient"), "recipient"),
    "reporting.papersection": Kind(_("Section of a paper"), "recipient"),
    "reporting.sectiontext": Kind(_("Text of a section"), "section"),
    "reporting.reporttemplate": Kind(_("Report template"), "grant"),
    "reporting.reportschedule": Kind(_("Schedule of a report"), "template"),
    "reporting.reportrecipient": Kind(_("Recipient of a scheduled report"), "schedule"),
    "reporting.procurementcontract": Kind(_("Contract"), "grant"),
    "reporting.contractcost": Kind(_("Cost under a contract"), "contract"),
    "reporting.regionalcost": Kind(_("Regional task"), "expenditure"),
    "reporting.aiddecision": Kind(_("Aid decision"), "grant"),
}

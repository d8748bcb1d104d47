"""Models: what happened, and how we account for it."""

from reporting.models.absences import Absence
from reporting.models.audit_samples import AuditSample, AuditSampleUnit
from reporting.models.bank import BankEntry, BankMatch, BankStatement
from reporting.models.certificates import PublicCertificate
from reporting.models.check_runs import CheckRun
from reporting.models.claim_decisions import ClaimDecision, ItemResult
from reporting.models.claim_questions import ClaimQuestion
from reporting.models.closing import Closure, LegalHold
from reporting.models.cofinancing import CoFinancingContribution, Revenue
from reporting.models.contact_disposal import ContactDisposal
from reporting.models.coordination import (
    ForumMeeting,
    ForumMember,
    LocalArea,
    RegionalTask,
    RelatedProject,
)
from reporting.models.corrections import Correction, Recovery
from reporting.models.costs import Expenditure, ExpenditureFile, Query
from reporting.models.currency import ForeignAmount
from reporting.models.deminimis import AidDecision
from reporting.models.destruction import Destruction
from reporting.models.evaluations import (
    AnnualEvaluation,
    CompletionNote,
    EvaluationArea,
    EvaluationDecision,
)
from reporting.models.final_reports import FinalReport
from reporting.models.finding_files import FindingFile
from reporting.models.findings import (
    Finding,
    FindingAnswer,
    FindingCorrection,
    StatementFinding,
)
from reporting.models.funding import (
    AuditorStatement,
    Claim,
    ClaimShare,
    Disbursement,
    PaymentReceived,
    ReportSnapshot,
)
from reporting.models.hours import PayRate, TimeEntry, TimeSheet
from reporting.models.imports import SheetImport, SheetLayout
from reporting.models.inkind import InKindValuation
from reporting.models.invoices import Invoice, InvoiceLine
from reporting.models.last_line import take_down
from reporting.models.local_news import LocalIssue, ReachFigure
from reporting.models.municipal_links import MunicipalLink
from reporting.models.newsletters import NewsletterCopy, NewsletterIssue, NewsletterPiece
from reporting.models.own_reports import (
    OwnReport,
    ReportRecipient,
    ReportSchedule,
    ReportTemplate,
)
from reporting.models.packages import AuditPackage, PackageLink
from reporting.models.paper_steps import PaperDecision
from reporting.models.passages import Passage
from reporting.models.payment_files import PaymentFile, PaymentFileRow
from reporting.models.procurement import ContractCost, ProcurementContract
from reporting.models.project_evaluations import (
    EvaluationPlan,
    EvaluationQuestion,
    SelfEvaluation,
    SurveyCell,
    SurveyTable,
)
from reporting.models.publicity import PublicityProof
from reporting.models.recipient_logos import RecipientLogo
from reporting.models.recoveries import RecoveryEntry
from reporting.models.regional import RegionalCost
from reporting.models.reopening import PeriodReopening
from reporting.models.repayments import Repayment, RepaymentPart
from reporting.models.reports import (
    Activity,
    IndicatorValue,
    PartnerReport,
    ReportFile,
    Verification,
)
from reporting.models.signed_papers import SignedPaper
from reporting.models.spouses import MentorPair, SpouseCount
from reporting.models.status import (
    AreaCost,
    MeetingAction,
    StatusLine,
    StatusMeeting,
    TargetResult,
)
from reporting.models.texts import PaperRecipient, PaperSection, SectionText
from reporting.models.totals import LedgerMonth, LedgerStep, LedgerTotal
from reporting.models.triggers import history_models
from reporting.models.verifying import (
    OnSiteCheck,
    OnSiteFile,
    ReportChecklist,
    SampleLine,
    VerificationSample,
)
from reporting.models.visibility import PackMove, PublicEvent, PublicPage, VisibilityEntry

__all__ = [
    "Absence",
    "Activity",
    "AidDecision",
    "AnnualEvaluation",
    "AreaCost",
    "AuditPackage",
    "AuditSample",
    "AuditSampleUnit",
    "AuditorStatement",
    "BankEntry",
    "BankMatch",
    "BankStatement",
    "CheckRun",
    "Claim",
    "ClaimDecision",
    "ClaimQuestion",
    "ClaimShare",
    "Closure",
    "CoFinancingContribution",
    "CompletionNote",
    "ContactDisposal",
    "ContractCost",
    "Correction",
    "Destruction",
    "Disbursement",
    "EvaluationArea",
    "EvaluationDecision",
    "EvaluationPlan",
    "EvaluationQuestion",
    "Expenditure",
    "ExpenditureFile",
    "FinalReport",
    "Finding",
    "FindingAnswer",
    "FindingCorrection",
    "FindingFile",
    "ForeignAmount",
    "ForumMeeting",
    "ForumMember",
    "InKindValuation",
    "IndicatorValue",
    "Invoice",
    "InvoiceLine",
    "ItemResult",
    "LedgerMonth",
    "LedgerStep",
    "LedgerTotal",
    "LegalHold",
    "LocalArea",
    "LocalIssue",
    "MeetingAction",
    "MentorPair",
    "MunicipalLink",
    "NewsletterCopy",
    "NewsletterIssue",
    "NewsletterPiece",
    "OnSiteCheck",
    "OnSiteFile",
    "OwnReport",
    "PackMove",
    "PackageLink",
    "PaperDecision",
    "PaperRecipient",
    "PaperSection",
    "PartnerReport",
    "Passage",
    "PayRate",
    "PaymentFile",
    "PaymentFileRow",
    "PaymentReceived",
    "PeriodReopening",
    "ProcurementContract",
    "PublicCertificate",
    "PublicEvent",
    "PublicPage",
    "PublicityProof",
    "Query",
    "ReachFigure",
    "RecipientLogo",
    "Recovery",
    "RecoveryEntry",
    "RegionalCost",
    "RegionalTask",
    "RelatedProject",
    "Repayment",
    "RepaymentPart",
    "ReportChecklist",
    "ReportFile",
    "ReportRecipient",
    "ReportSchedule",
    "ReportSnapshot",
    "ReportTemplate",
    "Revenue",
    "SampleLine",
    "SectionText",
    "SelfEvaluation",
    "SheetImport",
    "SheetLayout",
    "SignedPaper",
    "SpouseCount",
    "StatementFinding",
    "StatusLine",
    "StatusMeeting",
    "SurveyCell",
    "SurveyTable",
    "TargetResult",
    "TimeEntry",
    "TimeSheet",
    "Verification",
    "VerificationSample",
    "VisibilityEntry",
    "history_models",
    "take_down",
]

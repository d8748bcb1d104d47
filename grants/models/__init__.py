"""Models: what was promised."""

from grants.models.agreed import (
    AgreedActivity,
    AgreedAmount,
    AgreedTarget,
    Area,
    AreaOutcome,
    BaselineFigure,
    Instalment,
)
from grants.models.calls import Call
from grants.models.changes import ChangeRequest
from grants.models.currency import ExchangeRate
from grants.models.fundingtable import (
    FundingCell,
    FundingLine,
    FundingTable,
    PriceIndex,
    StatedTotal,
)
from grants.models.indicator_plans import IndicatorBaseline, IndicatorTarget, TargetChange
from grants.models.keys import RegionalKey, RegionalKeyWeight
from grants.models.listings import PublicEntry
from grants.models.measures import (
    Barrier,
    CountingRule,
    Measure,
    MeasureLink,
    MeasureOwner,
    MeasureStatus,
    Ownership,
)
from grants.models.municipal import (
    MUNICIPALITY,
    OPERATOR,
    Addendum,
    AgreementParty,
    ApprovalBody,
    MunicipalAgreement,
    SourceNote,
)
from grants.models.notes import (
    ActionMeasure,
    ActionOwner,
    AgendaTheme,
    KeyFigure,
    NoteText,
    PrioritisedAction,
    StatedFigure,
)
from grants.models.operations import RelatedOperation
from grants.models.plans import (
    CASH,
    FORMS,
    FUND_SOURCE,
    IN_KIND,
    OWN,
    SOURCES,
    STAFF_TIME,
    BudgetAmount,
    BudgetVersion,
    FinancingCommitment,
    Indicator,
    PartnershipAgreement,
    ReportingPeriod,
)
from grants.models.projects import Application, Grant, GrantPartner, SupportLetter
from grants.models.promised import PromisedTarget, ReachedFigure
from grants.models.proposals import (
    Proposal,
    ProposalDecision,
    ProposalPart,
    ProposalParty,
    StrategyMeasure,
)
from grants.models.reference import ActivityType, BudgetLine, Fund, RuleProfileVersion
from grants.models.rounds import StatusRequest, StatusRound
from grants.models.themes import ProjectTheme, ThemeKind

__all__ = [
    "CASH",
    "FORMS",
    "FUND_SOURCE",
    "IN_KIND",
    "MUNICIPALITY",
    "OPERATOR",
    "OWN",
    "SOURCES",
    "STAFF_TIME",
    "ActionMeasure",
    "ActionOwner",
    "ActivityType",
    "Addendum",
    "AgendaTheme",
    "AgreedActivity",
    "AgreedAmount",
    "AgreedTarget",
    "AgreementParty",
    "Application",
    "ApprovalBody",
    "Area",
    "AreaOutcome",
    "Barrier",
    "BaselineFigure",
    "BudgetAmount",
    "BudgetLine",
    "BudgetVersion",
    "Call",
    "ChangeRequest",
    "CountingRule",
    "ExchangeRate",
    "FinancingCommitment",
    "Fund",
    "FundingCell",
    "FundingLine",
    "FundingTable",
    "Grant",
    "GrantPartner",
    "Indicator",
    "IndicatorBaseline",
    "IndicatorTarget",
    "Instalment",
    "KeyFigure",
    "Measure",
    "MeasureLink",
    "MeasureOwner",
    "MeasureStatus",
    "MunicipalAgreement",
    "NoteText",
    "Ownership",
    "PartnershipAgreement",
    "PriceIndex",
    "PrioritisedAction",
    "ProjectTheme",
    "PromisedTarget",
    "Proposal",
    "ProposalDecision",
    "ProposalPart",
    "ProposalParty",
    "PublicEntry",
    "ReachedFigure",
    "RegionalKey",
    "RegionalKeyWeight",
    "RelatedOperation",
    "ReportingPeriod",
    "RuleProfileVersion",
    "SourceNote",
    "StatedFigure",
    "StatedTotal",
    "StatusRequest",
    "StatusRound",
    "StrategyMeasure",
    "SupportLetter",
    "TargetChange",
    "ThemeKind",
]

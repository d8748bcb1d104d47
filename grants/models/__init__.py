"""Models: what was promised."""

from grants.models.calls import Call
from grants.models.changes import ChangeRequest
from grants.models.currency import ExchangeRate
from grants.models.fundingtable import FundingCell, FundingLine, FundingTable, PriceIndex
from grants.models.keys import RegionalKey, RegionalKeyWeight
from grants.models.measures import (
    Barrier,
    CountingRule,
    Measure,
    MeasureLink,
    MeasureOwner,
    MeasureStatus,
    Ownership,
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
from grants.models.reference import ActivityType, BudgetLine, Fund, RuleProfileVersion
from grants.models.rounds import StatusRequest, StatusRound

__all__ = [
    "CASH",
    "FORMS",
    "FUND_SOURCE",
    "IN_KIND",
    "OWN",
    "SOURCES",
    "STAFF_TIME",
    "ActionMeasure",
    "ActionOwner",
    "ActivityType",
    "AgendaTheme",
    "Application",
    "Barrier",
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
    "KeyFigure",
    "Measure",
    "MeasureLink",
    "MeasureOwner",
    "MeasureStatus",
    "NoteText",
    "Ownership",
    "PartnershipAgreement",
    "PriceIndex",
    "PrioritisedAction",
    "RegionalKey",
    "RegionalKeyWeight",
    "RelatedOperation",
    "ReportingPeriod",
    "RuleProfileVersion",
    "StatedFigure",
    "StatusRequest",
    "StatusRound",
    "SupportLetter",
]

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
from grants.models.keys import RegionalKey, RegionalKeyWeight
from grants.models.listings import PublicEntry
from grants.models.municipal import (
    MUNICIPALITY,
    OPERATOR,
    Addendum,
    AgreementParty,
    ApprovalBody,
    MunicipalAgreement,
    SourceNote,
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
    "ActivityType",
    "Addendum",
    "AgreedActivity",
    "AgreedAmount",
    "AgreedTarget",
    "AgreementParty",
    "Application",
    "ApprovalBody",
    "Area",
    "AreaOutcome",
    "BaselineFigure",
    "BudgetAmount",
    "BudgetLine",
    "BudgetVersion",
    "Call",
    "ChangeRequest",
    "ExchangeRate",
    "FinancingCommitment",
    "Fund",
    "Grant",
    "GrantPartner",
    "Indicator",
    "Instalment",
    "MunicipalAgreement",
    "PartnershipAgreement",
    "PublicEntry",
    "RegionalKey",
    "RegionalKeyWeight",
    "RelatedOperation",
    "ReportingPeriod",
    "RuleProfileVersion",
    "SourceNote",
    "SupportLetter",
]

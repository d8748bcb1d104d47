"""Models: what happened, and how we account for it."""

from reporting.models.corrections import Correction, Recovery
from reporting.models.costs import (
    CoFinancingContribution,
    Expenditure,
    ExpenditureFile,
    Query,
    Revenue,
)
from reporting.models.deminimis import AidDecision
from reporting.models.funding import (
    AuditorStatement,
    Claim,
    ClaimShare,
    Disbursement,
    PaymentReceived,
    ReportSnapshot,
)
from reporting.models.hours import PayRate, TimeEntry, TimeSheet
from reporting.models.recoveries import RecoveryEntry
from reporting.models.regional import RegionalCost
from reporting.models.reports import (
    Activity,
    IndicatorValue,
    PartnerReport,
    ReportFile,
    Verification,
)
from reporting.models.triggers import history_models

__all__ = [
    "Activity",
    "AidDecision",
    "AuditorStatement",
    "Claim",
    "ClaimShare",
    "CoFinancingContribution",
    "Correction",
    "Disbursement",
    "Expenditure",
    "ExpenditureFile",
    "IndicatorValue",
    "PartnerReport",
    "PayRate",
    "PaymentReceived",
    "Query",
    "Recovery",
    "RecoveryEntry",
    "RegionalCost",
    "ReportFile",
    "ReportSnapshot",
    "Revenue",
    "TimeEntry",
    "TimeSheet",
    "Verification",
    "history_models",
]

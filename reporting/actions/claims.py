"""A claim on the fund, from the project manager's draft to the funder's decision.

The deeds stand in `claim_building`, `claim_answers` and `claim_submission`; this is their index.
"""

from __future__ import annotations

from reporting.actions.claim_answers import decide_claim, issue_statement, send_to_auditor
from reporting.actions.claim_building import (
    ClaimOverCeiling,
    ClaimRefused,
    FourEyes,
    HashDiffers,
    ReportsMissing,
    build_claim,
    check_claim,
    drop_claim,
    rebuild_claim,
)
from reporting.actions.claim_submission import PapersDisagree, StatementMissing, submit_claim

__all__ = [
    "ClaimOverCeiling",
    "ClaimRefused",
    "FourEyes",
    "HashDiffers",
    "PapersDisagree",
    "ReportsMissing",
    "StatementMissing",
    "build_claim",
    "check_claim",
    "decide_claim",
    "drop_claim",
    "issue_statement",
    "rebuild_claim",
    "send_to_auditor",
    "submit_claim",
]

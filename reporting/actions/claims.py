"""A claim on the fund, from the project manager's draft to the funder's decision.

The deeds stand in `claim_building`, `claim_answers`, `claim_decisions` and `claim_submission`; this
is their index.
"""

from __future__ import annotations

from reporting.actions.claim_answers import (
    begin_statement,
    issue_statement,
    send_to_auditor,
    take_back_claim,
    withdraw_statement,
)
from reporting.actions.claim_building import (
    ChecksFail,
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
from reporting.actions.claim_decisions import (
    DecisionOutOfOrder,
    LetterMissing,
    cut_item,
    decide_claim,
    restore_item,
)
from reporting.actions.claim_submission import PapersDisagree, StatementMissing, submit_claim

__all__ = [
    "ChecksFail",
    "ClaimOverCeiling",
    "ClaimRefused",
    "DecisionOutOfOrder",
    "FourEyes",
    "HashDiffers",
    "LetterMissing",
    "PapersDisagree",
    "ReportsMissing",
    "StatementMissing",
    "begin_statement",
    "build_claim",
    "check_claim",
    "cut_item",
    "decide_claim",
    "drop_claim",
    "issue_statement",
    "rebuild_claim",
    "restore_item",
    "send_to_auditor",
    "submit_claim",
    "take_back_claim",
    "withdraw_statement",
]

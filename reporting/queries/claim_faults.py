"""The faults that stand in a claim's way: the blocking checks, run on its grant (rules.md 3.1)."""

from __future__ import annotations

from grants.models import Grant
from reporting.queries.checks.catalogue import CHECKS, Answer, answers
from reporting.rules.claim_checks import blocks_claim


def blocking_answers(grant: Grant) -> list[Answer]:
    """What each blocking check finds in *grant* as it is now."""
    return list(answers(grant, [check for check in CHECKS if blocks_claim(check.code)]))

"""The last line around a political proposal: what was put forward stays (rules 6.3)."""

from __future__ import annotations

from reporting.models.guarding import DELETE, INSERT, UPDATE, Guard, changed

# What was decided and what was reached stay as they were noted.
FROZEN_PROPOSALS = ("grants_proposaldecision", "grants_reachedfigure")
PUT_FORWARD = (
    "EXISTS (SELECT 1 FROM grants_proposal p WHERE p.id = {row}.proposal_id AND p.state <> 'draft')"
)
PARTS = (
    *("grants_proposalparty", "grants_strategymeasure", "grants_proposalpart"),
    "grants_promisedtarget",
)
WORDS = (
    *("ref", "organisation_id", "title", "background", "text", "financing", "pilot_months"),
    *("continuation", "strategy", "strategy_adopted", "strategy_measures"),
)

PROPOSAL_ROWS = (
    *(
        Guard(table, event, PUT_FORWARD.format(row=row))
        for table in PARTS
        for event, row in ((INSERT, "NEW"), (UPDATE, "OLD"), (DELETE, "OLD"))
    ),
    Guard("grants_proposal", UPDATE, f"OLD.state <> 'draft' AND {changed(*WORDS)}"),
    Guard("grants_proposal", DELETE, "OLD.state <> 'draft'"),
)

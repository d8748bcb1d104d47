"""What a decided cost rests on besides its own columns: its papers, its foreign amount, its value.

The triggers themselves are described in `triggers.py`.
"""

from __future__ import annotations

from reporting.models.guarding import DELETE, INSERT, UPDATE, Guard

GROUND_OF_COST = (
    "EXISTS (SELECT 1 FROM reporting_expenditure e WHERE e.id = {row}.expenditure_id"
    " AND e.state IN ('verified', 'disallowed', 'awaiting_budget', 'claimed'))"
)
GROUND_ROWS = (
    *(
        Guard(table, deed, GROUND_OF_COST.format(row="NEW" if deed == INSERT else "OLD"))
        for table in ("reporting_foreignamount", "reporting_inkindvaluation")
        for deed in (INSERT, UPDATE, DELETE)
    ),
    # A file may still be added as a proof; none is exchanged, taken for another or taken away.
    *(
        Guard("reporting_expenditurefile", deed, GROUND_OF_COST.format(row="OLD"))
        for deed in (UPDATE, DELETE)
    ),
)

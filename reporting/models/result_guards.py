"""The last line around results: what was told with a submitted report, and answers of a survey."""

from __future__ import annotations

from reporting.models.guarding import DELETE, INSERT, UPDATE, Guard

FROZEN_RESULTS = ("grants_targetchange", "reporting_surveycell")
# Self-evaluations and counts of spouses belong to the report, and stay when it is verified.
OF_VERIFIED = (
    "EXISTS (SELECT 1 FROM reporting_partnerreport r WHERE r.id = {row}.report_id"
    " AND r.state IN ('verified', 'included'))"
)
RESULT_ROWS = (
    *(
        guard
        for table in ("reporting_selfevaluation", "reporting_spousecount")
        for guard in (
            Guard(table, INSERT, OF_VERIFIED.format(row="NEW")),
            Guard(table, UPDATE, OF_VERIFIED.format(row="OLD")),
            Guard(table, DELETE, OF_VERIFIED.format(row="OLD")),
        )
    ),
    Guard("reporting_surveytable", DELETE),
)

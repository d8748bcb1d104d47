"""Triggers on the papers' own rows: approved texts, and what was decided on a paper (W-04)."""

from __future__ import annotations

from reporting.models.guarding import DELETE, UPDATE, Guard, changed, state

FROZEN_PAPERS = ("reporting_paperdecision", "reporting_signedpaper")
HANDS = ("written_by_id", "reviewed_by_id", "approved_by_id", "approved_at")

PAPER_ROWS = (
    # An approved text is first taken back; nobody writes in it as it stands.
    Guard(
        "reporting_sectiontext",
        UPDATE,
        f"{state('approved')} AND ({changed('section_id', 'period_id', 'body')}"
        f" OR (NEW.state = 'approved' AND {changed(*HANDS)}))",
    ),
    Guard("reporting_sectiontext", DELETE, state("reviewed", "approved")),
)

"""Triggers on the papers' own rows: approved texts, passages, decisions on a paper (W-04)."""

from __future__ import annotations

from reporting.models.guarding import DELETE, UPDATE, Guard, changed, state

FROZEN_PAPERS = ("reporting_paperdecision", "reporting_signedpaper")
HANDS = ("written_by_id", "reviewed_by_id", "approved_by_id", "approved_at")
WORDS = (
    *("grant_partner_id", "section_id", "period_id", "part", "asked_by_id", "asked_at", "body"),
    *("written_by_id", "sent_by_id", "sent_at"),
)
# The paper that a passage was asked for is frozen: that of its period, or the final report.
PAPER_SENT = (
    "EXISTS (SELECT 1 FROM reporting_papersection s"
    " JOIN reporting_paperrecipient r ON r.id = s.recipient_id"
    " JOIN reporting_reportsnapshot n ON n.grant_id = r.grant_id"
    " WHERE s.id = OLD.section_id AND n.period_id = OLD.period_id"
    " AND n.kind IN (r.code, 'to-' || r.code))"
    " OR EXISTS (SELECT 1 FROM reporting_finalreport f"
    " JOIN grants_grantpartner p ON p.grant_id = f.grant_id"
    " WHERE p.id = OLD.grant_partner_id AND OLD.part <> ''"
    " AND f.state IN ('submitted', 'accepted'))"
)

PAPER_ROWS = (
    # An approved text is first taken back; nobody writes in it as it stands.
    Guard(
        "reporting_sectiontext",
        UPDATE,
        f"{state('approved')} AND ({changed('section_id', 'period_id', 'body')}"
        f" OR (NEW.state = 'approved' AND {changed(*HANDS)}))",
    ),
    Guard("reporting_sectiontext", DELETE, state("reviewed", "approved")),
    # What was taken in stays as its partner sent it; with the paper nothing moves any more.
    Guard(
        "reporting_passage",
        UPDATE,
        f"({state('taken_in')} AND {changed(*WORDS)}) OR {PAPER_SENT}",
    ),
    Guard("reporting_passage", DELETE),
)

"""The tasks and items of document 003 (rules.md 6.1), by theme and scope, as they are coded."""

from __future__ import annotations

ITEMS = {
    ("administration", "regional"): (
        *("apply", "report-authority", "report-region", "partner-agreements", "budget-control"),
        *("regional-follow-up", "coordinate-region", "coordinate-outside"),
    ),
    ("administration", "local"): (
        *("report-lead", "newsletter-material", "local-lists", "spouse-jobs"),
    ),
    ("communication", "regional"): (
        *("visibility", "ambassador-overview", "regional-newsletter", "website"),
        *("volunteers-visible", "links", "ambassador-packs"),
    ),
    ("communication", "local"): ("local-newsletter", "local-dialogue", "local-media"),
    ("network", "regional"): (
        *("hr-network", "leaders-morning", "english-network", "career-network"),
        *("structured-cooperation", "spouse-volunteers"),
    ),
    ("network", "local"): (
        *("families-network", "recruit-ambassadors", "recruit-spouses", "joint-events"),
        *("partner-cooperation", "contact-agents", "host-families"),
    ),
    ("competence", "regional"): ("information-meetings", "topic-meetings"),
    ("competence", "local"): (
        *("start-up-courses", "intercultural", "language-workshops", "company-meetings"),
        *("worker-meetings", "guidance-immigrants", "guidance-families"),
    ),
}
# Kept up rather than attended: lists of people, and work with other projects.
UNATTENDED = {
    *("structured-cooperation", "recruit-ambassadors", "recruit-spouses", "partner-cooperation"),
}

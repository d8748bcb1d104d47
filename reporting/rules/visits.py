"""What a record of an on-the-spot check must tell (rules.md 4.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from reporting.rules.vouchers import check_personal

SEEN = ("people", "equipment", "originals", "publicity")
CLEAN, REMARKS, FINDINGS = "clean", "remarks", "findings"
CONCLUSIONS = (CLEAN, REMARKS, FINDINGS)


@dataclass(frozen=True)
class VisitFacts:
    """A visit as it is written down; `seen` is what was seen, by what it is."""

    visited_on: date
    place: str
    visitors: str
    met: str
    seen: Mapping[str, str]
    findings: str
    conclusion: str


def check_visit(visit: VisitFacts, starts_on: date, today: date) -> list[Breach]:
    """Why the record cannot stand: a project that began on *starts_on*, written *today*."""
    found = check_personal({**visit.seen, "findings": visit.findings, "met": visit.met})
    for name in ("place", "visitors", "met"):
        if not getattr(visit, name).strip():
            message = _("Say where the visit was, who visited, and who was met.")
            found.append(Breach("VISIT_INCOMPLETE", message, name, rule="rules 4.2"))
    if not starts_on <= visit.visited_on <= today:
        message = _(
            "A visit on %(day)s lies outside the time from the project's start on %(first)s to "
            "today, %(today)s. Correct the day."
        )
        params = {"day": visit.visited_on, "first": starts_on, "today": today}
        found.append(Breach("VISIT_DAY", message, "visited_on", params, "rules 4.2"))
    if not any(visit.seen.get(name, "").strip() for name in SEEN):
        message = _("Say what was seen: people, equipment, originals or publicity.")
        found.append(Breach("NOTHING_SEEN", message, "people", rule="rules 4.2"))
    if visit.conclusion not in CONCLUSIONS:
        message = _("Conclude the visit.")
        found.append(Breach("CONCLUSION_MISSING", message, "conclusion", rule="rules 4.2"))
    if visit.conclusion == FINDINGS and not visit.findings.strip():
        message = _("Write the findings that are followed up.")
        found.append(Breach("FINDINGS_MISSING", message, "findings", rule="A-26"))
    return found

"""Files that a partner has sent for its open report and that wait for their rows."""

from __future__ import annotations

from reporting.actions.evidence import file_paper
from reporting.management.demo.clock import Clock
from reporting.management.demo.papers import paper
from reporting.management.demo.people import People
from reporting.models import PartnerReport

WAITING = (
    ("Scan 15-04-2014.pdf", "Kvittering", ["Taxa, seminar i Aarhus", "I alt 240,00 kr."]),
    ("Hotel faktura.pdf", "Faktura 8841", ["Hotel Ritz, Aarhus", "2 nætter", "I alt 1.790,00 kr."]),
)


def leave_papers(people: People, clock: Clock, report: PartnerReport) -> None:
    """Two papers whose names say no voucher number."""
    for name, title, lines in WAITING:
        content = paper(title, lines)
        file_paper(report, content=content, name=name, by=people["aarhus"], at=clock())

"""What the controller of the demo has begun on its desk: a sample, a checklist, a visit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.files.base import ContentFile

from reporting.actions.checklists import save_checklist
from reporting.actions.sampling import draw_sample
from reporting.actions.visits import record_visit
from reporting.management.demo.account import Account
from reporting.management.demo.papers import paper
from reporting.models import PartnerReport
from reporting.rules.visits import VisitFacts

# Fixed, so that every demo draws the same lines.
SEED = "demo-viborg-2014"
ANSWERED = ("arithmetic", "vouchers", "period", "hours")


def controllers_desk(reports: dict[str, PartnerReport], account: Account) -> None:
    """Viborg's report is begun: a sample is drawn, four questions answered, the office visited."""
    report = reports["viborg"]
    by, clock = account.people[account.controller("viborg")], account.clock
    draw_sample(
        report,
        method="above",
        size=4,
        above=Decimal("25000.00"),
        seed=SEED,
        reason="Alle store linjer, og nogle af de andre.",
        by=by,
        at=clock(),
    )
    save_checklist(report, dict.fromkeys(ANSWERED, "yes"), by=by, at=clock())
    day = report.period.ends_on + dt.timedelta(days=18)
    visit = VisitFacts(
        visited_on=day,
        place="Viborg Egnens Erhvervsråd",
        visitors="Controller",
        met="Projektmedarbejder og økonomimedarbejder",
        seen={
            "people": "To medarbejdere i gang med en informationsaften.",
            "originals": "Fem bilag set i original; de svarer til de vedlagte.",
            "publicity": "Plakat med fondens emblem i forhallen.",
        },
        findings="",
        conclusion="clean",
    )
    photo = ContentFile(paper("Besøg i Viborg", ["Plakat i forhallen"]), name="besoeg-viborg.pdf")
    record_visit(report, visit, files=[photo], by=by, at=clock())

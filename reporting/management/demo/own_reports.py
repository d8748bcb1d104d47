"""The lead's own report: a kept choice, made once, and made again every half-year."""

from __future__ import annotations

from grants.models import Grant
from reporting.actions.own_reports import Wanted, keep_own_report, quick_edition
from reporting.actions.report_templates import keep_template, schedule_report
from reporting.documents.rendering import render
from reporting.management.demo.clock import Clock
from reporting.management.demo.people import People
from reporting.rules.building import HALF_YEARLY, LATEST, Choice, Rhythm

NAME = "Halvårets overblik"
CHOICE = Choice(("T1", "T4", "O1", "O2", "O5"), (LATEST,), (), "da", "xlsx")
# The half-years end with February and August.
DAYS = Rhythm(HALF_YEARLY, 31, 2)


def build_own_report(people: People, clock: Clock, grant: Grant) -> None:
    """Keep the choice, schedule it for project manager and auditor, and make it once."""
    by = people["lead"]
    grant = Grant.objects.select_related("fund", "lead").get(pk=grant.pk)
    template = keep_template(grant, NAME, CHOICE, by=by, at=clock())
    schedule_report(template, DAYS, [by, people["auditor"]], by=by, at=clock())
    wanted, at = Wanted(CHOICE, NAME, template), clock()
    edition = quick_edition(grant, wanted, at=at)
    if edition is not None:
        content = render(edition, CHOICE.format)
        keep_own_report(grant, wanted, edition, content, by=by, at=at)

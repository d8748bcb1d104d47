"""A report of one's own with its template and its days, through the actions alone."""

from __future__ import annotations

from types import SimpleNamespace

from grants.models import Grant
from reporting.actions.own_reports import Wanted, keep_own_report, quick_edition
from reporting.actions.report_templates import keep_template, schedule_report
from reporting.documents.rendering import render
from reporting.models import OwnReport, ReportSchedule
from reporting.rules.building import MONTHLY, Choice, Rhythm

SMALL = Choice(("O1",), (), (), "da", "csv")


def built(world: SimpleNamespace) -> tuple[OwnReport, ReportSchedule]:
    """The project manager has kept a choice, scheduled it, and made it once."""
    by, grant = world.pm, Grant.objects.get(ref=world.grant.ref)
    template = keep_template(grant, "Overblik", SMALL, by=by, at=world.clock())
    days = Rhythm(MONTHLY, 31)
    schedule = schedule_report(template, days, [world.pm, world.au], by=by, at=world.clock())
    wanted, at = Wanted(SMALL, "Overblik", template), world.clock()
    edition = quick_edition(grant, wanted, at=at)
    assert edition is not None
    content = render(edition, SMALL.format)
    return keep_own_report(grant, wanted, edition, content, by=by, at=at), schedule

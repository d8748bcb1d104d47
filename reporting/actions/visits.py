"""An on-the-spot check is written down: once, with what was seen, and never changed (W-04)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.actions.evidence import keep_file
from consortium.models.memory import add_rows
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from reporting.actions.decisions import must_verify_others
from reporting.actions.drafts import locked_report
from reporting.models import OnSiteCheck, OnSiteFile, PartnerReport
from reporting.queries.costs import owner_ref
from reporting.rules.visits import SEEN, VisitFacts, check_visit

SENT = frozenset({"submitted", "returned", "verified", "included"})


class VisitRefused(Refused):
    """The record of the visit cannot stand."""

    code = "VISIT_REFUSED"


@action
def record_visit(
    report: PartnerReport,
    visit: VisitFacts,
    *,
    files: Sequence[Any] = (),
    replaces: OnSiteCheck | None = None,
    by: Any,
    at: dt.datetime,
) -> OnSiteCheck:
    """Write down a visit to the reporting partner, with its photos and papers.

    Nobody writes about a visit to their own organisation (A-07). A record *replaces* an older one
    of the same report, which stays to be read.
    """
    report = locked_report(report)
    grant = report.grant_partner.grant
    must(by, Capability.VERIFY_REPORT, grant)
    today = timezone.localdate(at)
    must_verify_others(report, by, today)
    found = check_visit(visit, grant.starts_on, today)
    refuse_if([*found, *_out_of_place(report, replaces)], VisitRefused)
    row = OnSiteCheck.objects.create(
        report=report,
        visited_on=visit.visited_on,
        place=visit.place.strip(),
        visitors=visit.visitors.strip(),
        met=visit.met.strip(),
        findings=visit.findings.strip(),
        conclusion=visit.conclusion,
        replaces=replaces,
        recorded_by=by,
        recorded_at=at,
        **{name: visit.seen.get(name, "").strip() for name in SEEN},
    )
    _keep(row, files, by, at)
    record(
        "visit.recorded",
        row,
        chain=grant.ref,
        after={
            "report": report.pk,
            "visited_on": row.visited_on,
            "conclusion": row.conclusion,
            "replaces": replaces and replaces.pk,
        },
    )
    return row


def _out_of_place(report: PartnerReport, replaces: OnSiteCheck | None) -> list[Breach]:
    found = []
    if report.state not in SENT:
        message = _("The report is “%(state)s”; a visit is written down once it has been sent.")
        params = {"state": report.state}
        found.append(Breach("NOT_SENT", message, "", params, "rules 3.1"))
    known = OnSiteCheck.objects.filter(report=report, replaced_by__isnull=True)
    if replaces is not None and not known.filter(pk=replaces.pk).exists():
        message = _("The record that this one replaces has been replaced already.")
        found.append(Breach("REPLACED_ALREADY", message, "", {}, "W-04"))
    return found


def _keep(row: OnSiteCheck, files: Sequence[Any], by: Any, at: dt.datetime) -> None:
    owner = owner_ref(row.report.grant_partner.grant.lead_id)
    kept = [
        keep_file(content=file, name=file.name, owner_ref=owner, by=by, at=at) for file in files
    ]
    once = {file.pk: file for file in kept}
    if once:
        add_rows([OnSiteFile(visit=row, file=file) for file in once.values()], OnSiteFile)

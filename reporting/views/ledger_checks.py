"""The check-list of rules.md 4.4: what the last run answered, and what holds a sender back."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consortium.models import Job
from consortium.queries import clock
from consortium.rules.roles import Capability as C
from grants.models import Grant
from reporting.actions import check_orders as orders
from reporting.documents.recomputed import ALL_CHECKS
from reporting.models import CheckRun, Claim, PartnerReport
from reporting.queries.check_runs import last_run, stored_faults
from reporting.queries.checks.base import Fault
from reporting.queries.gates import Findings
from reporting.rules.claim_checks import BLOCK, DEMANDS
from reporting.views.history import told_fault
from reporting.views.lead_pages import crumbs, grant_for

# So many faults of a check stand open on the page; the rest of those that are kept are folded.
FAULTS_OPEN = 5


@require_http_methods(["GET", "HEAD", "POST"])
def ledger_checks(request: HttpRequest, ref: str) -> HttpResponse:
    """What the last run answered; sending the form has the checks run, and shows how far it is."""
    grant = grant_for(request, ref, C.VIEW_HISTORY)
    if request.method == "POST":
        # Whoever asks a second time is shown the run that is under way.
        with suppress(orders.ChecksUnderWay):
            orders.order_checks(grant, by=request.user, at=clock.now())
        return redirect("reporting:ledger-checks", ref)
    run = last_run(grant)
    order = _order(grant, run)
    log = reverse("reporting:event-log", args=[ref])
    context = {
        "grant": grant,
        "heading": _("Checks of the ledger"),
        "breadcrumbs": crumbs(grant, (_("History"), log), (_("Checks of the ledger"), None)),
        "run": run,
        "lines": _answered(run) if run else _unasked(),
        **order,
    }
    response = render(request, "reporting/checks/ledger.html", context)
    if order["is_waiting"]:
        response["Refresh"] = "3"
    return response


def _order(grant: Grant, run: CheckRun | None) -> dict[str, Any]:
    """The run that was asked for last: whether it goes on, how far it is, what became of it."""
    job = orders.newest_order(grant)
    is_silent = orders.is_silent(job)
    done, total = orders.checks_done(job) if job else (0, 0)
    is_answered = job is not None and run is not None and run.at >= job.requested_at
    return {
        "job": job,
        "is_silent": is_silent,
        "has_failed": job is not None and job.state == Job.FAILED and not is_answered,
        "is_waiting": job is not None and job.state in orders.WAITING and not is_silent,
        "done": done,
        "total": total,
    }


def told_findings(found: Findings, report: PartnerReport | None = None) -> dict[str, Any]:
    """What holds a sender back, each row with the page where it is put right."""

    def told(faults: tuple[Fault, ...]) -> list[dict[str, Any]]:
        return [told_fault(one) | _own_page(one, report) for one in faults]

    return {
        "blocking": told(found.blocking),
        "warnings": told(found.warnings),
        "seal": found.seal,
    }


def held_back(request: HttpRequest, claim: Claim, found: Findings) -> HttpResponse:
    """The claim was not sent: what stops it, or what its signatory must have read."""
    back = reverse("reporting:claim-detail", args=[claim.pk])
    claims = reverse("reporting:claim-list", args=[claim.grant.ref])
    heading = _("Claim %(number)s is not sent") % {"number": claim.number}
    context = {
        "grant": claim.grant,
        "heading": heading,
        "breadcrumbs": crumbs(
            claim.grant, (_("Claims"), claims), (f"{claim.number}", back), (_("Checks"), None)
        ),
        "found": told_findings(found),
        "send_url": reverse("reporting:claim-step", args=[claim.pk, "submit"]),
        "send_label": _("Sign and send"),
        "back_url": back,
    }
    return render(request, "reporting/checks/held_back.html", context, status=409)


def _own_page(fault: Fault, report: PartnerReport | None) -> dict[str, str]:
    """A cost of the partner's own report is put right on its page, a month among the hours."""
    if report is None:
        return {}
    if fault.table == "reporting_expenditure":
        return {"url": reverse("reporting:expenditure", args=[report.pk, fault.row])}
    pages = {
        "reporting_timesheet": "reporting:report-hours",
        "reporting_payrate": "reporting:report-hours",
        "reporting_indicatorvalue": "reporting:report-indicators",
        "reporting_cofinancingcontribution": "reporting:report-cofinancing",
        "reporting_revenue": "reporting:report-revenue",
        "reporting_activity": "reporting:report-activities",
        "reporting_partnerreport": "reporting:report-texts",
    }
    page = pages.get(fault.table)
    return {"url": reverse(page, args=[report.pk])} if page else {}


def _answered(run: CheckRun) -> list[dict[str, Any]]:
    told = [(one, [told_fault(fault) for fault in stored_faults(one)]) for one in run.answers]
    return [
        {
            "code": one["code"],
            "title": one["title"],
            "faults": faults[:FAULTS_OPEN],
            "folded": faults[FAULTS_OPEN:],
            "count": one["count"],
            "more": one["count"] - len(one["faults"]),
            "stops": _stops(one["code"]),
        }
        for one, faults in told
    ]


def _unasked() -> list[dict[str, Any]]:
    return [{"code": one.code, "title": one.title, "stops": _stops(one.code)} for one in ALL_CHECKS]


def _stops(code: str) -> str:
    """What a fault of the check stops, in words."""
    demands = DEMANDS.get(code)
    if demands is None:
        return _("nothing")
    stopped = {
        (True, True): _("a report and a claim"),
        (True, False): _("a claim"),
        (False, True): _("a report"),
    }
    at = (demands.claim.at == BLOCK, demands.report.at == BLOCK)
    return stopped.get(at, _("nothing; it is told"))

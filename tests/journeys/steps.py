"""What a journey does past the pages: the reports of the partners that it is not about."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from grants.models import GrantPartner
from reporting.actions.cofinancing import receive_cofinancing
from reporting.actions.costs import enter_expenditure
from reporting.actions.delivery import count_indicator
from reporting.actions.evidence import prove_expenditure
from reporting.actions.reports import (
    approve_report,
    open_report,
    save_report_texts,
    submit_report,
)
from reporting.actions.verification import accept_contributions, accept_items, verify_report
from reporting.models import PartnerReport
from reporting.rules.checklist import full_checklist
from tests.journeys.stage import pdf
from tests.reporting.full_story import entry

STEPS = ("activities", "expenditure", "hours", "cofinancing", "revenue")


def the_others_report(world: SimpleNamespace) -> None:
    """Randers declares 50,000.00 and 60,000.00 in cash, the lead nothing; both are verified."""
    randers = open_report(world.randers, world.period, by=world.randers_pu, at=world.clock())
    _voucher(world, randers)
    receive_cofinancing(
        randers,
        source="private",
        form="cash",
        contributor="Medlemmerne",
        received_on=dt.date(2012, 5, 9),
        document_ref="Bank 44",
        amount=Decimal("60000.00"),
        by=world.randers_pu,
        at=world.clock(),
    )
    answers = {"expenditure": "yes", "cofinancing": "yes"}
    _to_the_end(world, randers, (world.randers_pu, world.randers_pa), answers)
    lead = open_report(world.lead, world.period, by=world.lead_pu, at=world.clock())
    _to_the_end(world, lead, (world.lead_pu, world.lead_pa), {})


def _voucher(world: SimpleNamespace, report: PartnerReport) -> None:
    """Net 40,000.00 and VAT 10,000.00, of which Randers gets nothing back."""
    row = entry("R1", "40000.00", "10000.00")
    item = enter_expenditure(report, row, by=world.randers_pu, at=world.clock())
    for role in ("invoice", "payment"):
        prove_expenditure(
            item,
            content=pdf(f"R1 {role}")["buffer"],
            name=f"R1-{role}.pdf",
            role=role,
            by=world.randers_pu,
            at=world.clock(),
        )


def _to_the_end(
    world: SimpleNamespace, report: PartnerReport, people: tuple[Any, Any], answers: dict[str, str]
) -> None:
    writer, approver = people
    count_indicator(report, indicator=world.indicator, by=writer, at=world.clock())
    given: Any = {f"{name}_answer": answers.get(name, "none") for name in STEPS}
    words: Any = {
        "progress_text": "Vi er begyndt.",
        "deviation_text": "Ingen.",
        "next_text": "Mere.",
    }
    save_report_texts(report, by=writer, at=world.clock(), **given, **words)
    approve_report(report, by=approver, at=world.clock())
    submit_report(report, by=approver, at=world.clock())
    if items := list(report.expenditure.all()):
        accept_items(report, items, by=world.lc2, at=world.clock())
    if cash := list(report.contributions.all()):
        accept_contributions(report, cash, by=world.lc2, at=world.clock())
    verify_report(
        report,
        checklist=full_checklist(),
        extent_pct=100,
        conclusion="Ingen bemærkninger.",
        by=world.lc2,
        at=world.clock(),
    )


def report_of(partner: GrantPartner) -> PartnerReport:
    """The only report of *partner*."""
    return PartnerReport.objects.get(grant_partner=partner)

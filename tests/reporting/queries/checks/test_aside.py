"""A world with parked, taken-up and late rows, made through the actions: no check finds a fault."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from grants.actions.periods import open_period
from reporting.actions.costs import enter_expenditure
from reporting.actions.delivery import count_indicator
from reporting.actions.evidence import prove_expenditure
from reporting.actions.reports import approve_report, open_report, submit_report
from reporting.actions.verification import park_item, take_up_item
from reporting.documents.papers import draft_of
from reporting.models import Expenditure
from reporting.queries.checks.catalogue import answers
from tests.cast import at, signed_grant
from tests.reporting import full_story
from tests.reporting.paperwork import voucher
from tests.sample_files import pdf


def half_year(world: SimpleNamespace) -> None:
    """Aarhus' month of hours and Randers' voucher are parked; the claim goes without them."""
    reports = full_story.reported(world)
    for item in Expenditure.objects.exclude(voucher_no="A1"):
        park_item(item, reason="Uklart.", by=world.lc2, at=world.clock())
    full_story.verified(world, reports)
    full_story.shown(world)
    full_story.paid(world)


def next_half_year(world: SimpleNamespace) -> None:
    """Both are taken up and accepted, beside a late cost; the second claim holds all three."""
    world.clock.move_to(2013, 3, 2)
    world.period = open_period(world.periods[1], by=world.pm, at=world.clock())
    parked = list(Expenditure.objects.filter(state="parked"))
    taken = [take_up_item(row, world.period, by=world.lc2, at=world.clock()) for row in parked]
    assert sorted(row.grant_partner_id for row in taken) == [world.aarhus.pk, world.randers.pk]
    reports = {row.report.grant_partner_id: row.report for row in taken}
    aarhus, randers = reports[world.aarhus.pk], reports[world.randers.pk]
    entry = voucher("A9", late_reason="Glemt.", vat=Decimal("0.00"))
    item = enter_expenditure(aarhus, entry, by=world.pu, at=world.clock())
    for role in ("invoice", "payment"):
        prove_expenditure(
            item,
            content=pdf(f"late {role}"),
            name="sen.pdf",
            role=role,
            by=world.pu,
            at=world.clock(),
        )
    lead = open_report(world.lead, world.period, by=world.lead_pu, at=world.clock())
    for report, writer, approver, cost in (
        (aarhus, world.pu, world.pa, "yes"),
        (randers, world.randers_pu, world.randers_pa, "none"),
        (lead, world.lead_pu, world.lead_pa, "none"),
    ):
        count_indicator(report, indicator=world.indicator, by=writer, at=world.clock())
        full_story._answered(report, writer, world, expenditure=cost)
        approve_report(report, by=approver, at=world.clock())
        submit_report(report, by=approver, at=world.clock())
    full_story.verified(world, [aarhus, randers, lead])
    full_story.paid(world)


@pytest.mark.django_db
def test_the_ledger_and_the_papers_agree_about_what_was_set_aside():
    world = signed_grant()
    half_year(world)
    next_half_year(world)
    found = [(a.check.code, str(fault.breach)) for a in answers(world.grant) for fault in a.faults]
    assert found == []
    late = Expenditure.objects.get(voucher_no="A9")
    assert (late.state, late.late_of) == ("claimed", world.periods[0])
    assert set(Expenditure.objects.filter(kind="taken_up").values_list("state", flat=True)) == {
        "claimed"
    }
    noon = at(2013, 4, 1)
    authority = draft_of("authority", world.grant, world.period, None, noon)
    assert [one for one in authority.checks() if one.difference] == []
    marks = [
        str(row.cells[authority.table("T5").place("mark")]) for row in authority.table("T5").rows
    ]
    assert {"Parkeret i periode 1", "Sen, fra periode 1"} <= set(marks)
    assert len(authority.table("T4").rows) > 1
    for period in world.periods[:2]:
        paper = draft_of("partner_statement", world.grant, period, world.aarhus, noon)
        assert [one for one in paper.checks() if one.difference] == []
        parked = paper.table("S1").total("parked")
        assert parked == (Decimal("7875.00") if period.number == 1 else Decimal("-7875.00"))
    assert dt.date(2012, 4, 2) == late.delivery_date

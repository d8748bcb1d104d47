"""No draft is left in a locked period: rows, contributions and hours go on in the next one."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from grants.models import PartnershipAgreement, ReportingPeriod
from reporting.actions.claims import (
    build_claim,
    check_claim,
    issue_statement,
    send_to_auditor,
    submit_claim,
)
from reporting.actions.left_drafts import DraftsStay
from reporting.models import (
    CoFinancingContribution,
    Expenditure,
    PartnerReport,
    Query,
    Revenue,
)
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.sentences import said


def leaving_world():
    """Randers has left the consortium; its report of the period was never finished."""
    world = laid_out(signed_grant)
    story.submitted(world, world.randers, ["700.00"], ["50.00"])
    CoFinancingContribution.objects.create(
        report=PartnerReport.objects.get(),
        grant=world.grant,
        grant_partner=world.randers,
        source="private",
        form="cash",
        contributor="Medlemmer",
        received_on=dt.date(2012, 4, 1),
        document_ref="Bank 1",
        amount=Decimal("50.00"),
    )
    report = PartnerReport.objects.get()
    report.state, report.revenue_answer = "returned", "yes"
    report.save()
    Revenue.objects.create(
        report=report, text="Gebyr", received_on=dt.date(2012, 4, 1), amount=Decimal("5.00")
    )
    Query.objects.create(
        report=report,
        expenditure=report.expenditure.get(),
        text="Hvorfor?",
        due_on=dt.date(2012, 10, 1),
        asked_by=world.lc,
        asked_at=world.clock(),
    )
    PartnershipAgreement.objects.filter(grant_partner=world.randers).update(state="ended")
    for partner, costs in ((world.lead, []), (world.aarhus, ["1000.00"])):
        story.verified(world, story.submitted(world, partner, costs, ["1000.00"]))
    world.left = report
    return world


@pytest.fixture
def leaving(db):
    return laid_out(leaving_world)


def send(world):
    claim = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    claim = check_claim(claim, by=world.lc, at=world.clock())
    claim = send_to_auditor(claim, by=world.pm, at=world.clock())
    issue_statement(claim, "clean", "Uden.", by=world.au, at=world.clock())
    return submit_claim(claim, by=world.ls, at=world.clock())


def test_everything_undecided_goes_on_in_the_next_period(leaving):
    world = leaving
    send(world)
    moved = PartnerReport.objects.get(grant_partner=world.randers, period=world.periods[1])
    cost = Expenditure.objects.get(grant_partner=world.randers)
    assert (cost.report, cost.state) == (moved, "draft")
    rows = CoFinancingContribution.objects.filter(grant_partner=world.randers)
    assert {(row.report, row.state) for row in rows} == {(moved, "draft")}
    assert Revenue.objects.get().report == moved
    assert Query.objects.get().report == moved
    assert ReportingPeriod.objects.get(pk=world.period.pk).state == "locked"
    locked = Expenditure.objects.filter(report__period=world.period)
    assert set(locked.values_list("state", flat=True)) == {"claimed"}


def test_after_the_last_period_drafts_stop_the_claim(leaving):
    world = leaving
    ReportingPeriod.objects.filter(grant=world.grant, number__gt=1).update(state="locked")
    with pytest.raises(DraftsStay) as caught:
        send(world)
    assert said(caught) == [
        "Randers has drafts in period 1, the last one, so they cannot go on in a later one. Have "
        "them dropped or decided before the claim is sent."
    ]
    assert said(caught, "da") == [
        "Randers har kladder i periode 1, den sidste, så de kan ikke flyttes til en senere. Få "
        "dem slettet eller afgjort, før anmodningen sendes."
    ]


def test_a_voucher_number_stands_once_in_a_report(leaving):
    world = leaving
    later, _new = PartnerReport.objects.get_or_create(
        grant_partner=world.randers, period=world.periods[1]
    )
    twin = Expenditure.objects.get(grant_partner=world.randers)
    twin.pk, twin.report = None, later
    twin.save()
    with pytest.raises(DraftsStay) as caught:
        send(world)
    number = twin.voucher_no
    assert said(caught) == [
        f"{number} of Randers stand as drafts in the locked period and already in the next one. "
        "Give them other numbers, or drop them."
    ]
    assert said(caught, "da") == [
        f"{number} hos Randers står som kladder i den låste periode og findes allerede i den "
        "næste. Giv dem andre numre, eller slet dem."
    ]


def test_a_later_report_that_is_sent_takes_no_drafts(leaving):
    world = leaving
    PartnerReport.objects.create(
        grant_partner=world.randers,
        period=world.periods[1],
        state="submitted",
        revenue_answer="none",
    )
    with pytest.raises(DraftsStay) as caught:
        send(world)
    assert said(caught, "da") == [
        "Randers har kladder i periode 1, og rapporten for periode 2 er “Indsendt”. Få kladderne "
        "slettet, eller den senere rapport sendt tilbage."
    ]

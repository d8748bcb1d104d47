"""C18, C19 and C24 through the whole house: add-ons are rows that follow their verified base."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.db import connection
from django.db.models import Sum

from grants.actions.periods import open_period
from reporting.actions.claims import build_claim, decide_claim, drop_claim, rebuild_claim
from reporting.actions.corrections import book_correction, decide_correction, propose_correction
from reporting.actions.verification import (
    NotDecidable,
    accept_items,
    disallow_item,
    undecide_item,
)
from reporting.documents.authority_report import authority_report
from reporting.models import Claim, Expenditure, Recovery
from reporting.models.triggers import remove
from reporting.queries.checks.base import Scope
from reporting.queries.checks.catalogue import CHECKS
from tests.reporting import story
from tests.reporting.story import Cost

pytestmark = pytest.mark.django_db

FIFTEEN = {"indirect_of_staff": "3/20"}


@pytest.fixture
def world(world_with):
    return world_with(
        {"staff": "20000000.00", "external": "7000000.00", "indirect": "3000000.00"}, FIFTEEN
    )


def add_ons(**rows) -> D:
    found = Expenditure.objects.filter(kind="flat_rate", **rows)
    return found.aggregate(total=Sum("accepted"))["total"] or D("0.00")


def test_c18_the_add_on_is_a_row_of_the_claim(world):
    costs = [Cost("1234567.89", "staff"), Cost("345678.90")]
    story.all_verified(world, {world.aarhus: costs}, ["2000000.00"])
    assert add_ons() == D("185185.18")
    claim = story.checked(world)
    assert claim.total_eligible == D("1765431.97")
    assert add_ons(claim=claim) == D("185185.18")
    share = claim.shares.get(grant_partner=world.aarhus)
    assert share.eligible == D("1765431.97")


def test_papers_and_checks_know_the_add_on(world):
    costs = [Cost("1234567.89", "staff"), Cost("345678.90")]
    story.all_verified(world, {world.aarhus: costs}, ["2000000.00"])
    claim = story.sent(world, story.checked(world))
    paper = authority_report(world.grant, claim.period, world.clock())
    table = next(one for one in paper.tables if one.code == "T1F")
    assert table.total("cumulative") == D("185185.18")
    assert table.rows[0].cells[2] == D("1234567.89")
    assert {check.difference for check in paper.reconciliations} == {D("0.00")}
    check = next(one for one in CHECKS if one.code == "A-16")
    assert check.find(Scope(world.grant)) == []
    # The database refuses to touch a claimed row, so the guard is taken away to break it.
    remove(connection)
    Expenditure.objects.filter(kind="flat_rate").update(
        amount=D("1.00"), awaiting=D("0.00"), accepted=D("1.00")
    )
    [found] = check.find(Scope(world.grant))
    assert "comes to 185185.18 kr. of its base, its rows say 1.00 kr." in str(found.breach)


def test_c19_a_disallowed_base_moves_the_add_on(world):
    report = story.submitted(world, world.aarhus, [Cost("1234567.89", "staff")])
    [item] = report.expenditure.all()
    accept_items(report, [item], by=world.lc2, at=world.clock())
    assert add_ons() == D("185185.18")
    item.refresh_from_db()
    disallow_item(
        item,
        amount=D("10000.01"),
        code="NOT_ELIGIBLE",
        reason="Bonus.",
        by=world.lc2,
        at=world.clock(),
    )
    assert add_ons() == D("183685.18")
    undecide_item(item, reason="Forkert linje.", by=world.lc2, at=world.clock())
    assert not Expenditure.objects.filter(kind="flat_rate").exists()


def test_an_add_on_is_shared_to_the_oere_and_never_above_the_whole(world):
    costs = {
        world.lead: [Cost("33.33", "staff")],
        world.aarhus: [Cost("33.33", "staff")],
        world.randers: [Cost("33.41", "staff")],
    }
    story.all_verified(world, costs, ["1000.00"])
    # d(0.15 × 100.07) = 15.01; the three parts rounded down alone would only be 15.00.
    assert add_ons() == D("15.01")
    assert add_ons(grant_partner=world.randers) == D("5.01")


def test_a_claim_holds_the_add_ons_of_its_own_rows(world):
    story.all_verified(world, {world.aarhus: [Cost("1000.03", "staff")]}, ["5000.00"])
    world.clock.move_to(2012, 9, 3)
    world.period = open_period(world.periods[1], by=world.pm, at=world.clock())
    later = story.submitted(world, world.randers, [Cost("777.77", "staff")], period=world.period)
    accept_items(later, list(later.expenditure.all()), by=world.lc2, at=world.clock())
    claim = build_claim(world.grant, world.periods[0], by=world.pm, at=world.clock())
    assert add_ons(claim=claim) == D("150.00")
    assert add_ons(claim=None) == D("116.67")
    claim = rebuild_claim(claim, by=world.pm, at=world.clock())
    assert claim.total_eligible == D("1150.03")
    drop_claim(claim, by=world.pm, at=world.clock())
    assert add_ons(claim=None) == D("266.67")


def test_a_rejected_claim_gives_its_add_ons_back(world):
    story.all_verified(world, {world.aarhus: [Cost("1000.00", "staff")]}, ["5000.00"])
    claim = story.sent(world, story.checked(world))
    decide_claim(
        claim,
        accepted=False,
        note="Mangler bilag.",
        on=world.clock().date(),
        by=world.ma,
        at=world.clock(),
    )
    assert add_ons(claim=None) == D("150.00")
    assert not Expenditure.objects.filter(kind="flat_rate", claim=claim).exists()
    again = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    assert again.total_eligible == D("1150.00")


def test_c24_a_correction_takes_its_add_on_with_it(world_with):
    lines = {"staff": "3500000.00", "external": "26000000.00", "indirect": "500000.00"}
    # Paid in full, and co-financing in plenty, so that only the cost decides.
    world = world_with(lines, FIFTEEN, interim_limit="1")
    costs = [Cost("2951764.50", "staff"), Cost("48235.50", "staff"), Cost("25850000.50")]
    story.all_verified(world, {world.aarhus: costs}, ["15000000.00"])
    story.settled(world, story.checked(world))
    claim = Claim.objects.get()
    assert (claim.total_eligible, claim.entitlement) == (D("29300000.50"), D("14650000.25"))
    world.clock.move_to(2012, 9, 3)
    world.period = open_period(world.periods[1], by=world.pm, at=world.clock())
    correction = propose_correction(
        Expenditure.objects.get(amount=D("48235.50")),
        amount=D("48235.50"),
        reason_code="not_eligible",
        reason="Ikke støtteberettiget.",
        is_irregular=True,
        by=world.au,
        at=world.clock(),
    )
    correction = decide_correction(
        correction, on=world.clock().date(), reason="Enig.", by=world.ls, at=world.clock()
    )
    correction = book_correction(correction, by=world.lc, at=world.clock())
    assert correction.te_effect == D("-55470.83")
    assert correction.cancelled == D("27735.42")
    assert add_ons(claim=None) == D("-7235.33")
    assert Recovery.objects.get().amount == D("27735.42")
    assert world.grant.amount - correction.cancelled == D("14972264.58")


def test_the_budget_of_the_flat_rate_line_never_flexes(world_with):
    world = world_with(
        {"staff": "29999900.00", "indirect": "100.00"}, {"indirect_of_staff": "3/20"}
    )
    story.all_verified(world, {world.aarhus: [Cost("1000.00", "staff")]}, ["5000.00"])
    [row] = Expenditure.objects.filter(kind="flat_rate")
    assert (row.amount, row.accepted, row.awaiting) == (D("150.00"), D("100.00"), D("50.00"))
    assert story.checked(world).total_eligible == D("1100.00")


def test_nobody_decides_on_an_add_on_by_hand(world):
    report = story.submitted(world, world.aarhus, [Cost("1000.00", "staff")])
    accept_items(report, list(report.expenditure.all()), by=world.lc2, at=world.clock())
    row = Expenditure.objects.get(kind="flat_rate")
    with pytest.raises(NotDecidable, match="is a flat rate, worked out of verified cost"):
        undecide_item(row, reason="Nej.", by=world.lc2, at=world.clock())
    with pytest.raises(NotDecidable, match="is a flat rate"):
        disallow_item(
            row,
            amount=D("1.00"),
            code="NOT_ELIGIBLE",
            reason="Nej.",
            by=world.lc2,
            at=world.clock(),
        )

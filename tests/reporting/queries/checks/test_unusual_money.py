"""Money that does not go the plain way is no fault: an advance, and recoveries held back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from grants.actions.periods import open_period
from reporting.actions.claims import submit_claim
from reporting.actions.corrections import book_correction, decide_correction, propose_correction
from reporting.actions.recoveries import settle_recovery
from reporting.models import Disbursement, Expenditure
from reporting.queries.checks.catalogue import CHECKS, answers
from reporting.queries.funding import netted_recoveries
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story


def faults_of(code):
    checks = [check for check in CHECKS if check.code == code]
    return [fault for answer in answers(None, checks) for fault in answer.faults]


def test_an_advance_carries_no_statement(world):
    claim = story.checked(world, is_advance=True)
    claim = submit_claim(claim, by=world.ls, at=world.clock())
    assert claim.period.auditor_required
    assert not claim.statements.exists()
    assert faults_of("A-27") == []


def owing_world():
    """Randers owes 10,000 after a claim of 150,000 that was paid."""
    world = laid_out(signed_grant)
    costs = {world.aarhus: ["250000.00"], world.randers: ["150000.00"]}
    story.all_verified(world, costs, ["150000.00"])
    story.settled(world, story.checked(world))
    coming = world.periods[1]
    world.clock.move_to(coming.starts_on.year, coming.starts_on.month, coming.starts_on.day)
    world.period = open_period(coming, by=world.pm, at=world.clock())
    correction = propose_correction(
        Expenditure.objects.get(amount=Decimal("150000.00")),
        amount=Decimal("120000.00"),
        reason_code="not_eligible",
        reason="Ikke projektets.",
        by=world.lc2,
        at=world.clock(),
    )
    correction = decide_correction(
        correction, on=world.clock().date(), reason="Enig.", by=world.ls, at=world.clock()
    )
    world.correction = book_correction(correction, by=world.lc, at=world.clock())
    assert world.correction.recovery.amount == Decimal("10000.00")
    return world


@pytest.fixture
def owing(db):
    return laid_out(owing_world)


def paid_again(world, **kind):
    claim = story.accepted(world, story.sent(world, story.checked(world, **kind)))
    return story.paid(world, claim)


def test_what_the_fund_holds_back_and_a_partner_owes_adds_up(owing):
    world = owing
    costs = {world.aarhus: ["500000.00"], world.randers: ["500000.00"]}
    story.all_verified(world, costs, ["1000000.00"])
    payment = paid_again(world)
    assert [one.amount for one in netted_recoveries(payment.claim)] == [Decimal("10000.00")]
    assert faults_of("A-29") == []


def test_a_recovery_that_was_offset_before_its_row_is_claimed_adds_up(owing):
    world = owing
    recovery = world.correction.recovery
    on = world.clock().date()
    settle_recovery(recovery, amount=recovery.amount, on=on, by=world.lc, at=world.clock())
    costs = {world.aarhus: ["500000.00"], world.randers: ["500000.00"]}
    story.all_verified(world, costs, ["1000000.00"])
    payment = paid_again(world)
    rows = Disbursement.objects.filter(payment=payment)
    # The partner has paid already, so nothing is offset: all that was held back is passed on.
    assert sum(row.amount for row in rows) == payment.amount + Decimal("10000.00")
    assert faults_of("A-29") == []


def test_an_oere_that_is_missing_is_told(owing):
    world = owing
    story.all_verified(world, {world.aarhus: ["500000.00"]}, ["1000000.00"])
    payment = paid_again(world)
    assert faults_of("A-29") == []
    row = Disbursement.objects.get(payment=payment, grant_partner=world.aarhus)
    row.share -= Decimal("0.01")
    row.amount -= Decimal("0.01")
    row.save()
    assert [found.row for found in faults_of("A-29")] == [str(payment.pk)]

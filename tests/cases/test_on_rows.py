"""Cases of `cases.md` that run through the whole house: rows, verification, claim, payment."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from types import SimpleNamespace

import pytest
from django.db.models import Sum

from grants.actions.budgets import Commitment, approve_budget, draft_budget, propose_budget
from grants.actions.periods import open_period
from grants.models import BudgetLine, FinancingCommitment, Grant
from reporting.actions.claims import ClaimRefused
from reporting.actions.corrections import book_correction, decide_correction, propose_correction
from reporting.actions.verification import accept_items, release_awaiting
from reporting.models import Claim, ClaimShare, Correction, Expenditure, PaymentReceived
from tests.cast import signed_grant
from tests.reporting import story
from tests.reporting.story import Cost

pytestmark = pytest.mark.django_db


def next_period(world: SimpleNamespace) -> None:
    """The next period is open, and it is its last day."""
    coming = world.periods[world.period.number]
    if world.clock.now.date() <= coming.starts_on:
        go_to(world, coming.starts_on)
    world.period = open_period(coming, by=world.pm, at=world.clock())
    go_to(world, coming.ends_on)


def go_to(world: SimpleNamespace, day: dt.date) -> None:
    world.clock.move_to(day.year, day.month, day.day)


@pytest.fixture
def world_with(monkeypatch):
    """A signed grant whose whole budget stands with Aarhus, by line."""

    def make(lines: dict[str, str], **award) -> SimpleNamespace:
        monkeypatch.setattr("tests.cast.budget_rows", lambda world: aarhus_rows(world, lines))
        return signed_grant(**award)

    return make


def aarhus_rows(world: SimpleNamespace, lines: dict[str, str]):
    return [
        (world.aarhus, BudgetLine.objects.get(code=code), D(amount))
        for code, amount in lines.items()
    ]


def claimed(world, costs, cash=(), **kind) -> Claim:
    story.all_verified(world, costs, cash, world.period)
    return story.sent(world, story.checked(world, **kind))


def test_c03_the_rate_is_an_exact_fraction():
    world = signed_grant(budget="31000000.00")
    claim = claimed(world, {world.aarhus: ["2345678.90"]}, ["2345678.90"])
    assert (claim.rate_numerator, claim.rate_denominator) == (15, 31)
    assert claim.amount == D("1135005.91")


def test_c06_residues_do_not_accumulate(world):
    amounts = []
    for cost in ("33333.33", "33333.33", "33333.35"):
        amounts.append(claimed(world, {world.aarhus: [cost]}, [cost]).amount)
        next_period(world)
    assert amounts == [D("16666.66"), D("16666.67"), D("16666.67")]


def test_c07_the_ceiling_binds_in_the_middle_of_a_claim(world_with):
    # One line for all cost: the case is about the fund's limits, not about the budget's.
    world = world_with({"external": "30000000.00"})
    claimed(world, {world.lead: ["29640000.00"]}, ["20000000.00"])
    next_period(world)
    costs = {
        world.aarhus: ["210000.00"],
        world.randers: ["190000.01"],
        world.lead: ["100000.00"],
    }
    claim = claimed(world, costs)
    assert (claim.amount, claim.binding) == (D("180000.00"), "L1")
    assert claim.limit_2 == D("15070000.00")
    shares = dict(ClaimShare.objects.filter(claim=claim).values_list("grant_partner", "amount"))
    assert shares[world.aarhus.pk] == D("75600.00")
    assert shares[world.randers.pk] == D("68400.00")
    assert shares[world.lead.pk] == D("36000.00")
    next_period(world)
    assert claimed(world, {world.aarhus: ["1000.00"]}).amount == D("0.00")


@pytest.mark.parametrize(
    ("match_test", "first", "unfinanced", "second"),
    [
        (True, "1800000.00", "400000.00", "700000.00"),
        (False, "2000000.00", "200000.00", "500000.00"),
    ],
)
def test_c08_missing_cofinancing_is_caught_up(match_test, first, unfinanced, second):
    world = signed_grant(match_test=match_test)
    time = Cost("1000000.00", "staff", form="staff_time", source="municipal")
    one = claimed(world, {world.aarhus: [time, "3000000.00"]}, ["800000.00"])
    assert (one.amount, one.unfinanced) == (D(first), D(unfinanced))
    assert one.binding == ("L3" if match_test else "L2")
    next_period(world)
    two = claimed(world, {world.aarhus: ["1000000.00"]}, ["700000.00"])
    assert (two.amount, two.unfinanced) == (D(second), D("0.00"))


def four_claims(world_with) -> SimpleNamespace:
    """C22 before its end: an advance and four claims are paid, and a correction is booked."""
    # Co-financing is exactly half of the final cost, or the final test (L5) would bind.
    world: SimpleNamespace = world_with({"external": "30000000.00"}, match_test=False)
    time = Cost("650000.00", form="staff_time", source="municipal")
    claims: list[tuple[list[object], str]] = [
        (["5200000.00"], "2600000.00"),
        (["9750000.50"], "4875000.25"),
        (["10650000.00", time], "5000000.00"),
        (["3100000.00"], "1525000.00"),
    ]
    payments = [story.settled(world, story.checked(world, is_advance=True))]
    for costs, cash in claims:
        story.all_verified(world, {world.aarhus: costs}, [cash], world.period)
        claim = story.checked(world)
        payments.append(story.settled(world, claim))
        world.not_yet_due = claim.not_yet_due
        next_period(world)
    booked(world, Expenditure.objects.get(amount=D("3100000.00")), "50000.00", is_irregular=False)
    world.payments = payments
    return SimpleNamespace(**vars(world))


@pytest.fixture
def paid_out(world_with):
    """C22: an advance, four claims, a correction, the final claim; all paid."""
    world = four_claims(world_with)
    story.all_verified(world, {}, (), world.period)
    world.final = story.checked(world, is_final=True)
    world.payments.append(story.settled(world, world.final))
    next_period(world)
    return world


def booked(world, item, amount, *, is_irregular) -> Correction:
    item.refresh_from_db()
    correction = propose_correction(
        item,
        amount=D(amount),
        reason_code="not_eligible",
        reason="Fundet ved kontrol.",
        is_irregular=is_irregular,
        by=world.au,
        at=world.clock(),
    )
    day = world.clock().date()
    decide_correction(correction, on=day, by=world.ls, at=world.clock(), reason="Partneren enig.")
    return book_correction(correction, by=world.lc, at=world.clock())


def test_c22_advance_interim_and_final_payments(paid_out):
    amounts = [payment.amount for payment in paid_out.payments]
    assert amounts == [
        D("1500000.00"),
        D("1100000.00"),
        D("4875000.25"),
        D("5650000.00"),
        D("374999.75"),
        D("1150000.25"),
    ]
    assert paid_out.not_yet_due == D("1175000.25")
    assert sum(amounts) == D("14650000.25")
    assert paid_out.final.entitlement == D("14650000.25")


def test_c24_a_correction_after_the_final_claim_is_recovered(paid_out):
    world = paid_out
    # 48,235.50 of staff and the 15 % add-on that falls with it, as one cost.
    item = Expenditure.objects.get(amount=D("650000.00"))
    correction = booked(world, item, "55470.83", is_irregular=True)
    assert correction.te_effect == D("-55470.83")
    assert correction.fund_effect == D("-27735.42")
    assert correction.recovery.amount == D("27735.42")
    assert correction.recovery.debtor == world.aarhus
    grant = Grant.objects.get(pk=world.grant.pk)
    assert grant.amount - grant.cancelled == D("14972264.58")
    item.refresh_from_db()
    assert (item.state, item.accepted) == ("claimed", D("650000.00"))


def test_c24b_late_valid_cost_counts_while_the_accounts_are_open(world_with):
    world = four_claims(world_with)
    item = Expenditure.objects.get(amount=D("650000.00"))
    correction = booked(world, item, "55470.83", is_irregular=True)
    assert correction.cancelled == D("27735.42")
    # 100,000.00 of valid cost turns up at another partner before the final claim.
    story.all_verified(world, {world.randers: ["100000.00"]}, (), world.period)
    final = story.checked(world, is_final=True)
    assert (final.total_eligible, final.limit_1) == (D("29344529.67"), D("14972264.58"))
    assert final.entitlement == D("14672264.83")
    story.settled(world, final)
    next_period(world)
    # After the final claim the same cost earns nothing: there is no further claim.
    story.all_verified(world, {world.randers: ["100000.00"]}, (), world.period)
    with pytest.raises(ClaimRefused):
        story.checked(world)
    assert PaymentReceived.objects.aggregate(all=Sum("amount"))["all"] == D("14672264.83")


def test_c24c_surplus_cost_never_replaces_irregular_cost(world_with):
    # Without an interim limit, so that the whole grant has been paid.
    world = world_with({"external": "30000000.00"}, interim_limit="1")
    story.all_verified(world, {world.aarhus: ["30140000.01"]}, ["30140000.01"])
    story.settled(world, story.checked(world))
    assert PaymentReceived.objects.get().amount == D("15000000.00")
    next_period(world)
    item = Expenditure.objects.get(amount=D("30140000.01"))
    correction = booked(world, item, "55470.83", is_irregular=True)
    assert correction.cancelled == D("27606.58")
    assert correction.recovery.amount == D("27606.58")


def test_c25_what_passes_the_line_awaits_budget(world_with):
    world = world_with({"travel": "500000.00", "staff": "29500000.00"})
    report = story.submitted(world, world.aarhus, [Cost("640000.00", "travel")])
    [row] = accept_items(report, list(report.expenditure.all()), by=world.lc, at=world.clock())
    assert (row.accepted, row.awaiting) == (D("600000.00"), D("40000.00"))


@pytest.mark.parametrize(
    ("flex", "claims", "accepted"),
    [
        ("0", ["500000.00", "0.00", "135000.00"], "1270000.00"),
        ("1/5", ["575000.00", "25000.00", "110000.00"], "1420000.00"),
    ],
)
def test_c26_a_retroactive_amendment_opens_budget_from_its_day(world_with, flex, claims, accepted):
    before = {"external": "1000000.00", "staff": "29000000.00"}
    world = world_with(before, budget_flex=flex)
    go_to(world, dt.date(2012, 8, 31))
    early = Cost("1150000.00", on=dt.date(2012, 5, 1))
    got = [claimed(world, {world.aarhus: [early]}, ["1150000.00"]).amount]
    next_period(world)
    go_to(world, dt.date(2012, 9, 21))
    late = Cost("180000.00", on=dt.date(2012, 7, 15))
    got.append(claimed(world, {world.aarhus: [late]}, ["180000.00"]).amount)
    amended(world, {"external": "1400000.00", "staff": "28600000.00"})
    next_period(world)
    last = Cost("90000.00", on=dt.date(2012, 9, 15))
    report = story.submitted(world, world.aarhus, [last], ["90000.00"])
    release_awaiting(world.grant, world.period, by=world.lc, at=world.clock())
    story.verified(world, report)
    got.append(claimed(world, {}).amount)
    assert got == [D(amount) for amount in claims]
    assert sum(row.accepted for row in Expenditure.objects.all()) == D(accepted)


def amended(world, lines) -> None:
    """In force from 1.7.2012, as approved on 1.10.2012."""
    go_to(world, dt.date(2012, 10, 1))
    old = FinancingCommitment.objects.filter(version=world.budget)
    version = draft_budget(
        world.grant,
        effective_from=dt.date(2012, 7, 1),
        explanation="Flere eksterne ydelser",
        amounts=aarhus_rows(world, lines),
        commitments=[
            Commitment(row.grant_partner, row.source, row.form, row.amount, row.letter_ref)
            for row in old
        ],
        by=world.pm,
        at=world.clock(),
    )
    propose_budget(version, by=world.pm, at=world.clock())
    approve_budget(version, on=dt.date(2012, 10, 1), by=world.ma, at=world.clock())

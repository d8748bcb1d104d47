"""A payment reaches the partners whose cost it is for (R-04, R-15, R-70, R-71, C22, C23)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from django.db.models import Sum

from grants.actions.agreements import AgreementRefused, offer_agreement
from grants.models import BudgetLine, PartnershipAgreement
from reporting.models import ClaimShare, Disbursement
from reporting.queries.checks.base import Scope
from reporting.queries.checks.flows import disbursements_match_payments
from reporting.queries.distribution import overdue_disbursements
from tests.cast import signed_grant
from tests.reporting import story
from tests.reporting.said import said

pytestmark = pytest.mark.django_db


def sent_to(world, partner):
    rows = Disbursement.objects.filter(grant_partner=partner)
    return rows.aggregate(total=Sum("share"))["total"] or D("0.00")


@pytest.fixture
def one_line(monkeypatch):
    """All cost on one line: the case is about the fund's money, not about the budget's lines."""

    def rows(world):
        line = BudgetLine.objects.get(code="external")
        parts = [(world.lead, 6), (world.aarhus, 15), (world.randers, 9)]
        return [(partner, line, D(millions * 1_000_000)) for partner, millions in parts]

    monkeypatch.setattr("tests.cast.budget_rows", rows)


CLAIMS = [
    ("1000000.00", "1600000.33", "2599999.67"),
    ("2000000.00", "2000000.50", "5750000.00"),
    ("1300000.01", "5000000.00", "4999999.99"),
    ("", "2000000.00", "1100000.00"),
    ("", "100000.00", ""),
]


def test_advance_interim_limit_and_final_balance_go_to_whose_cost_it_is(one_line):
    """C22 with its cost at three partners: in the end each has what its claims say, to the øre."""
    world = signed_grant(match_test=False)
    partners = (world.lead, world.aarhus, world.randers)
    payments = [story.settled(world, story.checked(world, is_advance=True))]
    # By budget: 20, 50 and 30 per cent of 1,500,000.00.
    assert [sent_to(world, one) for one in partners] == [
        D("300000.00"),
        D("750000.00"),
        D("450000.00"),
    ]
    for place, amounts in enumerate(CLAIMS):
        pairs = zip(partners, amounts, strict=True)
        costs = {one: [amount] for one, amount in pairs if amount}
        story.all_verified(world, costs, (), world.period)
        is_final = place == len(CLAIMS) - 1
        claim = story.checked(world, world.period, is_final=is_final)
        payments.append(story.settled(world, claim))
        if not is_final:
            story.next_opened(world)
    came = [one.amount for one in payments]
    assert came[1:5] == [D("1100000.00"), D("4875000.25"), D("5650000.00"), D("374999.75")]
    assert sum(came) == claim.entitlement == D("14725000.25")
    for partner in partners:
        claimed = ClaimShare.objects.filter(grant_partner=partner).aggregate(all=Sum("amount"))
        assert sent_to(world, partner) == claimed["all"]
    assert disbursements_match_payments(Scope(world.grant)) == []


def test_c23d_an_oere_too_much_is_kept_until_the_next_payment(world):
    """Cost 0.01, 0.02 and 0.03, then 0.01 more of the first: nobody is paid or pays back."""
    costs = {world.lead: ["0.01"], world.aarhus: ["0.02"], world.randers: ["0.03"]}
    story.all_verified(world, costs, ["0.06"])
    claim = story.checked(world)
    assert claim.amount == D("0.03")
    assert list(
        claim.shares.order_by("grant_partner__number").values_list("amount", flat=True)
    ) == [
        D("0.00"),
        D("0.01"),
        D("0.02"),
    ]
    payment = story.settled(world, claim)
    assert sorted(payment.disbursements.values_list("amount", flat=True)) == [D("0.01"), D("0.02")]
    story.next_opened(world)
    story.all_verified(world, {world.lead: ["0.01"]}, ["0.01"], world.period)
    second = story.checked(world, world.period)
    assert (second.amount, second.payable) == (D("0.00"), D("0.00"))
    assert set(second.shares.values_list("amount", flat=True)) == {D("0.00")}
    story.next_opened(world)
    story.all_verified(world, {world.lead: ["0.01"]}, ["0.01"], world.period)
    third = story.checked(world, world.period)
    assert third.amount == D("0.01")
    story.settled(world, third)
    assert sent_to(world, world.lead) == D("0.01")
    assert sent_to(world, world.randers) == D("0.02")


def test_an_agreement_may_cap_a_partners_share(world):
    """R-15: 40 per cent of its own cost at most; what is cut off goes to the others."""
    PartnershipAgreement.objects.filter(grant_partner=world.randers).update(share_cap_pct=D(40))
    costs = {world.aarhus: ["100000.00"], world.randers: ["100000.01"]}
    story.all_verified(world, costs, ["100000.01"])
    claim = story.checked(world)
    shares = dict(claim.shares.values_list("grant_partner", "amount"))
    assert claim.amount == D("100000.00")
    assert shares[world.randers.pk] == D("40000.00")
    assert shares[world.aarhus.pk] == D("60000.00")
    story.settled(world, claim)
    assert sent_to(world, world.randers) == D("40000.00")
    assert disbursements_match_payments(Scope(world.grant)) == []


@pytest.mark.parametrize("cap", ["0.00", "100.01"])
def test_a_cap_is_a_share(offered, cap):
    world = offered
    world.grant.state = "accepted"
    world.grant.save()
    partner = world.grant.partners.get(number=1)
    with pytest.raises(AgreementRefused) as no:
        offer_agreement(
            partner,
            starts_on=world.grant.starts_on,
            ends_on=world.grant.ends_on,
            terms="",
            share_cap_pct=D(cap),
            by=world.pm,
            at=world.clock(),
        )
    assert said(no, "en") == (
        f"{cap} per cent is no cap on the partner's share: it lies above 0, at most 100."
    )
    assert said(no, "da") == (
        f"{cap.replace('.', ',')} procent er intet loft over partnerens andel: Det ligger over 0 "
        "og er højst 100."
    )


def test_what_should_have_been_sent_on_is_listed(world):
    costs = {world.aarhus: ["1000.00"], world.lead: ["1000.00"]}
    story.all_verified(world, costs, ["1000.00"])
    claim = story.accepted(world, story.sent(world, story.checked(world)))
    payment = story.paid(world, claim)
    due = payment.received_on + dt.timedelta(days=14)
    assert overdue_disbursements(world.grant, on=due) == []
    [late] = overdue_disbursements(world.grant, on=due + dt.timedelta(days=3))
    assert (late.row.grant_partner, late.days) == (world.aarhus, 3)
    story.passed_on(world, payment)
    assert overdue_disbursements(world.grant, on=due + dt.timedelta(days=3)) == []
    assert payment.state == "reconciled"

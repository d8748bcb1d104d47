"""Cases C20 to C26: VAT, revenue, payment, corrections and budgets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from fractions import Fraction

import pytest

from consortium.rules.money import Base, cents_down, in_eur, split
from grants.rules.budgets import (
    Cost,
    LineVersion,
    accept_costs,
    accept_on_line,
    move_to_line,
    release_awaiting,
)
from grants.rules.flat_rates import add_on_change
from grants.rules.profiles import ESF_2007_13, ESF_2021_27
from reporting.rules.corrections import correct, debtors, late_cost
from reporting.rules.distribution import (
    distribute_cumulative,
    distribute_payment,
    share_regional_tasks,
)
from reporting.rules.eligibility import (
    below_vat_limit,
    eligible_amount,
    net_expenditure,
    vat_recovery_counts,
)
from reporting.rules.funding import Position, Terms, advance_of, entitlement, payable

HALF = Fraction(1, 2)
GRANT = D("15000000.00")
TERMS = Terms(HALF, GRANT, GRANT)
FINAL = Terms(HALF, GRANT, GRANT, final=True)


def documented(total: D) -> Position:
    """A position whose financing is exactly the cost: the fund's half down, the rest documented."""
    return Position(TE=total, X=total - cents_down(Fraction(total) / 2))


@pytest.mark.parametrize(
    ("recovery", "eligible"),
    [(100, "49382.68"), (0, "61728.35"), (63, "53950.58")],
    ids=["municipality", "association", "pro_rata"],
)
def test_c20_vat_partly_eligible(recovery, eligible):
    result = eligible_amount(D("49382.68"), D("12345.67"), D(recovery))

    assert result.eligible == D(eligible)


def test_c20_fund_share_of_the_pro_rata_partner():
    cost = eligible_amount(D("49382.68"), D("12345.67"), D(63)).eligible

    assert entitlement(documented(cost), TERMS).entitlement == D("26975.29")


def test_c20_the_line_of_five_million_euro():
    total, rate = D("30000000.00"), D("7.4600")

    assert in_eur(total, rate) == D("4021447.72")
    assert below_vat_limit(ESF_2021_27, total, rate)
    assert not below_vat_limit(ESF_2021_27, D("37300000.00"), rate)
    assert vat_recovery_counts(ESF_2021_27, total, rate)


def test_c21_participant_fees_as_revenue():
    gross = D("612345.67")

    net = net_expenditure(gross, D("30000.00"), ESF_2007_13)
    without, with_fees = (
        entitlement(documented(total), TERMS).entitlement for total in (gross, net)
    )

    assert net == D("582345.67")
    assert with_fees == D("291172.83")
    assert without - with_fees == D("15000.00")


def test_c22_advance_interim_not_yet_due_final():
    costs = [D("5200000.00"), D("9750000.50"), D("11300000.00"), D("3100000.00")]
    payments = [advance_of(GRANT, Fraction(1, 10))]
    later = []

    for number in range(1, 5):
        entitled = entitlement(documented(sum(costs[:number], D(0))), TERMS).entitlement
        due = payable(entitled, GRANT, sum(payments, D(0)), interim_limit=Fraction(9, 10))
        payments.append(due.payment)
        later.append(due.not_yet_due)
    final = entitlement(documented(sum(costs, D("-50000.00"))), FINAL).entitlement
    payments.append(payable(final, GRANT, sum(payments, D(0)), final=True).payment)

    assert payments == [
        D("1500000.00"),
        D("1100000.00"),
        D("4875000.25"),
        D("5650000.00"),
        D("374999.75"),
        D("1150000.25"),
    ]
    assert later == [D("0.00"), D("0.00"), D("0.00"), D("1175000.25")]
    assert sum(payments) == D("14650000.25")


def test_c23_a_three_equal_partners():
    bases = [Base(number, 1) for number in (1, 2, 3)]

    assert split(D("100.00"), bases) == [D("33.34"), D("33.33"), D("33.33")]


def test_c23_b_regional_tasks_on_seven_partners():
    equal = dict.fromkeys(range(1, 8), 1)

    shares = list(share_regional_tasks(D("1200000.00"), D("600000.00"), equal).values())

    assert shares == [D("85714.29")] * 4 + [D("85714.28")] * 3
    assert sum(shares) == D("600000.00")


def test_c23_c_payment_on_lead_and_seven_consortia():
    costs = [
        "412345.67",
        "598765.43",
        "301010.10",
        "288888.88",
        "333333.33",
        "250000.01",
        "199999.99",
        "84792.37",
    ]
    by_partner = {number: D(cost) for number, cost in enumerate(costs, start=1)}

    shares = list(distribute_payment(D("1234567.89"), by_partner).values())

    assert shares == [
        D("206172.84"),
        D("299382.72"),
        D("150505.05"),
        D("144444.44"),
        D("166666.67"),
        D("125000.00"),
        D("99999.99"),
        D("42396.18"),
    ]
    assert sum(shares) == D("1234567.89")


def test_c23_d_second_payment_is_clipped():
    first_cost = {1: D("0.01"), 2: D("0.02"), 3: D("0.03")}
    second_cost = first_cost | {1: D("0.02")}
    nothing = dict.fromkeys(first_cost, D("0.00"))

    first = distribute_cumulative(D("0.03"), first_cost, nothing)
    second = distribute_cumulative(D("0.03"), second_cost, first)

    assert first == {1: D("0.00"), 2: D("0.01"), 3: D("0.02")}
    assert second == nothing


PAID = documented(D("29300000.50"))
STAFF_BASE, DISALLOWED = D("3000000.00"), D("48235.50")


def disallowed_staff() -> D:
    """The TE effect of C24: the staff cost and the 15 % that falls with it."""
    return add_on_change(Fraction(15, 100), STAFF_BASE, DISALLOWED) - DISALLOWED


def test_c24_a_correction_after_the_final_claim():
    effect = disallowed_staff()

    result = correct(PAID, documented(PAID.TE + effect), FINAL, declared=True)

    assert effect == D("-55470.83")
    assert result.te_effect == D("-55470.83")
    assert result.before.entitlement == D("14650000.25")
    assert result.after.entitlement == D("14622264.83")
    assert result.cancelled == D("27735.42")
    assert result.recovery(D("14650000.25")) == D("27735.42")
    assert result.after.limits.tested()["L1"] == D("14972264.58")


@pytest.mark.parametrize(
    ("accounts_open", "earned", "net"),
    [(True, "50000.00", "22264.58"), (False, "0.00", "-27735.42")],
)
def test_c24_b_unclaimed_cost_found_later(accounts_open, earned, net):
    corrected = documented(PAID.TE + disallowed_staff())
    result = correct(PAID, corrected, FINAL, declared=True)
    total = corrected.TE + D("100000.00")
    found = documented(total)

    extra = late_cost(corrected, found, result.terms_after, accounts_open=accounts_open)

    assert total == D("29344529.67")
    assert entitlement(found, result.terms_after).entitlement == D("14672264.83")
    assert extra == D(earned)
    assert extra - result.recovery(D("14650000.25")) == D(net)


def test_c24_c_surplus_cost_does_not_replace_irregular_cost():
    before = documented(D("30140000.01"))
    after = documented(before.TE + disallowed_staff())

    result = correct(before, after, TERMS, declared=True)

    assert correct(before, after, TERMS, declared=False).fund_effect == D("0.00")
    assert result.cancelled == D("27606.58")
    assert result.after.limits.tested()["L1"] == D("14972393.42")
    assert result.recovery(D("15000000.00")) == D("27606.58")


def test_c24_silkeborg_owes_it():
    silkeborg = 4
    result = correct(PAID, documented(PAID.TE + disallowed_staff()), FINAL, declared=True)

    owed = debtors(result.recovery(D("14650000.25")), {silkeborg: -disallowed_staff()})

    assert owed == {silkeborg: D("27735.42")}


TRAVEL = D("500000.00")
FLEX = Fraction(20, 100)


def test_c25_line_over_its_flexibility():
    result = accept_on_line(TRAVEL, FLEX, D("0.00"), D("640000.00"))

    assert result.accepted == D("600000.00")
    assert result.awaiting == D("40000.00")


def test_c25_moves_add_up():
    first = move_to_line(TRAVEL, FLEX, D("0.00"), D("75000.00"))
    second = move_to_line(TRAVEL, FLEX, D("75000.00"), D("86250.00"))

    assert first.needs_approval == D("0.00")
    assert first.use == Fraction(15, 100)
    assert second.allowed == D("25000.00")
    assert second.needs_approval == D("61250.00")
    assert second.use == Fraction(3225, 10000)


def test_c25_with_the_parameters_of_sbst():
    first = move_to_line(
        TRAVEL, Fraction(10, 100), D("0.00"), D("75000.00"), flex_amount=D("100000.00")
    )

    assert first.needs_approval == D("25000.00")


V1 = LineVersion(1, D("1000000.00"), date(2012, 1, 1), date(2012, 1, 1))
V2 = LineVersion(2, D("1400000.00"), date(2012, 10, 1), date(2012, 7, 1))
CLAIMS = [
    (date(2012, 7, 15), Cost("spring", date(2012, 6, 30), D("1150000.00"))),
    (date(2012, 9, 21), Cost("summer", date(2012, 8, 31), D("180000.00"))),
    (date(2013, 3, 1), Cost("autumn", date(2012, 11, 30), D("90000.00"))),
]


def replay(flex: Fraction) -> tuple[list[D], list[Cost]]:
    """Run the three claims of C26; return what each accepted, and what waits at the end."""
    accepted: list[Cost] = []
    awaiting: list[Cost] = []
    by_claim = []
    for sent_on, cost in CLAIMS:
        tested = release_awaiting(awaiting, [V1, V2], accepted, flex, sent_on)
        accepted += [Cost(t.cost.ref, t.cost.incurred_on, t.acceptance.accepted) for t in tested]
        new = accept_costs([cost], [V1, V2], accepted, flex, sent_on)
        accepted += [Cost(t.cost.ref, t.cost.incurred_on, t.acceptance.accepted) for t in new]
        tested += new
        awaiting = [
            Cost(t.cost.ref, t.cost.incurred_on, t.acceptance.awaiting)
            for t in tested
            if t.acceptance.awaiting
        ]
        by_claim.append(sum((t.acceptance.accepted for t in tested), D(0)))
    return by_claim, awaiting


@pytest.mark.parametrize(
    ("flex", "accepted", "claims", "lost"),
    [
        (
            Fraction(0),
            ["1000000.00", "0.00", "270000.00"],
            ["500000.00", "0.00", "135000.00"],
            "150000.00",
        ),
        (
            FLEX,
            ["1150000.00", "50000.00", "220000.00"],
            ["575000.00", "25000.00", "110000.00"],
            "0.00",
        ),
    ],
    ids=["flex_0", "flex_20"],
)
def test_c26_retroactive_amendment(flex, accepted, claims, lost):
    by_claim, awaiting = replay(flex)
    entitled = [
        entitlement(documented(sum(by_claim[: number + 1], D(0))), TERMS).entitlement
        for number in range(3)
    ]

    assert by_claim == [D(amount) for amount in accepted]
    assert [b - a for a, b in zip([D(0), *entitled], entitled, strict=False)] == [
        D(amount) for amount in claims
    ]
    assert sum(cost.amount for cost in awaiting) == D(lost)


def test_c26_cumulative_without_flexibility():
    assert sum(replay(Fraction(0))[0]) == D("1270000.00")

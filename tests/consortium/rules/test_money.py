from __future__ import annotations

from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.money import (
    ZERO,
    Base,
    as_fraction,
    cents_down,
    cents_half_up,
    in_eur,
    parse_decimal_text,
    split,
    split_cumulative,
)

ore = st.integers(-(10**13), 10**13).map(lambda cents: D(cents).scaleb(-2))
positive_ore = st.integers(0, 10**13).map(lambda cents: D(cents).scaleb(-2))
exact = st.fractions(-(10**9), 10**9, max_denominator=10**6)


@st.composite
def bases(draw, least=1, most=9):
    """Some partners, at least one with a base above zero."""
    amounts = draw(st.lists(positive_ore, min_size=least, max_size=most).filter(any))
    return [Base(number, amount) for number, amount in enumerate(amounts, start=1)]


@pytest.mark.parametrize(
    ("exactly", "down", "half_up"),
    [
        ("50.005", "50.00", "50.01"),
        ("-50.005", "-50.01", "-50.01"),
        ("0.004999", "0.00", "0.00"),
        ("-0.001", "-0.01", "0.00"),
        ("1135005.919", "1135005.91", "1135005.92"),
    ],
)
def test_two_roundings(exactly, down, half_up):
    assert str(cents_down(D(exactly))) == down
    assert str(cents_half_up(D(exactly))) == half_up


@given(exact)
def test_rounding_is_close_and_on_its_side(x):
    assert 0 <= x - as_fraction(cents_down(x)) < Fraction(1, 100)
    assert abs(x - as_fraction(cents_half_up(x))) <= Fraction(1, 200)
    assert cents_half_up(-x) == -cents_half_up(x)


@pytest.mark.parametrize("wrong", [0.1, True, "1.00"])
def test_money_is_exact(wrong):
    with pytest.raises(TypeError, match=r"^money is exact: .+ is neither a Decimal, "):
        cents_down(wrong)


@pytest.mark.parametrize("wrong", ["NaN", "Infinity", "-Infinity"])
def test_money_is_finite(wrong):
    with pytest.raises(ValueError, match="not an amount"):
        as_fraction(D(wrong))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("2345678.90", "2345678.90"),
        ("5", "5.00"),
        ("0.5", "0.50"),
        ("-0", "0.00"),
        ("-3.1", "-3.10"),
    ],
)
def test_plain_amounts_are_read(text, amount):
    assert str(parse_decimal_text(text)) == amount


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1\n",
        "1.",
        ".5",
        "+1",
        "1e3",
        "NaN",
        "inf",
        "1,5",
        "1_000",
        "1.234",
        "1.000.000",
        "٣",
        "0x1",
        "1234567890123",
    ],
)
def test_anything_else_is_no_amount(text):
    with pytest.raises(ValueError, match="plain amount"):
        parse_decimal_text(text)


def test_euro_needs_a_rate():
    assert in_eur(D("746.00"), D("7.46")) == D("100.00")
    assert in_eur(D("1.00"), D("1")) == D("1.00")
    assert in_eur(D("1.00"), D("0.5")) == D("2.00")
    with pytest.raises(ValueError, match=r"^an exchange rate is above 0, not 0$"):
        in_eur(D("746.00"), D("0"))


def test_ties_go_to_the_larger_base_then_the_lower_number():
    assert split(D("0.01"), [Base(2, 1), Base(1, 1)]) == [D("0.00"), D("0.01")]
    assert split(D("0.02"), [Base(1, 1), Base(2, 3)]) == [D("0.00"), D("0.02")]
    assert split(D("0.02"), [Base(1, 1), Base(2, 1), Base(3, 3)])[2] == D("0.01")


def test_nobody_to_split_between():
    with pytest.raises(ValueError, match="no base is above zero"):
        split(D("1.00"), [Base(1, ZERO), Base(2, ZERO)])
    with pytest.raises(ValueError, match="no base is above zero"):
        split(D("1.00"), [])
    assert split(ZERO, [Base(1, ZERO)]) == [ZERO]


def test_bases_are_not_negative_and_totals_are_whole_ore():
    with pytest.raises(ValueError, match=r"^a base to split by is never below zero$"):
        split(D("1.00"), [Base(1, D("-1.00")), Base(2, D("5.00"))])
    with pytest.raises(ValueError, match="whole number of øre"):
        split(D("0.001"), [Base(1, 1)])


@given(ore, bases())
def test_shares_add_up_and_stay_within_an_ore(total, partners):
    shares = split(total, partners)
    whole = sum(as_fraction(base.amount) for base in partners)

    assert sum(shares) == total
    for share, base in zip(shares, partners, strict=True):
        precise = as_fraction(total) * as_fraction(base.amount) / whole
        assert abs(as_fraction(share) - precise) < Fraction(1, 100)


@given(ore, bases())
def test_a_split_and_its_reversal_leave_no_trace(total, partners):
    assert split(-total, partners) == [-share for share in split(total, partners)]


@given(positive_ore, bases(), st.randoms(use_true_random=False))
def test_shares_do_not_depend_on_the_order(total, partners, random):
    shares = dict(zip((base.number for base in partners), split(total, partners), strict=True))
    shuffled = random.sample(partners, len(partners))

    assert split(total, shuffled) == [shares[base.number] for base in shuffled]


@given(
    st.lists(st.tuples(positive_ore, st.lists(positive_ore, min_size=4, max_size=4)), max_size=5)
)
def test_cumulative_payments_catch_up_and_never_run_ahead(steps):
    paid, costs, total = [ZERO] * 4, [D("0.01")] * 4, ZERO
    for more, new_costs in steps:
        total += more
        costs = [cost + new for cost, new in zip(costs, new_costs, strict=True)]
        partners = [Base(number, cost) for number, cost in enumerate(costs)]

        now = split_cumulative(total, partners, paid)

        assert all(amount >= 0 for amount in now)
        assert sum(now) == total - sum(paid)
        paid = [had + amount for had, amount in zip(paid, now, strict=True)]


def test_a_falling_total_is_paid_back_by_those_who_had_too_much():
    partners = [Base(1, D("10.00")), Base(2, D("30.00"))]

    assert split_cumulative(D("40.00"), partners, [D("20.00"), D("29.00")]) == [D("-9.00"), ZERO]


def test_every_base_has_one_amount_paid_before():
    with pytest.raises(
        ValueError, match=r"^every base needs one amount paid before, in the same order$"
    ):
        split_cumulative(D("1.00"), [Base(1, 1)], [])


def test_ties_of_what_is_still_due_go_by_the_number_and_not_by_the_place():
    partners = [Base(2, D("1.00")), Base(1, D("1.00"))]

    assert split_cumulative(D("0.01"), partners, [ZERO, ZERO]) == [ZERO, D("0.01")]
    # Both are owed one øre and one is there: the lower number has it.
    paid = [D("0.00"), D("0.00"), D("0.01")]
    three = [Base(3, D("1.00")), Base(1, D("1.00")), Base(2, D("1.00"))]
    assert split_cumulative(D("0.02"), three, paid) == [ZERO, D("0.01"), ZERO]


def test_nothing_more_to_pay_moves_nothing():
    partners = [Base(1, D("1.00")), Base(2, D("3.00"))]

    assert split_cumulative(D("4.00"), partners, [D("2.00"), D("2.00")]) == [ZERO, ZERO]

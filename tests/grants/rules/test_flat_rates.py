from __future__ import annotations

from dataclasses import astuple, replace
from decimal import Decimal as D
from fractions import Fraction

import pytest

from grants.rules.flat_rates import (
    Costs,
    Evidence,
    FlatRate,
    Kind,
    add_on_change,
    bases_of,
    capped,
    check_covered,
    check_flat_rates,
    check_letter,
    costs_of,
    covered_kinds,
    flat_totals,
    rates_of,
)
from grants.rules.profiles import ESF_2007_13, ESF_2014_20, ESF_2021_27


def rate(kind: Kind, per_cent: int) -> FlatRate:
    return FlatRate(kind, Fraction(per_cent, 100))


SEVEN = rate(Kind.INDIRECT_OF_DIRECT, 7)
FIFTEEN = rate(Kind.INDIRECT_OF_STAFF, 15)
FORTY = rate(Kind.OTHER_OF_STAFF, 40)
STAFF_RATE = rate(Kind.STAFF_OF_OTHER, 20)
CALCULATED = rate(Kind.INDIRECT_CALCULATED, 25)


def codes(*args, **kwargs):
    return [breach.code for breach in check_flat_rates(*args, **kwargs)]


def test_totals_without_rates_are_the_costs():
    assert flat_totals(Costs(D("100.00"), D("50.00")), []).total == D("150.00")


def test_indirect_rate_on_a_staff_rate():
    totals = flat_totals(Costs(D("0.00"), D("1000.00")), [FIFTEEN, STAFF_RATE])

    assert totals.add_ons == {Kind.STAFF_OF_OTHER: D("200.00"), Kind.INDIRECT_OF_STAFF: D("30.00")}
    assert totals.total == D("1230.00")


def test_participants_stand_beside_the_forty_per_cent():
    totals = flat_totals(Costs(D("100.00"), D("50.00"), D("10.00")), [FORTY])

    assert totals.refused == D("50.00")
    assert totals.total == D("150.00")


@pytest.mark.parametrize(
    ("profile", "rates", "expected"),
    [
        (ESF_2021_27, [SEVEN], []),
        (ESF_2021_27, [FIFTEEN, STAFF_RATE], []),
        (ESF_2021_27, [rate(Kind.INDIRECT_OF_DIRECT, 8)], ["RATE_OVER_MAXIMUM"]),
        (ESF_2021_27, [rate(Kind.INDIRECT_NATIONAL, 18)], ["RATE_UNKNOWN"]),
        (ESF_2014_20, [rate(Kind.INDIRECT_NATIONAL, 18)], []),
        (ESF_2007_13, [rate(Kind.INDIRECT_OF_DIRECT, 20)], []),
        (ESF_2007_13, [FORTY], ["RATE_UNKNOWN"]),
        (ESF_2021_27, [SEVEN, FIFTEEN], ["RATE_COMBINATION"]),
        (ESF_2021_27, [FORTY, FIFTEEN], ["RATE_COMBINATION"]),
        (ESF_2021_27, [FORTY, STAFF_RATE], ["RATE_COMBINATION"]),
        (ESF_2021_27, [STAFF_RATE, STAFF_RATE], ["RATE_COMBINATION"]),
        (ESF_2021_27, [CALCULATED], ["CALCULATION_MISSING"]),
    ],
)
def test_which_rates_a_programme_allows(profile, rates, expected):
    assert codes(profile, rates) == expected


def test_what_rates_lean_on():
    assert codes(ESF_2021_27, [CALCULATED], evidence=Evidence(calculation_stored=True)) == []
    assert codes(ESF_2021_27, [STAFF_RATE], evidence=Evidence(contract_over_threshold=True)) == [
        "STAFF_RATE_CONTRACT"
    ]


def test_direct_cost_that_a_rate_covers():
    assert codes(ESF_2021_27, [STAFF_RATE], Costs(D("1.00"), D("9.00"))) == ["COVERED_BY_RATE"]
    assert [breach.code for breach in check_covered("rent", {"rent"})] == ["COVERED_BY_RATE"]
    assert check_covered("travel", {"rent"}) == []


def test_sentences_can_be_said():
    for breach in check_flat_rates(ESF_2007_13, [FORTY, SEVEN, CALCULATED], Costs(D(1), D(1))):
        assert "%(" not in str(breach)


def letter(profile=ESF_2021_27, *, calculation="", **given):
    """The frozen profile of a grant whose letter gives these rates."""
    rates = tuple((kind, Fraction(share)) for kind, share in given.items())
    return replace(profile, flat_rates=rates, rate_calculation=calculation)


def test_the_rates_of_a_letter():
    assert rates_of(ESF_2021_27) == ()
    assert rates_of(letter(indirect_of_direct="7/100", staff_of_other="1/5")) == (SEVEN, STAFF_RATE)


@pytest.mark.parametrize(
    ("profile", "found"),
    [
        (letter(), []),
        (letter(indirect_of_direct="7/100"), []),
        (letter(indirect_of_direct="8/100"), ["RATE_OVER_MAXIMUM"]),
        (letter(ESF_2007_13, other_of_staff="2/5"), ["RATE_UNKNOWN"]),
        (letter(indirect_calculated="1/4"), ["CALCULATION_MISSING"]),
        (letter(indirect_calculated="1/4", calculation="  "), ["CALCULATION_MISSING"]),
        (letter(indirect_calculated="1/4", calculation="Bilag 4"), []),
        # An unknown kind is said alone: the rest cannot be tested with it.
        (letter(overhead="1/5", indirect_of_direct="8/100"), ["RATE_UNKNOWN"]),
    ],
)
def test_a_letter_is_held_to_its_programme(profile, found):
    assert [breach.code for breach in check_letter(profile)] == found


def test_costs_are_sorted_by_kind_of_line():
    sums = {
        "staff": D("1.00"),
        "external": D("2.00"),
        "travel": D("4.00"),
        "participants": D("8.00"),
        "flat_rate": D("16.00"),
    }
    assert costs_of(sums) == Costs(D("1.00"), D("6.00"), D("8.00"))
    assert costs_of({}) == Costs(D("0.00"), D("0.00"), D("0.00"))
    # What was given is left as it was.
    assert len(sums) == 5


OTHER = {"external", "travel", "materials", "in_kind"}


@pytest.mark.parametrize(
    ("profile", "covered"),
    [
        (letter(), set()),
        (letter(indirect_of_direct="7/100"), set()),
        (letter(other_of_staff="2/5"), OTHER),
        (letter(ESF_2014_20, other_of_staff="2/5"), OTHER | {"participants"}),
        (letter(ESF_2014_20, staff_of_other="1/5"), {"staff"}),
        (letter(staff_of_other="1/5", indirect_of_staff="15/100"), {"staff"}),
    ],
)
def test_which_lines_a_rate_covers(profile, covered):
    assert covered_kinds(profile) == covered


@pytest.mark.parametrize(
    ("add_ons", "budget", "kept"),
    [
        (("100.00", "50.00"), "150.00", ("100.00", "50.00")),
        (("100.00", "50.00"), "149.99", ("100.00", "49.99")),
        (("100.00", "50.00"), "60.00", ("60.00", "0.00")),
        (("100.00", "50.00"), "0.00", ("0.00", "0.00")),
        (("100.00", "50.00"), "-10.00", ("0.00", "0.00")),
        # An add-on below zero is kept whole and opens no room for the other.
        (("-20.00", "50.00"), "40.00", ("-20.00", "40.00")),
        (("0.50", "50.00"), "40.00", ("0.50", "39.50")),
    ],
)
def test_add_ons_stop_at_their_budget(add_ons, budget, kept):
    kinds = (Kind.STAFF_OF_OTHER, Kind.INDIRECT_OF_STAFF)
    asked = dict(zip(kinds, map(D, add_ons), strict=True))
    assert capped(asked, D(budget)) == dict(zip(kinds, map(D, kept), strict=True))


@pytest.mark.parametrize(
    ("rates", "bases"),
    [
        ([SEVEN], [D("160.00")]),
        ([FIFTEEN], [D("100.00")]),
        ([FORTY], [D("100.00")]),
        ([STAFF_RATE, FIFTEEN], [D("50.00"), D("10.00")]),
        ([STAFF_RATE, SEVEN], [D("50.00"), D("70.00")]),
        ([FORTY, SEVEN], [D("100.00"), D("110.00")]),
    ],
)
def test_what_each_rate_is_taken_of(rates, bases):
    found = bases_of(Costs(D("100.00"), D("50.00"), D("10.00")), rates)
    assert found == dict(zip([flat.kind for flat in rates], bases, strict=True))


def test_a_staff_rate_comes_first_and_refuses_direct_staff_cost():
    totals = flat_totals(Costs(D("100.00"), D("50.00"), D("10.00")), [FIFTEEN, STAFF_RATE])
    assert list(totals.add_ons) == [Kind.STAFF_OF_OTHER, Kind.INDIRECT_OF_STAFF]
    assert totals.refused == D("100.00")
    assert totals.total == D("71.50")
    both = flat_totals(Costs(D("100.00"), D("50.00")), [FORTY, STAFF_RATE])
    assert both.refused == D("150.00")


@pytest.mark.parametrize(
    ("base", "less", "change"),
    [("100.00", "10.00", "-0.70"), ("0.15", "0.01", "-0.01"), ("0.14", "0.14", "0.00")],
)
def test_an_add_on_falls_with_its_base(base, less, change):
    assert add_on_change(SEVEN.rate, D(base), D(less)) == D(change)


def test_a_kind_of_cost_without_a_label_is_named_as_it_is():
    [breach] = check_covered("rent", {"rent"})
    assert breach.params == {"type": "rent"}


def test_nothing_is_refused_where_nothing_was_entered():
    assert codes(ESF_2021_27, [STAFF_RATE], Costs(D("0.00"), D("9.00"))) == []
    assert codes(ESF_2021_27, [FORTY], Costs(D("9.00"), D("0.00"))) == []
    assert codes(ESF_2021_27, [SEVEN], Costs(D("9.00"), D("9.00"))) == []


def test_the_last_of_several_rates_is_the_one_too_many():
    found = check_flat_rates(
        ESF_2021_27, [SEVEN, FIFTEEN, CALCULATED], evidence=Evidence(calculation_stored=True)
    )
    assert [(one.code, one.subject) for one in found] == [
        ("RATE_COMBINATION", "indirect_calculated")
    ]


def test_all_that_is_wrong_with_rates_is_said_at_once():
    above = rate(Kind.OTHER_OF_STAFF, 41)
    assert codes(ESF_2021_27, [above, SEVEN], Costs(D(1), D(1))) == [
        "RATE_OVER_MAXIMUM",
        "RATE_COMBINATION",
        "COVERED_BY_RATE",
    ]


def test_no_cost_is_an_amount_too():
    assert [str(part) for part in astuple(costs_of({}))] == ["0.00", "0.00", "0.00"]

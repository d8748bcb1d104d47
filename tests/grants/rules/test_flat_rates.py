from __future__ import annotations

from decimal import Decimal as D
from fractions import Fraction

import pytest

from grants.rules.flat_rates import (
    Costs,
    Evidence,
    FlatRate,
    Kind,
    check_covered,
    check_flat_rates,
    flat_totals,
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

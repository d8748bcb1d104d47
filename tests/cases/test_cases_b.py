"""Cases C10 to C19: staff, in kind and flat rates."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal as D
from fractions import Fraction

import pytest

from consortium.rules.money import cents_down, cents_half_up
from consortium.rules.spans import Span
from grants.rules.flat_rates import (
    Costs,
    FlatRate,
    Kind,
    add_on,
    add_on_change,
    check_flat_rates,
    flat_totals,
)
from grants.rules.profiles import ESF_2021_27
from reporting.rules.eligibility import check_allocation, check_kind, project_share
from reporting.rules.funding import Position, Terms, entitlement
from reporting.rules.staff import (
    ShareLetter,
    accept_annual_hours,
    accept_monthly_hours,
    annual_divisor,
    annual_rate,
    hours_cost,
    monthly_rate,
    share_cost,
    share_room,
)

HOURS = D("1720.00")
HALF = Fraction(1, 2)


def test_c10_hour_value_on_the_annual_method(esf_2021):
    rate = annual_rate(D("602000.00"), HOURS)
    cost = hours_cost(rate, D("412.50"))
    position = Position(TE=cost, P=cost, X=cost)
    result = entitlement(position, esf_2021("15000000.00", "30000000.00"))

    assert rate == D("350.00")
    assert cost == D("144375.00")
    assert asdict(position) == {
        "TE": D("144375.00"),
        "IK": D("0.00"),
        "P": D("144375.00"),
        "IKpub": D("0.00"),
        "X": D("144375.00"),
    }
    assert result.limits.tested()["L2"] == D("72187.50")


def test_c11_part_time_and_rate_rounding():
    four_fifths = Fraction(4, 5)
    gross = D("415333.47")

    divisor = annual_divisor(HOURS, four_fifths)
    rate = annual_rate(gross, HOURS, four_fifths)

    assert divisor == D("1376.00")
    assert rate == D("301.84")
    assert hours_cost(rate, D("900.25")) == D("271731.46")
    assert rate * divisor == D("415331.84")
    assert rate * divisor <= gross


def test_c12_hours_over_1720_in_two_projects():
    rate = D("350.00")

    result = accept_annual_hours(D("710.00"), D("1100.00"), annual_divisor(HOURS))
    lost = hours_cost(rate, result.rejected)
    add_on_lost = add_on(Fraction(15, 100), lost)

    assert result.accepted == D("620.00")
    assert result.rejected == D("90.00")
    assert lost == D("31500.00")
    assert add_on_lost == D("4725.00")
    assert lost + add_on_lost == D("36225.00")
    assert cents_down(HALF * Fraction(lost + add_on_lost)) == D("18112.50")
    assert [breach.code for breach in result.breaches] == ["HOURS_OVER_ANNUAL"]


def test_c12_limit_of_eight_months():
    assert annual_divisor(HOURS, months=8) == D("1146.66")


def test_c13_month_with_overtime():
    average = D("160.33")
    rate = monthly_rate(D("52500.00"), average)
    result = accept_monthly_hours(D("171.00"), D("0.00"), average)

    assert rate == D("327.44")
    assert result.accepted == D("160.33")
    assert result.rejected == D("10.67")
    assert hours_cost(rate, result.accepted) == D("52498.46")
    assert [breach.code for breach in result.breaches] == ["HOURS_OVER_MONTHLY"]


def test_c14_fixed_share_and_double_claim():
    gross = D("48750.00")
    first = ShareLetter("A", Span(date(2012, 1, 1), date(2012, 6, 30)), Fraction(40, 100))
    later = ShareLetter("B", Span(date(2012, 4, 1), date(2012, 12, 31)), Fraction(70, 100))

    room = share_room(later, [first])

    assert share_cost(gross, first.share, len(first.span.months)) == D("117000.00")
    assert room.highest == Fraction(60, 100)
    assert share_cost(gross, room.highest) == D("29250.00")
    assert [breach.code for breach in room.breaches] == ["SHARE_OVER_100"]


def test_c14_invoice_in_two_projects():
    invoice = D("80000.00")

    allocation = check_allocation(D(50), [D(60)])

    assert project_share(invoice, D(60)) == D("48000.00")
    assert project_share(invoice, allocation.highest_pct) == D("32000.00")
    assert [breach.code for breach in allocation.breaches] == ["DOUBLE_FUNDING"]


@pytest.mark.parametrize(
    ("public", "entitled"), [("0.00", "400000.00"), ("150000.00", "250000.00")]
)
def test_c15_in_kind_bites_before_one_half(esf_2021, public, entitled):
    in_kind = D("600000.00")
    position = Position(D("1000000.00"), IK=in_kind, P=D(public), X=in_kind + D(public))

    result = entitlement(position, esf_2021("500000.00", "1000000.00"))

    assert result.entitlement == D(entitled)
    assert result.binding == ("L4",)
    assert result.limits.tested()["L2"] == D("500000.00")


@pytest.mark.parametrize(
    ("final", "entitled", "binding"),
    [(False, "400000.00", ("L4",)), (True, "250000.00", ("L5",))],
)
def test_c15_in_kind_2007_13(esf_2007, final, entitled, binding):
    position = Position(D("1000000.00"), IK=D("600000.00"), P=D("150000.00"), X=D("750000.00"))
    under = esf_2007("500000.00", "1000000.00", final=final, match_test=False)

    result = entitlement(position, under)

    assert result.entitlement == D(entitled)
    assert result.binding == binding


@pytest.mark.parametrize(
    ("kinds", "strict", "entitled"),
    [
        ({"P": "500000.00"}, False, "500000.00"),
        ({"IK": "500000.00", "IKpub": "500000.00"}, False, "500000.00"),
        ({"IK": "500000.00", "IKpub": "500000.00"}, True, "0.00"),
    ],
    ids=["right", "wrong_paid", "wrong_strict"],
)
def test_c16_salaried_time_typed_as_in_kind(esf_2021, kinds, strict, entitled):
    amounts = {name: D(amount) for name, amount in kinds.items()}
    position = Position(D("1000000.00"), X=D("500000.00"), **amounts)

    result = entitlement(position, esf_2021("500000.00", "1000000.00", inkind_strict=strict))

    assert result.entitlement == D(entitled)


def test_c16_employee_in_kind_needs_a_payroll_reference():
    [breach] = check_kind(in_kind=True, by_employee=True, payroll_reference=" ")

    assert breach.code == "PAYROLL_REFERENCE_MISSING"
    assert check_kind(in_kind=True, by_employee=True, payroll_reference="Løn 2012/114") == []
    assert check_kind(in_kind=False, by_employee=True, payroll_reference="") == []


def test_c17_pilot_with_volunteer_mentors(esf_2021):
    in_kind = hours_cost(D("215.00"), 30 * D("24.00"))
    total = D("450000.00") + in_kind
    public = D("150000.00")

    result = entitlement(
        Position(total, IK=in_kind, P=public, X=in_kind + public),
        esf_2021("302400.00", "604800.00"),
    )

    assert in_kind == D("154800.00")
    assert total == D("604800.00")
    assert result.limits.tested()["L2"] == D("302400.00")
    assert result.entitlement == D("300000.00")
    assert result.binding == ("L4",)
    assert result.entitlement + public + in_kind == total
    assert result.limits.L2 + public + in_kind - total == D("2400.00")


@pytest.mark.parametrize(("people", "each"), [(30, "15000.00"), (35, "12857.14"), (40, "11250.00")])
def test_c17_unit_cost_of_the_pilot(people, each):
    assert cents_half_up(D("450000.00") / people) == D(each)


STAFF, OTHER = D("1234567.89"), D("345678.90")


@pytest.mark.parametrize(
    ("per_cent", "base", "amount"),
    [
        (7, STAFF + OTHER, "110617.27"),
        (15, STAFF, "185185.18"),
        (40, STAFF, "493827.15"),
        (20, OTHER, "69135.78"),
        (25, STAFF + OTHER, "395061.69"),
        (20, STAFF + OTHER, "316049.35"),
    ],
)
def test_c18_flat_rates_on_one_base(per_cent, base, amount):
    assert add_on(Fraction(per_cent, 100), base) == D(amount)


def test_c18_forty_per_cent_refuses_other_direct_cost():
    forty = [FlatRate(Kind.OTHER_OF_STAFF, Fraction(40, 100))]
    costs = Costs(STAFF, OTHER)

    totals = flat_totals(costs, forty)
    [breach] = check_flat_rates(ESF_2021_27, forty, costs)

    assert totals.total == D("1728395.04")
    assert totals.refused == D("345678.90")
    assert breach.code == "COVERED_BY_RATE"
    assert breach.params["amount"] == D("345678.90")


def test_c18_forty_and_twenty_do_not_combine():
    both = [
        FlatRate(Kind.OTHER_OF_STAFF, Fraction(40, 100)),
        FlatRate(Kind.STAFF_OF_OTHER, Fraction(20, 100)),
    ]

    assert [breach.code for breach in check_flat_rates(ESF_2021_27, both)] == ["RATE_COMBINATION"]


def test_c19_correction_in_the_base_moves_the_flat_rate():
    fifteen = [FlatRate(Kind.INDIRECT_OF_STAFF, Fraction(15, 100))]
    disallowed = D("10000.01")
    under = Terms(HALF, D("15000000.00"), D("15000000.00"), match_test=False)

    before = flat_totals(Costs(STAFF), fifteen).total
    after = flat_totals(Costs(STAFF - disallowed), fifteen).total
    fund = [entitlement(Position(total), under).entitlement for total in (before, after)]

    assert add_on_change(Fraction(15, 100), STAFF, disallowed) == D("-1500.00")
    assert [before, after] == [D("1419753.07"), D("1408253.06")]
    assert after - before == D("-11500.01")
    assert fund == [D("709876.53"), D("704126.53")]
    assert fund[1] - fund[0] == D("-5750.00")

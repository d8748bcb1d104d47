"""A voucher and what it must state, at the edges of each law (R-05, R-50 to R-60)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction

import pytest

from consortium.rules.spans import Span
from grants.rules.flat_rates import covered_kinds
from grants.rules.profiles import ESF_2007_13, ESF_2014_20, ESF_2021_27
from reporting.rules.eligibility import (
    EligibleAmount,
    VoucherDates,
    below_vat_limit,
    check_allocation,
    check_dates,
    check_kind,
    counted_recovery,
    eligible_amount,
    fingerprint,
    net_expenditure,
    project_share,
    vat_recovery_counts,
)
from reporting.rules.natures import NatureFacts, check_nature
from reporting.rules.vouchers import (
    CostFacts,
    check_cost,
    check_personal,
    fingerprint_of,
)

# One voucher.


def test_a_voucher_keeps_every_step():
    assert eligible_amount(D("100.00"), D("25.01"), D(50), D(60), D("5.00")) == EligibleAmount(
        gross=D("125.01"), vat_out=D("12.51"), not_project=D("45.00"), disallowed=D("5.00")
    )
    assert eligible_amount(D("100.00"), D("25.00")) == EligibleAmount(
        D("125.00"), D("0.00"), D("0.00"), D("0.00")
    )
    assert project_share(D("-0.03"), D(50)) == D("-0.01")
    assert eligible_amount(D("80.00"), D("0.00"), disallowed=D("5.00")).eligible == D("75.00")


LENIENT = replace(ESF_2021_27, dk_recoverable_vat_out=False)


@pytest.mark.parametrize(
    ("profile", "total", "counts"),
    [
        (LENIENT, "37299999.99", False),
        (LENIENT, "37300000.00", True),
        (ESF_2021_27, "37299999.99", True),
        (ESF_2007_13, "1.00", True),
        (replace(LENIENT, vat_limit_eur=None), "1.00", True),
    ],
)
def test_vat_is_in_below_five_million_euro_at_most(profile, total, counts):
    rate = D("7.46")
    assert vat_recovery_counts(profile, D(total), rate) is counts
    recovery = counted_recovery(profile, D(100), D(total), rate)
    kept = eligible_amount(D("100.00"), D("25.00"), recovery, D(50))
    assert recovery == (D(100) if counts else D(0))
    assert kept.eligible == (D("50.00") if counts else D("62.50"))


def test_a_limit_in_euro_is_below_it():
    assert not below_vat_limit(LENIENT, D("37300000.00"), D("7.46"))
    assert not below_vat_limit(replace(LENIENT, vat_limit_eur=None), D(1), D("7.46"))


def test_revenue_is_deducted_where_the_profile_says_so():
    deducts = replace(ESF_2007_13, revenue_deducted=True)
    assert net_expenditure(D("100.00"), D("30.00"), deducts) == D("70.00")
    keeps = replace(ESF_2007_13, revenue_deducted=False)
    assert net_expenditure(D("100.00"), D("30.00"), keeps) == D("100.00")


PROJECT = Span(dt.date(2012, 3, 1), dt.date(2015, 6, 30))


def dated(
    incurred: dt.date,
    paid: dt.date,
    profile=ESF_2007_13,
    prepared: dt.date | None = None,
    until: dt.date | None = None,
) -> list[str]:
    found = check_dates(
        VoucherDates(incurred, incurred, paid),
        profile,
        PROJECT,
        preparation_from=prepared,
        paid_until=until,
    )
    return [breach.code for breach in found]


def test_the_first_and_the_last_day_are_inside():
    early, late = dt.date(2012, 1, 1), dt.date(2015, 12, 31)
    assert dated(PROJECT.first, PROJECT.first) == []
    assert dated(PROJECT.last, PROJECT.last) == []
    assert dated(early, early, prepared=early) == []
    assert dated(PROJECT.first, PROJECT.first, prepared=PROJECT.last) == []
    assert dated(PROJECT.last, late, until=late) == []
    assert dated(PROJECT.last, PROJECT.last, until=PROJECT.first) == []
    assert dated(early, early) == ["INCURRED_OUTSIDE_PROJECT", "PAID_OUTSIDE_PROJECT"]
    no_ends = replace(ESF_2007_13, eligible_from=None, expenditure_paid_by=None)
    assert dated(PROJECT.first, dt.date(2016, 1, 1), no_ends, until=dt.date(2016, 1, 1)) == []
    starts = replace(ESF_2007_13, eligible_from=PROJECT.first, expenditure_paid_by=PROJECT.last)
    assert dated(PROJECT.first, PROJECT.last, starts) == []


def test_a_fingerprint_is_not_fooled_by_spelling():
    day = dt.date(2012, 5, 1)
    one = fingerprint(" DK-12 34 56 78", "No. 00Æ-17/Ø", D("10.005"), day)
    assert one == "12345678|no00æ17ø|10.01|2012-05-01"
    assert fingerprint("12345678", "0017", D(1), day) == "12345678|17|1.00|2012-05-01"
    assert fingerprint("SE-1 Ab", "00x", D(1), day) == "se1ab|x|1.00|2012-05-01"
    assert fingerprint_of("a", "b", D(1), day) == fingerprint_of(" A ", "B-", D(1), day)


def test_shares_of_a_voucher_fill_the_whole():
    assert check_allocation(D(40), [D(40), D(20)]).highest_pct == D(40)
    assert check_allocation(D(40), [D(40), D(20)]).breaches == ()
    over = check_allocation(D("0.01"), [D(70), D(50)], "B7")
    assert over.highest_pct == D(0)
    [breach] = over.breaches
    assert str(breach) == (
        "This voucher is already financed with 120 per cent, as B7; at most 0 per cent is left, "
        "not 0.01."
    )


@pytest.mark.parametrize(
    ("in_kind", "employee", "reference", "refused"),
    [
        (True, True, "", True),
        (True, True, "L1", False),
        (True, False, "", False),
        (False, True, "", False),
        (False, False, "", False),
    ],
)
def test_an_employee_gives_nothing_in_kind_without_a_payroll(in_kind, employee, reference, refused):
    assert bool(check_kind(in_kind, employee, reference)) is refused


# What a cost must state.

DAY = dt.date(2012, 5, 1)
COST = CostFacts(
    kind="voucher",
    line_kind="travel",
    texts={"voucher_no": "1", "text": "Tog", "ledger_account": "4000", "booking_no": "9"},
    dates=VoucherDates(DAY, DAY, DAY),
    net=D("0.01"),
    vat=D("0.00"),
    share_pct=D(100),
)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"net": D("0.00"), "vat": D("0.01")},
        {"net": D("0.01"), "vat": D("0.01")},
        {"share_pct": D("0.01")},
        {"form": "own"},
        {"kind": "in_kind", "form": ""},
        {"kind": "in_kind", "form": "in_kind"},
        {"dates": VoucherDates(dt.date(2012, 3, 1), DAY, DAY)},
    ],
)
def test_a_cost_in_order_has_no_breach(changes):
    allowed = replace(ESF_2007_13, inkind_allowed=True)
    assert check_cost(replace(COST, **changes), allowed, PROJECT, on=DAY) == []


def test_a_cost_says_all_that_is_wrong_with_it_in_order():
    wrong = CostFacts(
        "voucher",
        "flat_rate",
        {"text": "010203-1234"},
        VoucherDates(DAY, dt.date(2012, 1, 1), dt.date(2012, 5, 2)),
        D("-1.00"),
        D("0.00"),
        D(101),
        "cash",
    )
    found = check_cost(wrong, ESF_2007_13, PROJECT, on=DAY)
    assert [(breach.code, breach.subject) for breach in found] == [
        ("CPR_NUMBER", "text"),
        ("FIELD_MISSING", "voucher_no"),
        ("FIELD_MISSING", "ledger_account"),
        ("FIELD_MISSING", "booking_no"),
        ("AMOUNT_NEGATIVE", "net"),
        ("SHARE_OUTSIDE", "project_share_pct"),
        ("FLAT_RATE_LINE", "line"),
        ("FORM_NOT_FOR_VOUCHER", "cofinancing_form"),
        ("INCURRED_OUTSIDE_PROJECT", "incurred_on"),
        ("NOT_PAID_YET", "paid_on"),
    ]
    assert check_personal({"a": "1", "b": ""}) == []


def test_a_cost_that_a_flat_rate_covers_is_refused():
    covering = replace(ESF_2021_27, flat_rates=(("other_of_staff", Fraction(2, 5)),))
    assert covered_kinds(covering)
    for kind in covered_kinds(covering):
        cost = replace(COST, line_kind=kind)
        found = check_cost(cost, covering, PROJECT, on=DAY)
        assert "COVERED_BY_RATE" in [breach.code for breach in found]


def test_cost_before_the_project_needs_a_profile_that_has_preparation():
    early = dt.date(2012, 1, 1)
    prepared = replace(ESF_2007_13, preparation_from=early)
    dates = VoucherDates(early, early, early)
    assert check_cost(replace(COST, dates=dates), prepared, PROJECT, on=DAY) == []


def test_land_up_to_its_share_and_a_kind_that_is_simply_allowed():
    land = NatureFacts("land", amount=D("10.00"))
    around = {"land_before": D("90.00"), "budget": D("1000.00")}
    assert check_nature(land, ESF_2021_27, **around) == []
    [over] = check_nature(replace(land, amount=D("120.00")), ESF_2021_27, **around)
    assert over.params["room"] == D("10.00")
    [none] = check_nature(land, ESF_2021_27, land_before=D("100.01"), budget=D("1000.00"))
    assert none.params["room"] == D("0.00")
    for basis in ("necessary", "depreciated", "cheapest"):
        bought = NatureFacts("equipment", basis, "Nødvendigt")
        assert check_nature(bought, ESF_2021_27, **around) == []
    assert check_nature(NatureFacts("equipment"), ESF_2014_20, **around) == []
    both = check_nature(NatureFacts("equipment"), ESF_2021_27, **around)
    assert [breach.subject for breach in both] == ["nature_basis", "nature_reason"]

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.spans import Span
from grants.rules.profiles import ESF_2007_13, ESF_2021_27, MUNICIPAL_AGREEMENT
from reporting.rules.eligibility import (
    VoucherDates,
    below_vat_limit,
    check_allocation,
    check_dates,
    eligible_amount,
    eligible_vat,
    fingerprint,
    net_expenditure,
    project_share,
    vat_recovery_counts,
)

ore = st.integers(-(10**10), 10**10).map(lambda cents: D(cents).scaleb(-2))
percentages = st.integers(0, 10000).map(lambda hundredths: D(hundredths).scaleb(-2))
PROJECT = Span(date(2012, 3, 1), date(2015, 6, 30))


def test_every_step_is_kept():
    result = eligible_amount(D("100.00"), D("25.00"), D(40), D(50), D("7.50"))

    assert result.gross == D("125.00")
    assert result.vat_out == D("10.00")
    assert result.not_project == D("57.50")
    assert result.disallowed == D("7.50")
    assert result.eligible == D("50.00")


@given(ore, ore, percentages, percentages)
def test_a_credit_note_undoes_its_invoice(net, vat, recovery, share):
    invoice = eligible_amount(net, vat, recovery, share)
    credit_note = eligible_amount(-net, -vat, recovery, share)

    assert invoice.eligible + credit_note.eligible == 0


@given(ore.filter(lambda amount: amount >= 0), st.lists(percentages, max_size=6))
def test_shares_within_the_whole_never_pay_more_than_the_voucher(amount, shares):
    taken: list[D] = []
    for share in shares:
        if not check_allocation(share, taken).breaches:
            taken.append(share)

    assert sum(taken) <= 100
    assert sum(project_share(amount, share) for share in taken) <= amount


@pytest.mark.parametrize("wrong", ["-0.01", "100.01"])
def test_percentages_have_bounds(wrong):
    with pytest.raises(ValueError, match="between 0 and 100"):
        eligible_vat(D("25.00"), D(wrong))


def test_recoverable_vat_counts_only_where_the_danish_default_is_off():
    open_profile = replace(ESF_2021_27, dk_recoverable_vat_out=False)
    rate = D("7.46")

    assert not vat_recovery_counts(open_profile, D("37299999.99"), rate)
    assert vat_recovery_counts(open_profile, D("37300000.00"), rate)
    assert vat_recovery_counts(ESF_2007_13, D("1.00"), rate)
    assert not below_vat_limit(ESF_2007_13, D("1.00"), rate)


def test_revenue_counts_where_the_profile_deducts_it():
    assert net_expenditure(D("100.00"), D("30.00"), ESF_2007_13) == D("70.00")
    assert net_expenditure(D("100.00"), D("30.00"), MUNICIPAL_AGREEMENT) == D("100.00")


@pytest.mark.parametrize(
    ("incurred", "paid", "expected"),
    [
        (date(2012, 3, 1), date(2015, 6, 30), []),
        (date(2012, 2, 29), date(2012, 4, 1), ["INCURRED_OUTSIDE_PROJECT"]),
        (date(2015, 7, 1), date(2015, 7, 1), ["INCURRED_OUTSIDE_PROJECT", "PAID_OUTSIDE_PROJECT"]),
        (date(2012, 3, 1), None, ["NOT_PAID"]),
        (date(2012, 3, 1), date(2012, 2, 1), ["PAID_OUTSIDE_PROJECT"]),
    ],
)
def test_dates_lie_inside_the_project(incurred, paid, expected):
    dates = VoucherDates(incurred, incurred, paid)

    breaches = check_dates(dates, ESF_2007_13, PROJECT)

    assert [breach.code for breach in breaches] == expected
    assert all(str(breach) for breach in breaches)


def test_dates_lie_inside_the_programme():
    long_project = Span(date(2006, 6, 1), date(2016, 6, 30))
    dates = VoucherDates(date(2006, 7, 1), date(2006, 7, 1), date(2016, 1, 1))

    codes = [breach.code for breach in check_dates(dates, ESF_2007_13, long_project)]

    assert codes == ["INCURRED_BEFORE_PROGRAMME", "PAID_AFTER_PROGRAMME"]


def test_the_grant_letter_may_widen_the_project_period():
    dates = VoucherDates(date(2012, 2, 1), date(2012, 2, 1), date(2015, 9, 1))

    breaches = check_dates(
        dates,
        ESF_2007_13,
        PROJECT,
        preparation_from=date(2012, 1, 1),
        paid_until=date(2015, 9, 30),
    )

    assert breaches == []


@pytest.mark.parametrize(
    ("supplier", "number"),
    [("13585628", "F-0012"), ("DK 13 58 56 28", "f0012"), ("DK13585628", " F 0012 ")],
)
def test_spelling_does_not_change_the_fingerprint(supplier, number):
    mark = fingerprint(supplier, number, D("125"), date(2012, 3, 1))

    assert mark == "13585628|f0012|125.00|2012-03-01"


def test_other_vouchers_have_other_fingerprints():
    marks = {
        fingerprint("13585628", "12", D("125.00"), date(2012, 3, 1)),
        fingerprint("13585628", "13", D("125.00"), date(2012, 3, 1)),
        fingerprint("13585628", "12", D("125.01"), date(2012, 3, 1)),
        fingerprint("13585628", "12", D("125.00"), date(2012, 3, 2)),
        fingerprint("13585629", "12", D("125.00"), date(2012, 3, 1)),
    }

    assert len(marks) == 5


def test_allocation_over_the_whole_says_what_is_left():
    allocation = check_allocation(D("50"), [D("60"), D("45")])

    assert allocation.highest_pct == 0
    assert "already financed with 105 per cent" in str(allocation.breaches[0])

"""Many vouchers at one look: the laws of one voucher, in whole øre and by column."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from reporting.rules.eligibility import eligible_amount, eligible_cents
from reporting.rules.vouchers import (
    check_personal,
    fingerprint_of,
    fingerprints_of,
    stand_by_themselves,
)

CENTS = st.integers(0, 10**11) | st.integers(0, 300)
PER_CENT = st.integers(0, 10_000) | st.sampled_from([0, 1, 3333, 5000, 10_000])
NAMES = st.sampled_from(["", "DK25050053", "25050053", "DSB A/S", "Ærø Færgefart", "--"])
NUMBERS = st.sampled_from(["", "F-1", "0001", "Æ 12", "000", "f/1"])
NAMED = ("voucher_no", "text", "ledger_account", "booking_no")


def exact(cents):
    return Decimal(cents).scaleb(-2)


@given(rows=st.lists(st.tuples(CENTS, CENTS, PER_CENT), min_size=1, max_size=4), back=PER_CENT)
@example(rows=[(0, 1, 10_000), (0, 3, 1)], back=5000)
def test_what_counts_is_the_same_in_whole_oere(rows, back):
    nets, vats, shares = zip(*rows, strict=True)
    kept, amounts = eligible_cents(nets, vats, back, shares)
    for place, (net, vat, share) in enumerate(rows):
        law = eligible_amount(exact(net), exact(vat), exact(back), exact(share))
        assert exact(amounts[place]) == law.eligible
        assert exact(kept[place]) == exact(vat) - law.vat_out


@given(rows=st.lists(st.tuples(NAMES, NUMBERS, st.integers(1, 10**9)), min_size=1, max_size=4))
def test_the_fingerprint_is_the_same(rows):
    day = dt.date(2012, 4, 2)
    names, numbers, gross = zip(*rows, strict=True)
    found = fingerprints_of(names, numbers, gross, ["2012-04-02"] * len(rows))
    assert found == [fingerprint_of(name, no, exact(cents), day) for name, no, cents in rows]


def texts(**changes):
    return {**{name: ["B1", "B2"] for name in NAMED}, "supplier": ["DSB", ""], **changes}


def test_only_what_is_plainly_right_stands_by_itself():
    assert stand_by_themselves(texts(), [1, 2], [0, 5])
    assert not stand_by_themselves(texts(), [1, 0], [0, 5])
    assert not stand_by_themselves(texts(), [1, 2], [0, -1])
    for name in NAMED:
        assert not stand_by_themselves(texts(**{name: ["B1", ""]}), [1, 2], [0, 0])
    for number in ("010180-1234", "0101801234", "Til 010180 1234"):
        held = {"supplier": ["DSB", number]}
        assert check_personal({"supplier": number})
        assert not stand_by_themselves(texts(**held), [1, 2], [0, 0])
    # Two texts make no number between them.
    assert stand_by_themselves(
        texts(supplier=["Firma Nr. 010180", "1234 Firma A/S"]), [1, 2], [0, 0]
    )

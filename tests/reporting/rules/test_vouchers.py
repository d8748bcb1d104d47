"""What a cost must state, by itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from consortium.rules.spans import Span
from grants.rules.profiles import ESF_2007_13
from reporting.rules.eligibility import VoucherDates, counted_recovery, eligible_amount
from reporting.rules.vouchers import (
    CostFacts,
    check_cost,
    check_personal,
    fingerprint_of,
)

DAY = date(2012, 5, 1)
TEXTS = {"voucher_no": "1", "text": "Tog", "ledger_account": "4000", "booking_no": "9"}


def cost(**changes: object) -> CostFacts:
    fields: dict[str, object] = {
        "kind": "voucher",
        "line_kind": "travel",
        "texts": TEXTS,
        "dates": VoucherDates(DAY, DAY, DAY),
        "net": Decimal("49382.68"),
        "vat": Decimal("12345.67"),
        "share_pct": Decimal(100),
    }
    return CostFacts(**{**fields, **changes})  # type: ignore[arg-type]


def test_a_good_cost_has_no_breach():
    project = Span(date(2012, 3, 1), date(2015, 6, 30))
    assert check_cost(cost(), ESF_2007_13, project, on=DAY) == []


def test_vat_by_recovery_c20():
    for recovery, expected in (("100", "49382.68"), ("0", "61728.35"), ("63", "53950.58")):
        whole, eur = Decimal("30000000.00"), Decimal("7.46")
        counted = counted_recovery(ESF_2007_13, Decimal(recovery), whole, eur)
        kept = eligible_amount(cost().net, cost().vat, counted)
        assert (kept.eligible, counted) == (Decimal(expected), Decimal(recovery))


def test_a_fingerprint_needs_a_supplier_and_a_number():
    assert fingerprint_of(" ", "1", Decimal(1), DAY) == ""
    assert fingerprint_of("1", " ", Decimal(1), DAY) == ""
    assert len(fingerprint_of("1", "1", Decimal(1), DAY)) == 64


def test_cpr_numbers_in_any_text():
    assert [b.subject for b in check_personal({"a": "ok", "b": "010203-1234"})] == ["b"]

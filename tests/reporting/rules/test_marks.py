"""Marks: what makes a line deserve a look, as tables and as properties."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.queries.texts import sentence_text
from consortium.rules.spans import is_working_day
from grants.rules.desk_limits import DESK_LIMITS, desk_limits
from reporting.rules import marks
from reporting.rules.marks import KINDS, Bill, Limits, Line, Supplier, marks_of

LIMITS = Limits.of(DESK_LIMITS, Decimal("30000.00"))
TUESDAY = dt.date(2012, 5, 8)
FIRM = Supplier("Konsulenthuset ApS", "29189668")


def line(**changed):
    """A voucher without any mark."""
    bill: dict[str, Any] = {
        "key": 1,
        "voucher_no": "A1",
        "supplier": FIRM,
        "amount": Decimal("1234.56"),
        "invoice_no": "F-1",
        "invoice_date": TUESDAY,
    }
    told: dict[str, Any] = {
        "kind": "voucher",
        "at_stake": Decimal("1234.56"),
        "net": Decimal("1234.56"),
        "delivery_date": TUESDAY,
        "ends_on": dt.date(2012, 8, 31),
    }
    bill |= {name: value for name, value in changed.items() if name in bill}
    told |= {name: value for name, value in changed.items() if name not in bill}
    return Line(bill=Bill(**bill), **told)


def other(**changed):
    told: dict[str, Any] = {
        "key": 2,
        "voucher_no": "A2",
        "supplier": FIRM,
        "amount": Decimal("1234.56"),
        "invoice_no": "F-2",
        "invoice_date": TUESDAY,
    }
    return Bill(**(told | changed))


def codes(one, **around):
    return [mark.code for mark in marks_of(one, LIMITS, **around)]


def test_an_ordinary_line_has_no_mark():
    assert codes(line(), known=frozenset({FIRM.key}), others=[line().bill]) == []


@pytest.mark.parametrize(
    ("day", "marked"),
    [
        (dt.date(2012, 8, 24), False),
        (dt.date(2012, 8, 27), True),
        (dt.date(2012, 8, 31), True),
        # Incurred after the period: that is another rule's matter.
        (dt.date(2012, 9, 3), False),
    ],
)
def test_near_the_end_are_the_last_seven_days(day, marked):
    assert ("near_end" in codes(line(delivery_date=day))) is marked


def test_hours_of_the_last_month_are_not_near_the_end():
    staff = line(kind="staff", delivery_date=dt.date(2012, 8, 31), month=dt.date(2012, 8, 1))
    assert codes(staff) == []


@pytest.mark.parametrize(
    ("amount", "marked"),
    [
        ("1000.00", True),
        ("25000.00", True),
        ("1500.00", False),
        ("1000.01", False),
        ("0.00", False),
    ],
)
def test_round_amounts(amount, marked):
    assert ("round" in codes(line(amount=Decimal(amount)))) is marked


@pytest.mark.parametrize(
    ("invoiced", "delivered", "marked"),
    [
        (TUESDAY, TUESDAY, False),
        (dt.date(2012, 5, 12), TUESDAY, True),  # a Saturday
        (TUESDAY, dt.date(2012, 5, 13), True),  # a Sunday
        (dt.date(2012, 5, 17), TUESDAY, True),  # Ascension Day
    ],
)
def test_weekends_and_holidays(invoiced, delivered, marked):
    found = codes(line(invoice_date=invoiced, delivery_date=delivered))
    assert ("day_off" in found) is marked


@pytest.mark.parametrize(
    ("neighbour", "marked"),
    [
        (other(), True),
        (other(invoice_date=TUESDAY + dt.timedelta(days=30)), True),
        (other(invoice_date=TUESDAY + dt.timedelta(days=31)), False),
        (other(amount=Decimal("1234.57")), False),
        # The same number in another spelling, whatever the amount and the day.
        (other(invoice_no="f 01", amount=Decimal("9.00"), invoice_date=dt.date(2011, 1, 3)), False),
        (other(invoice_no="F1", amount=Decimal("9.00"), invoice_date=dt.date(2011, 1, 3)), True),
        (other(supplier=Supplier("Konsulenthuset", "DK 29 18 96 68")), True),
        (other(supplier=Supplier("Et andet hus", "55133018")), False),
        (other(key=1), False),
    ],
)
def test_lines_like_another(neighbour, marked):
    assert ("twin" in codes(line(), others=[neighbour])) is marked


@pytest.mark.parametrize(
    ("known", "marked"),
    [(None, False), (frozenset(), True), (frozenset({FIRM.key}), False)],
)
def test_first_from_a_supplier_only_where_there_is_an_earlier_report(known, marked):
    assert ("new_supplier" in codes(line(), known=known)) is marked


@pytest.mark.parametrize(
    ("hours", "others", "marked"),
    [
        ("150.00", ["100.00", "100.00", "100.00"], False),
        ("150.01", ["100.00", "100.00", "100.00"], True),
        ("49.99", ["100.00", "90.00", "110.00"], True),
        ("160.00", ["100.00", "100.00"], False),
        ("1.00", ["0.00", "0.00", "0.00"], True),
    ],
)
def test_hours_are_compared_with_the_persons_own_months(hours, others, marked):
    staff = line(
        kind="staff",
        month=dt.date(2012, 5, 1),
        hours=Decimal(hours),
        other_hours=sum(map(Decimal, others), Decimal(0)),
        other_months=len(others),
    )
    assert ("hours" in codes(staff)) is marked


def test_late_papers_and_market():
    assert codes(line(late_of=1)) == ["late"]
    assert codes(line(lacks=("voucher", "proof of payment"))) == ["papers"]
    assert codes(line(net=Decimal("30000.00"))) == []
    assert codes(line(net=Decimal("30000.01"))) == ["market"]


@pytest.mark.parametrize(
    ("room", "marked"), [("1234.56", False), ("1234.55", True), ("-5.00", True)]
)
def test_over_the_room(room, marked):
    assert (marks.over_room(line(), "2 Ekstern", Decimal(room)) is not None) is marked


SENTENCES = [
    (
        lambda: marks.over_room(line(), "2 Ekstern bistand", Decimal("200.00")),
        "1,234.56 kr. at stake, and 200.00 kr. is left on 2 Ekstern bistand for all partners.",
        "1.234,56 kr. er på spil, og der er 200,00 kr. tilbage på 2 Ekstern bistand for alle "
        "partnere.",
        "R-91",
    ),
    (
        lambda: marks.near_end(line(delivery_date=dt.date(2012, 8, 31)), LIMITS),
        "Delivered on 31/08/2012, in the last 7 days of the period.",
        "Leveret den 31.8.2012, i periodens sidste 7 dage.",
        "R-52",
    ),
    (
        lambda: marks.round_amount(line(amount=Decimal("25000.00")), LIMITS),
        "25,000.00 kr. is a whole multiple of 1,000.00 kr.",
        "25.000,00 kr. er et helt antal gange 1.000,00 kr.",
        "rules 4.2",
    ),
    (
        lambda: marks.day_off(line(invoice_date=dt.date(2012, 5, 12))),
        "The invoice is of 12/05/2012, a weekend or a public holiday.",
        "Fakturaen er fra den 12.5.2012, en weekend eller helligdag.",
        "rules 4.2",
    ),
    (
        lambda: marks.day_off(line(delivery_date=dt.date(2012, 5, 13))),
        "Delivered on 13/05/2012, a weekend or a public holiday.",
        "Leveret den 13.5.2012, en weekend eller helligdag.",
        "rules 4.2",
    ),
    (
        lambda: marks.twin(line(), [other(invoice_no="F-1")], LIMITS),
        "A2 has the same invoice number from Konsulenthuset ApS.",
        "A2 har samme fakturanummer fra Konsulenthuset ApS.",
        "A-11",
    ),
    (
        lambda: marks.twin(line(), [other(invoice_date=dt.date(2012, 5, 18))], LIMITS),
        "A2 is of the same amount from Konsulenthuset ApS, 10 days apart.",
        "A2 er på samme beløb fra Konsulenthuset ApS med 10 dages mellemrum.",
        "A-11",
    ),
    (
        lambda: marks.new_supplier(line(), frozenset()),
        "No earlier report of the partner has a cost from Konsulenthuset ApS.",
        "Ingen af partnerens tidligere rapporter har en udgift fra Konsulenthuset ApS.",
        "rules 4.2",
    ),
    (
        lambda: marks.late(line(late_of=1)),
        "Incurred in period 1, which had closed.",
        "Afholdt i periode 1, som var lukket.",
        "R-52",
    ),
    (
        lambda: marks.hours_unusual(
            line(
                kind="staff",
                month=dt.date(2012, 5, 1),
                hours=Decimal("160.00"),
                other_hours=Decimal("100.00"),
                other_months=3,
            ),
            LIMITS,
        ),
        "160.00 hours, and 33.33 is the mean of the person's 3 others.",
        "160,00 timer, og 33,33 er gennemsnittet af personens 3 andre måneder.",
        "R-30",
    ),
    (
        lambda: marks.papers(line(lacks=("voucher", "proof of payment"))),
        "Missing: voucher, proof of payment.",
        "Mangler: bilag, betalingsdokumentation.",
        "A-01",
    ),
    (
        lambda: marks.market(line(net=Decimal("30000.01")), LIMITS),
        "30,000.01 kr. net is above the procurement limit of 30,000.00 kr.",
        "30.000,01 kr. netto er over indkøbsgrænsen på 30.000,00 kr.",
        "A-21",
    ),
]


@pytest.mark.parametrize(("made", "english", "danish", "rule"), SENTENCES)
def test_a_mark_says_why_with_its_figures_and_its_rule(made, english, danish, rule):
    mark = made()
    assert mark is not None and mark.code in KINDS
    assert (mark.subject, mark.rule) == ("A1", rule)
    assert sentence_text(mark, "en") == english
    assert sentence_text(mark, "da") == danish


def test_a_profile_moves_the_limits_and_only_known_ones():
    own = Limits.of(desk_limits({"round_step": Fraction(500), "near_end_days": Fraction(1)}))
    assert (own.round_step, own.near_end_days, own.market_from) == (Decimal("500.00"), 1, None)
    every = {
        "near_end_days": Fraction(3),
        "round_step": Fraction(250),
        "twin_days": Fraction(9),
        "hours_off": Fraction(1, 7),
        "hours_months": Fraction(5),
    }
    named = Limits.of(every, Decimal("100.00"))
    assert named == Limits(3, Decimal("250.00"), 9, Fraction(1, 7), 5, Decimal("100.00"))
    with pytest.raises(ValueError, match="unknown limits of the desk: days"):
        desk_limits({"days": Fraction(1)})


def test_only_a_paid_voucher_is_like_another_or_above_the_procurement_limit():
    staff = line(kind="staff", net=Decimal("30000.01"), month=dt.date(2012, 5, 1))
    assert marks.twin(staff, [other()], LIMITS) is None
    assert marks.market(staff, LIMITS) is None
    unbound = replace(LIMITS, market_from=None)
    assert marks.market(line(net=Decimal("30000.01")), unbound) is None
    unnamed = line(supplier=Supplier(""))
    assert marks.twin(unnamed, [other(supplier=Supplier(""))], LIMITS) is None


def test_of_two_twins_the_earlier_row_is_named():
    found = marks.twin(line(), [other(key=9, voucher_no="A9"), other(key=2)], LIMITS)
    assert found is not None and found.params["other"] == "A2"


def test_half_a_krone_is_round_where_the_step_says_so():
    fine = replace(LIMITS, round_step=Decimal("0.50"))
    assert marks.round_amount(line(amount=Decimal("0.50")), fine) is not None
    assert marks.round_amount(line(amount=Decimal("-0.50")), fine) is None


def test_one_other_month_is_enough_where_the_limit_asks_for_none():
    staff = line(
        kind="staff",
        month=dt.date(2012, 5, 1),
        hours=Decimal("160.00"),
        other_hours=Decimal("10.00"),
        other_months=1,
    )
    assert marks.hours_unusual(staff, replace(LIMITS, hours_months=0)) is not None


days = st.dates(dt.date(2012, 1, 1), dt.date(2015, 12, 31))
amounts = st.decimals("0.01", "99999.99", places=2)


@given(amount=amounts, invoiced=days, delivered=days, ends=days)
def test_each_kind_at_most_once_and_working_days_are_never_marked(
    amount, invoiced, delivered, ends
):
    one = line(amount=amount, invoice_date=invoiced, delivery_date=delivered, ends_on=ends)
    found = codes(one)
    assert len(found) == len(set(found))
    both = is_working_day(invoiced) and is_working_day(delivered)
    assert ("day_off" in found) is not both
    assert ("round" in found) is (amount % 1000 == 0)


@given(first=amounts, second=amounts, apart=st.integers(0, 60))
def test_likeness_is_mutual(first, second, apart):
    a = line(amount=first, invoice_no="")
    b = line(key=2, amount=second, invoice_no="", invoice_date=TUESDAY + dt.timedelta(days=apart))
    one = marks.twin(a, [b.bill], LIMITS) is not None
    assert one is (marks.twin(b, [a.bill], LIMITS) is not None)
    assert one is (first == second and apart <= 30)

"""The risk of a report: each reason at its limit, and the level by their number."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.queries.texts import sentence_text
from grants.rules.desk_limits import DESK_LIMITS
from reporting.rules.risk import HIGH, LOW, RAISED, Limits, RiskFacts, risk_of

LIMITS = Limits.of(DESK_LIMITS)
D = Decimal


def codes(**facts):
    return [reason.code for reason in risk_of(RiskFacts(**facts), LIMITS).reasons]


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, []),
        ({"lines": 10, "marked": 2}, []),
        ({"lines": 10, "marked": 3}, ["RISK_MARKED"]),
        ({"earlier_reported": D("1000.00"), "earlier_disallowed": D("20.00")}, []),
        ({"earlier_reported": D("1000.00"), "earlier_disallowed": D("20.01")}, ["RISK_DISALLOWED"]),
        ({"amount": D("40.00"), "amount_of_all": D("100.00")}, []),
        ({"amount": D("40.01"), "amount_of_all": D("100.00")}, ["RISK_LARGE"]),
        # The only report of the period is not large among others.
        ({"amount": D("100.00"), "amount_of_all": D("100.00")}, []),
        ({"days_late": 1}, ["RISK_LATE"]),
        ({"is_first": True}, ["RISK_FIRST"]),
    ],
)
def test_each_reason_stands_beyond_its_limit(facts, found):
    assert codes(**facts) == found


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({}, LOW),
        ({"days_late": 3}, RAISED),
        ({"days_late": 3, "is_first": True}, RAISED),
        ({"days_late": 3, "is_first": True, "lines": 1, "marked": 1}, HIGH),
    ],
)
def test_the_level_counts_the_reasons(facts, level):
    assert risk_of(RiskFacts(**facts), LIMITS).level == level


@pytest.mark.parametrize(
    ("facts", "english", "danish", "rule"),
    [
        (
            {"lines": 10, "marked": 3},
            "3 of 10 lines carry a mark.",
            "3 af 10 linjer bærer et mærke.",
            "rules 4.2",
        ),
        (
            {"earlier_reported": D("1000.00"), "earlier_disallowed": D("20.01")},
            "20.01 kr. of the 1,000.00 kr. reported earlier were disallowed.",
            "20,01 kr. af de 1.000,00 kr., der tidligere er rapporteret, er underkendt.",
            "rules 4.2",
        ),
        (
            {"amount": D("45.99"), "amount_of_all": D("100.00")},
            "It is 45 per cent of what all partners report for the period.",
            "Den er 45 procent af det, alle partnere rapporterer for perioden.",
            "rules 4.2",
        ),
        (
            {"days_late": 36},
            "The deadline was passed by 36 days.",
            "Fristen er overskredet med 36 dage.",
            "W-03",
        ),
        (
            {"days_late": 1},
            "The deadline was passed by one day.",
            "Fristen er overskredet med én dag.",
            "W-03",
        ),
        (
            {"is_first": True},
            "No earlier report of the partner has been verified: every line is checked.",
            "Ingen af partnerens tidligere rapporter er kontrolleret: Hver linje gennemgås.",
            "rules 4.2",
        ),
    ],
)
def test_a_reason_says_why_with_its_figures_and_its_rule(facts, english, danish, rule):
    [reason] = risk_of(RiskFacts(**facts), LIMITS).reasons
    assert (reason.subject, reason.rule) == ("", rule)
    assert isinstance(reason.params, Mapping)
    assert sentence_text(reason, "en") == english
    assert sentence_text(reason, "da") == danish


def test_a_profile_moves_each_limit_by_its_name():
    own = {
        "risk_marked_share": Fraction(1, 2),
        "risk_disallowed_share": Fraction(1, 3),
        "risk_amount_share": Fraction(1, 4),
        "risk_high_reasons": Fraction(2),
    }
    assert Limits.of(own) == Limits(Fraction(1, 2), Fraction(1, 3), Fraction(1, 4), 2)


@given(lines=st.integers(0, 50), marked=st.integers(0, 50), late=st.integers(-5, 60))
def test_more_marks_never_lower_the_risk(lines, marked, late):
    marked = min(marked, lines)
    order = [LOW, RAISED, HIGH]
    one = risk_of(RiskFacts(lines=lines, marked=marked, days_late=late), LIMITS)
    more = risk_of(RiskFacts(lines=lines, marked=lines, days_late=late), LIMITS)
    assert order.index(one.level) <= order.index(more.level)

"""Kinds of cost, valuations in kind, and rates against the grant's own rules, as laws."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.queries.texts import sentence_text
from grants.rules.profiles import ESF_2007_13, ESF_2014_20, ESF_2021_27
from reporting.rules.inkind import Valuation, check_valuation, work_value
from reporting.rules.natures import NATURES, NatureFacts, check_nature, named_natures
from reporting.rules.staff import RateTerms, check_terms

MONEY = st.decimals(min_value="0", max_value="99999999", places=2)
REASONED = {"basis": "necessary", "reason": "Kun udstyret når målet"}
NOTE = Valuation("goods", "Markedspris", "Tilbud", "Vurderingsmand")


@pytest.mark.parametrize(
    ("profile", "nature", "given_", "code"),
    [
        (ESF_2007_13, "ordinary", {}, None),
        (ESF_2007_13, "depreciation", {}, None),
        (ESF_2007_13, "equipment", REASONED, "NATURE_NOT_ELIGIBLE"),
        (ESF_2007_13, "interest", {}, "NATURE_NOT_ELIGIBLE"),
        (ESF_2007_13, "recoverable_vat", {}, "NATURE_NOT_ELIGIBLE"),
        (ESF_2014_20, "equipment", {}, None),
        (ESF_2014_20, "interest", {}, "NATURE_NOT_ELIGIBLE"),
        (ESF_2021_27, "equipment", REASONED, None),
        (ESF_2021_27, "equipment", {**REASONED, "basis": ""}, "NATURE_BASIS_MISSING"),
        (ESF_2021_27, "equipment", {**REASONED, "basis": "nice"}, "NATURE_BASIS_MISSING"),
        (ESF_2021_27, "equipment", {**REASONED, "reason": " "}, "NATURE_REASON_MISSING"),
        (replace(ESF_2007_13, cost_natures=()), "equipment", REASONED, "NATURE_UNKNOWN"),
        (replace(ESF_2007_13, cost_natures=()), "ordinary", {}, None),
    ],
)
def test_what_becomes_of_a_kind(profile, nature, given_, code):
    facts = NatureFacts(nature, amount=D("100.00"), **given_)
    found = check_nature(facts, profile, land_before=D(0), budget=D("1000.00"))
    assert [breach.code for breach in found] == ([code] if code else [])
    assert {breach.rule for breach in found} <= {"R-54"}


def test_the_kinds_are_those_that_the_profile_names():
    assert named_natures(ESF_2021_27) == NATURES
    assert named_natures(replace(ESF_2021_27, cost_natures=())) == ("ordinary",)


@given(MONEY, MONEY, MONEY)
def test_land_never_passes_its_tenth(before, amount, budget):
    facts = NatureFacts("land", amount=amount)
    refused = check_nature(facts, ESF_2021_27, land_before=before, budget=budget)
    assert bool(refused) == (Fraction(before) + Fraction(amount) > Fraction(budget) / 10)


@given(
    st.decimals(min_value="0.01", max_value="9999", places=2),
    st.decimals(min_value="0.01", max_value="9999", places=2),
)
def test_unpaid_work_is_worth_exactly_its_hours(hours, pay):
    work = replace(NOTE, contribution="unpaid_work", work_hours=hours, hourly_pay=pay)
    worth = work_value(work)
    assert check_valuation(work, worth) == []
    for other in (worth + D("0.01"), worth - D("0.01")):
        assert [b.code for b in check_valuation(work, other)] == ["WORK_VALUE_DIFFERS"]


@given(MONEY, MONEY)
def test_third_party_pay_counts_up_to_its_cost(value, cost):
    paid = replace(NOTE, contribution="third_party_pay", third_party="Job", third_party_cost=cost)
    assert bool(check_valuation(paid, value)) == (value > cost)


UNIT = RateTerms("unit_cost", D("250.00"), D("160.33"), Fraction(1))
YEAR = RateTerms("annual", D("350.00"), D("1720.00"), Fraction(1))
MAY = date(2019, 5, 1)


@pytest.mark.parametrize(
    ("terms", "month", "profile", "english", "danish"),
    [
        (UNIT, MAY, ESF_2014_20, None, None),
        (
            UNIT,
            date(2018, 8, 1),
            ESF_2014_20,
            "The standard rate counts from 01/09/2018. Choose a rate from the payroll.",
            "Standardsatsen gælder fra 1.9.2018. Vælg en sats fra lønregnskabet.",
        ),
        (
            replace(UNIT, rate=D("250.01")),
            MAY,
            ESF_2014_20,
            "The standard rate of this grant is 250.00 kr. an hour, not 250.01 kr. Choose the rate "
            "of the grant letter.",
            "Dette tilsagns standardsats er 250,00 kr. pr. time, ikke 250,01 kr. Vælg "
            "tilsagnsbrevets sats.",
        ),
        (
            UNIT,
            MAY,
            ESF_2007_13,
            "This grant has no standard rate. Choose a rate from the payroll.",
            "Dette tilsagn har ingen standardsats. Vælg en sats fra lønregnskabet.",
        ),
        (UNIT, MAY, replace(ESF_2021_27, standard_hour_rate=D("250.00")), None, None),
        (YEAR, MAY, ESF_2021_27, None, None),
        (replace(YEAR, divisor=D("1376.00"), fte=Fraction(4, 5)), MAY, ESF_2021_27, None, None),
        (
            replace(YEAR, divisor=D("1500.00")),
            MAY,
            ESF_2021_27,
            "This grant divides a year's cost by 1,720.00 hours for this post, not by 1,500.00. "
            "Fix a rate with that divisor.",
            "Dette tilsagn deler et års lønomkostning med 1.720,00 timer for denne stilling, ikke "
            "med 1.500,00. Fastsæt en sats med den divisor.",
        ),
        # 2007-13: the contract's hours, whichever they are.
        (replace(YEAR, divisor=D("1500.00")), MAY, ESF_2007_13, None, None),
        (replace(YEAR, method="monthly", divisor=D("150.00")), MAY, ESF_2021_27, None, None),
    ],
)
def test_a_rate_is_one_that_the_grant_knows(terms, month, profile, english, danish):
    found = check_terms(terms, month, profile)
    if english is None:
        assert found == []
    else:
        [breach] = found
        assert (sentence_text(breach, "en"), sentence_text(breach, "da")) == (english, danish)

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from fractions import Fraction

import pytest

from consortium.rules.refusals import Refused
from grants.rules.profiles import (
    ESF_2007_13,
    ESF_2014_20,
    ESF_2021_27,
    PROFILES,
    RuleProfile,
    profile_for,
)


def test_every_profile_of_the_design_is_there():
    assert list(PROFILES) == [
        "esf-2007-13",
        "esf-2014-20",
        "esf-2021-27",
        "municipal-agreement",
        "funding-register",
    ]


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_frozen_profile_thaws_unchanged(profile):
    frozen = json.dumps(profile.to_json())

    assert RuleProfile.from_json(json.loads(frozen)) == profile


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_frozen_values_are_plain(profile):
    for value in profile.to_json().values():
        assert value is None or isinstance(value, bool | int | str | dict)


@pytest.mark.parametrize(
    ("profile", "cap", "paid_by", "match_test", "inkind_test"),
    [
        (ESF_2007_13, "1/2", date(2015, 12, 31), True, "fund"),
        (ESF_2014_20, "1/2", date(2023, 12, 31), True, "public_support"),
        (ESF_2021_27, "1/2", date(2029, 12, 31), False, "public_support"),
    ],
)
def test_parameters_of_the_programmes(profile, cap, paid_by, match_test, inkind_test):
    assert profile.rate_cap == Fraction(cap)
    assert profile.expenditure_paid_by == paid_by
    assert profile.match_test is match_test
    assert profile.inkind_test == inkind_test
    assert profile.dk_recoverable_vat_out
    assert profile.budget_flex == Fraction(20, 100)
    assert profile.advance == Fraction(10, 100)
    assert profile.interim_limit == Fraction(90, 100)
    assert profile.retention_pct == 0


def test_categories_of_region_are_data():
    assert dict(ESF_2021_27.rate_caps) == {
        "more_developed": Fraction(40, 100),
        "more_developed_former_transition": Fraction(50, 100),
        "transition": Fraction(60, 100),
    }
    assert ESF_2021_27.highest_rate_cap == Fraction(60, 100)
    assert ESF_2007_13.highest_rate_cap == Fraction(50, 100)


def test_single_parameters():
    assert ESF_2007_13.fund_ceiling == D("15000000.00")
    assert ESF_2014_20.standard_hour_rate == D("250.00")
    assert ESF_2021_27.hours_per_year == D("1720.00")
    assert ESF_2007_13.hours_per_year is None
    assert "Den Europæiske Socialfond" in ESF_2007_13.emblem_da
    assert ESF_2021_27.emblem_da == "Medfinansieret af Den Europæiske Union"


def test_profiles_can_be_hashed():
    assert len(set(PROFILES.values())) == 5


def test_an_unknown_profile_is_refused():
    with pytest.raises(Refused, match="no rule profile esf-1999"):
        profile_for("esf-1999")
    assert profile_for("esf-2007-13") is ESF_2007_13


def test_an_older_frozen_profile_takes_defaults():
    frozen = ESF_2007_13.to_json()
    del frozen["payment_clock_days"]

    assert RuleProfile.from_json(frozen) == ESF_2007_13


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"no_such": 1}, "unknown profile parameters: no_such"),
        ({"match_test": 1}, "match_test cannot be 1"),
        ({"funder_deadline_days": True}, "funder_deadline_days cannot be True"),
        ({"budget_flex": 0}, "budget_flex cannot be 0"),
        ({"code": None}, "code cannot be None"),
        ({"rate_basis": "guess"}, "rate_basis is one of"),
        ({"rate_cap": None}, "rate cap between 0 and 1"),
    ],
)
def test_a_damaged_profile_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        RuleProfile.from_json(ESF_2007_13.to_json() | change)


def test_a_profile_without_its_name_is_refused():
    frozen = ESF_2007_13.to_json()
    del frozen["code"]

    with pytest.raises(ValueError, match="missing profile parameters: code"):
        RuleProfile.from_json(frozen)


def test_a_rate_cap_of_one_is_no_cap():
    with pytest.raises(ValueError, match="rate cap between 0 and 1"):
        replace(ESF_2007_13, rate_cap=Fraction(1))

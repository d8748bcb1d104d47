from __future__ import annotations

import json
from dataclasses import fields, replace
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


NO_CAP = "a profile with the fund engine has a rate cap between 0 and 1"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rate_basis": "guess"}, "rate_basis is one of grant_ratio, cap_rate"),
        ({"inkind_test": "x"}, "inkind_test is one of fund, public_support"),
        ({"calendar": "x"}, "calendar is one of half_yearly, quarterly, none"),
        ({"vat_rule": "x"}, "vat_rule is one of non_recoverable, all_below_limit, outside"),
        (
            {"retain_from": "x"},
            "retain_from is one of programme_closure, accounts, last_payment_year_end",
        ),
        (
            {"cost_natures": (("land", "z"), ("vat", "capped"), ("car", "a"), ("bus", "a"))},
            "cost_natures cannot be a, z",
        ),
        ({"rate_cap": None}, NO_CAP),
        (
            {"rate_cap": Fraction(0)},
            NO_CAP,
        ),
        (
            {"rate_cap": Fraction(1)},
            NO_CAP,
        ),
    ],
)
def test_what_no_profile_may_say(change, message):
    with pytest.raises(ValueError) as wrong:
        replace(ESF_2007_13, **change)
    assert str(wrong.value) == message


def test_without_the_engine_a_cap_is_not_needed():
    plain = PROFILES["municipal-agreement"]
    assert plain.rate_cap is None
    assert plain.highest_rate_cap == 0
    assert replace(plain, rate_caps=(("a", Fraction(1, 3)),)).highest_rate_cap == Fraction(1, 3)
    assert replace(ESF_2007_13, rate_cap=Fraction(1, 100)).rate_cap == Fraction(1, 100)


def test_a_profile_as_it_is_frozen():
    frozen = replace(
        ESF_2014_20, flat_rates=(("indirect_of_staff", Fraction(3, 20)),), budget_flex_amount=D(5)
    ).to_json()
    assert list(frozen) == [item.name for item in fields(RuleProfile)]
    assert {name: frozen[name] for name in FROZEN} == FROZEN


FROZEN = {
    "code": "esf-2014-20",
    "has_engine": True,
    "rate_cap": "1/2",
    "rate_caps": {},
    "fund_ceiling": None,
    "authority_rounding": "0.01",
    "eligible_from": "2014-01-01",
    "retain_years": 3,
    "flat_rates": {"indirect_of_staff": "3/20"},
    "budget_flex_amount": "5",
    "cost_natures": {
        "depreciation": "eligible",
        "equipment": "eligible",
        "interest": "excluded",
        "land": "capped",
        "recoverable_vat": "excluded",
    },
}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"b": 1, "a": 2}, "unknown profile parameters: a, b"),
        ({"match_test": 1}, "profile parameter match_test cannot be 1"),
        ({"match_test": "no"}, "profile parameter match_test cannot be 'no'"),
        ({"retain_years": True}, "profile parameter retain_years cannot be True"),
        ({"retain_years": None}, "profile parameter retain_years cannot be None"),
        ({"land_max": 1}, "profile parameter land_max cannot be 1"),
        ({"rate_cap": {}}, "profile parameter rate_cap cannot be {}"),
        ({"flat_rates": "1/2"}, "profile parameter flat_rates cannot be '1/2'"),
        ({"eligible_from": 2014}, "profile parameter eligible_from cannot be 2014"),
    ],
)
def test_a_frozen_profile_that_was_touched(change, message):
    with pytest.raises(ValueError) as wrong:
        RuleProfile.from_json(ESF_2007_13.to_json() | change)
    assert str(wrong.value) == message


def test_all_missing_names_are_said():
    with pytest.raises(ValueError) as wrong:
        RuleProfile.from_json({"title": "x"})
    assert str(wrong.value) == "missing profile parameters: code, has_engine"


def test_rates_come_back_by_name_whatever_order_the_database_gives():
    frozen = ESF_2007_13.to_json() | {
        "flat_rates": {"z": "1/3", "a": "1/4"},
        "cost_natures": {"land": "capped", "car": "eligible"},
        "eligible_from": None,
    }
    thawed = RuleProfile.from_json(frozen)
    assert thawed.flat_rates == (("a", Fraction(1, 4)), ("z", Fraction(1, 3)))
    assert thawed.cost_natures == (("car", "eligible"), ("land", "capped"))
    assert thawed.eligible_from is None


def test_a_profile_by_its_code():
    assert [profile_for(code).code for code in PROFILES] == list(PROFILES)

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.calculator import answer

POSITION = {"TE": "2345678.90", "IK": "0.00", "P": "0.00", "IKpub": "0.00", "X": "2345678.90"}
GOOD = {
    "profile": "esf-2007-13",
    "overrides": {"match_test": True, "rate_basis": "grant_ratio", "inkind_strict": False},
    "ceiling": "15000000.00",
    "grant": "15000000.00",
    "budget": "31000000.00",
    "position": POSITION,
    "cancelled": "0.00",
    "claimed_before": "0.00",
    "final": False,
}


def ask(**changes):
    return answer(json.dumps(GOOD | changes))


def at(**changes):
    """Ask with another position."""
    return ask(position=POSITION | changes)


def without(key):
    return answer(json.dumps({name: value for name, value in GOOD.items() if name != key}))


def test_the_example_of_the_design():
    assert ask() == {
        "rate": "15/31",
        "limits": {
            "L1": "15000000.00",
            "L2": "1135005.91",
            "L3": "2199073.96",
            "L4": "2345678.90",
            "L5": None,
        },
        "binding": ["L2"],
        "entitlement": "1135005.91",
        "claim": "1135005.91",
        "unfinanced": "0.00",
    }


@pytest.mark.parametrize("key", ["overrides", "cancelled", "claimed_before", "final"])
def test_what_may_be_left_out(key):
    assert without(key) == ask()


@pytest.mark.parametrize("key", ["profile", "ceiling", "grant", "budget", "position"])
def test_what_may_not_be_left_out(key):
    assert without(key) == {"error": f"{key} is missing.", "field": key}


@pytest.mark.parametrize("key", ["TE", "IK", "P", "IKpub", "X"])
def test_a_position_is_complete(key):
    position = {name: value for name, value in POSITION.items() if name != key}

    assert ask(position=position)["field"] == f"position.{key}"


@pytest.mark.parametrize(
    "amount",
    [
        2345678.90,
        2345678,
        None,
        True,
        [],
        {},
        "",
        "abc",
        "1.234",
        "NaN",
        "Infinity",
        "1e6",
        "1.000,00",
        " 1.00",
        "-0.01",
        "1000000000000.00",
    ],
)
@pytest.mark.parametrize("key", ["TE", "IK", "P", "IKpub", "X"])
def test_amounts_of_a_position_are_plain_text(key, amount):
    result = at(**{key: amount})

    assert result["field"] == f"position.{key}"
    assert result["error"].endswith(".")


@pytest.mark.parametrize("key", ["ceiling", "grant", "budget", "cancelled", "claimed_before"])
@pytest.mark.parametrize("amount", [1, 1.5, None, "-1.00", "1.001"])
def test_amounts_of_a_grant_are_plain_text(key, amount):
    assert ask(**{key: amount})["field"] == key


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"profile": "esf-1999"}, "profile"),
        ({"profile": 7}, "profile"),
        ({"profile": None}, "profile"),
        ({"profile": "municipal-agreement"}, "profile"),
        ({"profile": "funding-register"}, "profile"),
        ({"budget": "0.00"}, "budget"),
        ({"grant": "15500000.01"}, "grant"),
        ({"final": "yes"}, "final"),
        ({"final": 1}, "final"),
        ({"final": None}, "final"),
        ({"position": []}, "position"),
        ({"overrides": None}, "overrides"),
        ({"overrides": {"match_test": "true"}}, "overrides.match_test"),
        ({"overrides": {"inkind_strict": 1}}, "overrides.inkind_strict"),
        ({"overrides": {"rate_basis": "half"}}, "overrides.rate_basis"),
        ({"overrides": {"inkind_test": "none"}}, "overrides.inkind_test"),
        ({"overrides": {"budget_flex": "1/5"}}, "overrides.budget_flex"),
        ({"overrides": {"rate_cap": "3/5"}}, "overrides.rate_cap"),
        ({"overrides": {"rate_cap": "0"}}, "overrides.rate_cap"),
        ({"overrides": {"rate_cap": "1/0"}}, "overrides.rate_cap"),
        ({"overrides": {"rate_cap": 0.5}}, "overrides.rate_cap"),
        ({"unknown": 1}, "unknown"),
        ({"position": POSITION | {"IX": "0.00"}}, "position.IX"),
    ],
)
def test_what_is_refused(changes, field):
    result = ask(**changes)

    assert set(result) == {"error", "field"}
    assert result["field"] == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"TE": "100.00", "IK": "100.01"}, "position.IK"),
        ({"TE": "100.00", "IK": "50.00", "IKpub": "50.01"}, "position.IKpub"),
    ],
)
def test_parts_do_not_pass_their_whole(changes, field):
    assert at(**changes)["field"] == field


def test_a_grant_may_be_exactly_at_the_cap():
    assert ask(grant="15500000.00")["rate"] == "1/2"
    assert ask(grant="15500000.00")["limits"]["L1"] == "15000000.00"


def test_nothing_spent_is_an_answer():
    result = at(TE="0.00", X="0.00")

    assert result["entitlement"] == "0.00"
    assert result["binding"] == ["L2", "L3", "L4"]


def test_limits_are_printed_as_computed_and_the_entitlement_is_not_negative():
    result = ask(
        final=True,
        claimed_before="100.00",
        position=POSITION | {"TE": "1000.00", "X": "1200.00"},
    )

    assert result["limits"]["L5"] == "-200.00"
    assert result["binding"] == ["L5"]
    assert result["entitlement"] == "0.00"
    assert result["claim"] == "-100.00"


def test_overrides_change_the_profile():
    changed = ask(overrides={"match_test": False, "rate_basis": "cap_rate"})

    assert changed["rate"] == "1/2"
    assert changed["limits"]["L3"] is None
    assert changed["claim"] == "1172839.45"


def test_a_category_of_region_may_raise_the_cap():
    refused = ask(profile="esf-2021-27", grant="18000000.00", budget="30000000.00", overrides={})
    allowed = ask(
        profile="esf-2021-27",
        grant="18000000.00",
        budget="30000000.00",
        overrides={"rate_cap": "60/100"},
    )

    assert refused["field"] == "grant"
    assert allowed["rate"] == "3/5"


@pytest.mark.parametrize(
    "line",
    ["", "{", "not json", "[1]", "null", '"text"', "NaN", "[" * 100_000, "9" * 5000, "{}" * 2],
)
def test_a_line_that_is_no_object(line):
    assert answer(line)["field"] == "line"


def test_a_key_stands_once():
    assert answer('{"profile": "esf-2007-13", "profile": "esf-2014-20"}')["field"] == "profile"


def test_half_a_surrogate_pair_can_be_printed():
    result = answer('{"\\ud800": 1}')

    json.dumps(result, ensure_ascii=False).encode()
    assert set(result) == {"error", "field"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.sampled_from(sorted(GOOD)), json_values)
def test_no_value_breaks_the_calculator(key, value):
    result = ask(**{key: value})

    json.dumps(result, ensure_ascii=False).encode()
    assert set(result) == {"error", "field"} or "claim" in result


@given(st.text())
def test_no_line_breaks_the_calculator(line):
    assert "error" in answer(line)

"""Each refusal of the calculator: the field by its path, and the exact sentence (design.md 5.1)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reporting.rules.calculator import SHOWN, answer

POSITION = {"TE": "1000.00", "IK": "100.00", "P": "0.00", "IKpub": "50.00", "X": "500.00"}
GOOD: dict[str, Any] = {
    "profile": "esf-2007-13",
    "ceiling": "1000.00",
    "grant": "500.00",
    "budget": "1000.00",
    "position": POSITION,
}
PROFILES = "esf-2007-13, esf-2014-20, esf-2021-27, municipal-agreement, funding-register"
LONG = "9" * SHOWN


def refused(field: str, error: str) -> dict[str, str]:
    return {"error": error, "field": field}


def ask(**changes: object) -> dict[str, Any]:
    return answer(json.dumps(GOOD | changes))


def at(**changes: object) -> dict[str, Any]:
    return ask(position=POSITION | changes)


def other(**overrides: object) -> dict[str, Any]:
    return ask(overrides=overrides)


NO_TEXT = ' is no amount; write it as text, such as "1234567.89".'
NO_AMOUNT = " is no amount; write up to 12 digits and at most two decimals after a point."
CAN = "match_test, rate_basis, inkind_strict, inkind_test, rate_cap"
KNOWN = "profile, ceiling, grant, budget, position, overrides, cancelled, claimed_before, final"


@pytest.mark.parametrize(
    ("given", "field", "error"),
    [
        (lambda: ask(profile="esf"), "profile", f'"esf" is no profile; choose one of {PROFILES}.'),
        (lambda: ask(profile=7), "profile", f"7 is no profile; choose one of {PROFILES}."),
        (
            lambda: ask(profile="municipal-agreement"),
            "profile",
            "The profile municipal-agreement has no fund engine, so there is nothing to compute.",
        ),
        (lambda: ask(ceiling=1.5), "ceiling", "1.5" + NO_TEXT),
        (lambda: ask(grant=None), "grant", "null" + NO_TEXT),
        (lambda: ask(budget="1.001"), "budget", '"1.001"' + NO_AMOUNT),
        (lambda: ask(cancelled="-0.01"), "cancelled", '"-0.01" is below zero.'),
        (lambda: ask(claimed_before="x"), "claimed_before", '"x"' + NO_AMOUNT),
        (
            lambda: ask(budget="0.00"),
            "budget",
            "A budget is above zero; without one there is no rate.",
        ),
        (
            lambda: ask(grant="500.01"),
            "grant",
            "A grant of 500.01 is above 1/2 of the budget of 1000.00: 500.00.",
        ),
        (lambda: ask(final="yes"), "final", '"yes" is neither true nor false.'),
        (lambda: ask(position=[]), "position", "[] is not a JSON object."),
        (lambda: ask(overrides=None), "overrides", "null is not a JSON object."),
        (lambda: ask(IX="1.00"), "IX", f'"IX" is not known here; these are: {KNOWN}.'),
        (
            lambda: at(IX="1.00"),
            "position.IX",
            '"IX" is not known here; these are: TE, IK, P, IKpub, X.',
        ),
        (lambda: at(TE=1), "position.TE", "1" + NO_TEXT),
        (
            lambda: at(IK="1000.01"),
            "position.IK",
            "In-kind cost of 1000.01 is part of the expenditure and cannot pass 1000.00.",
        ),
        (
            lambda: at(IKpub="100.01"),
            "position.IKpub",
            "Public in-kind cost of 100.01 is part of 100.00 and cannot pass it.",
        ),
        (lambda: other(match_test=1), "overrides.match_test", "1 is neither true nor false."),
        (
            lambda: other(rate_basis="half"),
            "overrides.rate_basis",
            '"half" is not one of grant_ratio, cap_rate.',
        ),
        (
            lambda: other(inkind_test=None),
            "overrides.inkind_test",
            "null is not one of fund, public_support.",
        ),
        (
            lambda: other(flex="1/5"),
            "overrides.flex",
            f'"flex" cannot be overridden; these can: {CAN}.',
        ),
        (
            lambda: other(rate_cap=0.5),
            "overrides.rate_cap",
            '0.5 is no rate; write a fraction of one as text, such as "2/5".',
        ),
        (
            lambda: other(rate_cap="1/0"),
            "overrides.rate_cap",
            '"1/0" is no rate; write a fraction of one as text, such as "2/5".',
        ),
        (
            lambda: other(rate_cap="0"),
            "overrides.rate_cap",
            "A rate cap of 0 is not above 0 and at most 1/2.",
        ),
        (
            lambda: other(rate_cap="501/1000"),
            "overrides.rate_cap",
            "A rate cap of 501/1000 is not above 0 and at most 1/2.",
        ),
        (lambda: answer("{"), "line", "The line is not valid JSON."),
        (lambda: answer("[1]"), "line", "[1] is not a JSON object."),
        (lambda: answer('{"a": 1, "a": 2}'), "a", '"a" stands twice on the line.'),
        (lambda: answer("{}"), "profile", "profile is missing."),
        (
            lambda: answer(json.dumps(GOOD | {"position": {}})),
            "position.TE",
            "position.TE is missing.",
        ),
        # What is shown of a value is cut at forty characters, and æ stays æ.
        (lambda: ask(final="æ"), "final", '"æ" is neither true nor false.'),
        (lambda: ask(final=int(LONG)), "final", f"{LONG} is neither true nor false."),
        (lambda: ask(final=int(LONG + "1")), "final", f"{LONG[:-1]}… is neither true nor false."),
        (lambda: answer('{"\\ud800": 1}'), "?", f'"?" is not known here; these are: {KNOWN}.'),
    ],
)
def test_a_line_without_an_answer_says_why(given, field, error):
    assert given() == refused(field, error)


@pytest.mark.parametrize("cap", ["1/2", "0.5", "1/3"])
def test_a_cap_may_be_set_up_to_the_highest(cap):
    assert other(rate_cap=cap, rate_basis="cap_rate").get("field") == (
        "grant" if cap == "1/3" else None
    )


def test_a_cap_is_read_up_to_forty_characters():
    text = "1/" + "1" * (SHOWN - 2)
    assert ask(grant="0.00", overrides={"rate_cap": text})["rate"] == "0"
    assert ask(grant="0.00", overrides={"rate_cap": text + "1"})["field"] == "overrides.rate_cap"


def test_every_answer_has_all_limits_and_two_decimals():
    assert ask(cancelled="450.00", claimed_before="10.00", final=True) == {
        "rate": "1/2",
        "limits": {
            "L1": "50.00",
            "L2": "500.00",
            "L3": "500.00",
            "L4": "900.00",
            "L5": "500.00",
        },
        "binding": ["L1"],
        "entitlement": "50.00",
        "claim": "40.00",
        "unfinanced": "450.00",
    }


def test_in_kind_may_be_all_of_the_cost_and_all_public():
    assert "error" not in at(IK="1000.00", IKpub="1000.00")


def test_the_tests_may_be_overridden_one_by_one():
    strict = {"inkind_test": "public_support", "inkind_strict": True}
    assert ask(overrides=strict, position=POSITION | {"P": "700.00"})["limits"]["L4"] == "150.00"
    loose = strict | {"inkind_strict": False}
    assert ask(overrides=loose, position=POSITION | {"P": "700.00"})["limits"]["L4"] == "200.00"

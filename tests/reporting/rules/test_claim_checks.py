"""Which checks stop a claim stands in one table, and no check is forgotten in it."""

from __future__ import annotations

from reporting.queries.checks.catalogue import CHECKS
from reporting.rules.claim_checks import DEMANDS, blocks_claim


def test_every_check_of_the_rule_book_is_in_the_table():
    assert list(DEMANDS) == [f"A-{number:02}" for number in range(1, 37)]
    assert {check.code for check in CHECKS if check.code.startswith("A-")} <= set(DEMANDS)


def test_each_demand_says_why():
    assert all(demand.why.endswith(".") for demand in DEMANDS.values())


def test_what_comes_after_a_claim_and_the_house_itself_do_not_stop_one():
    assert not any(blocks_claim(code) for code in ("A-28", "A-29", "A-32", "H-01", "unknown"))
    assert all(blocks_claim(code) for code in ("A-01", "A-10", "A-18", "A-27", "A-31"))

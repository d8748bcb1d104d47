"""What a fault does to a claim and to a report stands in one table, and no check is forgotten."""

from __future__ import annotations

import pytest

from reporting.queries.checks.catalogue import CHECKS
from reporting.rules.claim_checks import BLOCK, DEMANDS, NIGHT, SKIP, WARN, blocks_claim


def test_every_check_is_in_the_table():
    rule_book = [f"A-{number:02}" for number in range(1, 37)]
    assert [code for code in DEMANDS if code.startswith("A-")] == rule_book
    assert {check.code for check in CHECKS} <= set(DEMANDS)


def test_each_demand_says_what_it_does_and_why():
    for code, demands in DEMANDS.items():
        for demand in (demands.claim, demands.report):
            assert demand.at in (BLOCK, WARN, NIGHT, SKIP), code
            assert demand.why.endswith("."), code
        # What takes long is not read again of a report, and nothing of a claim is left out.
        assert demands.report.at != NIGHT
        assert demands.claim.at != SKIP


def test_what_comes_after_a_claim_and_the_house_itself_do_not_stop_one():
    assert not any(blocks_claim(code) for code in ("A-28", "A-29", "A-32", "H-01", "unknown"))
    assert all(blocks_claim(code) for code in ("A-01", "A-10", "A-18", "A-27", "A-31", "R-53"))


@pytest.mark.parametrize(
    ("code", "at"),
    [
        *(("A-01", BLOCK), ("A-03", BLOCK), ("A-05", BLOCK), ("A-13", BLOCK), ("A-35", BLOCK)),
        *(("A-06", WARN), ("A-12", WARN), ("A-23", WARN), ("A-04", SKIP), ("A-10", SKIP)),
    ],
)
def test_a_partner_is_stopped_by_what_it_can_mend_and_told_of_what_the_lead_decides(code, at):
    assert DEMANDS[code].report.at == at

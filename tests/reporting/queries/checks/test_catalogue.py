"""On a world that was made through the actions no check finds a fault."""

from __future__ import annotations

from reporting.queries.checks.catalogue import CHECKS, answers


def test_no_check_finds_a_fault_in_a_whole_half_year(ledger):
    found = [(a.check.code, str(fault.breach), fault) for a in answers() for fault in a.faults]
    assert found == []
    assert len(list(answers())) == len(CHECKS)


def test_one_grant_alone_is_whole_too(ledger):
    assert [answer for answer in answers(ledger.grant) if not answer.is_ok] == []

"""H-09: what is kept of the ledger is what rows and versions add up to."""

from __future__ import annotations

import pytest

from consortium.models.past import as_it_stood
from reporting.models import LedgerTotal, keeping
from reporting.queries.checks.base import Scope
from reporting.queries.checks.totals import totals_are_kept
from reporting.queries.ledger import ledger_rows
from tests.cast import at
from tests.reporting.models.test_keeping import all_agrees, days_of, run


def test_a_half_year_through_every_action_is_counted(ledger):
    world = ledger
    assert LedgerTotal.objects.exists()
    all_agrees(world.grant, *days_of(world.grant))
    with as_it_stood(at(2011, 1, 1)):
        assert ledger_rows(world.grant) == []


@pytest.mark.parametrize("table", [keeping.STEPS, keeping.MONTHS])
def test_a_past_that_was_changed_is_named(ledger, table):
    world = ledger
    run(f"UPDATE {table} SET accepted = accepted + 1 WHERE state = 'verified'")
    found = totals_are_kept(Scope(world.grant))
    # A month is made of its steps: where a step is wrong, its month disagrees with it.
    assert table in {fault.table for fault in found}
    assert all(str(fault.breach) for fault in found)

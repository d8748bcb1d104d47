"""The ledger of a past day is what the rows said that evening."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from reporting.actions.costs import change_expenditure, drop_expenditure, enter_expenditure
from reporting.actions.reports import open_report
from reporting.models import Expenditure
from reporting.queries.as_of import instant_of, ledger_rows_as_of, state_as_of
from reporting.queries.ledger import ledger_rows
from tests.cast import at
from tests.reporting.full_story import entry


@pytest.fixture
def item(world):
    """A cost that is entered on 4.6., made dearer on 6.6., and dropped on 8.6."""
    report = open_report(world.aarhus, world.period, by=world.pu, at=at(2012, 6, 1))
    made = enter_expenditure(report, entry("A1", "100.00"), by=world.pu, at=at(2012, 6, 4))
    change_expenditure(made, entry("A1", "250.00"), by=world.pu, at=at(2012, 6, 6))
    return made


def total(world, day: int) -> Decimal:
    rows = ledger_rows_as_of(world.grant, instant_of(dt.date(2012, 6, day)))
    return sum((row.amount for row in rows), Decimal(0))


def test_each_day_has_its_own_total(world, item):
    pk = item.pk
    assert [total(world, day) for day in (3, 4, 5, 6)] == [0, 100, 100, 250]
    assert ledger_rows_as_of(world.grant, at(2012, 6, 7)) == ledger_rows(world.grant)
    drop_expenditure(item, by=world.pu, at=at(2012, 6, 8))
    assert [total(world, day) for day in (7, 8)] == [250, 0]
    assert state_as_of(Expenditure, pk, at(2012, 6, 5)).net == Decimal("100.00")
    assert state_as_of(Expenditure, pk, at(2012, 6, 3)) is None
    assert state_as_of(Expenditure, pk, at(2012, 6, 9)) is None


def test_a_day_ends_at_midnight_in_copenhagen():
    assert instant_of(dt.date(2012, 6, 4)).isoformat() == "2012-06-04T23:59:59.999999+02:00"


def test_it_is_one_statement(world, item, django_assert_num_queries):
    with django_assert_num_queries(1):
        ledger_rows_as_of(world.grant, at(2012, 6, 7))

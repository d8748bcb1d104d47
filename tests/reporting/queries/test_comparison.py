"""Two instants beside each other: each row is told, and the sums of the differences prove it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting.actions.costs import change_expenditure, drop_expenditure, enter_expenditure
from reporting.actions.reports import open_report
from reporting.documents.comparison import comparison
from reporting.models import Expenditure, PartnerReport
from reporting.queries.comparison import ADDED, CHANGED, GONE, SAME, Span, compared, touched_counts
from tests.cast import at
from tests.reporting.full_story import entry

COSTS = "reporting.expenditure"


def span(world, first, last, label=COSTS):
    return Span(world.grant, label, at(2012, 6, first), at(2012, 6, last))


@pytest.fixture
def story(world):
    """Of three costs one is added, one made dearer and one dropped after 5.6."""
    report = open_report(world.aarhus, world.period, by=world.pu, at=at(2012, 6, 1))

    def enter(number, amount, day):
        return enter_expenditure(report, entry(number, amount), by=world.pu, at=at(2012, 6, day))

    kept, gone = enter("A1", "100.00", 2), enter("A2", "40.00", 3)
    change_expenditure(kept, entry("A1", "250.00"), by=world.pu, at=at(2012, 6, 6))
    drop_expenditure(gone, by=world.pu, at=at(2012, 6, 7))
    enter("A3", "7.50", 8)
    return report


def test_rows_are_added_changed_and_gone(world, story):
    found = compared(span(world, 5, 9), 0, 50)
    assert [(one.how, one.difference) for one in found.rows] == [
        (ADDED, Decimal("7.50")),
        (GONE, Decimal("-40.00")),
        (CHANGED, Decimal("150.00")),
    ]
    changed = found.rows[2]
    assert {"100.00", "100,00"} & {change.old for change in changed.changes}
    assert (changed.by, changed.event[:5]) == (str(world.pu), "M-003")
    assert found.total.difference == Decimal("117.50")
    assert found.total.check == 0


def test_a_row_that_was_made_and_dropped_in_between_adds_nothing(world, story):
    found = compared(span(world, 2, 9), 0, 50)
    assert SAME in {one.how for one in found.rows} or len(found.rows) == 3
    assert found.total.check == 0


def test_a_span_without_writes_has_nothing(world, story):
    assert touched_counts(world.grant, at(2012, 6, 9), at(2012, 6, 10)).get(COSTS, 0) == 0
    assert compared(span(world, 9, 10), 0, 50).rows == []


def test_the_paper_holds_every_table_and_its_checks(world, story):
    paper = comparison(world.grant, at(2012, 6, 5), at(2012, 6, 9), at(2012, 6, 9))
    assert {"expenditure", "expenditure-sums"} <= {table.code for table in paper.tables}
    assert [one for one in paper.checks() if one.difference] == []


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["enter", "change", "drop"]),
        st.integers(0, 5),
        st.decimals("0.01", "99999.99", places=2),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES, first=st.integers(1, 9), length=st.integers(0, 9))
def test_any_mix_of_writes_adds_up(world, moves, first, length):
    report = _report(world)
    for place, (move, which, amount) in enumerate(moves):
        day = at(2012, 6, 2 + place)
        rows = list(Expenditure.objects.filter(report=report).order_by("pk"))
        given_ = entry(f"H{Expenditure.history.count()}", str(amount))
        if move == "enter" or not rows:
            enter_expenditure(report, given_, by=world.pu, at=day)
        elif move == "change":
            change_expenditure(rows[which % len(rows)], given_, by=world.pu, at=day)
        else:
            drop_expenditure(rows[which % len(rows)], by=world.pu, at=day)
    found = compared(span(world, first, first + length), 0, 1000)
    assert all(one.check == 0 for one in found.totals)
    told = sum((one.difference or 0 for one in found.rows), Decimal(0))
    assert told == found.total.difference


def _report(world):
    known = PartnerReport.objects.filter(grant_partner=world.aarhus, period=world.period).first()
    return known or open_report(world.aarhus, world.period, by=world.pu, at=at(2012, 6, 1))

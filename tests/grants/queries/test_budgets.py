"""Budgets as tables: summed by the database, and equal from every side."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from grants.actions.budgets import draft_budget
from grants.models import BudgetLine
from grants.queries import budgets as queries
from grants.queries.portfolio import grants_seen_by
from tests.cast import budget_rows


def test_the_grid_adds_up_from_every_side(world):
    partners = list(world.grant.partners.select_related("organisation"))
    grid = queries.budget_grid(world.budget, partners)
    assert [row.label for row in grid.rows] == [
        "Erhverv Aarhus",
        "Aarhus Kommune",
        "Randers Erhvervsråd",
    ]
    assert grid.rows[1].cells == [Decimal(9_000_000), Decimal(3_000_000), 750_000, 2_250_000]
    assert grid.total == sum(grid.totals) == sum(row.total for row in grid.rows)
    in_force = queries.budget_in_force(world.grant, dt.date(2014, 1, 1))
    assert sum(queries.line_totals(in_force).values()) == grid.total
    assert queries.partner_totals(in_force)[world.aarhus.pk] == Decimal(15_000_000)
    assert queries.line_totals(None) == queries.partner_totals(None) == {}


def test_the_financing_plan_by_source_and_form(world):
    plan = queries.financing_grid(queries.commitments(world.budget))
    assert len(plan.columns) == 2
    assert [row.total for row in plan.rows] == [15_000_000, 7_500_000, 7_500_000]
    assert plan.totals == [22_500_000, 7_500_000]
    assert plan.total == world.grant.budget
    empty = queries.financing_grid([])
    assert not empty.rows
    assert not empty.total


def test_the_difference_between_two_versions(world):
    travel = BudgetLine.objects.get(code="travel")
    rows = [row for row in budget_rows(world) if row[:2] != (world.aarhus, travel)]
    version = draft_budget(
        world.grant,
        effective_from=dt.date(2013, 1, 1),
        explanation="",
        amounts=[*rows, (world.aarhus, travel, Decimal("750000.01"))],
        commitments=[],
        by=world.pm,
        at=world.clock(),
    )
    [one] = queries.version_difference(world.budget, version)
    assert (one.partner, one.change) == ("Aarhus Kommune", Decimal("0.01"))


def test_the_portfolio_counts_the_partners(world):
    [seen] = grants_seen_by(world.pu)
    assert vars(seen)["partner_count"] == 2
    assert not grants_seen_by(world.stranger).exists()

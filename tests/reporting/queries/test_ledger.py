"""Budget against actual."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from reporting.models import Expenditure
from reporting.queries import ledger
from reporting.queries.funding import position
from reporting.queries.waiting import reports_waiting, reports_with_revenue
from tests.reporting.story import Cost, all_verified, submitted, verified

TODAY = dt.date(2012, 9, 15)


def picture(world):
    budget = ledger.budget_in_force(world.grant, TODAY)
    return ledger.overview(world.grant, budget)


def test_an_empty_grant_shows_its_budget(world):
    seen = picture(world)
    assert seen.total.approved == Decimal("30000000.00")
    assert seen.by_partner[world.aarhus.pk].approved == Decimal("15000000.00")
    assert seen.total.reported == seen.total.verified == Decimal("0.00")
    assert seen.total.remaining == Decimal("30000000.00")


def test_cost_moves_from_reported_to_verified(world):
    report = submitted(world, world.aarhus, [Cost("1000.00"), Cost("250.50", line="travel")])
    seen = picture(world)
    assert seen.total.reported == Decimal("1250.50")
    assert seen.total.verified == Decimal("0.00")
    verified(world, report)
    seen = picture(world)
    assert seen.total.verified == Decimal("1250.50")
    line = Expenditure.objects.get(text__isnull=False, line__code="travel").line
    assert seen.by_line[line.pk].verified == Decimal("250.50")
    assert seen.by_both[(world.aarhus.pk, line.pk)].verified == Decimal("250.50")


def test_the_parts_add_up_to_the_total(world):
    all_verified(world, {world.aarhus: ["1000.00"], world.randers: ["500.50"]}, ["800.00"])
    seen = picture(world)
    for name in ("approved", "reported", "verified", "claimed", "awaiting"):
        parts = [getattr(figures, name) for figures in seen.by_both.values()]
        assert sum(parts, Decimal("0.00")) == getattr(seen.total, name)


def test_the_standing_is_the_one_of_the_claims(world):
    all_verified(world, {world.aarhus: ["1000.00"], world.randers: ["500.50"]}, ["800.00"])
    received = ledger.financing(world.grant, world.budget)
    standing = ledger.standing(picture(world), received, Decimal("0.00"))
    assert standing == position(world.grant)


def test_flexibility_used_is_a_share_of_the_flexibility():
    figures = ledger.Figures(approved=Decimal("500000.00"), verified=Decimal("550000.00"))
    assert figures.flexibility_used(Decimal("0.2")) == Decimal("0.5")
    assert ledger.Figures().flexibility_used(Decimal("0.2")) is None
    assert ledger.Figures().used_share is None


def test_a_missing_report_waits_for_the_partner_once_the_period_is_over(world):
    partners = list(world.grant.partners.all())
    periods = [world.period]
    assert not reports_waiting([], partners, periods, on=dt.date(2012, 8, 1))
    late = reports_waiting([], partners, periods, on=TODAY)
    assert [row.state for row in late] == ["missing"] * 3
    assert {row.days_late for row in late} == {5}
    submitted(world, world.aarhus, [Cost("1000.00")])
    states = [
        row.state
        for row in reports_waiting(reports_with_revenue(world.grant), partners, periods, on=TODAY)
    ]
    assert sorted(states) == ["missing", "missing", "submitted"]

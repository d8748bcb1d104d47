"""Where a grant's money stands."""

from __future__ import annotations

from decimal import Decimal as D

from django.db import connection

from reporting.models import Expenditure, Revenue
from reporting.queries.funding import position, standing
from tests.reporting import story
from tests.reporting.story import Cost


def test_every_form_counts_where_it_should(world):
    costs = [
        "1000.00",
        Cost("200.00", "staff", form="staff_time", source="municipal"),
        Cost("30.00", "staff", form="staff_time", source="private"),
        Cost("4.00", "materials", form="in_kind", source="municipal"),
        Cost("0.50", "materials", form="in_kind", source="private"),
    ]
    story.verified(world, story.submitted(world, world.aarhus, costs, ["500.00"]))
    found = position(world.grant)
    assert D("1234.50") == found.TE
    assert D("4.50") == found.IK
    assert found.IKpub == D("4.00")
    assert D("200.00") == found.P
    assert D("734.50") == found.X


def test_revenue_lowers_the_cost_of_its_partner(world):
    report = story.submitted(world, world.aarhus, ["1000.00"])
    Revenue.objects.create(
        report=report, text="Gebyrer", received_on=world.period.starts_on, amount=D("100.00")
    )
    assert D("0.00") == position(world.grant).TE
    story.verified(world, report)
    stands = standing(world.grant)
    assert D("900.00") == stands.position.TE
    assert stands.cost_by_partner == {world.aarhus.pk: D("900.00")}


def test_a_claims_rows_stand_apart_from_those_before_it(world):
    story.all_verified(world, {world.aarhus: ["1000.00"]}, ["1000.00"])
    first = story.checked(world)
    story.verified(world, story.submitted(world, world.randers, ["300.00"]))
    second = story.checked(world)
    stands = standing(world.grant, [first.pk], second.pk)
    assert D("1300.00") == stands.position.TE
    assert stands.new == D("300.00")
    assert stands.new_by_partner[world.aarhus.pk] == D("0.00")
    assert D("1000.00") == position(world.grant, [first.pk]).TE


def test_it_takes_three_queries(world, django_assert_num_queries):
    story.all_verified(world, {world.aarhus: ["1000.00"]}, ["1000.00"])
    with django_assert_num_queries(3):
        standing(world.grant, [1, 2], 3)


def test_the_sum_needs_the_index_alone(world):
    if connection.vendor != "sqlite":
        return
    rows = Expenditure.objects.filter(grant=world.grant, state__in=["verified", "claimed"])
    plan = rows.order_by().values("grant_partner_id", "accepted").explain()
    assert "COVERING INDEX expenditure_sums" in plan

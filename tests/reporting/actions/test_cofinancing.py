"""Money from others, and revenue."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from consortium.actions.base import NotAllowed
from reporting.actions.cofinancing import (
    ContributionRefused,
    RevenueRefused,
    drop_contribution,
    drop_revenue,
    receive_cofinancing,
    record_revenue,
)
from reporting.actions.reports import approve_report, submit_report
from reporting.models import CoFinancingContribution, Revenue
from tests.reporting.paperwork import answered, begin, counted


def received(world, report, **changes):
    fields = {
        "source": "municipal",
        "form": "cash",
        "contributor": "Aarhus Kommune",
        "received_on": dt.date(2012, 5, 1),
        "document_ref": "Tilsagn 12/345",
        "amount": Decimal("100000.00"),
        "by": world.pu,
    }
    return receive_cofinancing(report, at=world.clock(), **{**fields, **changes})


def earned(world, report, **changes):
    fields = {
        "text": "Kursusgebyr",
        "received_on": dt.date(2012, 5, 1),
        "amount": Decimal("500.00"),
        "by": world.pu,
    }
    return record_revenue(report, at=world.clock(), **{**fields, **changes})


def test_received_and_dropped(world):
    report = begin(world)
    contribution = received(world, report)
    revenue = earned(world, report)
    assert contribution.grant_partner == world.aarhus
    drop_contribution(contribution, by=world.pu, at=world.clock())
    drop_revenue(revenue, by=world.pu, at=world.clock())
    assert not CoFinancingContribution.objects.exists()
    assert not Revenue.objects.exists()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"source": "eu"}, "A-19"),
        ({"form": "staff_time"}, "R-21"),
        ({"form": "in_kind"}, "R-20"),
        ({"form": "gold"}, "A-19"),
        ({"document_ref": ""}, "A-19"),
        ({"contributor": "010203-1234"}, "G-01"),
        ({"amount": Decimal(0)}, "A-19"),
        ({"received_on": dt.date(2012, 7, 1)}, "A-19"),
        ({"received_on": dt.date(2012, 2, 1)}, "R-52"),
    ],
)
def test_contributions_refused(world, changes, rule):
    with pytest.raises(ContributionRefused) as refusal:
        received(world, begin(world), **changes)
    assert refusal.value.breaches[0].rule == rule


@pytest.mark.parametrize("changes", [{"text": " "}, {"amount": Decimal(-1)}])
def test_revenue_refused(world, changes):
    with pytest.raises(RevenueRefused):
        earned(world, begin(world), **changes)


def test_what_the_lead_has_seen_stays(world):
    report = begin(world)
    contribution, revenue = received(world, report), earned(world, report)
    counted(world, report)
    answered(world, report, cofinancing_answer="yes", revenue_answer="yes")
    approve_report(report, by=world.pa, at=world.clock())
    submit_report(report, by=world.pa, at=world.clock())
    contribution.refresh_from_db()
    assert contribution.state == "submitted"
    type(report).objects.update(state="returned")
    with pytest.raises(ContributionRefused):
        drop_contribution(contribution, by=world.pu, at=world.clock())
    with pytest.raises(RevenueRefused):
        drop_revenue(revenue, by=world.pu, at=world.clock())
    drop_revenue(earned(world, report), by=world.pu, at=world.clock())


def test_only_the_partners_user(world):
    report = begin(world)
    for person in (world.pa, world.randers_pu, world.lc, world.stranger):
        with pytest.raises(NotAllowed):
            received(world, report, by=person)
        with pytest.raises(NotAllowed):
            earned(world, report, by=person)

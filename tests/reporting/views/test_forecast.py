"""The forecast page: the assumption named, figures to the øre, and who may read it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reporting.models import Expenditure
from reporting.queries.forecast import outlook
from reporting.rules.forecast import AS_BUDGETED, RUN_RATE, Flow, forecast
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting.story import Cost, all_verified, submitted

D = Decimal


def url(world):
    return reverse("reporting:forecast", args=[world.grant.ref])


def half_year_world():
    """The first period is verified: 184 of the term's 1,217 days."""
    world = laid_out(signed_grant)
    staff = Cost("184000.00", line="staff", form="staff_time", source="municipal")
    costs = {world.aarhus: [staff], world.randers: [Cost("92000.00")]}
    all_verified(world, costs, ["46000.00"])
    return world


@pytest.fixture
def half_year(db):
    return laid_out(half_year_world)


def test_the_run_rate_is_what_a_day_has_cost(half_year):
    """184,000 in 184 days is 1,000 a day: 1,217,000 in all; 500 and 250 a day beside it."""
    looked = outlook(half_year.grant, half_year.clock().date())
    assert (looked.plan.term.days, looked.plan.term.settled) == (1217, 184)
    found = forecast(looked.plan, RUN_RATE, [])
    by_code = {line.code: found.lines[key].accepted for key, line in looked.lines.items()}
    assert by_code == {
        "staff": D("1217000.00"),
        "external": D("608500.00"),
        "travel": D("0.00"),
        "materials": D("0.00"),
    }
    assert D("1825500.00") == found.end.position.TE
    assert D("1217000.00") + D("304250.00") == found.end.position.X
    assert D("1217000.00") == found.end.position.P


def test_the_plan_adds_what_the_budget_has_for_the_days_to_come(half_year):
    looked = outlook(half_year.grant, half_year.clock().date())
    found = forecast(looked.plan, AS_BUDGETED, [])
    staff = next(key for key, line in looked.lines.items() if line.code == "staff")
    # 18,000,000 × 1,033 / 1,217 = 15,278,553.82; with 184,000 so far.
    assert found.lines[staff].accepted == D("15462553.82")
    assert found.unused > 0


def test_partners_have_a_plan_of_their_own(half_year):
    looked = outlook(half_year.grant, half_year.clock().date())
    randers = looked.by_partner[half_year.randers.pk]
    assert randers.lines[0] == Flow(D("9000000.00"), D("92000.00"))
    assert randers.others["X"] == Flow(D("7500000.00"), D("0.00"))
    lead = looked.by_partner[half_year.lead.pk]
    assert lead.others["X"] == Flow(D("0.00"), D("46000.00"))


def test_a_half_verified_period_is_no_pace(half_year):
    """What is verified of a period that is not done would look like half a pace."""
    submitted(half_year, half_year.aarhus, [Cost("1.00")], period=half_year.periods[1])
    Expenditure.objects.filter(amount=D("1.00")).update(
        state="verified", accepted=D("1.00"), decided_by=half_year.lc
    )
    looked = outlook(half_year.grant, half_year.clock().date())
    assert looked.settled == 1
    assert sum(flow.actual for flow in looked.plan.lines.values()) == D("276000.00")


def test_nothing_is_settled_yet(world, client):
    looked = outlook(world.grant, world.clock().date())
    assert (looked.settled, looked.plan.term.settled) == (0, 0)
    client.force_login(world.pm)
    page = client.get(url(world)).content.decode()
    assert "Ingen periode er gjort op endnu" in page
    client.cookies["django_language"] = "en"
    assert "No period is settled yet" in client.get(url(world)).content.decode()


def test_the_page_names_the_assumption_and_the_day_on_which_co_financing_fails(half_year, client):
    """Randers gives no cash in the run rate: its own half is missing from the first day."""
    client.force_login(half_year.pm)
    page = client.get(url(half_year))
    text = page.content.decode()
    assert 'value="run_rate" checked' in text
    assert "Hver post og kilde fortsætter i sit hidtidige tempo" in text
    assert D("1825500.00") == page.context["found"].end.position.TE
    randers = next(
        row
        for row in page.context["partners"]
        if row["promised"] == D("7500000.00") and row["given"] == 0
    )
    assert randers["short_on"] == dt.date(2012, 8, 31)
    assert randers["lacks"] == D("7500000.00")
    text = client.get(url(half_year), {"assumption": "as_budgeted"}).content.decode()
    assert 'value="as_budgeted" checked' in text


def test_a_shortfall_is_said_with_its_day_and_its_amount(world, client):
    all_verified(world, {world.aarhus: [Cost("184000.00")]}, ["46000.00"])
    client.force_login(world.pm)
    page = client.get(url(world))
    found = page.context["found"]
    assert found.short_on == dt.date(2012, 8, 31)
    # TE 1,217,000, X 304,250: L2 608,500, L3 304,250.
    assert found.missing == D("304250.00")
    assert "304.250,00" in page.content.decode()
    assert "Medfinansieringen slår ikke til" in page.content.decode()


def test_twelve_queries_however_many_rows(world, client):
    client.force_login(world.pm)
    client.get(url(world))
    all_verified(world, {world.aarhus: [Cost("10.00") for _ in range(60)]}, ["800.00"])
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url(world)).status_code == 200
    assert len(asked) <= 12


@pytest.mark.parametrize("who", ["pm", "lc", "ls", "au", "ro"])
def test_the_lead_and_the_auditor_read(world, client, who):
    client.force_login(getattr(world, who))
    assert client.get(url(world)).status_code == 200
    assert client.post(url(world)).status_code == 405


@pytest.mark.parametrize("who", ["pu", "pa", "ma", "rg", "ad", "em", "stranger"])
def test_it_does_not_exist_for_others(world, client, who):
    client.force_login(getattr(world, who))
    assert client.get(url(world)).status_code == 404

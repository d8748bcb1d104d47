"""Regional tasks: a key is agreed, costs are marked, the rest is shared to the øre (R-72)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from consortium.actions.base import NotAllowed
from grants.actions.keys import KeyRefused, agree_regional_key
from grants.models import ActivityType, RegionalKeyWeight
from grants.queries.keys import key_in_force
from reporting.actions.corrections import book_correction, decide_correction, propose_correction
from reporting.actions.regional import (
    RegionalRefused,
    mark_regional_costs,
    unmark_regional_costs,
)
from reporting.documents.partner_statement import partner_statement
from reporting.models import Expenditure, RegionalCost
from reporting.queries.regional import regional_of
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.said import said

pytestmark = pytest.mark.django_db


def two_claims():
    """Aarhus pays 1,200.03 and then 300.00 for regional tasks, among other cost."""
    world = signed_grant(match_test=False, interim_limit="1")
    for costs in (["1200.03", "5000.00"], ["300.00"]):
        story.all_verified(world, {world.aarhus: costs}, (), world.period)
        world.last = story.settled(world, story.checked(world, world.period)).claim
        story.next_opened(world)
    world.rows = list(Expenditure.objects.exclude(amount=D("5000.00")))
    return world


@pytest.fixture
def told(db):
    return laid_out(two_claims)


def agree(world, basis="equal", **values):
    return agree_regional_key(
        world.grant,
        basis=basis,
        agreed_on=dt.date(2012, 3, 1),
        source="Partnerskabsaftalen § 4",
        by=world.pm,
        at=world.clock(),
        **values,
    )


def test_each_claim_asks_for_the_difference_to_the_oere(told):
    agree(told, with_lead=True)
    mark_regional_costs(told.grant, told.rows, by=told.pm, at=told.clock())
    first, second = regional_of(told.grant).claims
    # 1,200.03 × 3,100.01 / 6,200.03, rounded down, is 600.01; 600.02 is left for three.
    assert (first.share.cost, first.share.fund_share, first.share.rest) == (
        D("1200.03"),
        D("600.01"),
        D("600.02"),
    )
    assert first.share.now == {0: D("200.01"), 1: D("200.01"), 2: D("200.00")}
    assert (second.cost, second.share.cost, second.share.rest) == (
        D("300.00"),
        D("1500.03"),
        D("750.02"),
    )
    assert sum(second.share.now.values()) == D("150.00")
    assert second.share.so_far == second.share.by_key
    paper = partner_statement(told.grant, told.last.period, 2, told.clock())
    [table] = [one for one in paper.tables if one.code == "S9"]
    assert [row.cells[1] for row in table.rows][3:] == [D("200.00"), D("50.00")]


def test_a_new_key_evens_out_what_the_old_one_asked_for(told):
    mark_regional_costs(told.grant, told.rows, by=told.pm, at=told.clock())
    assert regional_of(told.grant).claims == []
    agree(told)
    key = agree(told, "budget")
    assert key.number == 2
    # Aarhus has half the budget and Randers three tenths: 5 to 3.
    weights = dict(key.weights.values_list("grant_partner", "weight"))
    assert weights == {told.aarhus.pk: D("15000000.00"), told.randers.pk: D("9000000.00")}
    second = regional_of(told.grant).claims[1]
    assert second.share.by_key == {1: D("468.76"), 2: D("281.26")}
    lead = partner_statement(told.grant, told.last.period, 0, told.clock())
    assert [one.rows for one in lead.tables if one.code == "S9"] == [()]


def test_what_corrects_a_marked_cost_follows_it(told):
    agree(told)
    mark_regional_costs(told.grant, told.rows, by=told.pm, at=told.clock())
    correction = propose_correction(
        told.rows[0],
        amount=D("200.03"),
        reason_code="wrong_amount",
        reason="For meget.",
        by=told.au,
        at=told.clock(),
    )
    on = told.clock().date()
    decide_correction(correction, on=on, reason="Enig.", by=told.ls, at=told.clock())
    book_correction(correction, by=told.lc, at=told.clock())
    assert regional_of(told.grant).unclaimed == D("-200.03")


def test_every_partner_pays(told):
    with pytest.raises(KeyRefused) as no:
        agree(told, "inhabitants", inhabitants={told.aarhus.pk: D(310000), told.randers.pk: D(0)})
    assert said(no, "en") == (
        "Randers weighs nothing in the key; every partner pays to the regional tasks. "
        "Give it a weight above zero."
    )
    assert said(no, "da") == (
        "Randers vejer intet i nøglen; alle partnere betaler til de regionale opgaver. Giv "
        "partneren en vægt over nul."
    )
    key = agree(
        told,
        "inhabitants",
        inhabitants={told.aarhus.pk: D(310000), told.randers.pk: D(95000), told.lead.pk: None},
    )
    assert key_in_force(told.grant) == key
    with pytest.raises(DatabaseError), transaction.atomic():
        RegionalKeyWeight.objects.update(weight=1)


@pytest.mark.parametrize(
    ("values", "english", "danish"),
    [
        (
            {"source": " "},
            "Say where the key is agreed: the agreement, or the minutes of a meeting.",
            "Skriv, hvor nøglen er aftalt: i aftalen eller i et mødereferat.",
        ),
        (
            {"basis": "luck"},
            "“luck” is no basis of a key.",
            "“luck” er intet grundlag for en fordelingsnøgle.",
        ),
        (
            {"agreed_on": dt.date(2030, 1, 1)},
            "A decision is not dated ahead: 01/01/2030.",
            "En afgørelse dateres ikke frem i tiden: 1.1.2030.",
        ),
    ],
)
def test_a_key_is_in_order(told, values, english, danish):
    told_so = {"basis": "equal", "agreed_on": dt.date(2012, 3, 1), "source": "Aftalen", **values}
    with pytest.raises(KeyRefused) as no:
        agree_regional_key(told.grant, **told_so, by=told.pm, at=told.clock())
    assert (said(no, "en"), said(no, "da")) == (english, danish)


def test_marks_are_put_on_and_taken_off_by_the_lead(told):
    local = ActivityType.objects.create(
        code="local", name_da="Kursus", name_en="Course", scope="local", theme="competence"
    )
    with pytest.raises(RegionalRefused) as no:
        mark_regional_costs(told.grant, told.rows, task=local, by=told.pm, at=told.clock())
    assert said(no, "en") == "“Kursus” is a local activity, no regional task."
    assert said(no, "da") == "“Kursus” er en lokal aktivitet og ingen regional opgave."
    mark_regional_costs(told.grant, told.rows, by=told.pm, at=told.clock())
    with pytest.raises(RegionalRefused) as no:
        mark_regional_costs(told.grant, told.rows, by=told.pm, at=told.clock())
    assert said(no, "en") == "Choose verified costs that are not marked yet."
    assert said(no, "da") == "Vælg kontrollerede udgifter, der endnu ikke er markeret."
    with pytest.raises(RegionalRefused) as no:
        unmark_regional_costs(told.grant, told.rows, reason=" ", by=told.pm, at=told.clock())
    assert said(no, "en") == "Say why the costs are no regional tasks after all."
    done = unmark_regional_costs(told.grant, told.rows, reason="Lokal", by=told.pm, at=told.clock())
    assert (done, RegionalCost.objects.count()) == (2, 0)
    with pytest.raises(RegionalRefused) as no:
        unmark_regional_costs(told.grant, told.rows, reason="x", by=told.pm, at=told.clock())
    assert said(no, "en") == "None of the chosen costs is marked."
    with pytest.raises(NotAllowed):
        mark_regional_costs(told.grant, told.rows, by=told.lc, at=told.clock())


def test_the_pages_mark_agree_and_show(told, client):
    client.force_login(told.pm)
    ref = [told.grant.ref]
    costs = reverse("reporting:regional-costs", args=ref)
    answer = client.post(costs, {"items": [row.pk for row in told.rows], "mark": "1"})
    assert answer.status_code == 302
    assert "Markeret" in client.get(costs + "?only=marked").content.decode()
    key = reverse("reporting:regional-key", args=ref)
    sent = {"basis": "equal", "with_lead": "on", "agreed_on": "01.03.2012", "source": "§ 4"}
    assert client.post(key, sent).status_code == 302
    page = client.get(reverse("reporting:regional-tasks", args=ref)).content.decode()
    for figure in ("1.200,03", "600,01", "600,02", "200,01", "750,02"):
        assert figure in page
    client.force_login(told.ro)
    assert client.get(costs).status_code == 200
    assert client.post(costs, {"mark": "1"}).status_code == 403
    assert client.get(key).status_code == 403
    client.force_login(told.stranger)
    assert client.get(costs).status_code == 404

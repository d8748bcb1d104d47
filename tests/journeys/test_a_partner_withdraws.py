"""The journey of issue 3: a co-financing partner withdraws, and the next claim says what it costs.

The lead sees it in the what-if before anything is filed, files the change request with its plan,
the controller checks it, the funder's letter is recorded, and the next claim is held by L3.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from grants.actions.periods import open_period
from grants.models import ChangeRequest, PartnershipAgreement
from reporting.models import Claim, Expenditure
from tests.cast import signed_grant
from tests.grants.actions.test_changes import plan_without_randers
from tests.journeys.stage import Stage, pdf
from tests.reporting import story

REF = "M-003"


@pytest.fixture
def world(stage: Stage) -> SimpleNamespace:
    """The first half year is claimed and paid, with as much co-financing as it asks for."""
    world = signed_grant()
    costs = {world.aarhus: ["400000.00"], world.randers: ["200000.00"]}
    story.all_verified(world, costs, ["300000.00"])
    story.settled(world, story.checked(world))
    return world


def test_a_partner_withdraws(stage, world):
    see_what_it_costs(stage)
    file_the_change(stage, world)
    record_the_decision(stage, world)
    claim_the_next_half_year(stage, world)


def see_what_it_costs(stage: Stage) -> None:
    """On a copy: 150,000.00 less in cash costs the fund's 150,000.00 as well, and nothing moves."""
    stage.on(2012, 10, 1)
    rows = Expenditure.objects.count(), Expenditure.history.count(), Claim.objects.count()
    pm = stage["pm"].go(f"/grants/{REF}/").more("What if")
    pm.page.get_by_label("What if").select_option(label="This co-financing does not come")
    pm.page.get_by_label("Amount, DKK").fill("150.000,00")
    pm.page.get_by_label("Source").select_option(label="Private")
    pm.page.get_by_label("Form", exact=True).select_option(label="Cash")
    pm.page.get_by_role("button", name="Suppose it").click()
    pm.sees("L3 binds instead of", "One missing krone costs two")
    shown = pm.cells("Before and after", "Entitlement", "Before", "After", "Difference")
    assert shown == ["300,000.00", "150,000.00", "-150,000.00"]
    assert pm.page.locator("main figure, main svg, main img").count() >= 1
    assert rows == (
        Expenditure.objects.count(),
        Expenditure.history.count(),
        Claim.objects.count(),
    )


def file_the_change(stage: Stage, world: SimpleNamespace) -> None:
    stage.on(2012, 11, 1)
    world.clock.move_to(2012, 11, 1)
    plan_without_randers(world, day=dt.date(2012, 12, 1), left="300000.00")
    pm = stage["pm"].go(f"/grants/{REF}/changes/").follow("New change request")
    pm.send(
        "Save draft",
        {
            "Kind of change": "A partner withdraws",
            "Effective from": "01.12.2012",
            "Reason": "Partneren har trukket sig.",
            "Consequences": "Indsatsen flyttes til lead.",
            "Partner that withdraws": "Randers",
            "New budget and financing plan": "2",
        },
        told="The draft is saved.",
    )
    pledged = pm.cells("Figures before and after", "Pledged by the partner", "Before", "After")
    assert pledged == ["7,500,000.00", "300,000.00"]
    pm.send("Propose", told="The change is proposed")
    lc = stage["lc"].go(f"/grants/{REF}/changes/1/").follow("Check")
    lc.send("Check the request", {"Note": "Planen går op."}, told="The request is checked")


def record_the_decision(stage: Stage, world: SimpleNamespace) -> None:
    pm = stage["pm"].go(f"/grants/{REF}/changes/1/").follow("Record the funder's approval")
    button = pm.page.locator("main form button.button-primary").first.inner_text().strip()
    pm.send(
        button,
        {
            "Date of the decision": "01.11.2012",
            "Note": "Brev af 1.11.2012",
            "The funder's letter": pdf("Brev"),
        },
    )
    pm.sees("Approved")
    change = ChangeRequest.objects.get()
    assert change.state == "approved" and change.letter_id
    agreement = PartnershipAgreement.objects.get(grant_partner=world.randers)
    assert (agreement.state, agreement.ends_on) == ("ended", dt.date(2012, 11, 30))


def claim_the_next_half_year(stage: Stage, world: SimpleNamespace) -> None:
    """Aarhus goes on, and what Randers would have paid has come from nobody else yet."""
    period = open_period(world.periods[1], by=world.pm, at=world.clock())
    world.clock.move_to(2013, 3, 10)
    stage.on(2013, 3, 10)
    for partner, costs, cash in ((world.lead, (), ["50000.00"]), (world.aarhus, ["300000.00"], ())):
        story.verified(world, story.submitted(world, partner, costs, cash, period))
    pm = stage["pm"].go(f"/grants/{REF}/claims/").follow("New claim")
    pm.send("Build the claim", {"Period": "2"})
    claim = Claim.objects.order_by("number").last()
    assert claim is not None
    assert (claim.binding, claim.amount) == ("L3", Decimal("50000.00"))
    pm.sees("L3", "50,000.00", "200,000.00")
    limits = pm.page.get_by_role("table").filter(has_text="L3").first
    assert "350,000.00" in limits.inner_text()
    stage["lc"].go(f"/claims/{claim.pk}/").send("Check the claim")
    claim.refresh_from_db()
    assert (claim.state, claim.limit_3, claim.unfinanced) == (
        "checked",
        Decimal("350000.00"),
        Decimal("200000.00"),
    )

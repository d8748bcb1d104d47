"""From an empty table to an approved budget: every signature in its own browser."""

from __future__ import annotations

import pytest

from grants.models import BudgetLine, Grant
from tests.cast import people_and_organisations
from tests.journeys.stage import Stage

REF = "M-003"
PARTNERS = {
    "pa": "Aarhus Kommune",
    "randers_pa": "Randers Erhvervsråd",
    "lead_pa": "Erhverv Aarhus",
}


@pytest.fixture
def town(stage: Stage) -> Stage:
    people_and_organisations(REF)
    stage.on(2012, 1, 10)
    return stage


def test_from_application_to_budget(town):
    apply(town)
    decide(town)
    agree(town)
    plan(town)
    grant = Grant.objects.get(ref=REF)
    assert grant.state == "accepted"
    assert [version.state for version in grant.budget_versions.all()] == ["approved"]


def apply(stage: Stage) -> None:
    pm = stage["pm"].menu("Applications").follow("New application")
    pm.send(
        "Save draft",
        {
            "Title": "Modtagelse og fastholdelse",
            "Purpose and local organisation": "Et samlet regionalt projekt.",
            "Fund": "European Social Fund",
            "Rule profile": "esf-2007-13",
            "Project starts": "01.03.2012",
            "Project ends": "30.06.2015",
            "Total budget": "29.999.999,98",
            "Requested from the fund": "15.000.000,00",
            "Fund ceiling": "15.000.000,00",
            "Aarhus Kommune": True,
            "Randers Erhvervsråd": True,
        },
        told="The draft is saved.",
    )
    # R-10 (C02): one øre over half the budget is named on the page.
    pm.sees("The request cannot be submitted like this", "0.01 less", "by 0.02")
    pm.follow("Change").send("Save", {"Total budget": "30.000.000,00"}, told="saved")
    pm.send("Ask the partners for support", told="asked for their support")
    for name in ("pa", "randers_pa"):
        stage[name].go(f"/applications/{REF}/").send("Give our support", told="Your support")
    stage["ls"].go(f"/applications/{REF}/").send("Submit", told="The application is submitted.")


def decide(stage: Stage) -> None:
    stage.on(2012, 1, 20)
    rg = stage["rg"].go(f"/applications/{REF}/").follow("Recommend")
    rg.send("Recommend", {"Note": "Indstillet af Vækstforum."}, told="recommended")
    ma = stage["ma"].go(f"/applications/{REF}/").follow("Award a grant")
    terms = {"Letter dated": "20.01.2012", "Journal number": "ESFK-11-0044"}
    ma.send("Award the grant", terms, told="The grant is offered.")
    ls = stage["ls"].go(f"/grants/{REF}/")
    assert ls.fact("Grant, DKK") == "15,000,000.00"
    assert ls.fact("Approved budget, DKK") == "30,000,000.00"
    assert ls.fact("Intervention rate").startswith("1/2")
    ls.send("Accept the grant and its terms", told="The grant is accepted.")


def agree(stage: Stage) -> None:
    stage.on(2012, 1, 25)
    for name, partner in PARTNERS.items():
        pm = stage["pm"].go(f"/grants/{REF}/agreements/")
        pm.follow(f"Draft an agreement, {partner}")
        pm.send("Save", {"Terms": "Standardvilkår"}, told="The agreement is saved.")
        page = pm.page.url
        stage[name].go(page).send("Sign for the partner", told="The agreement is signed.")
        stage["ls"].go(page).send("Sign for the lead partner", told="The agreement is signed.")
    stage["pm"].go(f"/grants/{REF}/agreements/")
    for partner in PARTNERS.values():
        assert "Active" in stage["pm"].row("Agreements", partner)


def plan(stage: Stage) -> None:
    stage.on(2012, 2, 1)
    pm = stage["pm"].go(f"/grants/{REF}/budget/").follow("New version")
    line = BudgetLine.objects.get(code="external").name_en
    cells = {"Lead": "6000000,00", "Aarhus": "15.000.000,00"}
    cells["Randers"] = "9000000,00"
    financing = [
        ("EU", "Cash", "15000000,00"),
        ("Municipality", "Staff time", "7500000,00"),
        ("Private", "Cash", "7499999,99"),
    ]
    rows = {
        f"Financing, row {place}: {name}": value
        for place, row in enumerate(financing, start=1)
        for name, value in zip(("Source", "Form", "Amount"), row, strict=True)
    }
    grid = {f"{partner}, {line}": amount for partner, amount in cells.items()}
    pm.send("Save draft", {"Explanation": "Første budget", **grid, **rows}, told="draft is saved")
    budget = pm.row("Budget by partner and line, DKK", "Aarhus Kommune")
    assert budget[-1] == "15,000,000.00"
    # One øre of financing is missing, and the page says which.
    pm.sees("The budget cannot be approved like this", "0.01")
    pm.follow("Change").send(
        "Save draft", {"Financing, row 3: Amount": "7500000,00"}, told="The draft is saved."
    )
    pm.send("Propose", told="The budget is proposed.")
    ma = stage["ma"].go(f"/grants/{REF}/budget/1/")
    ma.send("Approve", told="The budget is approved.")
    assert "30,000,000.00" in stage["pm"].go(f"/grants/{REF}/budget/").row(
        "Versions of the budget", "Version 1"
    )
    pm.go(f"/grants/{REF}/periods/").send("Lay out the periods")
    stage.on(2012, 3, 1)
    pm.send("Open period 1")
    assert "Open" in pm.row("Reporting periods", "01/03/2012")

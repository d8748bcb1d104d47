"""The meter of a report in a browser: it moves as answers are chosen, and leads to the field."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.cast import signed_grant
from tests.journeys.stage import Stage
from tests.reporting.paperwork import begin


@pytest.fixture
def world(stage: Stage) -> SimpleNamespace:
    stage.on(2012, 6, 21)
    world = signed_grant()
    world.report = begin(world)
    return world


def test_a_choice_is_saved_at_once_and_moves_the_meter(stage, world):
    pu = stage["pu"].go(f"/reports/{world.report.pk}/costs/")
    pu.sees("0 of 6 steps are complete")
    pu.page.get_by_label("None in this period").check(force=True)
    expect(pu.page.locator("[data-autosave-status]").first).to_contain_text("Saved")
    pu.sees("1 of 6 steps are complete")
    world.report.refresh_from_db()
    assert world.report.expenditure_answer == "none"


def test_a_gap_puts_the_cursor_into_its_field(stage, world):
    pu = stage["pu"].go(f"/reports/{world.report.pk}/")
    pu.page.locator(".house-meter li a").nth(1).click()
    expect(pu.page).to_have_url(
        f"{stage.address}/reports/{world.report.pk}/indicators/#id_i{world.indicator.pk}-women"
    )
    expect(pu.page.get_by_label("Women")).to_be_focused()
    # By the keyboard alone the next key goes on from there.
    pu.page.keyboard.type("7")
    expect(pu.page.get_by_label("Women")).to_have_value("7")
    pu.follow("Next: Costs").sees("Is there anything to report here?")
    pu.follow("Next: Hours").sees("Hours in the report:")

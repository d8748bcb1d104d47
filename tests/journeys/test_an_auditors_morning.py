"""An auditor follows a claim's total to a voucher's file, and puts two days beside each other."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from reporting.models import Expenditure
from tests.journeys.stage import Stage
from tests.journeys.test_accessibility import NARROW, OPTIONS, OVERFLOW
from tests.reporting.full_story import full_story

AT_MOST = 6


@pytest.fixture
def world(stage: Stage) -> SimpleNamespace:
    stage.on(2012, 6, 21)
    world = full_story()
    stage.on(world.clock.now.year, world.clock.now.month, world.clock.now.day + 1)
    return world


def is_clean(page) -> None:
    found = Axe().run(page, options=OPTIONS).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate(OVERFLOW) <= 0


def test_from_the_total_to_the_file_in_at_most_six_clicks(stage, world):
    item = Expenditure.objects.get(voucher_no="A1")
    page = stage["au"].go(f"/claims/{item.claim_id}/").page
    clicks = 0

    def click(link) -> None:
        nonlocal clicks
        link.first.click()
        clicks += 1

    total = page.locator("tfoot a.house-explained").first
    click(total)
    expect(page.get_by_text("The rows add up")).to_be_visible()
    # What was sent is explained from the rows of then, and says so.
    expect(page.locator(".house-then")).to_contain_text("As it stood at")
    click(page.get_by_role("link", name="A1", exact=True))
    expect(page.get_by_role("heading", name="Proof")).to_be_visible()
    click(page.locator(".house-papers a"))
    assert clicks <= AT_MOST
    assert "/evidence/" in page.url


def test_back_from_a_voucher_to_what_holds_it(stage, world):
    page = stage["au"].go(f"/grants/{world.grant.ref}/overview/").page
    page.get_by_label("Find voucher, amount or invoice number").fill("A1")
    page.get_by_role("button", name="Find").first.click()
    page.get_by_role("link", name="A1", exact=True).click()
    main = page.locator("main")
    for words in ("Claim 1", "The partner's part:", "Proof"):
        expect(main).to_contain_text(words)
    is_clean(page)


def test_two_days_beside_each_other_and_a_page_of_then(stage, world):
    au = stage["au"].go(f"/grants/{world.grant.ref}/events/")
    au.follow("Compare two instants")
    page = au.page
    page.get_by_label("From the end of").fill("2012-05-31")
    page.get_by_label("To the end of").fill("2012-09-04")
    page.get_by_role("button", name="Compare").click()
    foot = page.locator("tfoot").first
    expect(foot).to_be_visible()
    expect(foot.locator("td").last).to_have_text("0.00")
    is_clean(page)
    page.set_viewport_size(NARROW)
    is_clean(page)
    page.goto(f"/grants/{world.grant.ref}/overview/")
    page.get_by_text("As of a past day").click()
    page.get_by_label("Day", exact=True).fill("2012-05-31")
    page.get_by_role("button", name="Show as it stood").click()
    expect(page.locator(".house-then")).to_contain_text("As it stood at the end of 31")
    is_clean(page)
    au.follow("Back to now")
    expect(page.locator(".house-then")).to_have_count(0)

"""Nothing typed is lost: the page is closed, the net is gone, the session ends, another saves."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from consortium.models import FormDraft
from reporting.models import PartnerReport
from tests.cast import PASSWORD, signed_grant
from tests.journeys.stage import Seat, Stage
from tests.journeys.test_accessibility import NARROW, OPTIONS, OVERFLOW
from tests.reporting.paperwork import begin

STATUS = "[data-autosave-status]"


@pytest.fixture
def world(stage: Stage) -> SimpleNamespace:
    stage.on(2012, 6, 20)
    world = signed_grant()
    world.report = begin(world)
    return world


def status(seat: Seat, words: str) -> None:
    expect(seat.page.locator(STATUS).filter(has_text=words).first).to_be_visible()


def texts_of(world: SimpleNamespace) -> PartnerReport:
    return PartnerReport.objects.get(pk=world.report.pk)


def test_what_was_typed_is_there_after_the_page_was_closed(stage, world):
    pu = stage.enter("pu").go(f"/reports/{world.report.pk}/costs/new/")
    page = pu.page
    page.get_by_label("Text").fill("Togbilletter")
    page.get_by_label("Amount without VAT (optional)").fill("1.2")
    status(pu, "Draft kept")
    # Closed within the pause after the last key: leaving the page keeps it, too.
    page.get_by_label("Supplier", exact=False).first.type("DSB")
    page.goto("/desk/")
    page.close()
    pu.page = stage.contexts[-1].new_page()
    pu.go("/notices/")
    assert Axe().run(pu.page, options=OPTIONS).response["violations"] == []
    pu.go(f"/reports/{world.report.pk}/costs/new/").sees("You have a draft that is not saved")
    assert Axe().run(pu.page, options=OPTIONS).response["violations"] == []
    pu.go("/notices/").follow("Enter a cost")
    expect(pu.page.get_by_label("Text")).to_have_value("Togbilletter")
    expect(pu.page.get_by_label("Amount without VAT (optional)")).to_have_value("1.2")
    expect(pu.page.get_by_label("Supplier", exact=False).first).to_have_value("DSB")
    pu.sees("You go on with your draft")
    pu.page.get_by_role("button", name="Throw the draft away").click()
    expect(pu.page.get_by_label("Text")).to_have_value("")
    assert not FormDraft.objects.exists()


def test_texts_are_in_the_report_as_soon_as_their_field_is_left(stage, world):
    pu = stage.enter("pu").go(f"/reports/{world.report.pk}/texts/")
    pu.page.get_by_label("What we did").fill("Vi holdt et møde.")
    pu.page.get_by_label("Plans for the next period").click()
    status(pu, "Saved")
    assert texts_of(world).progress_text == "Vi holdt et møde."
    pu.page.get_by_label("Plans for the next period").fill("Et til.")
    pu.send("Save the texts", told="The texts are saved.")
    assert texts_of(world).next_text == "Et til."
    assert not FormDraft.objects.exists()
    assert pu.complaints == []


def test_two_browsers_at_one_report_and_the_second_sees_both(stage, world):
    path = f"/reports/{world.report.pk}/texts/"
    mine, theirs = stage.enter("pu"), stage.enter("pu", java_script_enabled=False)
    mine.go(path)
    theirs.go(path).send("Save the texts", {"What we did": "Deres", "Deviations and why": "Vejret"})
    mine.page.get_by_label("What we did").fill("Mit")
    mine.page.get_by_label("Plans for the next period").click()
    status(mine, "Not saved: somebody else has changed it meanwhile.")
    mine.send("Save the texts")
    mine.sees("Two of you have changed this", "Deres", "Mit", "Vejret", "changed by both")
    for size in (mine.page.viewport_size, NARROW):
        mine.page.set_viewport_size(size)
        assert Axe().run(mine.page, options=OPTIONS).response["violations"] == []
        assert mine.page.evaluate(OVERFLOW) == 0
    # What both have written must be chosen: the browser says so, and nothing is sent.
    mine.page.get_by_role("button", name="Save what is chosen").click()
    assert texts_of(world).progress_text == "Deres"
    mine.page.get_by_role("group", name="What we did").get_by_label("Yours").check(force=True)
    mine.page.get_by_role("button", name="Save what is chosen").click()
    mine.hears("The texts are saved.")
    report = texts_of(world)
    assert (report.progress_text, report.deviation_text) == ("Mit", "Vejret")
    # The two refusals are answers of the server, which Chromium's console notes.
    assert all("409 (Conflict)" in one for one in mine.complaints)


def test_the_conflict_is_settled_without_javascript(stage, world):
    path = f"/reports/{world.report.pk}/texts/"
    mine, theirs = (stage.enter("pu", java_script_enabled=False).go(path) for _seat in range(2))
    theirs.send("Save the texts", {"What we did": "Deres"})
    mine.send("Save the texts", {"What we did": "Mit"})
    mine.page.get_by_role("button", name="Keep all of Pu’s").click()
    expect(mine.page.get_by_label("What we did")).to_have_value("Deres")
    theirs.go(path).send("Save the texts", {"What we did": "Deres igen"})
    mine.send("Save the texts", {"What we did": "Mit"})
    mine.page.get_by_role("button", name="Save all of mine over it").click()
    mine.hears("The texts are saved.")
    assert texts_of(world).progress_text == "Mit"


def test_the_net_goes_and_comes_back(stage, world):
    pu = stage.enter("pu").go(f"/reports/{world.report.pk}/revenue/")
    context = pu.page.context
    context.set_offline(True)
    pu.page.get_by_label("Text").fill("Kursusgebyr")
    status(pu, "Not saved: no connection")
    context.set_offline(False)
    status(pu, "Draft kept")
    (draft,) = FormDraft.objects.all()
    assert draft.fields["text"] == ["Kursusgebyr"]


def test_a_session_that_ends_swallows_nothing(stage, world):
    pu = stage.enter("pu").go(f"/reports/{world.report.pk}/revenue/")
    page = pu.page
    page.get_by_label("Text").fill("Kursusgebyr")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Enter", exact=True).click()
    status(pu, "Not saved: you are logged out.")
    expect(page.get_by_label("Text")).to_have_value("Kursusgebyr")
    tab = page.context.new_page()
    tab.goto("/login/")
    form = tab.locator("main form")
    form.locator("input[name=username]").fill("pu@konsortium.example")
    form.locator("input[name=password]").fill(PASSWORD)
    form.get_by_role("button", name="Log in").click()
    expect(tab.locator("header .house-user").first).to_contain_text("Pu")
    tab.close()
    # The form goes on with the new session's token.
    page.get_by_label("Received on").fill("1.5.2012")
    page.get_by_label("Amount").fill("100")
    status(pu, "Draft kept")
    pu.send("Enter", told="The revenue is entered.")
    assert world.report.revenues.get().text == "Kursusgebyr"
    assert not FormDraft.objects.exists()

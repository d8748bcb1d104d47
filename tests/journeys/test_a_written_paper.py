"""Two write one section, a partner adds its passage, it is approved, the paper holds its figure."""

from __future__ import annotations

from types import SimpleNamespace

import pypdfium2
import pytest
from playwright.sync_api import expect

from reporting.actions.claims import (
    build_claim,
    check_claim,
    issue_statement,
    send_to_auditor,
    submit_claim,
)
from reporting.documents.editions import frozen_edition
from reporting.documents.papers import frozen
from reporting.documents.rendering import render
from reporting.documents.tables import Words
from reporting.models import ReportSnapshot, SectionText
from tests.cast import signed_grant
from tests.journeys.stage import Seat, Stage
from tests.reporting.full_story import reported, shown, verified
from tests.reporting.written import named


def words_in(content: bytes) -> str:
    """The text of a PDF, with single spaces."""
    document = pypdfium2.PdfDocument(content)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(pages).split())


@pytest.fixture
def world(stage: Stage) -> SimpleNamespace:
    stage.on(2012, 9, 20)
    world = signed_grant()
    verified(world, reported(world))
    shown(world)
    named(world, required=True)
    claim = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    claim = check_claim(claim, by=world.lc2, at=world.clock())
    world.claim = send_to_auditor(claim, by=world.pm, at=world.clock())
    issue_statement(world.claim, "clean", "Uden forbehold.", by=world.au, at=world.clock())
    return world


def _a_partner_adds_its_passage(stage: Stage, lead: Seat) -> None:
    """Asked by the lead, written on the partner's desk, taken into the text under its name."""
    lead.follow("Ask partners for a passage")
    lead.send("Ask", {"Aarhus": True, "To be sent by": "01.10.2012"}, told="1 partner is asked")
    partner = stage.enter("pu").go("/desk/").follow("Passage on “Økonomi”")
    partner.sees("The partner's own figures", "Costs in all")
    partner.send("Save and send to the lead", {"Text": "To seminarer."}, told="is sent to the lead")
    lead.go(lead.page.url).follow("Aarhus").sees("To seminarer.")
    lead.send("Take into the text", told="under the partner's name")


@pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_section_is_written_by_two_and_sent_with_its_figure(stage, world):
    path = f"/grants/{world.ref}/documents/period-1/authority/texts/economy/"
    first, second = stage.enter("pm"), stage.enter("pm", java_script_enabled=False)
    first.go(path)
    second.go(path).send("Save", {"Text": "Af den anden."}, told="The text is saved.")
    first.send("Save", {"Text": "Forbruget er {{T1.total.this}} kr."})
    first.sees("Two of you have changed this", "Af den anden.")
    first.page.get_by_role("button", name="Save all of mine over it").click()
    expect(first.page.locator("#preview")).to_contain_text("Forbruget er")
    assert SectionText.objects.get().body == "Forbruget er {{T1.total.this}} kr."
    _a_partner_adds_its_passage(stage, first.go(f"{path}passages/"))
    stage.enter("lc").go(path).send("Review", told="The text is reviewed.")
    stage.enter("ls").go(path).send("Approve", told="The text is approved.")
    world.clock.move_to(2012, 9, 21)
    submit_claim(world.claim, by=world.ls, at=world.clock())
    snapshot = ReportSnapshot.objects.get(kind="authority")
    edition = frozen_edition(snapshot, frozen(snapshot), "da")
    [reference] = edition.document.sections[0].references
    written = edition.document.sections[0].paragraphs[0][1]
    assert isinstance(written, Words)
    assert reference.value.da in written.da
    told = words_in(render(edition, "pdf"))
    assert f"Forbruget er {reference.value.da} kr." in told
    assert "Aarhus Kommune: To seminarer." in told

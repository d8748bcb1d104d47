"""The lead opens a status round; an owner answers from the mail, on a telephone, with no log-in."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from grants.actions.round_mails import deliver_round
from grants.models import StatusRound
from tests.consortium.postbox import free_port, mail_goes_to, mail_server, plain_text
from tests.grants.register import register_004
from tests.journeys.stage import Seat, Stage

REGISTER = "/grants/M-004/measures/"
COUNT = "Proposals with substantial progress"
STANDS = "Nothing new: the status stands as it is"


@pytest.fixture
def world(stage: Stage):
    stage.on(2012, 1, 3)
    return register_004()


@pytest.fixture
def postbox(settings):
    port = free_port()
    mail_goes_to(settings, port)
    with mail_server(port) as box:
        yield box


def tell(owner: Seat, number: int, status: str, text: str) -> None:
    """Write how one proposal stands; the others are left alone."""
    prefix = f"m{number}-"
    page = owner.page
    page.locator(f"[name={prefix}stands]").set_checked(False, force=True)
    page.locator(f"[name={prefix}code]").select_option(label=status)
    page.locator(f"[name={prefix}text]").fill(text)
    page.locator(f"[name={prefix}on]").fill("03-01-2012")


def test_an_owner_answers_the_round_from_the_mail(stage, world, postbox):
    lead = stage.enter("pm").go(REGISTER)
    assert lead.fact(COUNT) == "20"
    lead.follow("Status rounds")
    asked = {"Answer by": "17-01-2012", "Message to the owners": "Svar gerne kort."}
    lead.send("Ask the owners", asked, told="The round is open, and the owners are written to.")
    assert lead.cells("Who has answered", "Økonomiforvaltningen", "Mail sent") == ["Waiting"]
    # What the worker does; the mails go over a socket to a mail server of their own.
    assert deliver_round(StatusRound.objects.get().pk, at=world.clock()) == 4
    letters = dict(postbox.read())
    letter = plain_text(letters["oekf@konsortium.example"])
    assert "1, 2, 3, 4, 10, 15, 21" in letter and "Svar gerne kort." in letter
    path = re.findall(r"https?://[^/\s]+(/status/\S+)", letter)[0]
    # No log-in, no JavaScript, a small screen.
    owner = stage.door(java_script_enabled=False, viewport={"width": 390, "height": 844})
    owner.go(path).sees("Økonomiforvaltningen: tell how your proposals", "Svar gerne kort.")
    expect(owner.page.get_by_label(STANDS)).to_have_count(7)
    tell(owner, 1, "Running", "Puljen er øremærket.")
    tell(owner, 3, "Started", "")
    owner.send("Send the answer").sees("Fill this in, or say that there is nothing new.")
    tell(owner, 3, "Started", "Klyngerne er samlet.")
    owner.send("Send the answer", told="Thank you. Your answer is kept.")
    owner.sees("You answered on 03/01/2012", "You may tell more until 31/01/2012")
    told = ["Answered", "Statuses told"]
    lead.go(f"{REGISTER}rounds/")
    assert lead.cells("Who has answered", "Økonomiforvaltningen", *told)[1] == "2"
    assert lead.cells("Who has answered", "Kultur- og Fritid", *told) == ["Not yet", "0"]
    lead.go(REGISTER)
    assert lead.fact(COUNT) == "22"
    lead.go(f"{REGISTER}1/").sees("03/01/2012: Running", "Puljen er øremærket.", "Not started")
    lead.sees("Told by Økonomiforvaltningen")
    lead.go(f"{REGISTER}rounds/")
    lead.send("Close the round", told="The round is closed; its links open no more.")
    late = owner.page.goto(path)
    assert late is not None and late.status == 410
    owner.sees("The round is closed. Ask whoever wrote to you for a new link.")
    expect(owner.page.locator("main form")).to_have_count(0)


def test_a_link_whose_days_are_over_says_what_to_do(stage, world, postbox):
    lead = stage.enter("pm").go(f"{REGISTER}rounds/")
    lead.send("Ask the owners", {"Answer by": "17-01-2012"}, told="The round is open")
    deliver_round(StatusRound.objects.get().pk, at=world.clock())
    letter = plain_text(dict(postbox.read())["buf@konsortium.example"])
    path = re.findall(r"https?://[^/\s]+(/status/\S+)", letter)[0]
    stage.on(2012, 2, 1)
    owner = stage.door(language="da", viewport={"width": 390, "height": 844})
    late = owner.page.goto(path)
    assert late is not None and late.status == 410
    owner.sees("Linket virkede til og med 31.1.2012")

"""The municipality approves the annual evaluation through three bodies, one of them by a mail."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import expect

from reporting.actions.municipal_link_mails import deliver_link
from reporting.models import AnnualEvaluation, MunicipalLink
from tests.journeys.stage import Stage
from tests.reporting.municipal_story import four_quarters
from tests.reporting.printed import words_in

YEARS = "/grants/M-001/evaluations/"
YEAR = f"{YEARS}2023/"
MAYOR, CONTACT, ECONOMY = (
    *("Borgmesterens Afdeling", "Erhvervskontaktudvalget"),
    "Økonomiudvalget",
)
NO_SRGB = "ignore:unclosed file .*sRGB2014:ResourceWarning"


@pytest.fixture
def world(stage: Stage, settings):
    cache.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    stage.on(2024, 2, 1)
    return four_quarters()


def record(seat, body, outcome, day, text="", **more):
    """Record what a body decided, at the municipality's own log-in."""
    given = {"Body": body, "Decision": outcome, "Decided on": day, "Remarks": text}
    seat.go(YEAR).follow("Record a decision")
    return seat.send("Save", given, **more)


@pytest.mark.filterwarnings(NO_SRGB)
def test_three_bodies_approve_the_year(stage, world):
    lead = stage.enter("pm").go(YEARS).follow("Begin an evaluation")
    lead.send("Save", {"Year": "2023"}, told="The evaluation is begun from its statuses.")
    # Built from the four statuses: every quarter's results, and the money that the last one kept.
    lead.sees("Coffee Morning: 12 / 12 arrangementer", "1: Mødet er udskudt.")
    assert lead.row("Economy", "(d)")[1:] == ["500,000.00", "0.00", "480,000.00", "20,000.00"]
    lead.follow("Write the summary")
    lead.send("Save", {"Summary": "Et godt år."}, told="The summary is saved.")
    signatory = stage.enter("ls").go(YEAR)
    signatory.page.get_by_role("button", name="Send to the first body").click()
    signatory.hears("The evaluation is frozen and sent.").sees(f"It is the turn of {MAYOR}.")
    # A body out of its order is told whose turn it is, and nothing is kept.
    town = stage.enter("mu")
    record(town, CONTACT, "Adopted", "01-02-2024")
    town.sees(f"It is the turn of {MAYOR}. {CONTACT} decides when that is done.")
    record(town, MAYOR, "Adopted", "01-02-2024", told="The decision is recorded.")
    record(town, CONTACT, "Sent back", "01-02-2024", "Økonomien mangler ord.", told="recorded")
    # Sent back, it is written in again and takes the whole path anew.
    area = lead.go(YEAR).page.locator("section").filter(has_text="(a)").get_by_role("link")
    area.first.click()
    lead.send("Save", {"Learning": "70.000 kr. er ikke brugt."}, told="The area is saved.")
    signatory.go(YEAR).page.get_by_role("button", name="Send to the first body").click()
    signatory.sees(f"It is the turn of {MAYOR}.")
    stage.on(2024, 2, 5)
    record(town, MAYOR, "Adopted", "05-02-2024", told="recorded")
    stage.on(2024, 3, 1)
    record(town, CONTACT, "Adopted with remarks", "01-03-2024", "Flere SMV'er.", told="recorded")
    _by_mail(stage, lead, world)
    _the_paper(stage)


def _by_mail(stage, lead, world):
    """The last body has no log-in: it is asked by mail, and answers on a telephone."""
    lead.go(YEAR).follow("Ask a body by mail")
    expect(lead.page.get_by_label("Body")).to_have_value(
        str(world.agreement.bodies.get(name=ECONOMY).pk)
    )
    asked = {"E-mail": "udvalg@aarhus.example", "Opens until": "20-03-2024"}
    lead.send("Send the mail", asked, told="The mail is on its way.")
    stage.on(2024, 3, 12)
    world.clock.move_to(2024, 3, 12)
    assert deliver_link(MunicipalLink.objects.get().pk, at=world.clock())
    [letter] = mail.outbox
    path = re.findall(r"https?://[^/\s]+(/municipality/\S+)", str(letter.body))[0]
    body = stage.door(java_script_enabled=False, viewport={"width": 390, "height": 844})
    body.go(path).sees(f"Decision of {ECONOMY}", "Et godt år.", "70.000 kr. er ikke brugt.")
    given = {"Decision": "Adopted", "Decided on": "12-03-2024", "Your name": "Kirsten Holm"}
    body.send("Send the decision", given).sees("Tick that you may do this for the municipality")
    may = "I may say what the body has decided, and it has decided this"
    body.send("Send the decision", {may: True}, told="Thank you. It is kept")
    body.sees("The link was used on 12/03/2024, and it is used once.")
    expect(body.page.locator("main form")).to_have_count(0)
    lead.go(YEAR).sees("Adopted", "Kirsten Holm, by a link in a mail")
    lead.go("/grants/M-001/municipal/links/").sees("by Kirsten Holm")


def _the_paper(stage):
    """The paper that it was adopted with shows every decision of both rounds, and comes as PDF."""
    pk = AnnualEvaluation.objects.get().snapshot_id
    town = stage.enter("mu", language="en").go(f"/grants/M-001/documents/{pk}/")
    rows = [
        (MAYOR, "1", "01/02/2024", "Adopted"),
        (CONTACT, "1", "01/02/2024", "Sent back"),
        (MAYOR, "2", "05/02/2024", "Adopted"),
        (CONTACT, "2", "01/03/2024", "Adopted with remarks"),
        (ECONOMY, "2", "12/03/2024", "Adopted"),
    ]
    table = town.page.get_by_role("table").filter(has_text=ECONOMY)
    told = [" ".join(row.split()) for row in table.locator("tbody tr").all_inner_texts()]
    assert [row.startswith(" ".join(want)) for row, want in zip(told, rows, strict=True)] == (
        [True] * 5
    ), told
    answer = town.page.request.get(f"/grants/M-001/documents/{pk}/pdf")
    printed = words_in(answer.body())
    for row in rows:
        assert " ".join(row) in printed

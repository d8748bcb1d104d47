"""The newsletter from a partner's material to the readers, and each no on the way (003)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pypdfium2
import pytest
from django.core import mail
from django.utils import translation

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent
from consortium.queries.texts import sentence_text
from partners.models import Consent
from reporting.actions.newsletter_mails import deliver_newsletter, end_by_copy
from reporting.actions.newsletters import (
    NewsletterRefused,
    compose_issue,
    issue_newsletter,
    open_issue,
    send_material,
    withdraw_material,
)
from reporting.exchange.newsletter_mails import copy_named, token_of
from reporting.models import NewsletterCopy, NewsletterIssue
from reporting.queries.newsletters import delivered, readers_of
from reporting.rules.newsletters import MOST_LETTERS, Material
from tests.reporting.communication import PICTURED, PIECE, composed, told
from tests.sample_files import image, pdf

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def world(db, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MEDIA_ROOT = tmp_path
    # A picture is a file: this world is told anew, so that its bytes are where its row says.
    return told()


def words_of(content):
    document = pypdfium2.PdfDocument(content)
    try:
        return " ".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def sent(world, material=PIECE, **how):
    return send_material(world.issue, world.aarhus, material, **how, by=world.pu, at=world.clock())


def said(refused):
    breach = refused.value.breaches[0]
    with translation.override("en"):
        english = sentence_text(breach, "en")
    return english, sentence_text(breach, "da")


def test_an_issue_goes_from_the_partner_to_the_reader(world, settings):
    composed(world)
    second = sent(world)
    places = {world.piece.pk: 2, second.pk: 1}
    compose_issue(world.issue, intro="God sommer!", places=places, by=world.pm, at=world.clock())
    issue: Any = issue_newsletter(world.issue, by=world.pm, at=world.clock())
    assert [one["title"] for one in issue.body["pieces"]] == ["Kaffe på engelsk", "Velkomst"]
    with issue.pdf.file.open("rb") as stream:
        words = words_of(stream.read())
    assert "God sommer!" in words and "Medfinansieret af Den Europæiske Socialfond" in words
    assert "P. Hansen" in words
    assert deliver_newsletter(issue.pk, at=world.clock()) == 1
    letter: Any = mail.outbox[0]
    assert len(mail.outbox) == 1
    assert letter.to == ["maria@example.org"]
    page = letter.alternatives[0][0]
    assert "cid:" in page and "http" not in page.replace(settings.SITE_URL, "")
    assert "En fyldt rådhushal" in page and "Medfinansieret" in letter.body
    assert letter.extra_headers["List-Unsubscribe"].startswith(f"<{settings.SITE_URL}")
    assert len(letter.attachments) == 1
    # Nothing is sent twice, and Jonas, who has no address, is no reader.
    assert deliver_newsletter(issue.pk, at=world.clock()) == 0
    reach = delivered(issue)
    assert (reach.readers, reach.sent, reach.refused, reach.waiting) == (1, 1, 0, 0)


def test_a_refused_copy_is_counted_and_tells_no_address(world, settings):
    settings.EMAIL_BACKEND = "tests.partners.closed_door.ClosedDoor"
    composed(world)
    issue = issue_newsletter(world.issue, by=world.pm, at=world.clock())
    assert deliver_newsletter(issue.pk, at=world.clock()) == 0
    reach = delivered(issue)
    assert (reach.sent, reach.refused, reach.waiting) == (0, 1, 0)
    assert "maria" not in str(list(AuditEvent.objects.filter(verb__startswith="news").values()))


def test_the_link_of_a_copy_ends_the_newsletter_and_nothing_else(world):
    composed(world)
    issue_newsletter(world.issue, by=world.pm, at=world.clock())
    copy = NewsletterCopy.objects.get()
    assert copy_named(token_of(copy)) == (copy.pk, copy.nonce)
    assert copy_named(token_of(copy) + "x") is None
    end_by_copy(copy, by=None, at=world.clock())
    assert not readers_of(world.grant).exists()
    assert Consent.objects.in_force().filter(contact=world.maria).exists()
    assert delivered(world.issue).ended == 1


@pytest.mark.parametrize(
    ("change", "english", "danish"),
    [
        ({"title": " "}, "Write a title and a text.", "Skriv en titel og en tekst."),
        (
            {"rights": ""},
            "Say what gives you the right to the picture; without it it is not used.",
            "Angiv, hvad der giver jer ret til billedet; uden den bruges det ikke.",
        ),
        (
            {"rights_note": ""},
            "Name the photographer, and the licence or the permission.",
            "Nævn fotografen og licensen eller tilladelsen.",
        ),
        (
            {"picture_text": ""},
            "Say in words what the picture shows, for those who cannot see it.",
            "Beskriv med ord, hvad billedet viser, for dem der ikke kan se det.",
        ),
        (
            {"text": "Ring 010190-1234"},
            "The text holds what reads as a CPR number. CPR numbers are never stored here: leave "
            "it out.",
            "",
        ),
        (
            {"text": "x" * (MOST_LETTERS + 1)},
            "The text has 4001 letters; a piece has at most 4000.",
            "Teksten har 4001 tegn; et indlæg har højst 4000.",
        ),
    ],
)
def test_what_a_piece_lacks(world, change, english, danish):
    with pytest.raises(NewsletterRefused) as refused:
        sent(world, replace(PICTURED, **change), file=image(), name="p.png")
    assert said(refused)[0] == english
    assert not danish or said(refused)[1] == danish


def test_a_late_piece_and_a_file_that_is_no_picture(world):
    with pytest.raises(NewsletterRefused) as refused:
        sent(world, PICTURED, file=pdf("x"), name="x.pdf")
    assert said(refused) == (
        "“x.pdf” is no picture. Send a JPEG or a PNG.",
        "“x.pdf” er ikke et billede. Send en JPEG eller en PNG.",
    )
    world.clock.move_to(2012, 7, 2)
    with pytest.raises(NewsletterRefused) as refused:
        sent(world)
    assert said(refused) == (
        "Material was to be sent by 30/06/2012. Ask the lead for a later day.",
        "Materiale skulle sendes senest 30.6.2012. Bed projektholderen om en senere dag.",
    )


def test_a_piece_is_taken_back_and_an_empty_issue_stays(world):
    composed(world)
    withdraw_material(world.piece, by=world.pu, at=world.clock())
    with pytest.raises(NewsletterRefused) as refused:
        issue_newsletter(world.issue, by=world.pm, at=world.clock())
    assert said(refused) == (
        "Give at least one piece a place; an empty issue is not sent.",
        "Giv mindst ét indlæg en plads; et tomt nummer sendes ikke.",
    )


def test_two_pieces_do_not_share_a_place(world):
    other = sent(world)
    places = {world.piece.pk: 1, other.pk: 1}
    with pytest.raises(NewsletterRefused) as refused:
        compose_issue(world.issue, intro="x", places=places, by=world.pm, at=world.clock())
    assert said(refused)[1] == "To indlæg har samme plads. Giv hvert sin."


def test_after_it_is_sent_nothing_in_it_changes(world):
    composed(world)
    issue_newsletter(world.issue, by=world.pm, at=world.clock())
    for deed in (
        lambda: sent(world),
        lambda: withdraw_material(world.piece, by=world.pu, at=world.clock()),
        lambda: composed(world),
        lambda: issue_newsletter(world.issue, by=world.pm, at=world.clock()),
    ):
        with pytest.raises(NewsletterRefused) as refused:
            deed()
        assert said(refused)[0] == (
            "Issue 1 was sent on 20/06/2012; nothing in it changes any more."
        )


@pytest.mark.parametrize("due", [dt.date(2012, 6, 1), dt.date(2012, 8, 1)])
def test_one_issue_at_a_time_and_not_in_the_past(world, due):
    told_ = {"title": "To", "language": "en", "due_on": due, "by": world.pm, "at": world.clock()}
    with pytest.raises(NewsletterRefused):
        open_issue(world.grant, **told_)
    assert NewsletterIssue.objects.count() == 1


def test_who_may_write_and_who_may_issue(world):
    for by in (world.randers_pu, world.pa, world.pm, world.au):
        with pytest.raises(NotAllowed):
            send_material(world.issue, world.aarhus, PIECE, by=by, at=world.clock())
    send_material(world.issue, world.lead, Material("Fra os", "Hej"), by=world.pm, at=world.clock())
    for by in (world.pu, world.lc, world.ls):
        with pytest.raises(NotAllowed):
            issue_newsletter(world.issue, by=by, at=world.clock())

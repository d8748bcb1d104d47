"""A partner's passage: asked for, written, sent, returned, taken in, frozen with its paper."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from consortium.actions.base import NotAllowed
from consortium.actions.editing import Stale
from consortium.models import AuditEvent, Notification
from consortium.queries.texts import day_text
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Refused
from consortium.rules.states import StepNotAllowed
from grants.models import Grant, GrantPartner, ReportingPeriod
from reporting.actions.final_reports import FinalTexts, save_final_report
from reporting.actions.passages import (
    Asking,
    PassageRefused,
    ask_for_passages,
    put_back_passage,
    return_passage,
    send_passage,
    take_in_passage,
    withdraw_passage,
    write_passage,
)
from reporting.actions.snapshots import freeze
from reporting.actions.texts import TextRefused, review_text, write_text
from reporting.documents.bodies import to_body
from reporting.documents.papers import draft_of
from reporting.models import FinalReport, Passage, SectionText
from reporting.queries.passages import annexed_final, counted, open_passages
from tests.copies import laid_out
from tests.reporting.passing_story import WORDS, asked, asking, final_in, place_in, sent
from tests.reporting.sentences import said
from tests.reporting.written import section


@pytest.fixture
def world(db) -> SimpleNamespace:
    return laid_out(asking)


def first_period(world: SimpleNamespace) -> ReportingPeriod:
    return ReportingPeriod.objects.get(pk=world.periods[0].pk)


def again(passage: Passage) -> Passage:
    return Passage.objects.get(pk=passage.pk)


def waiting_for(partner: GrantPartner) -> list[Passage]:
    return list(open_passages(Passage.objects.filter(grant_partner=partner)))


def verbs() -> list[str]:
    events = AuditEvent.objects.filter(verb__startswith="passage.").order_by("number")
    return list(events.values_list("verb", flat=True))


def frozen_paper(world: SimpleNamespace) -> None:
    """The paper to the authority is sent, without the claim that would go with it."""
    grant, period, at = world.grant, world.periods[0], world.clock()
    body = to_body(draft_of("authority", grant, period, None, at))
    freeze("authority", grant, period, None, body, by=world.ls, at=at)


def test_the_partners_that_are_asked_are_told_and_have_it_on_their_desk(world):
    assert verbs() == ["passage.asked", "passage.asked", "passage.sent"]
    told = Notification.objects.filter(verb="passage.asked").order_by("pk")
    assert [one.recipient for one in told] == [world.pu, world.randers_pu]
    assert told[0].params["section"] == "Økonomi"
    assert told[0].url == f"/passages/{world.passage.pk}/"
    assert waiting_for(world.aarhus) == []
    assert waiting_for(world.randers) == [world.other]
    assert counted(section().recipient, world.periods[0]) == {section().pk: (1, 2)}


def test_nobody_named_asks_everybody_who_was_not_asked(world):
    [lead] = asked(world, place_in(world))
    assert lead.grant_partner == world.lead
    with pytest.raises(PassageRefused) as refusal:
        asked(world, place_in(world))
    assert said(refusal) == ["Every partner has already been asked for a passage here."]
    assert said(refusal, "da") == ["Alle partnere er allerede bedt om et tekstbidrag her."]


def test_a_partner_is_asked_once_for_a_section_until_the_request_is_withdrawn(world):
    with pytest.raises(PassageRefused) as refusal:
        asked(world, place_in(world), world.randers)
    assert said(refusal) == [
        "Randers has already been asked for a passage here. Return that one with a question, or "
        "withdraw it first."
    ]
    assert said(refusal, "da") == [
        "Randers er allerede bedt om et tekstbidrag her. Send det retur med et spørgsmål, eller "
        "træk anmodningen tilbage først."
    ]
    withdraw_passage(world.other, reason="Fejl", by=world.pm, at=world.clock())
    assert len(asked(world, place_in(world), world.randers)) == 1


@pytest.mark.parametrize(
    ("days", "more", "english", "danish"),
    [
        (
            -1,
            {},
            "The passage is asked for by {day}, which has passed. Choose a later day.",
            "Tekstbidraget er udbedt senest {day}, som er passeret. Vælg en senere dag.",
        ),
        (
            5,
            {"min_words": 9, "max_words": 3},
            "The shortest length, 9 words, lies above the longest, 3.",
            "Den korteste længde, 9 ord, er over den længste, 3.",
        ),
    ],
)
def test_what_is_asked_for_can_be_done(world, days, more, english, danish):
    day = (world.clock.now + dt.timedelta(days=days)).date()
    with pytest.raises(PassageRefused) as refusal:
        asked(world, place_in(world), world.lead, days=days, **more)
    assert said(refusal) == [english.format(day=day_text(day, "en"))]
    assert said(refusal, "da") == [danish.format(day=day_text(day, "da"))]


@pytest.mark.parametrize("who", ["ls", "au", "ma", "pu", "ro"])
def test_only_who_writes_the_paper_asks_returns_and_takes_in(world, who):
    by = {"by": getattr(world, who), "at": world.clock()}
    with pytest.raises(NotAllowed):
        ask_for_passages(place_in(world), Asking(dt.date(2012, 4, 1)), **by)
    with pytest.raises(NotAllowed):
        return_passage(world.passage, question="Hvorfor?", **by)
    with pytest.raises(NotAllowed):
        take_in_passage(world.passage, place="text", **by)
    with pytest.raises(NotAllowed):
        withdraw_passage(world.other, reason="x", **by)


@pytest.mark.parametrize("who", ["randers_pu", "pa", "pm", "au"])
def test_only_the_partners_own_writers_write(world, who):
    passage = return_passage(world.passage, question="Hvornår?", by=world.lc, at=world.clock())
    with pytest.raises(NotAllowed):
        write_passage(passage, "x", by=getattr(world, who), at=world.clock())
    with pytest.raises(NotAllowed):
        send_passage(passage, "x", by=getattr(world, who), at=world.clock())


def test_two_writers_of_a_partner_do_not_overwrite_each_other_unseen(world):
    by = {"by": world.randers_pu}
    first = write_passage(world.other, "Et.", **by, at=world.clock())
    version = first.history.latest("history_id").history_id
    write_passage(first, "To.", edited_from=EditedFrom(version), **by, at=world.clock())
    with pytest.raises(Stale):
        send_passage(first, "Tre.", edited_from=EditedFrom(version), **by, at=world.clock())
    assert (again(first).body, again(first).state) == ("To.", "asked")


@pytest.mark.parametrize(
    ("body", "english", "danish"),
    [
        (
            " ",
            "The passage has no words yet. Write it, then send it.",
            "Tekstbidraget har ingen ord endnu. Skriv det, og send det så.",
        ),
        (
            "Vi brugte {{T1.total.this}} kr.",
            "A passage names no figures between braces. Write the figure itself, as it stands "
            "beside the text.",
            "Et tekstbidrag nævner ingen tal mellem tuborgklammer. Skriv selve tallet, som det "
            "står ved siden af teksten.",
        ),
        (
            "x" * 20_001,
            "The text has 20001 characters; a section takes at most 20000.",
            "Teksten har 20001 tegn; et afsnit har højst 20000.",
        ),
    ],
)
def test_what_cannot_be_sent(world, body, english, danish):
    with pytest.raises(PassageRefused) as refusal:
        send_passage(world.other, body, by=world.randers_pu, at=world.clock())
    assert said(refusal) == [english]
    assert said(refusal, "da") == [danish]
    assert again(world.other).body == ""


def test_a_cpr_number_is_never_stored(world):
    with pytest.raises(PassageRefused, match="CPR"):
        write_passage(world.other, "010190-1234", by=world.randers_pu, at=world.clock())


def test_what_is_sent_is_written_in_no_more(world):
    with pytest.raises(PassageRefused) as refusal:
        write_passage(world.passage, "Mere.", by=world.pu, at=world.clock())
    assert said(refusal) == [
        "The passage is “Sent”; it is written in while it is asked for or returned. Ask the lead "
        "to return it."
    ]
    assert said(refusal, "da") == [
        "Tekstbidraget er “Sendt”; der skrives i det, mens det er udbedt eller sendt retur. Bed "
        "projektholderen om at sende det retur."
    ]


def test_a_passage_comes_back_with_a_question_and_is_sent_again(world):
    with pytest.raises(PassageRefused) as refusal:
        return_passage(world.passage, question=" ", by=world.pm, at=world.clock())
    assert said(refusal) == ["Write what the partner should answer or change."]
    assert said(refusal, "da") == ["Skriv, hvad partneren skal svare på eller ændre."]
    passage = return_passage(world.passage, question="Hvor mange?", by=world.lc, at=world.clock())
    told = Notification.objects.get(verb="passage.returned")
    assert (told.recipient, passage.question) == (world.pu, "Hvor mange?")
    assert [one.pk for one in waiting_for(world.aarhus)] == [passage.pk]
    assert sent(world, passage, "40 deltagere.").state == "sent"


def test_a_passage_stands_in_the_text_under_its_partners_name(world):
    write_text(section(), first_period(world), "Alt vel.", by=world.lc, at=world.clock())
    passage = take_in_passage(world.passage, place="text", by=world.pm, at=world.clock())
    text = SectionText.objects.get()
    assert text.body == f"Alt vel.\n\nAarhus Kommune:\n\n{WORDS}"
    assert (passage.state, passage.place, passage.taken_in_by) == ("taken_in", "text", world.pm)
    event = AuditEvent.objects.get(verb="passage.taken_in")
    assert event.after["body"] == WORDS
    assert event.after["written_by"] == "Pu"
    assert event.after["partner"] == "Aarhus"
    assert Notification.objects.get(verb="passage.taken_in").recipient == world.pu


def test_a_passage_begins_a_text_that_is_empty(world):
    take_in_passage(world.passage, place="text", by=world.lc, at=world.clock())
    assert SectionText.objects.get().body == f"Aarhus Kommune:\n\n{WORDS}"


def annexed_in(world: SimpleNamespace) -> list[tuple[str, str]]:
    paper = draft_of("authority", world.grant, world.periods[0], None, world.clock.now)
    [economy] = [one for one in paper.sections if one.title.en == "Economy"]
    return [(label.da, str(words)) for label, words in economy.paragraphs if label.da]


def test_a_passage_stands_in_the_list_below_the_text_of_the_paper(world):
    other = send_passage(world.other, "Fra Randers.", by=world.randers_pu, at=world.clock())
    take_in_passage(other, place="annex", by=world.pm, at=world.clock())
    passage = take_in_passage(world.passage, place="annex", by=world.pm, at=world.clock())
    randers = ("Randers Erhvervsråd", "Fra Randers.")
    assert annexed_in(world) == [("Aarhus Kommune", WORDS), randers]
    put_back_passage(passage, reason="Skal rettes", by=world.lc, at=world.clock())
    assert annexed_in(world) == [randers]
    assert again(passage).state == "sent"
    assert AuditEvent.objects.get(verb="passage.put_back").reason == "Skal rettes"


@pytest.mark.parametrize("place", ["text", "annex"])
def test_nothing_is_taken_into_a_text_that_was_reviewed(world, place):
    text = write_text(section(), first_period(world), "X", by=world.pm, at=world.clock())
    review_text(text, by=world.lc, at=world.clock())
    with pytest.raises(Refused) as refusal:
        take_in_passage(world.passage, place=place, by=world.pm, at=world.clock())
    sentences = {
        "text": (
            "The text is “Reviewed”; only a draft is written in. Take it back first.",
            "Teksten er “Gennemlæst”; der skrives kun i en kladde. Tag den tilbage først.",
        ),
        "annex": (
            "The text above it is “Reviewed”, and the passages below are approved with it. Take "
            "the text back first.",
            "Teksten over tekstbidraget er “Gennemlæst”, og tekstbidragene under den godkendes "
            "sammen med den. Tag teksten tilbage først.",
        ),
    }
    assert isinstance(refusal.value, TextRefused if place == "text" else PassageRefused)
    assert (said(refusal), said(refusal, "da")) == tuple([one] for one in sentences[place])
    assert again(world.passage).state == "sent"


def test_steps_are_only_taken_from_where_they_lead_on(world):
    told = {"by": world.pm, "at": world.clock()}
    with pytest.raises(StepNotAllowed):
        take_in_passage(world.other, place="text", **told)
    with pytest.raises(StepNotAllowed):
        return_passage(world.other, question="x", **told)
    with pytest.raises(StepNotAllowed):
        withdraw_passage(world.passage, reason="x", **told)
    with pytest.raises(StepNotAllowed):
        put_back_passage(world.passage, reason="x", **told)


def test_a_reason_is_given(world):
    with pytest.raises(PassageRefused) as refusal:
        withdraw_passage(world.other, reason=" ", by=world.pm, at=world.clock())
    assert said(refusal) == ["Say why; the partner reads it."]
    assert said(refusal, "da") == ["Skriv hvorfor; partneren læser det."]


def test_a_passage_goes_into_the_final_report_too(world):
    [one] = asked(world, final_in(world), world.aarhus)
    [other] = asked(world, final_in(world), world.randers)
    texts = FinalTexts(lessons="Begynd tidligt.", results="Gode.")
    save_final_report(world.grant, texts, by=world.pm, at=world.clock())
    with pytest.raises(NotAllowed):
        take_in_passage(sent(world, one), place="text", by=world.lc, at=world.clock())
    take_in_passage(one, place="text", by=world.pm, at=world.clock())
    report = FinalReport.objects.get()
    assert report.lessons == f"Begynd tidligt.\n\nAarhus Kommune:\n\n{WORDS}"
    assert report.results == "Gode."
    other = send_passage(other, "Spørg folk.", by=world.randers_pu, at=world.clock())
    take_in_passage(other, place="annex", by=world.pm, at=world.clock())
    grant = Grant.objects.get(pk=world.grant.pk)
    assert [one.body for one in annexed_final(grant)["lessons"]] == ["Spørg folk."]


FROZEN = (
    "The paper has been sent and its words are frozen, so no passage changes any more.",
    "Papiret er sendt, og dets ord er frosset fast, så intet tekstbidrag ændres mere.",
)


def test_with_the_paper_everything_is_frozen(world):
    frozen_paper(world)
    pm, pu = ({"by": one, "at": world.clock()} for one in (world.pm, world.randers_pu))
    deeds = [
        lambda: asked(world, place_in(world), world.lead),
        lambda: write_passage(world.other, "x", **pu),
        lambda: send_passage(world.other, "x", **pu),
        lambda: return_passage(world.passage, question="x", **pm),
        lambda: take_in_passage(world.passage, place="annex", **pm),
        lambda: withdraw_passage(world.other, reason="x", **pm),
    ]
    for deed in deeds:
        with pytest.raises(PassageRefused) as refusal:
            deed()
        assert (said(refusal), said(refusal, "da")) == tuple([one] for one in FROZEN)
    # What waited waits no more, on the desk and in the calendar.
    assert waiting_for(world.randers) == []


def test_the_database_keeps_what_was_taken_in_and_what_was_sent_with_its_paper(world):
    passage = take_in_passage(world.passage, place="annex", by=world.pm, at=world.clock())
    changes = [
        ("UPDATE reporting_passage SET body = 'andet' WHERE id = %s", passage.pk),
        ("DELETE FROM reporting_passage WHERE id = %s", world.other.pk),
    ]
    for statement, key in changes:
        with (
            pytest.raises(DatabaseError, match="locked"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [key])
    frozen_paper(world)
    with (
        pytest.raises(DatabaseError, match="locked"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE reporting_passage SET note = 'x' WHERE id = %s", [world.other.pk])

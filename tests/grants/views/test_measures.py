"""The register on its pages: what the lead does, what a partner may not, what an owner answers."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from consortium.queries.texts import sentence_text
from consortium.rules.refusals import Refused
from grants.actions.measures import tell_status
from grants.actions.round_mails import deliver_round
from grants.actions.rounds import close_status_round, open_status_round, remind_owners, tell_round
from grants.exchange.round_mails import token_of
from grants.models import FundingLine, Measure, MeasureStatus, StatusRequest
from grants.rules.measures import StatusFacts
from tests.copies import laid_out
from tests.grants.register import register_004

DAY = dt.date(2025, 3, 1)


@pytest.fixture
def world(db, settings):
    settings.DEMO_DAY = dt.date(2012, 1, 3)
    found = laid_out(register_004)
    found.clock.move_to(2012, 1, 3)
    return found


def page(name, *more):
    return reverse(f"grants:{name}", args=["M-004", *more])


def asked(world, code="KFF"):
    """A round is open and mailed; the request of one owner."""
    due = world.clock().date() + dt.timedelta(days=14)
    world.round = open_status_round(
        world.grant, due_on=due, message="Svar kort.", by=world.pm, at=world.clock()
    )
    deliver_round(world.round.pk, at=world.clock())
    return StatusRequest.objects.get(round=world.round, owner__code=code)


def said(refused):
    breach = refused.value.breaches[0]
    with translation.override("en"):
        english = sentence_text(breach, "en")
    return english, sentence_text(breach, "da")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 43),
        ("?phase=receive", 15),
        ("?status=external", 7),
        ("?kind=own", 23),
        ("?age=new&kind=own", 13),
        ("?q=16", 1),
        ("?q=velkomstpakke", 1),
    ],
)
def test_the_register_is_filtered(world, client, query, count):
    client.force_login(world.au)
    answer = client.get(page("measure-list") + query)
    assert len(answer.context["table"].rows) == count
    assert "20" in answer.content.decode()


def test_an_owner_is_found(world, client):
    client.force_login(world.au)
    answer = client.get(page("measure-list"), {"owner": world.owners["BUF"].pk})
    assert [row.record.number for row in answer.context["table"].rows] == [11]


def test_the_lead_adds_a_status_and_the_old_one_stays(world, client):
    client.force_login(world.pm)
    told = {"code": "started", "text": "Nu i gang.", "on": "01.03.2025", "flags": []}
    answer = client.post(page("measure", 1), told)
    assert answer.status_code == 302
    rows = MeasureStatus.objects.filter(measure__number=1)
    assert [(one.number, one.code) for one in rows] == [(2, "started"), (1, "not_started")]


def test_a_status_without_words_is_refused_in_both_languages(world):
    with pytest.raises(Refused) as refused:
        tell_status(
            world.measures[1], StatusFacts("running", " ", DAY), by=world.pm, at=world.clock()
        )
    assert said(refused) == (
        "Say in words how proposal 1 stands; a code alone tells nobody.",
        "Skriv, hvordan det står til med forslag 1; en kode alene siger ingen noget.",
    )


def test_the_auditor_reads_and_may_not_write_and_a_stranger_sees_nothing(world, client):
    client.force_login(world.au)
    assert client.get(page("measure", 9)).status_code == 200
    for name, *more in [("measure-new",), ("measure-edit", 9), ("note-text", "lead")]:
        assert client.get(page(name, *more)).status_code == 403
    assert client.post(page("measure", 9), {}).status_code == 403
    client.force_login(world.stranger)
    for name in ("measure-list", "counting-rule", "round-list", "funding-tables", "note"):
        assert client.get(page(name)).status_code == 404


def test_a_proposal_is_corrected_by_its_form(world, client):
    client.force_login(world.pm)
    form = client.get(page("measure-edit", 12)).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent |= {"title": "Netværk", "is_own": "on", "funding_line": ""}
    sent = {name: value for name, value in sent.items() if value not in (None, False)}
    assert client.post(page("measure-edit", 12), sent).status_code == 302
    assert Measure.objects.get(number=12).title == "Netværk"


def test_every_owner_with_an_address_is_mailed_its_own_link(world):
    asked(world)
    assert len(mail.outbox) == 4
    letter = next(one for one in mail.outbox if one.to == ["kff@konsortium.example"])
    assert "5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 19, 21, 22, 23" in letter.body
    assert token_of(StatusRequest.objects.get(owner__code="KFF")) in letter.body
    deliver_round(world.round.pk, at=world.clock())
    assert len(mail.outbox) == 4


def test_an_owner_answers_without_a_log_in_and_sees_only_its_own(world, client):
    request = asked(world, "BUF")
    address = reverse("grants:round-answer", args=[token_of(request)])
    shown = client.get(address)
    assert shown.headers["Referrer-Policy"] == "same-origin"
    assert [form.measure.number for form in shown.context["forms"]] == [11]
    answer = {"m11-code": "started", "m11-text": "Ny skole på vej.", "m11-on": "03.01.2012"}
    assert client.post(address, answer).status_code == 302
    row = MeasureStatus.objects.filter(measure__number=11)[0]
    assert (row.code, row.told_by, row.entered_by) == (
        "started",
        "Børne- og Ungdomsforvaltningen",
        None,
    )
    request.refresh_from_db()
    assert request.answers == 1
    client.force_login(world.lc)
    assert "Børne- og Ungdomsforvaltningen" in client.get(page("round-list")).content.decode()


def test_nothing_new_keeps_the_status_and_counts_as_an_answer(world, client):
    request = asked(world, "BUF")
    address = reverse("grants:round-answer", args=[token_of(request)])
    assert client.post(address, {"m11-stands": "on"}).status_code == 302
    request.refresh_from_db()
    assert (request.answers, MeasureStatus.objects.filter(measure__number=11).count()) == (0, 1)
    assert request.answered_at is not None


def test_a_new_status_without_words_is_asked_again(world, client):
    request = asked(world, "BUF")
    address = reverse("grants:round-answer", args=[token_of(request)])
    answer = client.post(address, {"m11-code": "started"})
    assert answer.status_code == 200
    assert "Udfyld dette, eller sæt kryds ved intet nyt." in answer.content.decode()


def test_a_forged_link_opens_nothing(world, client):
    token = token_of(asked(world))
    for wrong in (f"{token}x", "x", token[::-1]):
        assert client.get(reverse("grants:round-answer", args=[wrong])).status_code == 404


def test_a_link_ends_with_its_round_and_after_two_weeks(world, client, settings):
    request = asked(world)
    address = reverse("grants:round-answer", args=[token_of(request)])
    settings.DEMO_DAY = dt.date(2012, 2, 15)
    answer = client.get(address)
    assert answer.status_code == 410
    assert "Linket virkede til og med 31.1.2012" in answer.content.decode()
    settings.DEMO_DAY = dt.date(2012, 1, 3)
    close_status_round(world.round, by=world.pm, at=world.clock())
    assert client.get(address).status_code == 410


def test_another_owners_proposal_is_not_ones_to_answer_for(world):
    request = asked(world, "BUF")
    facts = {1: StatusFacts("running", "Nej.", DAY)}
    with pytest.raises(Refused) as refused:
        tell_round(request, facts, by=None, at=world.clock())
    assert said(refused) == (
        "Proposal 1 is not Børne- og Ungdomsforvaltningen's to answer for.",
        "Forslag 1 er ikke Børne- og Ungdomsforvaltningen' at svare for.",
    )


def test_only_the_silent_are_reminded(world):
    request = asked(world, "BUF")
    tell_round(request, {}, by=None, at=world.clock())
    remind_owners(world.round, by=world.pm, at=world.clock())
    deliver_round(world.round.pk, at=world.clock())
    assert len(mail.outbox) == 7
    assert "Vi har endnu ikke hørt fra jer." in mail.outbox[-1].body


def test_a_mail_that_does_not_leave_is_told_and_goes_with_the_reminder(world, settings):
    settings.EMAIL_BACKEND = "tests.grants.views.test_measures.NoServer"
    request = asked(world)
    assert (request.sent_at, request.error) == (None, "OSError: no server")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    remind_owners(world.round, by=world.pm, at=world.clock())
    assert deliver_round(world.round.pk, at=world.clock()) == 4


class NoServer:
    """A mail server that is not there."""

    def __init__(self, *_args, **_kwargs):
        pass

    def send_messages(self, _messages):
        raise OSError("no server")


def test_two_rounds_at_once_are_refused(world):
    asked(world)
    with pytest.raises(Refused) as refused:
        asked(world)
    assert said(refused) == (
        "A round is open already. Close it before you open the next one.",
        "Der er allerede en åben runde. Luk den, før du åbner den næste.",
    )


def test_the_funding_table_shows_totals_both_ways(world, client):
    client.force_login(world.au)
    text = client.get(page("funding-tables")).content.decode()
    assert "64.135" in text and "54.575" in text and "9.560" in text


def test_a_copied_table_is_shown_and_a_doubtful_row_is_kept_only_when_looked_at(world, client):
    client.force_login(world.pm)
    address = page("funding-grid", 1)
    text = "Midler\nNy kilde 800 1.300 2.100"
    shown = client.post(address, {"text": text})
    assert "teksten viser ikke, hvilke år der er blanke" in shown.content.decode()
    row = {"r0-group": "Midler", "r0-label": "Ny kilde", "r0-y2026": "800", "r0-y2027": "1.300,00"}
    sent = {"text": text, **row, "r0-printed": "2.100,00"}
    assert client.post(address, sent).status_code == 200
    assert client.post(address, {**sent, "r0-looked_at": "on"}).status_code == 302
    line = FundingLine.objects.get(label="Ny kilde")
    assert list(line.cells.values_list("year", flat=True)) == [2026, 2027]


def test_the_note_page_leads_to_the_paper(world, client):
    client.force_login(world.pm)
    text = client.get(page("note")).content.decode()
    assert "20 ud af de 43 løsningsforslag" in text
    paper = reverse("reporting:whole-draft", args=["M-004", "council_note"])
    assert paper in text
    with CaptureQueriesContext(connection) as asked:
        assert client.get(paper).status_code == 200
    assert len(asked) <= 12, "\n".join(query["sql"][:200] for query in asked)


def test_a_typed_count_is_refused_on_the_page(world, client):
    client.force_login(world.pm)
    answer = client.post(page("note-text", "scope"), {"text": "Der er 43 forslag."})
    assert "er et indtastet antal" in answer.content.decode()

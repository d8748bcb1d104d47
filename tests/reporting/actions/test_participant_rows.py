"""Participants from a sheet: one person once, and no name anywhere (G-05, G-08)."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent
from partners.actions.participants import (
    ParticipantRefused,
    destroy_project_secret,
    register_participant,
)
from partners.models import Participant, ProjectSecret
from partners.queries.participants import headcount
from reporting.actions.imports import Source, importable, layout_of, write
from reporting.actions.reports import open_report
from reporting.exchange.resources import exported
from reporting.models import SheetImport
from tests.reporting.paperwork import begin
from tests.reporting.sheeting import checked, counts, sentence, told, written

HEAD = "Navn;Fødselsår;Deltager fra;Køn;Arbejde;Uddannelse\n"
PEOPLE = (
    HEAD
    + """Åse Lund;1980;01.05.2012;Kvinde;Arbejdsløs;Videregående (ISCED 5-8)
Ole Vestergaard Holm;1992;02.05.2012;Mand;;
"""
)


@pytest.fixture(autouse=True)
def _demo_day(settings: Any) -> None:
    settings.DEMO_DAY = dt.date(2012, 6, 21)


@pytest.fixture
def report(world: Any) -> Any:
    """Aarhus has begun its report."""
    return begin(world)


def everything() -> str:
    """Every value of every row in the database, as text."""
    return json.dumps(
        [list(model._base_manager.values()) for model in apps.get_models()], default=str
    ).casefold()


def test_people_are_counted_once_and_named_nowhere(world, report):
    outcome = written(world, "participants", report, PEOPLE)
    assert (counts(outcome), told(outcome)) == ((2, 0, 0, 0), [])
    first = Participant.objects.order_by("pk")[0]
    assert (first.age_group, first.sex, first.work) == ("30_54", "women", "unemployed")
    assert counts(written(world, "participants", report, PEOPLE)) == (0, 0, 2, 0)
    kept = everything()
    for word in ("vestergaard", "åse lund", "\\u00e5se"):
        assert word not in kept


def test_checking_leaves_no_secret(world, report):
    assert counts(checked(world, "participants", report, PEOPLE)) == (2, 0, 0, 0)
    assert not ProjectSecret.objects.exists()
    assert not Participant.objects.exists()


def test_a_record_is_completed_later(world, report):
    written(world, "participants", report, PEOPLE)
    before = headcount(world.aarhus.organisation, world.grant.ref)
    assert (before.total.total, before.incomplete) == (1, 1)
    full = PEOPLE.replace(
        "Mand;;",
        "Mand;I beskæftigelse eller selvstændig;Ungdoms- eller erhvervsuddannelse (ISCED 3-4)",
    )
    outcome = written(world, "participants", report, full)
    assert counts(outcome) == (0, 1, 1, 0)
    after = headcount(world.aarhus.organisation, world.grant.ref)
    assert (after.total.women, after.total.men, after.incomplete) == (1, 1, 0)
    ages = dict(after.groups)["age_group"]
    assert [one.total for one in ages] == [0, 1, 1, 0]


def test_one_person_counts_once_whichever_partner_meets_them(world, report):
    written(world, "participants", report, PEOPLE)
    other = open_report(world.randers, world.period, by=world.randers_pu, at=world.clock())
    outcome = written(
        world, "participants", other, HEAD + "ÅSE  LUND;1980;03.05.2012;;;", by=world.randers_pu
    )
    assert told(outcome) == [(2, "name", "COUNTED_ALREADY", "G-05")]
    assert sentence(outcome, "en") == (
        "This person is counted in the project already; one person counts once."
    )
    assert sentence(outcome, "da") == (
        "Personen er allerede talt med i projektet; én person tæller én gang."
    )


def test_one_person_twice_in_a_sheet_is_refused(world, report):
    twice = PEOPLE + "åse lund;1980;03.05.2012;;;\n"
    assert told(checked(world, "participants", report, twice)) == [
        (4, "name", "ROW_REPEATED", "A-03")
    ]


@pytest.mark.parametrize(
    ("row", "fault", "danish", "english"),
    [
        (
            "Åse Lund;1980;01.08.2012;;;",
            ("started_on", "NOT_STARTED", "G-05"),
            "1.8.2012 ligger endnu forude; kun personer, der deltager, tælles.",
            "01/08/2012 is still to come; only people who take part are counted.",
        ),
        (
            ";1980;01.05.2012;;;",
            ("name", "NAME_INCOMPLETE", "G-05"),
            "Skriv fornavn og efternavn: de danner nøglen og gemmes ikke.",
            "Write first name and surname: they make the key, and are not kept.",
        ),
    ],
)
def test_people_refused(world, report, row, fault, danish, english):
    outcome = checked(world, "participants", report, HEAD + row)
    assert told(outcome) == [(2, *fault)]
    assert (sentence(outcome, "da"), sentence(outcome, "en")) == (danish, english)


def test_the_list_comes_back_unchanged_by_its_keys(world, report):
    written(world, "participants", report, PEOPLE)
    kind = importable("participants").kind
    content = exported(kind, report, "da", "csv")
    assert b"Lund" not in content
    layout = layout_of(io.BytesIO(content), "x.csv", report, kind)
    source = Source(
        report, kind, lambda: io.BytesIO(content), "x.csv", layout, world.pu, world.clock()
    )
    assert counts(write(source)) == (0, 0, 2, 0)


def test_strangers_count_nobody(world, report):
    for person in (world.stranger, world.randers_pu, world.pm):
        with pytest.raises(NotAllowed):
            written(world, "participants", report, PEOPLE, by=person)
    assert not Participant.objects.exists()


def test_at_closure_the_key_is_destroyed_and_counts_stay(world, report):
    written(world, "participants", report, PEOPLE)
    assert destroy_project_secret(world.grant.ref, by=world.ls, at=world.clock())
    secret = ProjectSecret.objects.get()
    assert (secret.secret, Participant.objects.count()) == ("", 2)
    with pytest.raises(ParticipantRefused) as refusal:
        register_participant(
            world.aarhus.organisation,
            grant_ref=world.grant.ref,
            name="Ny Person",
            birth_year=1990,
            started_on=dt.date(2012, 5, 1),
            by=world.pu,
            at=world.clock(),
        )
    assert refusal.value.breaches[0].rule == "G-05"


def test_each_partner_sees_its_own_people(world, report):
    written(world, "participants", report, PEOPLE)
    assert Participant.objects.visible_to(world.pu).count() == 2
    assert Participant.objects.visible_to(world.randers_pu).count() == 0
    assert Participant.objects.visible_to(world.stranger).count() == 0


def send(client: Any, url: str, text: str, **more: str) -> Any:
    """Send *text* to the page at *url*."""
    return client.post(url, {"file": SimpleUploadedFile("ark.csv", text.encode()), **more})


def test_the_page_counts_and_keeps_no_file(client, world, report):
    client.force_login(world.pu)
    url = reverse("reporting:participants", args=[report.pk])
    assert url in client.get(reverse("reporting:report-activities", args=[report.pk])).text
    page = send(client, url, PEOPLE)
    assert page.status_code == 200
    assert not Participant.objects.exists()
    page = send(client, url, PEOPLE, write="1")
    assert Participant.objects.count() == 2
    assert "1 post mangler et svar og tæller ikke med." in page.text
    assert not SheetImport.objects.exists()
    page = send(client, url, HEAD + "Åse;1980;01.05.2012;;;")
    assert "Skriv fornavn og efternavn" in page.text
    page = send(client, url, "Farve;Vægt\nrød;1\nblå;2")
    assert page.status_code == 200
    assert "alert-error" in page.text


def test_whoever_fetches_the_list_is_noted(client, world, report):
    written(world, "participants", report, PEOPLE)
    client.force_login(world.pu)
    answer = client.post(reverse("reporting:participant-rows", args=[report.pk]))
    assert answer.content.startswith(b"PK")
    event = AuditEvent.objects.get(verb="participants.read")
    assert (event.by, event.after["rows"]) == (world.pu, 2)


@pytest.mark.parametrize(
    ("person", "read", "fetch"),
    [("stranger", 404, 404), ("randers_pu", 404, 404), ("pm", 200, 403)],
)
def test_others_see_counts_at_most(client, world, report, person, read, fetch):
    client.force_login(getattr(world, person))
    assert client.get(reverse("reporting:participants", args=[report.pk])).status_code == read
    list_ = reverse("reporting:participant-rows", args=[report.pk])
    assert client.post(list_).status_code == fetch
    if read == 200:
        page = send(client, reverse("reporting:participants", args=[report.pk]), PEOPLE, write="1")
        assert page.status_code == 403


def test_participants_are_no_sheet_that_is_kept(client, world, report):
    client.force_login(world.pu)
    url = reverse("reporting:import-new", args=[report.pk, "participants"])
    assert client.get(url).status_code == 404

"""On-the-spot checks and the checklist that is filled in as one goes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, transaction

from consortium.actions.base import NotAllowed
from consortium.actions.editing import Stale
from consortium.actions.evidence import FileNotAccepted, HoldsCpr
from consortium.models import AuditEvent, EvidenceFile
from consortium.queries.editing import version_of, with_version
from consortium.queries.texts import sentence_text
from consortium.rules.editing import EditedFrom
from reporting.actions.checklists import ChecklistRefused, save_checklist
from reporting.actions.verification import OwnCost
from reporting.actions.visits import VisitRefused, record_visit
from reporting.models import OnSiteCheck, ReportChecklist
from reporting.rules.visits import VisitFacts
from tests.reporting import story
from tests.reporting.said import said
from tests.sample_files import pdf

VISIT = VisitFacts(
    visited_on=dt.date(2012, 3, 1),
    place="Aarhus Rådhus",
    visitors="Lc",
    met="Projektlederen",
    seen={"originals": "B1-1", "publicity": "Plakat i forhallen"},
    findings="",
    conclusion="clean",
)


@pytest.fixture
def told(world):
    world.report = story.submitted(world, world.aarhus, ["100.00"])
    return world


def visited(world, visit=VISIT, **kept):
    return record_visit(world.report, visit, **kept, by=world.lc, at=world.clock())


def test_a_visit_keeps_what_was_seen_and_its_photos_once(told):
    photo = pdf("plakat")
    files = [SimpleUploadedFile(name, photo) for name in ("a.pdf", "b.pdf")]
    row = visited(told, files=files)
    assert (row.originals, row.people, row.conclusion) == ("B1-1", "", "clean")
    assert row.files.count() == 1
    assert AuditEvent.objects.filter(verb="visit.recorded", subject_id=str(row.pk)).count() == 1
    with pytest.raises(Error), transaction.atomic():
        OnSiteCheck.objects.filter(pk=row.pk).update(findings="Andet")


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("foto.pdf", b"", FileNotAccepted),
        ("foto.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", FileNotAccepted),
        ("010170-1234.pdf", pdf("plakat"), HoldsCpr),
    ],
)
def test_one_wrong_photo_and_the_record_is_not_written(told, name, content, refusal):
    files = [
        SimpleUploadedFile("god.pdf", pdf("god")),
        SimpleUploadedFile(name, content),
    ]
    before = EvidenceFile.objects.count()
    with pytest.raises(refusal):
        visited(told, files=files)
    assert not OnSiteCheck.objects.exists()
    assert EvidenceFile.objects.count() == before


def test_a_better_record_replaces_the_older_one_once(told):
    first = visited(told)
    second = visited(told, replace(VISIT, findings="Intet."), replaces=first)
    assert first.replaced_by == second
    with pytest.raises(VisitRefused) as caught:
        visited(told, replaces=first)
    assert said(caught, "da") == "Den optegnelse, som denne erstatter, er allerede erstattet."


@pytest.mark.parametrize(
    ("visit", "english", "danish"),
    [
        (
            replace(VISIT, place=" "),
            "Say where the visit was, who visited, and who was met.",
            "Skriv, hvor besøget fandt sted, hvem der besøgte, og hvem der blev mødt.",
        ),
        (
            replace(VISIT, visited_on=dt.date(2012, 3, 2)),
            "A visit on 02/03/2012 lies outside the time from the project's start on 01/03/2012 to "
            "today, 01/03/2012. Correct the day.",
            "Et besøg den 2.3.2012 ligger uden for tiden fra projektets start den 1.3.2012 til i "
            "dag, den 1.3.2012. Ret dagen.",
        ),
        (
            replace(VISIT, seen={}),
            "Say what was seen: people, equipment, originals or publicity.",
            "Skriv, hvad der blev set: medarbejdere, udstyr, originaler eller synlighed.",
        ),
        (
            replace(VISIT, conclusion="fine"),
            "Conclude the visit.",
            "Skriv en konklusion på besøget.",
        ),
        (
            replace(VISIT, conclusion="findings"),
            "Write the findings that are followed up.",
            "Skriv de fund, der følges op.",
        ),
        (
            replace(VISIT, findings="Set: 010180-1234"),
            "The text holds what reads as a CPR number. CPR numbers are never stored here: use the "
            "staff number or leave it out.",
            None,
        ),
    ],
)
def test_a_record_that_tells_too_little_is_refused(told, visit, english, danish):
    with pytest.raises(VisitRefused) as caught:
        visited(told, visit)
    [breach] = caught.value.breaches
    assert sentence_text(breach, "en") == english
    assert danish is None or sentence_text(breach, "da") == danish


def test_only_the_verifier_writes_and_never_about_their_own(told):
    for reader in (told.pm, told.au, told.pu):
        with pytest.raises(NotAllowed):
            record_visit(told.report, VISIT, by=reader, at=told.clock())
    own = story.submitted(told, told.lead, ["5.00"])
    with pytest.raises(OwnCost):
        record_visit(own, VISIT, by=told.lc, at=told.clock())


def test_a_draft_is_not_visited(told):
    told.report.state = "draft"
    told.report.save()
    with pytest.raises(VisitRefused) as caught:
        visited(told)
    assert said(caught, "da") == (
        "Rapporten er »Kladde«; et kontrolbesøg skrives ned, når den er indsendt."
    )


def answered(world, answers, by=None, edited_from=None):
    return save_checklist(
        world.report, answers, edited_from=edited_from, by=by or world.lc, at=world.clock()
    )


def test_each_answer_keeps_its_own_hand_and_instant(told):
    answered(told, {"vouchers": "yes", "vat": ""})
    row = answered(told, {"vouchers": "yes", "vat": "not_relevant"}, by=told.lc2)
    assert (row.answers["vouchers"]["by"], row.answers["vat"]["by"]) == ("Lc", "Lc2")
    assert row.answers["vouchers"]["at"] < row.answers["vat"]["at"]
    row = answered(told, {"vouchers": ""})
    assert set(row.answers) == {"vat"}


@pytest.mark.parametrize(
    ("answers", "danish"),
    [
        ({"weather": "yes"}, "Tjeklisten har intet spørgsmål »weather«."),
        (
            {"arithmetic": "not_relevant"},
            "»Rapportens summer stemmer med dens linjer.« besvares med ja eller endnu ikke.",
        ),
    ],
)
def test_an_answer_that_the_question_does_not_take(told, answers, danish):
    with pytest.raises(ChecklistRefused) as caught:
        answered(told, answers)
    assert said(caught, "da") == danish


def test_two_controllers_do_not_overwrite_each_other(told):
    answered(told, {"vouchers": "yes"})
    seen = version_of(with_version(ReportChecklist.objects.all()).get())
    answered(told, {"vat": "yes"}, by=told.lc2)
    with pytest.raises(Stale):
        answered(told, {"revenue": "yes"}, edited_from=EditedFrom(seen))
    with pytest.raises(NotAllowed):
        answered(told, {"vat": "yes"}, by=told.pm)

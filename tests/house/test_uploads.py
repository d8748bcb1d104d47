"""Whatever somebody sends where a file is taken: a sentence beside the field, and nothing is kept.

The table of `uploads.py` names every field that takes a file; one that it does not know fails here.
"""

from __future__ import annotations

import copy
import datetime as dt
import importlib
import inspect
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from django.utils import translation
from django.utils.html import escape

from consortium.models import EvidenceFile
from grants.actions.changes import check_change, file_change, propose_change
from grants.models import Addendum, ChangeRequest, ExchangeRate, Grant
from reporting.actions.claim_questions import ask_about_claim
from reporting.actions.costs import enter_expenditure
from reporting.actions.newsletters import open_issue
from reporting.models import (
    Claim,
    ClaimQuestion,
    EvaluationDecision,
    ExpenditureFile,
    Finding,
    PayRate,
)
from tests.cast import signed_grant
from tests.house.uploads import ELSEWHERE, PLACES, Place
from tests.reporting import story
from tests.reporting.auditing import found
from tests.reporting.invoicing_story import invoiced
from tests.reporting.municipal_story import sent_evaluation
from tests.reporting.paperwork import begin, voucher
from tests.sample_files import image, pdf

ROOT = Path(__file__).parents[2]
MEGABYTE = 1024 * 1024

pytestmark = [pytest.mark.django_db, pytest.mark.once]


PDF = pdf("brev")
# The pile takes many files without a form, and answers for each: test_papers.py attacks it.
PILE = ROOT / "reporting" / "views" / "filing.py"
PAGE = b"<!doctype html><html><script>alert(1)</script></html>"
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def _macros() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/vbaProject.bin", b"\x00")
    return kept.getvalue()


# What is sent: the names and contents of one request.
SENT: dict[str, list[tuple[str, bytes]]] = {
    "page_as_pdf": [("bilag.pdf", PAGE)],
    "svg": [("logo.svg", PICTURE)],
    "svg_as_png": [("logo.png", PICTURE)],
    "empty": [("bilag.pdf", b"")],
    "too_large": [("bilag.pdf", PDF + b" " * (26 * MEGABYTE))],
    "cpr_in_name": [("lønseddel 010170-1234.pdf", PDF)],
    "cpr_in_text": [("noter.txt", "Møde med 010170-1234 i går".encode())],
    "macros": [("timer.xlsx", _macros())],
    "macros_by_name": [("timer.xlsm", _macros())],
    "page_and_pdf_in_one": [("bilag.pdf", PAGE + b"\n" + PDF)],
    "program": [("bilag.pdf", b"MZ\x90\x00\x03")],
    "cut_archive": [("timer.xlsx", _macros()[:40])],
    "path_as_name": [("../../etc/x.pdf", PAGE)],
    "windows_path": [("C:\\Windows\\x.pdf", PAGE)],
    "nul_in_name": [("a\x00.pdf", PAGE)],
    "turned_name": [("a\u202efdp.exe", b"MZ\x90\x00\x03")],
    # The longest that a file system takes; Django answers 400 to what is longer still.
    "long_name": [("å" * 125 + ".pdf", PAGE)],
    "nameless": [("", PDF)],
    "only_dots": [("..", PAGE)],
    "two_files": [("a.pdf", PDF), ("b.pdf", PDF + b"b")],
    "a_cell_without_end": [("kurser.csv", b"currency;month\n" + b"x" * 200_000)],
    "nul_in_text": [("kurser.csv", b"currency;month\nSEK;\x00\n")],
}
# A name that says nothing is as if no file was sent; that is refused only where one is needed.
NO_FILE = {"nameless", "only_dots"}
# Good as evidence, and only refused as a list of rates.
LIST_ONLY = {"a_cell_without_end"}


@pytest.fixture(scope="module")
def asking(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[SimpleNamespace]:
    """A world in which a file is asked for at every place of the table."""
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    media = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=quick),
        transaction.atomic(),
    ):
        yield _world()
        transaction.set_rollback(True)


def _world() -> SimpleNamespace:
    world = signed_grant()
    story.all_verified(world, {world.aarhus: ["1000.00"]}, ["2000.00"])
    claim = story.sent(world, story.checked(world))
    world.claim_pk = claim.pk
    day = world.clock().date()
    world.question_pk = ask_about_claim(claim, text="?", on=day, by=world.ma, at=world.clock()).pk
    world.finding_pk = found(world).pk
    change = file_change(
        world.grant,
        kind="activity",
        reason="Kurset bliver et seminar.",
        consequences="Ingen.",
        effective_from=dt.date(2012, 6, 1),
        by=world.pm,
        at=world.clock(),
    )
    check_change(
        propose_change(change, by=world.pm, at=world.clock()), by=world.lc, at=world.clock()
    )
    story.next_opened(world)
    report = begin(world)
    world.clock.move_to(2012, 9, 20)
    due_on = dt.date(2099, 12, 31)
    terms: dict[str, Any] = {"title": "Vinter", "language": "da", "due_on": due_on}
    open_issue(world.grant, **terms, by=world.pm, at=world.clock())
    on = dt.date(2012, 9, 10)
    cost = voucher("N1", invoice_date=on, delivery_date=on, paid_on=on)
    world.report_pk, world.invoice_pk = report.pk, invoiced(world).pk
    world.item_pk = enter_expenditure(report, cost, by=world.pu, at=world.clock()).pk
    aside = copy.copy(world)
    aside.clock = copy.copy(world.clock)
    evaluated = sent_evaluation(aside)
    world.municipal_ref, world.municipal_clock = evaluated.grant.ref, evaluated.clock
    return world


def file_fields() -> Iterator[str]:
    """Every field of every form of the house that takes a file."""
    for path in sorted(ROOT.glob("*/forms/*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for form, member in vars(importlib.import_module(name)).items():
            if inspect.isclass(member) and member.__module__ == name:
                for key, one in getattr(member, "base_fields", {}).items():
                    if isinstance(one, forms.FileField):
                        yield f"{name}.{form}.{key}"


def test_the_table_knows_every_field_that_takes_a_file():
    assert sorted(file_fields()) == sorted([*(place.name for place in PLACES), *ELSEWHERE])
    refusals = re.compile("FileNotAccepted|refusal")
    assert all(refusals.search((ROOT / "tests" / path).read_text()) for path in ELSEWHERE.values())


def test_no_view_takes_files_past_a_form():
    bare = re.compile(r"request\.FILES(?! or None,?|\))")
    for path in ROOT.glob("*/views/*.py"):
        assert path == PILE or not bare.search(path.read_text()), path


def multipart(given: dict[str, Any], name: str, files: list[tuple[str, bytes]]) -> dict[str, Any]:
    """A request as somebody writes it who minds no manners, such as Django's client has."""
    edge = b"edge-of-a-part"
    parts = [
        f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode()
        for key, value in given.items()
    ]
    parts += [
        f'Content-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        "Content-Type: application/pdf\r\n\r\n".encode()
        + content
        for file, content in files
    ]
    body = b"".join(b"--" + edge + b"\r\n" + part + b"\r\n" for part in parts)
    return {
        "data": body + b"--" + edge + b"--\r\n",
        "content_type": f"multipart/form-data; boundary={edge.decode()}",
    }


def kept(world: SimpleNamespace) -> list[Any]:
    """What an upload could have left behind or moved."""
    return [
        EvidenceFile.objects.count(),
        ExpenditureFile.objects.count(),
        ExchangeRate.objects.count(),
        ClaimQuestion.objects.filter(answered_at=None).count(),
        ClaimQuestion.objects.count(),
        Finding.objects.filter(state="open").count(),
        PayRate.objects.count(),
        Claim.objects.get(pk=world.claim_pk).state,
        ChangeRequest.objects.get().state,
        list(Grant.objects.order_by("pk").values_list("state", flat=True)),
        Addendum.objects.count(),
        EvaluationDecision.objects.count(),
    ]


def answered(world: SimpleNamespace, place: Place, sent: str, language: str) -> Any:
    """The page that answers the upload; what it did is rolled back by the caller."""
    person = getattr(world, place.who)
    client = Client(raise_request_exception=False)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    client.force_login(person)
    request = multipart(place.given(world), place.field, SENT[sent])
    with translation.override(language):
        return client.post(place.address(world), **request)


def at_their_time(monkeypatch: pytest.MonkeyPatch, world: SimpleNamespace, place: Place) -> None:
    """The reader's clock stands where the story of *place* has come to."""
    clock = getattr(world, place.clock)
    monkeypatch.setattr("consortium.queries.clock.now", lambda: clock.now)


def errors_on(answer: Any, name: str) -> list[str]:
    """What the page says beside the field *name*."""
    found: list[str] = []
    for layer in answer.context or []:
        for value in layer.flatten().values():
            if isinstance(value, forms.BaseForm) and name in value.errors:
                found += [str(error) for error in value.errors[name]]
    return list(dict.fromkeys(found))


def applies(place: Place, sent: str) -> bool:
    """Whether *sent* is wrong at *place*."""
    if sent == "two_files":
        return not place.takes_many
    return place.is_list or sent not in LIST_ONLY | NO_FILE


WRONG = [(place, sent) for place in PLACES for sent in SENT if applies(place, sent)]
# Sentences are the same at all places that keep a file: English is read at one of them.
IN_ENGLISH = PLACES[:2]


@pytest.mark.parametrize(("place", "sent"), WRONG, ids=lambda value: getattr(value, "name", value))
def test_a_wrong_file_is_refused_beside_its_field(asking, monkeypatch, place, sent):
    at_their_time(monkeypatch, asking, place)
    said = {}
    before = kept(asking)
    for language in ("da", "en") if place in IN_ENGLISH else ("da",):
        with transaction.atomic():
            answer = answered(asking, place, sent, language)
            assert answer.status_code in {200, 422}, answer.content[:300]
            assert kept(asking) == before
            transaction.set_rollback(True)
        with translation.override(language):
            [sentence] = errors_on(answer, place.field)
        assert escape(sentence) in answer.content.decode()
        assert "010170-1234" not in answer.content.decode()
        assert not re.search(r"\.\./|Windows|\x00|\u202e", sentence)
        said[language] = sentence
    assert len(set(said.values())) == len(said), said


@pytest.mark.parametrize("place", [one for one in PLACES if not one.is_list], ids=lambda p: p.name)
def test_a_path_before_a_good_name_is_dropped(asking, monkeypatch, place):
    at_their_time(monkeypatch, asking, place)
    name, content = ("hal.png", image()) if place.only_pictures else ("brev.pdf", PDF)
    monkeypatch.setitem(SENT, "good", [(f"../../etc/{name}", content)])
    with transaction.atomic():
        answer = answered(asking, place, "good", "da")
        assert answer.status_code == 302, errors_on(answer, place.field)
        assert EvidenceFile.objects.latest("pk").name == name
        transaction.set_rollback(True)


@pytest.mark.parametrize("place", PLACES[1:4], ids=lambda place: place.name)
def test_a_letter_is_not_kept_when_its_decision_is_refused(asking, monkeypatch, place):
    at_their_time(monkeypatch, asking, place)
    monkeypatch.setitem(SENT, "good", [("brev.pdf", PDF)])
    given = {"on": "01.01.2030", "note": "Se brevet.", "reason": "Se brevet."}
    ahead = Place(place.name, place.who, place.address, lambda world: given)
    before = kept(asking)
    with transaction.atomic():
        assert answered(asking, ahead, "good", "da").status_code == 200
        assert kept(asking) == before
        transaction.set_rollback(True)

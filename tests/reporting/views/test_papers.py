"""The pages of the files: the pile, the rows that lack one, the preview, and what is never sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.models import EvidenceFile
from reporting.actions.costs import enter_expenditure, enter_many
from reporting.actions.evidence import file_paper, prove_expenditure
from reporting.models import ExpenditureFile, PartnerReport, ReportFile
from tests.reporting.paperwork import begin, voucher
from tests.sample_files import heic, image, pdf


@pytest.fixture(autouse=True)
def _own_day_and_files(settings, tmp_path):
    settings.DEMO_DAY = dt.date(2012, 6, 21)
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PREVIEW_DIR = tmp_path / "previews"


@pytest.fixture
def report(world) -> PartnerReport:
    report = begin(world)
    world.items = [
        enter_expenditure(report, voucher(number), by=world.pu, at=world.clock())
        for number in ("B1", "B2", "B3")
    ]
    return report


def browser(user: Any, language: str = "en") -> Any:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"reporting:{name}", args=args)


def up(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def text_of(page: Any) -> str:
    return " ".join(page.content.decode().split())


def piled(world: Any, report: PartnerReport, name: str, content: bytes) -> Any:
    return file_paper(report, content=content, name=name, by=world.pu, at=world.clock()).file


def test_a_pile_goes_where_it_belongs_and_one_bad_file_loses_no_other(world, report):
    client = browser(world.pu)
    files = [
        up("b1 faktura.pdf", pdf("en")),
        up("B2_betaling.pdf", pdf("to")),
        up("loen.pdf", pdf("Anna 010180-1234")),
        up("tom.pdf", b""),
        up("scan0007.png", image()),
        up("B1 B3.jpg", image("JPEG")),
    ]
    sent = client.post(url("report-papers", report.pk), {"files": files})
    assert sent.url == url("report-papers", report.pk)
    page = text_of(client.get(sent.url))
    for said in (
        "<strong>b1 faktura.pdf</strong> Attached to B1 as voucher.",
        "<strong>B2_betaling.pdf</strong> Attached to B2 as proof of payment.",
        "“loen.pdf” holds a CPR number on page 1. CPR numbers are never stored: take it out of the "
        "file, so that the digits are gone and not only painted over, and send it again. "
        "(rule G-01)",
        "“tom.pdf” is empty; choose the file again.",
        "<strong>scan0007.png</strong> It is kept. No row has a voucher number that its name "
        "holds. It waits below for your choice.",
        "<strong>B1 B3.jpg</strong> It is kept. Its name fits several rows: B1, B3. It waits below "
        "for your choice.",
    ):
        assert said in page
    assert ReportFile.objects.count() == 4
    assert ExpenditureFile.objects.count() == 2
    assert "What happened to the files" not in text_of(client.get(sent.url))


def test_the_same_in_danish(world, report):
    client = browser(world.pu, "da")
    files = [up("b1 faktura.pdf", pdf("en")), up("loen.pdf", pdf("Anna 010180-1234"))]
    client.post(url("report-papers", report.pk), {"files": files})
    client.post(url("report-papers", report.pk), {"files": [up("igen.pdf", pdf("en"))]})
    page = text_of(client.get(url("report-papers", report.pk)))
    for said in (
        "<strong>b1 faktura.pdf</strong> Vedhæftet B1 som bilag.",
        "“loen.pdf” indeholder et CPR-nummer på side 1. CPR-numre gemmes aldrig: fjern det fra "
        "filen, så cifrene er væk og ikke kun malet over, og send den igen. (regel G-01)",
        "<strong>igen.pdf</strong> Den er her allerede som “b1 faktura.pdf”, på bilag B1.",
    ):
        assert said in page


def test_a_script_sends_one_file_a_time_and_says_what_it_did_not_send(world, report):
    client = browser(world.pu)
    address = url("report-papers", report.pk)
    told: dict[str, Any] = {"headers": {"X-Papers": "one"}}
    assert client.post(address, {"files": [up("B1.pdf", pdf("x"))]}, **told).status_code == 204
    assert client.post(address, {"oversize": "52428801/film.mov"}, **told).status_code == 204
    page = text_of(client.get(address))
    assert "Attached to B1 as voucher." in page
    assert "“film.mov” is 51 MB, and 25 MB is the most; send a smaller copy." in page


def test_more_files_than_one_turn_takes_are_told_and_not_lost_unseen(world, report, settings):
    settings.MAX_PILE_FILES = 1
    client = browser(world.pu)
    files = [up("B1.pdf", pdf("x")), up("B2.pdf", pdf("y"))]
    client.post(url("report-papers", report.pk), {"files": files})
    page = text_of(client.get(url("report-papers", report.pk)))
    said = "was not taken: 1 files are the most at a time. Send it with the next ones."
    assert f"<strong>B2.pdf</strong> {said}" in page


def test_nothing_sent_is_told(world, report):
    client = browser(world.pu)
    page = client.post(url("report-papers", report.pk), {}, follow=True)
    assert "No file was sent." in text_of(page)


def test_a_request_larger_than_all_limits_is_told_before_it_is_read(world, report, settings):
    settings.MAX_UPLOAD_BYTES = 2 * 1024 * 1024
    client = browser(world.pu)
    file = up("B1.pdf", b"x" * (2 * 1024 * 1024 + 1))
    page = client.post(url("report-papers", report.pk), {"files": [file]})
    assert page.status_code == 413
    assert "What was sent is 3 MB, and 2 MB is the most in one turn." in text_of(page)


def test_a_waiting_file_is_placed_by_hand_moved_and_taken_out(world, report):
    client = browser(world.pu)
    file = piled(world, report, "scan.png", image())
    place = url("paper-place", report.pk, file.pk)
    page = client.post(place, {"voucher": "X9", "role": "invoice"})
    said = "No row of this report has the voucher number “X9”. Enter the cost first."
    assert said in text_of(page)
    client.post(place, {"voucher": "b 1", "role": "invoice"})
    client.post(place, {"voucher": "B2", "role": "payment", "deed": "move"})
    proof = ExpenditureFile.objects.get()
    assert (proof.expenditure.voucher_no, proof.role) == ("B2", "payment")
    client.post(place, {"voucher": "B3", "role": "payment", "deed": "attach"})
    assert ExpenditureFile.objects.count() == 2
    assert client.post(url("paper-drop", report.pk, file.pk)).status_code == 409
    for one in ExpenditureFile.objects.all():
        detach = url("evidence-drop", report.pk, one.expenditure_id, one.pk)
        assert client.post(detach, {"back": "papers"}).url == url("report-papers", report.pk)
    assert client.post(url("paper-drop", report.pk, file.pk)).status_code == 302
    assert not ReportFile.objects.exists()


def test_waiting_files_are_matched_again(world, report):
    client = browser(world.pu)
    piled(world, report, "B9.pdf", pdf("x"))
    assert "No waiting file names a row" in text_of(
        client.post(url("papers-match", report.pk), follow=True)
    )
    enter_expenditure(report, voucher("B9"), by=world.pu, at=world.clock())
    page = client.post(url("papers-match", report.pk), follow=True)
    assert "Attached to B9 as voucher." in text_of(page)


def test_rows_that_lack_papers_stand_in_a_list_with_a_place_to_send_them(world, report):
    client = browser(world.pu)
    address = url("papers-missing", report.pk)
    assert "3 costs lack papers." in text_of(client.get(address))
    add = url("evidence-add", report.pk, world.items[0].pk)
    files = [up("a.pdf", pdf("x")), up("b.pdf", b"MZ\0")]
    sent = client.post(add, {"back": "missing", "role": "invoice", "file": files})
    assert sent.url == address
    page = text_of(client.get(address))
    assert "<strong>a.pdf</strong> Attached to B1 as voucher." in page
    assert "“b.pdf” is not a file of a kind that is kept" in page
    client.post(add, {"back": "missing", "role": "", "file": [up("betaling.pdf", pdf("y"))]})
    assert "2 costs lack papers." in text_of(client.get(address))
    for page_url in (
        url("report-detail", report.pk),
        url("report-costs", report.pk),
        url("report-check", report.pk),
    ):
        assert address in client.get(page_url).content.decode()


def test_several_files_go_to_one_row_and_one_that_is_refused_loses_no_other(world, report):
    client = browser(world.pu)
    add = url("evidence-add", report.pk, world.items[0].pk)
    files = [up("a.pdf", pdf("x")), up("b.pdf", pdf("y")), up("c.pdf", b"MZ\0")]
    page = text_of(client.post(add, {"role": "invoice", "file": files}))
    assert "2 files are attached." in page
    assert "“c.pdf” is not a file of a kind that is kept" in page
    assert world.items[0].files.count() == 2


def test_a_file_that_is_here_proves_one_more_row_and_says_so(world, report):
    client = browser(world.pu)
    file = piled(world, report, "B1 kontoudtog.pdf", pdf("x"))
    choose = url("evidence-choose", report.pk, world.items[1].pk)
    assert client.post(choose, {"file_here": file.pk, "role_here": "payment"}).status_code == 302
    page = text_of(client.get(url("expenditure", report.pk, world.items[0].pk)))
    assert "Proves too: B2 (Proof of payment)" in page
    foreign = EvidenceFile.objects.create(
        sha256="f" * 64,
        name="fremmed.pdf",
        content_type="application/pdf",
        size=1,
        file="none",
        owner_ref=str(world.randers.organisation_id),
        uploaded_by=world.randers_pu,
        uploaded_at=world.clock(),
    )
    refused = client.post(choose, {"file_here": foreign.pk, "role_here": "payment"})
    assert refused.context["kept_form"].errors


def test_a_pdf_is_shown_page_by_page_in_pictures_of_our_own(world, report):
    client = browser(world.pu)
    file = piled(world, report, "B1.pdf", pdf("en", "to", "tre"))
    page = text_of(client.get(url("evidence-view", file.pk) + "?page=2"))
    assert "Page 2 of 3" in page
    assert "B1 Togbilletter" in page
    drawn = client.get(url("evidence-picture-file", file.pk, 2))
    assert drawn["Content-Type"] == "image/png"
    assert drawn.content.startswith(b"\x89PNG")
    assert client.get(url("evidence-picture-file", file.pk, 4)).status_code == 404
    assert "no page 4" in text_of(client.get(url("evidence-view", file.pk) + "?page=4"))
    # Drawn once: what is remembered serves the next reader, also where the store is away.
    file.file.storage.delete(file.file.name)
    assert client.get(url("evidence-picture-file", file.pk, 2)).content == drawn.content


def test_a_text_is_shown_as_text_and_a_heic_picture_not_at_all(world, report):
    client = browser(world.pu)
    text = "<b>Kørebog</b>\u202e;1\r\n=1+1;2\n"
    note = piled(world, report, "B1.csv", text.encode())
    page = client.get(url("evidence-view", note.pk)).content.decode()
    assert "&lt;b&gt;Kørebog&lt;/b&gt;\ufffd;1\n=1+1;2" in page
    photo = piled(world, report, "B2.heic", heic())
    assert "No picture can be made" in text_of(client.get(url("evidence-view", photo.pk)))
    assert client.get(url("evidence-picture-file", photo.pk, 1)).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", pdf("x"), "application/pdf"),
        ("a.png", image(), "image/png"),
        ("a.xml", b"<?xml version='1.0'?><a/>", "application/octet-stream"),
        ("a.csv", b"a;b", "application/octet-stream"),
        ("a.heic", heic(), "application/octet-stream"),
    ],
)
def test_no_upload_is_ever_sent_as_something_that_runs(world, report, name, content, kind):
    file = piled(world, report, name, content)
    sent = browser(world.pu).get(url("evidence-file", file.pk))
    assert b"".join(sent.streaming_content) == content
    assert sent["Content-Type"] == kind
    assert sent["Content-Disposition"] == f'attachment; filename="{name}"'
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert sent["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert sent["Cache-Control"] == "private, no-store"


def test_a_file_whose_bytes_are_lost_is_told_by_its_name(world, report):
    file = piled(world, report, "B1.pdf", pdf("x"))
    file.file.storage.delete(file.file.name)
    for name in ("evidence-file", "evidence-view"):
        page = browser(world.pu).get(url(name, file.pk))
        assert page.status_code == 410
        said = "“B1.pdf” is registered, but its bytes are not in the store"
        assert said in text_of(page)
    page = text_of(browser(world.pu, "da").get(url("evidence-file", file.pk)))
    assert "“B1.pdf” er registreret, men indholdet findes ikke i lageret" in page


def test_a_preview_is_seen_by_whoever_sees_the_row_and_by_nobody_else(world, report):
    file = piled(world, report, "B1.pdf", pdf("x"))
    ways = [url("evidence-view", file.pk), url("evidence-picture-file", file.pk, 1)]
    for way in ways:
        assert browser(world.lc).get(way).status_code == 200
        for stranger in (world.randers_pu, world.stranger, world.em):
            assert browser(stranger).get(way).status_code == 404


def test_readers_may_look_and_not_touch(world, report):
    file = piled(world, report, "scan.pdf", pdf("x"))
    lc, stranger = browser(world.lc), browser(world.randers_pu)
    for name in ("report-papers", "papers-missing"):
        assert lc.get(url(name, report.pk)).status_code == 200
        assert stranger.get(url(name, report.pk)).status_code == 404
    for name, args in (
        ("report-papers", (report.pk,)),
        ("papers-match", (report.pk,)),
        ("paper-place", (report.pk, file.pk)),
        ("paper-drop", (report.pk, file.pk)),
        ("evidence-choose", (report.pk, world.items[0].pk)),
    ):
        assert lc.post(url(name, *args)).status_code == 403
        assert stranger.post(url(name, *args)).status_code == 404


def test_pages_ask_the_same_few_questions_however_many_files_there_are(world, report):
    client = browser(world.pu)
    client.get(url("desk"))
    numbers = [f"C{number}" for number in range(30)]
    enter_many(report, [voucher(number) for number in numbers], by=world.pu, at=world.clock())
    for place, number in enumerate(numbers):
        piled(world, report, f"{number}.pdf", pdf(f"{place}"))
    prove_expenditure(
        world.items[0], content=pdf("0"), name="x", role="payment", by=world.pu, at=world.clock()
    )
    for name, args in (
        ("report-papers", (report.pk,)),
        ("papers-missing", (report.pk,)),
        ("report-costs", (report.pk,)),
        ("expenditure", (report.pk, world.items[0].pk)),
    ):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url(name, *args)).status_code == 200
        assert len(asked) <= 12, name

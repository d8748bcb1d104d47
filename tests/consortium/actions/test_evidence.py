"""Files that prove something: what they are is read from their bytes."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from consortium.actions import evidence
from consortium.models import AuditEvent, EvidenceFile
from consortium.rules import filetypes
from tests.sample_files import heic, image, pdf

BILAG = pdf("bilag")


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def kept(people, content=BILAG, name="bilag.pdf", owner="1"):
    return evidence.keep_file(
        content=content, name=name, owner_ref=owner, by=people.pu, at=people.clock()
    )


def office(part, text="hej", **more):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(part, text)
        for name, content in more.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (pdf("a"), "a.txt", "application/pdf"),
        (image(), "a", "image/png"),
        (image("JPEG"), "a", "image/jpeg"),
        (heic(), "a", "image/heic"),
        (office("xl/workbook.xml"), "a.xlsx", filetypes.XLSX),
        (office("word/document.xml"), "a.docx", filetypes.DOCX),
        ("Beløb;Øre\n1;2".encode("cp1252"), "a.CSV", "text/csv"),
        ("Beløb".encode(), "a.md", "text/plain"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Invoice/>', "a.bin", "application/xml"),
    ],
)
def test_the_kind_is_read_from_the_bytes(people, content, name, kind):
    assert kept(people, content, name).content_type == kind


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "tom.pdf"),
        (b"MZ\x90\0", "faktura.pdf"),
        (b"<!DOCTYPE html><script>", "faktura.xml"),
        (b"<?xml version='1.0'?><svg onload='x'/>", "tegning.xml"),
        (office("evil.xml"), "a.xlsx"),
        (office("xl/workbook.xml", xl__vbaProject="x").replace(b".xml", b".bin"), "a.xlsm"),
        (b"PK\x03\x04 no archive", "a.xlsx"),
    ],
)
def test_what_cannot_be_kept_is_refused(people, content, name):
    with pytest.raises(evidence.FileNotAccepted):
        kept(people, content, name)
    assert not EvidenceFile.objects.exists()


def test_macros_are_not_kept():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "")
        archive.writestr("xl/vbaProject.bin", "")
    assert filetypes.content_type(buffer.getvalue(), "a.xlsx") is None


def test_a_file_has_a_size_limit(people, settings):
    settings.MAX_EVIDENCE_BYTES = 10
    with pytest.raises(evidence.FileTooLarge, match="smaller copy"):
        kept(people, SimpleUploadedFile("a.pdf", b"%PDF-1.7 long"))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-", "løn 010180-1234.pdf"),
        (b"navn;cpr\nAnna;0101801234", "a.csv"),
        (office("word/document.xml", "<w:t>010180-1234</w:t>"), "a.docx"),
        (office("xl/workbook.xml", xl__sharedStrings="<t>0101801234</t>"), "a.xlsx"),
    ],
)
def test_g01_no_cpr_number_in_names_or_texts(people, content, name):
    with pytest.raises(evidence.HoldsCpr) as refused:
        kept(people, content, name)
    assert "1234" not in str(refused.value)


def test_the_same_bytes_are_kept_once_for_each_owner_and_stored_once(people):
    first, again, other = kept(people), kept(people, name="kopi.pdf"), kept(people, owner="2")
    assert first == again
    assert other.pk != first.pk
    assert other.file.name == first.file.name
    with first.file.open() as stored:
        assert stored.read() == BILAG
    assert AuditEvent.objects.filter(verb="evidence.given_again").count() == 1


def test_a_name_is_never_a_path(people):
    assert kept(people, name="..\\..\\etc/passwd").name == "passwd"


def test_a_name_holds_no_sign_that_nobody_sees(people):
    """A right-to-left mark would show fdp.exe as exe.pdf; PostgreSQL takes no NUL."""
    assert kept(people, name="bi\u202elag\0 1.pdf").name == "bilag 1.pdf"


def test_bytes_that_the_store_has_lost_come_back_with_the_same_file(people):
    first = kept(people)
    first.file.storage.delete(first.file.name)
    assert kept(people, name="igen.pdf") == first
    with first.file.open() as stored:
        assert stored.read() == BILAG
    assert AuditEvent.objects.get(verb="evidence.given_again").after["mended"] is True


def test_two_who_send_the_same_bytes_at_once_keep_them_once(people, monkeypatch):
    first = kept(people)
    real = EvidenceFile.objects.filter
    # The second has looked before the first was written.
    monkeypatch.setattr(EvidenceFile.objects, "filter", lambda **asked: real(**asked).none())
    assert kept(people) == first

"""What is in a file decides; foreign files are opened where they can do no harm."""

from __future__ import annotations

import io
import os
import signal
import struct
import zipfile
import zlib

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from consortium.exchange import papers
from consortium.rules.filetypes import MOST_TEXT
from consortium.rules.papers import MOST_PIXELS, Look
from tests.sample_files import heic, image, pdf


def seen(raw: bytes, name: str = "a") -> tuple[str, dict[str, object]]:
    look = papers.look(raw, name)
    return look.fault, dict(look.facts)


def locked_pdf(owner: str, user: str) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf("hemmelig"))) as opened:
        opened.save(made, encryption=pikepdf.Encryption(owner=owner, user=user))
    return made.getvalue()


def attached(content: bytes) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf("faktura"))) as opened:
        opened.attachments["bilag.csv"] = content
        opened.save(made)
    return made.getvalue()


def zipped(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def huge_png() -> bytes:
    """A picture of 100,000 × 100,000 points in a few bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        crc = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_a_whole_file_is_seen_with_its_pages():
    assert papers.look(pdf("en", "to", "tre"), "a") == Look("application/pdf", 3)
    assert papers.look(image(), "a") == Look("image/png", 1)
    assert papers.look(image("JPEG"), "a.pdf") == Look("image/jpeg", 1)
    assert papers.look(heic(), "a") == Look("image/heic", 0)


@pytest.mark.parametrize("name", ["PDF", "PNG", "JPEG"])
def test_a_file_that_is_cut_off_is_seen(name):
    whole = {"PDF": pdf("x" * 500), "PNG": image(), "JPEG": image("JPEG", (400, 400))}[name]
    for length in (len(whole) // 2, len(whole) - 30):
        assert seen(whole[:length]) == ("broken", {"type": name})


def test_a_heic_picture_that_is_cut_off_is_seen():
    assert seen(heic()[:-2]) == ("broken", {"type": "HEIC"})


def test_a_pdf_with_a_password_is_locked_and_one_that_opens_without_is_not():
    assert seen(locked_pdf(owner="a", user="b"))[0] == "locked"
    # Banks forbid changes with a password of their own; everybody can read and check such a file.
    assert seen(locked_pdf(owner="a", user=""))[0] == ""


def test_an_office_file_with_a_password_is_locked():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert seen(ole, "loen.xlsx")[0] == "locked"
    assert seen(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 gammelt", "a.doc")[0] == "kind"


@pytest.mark.parametrize(
    ("catalog", "what"),
    [
        ("/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>", "JavaScript"),
        ("/Names<</JavaScript<</Names[(a) 9 0 R]>>>>", "JavaScript"),
        ("/AA<</WC<</S/Launch/F(cmd.exe)>>>>", "Launch"),
    ],
)
def test_a_pdf_that_would_run_something_is_seen(catalog, what):
    assert seen(pdf("faktura", catalog=catalog)) == ("live", {"what": what})


def test_a_program_in_an_object_of_its_own_is_seen():
    raw = pdf("faktura", more="<</S/JavaScript/JS(app.alert\\(1\\))>>")
    assert seen(raw) == ("live", {"what": "JavaScript"})


def test_macros_are_seen():
    raw = zipped(xl__workbook_xml="", xl__vbaProject_bin="")
    raw = raw.replace(b"workbook_xml", b"workbook.xml").replace(b"Project_bin", b"Project.bin")
    assert seen(raw, "a.xlsm")[0] == "macros"


@pytest.mark.parametrize(
    ("raw", "facts"),
    [
        (pdf("Løn", "til 010180-1234"), {"place": "page", "page": 2}),
        (pdf("0101801234"), {"place": "page", "page": 1}),
        (pdf("faktura", catalog="/Title(010180-1234)"), {"place": "facts"}),
        (
            pdf("faktura", more="<</Type/Annot/Subtype/Text/Contents(010180-1234)>>"),
            {"place": "facts"},
        ),
        (attached(b"navn;cpr\nAnna;010180-1234\n"), {"place": "facts"}),
        (image("JPEG", comment=b"cpr 010180-1234"), {"place": "facts"}),
        (image("JPEG", comment=b"billede 7"), None),
        (b"navn;cpr\nAnna;010180 1234", {"place": "text"}),
    ],
    ids=["page 2", "page 1", "title", "note", "attachment", "comment", "no cpr", "csv"],
)
def test_g01_a_cpr_number_is_found_wherever_it_stands(raw, facts):
    assert seen(raw) == (("cpr", facts) if facts else ("", {}))


def test_g01_a_hyphen_that_only_looks_like_one_hides_nothing():
    assert seen("cpr 010180\u20111234".encode())[0] == "cpr"


def test_a_picture_that_would_fill_the_memory_is_refused_by_its_size():
    most = MOST_PIXELS // 1_000_000
    facts = {"width": 100_000, "height": 100_000, "most": most}
    assert seen(huge_png()) == ("pixels", facts)


def test_an_archive_that_unpacks_to_too_much_is_refused_by_its_size():
    parts = {"xl/workbook.xml": "", "xl/sharedStrings.xml": "0" * (MOST_TEXT + 1)}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert len(made.getvalue()) < 100_000
    assert seen(made.getvalue())[0] == "long"


@pytest.mark.parametrize("size", [0, 5_000_000])
def test_who_is_too_slow_is_stopped_and_the_next_one_is_served(monkeypatch, size):
    """As if the file had caught it in an endless loop, before or after it is read."""
    assert seen(pdf("x"))[0] == ""
    caught = papers._reader.child
    assert caught is not None
    os.kill(caught.pid, signal.SIGSTOP)
    monkeypatch.setattr(papers, "SECONDS", 1)
    assert seen(pdf("x") + b" " * size) == ("slow", {"seconds": 1})
    assert caught.poll() is not None
    monkeypatch.undo()
    assert seen(pdf("x"))[0] == ""


def test_a_reader_that_dies_takes_nobody_along():
    assert seen(pdf("x"))[0] == ""
    reader = papers._reader
    assert reader.child is not None
    os.kill(reader.child.pid, 9)
    reader.child.wait()
    assert seen(pdf("x"))[0] == ""


def test_a_page_is_drawn_anew_within_bounds():
    drawn = papers.picture(pdf("en", "to"), "application/pdf", 2)
    assert (drawn.pages, drawn.content_type, drawn.content[:4]) == (2, "image/png", b"\x89PNG")
    assert papers.picture(pdf("en"), "application/pdf", 2).content == b""
    width, height = struct.unpack(">II", drawn.content[16:24])
    assert max(width, height) <= 1600


def test_a_photo_is_drawn_anew_without_what_it_says_of_itself():
    raw = image(
        "JPEG", (4000, 100), exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0", comment=b"hemmelig"
    )
    drawn = papers.picture(raw, "image/jpeg", 1)
    assert drawn.content_type == "image/jpeg"
    assert b"hemmelig" not in drawn.content
    assert b"Exif" not in drawn.content


def test_what_cannot_be_drawn_gives_no_picture():
    assert papers.picture(b"%PDF-1.4 gammel", "application/pdf", 1).content == b""
    assert papers.picture(huge_png(), "image/png", 1).content == b""


def test_a_file_that_unpacks_to_more_than_the_memory_is_refused_and_the_next_one_is_served():
    """800 MB of page in 800 kB of file: the reader has 400 MB and not a byte more."""
    packed = zlib.compressobj(9)
    piece = b"0" * (16 << 20)
    content = b"".join([*(packed.compress(piece) for _ in range(50)), packed.flush()])
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf("x"))) as opened:
        stream = pikepdf.Stream(opened, content)
        stream.Filter = pikepdf.Name.FlateDecode
        opened.pages[0].obj.Contents = opened.make_indirect(stream)
        plain = pikepdf.StreamDecodeLevel.none
        opened.save(made, compress_streams=False, stream_decode_level=plain)
    assert seen(made.getvalue())[0] in ("broken", "slow")
    assert seen(pdf("x"))[0] == ""


def test_the_largest_picture_that_is_taken_fits_into_the_memory():
    side = int(MOST_PIXELS**0.5)
    raw = image("PNG", (side, side))
    assert seen(raw)[0] == ""
    assert papers.picture(raw, "image/png", 1).content


def test_what_is_looked_at_ahead_is_not_looked_at_again(monkeypatch):
    raw = pdf("x")
    for name in ("a.pdf", "b.pdf"):
        papers.read_ahead(SimpleUploadedFile(name, raw))
    asked: list[str] = []

    def again(_raw: bytes, name: str) -> Look:
        asked.append(name)
        return Look()

    monkeypatch.setattr(papers, "_look", again)
    assert papers.look(raw, "a.pdf") == Look("application/pdf", 1)
    assert papers.look(raw, "a.pdf") == Look()
    assert papers.look(pdf("y"), "b.pdf") == Look()
    assert asked == ["a.pdf", "b.pdf"]

"""What a file is, read from its bytes: each kind that is kept, and what only pretends."""

from __future__ import annotations

import io
import zipfile

import pytest

from consortium.rules import filetypes
from consortium.rules.filetypes import CSV, DOCX, PDF, TXT, XLSX, XML, content_type, text_of


def archive(**parts: str) -> bytes:
    """A zip file with *parts*; a name's `__` stands for a slash, its `_` for a point."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), text)
    return stored.getvalue()


SHEET = archive(xl__workbook_xml="<x/>", xl__worksheets__sheet1_xml="<c><v>12.50</v></c>")
LETTER = archive(word__document_xml="<w:p>Kære <w:b>Aarhus</w:b></w:p>", word__styles_xml="<s/>")


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7 x", "a.exe", PDF),
        (b" %PDF-1.7", "a.pdf", TXT),
        (b"\x89PNG\r\n\x1a\nrest", "a.png", "image/png"),
        (b"\x89PNG\n\x1a\nrest", "a.png", None),
        (b"\xff\xd8\xff\xe0", "a", "image/jpeg"),
        (b"\xff\xd8\xfe", "a", TXT),
        (b"\x00\x00\x00\x18ftypheic....", "a", "image/heic"),
        (b"\x00\x00\x00\x18ftypmif1....", "a", "image/heic"),
        (b"\x00\x00\x00\x18ftypmp42....", "a", None),
        (b"\x00\x00\x00\x18fttpheic....", "a", None),
        (b"\x00\x00\x00\x00\x18ftypheic", "a", None),
        (SHEET, "a.xlsx", XLSX),
        (LETTER, "a.xlsx", DOCX),
        (archive(notes_txt="x"), "a.xlsx", None),
        (archive(xl__workbook_xml="<x/>", xl__vbaProject_bin="x"), "a.xlsx", None),
        (archive(word__document_xml="<x/>", word__vbaProject_bin="x"), "a.docx", None),
        (b"PK\x03\x04 broken", "a.xlsx", None),
        (b"PK no archive", "a.txt", TXT),
        (b"a;b\n1;2", "Bilag.CSV", CSV),
        (b"a;b\n1;2", "csv.txt", TXT),
        ("æøå".encode(), "a.txt", TXT),
        ("\ufeffæøå".encode(), "a.csv", CSV),
        ("æøå".encode("cp1252"), "a.csv", CSV),
        (b"\x81\x8d", "a.txt", None),
        (b"", "a.txt", None),
        (b" \r\n\t", "a.txt", None),
        (b"\xef\xbb\xbf <?xml version='1.0'?><a/>", "a.csv", XML),
        (b"\r\n\t<?xml version='1.0'?><a/>", "a.txt", XML),
        (b"see <?xml", "a.txt", TXT),
        (b"X<?xml version='1.0'?>", "a.txt", TXT),
        (b"\xef\xbb\xbf\xef\xbb\xbf<?xml version='1.0'?>", "a.txt", XML),
        (b"<a/>", "a.xml", TXT),
        (b"a\x00b", "a.txt", None),
        (b"a\x08b", "a.txt", None),
        (b"a\x0bb", "a.txt", None),
        (b"a\x1fb", "a.txt", None),
        (b"a\tb\x0cc\r\n", "a.txt", TXT),
        (b"<!DOCTYPE  html>", "a.txt", None),
        (b"a <SVG>", "a.txt", None),
        (b"a <script src=x>", "a.csv", None),
        (b"<?xml version='1.0'?><html>", "a.xml", None),
        (b"a < svg, <scripted>", "a.txt", TXT),
    ],
)
def test_a_file_is_what_its_bytes_say(content, name, kind):
    assert content_type(content, name) == kind


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        (SHEET, XLSX, "  12.50  "),
        (LETTER, DOCX, " Kære  Aarhus  \n "),
        ("æøå".encode(), TXT, "æøå"),
        ("\ufeffa;b".encode(), CSV, "a;b"),
        ("æ".encode("cp1252"), XML, "æ"),
        (b"\x81", TXT, ""),
        (b"%PDF-1.7 010190-1234", PDF, ""),
        (b"010190-1234", "image/png", ""),
    ],
)
def test_what_can_be_read_in_it(content, kind, text):
    assert text_of(content, kind) == text


def test_only_the_parts_that_people_write_are_read():
    content = archive(
        xl__sharedStrings_xml="<t>delt</t>",
        xl__comments12_xml="<t>note</t>",
        xl__worksheets__sheet2_xml="<v>tal</v>",
        xl__theme__theme1_xml="<t>tema</t>",
        docProps__core_xml="<t>navn</t>",
        xl__media__image_xml_png="<t>billede</t>",
    )
    assert text_of(content, XLSX) == " delt \n note \n tal "


def test_a_part_that_is_not_utf_8_is_read_as_far_as_it_goes():
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as packed:
        packed.writestr("word/document.xml", b"<t>a\xffb</t>")
    assert text_of(stored.getvalue(), DOCX) == " a\N{REPLACEMENT CHARACTER}b "


def test_a_very_large_part_is_read_up_to_the_limit(monkeypatch):
    monkeypatch.setattr(filetypes, "MOST_TEXT", 10)
    content = archive(word__a_xml="1234567", word__b_xml="abcdefg", word__c_xml="never")
    assert text_of(content, DOCX) == "1234567\nabc"
    assert text_of(archive(word__a_xml="123456789", word__b_xml="ab"), DOCX) == "123456789\na"
    assert text_of(archive(word__a_xml="1234567890", word__b_xml="a"), DOCX) == "1234567890"


def test_the_limit_is_twenty_megabytes():
    assert filetypes.MOST_TEXT == 20_000_000

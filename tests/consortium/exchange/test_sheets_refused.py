"""Files that are no sheets, or too much of one: each a sentence, in bounded time and memory."""

from __future__ import annotations

import io
import struct
import time
import zipfile

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText

from consortium.exchange.bounds import BOUNDS, Bounds, SheetRefused
from consortium.exchange.sheets import open_book
from tests.consortium.exchange.test_sheets import spreadsheet
from tests.sheets import cells_of, hand_made, refusal, repacked, rows_of, workbook, zipped

DAMAGED = (
    "SHEET_DAMAGED",
    "The file is damaged or cut off. Save it anew and upload it again.",
    "Filen er beskadiget eller afskåret. Gem den igen, og upload den på ny.",
)
LOCKED = (
    "SHEET_LOCKED",
    "The file is protected by a password. Save it without one and upload it again.",
    "Filen er beskyttet med en adgangskode. Gem den uden adgangskode, og upload den på ny.",
)
MACROS = (
    "SHEET_WITH_MACROS",
    "The workbook holds macros. Save it as a workbook without macros (.xlsx).",
    "Projektmappen indeholder makroer. Gem den som projektmappe uden makroer (.xlsx).",
)
ENTITIES = (
    "SHEET_WITH_ENTITIES",
    "The file declares entities that no spreadsheet writes. Save it anew as .xlsx.",
    "Filen erklærer entiteter, som intet regnearksprogram skriver. Gem den igen som .xlsx.",
)
UNKNOWN = (
    "SHEET_UNKNOWN_KIND",
    "The file is no sheet that can be read. Save it as .xlsx, .ods or .csv.",
    "Filen er ikke et regneark, der kan læses. Gem den som .xlsx, .ods eller .csv.",
)
TOO_LARGE = (
    "SHEET_TOO_LARGE",
    "The file holds more than is read at once. Split it into smaller files.",
    "Filen indeholder mere, end der kan læses på én gang. Del den i mindre filer.",
)
ROW = '<row r="{0}"><c r="A{0}"><v>{0}</v></c></row>'
SHEET = "xl/worksheets/sheet1.xml"


def test_a_workbook_with_a_password():
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook())).encrypt("hemmelig", locked)

    assert refusal(locked.getvalue()) == LOCKED


def test_a_zip_with_a_password():
    content = bytearray(workbook())
    # The flag of the first entry in the table of contents says that it is encrypted.
    content[content.index(b"PK\x01\x02") + 8] |= 1

    assert refusal(bytes(content)) == LOCKED


def test_an_ods_with_a_password():
    manifest = '<manifest><file-entry><encryption-data checksum="x"/></file-entry></manifest>'
    content = repacked(spreadsheet([]), {"META-INF/manifest.xml": manifest})

    assert refusal(content) == LOCKED


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_workbook(share):
    content = workbook([["x" * 20, at] for at in range(500)])

    assert refusal(content[: int(len(content) * share)]) == DAMAGED


def test_a_workbook_whose_bytes_have_changed():
    content = bytearray(workbook([[f"tekst {at}", at] for at in range(500)]))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        at = packed.getinfo(SHEET).header_offset
    for place in range(at + 200, at + 260):
        content[place] ^= 0x5A

    assert refusal(bytes(content)) == DAMAGED


@pytest.mark.parametrize(
    "sheet",
    [
        "<worksheet><sheetData><row></sheetData></worksheet>",
        "<worksheet><sheetData>" + ROW.format(1),
        "ikke xml",
        "",
    ],
)
def test_xml_that_is_none(sheet):
    assert refusal(hand_made("", **{"xl__worksheets__sheet1.xml": sheet})) == DAMAGED


@pytest.mark.parametrize(
    "data",
    [
        '<row r="x"/>',
        '<row r="1"><c r="1A"/></row>',
        '<row r="1"><c t="s"><v>99</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&nej;</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>\x00</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&#0;</v></c></row>',
    ],
)
def test_rows_that_cannot_be(data):
    assert refusal(hand_made(data)) == DAMAGED


def test_two_parts_with_one_name():
    with pytest.warns(UserWarning, match="Duplicate name"):
        stored = io.BytesIO(workbook())
        with zipfile.ZipFile(stored, "a") as packed:
            packed.writestr(SHEET, "<worksheet/>")

    assert refusal(stored.getvalue()) == DAMAGED


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "VBAPROJECT.BIN"])
def test_a_workbook_with_macros(part):
    assert refusal(repacked(workbook(), {part: "x"})) == MACROS


def test_a_workbook_that_only_calls_itself_macro_bearing():
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    types = f'<Types><Override PartName="/xl/workbook.xml" ContentType="{kind}"/></Types>'

    assert refusal(repacked(workbook(), {"[Content_Types].xml": types})) == MACROS


def test_an_ods_with_macros():
    content = repacked(spreadsheet([]), {"Basic/Standard/Module1.xml": "<module/>"})

    assert refusal(content) == MACROS


def test_old_excel_files_with_and_without_macros():
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4096

    assert refusal(head + "_VBA_PROJECT".encode("utf-16-le")) == MACROS
    assert refusal(head) == (
        "SHEET_OLD_FORM",
        "The workbook is in the form of Excel 97 to 2003 (.xls). Save it as .xlsx.",
        "Projektmappen er i formatet fra Excel 97 til 2003 (.xls). Gem den som .xlsx.",
    )


def test_the_binary_form_of_workbooks():
    content = zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": "x"})

    assert refusal(content) == (
        "SHEET_BINARY",
        "The workbook is in the binary form .xlsb. Save it as .xlsx.",
        "Projektmappen er i det binære format .xlsb. Gem den som .xlsx.",
    )


XXE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
REMOTE = '<!DOCTYPE x PUBLIC "-//x" "http://example.com/x.dtd">'


@pytest.mark.parametrize("declared", [XXE, LAUGHS, REMOTE, "\n<!-- x -->" + REMOTE])
@pytest.mark.parametrize(
    "part",
    [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "[Content_Types].xml",
     "xl/_rels/workbook.xml.rels", "docProps/core.xml", "xl/drawings/drawing1.xml"],
)  # fmt: skip
def test_declarations_in_any_part(declared, part):
    content = repacked(workbook(), {part: declared + "<x>&e;</x>"})

    assert refusal(content) == ENTITIES


def test_declarations_in_utf_16_and_in_ods():
    hidden = ('<?xml version="1.0" encoding="UTF-16"?>' + REMOTE + "<x/>").encode("utf-16")

    assert refusal(repacked(workbook(), {SHEET: hidden})) == ENTITIES
    assert refusal(repacked(spreadsheet([]), {"content.xml": XXE + "<x/>"})) == ENTITIES


def bomb(part: str = SHEET, size: int = 300_000_000, inside: bytes = b" ") -> bytes:
    """A workbook of some hundred kilobytes, one part of which unfolds to *size* bytes."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in {**parts_of(hand_made(ROW.format(1)))}.items():
            if name != part:
                packed.writestr(name, content)
        with packed.open(part, "w") as target:
            target.write(b"<worksheet><sheetData>")
            for _at in range(size // 1_000_000):
                target.write(inside * (1_000_000 // len(inside)))
            target.write(b"</sheetData></worksheet>")
    return stored.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/styles.xml"])
@pytest.mark.parametrize("inside", [b" ", b"<row/>", b'<row r="1"/>'])
def test_a_bomb_is_counted_while_it_unfolds(part, inside):
    content = bomb(part, 60_000_000, inside)
    start = time.process_time()

    assert refusal(content) == TOO_LARGE
    assert time.process_time() - start < 20


def test_a_bomb_that_lies_about_its_size():
    content = bytearray(bomb(size=30_000_000))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        size = packed.getinfo(SHEET).file_size
    lied = bytes(content).replace(struct.pack("<L", size), struct.pack("<L", 2000))

    assert refusal(lied) in (DAMAGED, TOO_LARGE)


def test_one_endless_token_is_not_kept_in_memory():
    content = repacked(
        hand_made(""),
        {SHEET: b"<worksheet><sheetData x='" + b"y" * 15_000_000 + b"'/></worksheet>"},
    )

    assert refusal(content) == TOO_LARGE


def test_a_table_of_contents_that_is_too_long():
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as packed:
        for at in range(3000):
            packed.writestr(f"part{at}", "")

    assert refusal(stored.getvalue()) == DAMAGED
    end = stored.getvalue()
    at = end.rindex(b"PK\x05\x06") + 12
    assert refusal(end[:at] + struct.pack("<L", 50_000_000) + end[at + 4 :]) == TOO_LARGE


def test_a_file_that_is_larger_than_the_bounds():
    small = Bounds(file_bytes=1000)

    assert refusal(b"a;b\n" * 300, bounds=small) == TOO_LARGE
    assert refusal(workbook(), bounds=small) == TOO_LARGE


def test_a_thousand_columns():
    wide = [list(range(1000))]

    for content in (
        workbook(wide),
        workbook([list(range(201))]),
        ";".join("x" * 1000).encode(),
        spreadsheet([(1, ["x"] * 201)]),
    ):
        assert refusal(content) == (
            "SHEET_TOO_MANY_COLUMNS",
            "Row 1 has more than 200 columns. Delete the columns that are not needed.",
            "Række 1 har mere end 200 kolonner. Slet de kolonner, der ikke er brug for.",
        )
    assert len(cells_of(workbook([list(range(200))]))[0]) == 200


def test_more_rows_than_the_limit():
    few = Bounds(rows=3)
    told = (
        "SHEET_TOO_MANY_ROWS",
        "The sheet has more than 3 rows. Split it into several files.",
        "Arket har mere end 3 rækker. Del det i flere filer.",
    )

    assert refusal(workbook([[1]] * 4), bounds=few) == told
    assert refusal(b"a;b\n" * 4, bounds=few) == told
    assert refusal(spreadsheet([(4, ["a"])]), bounds=few) == told
    assert len(rows_of(workbook([[1]] * 3 + [[]] * 9), bounds=few)) == 3


def test_an_ods_that_repeats_one_cell_a_billion_times():
    from_the_first = spreadsheet([(1_000_000, ["x"]), (1_000_000, ["x"])])
    content = parts_of(from_the_first)["content.xml"]
    endless = content.replace(b'"1000000"', b'"99999999"')

    assert refusal(from_the_first)[0] == "SHEET_TOO_MANY_ROWS"
    assert refusal(repacked(from_the_first, {"content.xml": endless})) == DAMAGED


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n1 0 obj\n",
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 40,
        b"\xff\xd8\xff\xe0JFIF",
        b"<html><table><tr><td>1</td></tr></table></html>",
        b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>",
        b"GIF89a....",
        b"Rar!\x1a\x07",
        b"\x1f\x8b\x08\x00",
        b"MZ\x90\x03\x04\xff\xfe;\xe9",
        zipped({"word/document.xml": "<x/>", "[Content_Types].xml": "<Types/>"}),
        zipped({"noget.txt": "hej"}),
        zipped({"content.xml": "<x/>"}),
    ],
)
def test_other_kinds_whatever_they_are_called(content):
    assert refusal(content, "udgifter.xlsx") == UNKNOWN


def test_a_letter_of_another_office_program_is_no_sheet():
    stored = io.BytesIO()
    OpenDocumentText().write(stored)

    assert refusal(stored.getvalue()) == UNKNOWN


@pytest.mark.parametrize("content", [b"", b" \r\n\t\n", b"\xef\xbb\xbf"])
def test_an_empty_file(content):
    assert refusal(content) == ("SHEET_EMPTY", "The file is empty.", "Filen er tom.")


def test_a_workbook_without_sheets_is_empty():
    stored = io.BytesIO()
    OpenDocumentSpreadsheet().write(stored)

    assert refusal(stored.getvalue())[0] == "SHEET_EMPTY"


def test_nul_bytes_in_a_csv():
    for content in (b"a;b\n1;\x002\n", b"a;b\n" * 500_000 + b"\x00", "a;b\n".encode("utf-16-le")):
        assert refusal(content, "x.csv") == (
            "SHEET_NUL",
            "The file holds NUL bytes and is no text. Save it anew as CSV in UTF-8.",
            "Filen indeholder NUL-tegn og er ikke tekst. Gem den igen som CSV i UTF-8.",
        )


@pytest.mark.parametrize("text", ['a;b\n"1;2\n3;4\n', 'a;b\n"x"y;2\n', 'a;"' + "x" * 200_000])
def test_quotes_that_are_not_closed_swallow_no_rows(text):
    row = 1 if text.startswith('a;"') else 2

    assert refusal(text.encode(), "x.csv") == (
        "SHEET_QUOTES",
        f"Row {row} has a quotation mark that is not closed, or a cell of enormous length.",
        f"Række {row} har et anførselstegn, der ikke er lukket, eller en celle af enorm længde.",
    )


def test_one_line_without_end():
    assert refusal(b"x" * 1_500_000, "x.csv") == TOO_LARGE


def test_letters_that_no_encoding_has():
    for content in (b"a;b\n\x81;\x8d\n", b"\xff\xfea\x00;\x00\xd8", b"\xef\xbb\xbfa;\xff\n"):
        assert refusal(content, "x.csv") == (
            "SHEET_LETTERS",
            "The letters of the file cannot be read. Save it anew as CSV in UTF-8.",
            "Filens bogstaver kan ikke læses. Gem den igen som CSV i UTF-8.",
        )


def test_a_cell_of_enormous_length_is_cut_and_then_refused_by_its_field():
    long = "x" * 100_000
    content = hand_made(f'<row r="1"><c r="A1" t="str"><f>x</f><v>{long}</v></c></row>')

    [[cell]] = cells_of(content)
    assert len(cell) >= BOUNDS.cell


def test_what_is_refused_leaves_no_file_open(tmp_path):
    place = tmp_path / "x.xlsx"
    place.write_bytes(b"%PDF-1.7")

    # An open file would be a ResourceWarning, which is an error here.
    with pytest.raises(SheetRefused):
        open_book(place, "x.xlsx")


def test_an_undeclared_part_stays_unread():
    content = repacked(workbook(), {"xl/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0" * 100})

    assert len(rows_of(content)) == 3

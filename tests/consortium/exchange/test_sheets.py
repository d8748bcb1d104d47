"""Any sheet: what it is by content, and the same cells whoever wrote it and whoever reads it."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, TemporaryUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from consortium.exchange.bounds import BOUNDS
from consortium.exchange.sheets import CSV, ODS, XLSX, open_book
from consortium.exchange.xlsx import Workbook
from consortium.exchange.xlsx_careful import careful_rows
from consortium.exchange.zipped import Archive
from consortium.rules.cells import CellFault
from tests.sheets import ENTRIES, MAIN, cells_of, hand_made, peer_rows, repacked, rows_of, workbook

MOMENT = dt.datetime(2014, 5, 1, 7, 30)
SPAN = dt.timedelta(hours=31, minutes=15)


def by_parser(content: bytes) -> list:
    """The rows as the careful reader alone gives them."""
    book = Workbook(Archive(io.BytesIO(content), BOUNDS))
    return list(careful_rows(book.archive, book.leaves[0].part, book.meaning()))


def by_openpyxl(rows) -> bytes:
    stored = io.BytesIO()
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for cells in rows:
        sheet.append(cells)
    book.save(stored)
    return stored.getvalue()


def test_a_workbook_gives_its_rows_with_their_numbers_and_kinds():
    with open_book(io.BytesIO(workbook()), "Udgifter maj.xlsx") as book:
        [sheet] = book.sheets
        assert (book.kind, sheet.name, sheet.hidden) == (XLSX, "Udgifter", False)
        assert list(sheet.rows()) == list(enumerate(ENTRIES, start=1))
        assert list(sheet.rows()) == list(enumerate(ENTRIES, start=1))


def test_a_path_is_opened_and_closed(tmp_path):
    place = tmp_path / "udgifter.csv"
    place.write_text("a;b\n1;2\n", encoding="utf-8")

    with open_book(place, place.name) as book:
        assert [cells for _number, cells in book.sheets[0].rows()] == [["a", "b"], ["1", "2"]]
    with pytest.raises(ValueError, match="closed"):
        list(book.sheets[0].rows())


@pytest.mark.parametrize("written", [workbook, by_openpyxl])
def test_quick_and_careful_and_calamine_read_the_same(written):
    rows = [
        *ENTRIES,
        [None, "  hej  ", "a\nb", "'=1+1", "100 %", 0, 0.1, 1e-7, 123456789012345.0],
        [MOMENT, SPAN, dt.date(1999, 12, 31), -1.5, 2**53, 1e20, "x" * 300, "Ø&<>\"'"],
        [],
        ["sidste", None, None, 3700],
    ]
    content = written(rows)

    assert rows_of(content) == by_parser(content) == peer_rows(content)
    assert rows_of(content)[4] == (5, rows[4])


texts = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF), max_size=12)
cells = st.none() | texts | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9)


@given(st.lists(st.lists(cells, max_size=6), max_size=6))
def test_all_three_agree_on_any_cells(rows):
    content = workbook(rows)

    assert rows_of(content) == by_parser(content) == peer_rows(content)


@pytest.mark.parametrize(
    ("data", "cells"),
    [
        ('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1"><v>2</v></c></row>', ["delt", None, 2]),
        ('<row r="1"><c r="A1" t="s"><v>1</v></c></row>', ["rig tekst"]),
        ('<row><c t="str"><f>A2&amp;B2</f><v>x</v></c><c><v>1</v></c></row>', ["x", 1]),
        ('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>', [2]),
        ('<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">1+1</f><v>2</v></c></row>', [2]),
        ('<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>',
         ["ab"]),
        ('<row r="1" ht="15"><c r="A1" s="0" cm="1"><v>2.50</v></c></row>', [2.5]),
        ('<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c></row>',
         [True, False]),
        ('<row r="1"><c r="A1" t="d"><v>2014-05-01</v></c></row>', [dt.date(2014, 5, 1)]),
        ('<row r="1"><c r="A1" t="inlineStr"><is><t>a_x000D_b &#233;</t></is></c></row>',
         ["a\rb é"]),
        ("<row r='1'>\n <c r='A1'>\n  <v>7</v>\n </c>\n</row>", [7]),
        ('<row r="1"><c r="A1" s="1"><v>41760</v></c></row>', [dt.date(2014, 5, 1)]),
        ('<row r="1"><c r="A1" s="2"><v>1.5</v></c></row>', [dt.timedelta(days=1.5)]),
        ('<row r="1"><c r="A1" s="1"><v>0.5</v></c></row>', [dt.time(12)]),
        ('<row r="1"><c r="A1" s="3"><v>1.5</v></c></row>', [1.5]),
        ('<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>', [2, 1]),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>', [1]),
    ],
)  # fmt: skip
def test_every_way_to_write_a_cell(data, cells):
    shared = (
        "<si><t>delt</t></si><si><r><t>rig </t></r><rPh><t>nej</t></rPh><r><t>tekst</t></r></si>"
    )
    formats = (
        '<numFmts><numFmt numFmtId="165" formatCode="[h]:mm"/>'
        '<numFmt numFmtId="166" formatCode="&quot;dage&quot; 0.0 [Red]"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="14"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs>'
    )
    content = hand_made(data, shared=shared, formats=formats)

    assert cells_of(content) == [cells]
    assert by_parser(content) == [(1, cells)]


def test_prefixed_names_and_utf_16_are_read_too():
    sheet = (
        f'<?xml version="1.0" encoding="UTF-16"?><x:worksheet xmlns:x="{MAIN}"><x:sheetData>'
        '<x:row r="3"><x:c r="A3"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    ).encode("utf-16")
    content = repacked(hand_made(""), {"xl/worksheets/sheet1.xml": sheet})

    assert rows_of(content) == [(3, [7])]


def test_a_row_written_otherwise_loses_nothing_before_or_after_it():
    plain = '<row r="{0}"><c r="A{0}"><v>{0}</v></c></row>'
    odd = "<row r='{0}'><c r='A{0}'><v>{0}</v></c></row>"
    data = "".join((odd if at == 40 else plain).format(at) for at in range(1, 80))

    assert rows_of(hand_made(data)) == [(at, [at]) for at in range(1, 80)]


def test_rows_out_of_order_are_all_read():
    data = "".join(f'<row r="{at}"><c r="A{at}"><v>{at}</v></c></row>' for at in (1, 5, 3, 9))

    assert [number for number, _cells in rows_of(hand_made(data))] == [1, 5, 3, 9]


def test_the_other_count_of_days():
    data = '<row r="1"><c r="A1" s="1"><v>0</v></c><c r="B1" s="1"><v>40298</v></c></row>'
    formats = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    content = hand_made(data, formats=formats, properties='<workbookPr date1904="1"/>')

    assert cells_of(content) == [[dt.time(0), dt.date(2014, 5, 1)]]
    for one, from_1904 in ((content, True), (workbook(), False)):
        with open_book(io.BytesIO(one), "x") as book:
            assert book.from_1904 is from_1904


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ('<c r="A1"><f>1+1</f></c>', "CELL_NOT_CALCULATED"),
        ('<c r="A1"><f>1+1</f><v></v></c>', "CELL_NOT_CALCULATED"),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "CELL_ERROR"),
        ('<c r="A1"><v>NaN</v></c>', "CELL_NO_NUMBER"),
        ('<c r="A1"><v>INF</v></c>', "CELL_NO_NUMBER"),
        ('<c r="A1"><v>1_000</v></c>', "CELL_NO_NUMBER"),
        ('<c r="A1" t="d"><v>i morgen</v></c>', "CELL_NO_NUMBER"),
        ('<c r="A1" s="1"><v>-1</v></c>', "DATE_OUTSIDE"),
        ('<c r="A1" s="1"><v>60</v></c>', "DATE_OUTSIDE"),
        ('<c r="A1" s="1"><v>2958466</v></c>', "DATE_OUTSIDE"),
        ('<c r="A1" s="1"><v>1e308</v></c>', "DATE_OUTSIDE"),
    ],
)
def test_a_cell_that_holds_no_value_is_a_fault_of_that_cell_alone(data, code):
    formats = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    row = f'<row r="1">{data}<c r="B1"><v>7</v></c></row>'

    [[broken, whole]] = cells_of(hand_made(row, formats=formats))

    assert isinstance(broken, CellFault)
    assert (broken.breach.code, whole) == (code, 7)


def test_a_merged_cell_has_its_value_in_the_first_and_nothing_in_the_rest():
    stored = io.BytesIO()
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Projektadministrator", None, None, "x"])
    book.worksheets[0].merge_cells("A1:C1")
    book.save(stored)

    assert cells_of(stored.getvalue()) == [["Projektadministrator", None, None, "x"]]


def test_hidden_sheets_are_told_and_charts_are_no_sheets():
    stored = io.BytesIO()
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Synlig"
    for name, state in (("Skjult", "hidden"), ("Meget skjult", "veryHidden")):
        book.create_sheet(name).sheet_state = state
    book.create_chartsheet("Diagram")
    book.save(stored)

    with open_book(io.BytesIO(stored.getvalue()), "x") as opened:
        found = [(sheet.name, sheet.hidden) for sheet in opened.sheets]
    assert found == [("Synlig", False), ("Skjult", True), ("Meget skjult", True)]


def test_what_lies_outside_the_workbook_is_never_opened():
    links = (
        f'<Relationships><Relationship Id="rId1" Type="{MAIN}/worksheet"'
        ' Target="http://example.com/sheet1.xml" TargetMode="External"/></Relationships>'
    )
    content = hand_made("", **{"xl___rels__workbook.xml.rels".replace("___", "/_"): links})

    with pytest.raises(Exception, match="empty"):
        rows_of(content)


def spreadsheet(rows) -> bytes:
    """An ODS workbook: each cell is a `TableCell`, or a text."""
    book = OpenDocumentSpreadsheet()
    table = Table(name="Udgifter")
    book.spreadsheet.addElement(table)
    for repeats, cells in rows:
        row = TableRow(**({"numberrowsrepeated": repeats} if repeats > 1 else {}))
        for cell in cells:
            if isinstance(cell, str):
                text, cell = cell, TableCell(valuetype="string")
                cell.addElement(P(text=text))
            row.addElement(cell)
        table.addElement(row)
    stored = io.BytesIO()
    book.write(stored)
    return stored.getvalue()


def test_an_ods_workbook_gives_the_same_kinds():
    day, moment = "2014-05-01", "2014-05-01T07:30:00"
    content = spreadsheet(
        [
            (1, ["Bilag", "Æblø"]),
            (2, [TableCell(numbercolumnsrepeated=2), TableCell(valuetype="float", value="3700")]),
            (1, [TableCell(valuetype="currency", value="1234.5", numbercolumnsrepeated=2)]),
            (5, [TableCell(numbercolumnsrepeated=16000)]),
            (1, [TableCell(valuetype="date", datevalue=day),
                 TableCell(valuetype="date", datevalue=moment),
                 TableCell(valuetype="time", timevalue="PT31H15M00S"),
                 TableCell(valuetype="boolean", booleanvalue="true"),
                 CoveredTableCell(), "efter"]),
            (1_000_000, [TableCell(numbercolumnsrepeated=1024)]),
        ]
    )  # fmt: skip

    with open_book(io.BytesIO(content), "x") as book:
        assert (book.kind, [(sheet.name, sheet.hidden) for sheet in book.sheets]) == (
            ODS,
            [("Udgifter", False)],
        )
        rows = list(book.sheets[0].rows())
    assert rows == [
        (1, ["Bilag", "Æblø"]),
        (2, [None, None, 3700]),
        (3, [None, None, 3700]),
        (4, [1234.5, 1234.5]),
        (10, [dt.date(2014, 5, 1), MOMENT, SPAN, True, None, "efter"]),
    ]
    # The peer has no spans in this form.
    assert rows[:-1] == peer_rows(content)[:-1]


def test_a_formula_of_ods_without_a_result_is_a_fault():
    [[broken]] = cells_of(spreadsheet([(1, [TableCell(formula="of:=1+1")])]))

    assert broken.breach.code == "CELL_NOT_CALCULATED"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("cp1252", "cp1252"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_csv_in_every_encoding(encoding, found, newline):
    text = newline.join(["Bilag;Beløb", "B1;1.234,50", 'B2;"Æblø; €"', ""])
    mark = "\ufeff" if encoding == "utf-16-be" else ""

    with open_book(io.BytesIO((mark + text).encode(encoding)), "Udgifter.csv") as book:
        assert (book.kind, book.encoding, book.delimiter) == (CSV, found, ";")
        assert [sheet.name for sheet in book.sheets] == ["Udgifter"]
        assert list(book.sheets[0].rows()) == [
            (1, ["Bilag", "Beløb"]),
            (2, ["B1", "1.234,50"]),
            (3, ["B2", "Æblø; €"]),
        ]


@pytest.mark.parametrize(
    ("text", "delimiter", "rows"),
    [
        ("a,b\n1,2\n", ",", [["a", "b"], ["1", "2"]]),
        ("a\tb\n1,5\t2,5\n", "\t", [["a", "b"], ["1,5", "2,5"]]),
        ("a|b\n1,5|2\n", "|", [["a", "b"], ["1,5", "2"]]),
        ("a;b\n1,5;2,5\n3,5;4,5\n", ";", [["a", "b"], ["1,5", "2,5"], ["3,5", "4,5"]]),
        ("navn,tekst\nx,a;b;c\ny,d\n", ",", [["navn", "tekst"], ["x", "a;b;c"], ["y", "d"]]),
        ('a,b\n"1,5","2;5"\n', ",", [["a", "b"], ["1,5", "2;5"]]),
        ('a;b\n"to\nlinjer";2\n', ";", [["a", "b"], ["to\nlinjer", "2"]]),
        ('a;b\n"et ""ord""";2\n', ";", [["a", "b"], ['et "ord"', "2"]]),
        ("1,5;2,5\n3,5;4,5\n", ";", [["1,5", "2,5"], ["3,5", "4,5"]]),
        ("a,b,c;d,e\n1,2,3;4,5\n", ",", [["a", "b", "c;d", "e"], ["1", "2", "3;4", "5"]]),
        ("sep=,\na,b;c\n", ",", [["a", "b;c"]]),
        ("Titel\n\na;b;;\n;;\n1;;3\n", ";", [["Titel"], ["a", "b"], ["1", None, "3"]]),
        ("kun en kolonne\n1\n", ";", [["kun en kolonne"], ["1"]]),
    ],
)
def test_csv_is_parted_by_what_the_lines_show(text, delimiter, rows):
    with open_book(io.BytesIO(text.encode()), "x.csv") as book:
        assert book.delimiter == delimiter
        assert [cells for _number, cells in book.sheets[0].rows()] == rows


def test_the_rows_of_a_csv_are_counted_as_a_spreadsheet_does():
    text = 'a;b\n"to\nlinjer";1\n\nc;2\n'

    assert [number for number, _cells in rows_of(text.encode())] == [1, 2, 4]


@pytest.mark.parametrize("kind", [InMemoryUploadedFile, TemporaryUploadedFile])
@pytest.mark.parametrize("content", [workbook(), b"a;b\n1;2\n3;4\n"])
def test_an_upload_is_read_and_can_be_read_again(kind, content):
    if kind is InMemoryUploadedFile:
        upload = kind(io.BytesIO(content), "fil", "x", "text/plain", len(content), None)
    else:
        upload = kind("x", "text/plain", len(content), None)
        upload.write(content)

    with open_book(upload, "x") as book:
        assert len(list(book.sheets[0].rows())) == len(list(book.sheets[0].rows())) == 3
    upload.seek(0)
    assert upload.read() == content
    upload.close()


def test_texts_of_blanks_say_nothing():
    content = workbook([["a", "  "], ["\u00a0", " \n"], ["b", None, "\t"]])

    assert rows_of(content) == by_parser(content) == [(1, ["a"]), (3, ["b"])]


def test_letters_that_come_late_decide_the_encoding():
    text = "a;b\n" * 400_000 + "Ø;1\n"

    assert rows_of(text.encode("cp1252"))[-1] == (400_001, ["Ø", "1"])
    assert rows_of(text.encode())[-1] == (400_001, ["Ø", "1"])

"""A million rows, and what only pretends to be small: memory stays flat, and time is bounded."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.consortium.exchange.test_sheets_refused import SHEET, bomb, parts_of
from tests.sheets import hand_made

ROOT = Path(__file__).parents[3]
TEXTS = "xl/sharedStrings.xml"
# What a process may hold above what it holds without a file, and in all.
ABOVE_IDLE, IN_ALL = 120, 300
MILLION, EXCEL_ROWS = 1_000_000, 1_048_576
SECONDS = 240

READ = """
import re, sys
from pathlib import Path
from consortium.exchange.bounds import SheetRefused
from consortium.exchange.sheets import open_book

def held():
    # The most this program has held; what getrusage says includes what it was started from.
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) / 1024

idle, rows, total, said = held(), 0, 0, ""
try:
    with open_book(sys.argv[1], "x") as book:
        for _number, cells in book.sheets[0].rows():
            rows += 1
            total += cells[1] if type(cells[1]) is int else len(str(cells[1]))
except SheetRefused as refusal:
    said = refusal.breaches[0].code
print(rows, total, round(held() - idle), round(held()), said)
"""


def read_apart(place: Path) -> tuple[int, int, int, int, str]:
    """Rows, a sum over them, MB above idle, MB in all, and the refusal: in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(place)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    )
    rows, total, above, held, *said = done.stdout.split()
    return int(rows), int(total), int(above), int(held), "".join(said)


def large(place: Path, row: str, numbers: range, *, before: str = "", shared: str = "") -> Path:
    """A workbook with a row for each of *numbers*, and as many shared texts."""
    plain = parts_of(hand_made(""))
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, content in plain.items():
            if name not in (SHEET, TEXTS):
                packed.writestr(name, content)
        for name, begin, line, end in (
            (SHEET, f"<worksheet><sheetData>{before}", row, "</sheetData></worksheet>"),
            (TEXTS, "<sst>", shared, "</sst>"),
        ):
            with packed.open(name, "w", force_zip64=True) as target:
                target.write(begin.encode())
                for at in range(0, len(numbers), 5000):
                    some = numbers[at : at + 5000]
                    target.write("".join([line.replace("#", str(one)) for one in some]).encode())
                target.write(end.encode())
    return place


INLINE = (
    '<row r="#"><c r="A#" t="inlineStr"><is><t>Bilag #</t></is></c><c r="B#"><v>#</v></c>'
    '<c r="C#"><v>12.5</v></c><c r="D#"><v>41760</v></c></row>'
)
SHARED = '<row r="#"><c r="A#" t="s"><v>0</v></c><c r="B#" t="s"><v>#</v></c></row>'
PARSED = "<row r='#'><c r='A#'><v>1</v></c><c r='B#'><v>#</v></c></row>"


def added_up(rows: int) -> int:
    return rows * (rows + 1) // 2


def test_a_million_rows_need_no_more_memory_than_some(tmp_path):
    some = read_apart(large(tmp_path / "some.xlsx", INLINE, range(1, 10_001)))
    many = read_apart(large(tmp_path / "many.xlsx", INLINE, range(1, MILLION + 1)))

    assert some[:2] == (10_000, added_up(10_000))
    assert many[:2] == (MILLION, added_up(MILLION))
    assert many[2] <= max(ABOVE_IDLE // 4, some[2] * 1.2)
    assert many[3] < IN_ALL


def test_a_million_shared_texts_lie_in_a_file(tmp_path):
    shared = "<si><t>Udgift nummer # til leje af lokaler</t></si>"
    # The text with the number 0 is the first: the last row would name one that is not there.
    row = SHARED.replace("<v>#</v></c></row>", "<v>7</v></c></row>")
    place = large(tmp_path / "shared.xlsx", row, range(1, MILLION + 1), shared=shared)

    rows, total, above, held, said = read_apart(place)

    assert (rows, said) == (MILLION, "")
    assert total == MILLION * len("Udgift nummer 8 til leje af lokaler")
    assert above < ABOVE_IDLE
    assert held < IN_ALL


def test_the_parser_is_flat_too(tmp_path):
    rows, total, above, held, _said = read_apart(
        large(tmp_path / "x.xlsx", PARSED, range(1, 300_001))
    )

    assert (rows, total) == (300_000, added_up(300_000))
    assert above < ABOVE_IDLE // 2
    assert held < IN_ALL


def test_all_rows_of_excel_that_are_blank_are_no_rows(tmp_path):
    blank = '<row r="#" spans="1:3"><c r="A#" s="1"/><c r="B#" s="1"/><c r="C#" s="1"/></row>'
    plain = '<row r="#"><c r="A#"><v>1</v></c><c r="B#"><v>#</v></c></row>'
    ten = "".join(plain.replace("#", str(at)) for at in range(1, 11))
    place = large(tmp_path / "blank.xlsx", blank, range(11, EXCEL_ROWS + 1), before=ten)

    rows, total, above, held, said = read_apart(place)

    assert (rows, total, said) == (10, 55, "")
    assert above < ABOVE_IDLE
    assert held < IN_ALL


def test_a_million_lines_of_text(tmp_path):
    place = tmp_path / "x.csv"
    with place.open("w", encoding="cp1252") as target:
        for at in range(1, MILLION + 1):
            target.write(f'Bilag {at};{at % 10};"Løn; maj";1.234,50\n')

    rows, total, above, held, _said = read_apart(place)

    assert (rows, total) == (MILLION, MILLION)
    assert above < ABOVE_IDLE // 4
    assert held < IN_ALL


@pytest.mark.parametrize("part", [SHEET, TEXTS, "xl/workbook.xml"])
def test_a_bomb_fills_no_memory(tmp_path, part):
    place = tmp_path / "x.xlsx"
    place.write_bytes(bomb(part))

    _rows, _total, above, held, said = read_apart(place)

    assert said == "SHEET_TOO_LARGE"
    assert above < ABOVE_IDLE
    assert held < IN_ALL

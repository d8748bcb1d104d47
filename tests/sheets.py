"""Files that the tests of reading sheets write themselves: good ones, and every kind of bad one."""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import xlsxwriter

from consortium.exchange.bounds import BOUNDS, Bounds, SheetRefused
from consortium.exchange.sheets import Row, open_book
from consortium.queries.texts import sentence_text

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

ENTRIES: list[list[Any]] = [
    ["Bilag", "Dato", "Leverandør", "Beløb", "Betalt"],
    ["B1", dt.date(2014, 5, 1), "Aarhus Lokaleudlejning", 1234.5, True],
    ["B2", dt.date(2014, 5, 2), "Æblø & Søn <ApS>", -12, False],
]


def workbook(rows: Iterable[Sequence[Any]] = ENTRIES, **options: Any) -> bytes:
    """A workbook of one sheet as xlsxwriter writes it."""
    stored = io.BytesIO()
    book = xlsxwriter.Workbook(stored, {"in_memory": True, **options})
    sheet = book.add_worksheet("Udgifter")
    day = book.add_format({"num_format": "dd-mm-yyyy"})
    moment = book.add_format({"num_format": "dd-mm-yyyy hh:mm"})
    span = book.add_format({"num_format": "[h]:mm"})
    for line, cells in enumerate(rows):
        for place, cell in enumerate(cells):
            match cell:
                case dt.datetime():
                    sheet.write_datetime(line, place, cell, moment)
                case dt.date():
                    sheet.write_datetime(line, place, dt.datetime.combine(cell, dt.time()), day)
                case dt.timedelta():
                    sheet.write_datetime(line, place, cell, span)
                case str():
                    sheet.write_string(line, place, cell)
                case _:
                    sheet.write(line, place, cell)
    book.close()
    return stored.getvalue()


def hand_made(
    data: str, *, shared: str = "", formats: str = "", properties: str = "", **parts: str
) -> bytes:
    """A workbook whose sheet has just this XML inside; *parts* replace or add whole parts."""
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{LINKS}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(
            [
                ("worksheet", "worksheets/sheet1.xml"),
                ("sharedStrings", "sharedStrings.xml"),
                ("styles", "styles.xml"),
            ],
            start=1,
        )
    )
    found = {
        "[Content_Types].xml": DECLARED + '<Types><Override PartName="/xl/workbook.xml" ContentType'
        '="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "xl/workbook.xml": f'{DECLARED}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{properties}'
        '<sheets><sheet name="Ark1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"{DECLARED}<Relationships>{links}</Relationships>",
        "xl/worksheets/sheet1.xml": f'{DECLARED}<worksheet xmlns="{MAIN}"><sheetData>{data}'
        "</sheetData></worksheet>",
        "xl/sharedStrings.xml": f'{DECLARED}<sst xmlns="{MAIN}">{shared}</sst>',
        "xl/styles.xml": f'{DECLARED}<styleSheet xmlns="{MAIN}">{formats}</styleSheet>',
    }
    return zipped({**found, **{name.replace("__", "/"): text for name, text in parts.items()}})


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these parts, in this order."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return stored.getvalue()


def repacked(content: bytes, changes: Mapping[str, str | bytes]) -> bytes:
    """The archive *content* with some parts replaced or added."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    return zipped({**parts, **changes})


def rows_of(
    content: bytes, name: str = "fil", sheet: int = 0, bounds: Bounds = BOUNDS
) -> list[Row]:
    """The rows of one sheet of a file."""
    with open_book(io.BytesIO(content), name, bounds) as book:
        return list(book.sheets[sheet].rows())


def cells_of(content: bytes, **chosen: Any) -> list[list[Any]]:
    """The cells without the numbers of their rows."""
    return [cells for _number, cells in rows_of(content, **chosen)]


def peer_rows(content: bytes, sheet: int = 0) -> list[Row]:
    """The rows as calamine reads them, in the words of this house."""
    found = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(sheet)
    rows = []
    for number, cells in enumerate(found.to_python(skip_empty_area=False), start=1):
        ours: list[Any] = [
            None
            if isinstance(cell, str) and not cell.strip()
            else int(cell)
            if isinstance(cell, float) and cell.is_integer()
            else cell
            for cell in cells
        ]
        while ours and ours[-1] is None:
            ours.pop()
        if ours:
            rows.append((number, ours))
    return rows


def refusal(content: bytes, name: str = "fil.xlsx", **chosen: Any) -> tuple[str, str, str]:
    """Why the file is refused: the code, and the sentence in English and in Danish."""
    with pytest.raises(SheetRefused) as caught:
        rows_of(content, name, **chosen)
    [breach] = caught.value.breaches
    return breach.code, sentence_text(breach, "en"), sentence_text(breach, "da")


def shared_file(name: str) -> Path:
    """A real file that lies beside the repository and not in it; without it the test is skipped."""
    folder = os.environ.get("SHARED_DATA")
    beside = Path(__file__).resolve().parents[2]
    places = [Path(folder)] if folder else [beside / "shared/data", beside.parent / "shared/data"]
    found = next((place / name for place in places if (place / name).exists()), None)
    if found is None:
        pytest.skip(f"the real file {name} is not here; SHARED_DATA may name its folder")
    return found

"""Rows that are written alike are read at once, and give what the parser gives."""

from __future__ import annotations

import datetime as dt

import hypothesis.strategies as st
import pytest
from hypothesis import given

from consortium.exchange import xlsx_rows
from consortium.exchange.bounds import SheetRefused
from consortium.exchange.xlsx_shapes import Shape
from tests.consortium.exchange.test_sheets import by_openpyxl, by_parser
from tests.sheets import hand_made, peer_rows, rows_of, workbook

FORMATS = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
SHARED = "<si><t>delt</t></si><si><t> </t></si><si><t>a&amp;b</t></si>"


def line(number: int, *cells: str, told: str = "") -> str:
    return f'<row r="{number}"{told}>{"".join(cells)}</row>'


def said(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def held(place: str, value: str, told: str = "") -> str:
    return f'<c r="{place}"{told}><v>{value}</v></c>'


def plain(number: int, text: str = "Tog", amount: str = "12.5", day: str = "41760") -> str:
    day_cell = held(f"D{number}", day, ' s="1"')
    shared = held(f"E{number}", "0", ' t="s"')
    return line(number, said(f"A{number}", text), held(f"B{number}", amount), day_cell, shared)


texts = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF), max_size=8)
# What begins so is a formula to openpyxl.
texts = texts.filter(lambda text: not text.startswith("="))
days = st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1))
TABLES = st.lists(
    st.tuples(texts, st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9), days | st.none(), texts),
    max_size=12,
)


@given(TABLES)
def test_a_table_is_read_as_the_parser_and_calamine_read_it(rows):
    for written in (workbook, by_openpyxl):
        content = written([["Tekst", "Beløb", "Dag", "Mere"], *map(list, rows)])
        assert rows_of(content) == by_parser(content) == peer_rows(content)


@pytest.mark.parametrize(
    "odd",
    [
        plain(4, text=""),
        plain(4, text="  "),
        plain(4, text=" Tog"),
        plain(4, text="A&amp;B"),
        plain(4, text="a_x000D_b"),
        plain(4, text="Tog]"),
        plain(4, text="Hov!"),
        plain(4, text="\ufeff"),
        plain(4, amount="-3"),
        plain(4, amount="007"),
        plain(4, amount="1E3"),
        plain(4, amount="12.50000000000000000001"),
        plain(4, day="0.5"),
        plain(4).replace('t="s"><v>0', 't="s"><v>1'),
        plain(4).replace('t="s"><v>0', 't="s"><v>2'),
        plain(4).replace("<t>", '<t xml:space="preserve">'),
        plain(4).replace("<v>12.5", "<f>10+2.5</f><v>12.5"),
        plain(4).replace("<v>12.5</v>", ""),
        plain(4).replace('<c r="B4"><v>12.5</v></c>', ""),
        plain(4).replace('<c r="B4"><v>12.5</v></c>', '<c r="B4" t="b"><v>1</v></c>'),
        plain(4).replace('<row r="4">', '<row r="4" ht="15" customHeight="1">'),
        '<row r="4"/>',
        '<row r="4" ht="15"/>',
        '<row r="4" ht="15"></row>',
        line(4, held("E4", "1", ' t="s"')),
    ],
)
def test_a_row_that_is_written_otherwise_is_read_by_itself(odd):
    content = hand_made(
        plain(2) + plain(3, "Bus", "7") + odd + plain(5) + plain(6, "Færge", "0.1"),
        shared=SHARED,
        formats=FORMATS,
    )
    assert rows_of(content) == by_parser(content)
    assert len(rows_of(content)) >= 4


@pytest.mark.parametrize("second", [2, 1])
def test_numbers_that_do_not_rise_are_left_to_the_parser(second):
    content = hand_made(
        plain(1) + plain(2) + plain(3) + plain(second, "Igen"), shared=SHARED, formats=FORMATS
    )
    assert rows_of(content) == by_parser(content)
    assert [number for number, _cells in rows_of(content)] == [1, 2, 3, second]


def test_a_shared_text_that_is_not_there_is_damage_either_way():
    content = hand_made(
        plain(1) + plain(2) + plain(3).replace("<v>0", "<v>9"), shared=SHARED, formats=FORMATS
    )
    for read in (rows_of, by_parser):
        with pytest.raises(SheetRefused):
            read(content)


def test_rows_alike_do_not_go_cell_by_cell(monkeypatch):
    asked: list[str] = []
    by_cell = xlsx_rows._quick_cells

    def asked_for(body, *told):
        asked.append(body)
        return by_cell(body, *told)

    monkeypatch.setattr(xlsx_rows, "_quick_cells", asked_for)
    content = hand_made("".join(map(plain, range(1, 200))), shared=SHARED, formats=FORMATS)
    assert len(rows_of(content)) == 199 and len(asked) == 1


def test_what_is_learnt_stays_little(monkeypatch):
    tried: list[Shape] = []
    rows = Shape.rows

    def trying(shape, *told):
        tried.append(shape)
        return rows(shape, *told)

    monkeypatch.setattr(Shape, "rows", trying)
    several = (
        line(at, *(held(f"{chr(65 + place)}{at}", "1") for place in range(26) if at >> place & 1))
        for at in range(1, 400)
    )
    content = hand_made("".join(several))
    assert rows_of(content) == by_parser(content)
    assert len(set(map(id, tried))) <= 32

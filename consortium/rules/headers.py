"""Where the header of a sheet is, which column is which, and which rows only add up the others.

What a header says is guessed from its words, in Danish and English; what is not said clearly is
left open, and somebody is asked (issue 4, "Any sheet").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from consortium.rules.cell_amounts import NO_MARKS, Marks, cents_of
from consortium.rules.cells import CellFault, Raw, is_blank

Row = tuple[int, Sequence[Raw]]

# How far down a header is looked for, and how many rows below it are looked at.
LOOK, BELOW = 40, 25
# A header of more lines than these is a text.
_MOST_LINES = 3
# A guess that is less sure than this is asked about.
THRESHOLD = 0.6

_LETTER = re.compile(r"[^\W\d_]")
_WORDS = re.compile(r"[^\W_]+")
_FIGURE = re.compile(r"\s*(?:kr\.?|dkk)?[\s(+\u2212-]*[.,]?[0-9]", re.IGNORECASE)
# As many letters as the short name of a month, or a currency, has.
_MONTH = 3
_ORDINAL = re.compile(r"\(?([0-9]{1,3})[.)]?")
_TOTAL = re.compile(
    r"(?:(?:grand|sub|sum|samlet|ialt|i alt)[ -]?)?"
    r"(?:i ?alt|totalt?|totaler|totals|totalsum|totalbeløb|sum|samlet|delsum|mellemsum|mellemtotal"
    r"|subtotal|summe|gesamt|gesamtsumme|insgesamt)"
    r"(?: (?:i alt|kr\.?|dkk|eur|total|sum|20[0-9]{2}))*[:.]?",
    re.IGNORECASE,
)
_UNIT = re.compile(r"(?:kr\.?|dkk|eur|€)", re.IGNORECASE)
_SHORT = {"nr": "nummer", "no": "number", "num": "number", "ref": "reference", "bel": "beløb"}
_SMALL_WORDS = {"i", "in", "af", "of", "the", "for", "på", "til", "og", "and", "per", "pr"}
_EMPTY_WORDS = _SMALL_WORDS | {"kr", "dkk"}
# Words that make another amount of an amount: a column that has one is only taken by its own name.
_OTHERWISE = {"eur", "euro", "usd", "gbp", "sek", "nok", "moms", "vat", "ekskl", "excl", "uden"}
_NEARLY_READ = {"AMOUNT_UNCLEAR", "AMOUNT_TOO_FINE", "AMOUNT_TOO_LARGE"}


@dataclass(frozen=True)
class Header:
    """The header of a sheet: its first and last row, and one text a column ("" where none is).

    Data begins in the first row after *last_row*. *columns* are the places in which a header or
    a value stands: empty columns are none. *groups* says what stands above a column.
    """

    first_row: int
    last_row: int
    texts: tuple[str, ...]
    groups: tuple[str, ...]
    columns: tuple[int, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The texts, with their group before them where the same text stands twice."""
        times = Counter(self.texts)
        return tuple(
            f"{group} {text}" if group and times[text] > 1 else text
            for text, group in zip(self.texts, self.groups, strict=True)
        )


@dataclass
class ColumnSums:
    """What the columns of numbers add up to, since the start and since the last subtotal.

    *marks* says how a column is written, *places* which columns are added up: without it, all.
    """

    marks: Mapping[int, Marks] = field(default_factory=dict)
    places: Collection[int] = ()
    rows: int = 0
    since: int = 0
    _all: Counter[int] = field(default_factory=Counter)
    _since: Counter[int] = field(default_factory=Counter)

    def add(self, cells: Sequence[Raw]) -> None:
        """Count one row of data."""
        self.rows, self.since = self.rows + 1, self.since + 1
        for place in self.places or range(len(cells)):
            cents = self.cents(place, cells[place]) if place < len(cells) else None
            if cents is not None:
                self._all[place] += cents
                self._since[place] += cents

    def add_up(self, rows: int, cents: Mapping[int, int]) -> None:
        """Count many rows of data at once: what each column of them adds up to."""
        self.rows, self.since = self.rows + rows, self.since + rows
        self._all.update(cents)
        self._since.update(cents)

    def restart(self) -> None:
        """A row of sums stood here: the next subtotal begins anew."""
        self._since.clear()
        self.since = 0

    def cents(self, place: int, cell: Raw) -> int | None:
        """The øre of a cell, or None where it is no amount."""
        if cell is None:
            return None
        try:
            return cents_of(cell, self.marks.get(place, NO_MARKS))
        except CellFault:
            return None

    def hold(self, place: int, cents: int) -> bool:
        """Whether *cents* is what the column adds up to so far."""
        return (self.rows > 1 and self._all[place] == cents) or (
            self.since > 1 and self._since[place] == cents
        )


def find_header(rows: Sequence[Row]) -> Header | None:
    """The header among the first rows of a sheet, or None where somebody must be asked.

    Title rows have one text, a group header has few; a header names most columns in words, and
    stands above numbers or days. Rows that only number the columns belong to it.
    """
    seen = rows[: LOOK + BELOW]
    best = None
    for place in range(min(len(seen), LOOK)):
        cells = seen[place][1]
        if best is not None and any(_is_typed(cell) for cell in cells):
            break
        # Two texts in a title may pass for a header, until a fuller one comes before the data.
        fuller = best is None or len(_filled(cells)) > len(_filled(seen[best][1]))
        if fuller and _names_columns(seen, place):
            best = place
            if not _typed_columns(seen[place + 1 : place + 1 + BELOW]):
                break
    return None if best is None else _header(seen, best)


def guess_columns(
    texts: Sequence[str], wanted: Mapping[str, Sequence[str]]
) -> dict[str, int | None]:
    """Which column is which: for every name the place of its column, or None: to be asked.

    *wanted* gives each name its words in Danish and English. Equal words win over equal tokens,
    no column serves two names, and a tie is nobody's.
    """
    scores = {
        (name, place): max((_likeness(text, word) for word in words), default=0.0)
        for name, words in wanted.items()
        for place, text in enumerate(texts)
        if text
    }
    found: dict[str, int | None] = dict.fromkeys(wanted)
    open_names, open_places = set(wanted), set(range(len(texts)))
    for score in sorted({score for score in scores.values() if score >= THRESHOLD}, reverse=True):
        pairs = [
            pair
            for pair, reached in scores.items()
            if reached == score and pair[0] in open_names and pair[1] in open_places
        ]
        names = Counter(name for name, _place in pairs)
        places = Counter(place for _name, place in pairs)
        for name, place in pairs:
            if names[name] == places[place] == 1:
                found[name] = place
        # Who tied is asked about, and takes nothing that is less like it.
        open_names -= names.keys()
        open_places -= places.keys()
    return found


def is_totals_row(cells: Sequence[Raw], above: ColumnSums | None = None) -> bool:
    """Whether the row only adds up others: it says so, or holds nothing but the sums *above*.

    "Total" is also the name of a supplier: as the sign of a sum it stands alone in its cell, before
    all others, and beside it stand nothing but figures.
    """
    filled = [(place, cell) for place, cell in enumerate(cells) if not is_blank(cell)]
    if not filled:
        return False
    first = filled[0][1]
    if isinstance(first, str) and _TOTAL.fullmatch(_squeezed(first)):
        return all(_is_figure(cell) or _is_said(cell) for _place, cell in filled[1:])
    if above is None or any(isinstance(cell, CellFault) for _place, cell in filled):
        return False
    cents = [(place, above.cents(place, cell)) for place, cell in filled]
    adds_up = all(value is not None and above.hold(place, value) for place, value in cents)
    return adds_up and any(value for _place, value in cents)


def _names_columns(rows: Sequence[Row], place: int) -> bool:
    """Whether the row at *place* is a header: words above most columns, numbers below some."""
    cells = rows[place][1]
    filled = _filled(cells)
    if len(filled) < 2 or any(_is_typed(cells[at]) for at in filled):
        return False
    texts = {_squeezed(str(cells[at])).casefold() for at in filled}
    below = rows[place + 1 : place + 1 + BELOW]
    usual = _usual_columns(below)
    if not below or len(texts) * 5 < len(filled) * 4:
        return not below
    if len(usual & set(filled)) * 2 < len(usual):
        return False
    typed = _typed_columns(below)
    return bool(typed & set(filled)) if typed else len(filled) * 5 >= len(usual) * 4


def _header(rows: Sequence[Row], place: int) -> Header:
    last = place
    while last - place + 1 < _MOST_LINES and _goes_on(rows, last + 1):
        last += 1
    lines = [rows[at][1] for at in range(place, last + 1)]
    if last + 1 < len(rows) and _only_numbers_columns(rows[last + 1][1]):
        last += 1
    width = max(len(cells) for _number, cells in rows[place:])
    texts = tuple(_joined(lines, at) for at in range(width))
    below = rows[last + 1 :]
    used = {at for _number, cells in below for at in _filled(cells)}
    columns = tuple(at for at in range(width) if texts[at] or at in used)
    groups = _groups(rows, place, width)
    return Header(rows[place][0], rows[last][0], texts, groups, columns)


def _goes_on(rows: Sequence[Row], place: int) -> bool:
    """Whether the header has another line: words where below it numbers or days stand."""
    if place >= len(rows) - 1 or rows[place][0] != rows[place - 1][0] + 1:
        return False
    cells = rows[place][1]
    filled = set(_filled(cells))
    if any(_is_typed(cells[at]) for at in filled) or is_totals_row(cells):
        return False
    if filled == {min(_filled(rows[place - 1][1]))}:
        # One text under the first column opens a section.
        return False
    return bool(filled & _typed_columns(rows[place + 1 : place + 1 + BELOW]))


def _groups(rows: Sequence[Row], place: int, width: int) -> tuple[str, ...]:
    """What stands above the columns: each text holds until the next."""
    none = ("",) * width
    if place == 0 or rows[place - 1][0] != rows[place][0] - 1:
        return none
    cells = rows[place - 1][1]
    filled = _filled(cells)
    is_title = len(filled) == 1 and filled[0] <= _filled(rows[place][1])[0]
    if not filled or is_title or any(_is_typed(cells[at]) for at in filled):
        return none
    groups, current = [], ""
    for at in range(width):
        if at in filled:
            current = _squeezed(str(cells[at]))
        groups.append(current)
    return tuple(groups)


def _joined(lines: Sequence[Sequence[Raw]], at: int) -> str:
    parts: list[str] = []
    for cells in lines:
        text = _squeezed(str(cells[at])) if at < len(cells) and not is_blank(cells[at]) else ""
        if text and text not in parts:
            parts.append(text)
    return " ".join(parts)


def _only_numbers_columns(cells: Sequence[Raw]) -> bool:
    """1, 2, 3 … under the names of the columns, as forms have it."""
    filled = [cell for cell in cells if not is_blank(cell)]
    numbers = [_ORDINAL.fullmatch(_squeezed(str(cell))) for cell in filled]
    return len(filled) > 2 and [found and int(found[1]) for found in numbers] == list(
        range(1, len(filled) + 1)
    )


def _filled(cells: Sequence[Raw]) -> list[int]:
    return [at for at, cell in enumerate(cells) if not is_blank(cell)]


def _usual_columns(below: Sequence[Row]) -> set[int]:
    """The columns that at least half of the rows fill."""
    times = Counter(at for _number, cells in below for at in _filled(cells))
    return {at for at, filled in times.items() if filled * 2 >= len(below)}


def _typed_columns(below: Sequence[Row]) -> set[int]:
    """The columns of numbers and days: most of what stands in them is one."""
    filled = Counter(at for _number, cells in below for at in _filled(cells))
    typed = Counter(at for _n, cells in below for at in _filled(cells) if _is_typed(cells[at]))
    return {at for at, times in typed.items() if times * 2 > filled[at]}


def _is_typed(cell: Raw) -> bool:
    """A number, a day, or a text that is mostly one: it begins with digits, and has few letters."""
    if not isinstance(cell, str):
        return cell is not None
    return bool(_FIGURE.match(cell)) and len(_LETTER.findall(cell)) <= _MONTH


def _is_figure(cell: Raw) -> bool:
    """An amount, however it is written, or a share; a day is none."""
    if isinstance(cell, CellFault):
        return True
    text = cell.strip().removesuffix("%") if isinstance(cell, str) else cell
    try:
        cents_of(text, None)
    except CellFault as fault:
        return fault.breach.code in _NEARLY_READ
    return True


def _is_said(cell: Raw) -> bool:
    """A unit, or the word for a sum once more."""
    text = _squeezed(cell) if isinstance(cell, str) else ""
    return bool(_UNIT.fullmatch(text) or _TOTAL.fullmatch(text))


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _tokens(text: str) -> list[str]:
    """The words of a header, short forms written out, without units and small words."""
    words = [word.casefold() for word in _WORDS.findall(text)]
    full = [_SHORT.get(word, word) for word in words]
    full = [f"{word[:-2]}nummer" if re.fullmatch(r"\w{4,}nr", word) else word for word in full]
    return [word for word in full if word not in _EMPTY_WORDS] or full


def _likeness(text: str, word: str) -> float:
    """How like two headers are, from 0 to 1."""
    if _squeezed(text).casefold() == _squeezed(word).casefold():
        return 1.0
    ours, theirs = _tokens(text), _tokens(word)
    if not ours or not theirs:
        return 0.0
    if "".join(ours) == "".join(theirs):
        return 0.95
    if (set(ours) ^ set(theirs)) & _OTHERWISE:
        return 0.0
    shared = len(set(ours) & set(theirs))
    if set(theirs) <= set(ours):
        return 0.6 + 0.3 * shared / len(set(ours))
    return 0.85 * shared / len(set(ours) | set(theirs))

"""Long tables set line by line, in the looks of print.css: much faster than by a page layout.

What is set here is planned first (how many sheets, which rows on each), so that the paper around it
can number its pages; then each sheet is drawn for itself and let go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from reporting.documents.cells import readable
from reporting.documents.printing import DENSE, PrintedRow, names_a_group, printed_row, widths_of
from reporting.documents.tables import NORMAL, NUMERIC, SUBTOTAL, TEXT, TOTAL, Table
from reporting.documents.typeset import Face

MM = 72 / 25.4
# The page "wide" of print.css: A4 on its side, with its margins, and the heading above a table.
HEIGHT, LEFT, TOP = 210 * MM, 12 * MM, 22 * MM
ROOM, DEPTH, HEADING = 273 * MM, 170 * MM, 11 * MM
PADDING, LINE, GAP = 1 * MM, 1.3, 2.3 * MM
# Where the line of letters stands within its height, as the face's own measures say.
BASELINE = 1.0
# A table that is shorter is set with the text; one that is longer no reader turns the pages of.
# A narrow table would have to leave its upright page, so it waits longer.
DRAWN_FROM, NARROW_FROM, DRAWN_TO = 40, 200, 25_000
# Of a table with more sheets, only the first, the last but one and the last are laid out with the
# paper; the page leaps over the others, which are copies of the last but one (annex.py).
LAID_OUT = 20
INK, RED = "0.102 0.102 0.102 rg", "0.608 0.110 0.110 rg"
SHADE, RULE, FAINT = "0.890 0.922 0.933 rg", "0.043 0.290 0.369 RG", "0.851 0.878 0.890 RG"
FACES = {NORMAL: "Regular", SUBTOTAL: "SemiBold", TOTAL: "Bold", "head": "SemiBold"}


@dataclass
class Faces:
    """The weights that a paper's drawn tables use."""

    of: dict[str, Face] = field(
        default_factory=lambda: {name: Face(name) for name in ("Regular", "SemiBold", "Bold")}
    )

    def at(self, level: str) -> Face:
        """The face of a row of *level*."""
        return self.of[FACES[level]]


@dataclass(frozen=True)
class Cell:
    """A cell on its sheet: its lines in the page's own language, and whether it has a text."""

    content: str


@dataclass(frozen=True)
class Sheet:
    """One page of a table: marks that say nothing, the head's cells, then each row's."""

    ground: str
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class DrawnTable:
    """A planned table: the first row of each sheet, and how deep the last one is."""

    table: Table
    language: str
    faces: Faces
    shares: tuple[float, ...]
    starts: tuple[int, ...] = (0,)
    last_depth: float = 0.0

    @property
    def leap(self) -> int:
        """How many of its sheets the page layout leaves out."""
        return len(self.starts) - 3 if len(self.starts) > LAID_OUT else 0

    @property
    def laid_out(self) -> tuple[int, ...]:
        """Its sheets that are laid out, counted from one."""
        sheets = tuple(range(1, len(self.starts) + 1))
        return (1, *sheets[-2:]) if self.leap else sheets

    @property
    def size(self) -> float:
        """The size of its letters."""
        return 6.9 if len(self.table.columns) >= DENSE else 7.3

    @property
    def sides(self) -> float:
        """The room left and right of a cell's text."""
        return (0.8 if len(self.table.columns) >= DENSE else 1.2) * MM

    def columns(self) -> list[float]:
        """The width of each column."""
        return [ROOM * share / 100 for share in self.shares]

    def gaps(self) -> list[float]:
        """What parts words from the figures before them, as in print.css."""
        figures = [column.kind in NUMERIC for column in self.table.columns]
        return [
            GAP if before and not here else 0.0
            for before, here in zip((False, *figures), figures, strict=False)
        ]

    def rooms(self) -> list[float]:
        """The room for text in each column, in sizes of its letters."""
        return [
            (width - gap - 2 * self.sides) / self.size
            for width, gap in zip(self.columns(), self.gaps(), strict=True)
        ]

    def head_lines(self) -> list[tuple[str, ...]]:
        """The head's texts, broken."""
        face = self.faces.at("head")
        labels = [column.label.text(self.language) for column in self.table.columns]
        return [
            face.lines(label, room, self.language)
            for label, room in zip(labels, self.rooms(), strict=True)
        ]

    def head_depth(self) -> float:
        """How deep the head is."""
        return self.depth_of(max(len(lines) for lines in self.head_lines()))

    def depth_of(self, lines: int) -> float:
        """How deep a row of so many lines is."""
        return lines * self.size * LINE + 2 * PADDING

    def sheets(self) -> Iterator[Sheet]:
        """The pages, one at a time."""
        ends = (*self.starts[1:], len(self.table.rows))
        for number, (start, end) in enumerate(zip(self.starts, ends, strict=True)):
            top = HEIGHT - TOP - (HEADING if number == 0 else 0)
            yield _Pen(self, top).sheet(start, end)


def is_drawn(table: Table) -> bool:
    """Whether *table* is long enough to be drawn, and short enough to be printed."""
    return (DRAWN_FROM if table.is_wide else NARROW_FROM) < len(table.rows) <= DRAWN_TO


def planned(table: Table, language: str, faces: Faces) -> DrawnTable | None:
    """*table* on its sheets; None if it holds what cannot be set here."""
    plan = DrawnTable(table, language, faces, tuple(widths_of(table, language)))
    texts = [place for place, column in enumerate(table.columns) if column.kind == TEXT]
    rooms = plan.rooms()
    if min(rooms) <= 1 or not all(
        faces.at("head").has(column.label.text(language)) for column in table.columns
    ):
        return None
    depths: list[float] = []
    for row in table.rows:
        face, lines = faces.at(row.level), 1
        for place in texts:
            text = readable(row.cells[place], TEXT, language)
            if not face.has("".join(text.split())):
                return None
            lines = max(lines, len(face.lines(text, rooms[place])))
        depths.append(plan.depth_of(lines))
    return _on_sheets(plan, depths)


def _on_sheets(plan: DrawnTable, depths: list[float]) -> DrawnTable | None:
    """*plan* with the first row of each sheet; None if a row is deeper than a sheet."""
    rows, above = plan.table.rows, plan.head_depth()
    # No group's name ends a sheet, and no row stands alone on the last one.
    needed = list(depths)
    for number in range(len(rows) - 2, -1, -1):
        if names_a_group(rows[number]) or number == len(rows) - 2:
            needed[number] += needed[number + 1]
    starts, used = [0], HEADING + above
    for number, depth in enumerate(depths):
        if used + needed[number] > DEPTH and number > starts[-1]:
            starts.append(number)
            used = above
        if used + depth > DEPTH:
            return None
        used += depth
    heading = HEADING if len(starts) == 1 else 0
    return replace(plan, starts=tuple(starts), last_depth=used - heading)


class _Pen:
    """Sets the rows of one sheet from its top down."""

    def __init__(self, plan: DrawnTable, top: float) -> None:
        self.plan = plan
        self.y = top
        self.widths = plan.columns()
        self.rooms, self.gaps = plan.rooms(), plan.gaps()
        self.ground: list[str] = []

    def sheet(self, start: int, end: int) -> Sheet:
        """The head, then the rows from *start* to *end*."""
        plan = self.plan
        depth = plan.head_depth()
        area = f"{LEFT:.2f} {self.y - depth:.2f} {ROOM:.2f} {depth:.2f} re f"
        self.ground += [SHADE, area, INK]
        numbers = printed_row(plan.table.rows[start], plan.table.columns, plan.language)
        classes = [kind.split()[0] for _text, kind in numbers.cells]
        head = self._row(plan.head_lines(), classes, "head", depth)
        self._line(RULE, 0.8)
        rows = []
        for row in plan.table.rows[start:end]:
            rows.append(self._printed(printed_row(row, plan.table.columns, plan.language)))
        return Sheet("\n".join(self.ground), head, tuple(rows))

    def _printed(self, row: PrintedRow) -> tuple[Cell, ...]:
        face = self.plan.faces.at(row.level)
        texts = [
            face.lines(text, room) if kind == "text" else (text,)
            for (text, kind), room in zip(row.cells, self.rooms, strict=True)
        ]
        if row.level != NORMAL:
            self._line("0.102 0.102 0.102 RG", 1.0 if row.level == TOTAL else 0.6)
        depth = self.plan.depth_of(max(len(lines) for lines in texts))
        cells = self._row(texts, [kind for _text, kind in row.cells], row.level, depth)
        self._line("0.102 0.102 0.102 RG" if row.level == TOTAL else FAINT, 0.4)
        return cells

    def _row(
        self, texts: list[tuple[str, ...]], kinds: list[str], level: str, depth: float
    ) -> tuple[Cell, ...]:
        """The cells of a row; the head's stand at its foot, the others at the top."""
        face, size, sides = self.plan.faces.at(level), self.plan.size, self.plan.sides
        step, left, cells = size * LINE, LEFT, []
        for lines, kind, width, gap in zip(texts, kinds, self.widths, self.gaps, strict=True):
            above = depth - self.plan.depth_of(len(lines)) if level == "head" else 0.0
            y = self.y - PADDING - above - size * BASELINE
            font = 6.3 if kind == "hash" and level != "head" else size
            parts = []
            for number, line in enumerate(lines):
                if line:
                    x = left + sides + gap
                    if kind.startswith("number"):
                        x = left + width - sides - face.width(line) * font
                    place = f"1 0 0 1 {x:.2f} {y - number * step:.2f} Tm"
                    parts.append(f"{place} <{face.shown(line)}> Tj")
            left += width
            cells.append(Cell(self._text(parts, face, font, kind)))
        self.y -= depth
        return tuple(cells)

    def _text(self, parts: list[str], face: Face, size: float, kind: str) -> str:
        if not parts:
            return ""
        colour = RED if kind.endswith("negative") else INK
        return f"{colour} BT /K{face.name} {size} Tf {' '.join(parts)} ET"

    def _line(self, colour: str, width: float) -> None:
        across = f"{LEFT:.2f} {self.y:.2f} m {LEFT + ROOM:.2f} {self.y:.2f} l S"
        self.ground.append(f"{colour} {width} w {across}")

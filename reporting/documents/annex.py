"""The drawn tables of a paper put on the pages that were left for them, with their tags.

The paper comes from the page layout with empty sheets: so headers, "page x of y", contents and
bookmarks are its own. Here each sheet gets its rows, and the structure tree one table over all.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pikepdf

from reporting.documents.drawn_tables import Cell, DrawnTable, Sheet
from reporting.documents.leaps import model_of
from reporting.documents.pdf_update import Update
from reporting.documents.tables import NORMAL
from reporting.documents.typeset import Face

CMAP = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
{ranges}
endcmap CMapName currentdict /CMap defineresource pop end end
"""
SCOPE = "/A<</O/Table/Scope/Column>>"
# A symbolic font, with no name of its own encoding.
FLAGS = 4


@dataclass
class _Page:
    """A page that gets a sheet: laid out, or a copy of one that is."""

    model: pikepdf.Page
    # Its number as an object, and in the tree of what is marked.
    key: int
    tree: int
    # The streams that stand before its sheet, and the pieces that they have marked.
    before: str
    marked: list[str]


def with_tables(
    content: bytes,
    plans: Sequence[DrawnTable],
    places: Mapping[str, Sequence[int]],
    words: tuple[str, str],
) -> bytes:
    """*content* with *plans* drawn, each on the pages (from zero) that *places* names for it.

    *words* are those of "page x of y", for the pages that were not laid out.
    """
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return _Annex(content, pdf, words).drawn(plans, places)


class _Annex:
    """The update of one paper."""

    def __init__(self, content: bytes, pdf: pikepdf.Pdf, words: tuple[str, str]) -> None:
        self.pdf = pdf
        self.words = words
        self.update = Update(content, int(pdf.trailer.Size), pdf.Root.objgen[0])
        self.fonts: dict[str, int] = {}
        tree = pdf.Root.StructTreeRoot.ParentTree
        self.tree = tree.objgen[0]
        nums = list(tree.Nums)
        self.parents = dict(zip(map(int, nums[::2]), nums[1::2], strict=True))
        self.changed: dict[int, int] = {}
        # The copies that stand before a laid out page, by its number as an object.
        self.copies: dict[int, list[int]] = {}
        self.save = self.update.add_stream(b"q\n")

    def drawn(self, plans: Sequence[DrawnTable], places: Mapping[str, Sequence[int]]) -> bytes:
        """The finished file."""
        faces = plans[0].faces.of
        self.fonts = {name: self.update.number() for name in faces}
        total = len(self.pdf.pages) + sum(plan.leap for plan in plans)
        for plan in plans:
            own = places[plan.table.code]
            over = [one.leap for one in plans if places[one.table.code][0] < own[0]]
            laid_out = [self.pdf.pages[at] for at in own]
            self._table(plan, self._pages(plan, laid_out, own[0] + 1 + sum(over), total))
        self._pages_listed(total)
        for name, face in faces.items():
            self._font(face, self.fonts[name])
        nums = " ".join(
            f"{key} "
            + (f"{self.changed[key]} 0 R" if key in self.changed else _text(self.parents[key]))
            for key in sorted({*self.parents, *self.changed})
        )
        self.update.add(self.tree, f"<</Nums[{nums}]>>")
        info = self.pdf.trailer.get("/Info")
        named = f"/Info {info.objgen[0]} 0 R" if info is not None else ""
        return self.update.finished(bytes(self.pdf.trailer.ID[0]), named)

    def _pages(
        self, plan: DrawnTable, laid_out: Sequence[pikepdf.Page], first: int, total: int
    ) -> Iterator[_Page]:
        """A page for each sheet, the first being page *first* of *total*; copies for a leap."""
        for place, page in enumerate(laid_out):
            if place == 1 and plan.leap:
                yield from self._copies(plan, page, first + 1, total)
            tree = int(page.obj.StructParents)
            had = " ".join(f"{one.objgen[0]} 0 R" for one in _several(page.obj.Contents))
            marked = [_text(one) for one in self.parents[tree]]
            yield _Page(page, page.obj.objgen[0], tree, f"{self.save} 0 R {had}", marked)

    def _copies(
        self, plan: DrawnTable, page: pikepdf.Page, first: int, total: int
    ) -> Iterator[_Page]:
        """*page* as often as the plan leaps, with the numbers from *first* on."""
        content = b"\n".join(one.read_bytes() for one in _several(page.obj.Contents))
        model = model_of(content, self.words, plan.faces.at(NORMAL))
        free = max(*self.parents, *self.changed, 0) + 1
        own = self.copies.setdefault(page.obj.objgen[0], [])
        for number in range(plan.leap):
            key = self.update.number()
            own.append(key)
            stream = self.update.add_stream(b"q\n" + model.numbered(first + number, total))
            yield _Page(page, key, free + number, f"{stream} 0 R", [])

    def _pages_listed(self, total: int) -> None:
        """The file's list of pages, with the copies in their places."""
        if not self.copies:
            return
        kids = [
            f"{key} 0 R"
            for kid in self.pdf.Root.Pages.Kids
            for key in (*self.copies.get(kid.objgen[0], ()), kid.objgen[0])
        ]
        self._change(self.pdf.Root.Pages, {"Kids": f"[{' '.join(kids)}]", "Count": str(total)})

    def _table(self, plan: DrawnTable, pages: Iterator[_Page]) -> None:
        update = self.update
        table, head, body = (update.number() for _part in range(3))
        rows: list[str] = []
        for number, (sheet, own) in enumerate(zip(plan.sheets(), pages, strict=True)):
            if number == 0:
                section, resources = self._section(own.model), self._resources(own.model)
            parts = [f"Q\n/Artifact BMC\n{sheet.ground}\nEMC"]
            if number == 0:
                row = self._row(own, sheet.head, head, "TH", parts)
                update.add(head, f"<</S/THead/P {table} 0 R/K[{row} 0 R]>>")
            else:
                parts.append(_artifact(sheet))
            for cells in sheet.rows:
                rows.append(f"{self._row(own, cells, body, 'TD', parts)} 0 R")
            self._finish(own, parts, resources)
        update.add(body, f"<</S/TBody/P {table} 0 R/K[{' '.join(rows)}]>>")
        parent = section.objgen[0]
        update.add(table, f"<</S/Table/P {parent} 0 R/K[{head} 0 R {body} 0 R]>>")
        self._change(section, {"K": self._children(section, table)})

    def _row(
        self, page: _Page, cells: tuple[Cell, ...], parent: int, kind: str, parts: list[str]
    ) -> int:
        """One row's tags; what it shows goes to *parts*, each cell marked by its number."""
        update, row = self.update, self.update.number()
        more = SCOPE if kind == "TH" else ""
        keys = []
        for cell in cells:
            own = update.number()
            shown = ""
            if cell.content:
                mark = len(page.marked)
                page.marked.append(f"{own} 0 R")
                parts.append(f"/{kind}<</MCID {mark}>>BDC {cell.content} EMC")
                shown = f"/Pg {page.key} 0 R/K {mark}"
            update.add(own, f"<</S/{kind}/P {row} 0 R{more}{shown}>>")
            keys.append(f"{own} 0 R")
        return update.add(row, f"<</S/TR/P {parent} 0 R/K[{' '.join(keys)}]>>")

    def _finish(self, page: _Page, parts: list[str], resources: int) -> None:
        """The page with its sheet behind what it had."""
        stream = self.update.add_stream("\n".join(parts).encode("ascii"))
        new = {
            "Contents": f"[{page.before} {stream} 0 R]",
            "Resources": f"{resources} 0 R",
            "StructParents": str(page.tree),
        }
        self._change(page.model.obj, new, page.key)
        marked = f"[{' '.join(page.marked)}]"
        self.changed[page.tree] = self.update.add(self.update.number(), marked)

    def _resources(self, page: pikepdf.Page) -> int:
        """What the page had, and our faces."""
        had = page.obj.Resources
        fonts = {name: _text(font) for name, font in had.get("/Font", {}).items()}
        fonts |= {f"/K{name}": f"{key} 0 R" for name, key in self.fonts.items()}
        named = "".join(f"{name} {font}" for name, font in fonts.items())
        rest = "".join(f"{key} {_text(value)}" for key, value in had.items() if key != "/Font")
        return self.update.add(self.update.number(), f"<</Font<<{named}>>{rest}>>")

    def _section(self, page: pikepdf.Page) -> pikepdf.Object:
        """The section whose heading stands on *page*."""
        [root] = _kids(self.pdf.Root.StructTreeRoot)
        for kid in _kids(root):
            if kid.get("/S") == "/Sect" and kid.get("/Pg") == page.obj:
                return kid
        raise AssertionError("a drawn table stands in a section of its own")

    def _children(self, section: pikepdf.Object, table: int) -> str:
        """The section's heading, the table, and what follows."""
        kids = [_text(kid) for kid in _kids(section)]
        return f"[{' '.join([*kids[:1], f'{table} 0 R', *kids[1:]])}]"

    def _change(self, had: pikepdf.Object, new: Mapping[str, str], number: int = 0) -> None:
        """*had* again with other values; as a new object if it is given a *number*."""
        kept = {key[1:]: _text(value) for key, value in had.items()} | dict(new)
        text = "".join(f"/{key} {value}" for key, value in kept.items())
        self.update.add(number or had.objgen[0], f"<<{text}>>")

    def _font(self, face: Face, number: int) -> None:
        """The face with the letters that were used, and which letters they are."""
        update, font = self.update, face.font
        scale = 1000 / face.em
        name = f"KONSOR+IBMPlexSans-{face.name}"
        content = face.file()
        file = update.add_stream(content, f"/Length1 {len(content)}")
        head, heights = font["head"], font["OS/2"]
        box = " ".join(
            str(round(side * scale)) for side in (head.xMin, head.yMin, head.xMax, head.yMax)
        )
        descriptor = update.add(
            update.number(),
            f"<</Type/FontDescriptor/FontName/{name}/Flags {FLAGS}/FontBBox[{box}]/ItalicAngle 0"
            f"/Ascent {round(heights.sTypoAscender * scale)}"
            f"/Descent {round(heights.sTypoDescender * scale)}"
            f"/CapHeight {round(heights.sCapHeight * scale)}/StemV 80/FontFile2 {file} 0 R>>",
        )
        letters = sorted((glyph, point) for point, (glyph, _code, _w) in face.used.items())
        widths = {glyph: width for glyph, _code, width in face.used.values()}
        listed = " ".join(f"{glyph}[{widths[glyph]:.0f}]" for glyph in sorted(widths))
        inner = update.add(
            update.number(),
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)"
            f"/Ordering(Identity)/Supplement 0>>/FontDescriptor {descriptor} 0 R"
            f"/CIDToGIDMap/Identity/DW 0/W[{listed}]>>",
        )
        unicode = update.add_stream(_cmap(letters))
        update.add(
            number,
            f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H"
            f"/DescendantFonts[{inner} 0 R]/ToUnicode {unicode} 0 R>>",
        )


def _artifact(sheet: Sheet) -> str:
    """A head that is printed again; the table has it once."""
    shown = "\n".join(cell.content for cell in sheet.head)
    return f"/Artifact<</Type/Pagination>>BDC\n{shown}\nEMC"


def _cmap(letters: Sequence[tuple[int, int]]) -> bytes:
    """Which letter each glyph stands for."""
    lines = [f"<{glyph:04X}> <{chr(point).encode('utf-16-be').hex()}>" for glyph, point in letters]
    blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    ranges = "\n".join(
        "\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks
    )
    return CMAP.format(ranges=ranges).encode("ascii")


def _kids(element: pikepdf.Object) -> list[pikepdf.Object]:
    return _several(element.K) if "/K" in element else []


def _several(value: pikepdf.Object) -> list[pikepdf.Object]:
    """One value or an array of them, as a list."""
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _text(value: object) -> str:
    """*value* as it stands in a file; another object by its number."""
    if isinstance(value, pikepdf.Object):
        if value.is_indirect:
            return f"{value.objgen[0]} {value.objgen[1]} R"
        return value.unparse().decode("latin-1")
    return str(value)

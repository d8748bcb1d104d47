"""A paper read page by page, as its recipient would: what a careful reader would mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from weasyprint.formatting_structure import boxes

from reporting.documents.editions import Edition
from reporting.documents.render_pdf import drawn, laid_out

HEADINGS = {"h1", "h2", "h3", "figcaption"}


@dataclass
class Sheet:
    """One page: its lines from top to bottom, and the rows that each table has on it."""

    lines: list[tuple[float, str]] = field(default_factory=list)
    rows: dict[int, list[str]] = field(default_factory=dict)
    cells: list[list[str]] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)


def sheets(edition: Edition) -> list[Sheet]:
    """The pages of *edition* as they are laid out."""
    document = laid_out(edition, drawn(edition))
    return [_sheet(page._page_box) for page in document.pages]


def _sheet(page: Any) -> Sheet:
    found = Sheet()
    right = page.content_box_x() + page.width
    for box in _content(page):
        classes = (box.element.get("class") or "") if box.element is not None else ""
        if isinstance(box, boxes.LineBox):
            found.lines.append((box.position_y, box.element_tag))
        elif isinstance(box, boxes.TextBox) and box.position_x + box.width > right + 1:
            found.beyond.append(box.text)
        elif isinstance(box, boxes.TableBox):
            rows = [one for one in box.descendants() if isinstance(one, boxes.TableRowBox)]
            own = [one.element.get("class") for one in rows if one.element.get("class")]
            found.rows[id(box.element)] = own
        elif isinstance(box, boxes.TableCellBox) and "number" in classes.split():
            found.beyond += _into_the_next(box)
        if isinstance(box, boxes.TableCellBox) and (
            "text" in classes.split() or box.element_tag == "th"
        ):
            texts = [
                "".join(one.text for one in line.descendants() if isinstance(one, boxes.TextBox))
                for line in box.descendants()
                if isinstance(line, boxes.LineBox)
            ]
            found.cells.append(["".join(box.element.itertext()), *texts])
    return found


def _into_the_next(cell: Any) -> Iterator[str]:
    """Figures that are wider than their cell."""
    left, right = cell.position_x - 1, cell.position_x + cell.border_width() + 1
    for box in cell.descendants():
        if isinstance(box, boxes.TextBox) and (
            box.position_x < left or box.position_x + box.width > right
        ):
            yield box.text


def _content(page: Any) -> Iterator[Any]:
    """The boxes of the page, without its running heads and feet."""
    for child in page.children:
        if not isinstance(child, boxes.MarginBox):
            yield from child.descendants()


def marked(edition: Edition) -> list[str]:
    """Every fault that a reader would mark, with its page."""
    pages = sheets(edition)
    sizes: dict[int, int] = {}
    for page in pages:
        for table, rows in page.rows.items():
            sizes[table] = sizes.get(table, 0) + len(rows)
    return [
        f"page {number}: {fault}"
        for number, page in enumerate(pages, start=1)
        for fault in _faults(page, sizes)
    ]


def _faults(page: Sheet, sizes: dict[int, int]) -> Iterator[str]:
    if page.lines and max(page.lines)[1] in HEADINGS:
        yield f"a {max(page.lines)[1]} at its foot"
    for table, rows in page.rows.items():
        if len(rows) == 1 and sizes[table] > 2:
            yield "a row alone"
        if rows and rows[-1].endswith("group"):
            yield "a group's name without a row"
    for whole, *lines in page.cells:
        for line, after in pairwise(lines):
            end, start = line.rstrip(), after.lstrip()
            if end[-1:].isalpha() and start[:1].isalpha() and f"{end}{start}" in whole:
                yield f"a word torn without a hyphen: {end}|{start}"
    yield from (f"beyond the margin: {text}" for text in page.beyond)

"""A funding table read from text: which amount belongs to which year is shown, and asked (C28).

A copied table often loses its blanks. Where a tab or a semicolon parts the cells their places are
known; else a row with fewer amounts than years is a guess, and is marked as one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from grants.rules.fundingtable import Cells

AMOUNT = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?")
# The amounts at the end of a line, with all the blanks between them.
ENDING = re.compile(rf"(?:[ \u00a0]+{AMOUNT.pattern})+\s*$")
PARTED = re.compile(r"\t|;")


@dataclass(frozen=True)
class GridRow:
    """One line of the text as it is read: *doubt* says what must be asked before it is kept."""

    group: str
    label: str
    cells: Cells
    printed: Decimal | None
    doubt: Breach | None = None


def read_grid(text: str, years: Sequence[int]) -> list[GridRow]:
    """The rows of *text*: a line without amounts is a group, one with amounts is a source."""
    rows: list[GridRow] = []
    group = ""
    for line in text.splitlines():
        if not line.strip():
            continue
        row = _parted(line, years, group) if PARTED.search(line) else _spaced(line, years, group)
        if row is None:
            group = " ".join(line.split())
        elif not str(row.label).casefold().startswith(("1.000 kr", "i alt")):
            rows.append(row)
    return rows


def _parted(line: str, years: Sequence[int], group: str) -> GridRow | None:
    """Cells parted by tabs or semicolons: a blank one is blank."""
    label, *cells = (part.strip() for part in PARTED.split(line))
    if not any(AMOUNT.fullmatch(cell) for cell in cells):
        return None
    amounts = [_amount(cell) for cell in cells[: len(years)]]
    amounts += [None] * (len(years) - len(amounts))
    printed = _amount(cells[len(years)]) if len(cells) > len(years) else None
    strange = [cell for cell in cells if cell and not AMOUNT.fullmatch(cell)]
    doubt = _strange(label, strange[0]) if strange else _total(label, tuple(amounts), printed)
    return GridRow(group, label, tuple(amounts), printed, doubt)


def _spaced(line: str, years: Sequence[int], group: str) -> GridRow | None:
    """Amounts at the end of a line: as many as there are years, or the rest is a guess."""
    found = ENDING.search(line)
    if found is None:
        return None
    label = " ".join(line[: found.start()].split())
    amounts = [_amount(one) for one in AMOUNT.findall(found.group())]
    printed = None
    if len(amounts) > 1 and sum(one or 0 for one in amounts[:-1]) == amounts[-1]:
        printed = amounts.pop()
    missing = len(years) - len(amounts)
    if missing == 0:
        cells = tuple(amounts)
        return GridRow(group, label, cells, printed, _total(label, cells, printed))
    if missing < 0:
        cells = tuple(amounts[: len(years)])
        message = _("%(row)s has %(amounts)s amounts for %(years)s years. Say which is which.")
        params: dict[str, object] = {"row": label, "amounts": len(amounts), "years": len(years)}
        doubt = Breach("TOO_MANY_AMOUNTS", message, label, params, "R-96")
        return GridRow(group, label, cells, printed, doubt)
    cells = (*amounts, *([None] * missing))
    message = _(
        "%(row)s has %(amounts)s amounts for %(years)s years, and the text does not show which "
        "years are blank. They are put first; move them where they belong."
    )
    params = {"row": label, "amounts": len(amounts), "years": len(years)}
    doubt = Breach("BLANKS_UNKNOWN", message, label, params, "R-96")
    return GridRow(group, label, cells, printed, doubt)


def _amount(cell: str) -> Decimal | None:
    if not AMOUNT.fullmatch(cell):
        return None
    return Decimal(cell.replace(".", "").replace(",", "."))


def _strange(label: str, cell: str) -> Breach:
    message = _("%(row)s holds “%(cell)s”, which is no amount. Correct the cell or leave it blank.")
    return Breach("NO_AMOUNT", message, label, {"row": label, "cell": cell}, "R-96")


def _total(label: str, cells: Cells, printed: Decimal | None) -> Breach | None:
    total = sum((one for one in cells if one is not None), Decimal(0))
    if printed is None or printed == total:
        return None
    message = _(
        "%(row)s prints %(printed)s, its years add up to %(computed)s; correct a year or the total."
    )
    params = {"row": label, "printed": printed, "computed": total}
    return Breach("ROW_TOTAL", message, label, params, "R-95")

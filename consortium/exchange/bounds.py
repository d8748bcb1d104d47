"""How much of a file is read, and how a file that is not read says so.

Nobody's word counts, the file's least of all: what is inflated is counted while it is inflated.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _


class SheetRefused(Refused):
    """A file cannot be read as a sheet; nothing of it has been used."""

    code = "SHEET"


@dataclass(frozen=True)
class Bounds:
    """The most of a file that is read."""

    file_bytes: int = 200_000_000
    # Of one part of a workbook, once it is inflated.
    inflated_bytes: int = 1_500_000_000
    # A million of like rows shrinks by some fifty times; a bomb by a thousand.
    ratio: int = 200
    # So much may always be inflated, however small the file.
    free_bytes: int = 20_000_000
    parts: int = 2_000
    sheets: int = 200
    rows: int = 1_048_576
    columns: int = 200
    # Characters of one cell that are kept: more than a spreadsheet holds, and a field refuses it.
    cell: int = 40_000


BOUNDS = Bounds()


def too_large(bounds: Bounds) -> SheetRefused:
    """The file, or what it unfolds to, is larger than anything that people type."""
    return SheetRefused.because(
        _("The file holds more than is read at once. Split it into smaller files."),
        code="SHEET_TOO_LARGE",
    )


def too_many_rows(bounds: Bounds) -> SheetRefused:
    """More rows than one file may have."""
    return SheetRefused.because(
        _("The sheet has more than %(most)s rows. Split it into several files."),
        code="SHEET_TOO_MANY_ROWS",
        most=bounds.rows,
    )


def too_many_columns(bounds: Bounds, row: int) -> SheetRefused:
    """More columns than any sheet of costs has."""
    return SheetRefused.because(
        _("Row %(row)s has more than %(most)s columns. Delete the columns that are not needed."),
        code="SHEET_TOO_MANY_COLUMNS",
        row=row,
        most=bounds.columns,
    )


def damaged() -> SheetRefused:
    """Cut off or broken on its way."""
    return SheetRefused.because(
        _("The file is damaged or cut off. Save it anew and upload it again."),
        code="SHEET_DAMAGED",
    )


def locked() -> SheetRefused:
    """A password stands before the content."""
    return SheetRefused.because(
        _("The file is protected by a password. Save it without one and upload it again."),
        code="SHEET_LOCKED",
    )


def unknown_kind() -> SheetRefused:
    """Neither a workbook nor text."""
    return SheetRefused.because(
        _("The file is no sheet that can be read. Save it as .xlsx, .ods or .csv."),
        code="SHEET_UNKNOWN_KIND",
    )


def with_macros() -> SheetRefused:
    """A program travels inside the workbook."""
    return SheetRefused.because(
        _("The workbook holds macros. Save it as a workbook without macros (.xlsx)."),
        code="SHEET_WITH_MACROS",
    )


def with_entities() -> SheetRefused:
    """An XML part declares a document type: no spreadsheet writes one, an attack does."""
    return SheetRefused.because(
        _("The file declares entities that no spreadsheet writes. Save it anew as .xlsx."),
        code="SHEET_WITH_ENTITIES",
    )


def empty() -> SheetRefused:
    """Nothing to read."""
    return SheetRefused.because(_("The file is empty."), code="SHEET_EMPTY")


@contextmanager
def clear_of_damage() -> Iterator[None]:
    """Whatever a broken archive makes the reader of archives say, it is told as one sentence."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OverflowError,
        ValueError,
        LookupError,
        OSError,
    ) as error:
        raise damaged() from error
    except RuntimeError as error:
        # zipfile has no other word for a part that is encrypted.
        raise locked() from error

"""A paper as a workbook that a controller can check: values, live sums beside them, no macros.

The printed figures stay values, so that nobody changes a signed total by a slip of the hand. Under
each table the rows are added up by formulas; the sheet of checks holds every reconciliation.
"""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from consortium.queries.texts import moment_text
from consortium.rules.refusals import gettext_noop as _
from reporting.documents.cells import readable
from reporting.documents.dictionary import HEAD, entries
from reporting.documents.editions import Edition
from reporting.documents.tables import MONEY, TEXT, ZERO, Check
from reporting.documents.workbooks import Workbook, range_name
from reporting.documents.xlsx_rows import with_rows
from reporting.documents.xlsx_sheets import HEADER_ROW, add_table, is_long

CHECKS, CHECKS_TOTAL = _("Checks"), "Checks_total"


def render_xlsx(edition: Edition) -> bytes:
    """The workbook; the same paper gives the same bytes."""
    workbook = Workbook(edition)
    tables = edition.document.tables
    _front(workbook)
    _checks(workbook)
    for table in tables:
        add_table(workbook, table)
    _dictionary(workbook)
    workbook.book.close()
    # Front page and checks come first.
    long = {number: table for number, table in enumerate(tables, start=3) if is_long(table)}
    if not long:
        return workbook.buffer.getvalue()
    written = io.BytesIO()
    with_rows(workbook.buffer, written, long, edition.language, HEADER_ROW + 2)
    return written.getvalue()


def _front(workbook: Workbook) -> None:
    edition, language = workbook.edition, workbook.language
    document = edition.document
    sheet = workbook.sheet(workbook.words(_("Front page")))
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    workbook.heading(sheet, document.meta.title.text(language), 16)
    version = workbook.words(_("DRAFT")) if edition.is_draft else str(edition.version)
    rows: list[tuple[str, str]] = [
        *(
            (label.text(language), readable(cell, TEXT, language))
            for label, cell in document.meta.facts
        ),
        (workbook.words(_("Version")), version),
        (workbook.words(_("Made")), moment_text(edition.made_at, language)),
        ("SHA-256", edition.sha256),
        *([(workbook.words(_("Chain of events")), str(document.head))] if document.head else ()),
    ]
    statement = document.statement.text(language)
    if statement:
        rows.append((workbook.words(_("Co-financing")), statement))
    place = 2
    for label, value in rows:
        sheet.write_string(place, 0, label, workbook.format(TEXT, "header"))
        sheet.write_string(place, 1, value, workbook.format(TEXT))
        workbook.fit(sheet, place, ((label, 30), (value, 90)))
        place += 1
    label = workbook.words(_("All differences added up (must be 0)"))
    sheet.write_string(place, 0, label, workbook.format(TEXT, "header"))
    left = workbook.book.add_format({"num_format": "#,##0.00", "align": "left"})
    sheet.write_formula(place, 1, f"={CHECKS_TOTAL}", left, _all_differences(edition))
    workbook.fit(sheet, place, ((label, 26),))


def _all_differences(edition: Edition) -> Decimal:
    return sum((abs(check.difference) for check in edition.document.checks()), ZERO)


def _checks(workbook: Workbook) -> None:
    """Every pair of figures that must agree; a side that is printed somewhere is worked out."""
    document = workbook.edition.document
    name = workbook.words(CHECKS)
    sheet = workbook.sheet(name)
    sheet.set_column(0, 0, 70)
    sheet.set_column(1, 4, 18)
    workbook.heading(sheet, name)
    heads = (_("Reconciliation"), _("Left"), _("Right"), _("Difference"), _("Result"))
    for column, head in enumerate(heads):
        kind = MONEY if 0 < column < 4 else TEXT
        sheet.write_string(
            HEADER_ROW, column, workbook.words(head), workbook.format(kind, "header")
        )
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.repeat_rows(HEADER_ROW)
    line = HEADER_ROW
    for check in document.reconciliations:
        line += 1
        _check(workbook, sheet, line, check.label.text(workbook.language), check)
    for table in document.tables:
        columns = [column for column in table.columns if column.summed]
        for check in table.checks:
            line += 1
            label = f"{table.code} · {check.label.text(workbook.language)}"
            key = next(one.key for one in columns if one.label == check.label)
            columns = [one for one in columns if one.key != key]
            sums = range_name(f"{table.code}:{key}:sum")
            _check(workbook, sheet, line, label, check, (sums, range_name(f"{table.code}:{key}")))
    if line == HEADER_ROW:
        line += 1
        nothing = workbook.words(_("This paper has no sums that could differ."))
        sheet.write_string(line, 0, nothing, workbook.format(TEXT, "normal"))
    _all(workbook, sheet, line)


def _all(workbook: Workbook, sheet: Any, last: int) -> None:
    """The one figure that must be nothing."""
    first, line = HEADER_ROW + 1, last + 2
    label = workbook.words(_("All differences added up (must be 0)"))
    sheet.write_string(line, 0, label, workbook.format(TEXT, "total"))
    total = _all_differences(workbook.edition)
    area = f"{xl_rowcol_to_cell(first, 3)}:{xl_rowcol_to_cell(max(last, first), 3)}"
    look = workbook.format(MONEY, "total")
    sheet.write_formula(line, 3, f"=SUMPRODUCT(ABS({area}))", look, total)
    cell = xl_rowcol_to_cell(line, 3, row_abs=True, col_abs=True)
    workbook.book.define_name(CHECKS_TOTAL, f"='{workbook.words(CHECKS)}'!{cell}")


def _check(
    workbook: Workbook,
    sheet: Any,
    line: int,
    label: str,
    check: Check,
    names: tuple[str, str] | None = None,
) -> None:
    money = workbook.format(MONEY)
    left, right, difference = (xl_rowcol_to_cell(line, column) for column in (1, 2, 3))
    sheet.write_string(line, 0, label, workbook.format(TEXT))
    if names:
        sheet.write_formula(line, 1, f"={names[0]}", money, check.left)
        sheet.write_formula(line, 2, f"={names[1]}", money, check.right)
    else:
        _side(workbook, sheet, (line, 1), check.left, check.left_from)
        _side(workbook, sheet, (line, 2), check.right, check.right_from)
    sheet.write_formula(line, 3, f"=ROUND({left}-{right},2)", money, check.difference)
    agrees, differs = workbook.words(_("Agrees")), workbook.words(_("Differs"))
    sheet.write_formula(
        line,
        4,
        f'=IF({difference}=0,"{agrees}","{differs}")',
        workbook.format(TEXT),
        differs if check.difference else agrees,
    )


def _side(
    workbook: Workbook, sheet: Any, at: tuple[int, int], value: Decimal, sources: tuple[str, ...]
) -> None:
    """A side as the sum of the printed figures that it names; else, as it was frozen."""
    known = [workbook.figures.get(source) for source in sources]
    figures = [figure for figure in known if figure is not None]
    money = workbook.format(MONEY)
    if known and len(figures) == len(known) and sum(figures, ZERO) == value:
        added = "+".join(range_name(source) for source in sources)
        sheet.write_formula(*at, f"={added}", money, value)
    else:
        sheet.write_number(*at, value, money)


def _dictionary(workbook: Workbook) -> None:
    """What each column means, in both languages."""
    name = workbook.words(_("Data dictionary"))
    sheet = workbook.sheet(name)
    workbook.heading(sheet, name)
    widths = (9, 16, 24, 24, 60, 60, 12, 12, 24)
    for column, (head, width) in enumerate(zip(HEAD, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(HEADER_ROW, column, head, workbook.format(TEXT, "header"))
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.repeat_rows(HEADER_ROW)
    line = HEADER_ROW
    for line, entry in enumerate(entries(workbook.edition.document), start=HEADER_ROW + 1):
        for column, text in enumerate(entry):
            sheet.write_string(line, column, text, workbook.format(TEXT))
        workbook.fit(sheet, line, zip(entry, widths, strict=True))
    sheet.autofilter(HEADER_ROW, 0, max(line, HEADER_ROW + 1), len(HEAD) - 1)

"""Sheets on their way in: received, laid out, checked as often as one likes, written at once.

Checking leaves no row of the ledger behind. Writing checks anew and writes everything in one
transaction, with one event; if anything else was written meanwhile, it starts over. So a file that
is sent twice changes nothing, and a run that dies leaves nothing and may be repeated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any

from consortium.actions.base import action, record
from consortium.exchange.sheets import open_book
from consortium.models import AuditEvent
from consortium.rules.identifiers import mask_cpr
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from reporting.actions.import_kinds import IMPORTABLE, Batches, importable
from reporting.actions.import_rows import MOST_KEPT, Outcome
from reporting.actions.import_targets import Target, chain_of, opened, owner_of, target_ref
from reporting.exchange.columns import SheetKind
from reporting.exchange.layout import Layout, Sign, lay_out, sheet_of, sign_of
from reporting.exchange.reading import Reading
from reporting.models import SheetImport, SheetLayout

__all__ = [
    "IMPORTABLE",
    "ImportRefused",
    "Progress",
    "Source",
    "check",
    "importable",
    "layout_of",
    "write",
]

TRIES = 3


class ImportRefused(Refused):
    """The sheet cannot be taken as it is; nothing of it has been written."""

    code = "IMPORT_REFUSED"


class Moved(Exception):
    """Something was written while the sheet was being checked: check it again."""


@dataclass
class Progress:
    """How far a run is. *tell* is called after each batch; what it raises ends the run."""

    tell: Callable[[Progress], None] = lambda _progress: None
    most: int = MOST_KEPT
    checked: int = 0
    refused: int = 0
    to_write: int = 0
    written: int = 0

    def rows(self, batch: int, refused: int) -> None:
        """Another batch has been checked."""
        self.checked, self.refused = self.checked + batch, refused
        self.tell(self)

    def wrote(self, rows: int) -> None:
        """So many rows have been handed to the database."""
        self.written = rows
        self.tell(self)


@dataclass
class Source:
    """A file and everything that is needed to read it into *report*."""

    report: Target
    kind: SheetKind
    open: Callable[[], IO[bytes]]
    name: str
    layout: Layout
    by: Any
    at: dt.datetime
    progress: Progress = field(default_factory=Progress)

    def count(self) -> int:
        """How many rows there are to check."""
        with self.open() as stream, open_book(stream, self.name) as book:
            rows = sheet_of(book, self.layout).rows()
            return sum(number > self.layout.header_row for number, _cells in rows)

    @contextmanager
    def checked(self) -> Iterator[tuple[Outcome, Batches]]:
        """Every row through every rule; what is good waits to be written until the end."""
        outcome, layout = Outcome(), self.layout
        given = frozenset(layout.places) | frozenset(layout.fixed)
        make = importable(self.kind.code).batches
        self.progress.checked = self.progress.refused = self.progress.written = 0
        with self.open() as stream, open_book(stream, self.name) as book:
            reading = Reading(
                sheet_of(book, layout), layout, self.kind, self.kind.lists(self.report)
            )
            batches = make(self.report, given, self.by, self.at)
            try:
                for batch in batches.checked(reading):
                    count = outcome.add(batch, reading, self.progress.most)
                    self.progress.rows(count, outcome.counts["refused"])
                outcome.totals = reading.totals
                yield outcome, batches
            finally:
                batches.close()


def check(source: Source) -> Outcome:
    """What *source* would do; nothing is written."""
    with source.checked() as (outcome, _batches):
        return outcome


def write(
    source: Source,
    sheet: SheetImport | None = None,
    before: Callable[[], None] = lambda: None,
) -> Outcome:
    """Check *source* and write all of it, or nothing if one row is refused.

    *sheet*, if there is one, is marked as written in the same transaction. *before* is called when
    all rows have been found good, and may still stop it.
    """
    for _try in range(TRIES):
        stamp = _newest_event()
        with source.checked() as (outcome, batches):
            if not outcome.is_good or not outcome.writes:
                return outcome
            before()
            try:
                _write(source, batches, outcome, sheet, stamp, by=source.by, at=source.at)
            except Moved:
                continue
            return outcome
    # The house is busy: check once more with everybody else kept out of the report.
    return _write_locked(source, sheet, by=source.by, at=source.at)


def _newest_event() -> int:
    return AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@action
def _write(
    source: Source,
    batches: Batches,
    outcome: Outcome,
    sheet: SheetImport | None,
    stamp: int | None,
    *,
    by: Any,
    at: dt.datetime,
) -> None:
    report = opened(source.report, by)
    if stamp is not None and _newest_event() != stamp:
        raise Moved
    if sheet is not None:
        _take(sheet, outcome, at)
    source.progress.to_write = outcome.counts["new"] + outcome.counts["changed"]
    batches.write(source.progress.wrote)
    record(
        f"{source.kind.code}.imported",
        report,
        chain=chain_of(report),
        after={
            "file": source.name,
            "sha256": sheet.sha256 if sheet else "",
            "new": outcome.counts["new"],
            "changed": outcome.counts["changed"],
            "unchanged": outcome.counts["unchanged"],
            **_amounts(outcome),
        },
    )


def _amounts(outcome: Outcome) -> dict[str, Any]:
    """What the new rows add up to; by currency where the sheet holds several."""
    if any(" " in name for name in outcome.amounts):
        return {"amounts": dict(outcome.amounts)}
    return {"amount": outcome.amounts.get("new", 0)}


@action
def _write_locked(
    source: Source, sheet: SheetImport | None, *, by: Any, at: dt.datetime
) -> Outcome:
    report = opened(source.report, by)
    with source.checked() as (outcome, batches):
        if not outcome.is_good or not outcome.writes:
            record("sheet.checked", report, chain=chain_of(report))
            return outcome
        _write(source, batches, outcome, sheet, None, by=by, at=at)
        return outcome


def _take(sheet: SheetImport, outcome: Outcome, at: dt.datetime) -> None:
    """Mark *sheet* as written; refuse if another run has been here before."""
    open_still = SheetImport.objects.filter(pk=sheet.pk).exclude(
        state__in=[SheetImport.WRITTEN, SheetImport.DROPPED]
    )
    sheet.outcome = outcome.to_json()
    written = {"state": SheetImport.WRITTEN, "written_at": at, "outcome": sheet.outcome}
    if not open_still.update(**written):
        raise ImportRefused.because(
            _("“%(name)s” has been written or dropped already. Look at the report."),
            rule="A-11",
            name=sheet.name,
        )
    sheet.state, sheet.written_at = SheetImport.WRITTEN, at


def layout_of(content: IO[bytes], name: str, report: Target, kind: SheetKind) -> Layout:
    """How the file is laid out: as it says itself, as its like was before, or as it is guessed."""
    with open_book(content, name) as book:
        _must_be_for(sign_of(book), report, kind)
        found = lay_out(book, kind)
    if found is None:
        raise ImportRefused.because(
            _(
                "No row of “%(name)s” reads as the headers of its columns. Put one row of headers "
                "above the rows, or fetch the workbook of this report."
            ),
            rule="A-03",
            subject="file",
            name=mask_cpr(name),
        )
    if found.is_ours:
        return found
    known = SheetLayout.objects.filter(
        organisation=owner_of(report),
        kind=kind.code,
        signature=found.signature,
    ).first()
    if known is None:
        return found
    return Layout.from_json({**known.layout, "sheet": found.sheet, "header_row": found.header_row})


def _must_be_for(sign: Sign | None, report: Target, kind: SheetKind) -> None:
    """Refuse a workbook of ours that was made for something else."""
    here = target_ref(report)
    if sign is not None and (sign.kind, sign.report) != (kind.code, here):
        raise ImportRefused.because(
            _(
                "This workbook was made for the report %(other)s, and this is %(here)s. Fetch the "
                "workbook of this report."
            ),
            rule="A-03",
            subject="file",
            other=sign.report,
            here=here,
        )

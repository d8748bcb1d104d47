"""Sheets that were handed in for a report: kept, laid out, their outcome noted, thrown away."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import IO, Any

from django.core.files.base import File

from consortium.actions.base import action, must, record
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from reporting.actions.drafts import locked_report, open_for_writing
from reporting.actions.import_rows import Outcome
from reporting.actions.imports import IMPORTABLE, ImportRefused, Progress, Source, layout_of
from reporting.exchange.columns import SheetKind
from reporting.exchange.layout import Layout
from reporting.models import PartnerReport, SheetImport, SheetLayout

BLOCK = 1 << 20


def layout_kept(sheet: SheetImport) -> Layout:
    """How *sheet* is read."""
    return Layout.from_json(sheet.layout or {})


def kind_of(sheet: SheetImport) -> SheetKind:
    """What *sheet* is read as."""
    return IMPORTABLE[sheet.kind].kind


@action
def receive_sheet(
    report: PartnerReport, *, kind: str, content: Any, name: str, by: Any, at: dt.datetime
) -> SheetImport:
    """Keep an uploaded sheet for *report*, and find out how it is laid out.

    Raises SheetRefused if it is no sheet that can be read, ImportRefused if it has no header.
    """
    must(by, Capability.WRITE_REPORT, report.grant_partner.organisation)
    report = open_for_writing(report, by)
    name = name.replace("\\", "/").rpartition("/")[2][-200:]
    layout = layout_of(content, name, report, IMPORTABLE[kind].kind)
    sheet = SheetImport(report=report, kind=kind, name=name, created_by=by, created_at=at)
    sheet.sha256, sheet.size = _hashed(content)
    sheet.layout = layout.to_json()
    content.seek(0)
    sheet.file.save(sheet.sha256, File(content), save=False)
    sheet.save()
    record(
        "sheet.received",
        sheet,
        chain=report.grant_partner.grant.ref,
        after={"name": name, "sha256": sheet.sha256, "kind": kind},
    )
    return sheet


@action
def answer_sheet(sheet: SheetImport, layout: Layout, *, by: Any, at: dt.datetime) -> SheetImport:
    """Take the reader's answers about the columns of *sheet*, and remember them for its like."""
    report = open_for_writing(sheet.report, by)
    sheet.layout, sheet.outcome, sheet.state = layout.to_json(), None, SheetImport.RECEIVED
    sheet.save()
    SheetLayout.objects.update_or_create(
        organisation=report.grant_partner.organisation,
        kind=sheet.kind,
        signature=layout.signature,
        defaults={"layout": sheet.layout, "updated_at": at},
    )
    record(
        "sheet.laid_out",
        sheet,
        chain=report.grant_partner.grant.ref,
        after={"places": dict(layout.places), "fixed": dict(layout.fixed)},
    )
    return sheet


@action
def note_outcome(sheet: SheetImport, outcome: Outcome, *, by: Any, at: dt.datetime) -> SheetImport:
    """Keep what checking *sheet* has found; a file with a CPR number is thrown away (G-01)."""
    report = locked_report(sheet.report)
    must(by, Capability.WRITE_REPORT, report.grant_partner.organisation)
    sheet.outcome = outcome.to_json()
    if outcome.has_cpr:
        _throw_away(sheet)
    elif sheet.state != SheetImport.WRITTEN:
        sheet.state = SheetImport.CHECKED
    sheet.save()
    record(
        "sheet.checked",
        sheet,
        chain=report.grant_partner.grant.ref,
        after={name: outcome.counts[name] for name in ("new", "changed", "unchanged", "refused")},
    )
    return sheet


@action
def drop_sheet(sheet: SheetImport, *, by: Any, at: dt.datetime) -> SheetImport:
    """Throw a sheet away that has not been written."""
    report = locked_report(sheet.report)
    must(by, Capability.WRITE_REPORT, report.grant_partner.organisation)
    if sheet.state == SheetImport.WRITTEN:
        raise ImportRefused.because(
            _("“%(name)s” has been written; change its rows in the report."),
            rule="W-04",
            name=sheet.name,
        )
    _throw_away(sheet)
    sheet.save()
    record("sheet.dropped", sheet, chain=report.grant_partner.grant.ref)
    return sheet


def source_of(
    sheet: SheetImport, *, by: Any, at: dt.datetime, progress: Progress | None = None
) -> Source:
    """The kept file of *sheet*, ready to be checked or written."""
    return Source(
        sheet.report,
        IMPORTABLE[sheet.kind].kind,
        lambda: sheet.file.open("rb"),
        sheet.name,
        layout_kept(sheet),
        by,
        at,
        progress or Progress(),
    )


def _throw_away(sheet: SheetImport) -> None:
    sheet.state = SheetImport.DROPPED
    sheet.file.delete(save=False)


def _hashed(content: IO[bytes]) -> tuple[str, int]:
    content.seek(0)
    sha256, size = hashlib.sha256(), 0
    while block := content.read(BLOCK):
        sha256.update(block)
        size += len(block)
    return sha256.hexdigest(), size

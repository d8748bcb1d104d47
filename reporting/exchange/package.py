"""The audit package of a grant: one ZIP that proves itself without the system (A-36).

The same data give the same bytes. What changes is written first, within seconds; if anybody acts
meanwhile, it is begun anew, so that rows, versions and events of a package fit each other. Papers
and vouchers never change and follow at leisure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.apps import apps

from consortium.exchange.archives import Archive
from consortium.models import AuditEvent, ChainHead, EvidenceFile
from consortium.models.bulk import Runs
from consortium.queries.keys_on_disk import KeysOnDisk
from consortium.rules.hashing import plain
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant
from reporting.exchange.package_columns import (
    COLUMN_HEAD,
    TABLE_HEAD,
    column_rows,
    csv_lines,
    table_row,
)
from reporting.exchange.package_files import (
    write_papers,
    write_profile,
    write_vouchers,
)
from reporting.exchange.package_places import event_line, ladder_lines
from reporting.exchange.package_rows import data_rows, history_rows
from reporting.models import ReportSnapshot
from reporting.queries.package import (
    gather_keys,
    has_memory,
    lending_events,
    versions_of,
    ways_to_grant,
)

FORMAT = "konsortium-audit-package/1"
HERE = Path(__file__).parent
TEXTS = {
    "LÆSMIG.txt": HERE / "package_texts" / "da.txt",
    "README.txt": HERE / "package_texts" / "en.txt",
    "verify.py": HERE / "package_verify.py",
}
ATTEMPTS = 5
BATCH = 2000
ROWS, PAPERS, VOUCHERS = "rows", "papers", "vouchers"
Told = Callable[[str, int, int], None]


class BusyHouse(Refused):
    """So much is written that no moment of rest was found to read the rows in."""

    code = "BUSY_HOUSE"


@dataclass(frozen=True)
class Packed:
    """What was written: its manifest's hash and what a letter to the auditor says of it."""

    manifest_sha256: str
    files: int
    size: int
    lost: int
    head: str


def write_package(grant: Grant, stream: IO[bytes], *, told: Told | None = None) -> Packed:
    """Write the package of *grant* to *stream*, which can be read and sought.

    *told* hears of the progress: what is being written, how many of how many.
    """
    tell = told or (lambda _phase, _done, _total: None)
    for _attempt in range(ATTEMPTS):
        stream.seek(0)
        stream.truncate()
        before, head = _last_event(), _head(grant)
        tell(ROWS, 0, 0)
        with closing(Archive(stream)) as archive, closing(KeysOnDisk()) as keys:
            gather_keys(grant, keys)
            _write_rows(archive, grant, keys)
            if _last_event() == before:
                return _finished(archive, grant, keys, head, tell)
    raise BusyHouse.because(
        _(
            "So much is being written just now that no package of %(ref)s can be made that fits "
            "together. Try again in the evening."
        ),
        rule="A-36",
        ref=grant.ref,
    )


def verify_script() -> bytes:
    """The verify.py that every package holds, for whoever trusts this house more than a file."""
    return TEXTS["verify.py"].read_bytes()


def _last_event() -> int:
    last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def _head(grant: Grant) -> dict[str, Any]:
    head = ChainHead.objects.filter(chain=grant.ref).first()
    number, sha256 = (head.number, head.sha256) if head else (0, "")
    return {"chain": grant.ref, "number": number, "sha256": sha256}


def _write_rows(archive: Archive, grant: Grant, keys: KeysOnDisk) -> None:
    for name, path in TEXTS.items():
        archive.add(name, [path.read_bytes()])
    write_profile(archive, grant)
    own = AuditEvent.objects.filter(chain=grant.ref).order_by("number")
    told = own.values_list("chain", "number", "sha256", "body_text").iterator(BATCH)
    archive.add_text("events.jsonl", (event_line(*event) for event in told))
    archive.add_text("other_events.jsonl", ladder_lines(grant, lending_events(grant, keys)))
    # A table without rows is told of as well: nothing was there, and nothing was left out.
    own_tables = {model._meta.label_lower for model in (*ways_to_grant(), EvidenceFile)}
    models: list[Any] = [apps.get_model(label) for label in sorted({*own_tables, *keys.labels()})]
    runs = _runs_in(grant)
    for model in models:
        name = model._meta.label_lower
        archive.add_text(f"data/{name}.csv", csv_lines(data_rows(model, keys)))
        if has_memory(model):
            own_runs = runs.get(versions_of(model)._meta.label_lower, [])
            lines = csv_lines(history_rows(model, keys, own_runs))
            archive.add_text(f"history/{name}.csv", lines)
    archive.add_text("tables.csv", csv_lines([TABLE_HEAD, *_tables(models, keys)]))
    columns = (row for model in models for row in column_rows(model))
    archive.add_text("dictionary.csv", csv_lines([COLUMN_HEAD, *columns]))


def _runs_in(grant: Grant) -> dict[str, list[tuple[Runs, str]]]:
    """By table of versions: those that one hash vouches for together."""
    found: dict[str, list[tuple[Runs, str]]] = {}
    events = AuditEvent.objects.filter(chain=grant.ref).exclude(versions={}).order_by("number")
    for versions in events.values_list("versions", flat=True).iterator(BATCH):
        for name, digest in versions.items():
            label, _colon, which = name.rpartition(":")
            if "-" in which:
                found.setdefault(label, []).append((Runs.read(which), digest))
    return found


def _tables(models: list[Any], keys: KeysOnDisk) -> Iterator[list[object]]:
    for model in models:
        rows = keys.count("rows", model._meta.label_lower)
        versions = keys.count("versions", versions_of(model)._meta.label_lower)
        yield table_row(model, rows, versions if has_memory(model) else 0)


def _finished(
    archive: Archive, grant: Grant, keys: KeysOnDisk, head: dict[str, Any], tell: Told
) -> Packed:
    papers = keys.count("rows", ReportSnapshot._meta.label_lower)
    write_papers(archive, keys, _counter(tell, PAPERS, papers))
    vouchers = keys.count("rows", EvidenceFile._meta.label_lower)
    lost = write_vouchers(archive, keys, _counter(tell, VOUCHERS, vouchers))
    last = AuditEvent.objects.filter(chain=grant.ref, number=head["number"]).first()
    about = {
        "format": FORMAT,
        "grant": grant.ref,
        "title": grant.title,
        "as_of": plain(last.at) if last else None,
        "chain": head,
    }
    manifest = archive.finish(about)
    name = ":".join(str(part) for part in head.values())
    return Packed(manifest, archive.count, archive.size, lost, name)


def _counter(tell: Told, phase: str, total: int) -> Callable[[], None]:
    done = 0

    def one_more() -> None:
        nonlocal done
        done += 1
        tell(phase, done, total)

    return one_more

"""The rows of an audit package and every version of them, with the very text that was hashed."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from consortium.models.bulk import ABOUT, Runs, run_lines, runs_digest
from consortium.models.earlier_columns import Copied, earlier_digests, earlier_runs, given_later
from consortium.models.memory import as_stored, frozen_text, version_text, version_text_of
from consortium.queries.keys_on_disk import KeysOnDisk, among
from consortium.rules.hashing import canonical_of_plain, plain, sha256
from reporting.exchange.package_columns import columns_of, decimals_of, readers, spellers
from reporting.exchange.package_verify import spelled
from reporting.queries.package import has_history, versions_of

Row = list[object]
# What a version says about itself besides the row, in the order of the columns of ABOUT.
SAID = ("history_at", "history_reason", "history_type", "history_by")
# With the text of a frozen paper in the row; few at a time keep the memory flat.
LARGE = 20


def data_rows(model: Any, keys: KeysOnDisk) -> Iterator[Sequence[object]]:
    """The head, then each row that belongs, by key."""
    columns = columns_of(model)
    names = [column.attname for column in columns]
    yield names
    spell = spellers(columns)
    for chunk in keys.rows(model._meta.label_lower):
        for start in range(0, len(chunk), _step(model)):
            part = chunk[start : start + _step(model)]
            rows = model._base_manager.filter(among(part)).order_by("pk")
            for row in rows.values_list(*names):
                yield [of(value) for of, value in zip(spell, row, strict=True)]


def history_rows(
    model: Any, keys: KeysOnDisk, runs: Sequence[tuple[Runs, str]]
) -> Iterator[Sequence[object]]:
    """The head, then each version that belongs, in the order of their numbers.

    *runs* are the versions that one hash vouches for together, with that hash.
    """
    table = _Versions(model)
    yield table.head
    together = [table.of_run(numbers, digest) for numbers, digest in runs]
    alone = table.alone(keys, [numbers for numbers, _digest in runs])
    for _number, row in heapq.merge(alone, *together, key=lambda found: found[0]):
        yield row


def _step(model: Any) -> int:
    return LARGE if model._meta.label_lower == "reporting.reportsnapshot" else 500


@dataclass
class _Versions:
    model: Any

    def __post_init__(self) -> None:
        self.versions = versions_of(self.model)
        self.columns = columns_of(self.model)
        self.names = [column.attname for column in self.columns]
        self.places = {column.attname: decimals_of(column) for column in self.columns}
        own = {column.attname: column for column in self.versions._meta.concrete_fields}
        self.read = readers([own[name] for name in self.names])
        self.about = ABOUT if has_history(self.model) else ()
        tail = (*SAID, "not_covered", "hashed_text")
        self.head = ["history_id", *self.names, *tail]

    def alone(self, keys: KeysOnDisk, runs: Sequence[Runs]) -> Iterator[tuple[int, Row]]:
        """Versions with a hash of their own."""
        for chunk in keys.versions(self.versions._meta.label_lower):
            wanted = [key for key in chunk if not any(key in run for run in runs)]
            for start in range(0, len(wanted), _step(self.model)):
                part = wanted[start : start + _step(self.model)]
                found = self.versions._base_manager.filter(among(part)).order_by("pk")
                for number, *row in found.values_list("pk", *self.names, *self.about):
                    yield number, self.told(number, row, chunk[number])

    def told(self, number: int, row: Sequence[Any], digest: str | None) -> Row:
        """The line of the version with this *number* and *row*, with what was hashed of it."""
        width = len(self.names)
        values = [read(value) for read, value in zip(self.read, row[:width], strict=True)]
        named, said = dict(zip(self.names, values, strict=True)), row[width:]
        text, lacking = version_text_of(named, *said) if said else canonical_of_plain(named), ""
        if digest is not None and sha256(text) != digest:
            text, lacking = self.earlier(number, digest) or (text, lacking)
        cells = map(spelled, values, self.places.values())
        about = [spelled(plain(value)) for value in said or [None] * len(ABOUT)]
        return [number, *cells, *about, lacking, text]

    def earlier(self, number: int, digest: str) -> tuple[str, str] | None:
        """The text that *digest* was taken of before columns were added, and these.

        Nothing where the version was altered: the verifier finds that it does not fit, and says so.
        """
        text = version_text if has_history(self.model) else frozen_text
        tried: list[tuple[str, frozenset[str]]] = []

        def told(row: Any, without: frozenset[str]) -> str:
            tried.append((text(row, without), without))
            return tried[-1][0]

        version = self.versions._base_manager.get(pk=number)
        for older in earlier_digests(version, told):
            if sha256(older) == digest:
                return older, " ".join(sorted(tried[-1][1]))
        return None

    def of_run(self, runs: Runs, digest: str) -> Iterator[tuple[int, Row]]:
        """Versions that an import has made; the hash is over the texts of all of them."""
        without = self.lacking(runs, digest)
        lines = run_lines(self.versions, runs, without)
        given = [name for name in self.head[:-2] if name not in without]
        for line in lines:
            values = dict(zip(given, json.loads(line), strict=True))
            values |= {name: self.given(name, values) for name in without}
            cells = [
                spelled(values.get(name), self.places.get(name, 0)) for name in self.head[1:-2]
            ]
            number = int(values["history_id"])
            yield number, [number, *cells, " ".join(sorted(without)), line[:-1]]

    def given(self, name: str, values: dict[str, Any]) -> Any:
        """What the migration that added column *name* has put into it."""
        value = given_later(self.versions)[name]
        if isinstance(value, Copied):
            return values[value.column]
        return plain(as_stored(self.columns[self.names.index(name)], value))

    def lacking(self, runs: Runs, digest: str) -> frozenset[str]:
        """The columns that were added after the import."""
        if runs_digest(self.versions, runs) == digest:
            return frozenset()
        for without in earlier_runs(self.versions, runs):
            if runs_digest(self.versions, runs, without) == digest:
                return without
        return frozenset()

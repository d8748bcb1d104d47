"""The memory: the rows, versions and papers that the events vouch for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

from consortium.models import AuditEvent, User
from consortium.models.bulk import Runs, runs_digest
from consortium.models.earlier_columns import Digest, earlier_digests, earlier_runs_digests
from consortium.models.memory import NOT_HASHED, frozen_digest, version_digest, version_key
from consortium.rules.refusals import gettext_noop as _
from reporting.models import ReportSnapshot
from reporting.queries.checks.base import Fault, Scope, fault
from reporting.queries.checks.newest import differing_rows, rows_gone
from reporting.queries.checks.reading import BATCH, DAMAGE, every_row

UNREADABLE = _("The row cannot be read: its bytes have been damaged.")
ALTERED = _("The row is not what event %(event)s vouches for.")
ALTERED_RUN = _("Of these rows one or more are not what event %(event)s vouches for.")
UNNAMED = _("No event vouches for this row: it was slipped in, or its event was altered.")


def unreadable(check: str, model: type[models.Model], keys: list[object]) -> list[Fault]:
    """A fault for each row of *model* whose bytes cannot be read."""
    return [Fault(check, model._meta.db_table, str(key), UNREADABLE) for key in keys]


@dataclass
class Vouchers:
    """What the events vouch for: the name of a version or row → its hash, and by which event."""

    scope: Scope
    hashes: dict[str, str] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    # By model: the numbers of what an event names one by one.
    numbers: dict[str, set[int]] = field(default_factory=dict)
    # By model: the runs of versions for which one hash stands (an import), with that hash.
    runs: dict[str, list[tuple[Runs, str, str]]] = field(default_factory=dict)

    def note(self, key: str, digest: str, event: AuditEvent) -> None:
        """Take in one line of an event."""
        name, label = f"{event.chain} #{event.number}", key.rpartition(":")[0]
        if "-" in key:
            # An unreadable name is an altered event, and A-31 tells of that.
            with suppress(ValueError):
                runs = Runs.read(key[len(label) + 1 :])
                self.runs.setdefault(label, []).append((runs, digest, name))
            return
        if key in self.hashes:
            sentence = _("Event %(event)s vouches for a row that another event vouches for.")
            self.faults.append(fault("A-32", event, sentence, event=str(event)))
        self.hashes[key], self.events[key] = digest, name
        if (number := key.rpartition(":")[2]).isdecimal():
            self.numbers.setdefault(label, set()).add(int(number))

    def check(self, row: models.Model, of: Digest, *, is_free: bool = False) -> None:
        """Strike *row* off the list, and tell if it is not what its event vouches for."""
        key = version_key(row)
        wanted = self.hashes.pop(key, None)
        if wanted is None and any(row.pk in run for run, *_ in self.runs.get(_label(row), ())):
            return
        if wanted is None:
            if self.scope.grant is None and not is_free:
                self.faults.append(fault("A-32", row, UNNAMED))
            return
        digest = _digest(of, row)
        if digest is None:
            self.faults.append(fault("A-32", row, UNREADABLE))
        elif digest != wanted and wanted not in earlier_digests(row, of):
            self.faults.append(fault("A-32", row, ALTERED, event=self.events[key]))


def memory_is_whole(scope: Scope) -> list[Fault]:
    """A-32: rows are their newest versions, versions are what their events vouch for."""
    vouchers = _vouchers(scope)
    for model in apps.get_models():
        if hasattr(model._meta, "simple_history_manager_attribute"):
            _check_history(model, vouchers)
        elif getattr(model, "is_frozen", False):
            damaged: list[object] = []
            for row in every_row(model._base_manager.all(), damaged):
                vouchers.check(row, frozen_digest)
            vouchers.faults += unreadable("A-32", model, damaged)
    for key in vouchers.hashes:
        label, pk = key.rsplit(":", 1)
        sentence = _("The row that event %(event)s vouches for is gone.")
        table = apps.get_model(label)._meta.db_table
        params = {"event": vouchers.events[key]}
        vouchers.faults.append(Fault("A-32", table, pk, sentence, params))
    return vouchers.faults + _snapshots(scope)


def _vouchers(scope: Scope) -> Vouchers:
    events = AuditEvent.objects.exclude(versions={})
    if scope.grant is not None:
        events = events.filter(chain=scope.grant.ref)
    made, damaged = Vouchers(scope), list[object]()
    for event in every_row(events, damaged):
        for key, digest in event.versions.items() if isinstance(event.versions, dict) else ():
            made.note(key, digest, event)
    return made


def _check_history(model: Any, vouchers: Vouchers) -> None:
    versions = getattr(model, model._meta.simple_history_manager_attribute).model
    damaged, label = list[object](), versions._meta.label_lower
    vouched = vouchers.numbers.get(label, set())
    _check_runs(versions, vouchers)
    for version in _to_be_read(versions, vouchers.scope, vouched, damaged):
        vouchers.check(version, version_digest, is_free=_from_the_shell(model, version))
    vouchers.faults += unreadable("A-32", versions, damaged)
    _drop_damaged(versions, damaged, vouchers)
    runs = [run for run, *_ in vouchers.runs.get(label, ())]

    def is_told_here(number: int | None) -> bool:
        """Whether the newest version of a row belongs to what is looked at."""
        if vouchers.scope.grant is None or number in vouched:
            return True
        return number is not None and any(number in run for run in runs)

    vouchers.faults += _check_rows(model, versions, is_told_here)


def _to_be_read(
    versions: Any, scope: Scope, vouched: set[int], damaged: list[object]
) -> Iterator[Any]:
    """The versions whose hashes are taken: of a grant those that its events name one by one."""
    if scope.grant is None:
        yield from every_row(versions.objects.all(), damaged)
        return
    numbers = sorted(vouched)
    for start in range(0, len(numbers), BATCH):
        several = numbers[start : start + BATCH]
        yield from every_row(versions.objects.filter(pk__in=several), damaged)


def _check_rows(
    model: Any, versions: Any, is_told_here: Callable[[int | None], bool]
) -> Iterator[Fault]:
    """Rows that are not their newest version, and those that are gone without a word."""
    columns = [c.attname for c in versions._meta.concrete_fields if c.name not in NOT_HASHED]
    for key, number in differing_rows(model):
        if is_told_here(number):
            yield from _compared(model, key, versions, number, columns)
    sentence = _("The row is gone, and no version tells that it was deleted.")
    for key, number in rows_gone(model):
        if is_told_here(number):
            yield Fault("A-32", model._meta.db_table, str(key), sentence)


def _check_runs(versions: Any, vouchers: Vouchers) -> None:
    """One hash for all versions of an import: gone, altered and slipped in show alike."""
    for runs, wanted, event in vouchers.runs.get(versions._meta.label_lower, ()):
        try:
            is_whole = runs_digest(versions, runs) == wanted
            is_whole = is_whole or wanted in earlier_runs_digests(versions, runs)
        except DAMAGE:
            is_whole = False
        if not is_whole:
            table, params = versions._meta.db_table, {"event": event}
            vouchers.faults.append(Fault("A-32", table, str(runs), ALTERED_RUN, params))


def _label(row: models.Model) -> str:
    return row._meta.label_lower


def _drop_damaged(versions: Any, damaged: list[object], vouchers: Vouchers) -> None:
    # Told once as unreadable; not a second time as gone.
    for key in damaged:
        vouchers.hashes.pop(f"{versions._meta.label_lower}:{key}", None)


def _compared(
    model: Any, key: object, versions: Any, number: int | None, columns: list[str]
) -> list[Fault]:
    """What is wrong with a row that differs from its newest version; nothing if it only looks so.

    A version that cannot be read has been told of.
    """
    try:
        row = model._base_manager.get(pk=key)
    except DAMAGE:
        return unreadable("A-32", model, [key])
    if number is None:
        sentence = _("The row has no version: it was slipped in past the house's actions.")
        return [fault("A-32", row, sentence)]
    try:
        version = versions.objects.get(pk=number)
    except DAMAGE:
        return []
    if version.history_type == "-":
        return [fault("A-32", row, _("The row was deleted, but it is here again."))]
    changed = [name for name in columns if getattr(row, name) != getattr(version, name)]
    if not changed:
        return []
    sentence = _("The row is not its newest version: %(columns)s was changed past the actions.")
    return [fault("A-32", row, sentence, columns=", ".join(changed))]


def _from_the_shell(model: Any, version: Any) -> bool:
    # The first administrator is made by `createsuperuser`, before anybody can act.
    is_first = version.history_type == "+" and version.history_user_id is None
    return model is User and is_first and version.is_superuser


def _digest(of: Digest, row: models.Model) -> str | None:
    try:
        return of(row, frozenset())
    except DAMAGE:
        return None


def _snapshots(scope: Scope) -> list[Fault]:
    found = []
    damaged: list[object] = []
    for paper in every_row(ReportSnapshot.objects.filter(scope.of()), damaged):
        if paper.computed_sha256() != paper.sha256:
            sentence = _("The paper %(paper)s is not what its hash was taken of.")
            found.append(fault("A-32", paper, sentence, paper=str(paper)))
    return found

"""What belongs to the audit package of a grant: its rows, all that they point at, every version.

Nothing is listed by name, so that a table added later joins by itself (A-36): a table with memory
belongs if its rows lead to the grant; rows that those point at come along, wherever they stand; and
so does every row of which an event of the grant's chain vouches for a version.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Q

from consortium.models import AuditEvent, User
from consortium.models.bulk import Runs
from consortium.queries.keys_on_disk import KeysOnDisk, among
from grants.models import Grant
from partners.models import Membership
from reporting.models import Absence, TimeSheet

ROOMS = ("consortium", "partners", "grants", "reporting")
BATCH = 2000


def has_memory(model: Any) -> bool:
    """Whether events vouch for the rows of *model*."""
    return has_history(model) or getattr(model, "is_frozen", False)


def has_history(model: Any) -> bool:
    """Whether every version of the rows is kept."""
    return hasattr(model._meta, "simple_history_manager_attribute")


@cache
def versions_of(model: Any) -> Any:
    """The table of versions; a frozen row is its own only version."""
    # Kept, since the manager's class is made anew each time it is asked for.
    if has_history(model):
        return getattr(model, model._meta.simple_history_manager_attribute).model
    return model


@cache
def house_models() -> tuple[Any, ...]:
    """Every table of the house with rows of its own, by name."""
    versions = {versions_of(model) for model in apps.get_models() if has_history(model)}
    models = [m for m in apps.get_models() if m._meta.app_label in ROOMS and m not in versions]
    return tuple(sorted(models, key=lambda model: model._meta.label_lower))


@cache
def references(model: Any) -> tuple[ForeignKey[Any, Any], ...]:
    """The columns of *model* that point at tables of the house."""
    return tuple(
        column
        for column in model._meta.concrete_fields
        if isinstance(column, ForeignKey) and column.related_model._meta.app_label in ROOMS
    )


def ways_to_grant() -> dict[Any, list[str]]:
    """By table: how its rows lead to their grant, the shortest way; where one may be empty, all."""
    ways: dict[Any, list[str]] = {Grant: ["pk"]}
    while True:
        found: dict[Any, list[str]] = {}
        for model in house_models():
            if model in ways or not has_memory(model):
                continue
            columns = [one for one in references(model) if one.related_model in ways]
            sure = [one for one in columns if not one.null]
            if columns:
                found[model] = [
                    one.name if way == "pk" else f"{one.name}__{way}"
                    for one in sure[:1] or columns
                    for way in ways[one.related_model]
                ]
        if not found:
            return ways
        ways |= found


def gather_keys(grant: Grant, keys: KeysOnDisk) -> None:
    """Name every row that belongs to the package of *grant*, and every version of one."""
    for model, ways in ways_to_grant().items():
        condition = Q()
        for way in ways:
            condition |= Q(**{way: grant.pk})
        _add(keys, model.objects.filter(condition).distinct())
    partners = grant.partners.values("organisation")
    _add(keys, Membership.objects.filter(grant_ref="", organisation__in=partners))
    sheets = TimeSheet.objects.filter(report__grant_partner__grant=grant)
    _add(keys, Absence.objects.filter(employee__in=sheets.values("employee")))
    acted = AuditEvent.objects.filter(chain=grant.ref, by__isnull=False).order_by()
    keys.add_rows(User._meta.label_lower, acted.values_list("by_id", flat=True).distinct())
    _vouched_in(grant, keys)
    _rows_of_versions(keys)
    _follow(keys)
    _versions_of_rows(keys)


def _add(keys: KeysOnDisk, rows: Any) -> None:
    found = rows.order_by().values_list("pk", flat=True)
    keys.add_rows(rows.model._meta.label_lower, found.iterator(BATCH))


def _vouched_in(grant: Grant, keys: KeysOnDisk) -> None:
    events = AuditEvent.objects.filter(chain=grant.ref).exclude(versions={}).order_by("number")
    for versions in events.values_list("versions", flat=True).iterator(BATCH):
        keys.add_versions(named_versions(versions))


def named_versions(versions: dict[str, str]) -> Iterator[tuple[str, int, str | None]]:
    """What an event's `versions` names: table, key, hash; those of a run have one together."""
    for name, digest in versions.items():
        label, _colon, which = name.rpartition(":")
        if "-" not in which:
            yield label, int(which), digest
            continue
        for first, last in Runs.read(which).spans:
            yield from ((label, key, None) for key in range(first, last + 1))


def _rows_of_versions(keys: KeysOnDisk) -> None:
    by_versions = {versions_of(m)._meta.label_lower: m for m in house_models() if has_memory(m)}
    for label in keys.version_labels():
        model = by_versions[label]
        versions = versions_of(model)
        for chunk in keys.versions(label):
            named = versions.objects.filter(among([*chunk]))
            rows = named.order_by().values_list(model._meta.pk.attname, flat=True)
            there = model._base_manager.filter(among(sorted({*rows})))
            keys.add_rows(model._meta.label_lower, list(there.values_list("pk", flat=True)))


def _follow(keys: KeysOnDisk) -> None:
    """Take along what the rows point at, until nothing new comes."""
    waiting = True
    while waiting:
        waiting = False
        for label in keys.labels():
            model: Any = apps.get_model(label)
            columns = references(model)
            for chunk in keys.unread(label):
                waiting = True
                rows = model._base_manager.filter(among(chunk))
                for column in columns:
                    found = rows.exclude(**{column.attname: None}).values_list(column.attname)
                    target: Any = column.related_model
                    keys.add_rows(target._meta.label_lower, {key for (key,) in found.order_by()})


def _versions_of_rows(keys: KeysOnDisk) -> None:
    for label in keys.labels():
        model: Any = apps.get_model(label)
        if not has_memory(model):
            continue
        versions = versions_of(model)
        for chunk in keys.rows(label):
            named = versions.objects.filter(among(chunk, model._meta.pk.attname))
            found = named.order_by().values_list("pk", flat=True)
            keys.add_versions((versions._meta.label_lower, key, None) for key in found)


def lending_events(grant: Grant, keys: KeysOnDisk) -> Iterator[AuditEvent]:
    """Events of other chains that vouch for versions in the package: what grants share."""
    events = AuditEvent.objects.exclude(chain=grant.ref).exclude(versions={})
    for event in events.order_by("chain", "number").iterator(BATCH):
        named = [(*name.rsplit(":", 1), digest) for name, digest in event.versions.items()]
        single = [(label, int(key), digest) for label, key, digest in named if "-" not in key]
        # Each of them, also after the first that is wanted.
        wanted = [keys.vouch(label, key, digest) for label, key, digest in single]
        if any(wanted):
            yield event

"""The two memories meet here: what an action is doing, and the versions of rows it makes.

`history()` is django-simple-history with this house's user, reason and instant. While an action
runs, each version it writes is hashed and gathered; the action's audit event carries these hashes,
so that neither a row nor its history can be altered unseen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models
from django.db.models.signals import post_save
from django.dispatch import receiver
from simple_history.models import HistoricalRecords
from simple_history.signals import post_create_historical_record, pre_create_historical_record

from consortium.models.fields import HundredthsField
from consortium.rules.hashing import canonical_of_plain, plain, sha256

Row = TypeVar("Row", bound=models.Model)


@dataclass
class Deed:
    """What the running action is, who does it, and which row versions it has made so far."""

    by: Any
    at: dt.datetime
    reason: str = ""
    drafts: list[dict[str, Any]] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    seals: set[str] = field(default_factory=set)


current_deed: ContextVar[Deed | None] = ContextVar("current_deed", default=None)


def _deed_user(instance: Any = None, **_kwargs: Any) -> Any:
    deed = current_deed.get()
    return deed.by if deed else None


def history(**kwargs: Any) -> HistoricalRecords:
    """Keep every version of a model's rows, with the acting user and the reason."""
    return HistoricalRecords(get_user=_deed_user, **kwargs)


NOT_HASHED = {"history_id", "history_date", "history_user", "history_change_reason", "history_type"}


def row_values(version: models.Model, without: Container[str] = ()) -> dict[str, Any]:
    """The tracked columns of a row as plain values, spelled as the database gives them back."""
    return {
        column.attname: as_stored(column, getattr(version, column.attname))
        for column in version._meta.concrete_fields
        if column.name not in NOT_HASHED and column.attname not in without
    }


def as_stored(column: Any, value: Any) -> Any:
    """*value* of *column* as the database gives it back."""
    # A row just made may hold Decimal("5") or 5 where the database will answer Decimal("5.00").
    if isinstance(column, HundredthsField):
        return column.get_prep_value(value)
    return str(value) if isinstance(column, models.FileField) else column.to_python(value)


def version_digest(version: Any, without: Container[str] = ()) -> str:
    """The SHA-256 of one row version."""
    return sha256(version_text(version, without))


def version_text(version: Any, without: Container[str] = ()) -> str:
    """What is hashed of one row version: columns, kind, instant, user and reason."""
    values = plain(row_values(version, without))
    at, reason = version.history_date, version.history_change_reason
    return version_text_of(values, at, reason, version.history_type, version.history_user_id)


def version_text_of(
    values: dict[str, Any], at: dt.datetime, reason: str | None, kind: str, by: int | None
) -> str:
    """The same from the columns' plain *values* and what the version says of itself."""
    said = {"type": kind, "at": plain(at), "by": by, "reason": reason or ""}
    return canonical_of_plain({"values": values, **said})


def frozen_digest(row: models.Model, without: Container[str] = ()) -> str:
    """The SHA-256 of a row that never has a second version."""
    return sha256(frozen_text(row, without))


def frozen_text(row: models.Model, without: Container[str] = ()) -> str:
    """What is hashed of such a row: its columns."""
    return canonical_of_plain(plain(row_values(row, without)))


def version_key(version: models.Model) -> str:
    """How an audit event names a row version: ``app.historicalmodel:history id``."""
    return f"{version._meta.label_lower}:{version.pk}"


@receiver(pre_create_historical_record)
def _stamp(sender: Any, history_instance: Any, **_kwargs: Any) -> None:
    deed = current_deed.get()
    if deed:
        history_instance.history_date = deed.at
        history_instance.history_change_reason = deed.reason[:100] or None


@receiver(post_create_historical_record)
def _gather(sender: Any, history_instance: Any, **_kwargs: Any) -> None:
    deed = current_deed.get()
    if deed and history_instance is not None:
        deed.versions[version_key(history_instance)] = version_digest(history_instance)


@receiver(post_save)
def _gather_frozen(sender: Any, instance: Any, **_kwargs: Any) -> None:
    deed = current_deed.get()
    if deed and getattr(sender, "is_frozen", False):
        deed.versions[version_key(instance)] = frozen_digest(instance)


def add_rows(rows: Sequence[Row], model: type[Row]) -> list[Row]:
    """Insert many rows and their first versions in two statements."""
    made = model._default_manager.bulk_create(rows, batch_size=1000)
    _keep_versions(made, model, update=False)
    return made


def change_rows(rows: Sequence[Row], model: type[Row], fields: Sequence[str]) -> None:
    """Update *fields* of many rows and keep a version of each."""
    model._default_manager.bulk_update(rows, list(fields), batch_size=500)
    _keep_versions(rows, model, update=True)


def _keep_versions(rows: Sequence[Row], model: Any, *, update: bool) -> None:
    deed = current_deed.get()
    if deed is None:
        raise RuntimeError("rows with memory are only written inside an action")
    versions = model.history.bulk_history_create(
        rows,
        batch_size=1000,
        update=update,
        default_user=deed.by,
        default_date=deed.at,
        default_change_reason=deed.reason[:100] or None,
    )
    for version in versions:
        deed.versions[version_key(version)] = version_digest(version)

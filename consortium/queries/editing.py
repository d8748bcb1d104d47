"""The version of a row: the number of its newest entry in the row history.

A form carries it, and the action that saves the form compares (`consortium.actions.editing`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery

from consortium.models import FormDraft
from consortium.models.form_drafts import KEPT_FOR

Row = TypeVar("Row", bound=models.Model)


def with_version(rows: QuerySet[Row]) -> QuerySet[Row]:
    """*rows*, each with its version, read by the same statement: no save can slip in between."""
    model: Any = rows.model
    newest = (
        model.history.model.objects.filter(**{model._meta.pk.attname: OuterRef("pk")})
        .order_by("-history_id")
        .values("history_id")[:1]
    )
    return rows.annotate(last_version=Subquery(newest))  # type: ignore[return-value]


def version_of(row: models.Model | None) -> int:
    """The version that `with_version` has read with the row; 0 where there is none yet."""
    if row is None:
        return 0
    if "last_version" not in row.__dict__:
        raise TypeError("load the row with_version: a version read later may belong to other words")
    return row.__dict__["last_version"] or 0


def versions_since(row: models.Model, version: int) -> Sequence[Any]:
    """The versions of *row* from *version* on, the newest first."""
    model: Any = type(row)
    kept = model.history.model.objects.filter(**{model._meta.pk.attname: row.pk})
    newer = kept.filter(history_id__gte=version).select_related("history_user")
    return list(newer.order_by("-history_id"))


def drafts_around(user: Any, address: str, scope: str, at: dt.datetime) -> list[FormDraft]:
    """My drafts at *address* and below *scope*, and what others typed there just now: one query."""
    return list(FormDraft.objects.around(user, address, scope, at))


def drafts_of(user: Any, at: dt.datetime) -> QuerySet[FormDraft]:
    """All that *user* has typed and not saved, the newest first."""
    return FormDraft.objects.visible_to(user).filter(updated_at__gte=at - KEPT_FOR)

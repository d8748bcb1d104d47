"""The tables that the API reads out: their columns, how they are found, who sees which rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from pydantic import Field, create_model

from consortium.models.past import MADE_AT, standing_at
from reporting.api.fields import as_json, column_at, kind_of, words_for

VERSION = "version"
NEWEST = "newest_version"  # the same in the query, where a column may be called version
Seen = Callable[[HttpRequest], QuerySet[Any]]


@dataclass(frozen=True)
class Resource:
    """One table. *columns* are names, or ``name=path`` where they are called otherwise here."""

    name: str
    model: type[models.Model]
    summary: str
    seen: Seen
    columns: Sequence[str]
    # By the name of the question (grant, partner, period, report, state): the path that it asks.
    filters: Mapping[str, str] = field(default_factory=dict)
    # The event that tells who has read these rows, where they name persons (G-08).
    personal: str = ""
    # Columns that stay empty in a row whose annotation `veil` says that its contents are not seen.
    veiled: Sequence[str] = ()

    @property
    def paths(self) -> dict[str, str]:
        """By name in JSON: the path from the model."""
        pairs = (column.partition("=") for column in ("id", *self.columns))
        return {name: path or name for name, _is, path in pairs}

    @property
    def has_versions(self) -> bool:
        """Whether its rows have versions, and so an ETag and an instant of their last change."""
        return hasattr(self.model._meta, "simple_history_manager_attribute")

    @property
    def made_at(self) -> str:
        """Where rows never change: the column of the instant at which they were made."""
        return MADE_AT.get(self.model._meta.label_lower, "")

    def rows(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows that the asking seat sees, in a stable order, each with its version."""
        rows = self.seen(request).order_by("pk")
        return rows.annotate(**{NEWEST: newest_version(self.model)}) if self.has_versions else rows

    def told(self, rows: QuerySet[Any]) -> list[dict[str, Any]]:
        """*rows* as JSON holds them: one query."""
        paths = self.paths | ({VERSION: NEWEST} if self.has_versions else {})
        veil = ["veil"] if self.veiled else []
        found = []
        for values in rows.values_list(*paths.values(), *veil):
            row = {name: as_json(value) for name, value in zip(paths, values, strict=False)}
            found.append(self._veiled(row) if veil and values[-1] else row)
        return found

    def _veiled(self, row: dict[str, Any]) -> dict[str, Any]:
        """*row* without the columns that its reader does not see."""
        empty = {name: "" if isinstance(row[name], str) else None for name in self.veiled}
        return row | empty

    def schema(self) -> Any:
        """The rows' description for the document, made from the columns of the model."""
        fields: dict[str, Any] = {}
        for name, path in self.paths.items():
            column, can_be_null = column_at(self.model, path)
            kind = kind_of(column)
            kind = kind | None if can_be_null and kind is not Any else kind
            fields[name] = (kind, Field(description=words_for(column)))
        if self.has_versions:
            about = "Number of the newest version; in quotes the ETag."
            fields[VERSION] = (int | None, Field(description=about))
        title = "".join(part.capitalize() for part in self.name.split("-"))
        return create_model(f"{title}Row", __doc__=self.summary, **fields)


def newest_version(model: Any) -> Subquery:
    """The number of a row's newest version; in the past, of the newest one then."""
    return Subquery(_versions(model).order_by("-history_id").values("history_id")[:1])


def changed_since(model: Any, instant: Any) -> Exists:
    """Whether a row has a version of *instant* or later."""
    return Exists(_versions(model).filter(history_date__gte=instant))


def _versions(model: Any) -> QuerySet[Any]:
    kept = model.history.model.objects.filter(**{model._meta.pk.attname: OuterRef("pk")})
    then = standing_at.get()
    return kept if then is None else kept.filter(history_date__lte=then)  # type: ignore[no-any-return]

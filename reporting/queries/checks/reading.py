"""Reading every row of a table, also where a damaged one would stop the reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError
from django.db.models import QuerySet

BATCH = 1000
# What a damaged byte can raise on its way through the driver and the fields.
DAMAGE = (
    *(DatabaseError, ObjectDoesNotExist, ValidationError),
    *(ValueError, TypeError, OverflowError),
)


def every_row(rows: QuerySet[Any], damaged: list[object]) -> Iterator[Any]:
    """Each of *rows* by key; the keys of those that cannot be read are put into *damaged*."""
    keys = rows.order_by("pk").values_list("pk", flat=True)
    batch = list(keys[:BATCH])
    while batch:
        try:
            found = list(rows.order_by("pk").filter(pk__gte=batch[0], pk__lte=batch[-1]))
        except DAMAGE:
            yield from _one_by_one(rows, batch, damaged)
        else:
            yield from found
        batch = list(keys.filter(pk__gt=batch[-1])[:BATCH])


def _one_by_one(rows: QuerySet[Any], keys: list[object], damaged: list[object]) -> Iterator[Any]:
    for key in keys:
        try:
            row = rows.get(pk=key)
        except DAMAGE:
            damaged.append(key)
        else:
            yield row

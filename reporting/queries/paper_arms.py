"""One arm of the question that all sums of a paper are answered by."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, DateField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast

from consortium.models.fields import MoneyField
from reporting.queries.documents import ZERO


def arm(
    rows: QuerySet[Any], what: str, *, documented_on: Any = None, **columns: Any
) -> QuerySet[Any]:
    """One arm of the union: *rows* grouped by the columns that are named, with their sums."""
    # PostgreSQL takes bare constants of two arms for text, so those that are not are cast.
    number, text = IntegerField(), CharField()
    keys = {
        "partner_key": F(columns["partner"]) if "partner" in columns else Value(0, number),
        "line_key": F(columns["line"]) if "line" in columns else Value(0, number),
        "source_code": F(columns["source"]) if "source" in columns else Cast(Value(""), text),
        "form_code": F(columns["form"]) if "form" in columns else Cast(Value(""), text),
    }
    amounts = {
        f"sum_{name}": columns.get(name, Value(ZERO, MoneyField()))
        for name in ("earlier", "this", "corrected")
    }
    amounts["day"] = documented_on or Cast(Value(None), DateField())
    grouped: QuerySet[Any] = (
        rows.order_by()
        .values(what=Value(what, text), **keys)
        .annotate(**amounts)
        .values_list("what", *keys, *amounts)
    )
    return grouped

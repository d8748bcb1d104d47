"""As of a day: what the rows said at an instant, read from their versions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Max, QuerySet, Sum
from django.utils import timezone

from grants.models import Grant
from reporting.models import Expenditure
from reporting.queries.ledger import LedgerRow


def instant_of(day: dt.date) -> dt.datetime:
    """The end of *day* in our zone: what was known that evening."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min)
    return timezone.make_aware(midnight) - dt.timedelta(microseconds=1)


def versions_as_of(model: Any, instant: dt.datetime, **scope: Any) -> QuerySet[Any]:
    """The version of each row of *model* that stood at *instant*; deleted rows are left out.

    *scope* narrows the rows by columns that never change, such as their grant.
    """
    versions = model.history.model.objects
    newest = (
        versions.filter(history_date__lte=instant, **scope)
        .order_by()
        .values(model._meta.pk.attname)
        .annotate(newest=Max("history_id"))
        .values("newest")
    )
    return versions.filter(history_id__in=newest).exclude(history_type="-")  # type: ignore[no-any-return]


def state_as_of(model: Any, pk: object, instant: dt.datetime) -> Any:
    """One row's version that stood at *instant*, or None before it was made and after it went."""
    return versions_as_of(model, instant, **{model._meta.pk.attname: pk}).first()


def ledger_rows_as_of(grant: Grant, instant: dt.datetime) -> list[LedgerRow]:
    """The ledger of *grant* in groups as it stood at *instant*: as `ledger_rows`, one statement."""
    rows = (
        versions_as_of(Expenditure, instant, grant_id=grant.pk)
        .values_list(
            "grant_partner_id", "line_id", "state", "cofinancing_form", "cofinancing_source"
        )
        .annotate(Sum("amount"), Sum("accepted"), Sum("disallowed"), Sum("awaiting"), Sum("parked"))
        .order_by()
    )
    return [LedgerRow(*row) for row in rows]

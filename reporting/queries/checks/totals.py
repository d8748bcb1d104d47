"""The kept totals against what they are kept of (H-09)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import connection

from consortium.rules.refusals import gettext_noop as _
from reporting.models.keeping import (
    KEY,
    MONTHS,
    STEPS,
    SUMS,
    TOTALS,
    differing,
    from_rows,
    from_steps,
    from_versions,
)
from reporting.queries.checks.base import Fault, Scope

NOW = _(
    "The rows of the cell differ from its kept total: %(items)s rows, amount %(amount)s, accepted "
    "%(accepted)s, disallowed %(disallowed)s, awaiting %(awaiting)s, parked %(parked)s."
)
THEN = _(
    "The versions of the cell differ at %(when)s from what is kept of then: %(items)s rows, amount "
    "%(amount)s, accepted %(accepted)s, disallowed %(disallowed)s, awaiting %(awaiting)s, parked "
    "%(parked)s."
)
MONTH = _(
    "The changes of the cell in %(when)s differ from what is kept of then: %(items)s rows, amount "
    "%(amount)s, accepted %(accepted)s, disallowed %(disallowed)s, awaiting %(awaiting)s, parked "
    "%(parked)s."
)


def totals_are_kept(scope: Scope) -> list[Fault]:
    """H-09: what is kept of today and of every instant is what rows and versions add up to.

    `manage.py count_totals` counts anew, once it is known why they differ.
    """
    vendor, grant = connection.vendor, scope.grant
    where = " WHERE grant_id = %s" if grant else ""
    params = [grant.pk] if grant else []
    asked = (
        (TOTALS, "", NOW, from_rows(where)),
        (STEPS, "at", THEN, from_versions(where)),
        (MONTHS, "month", MONTH, from_steps(vendor, where)),
    )
    found = []
    for table, when, sentence, meant in asked:
        for row in _rows(differing(table, when, meant, where), params * 2):
            found.append(_fault(table, when, sentence, row))
    return found


def _rows(sql: str, params: list[int]) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column[0] for column in cursor.description]
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))


def _fault(table: str, when: str, sentence: str, row: dict[str, Any]) -> Fault:
    cell = " · ".join(str(row[name]) for name in KEY if row[name] != "")
    # By how much, as a number each: what rows and versions say, less what is kept.
    told: dict[str, object] = {name: Decimal(int(row[name])).scaleb(-2) for name in SUMS}
    said = str(row[when]) if when else ""
    if when == "month":
        year, month = divmod(row[when] - 1, 12)
        said = f"{year}-{month + 1:02d}"
    return Fault("H-09", table, cell, sentence, {"when": said, "items": int(row["items"]), **told})

"""Two instants of a grant as a paper: a table of differences for each kind of row, and the sums."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from consortium.queries.texts import moment_text
from consortium.rules.money import ZERO
from grants.models import Grant
from reporting.documents.tables import (
    MONEY,
    TOTAL,
    Check,
    Column,
    Document,
    Meta,
    Row,
    Table,
    Words,
    both,
)
from reporting.queries.comparison import (
    Comparison,
    Difference,
    Span,
    Total,
    compared,
    touched_counts,
)
from reporting.queries.kinds import KINDS

KIND = "comparison"


def comparison(
    grant: Grant, first: dt.datetime, last: dt.datetime, made_at: dt.datetime
) -> Document:
    """Every row of *grant* that the span has touched, table by table, and what the sums moved."""
    tables: list[Table] = []
    checks: list[Check] = []
    for label, count in touched_counts(grant, first, last).items():
        found = compared(Span(grant, label, first, last), 0, count)
        if found.rows:
            tables.append(_differences(label, found))
        if found.totals:
            tables.append(_sums(label, found))
            checks += _checks(label, found)
    meta = Meta(
        title=both("What has changed between two instants"),
        grant=grant.ref,
        file_part=KIND,
        facts=(
            (both("Grant"), str(grant)),
            (both("From"), _moment(first)),
            (both("To"), _moment(last)),
        ),
        period="0",
        made_at=made_at.isoformat(),
    )
    statement = both("Made from the versions of the rows; the difference of the sums is checked.")
    return Document(KIND, meta, statement, tables=tuple(tables), reconciliations=tuple(checks))


def _moment(instant: dt.datetime) -> Words:
    return Words(moment_text(instant, "da"), moment_text(instant, "en"))


def _code(label: str) -> str:
    return label.partition(".")[2]


def _differences(label: str, found: Comparison) -> Table:
    columns = (
        Column("how", both("How")),
        Column("row", both("Row")),
        Column("key", both("Key")),
        Column("changes", both("What changed"), width=40),
        Column("before", both("Before"), MONEY, summed=True),
        Column("after", both("After"), MONEY, summed=True),
        Column("difference", both("Difference"), MONEY, summed=True),
        Column("at", both("Time")),
        Column("by", both("Person")),
        Column("reason", both("Reason")),
        Column("event", both("Place in the chain")),
    )
    rows = [_row(one) for one in found.rows]
    return Table(_code(label), both(KINDS[label].name), columns, (*rows, _total(found)))


def _row(one: Difference) -> Row:
    told = "; ".join(f"{c.label}: {c.old or '–'} → {c.new or '–'}" for c in one.changes)
    return Row(
        (
            both(one.how),
            one.name,
            str(one.pk),
            told,
            one.before,
            one.after,
            one.difference,
            one.at.isoformat(),
            one.by,
            one.reason,
            one.event,
        )
    )


def _total(found: Comparison) -> Row:
    sums = [
        sum((getattr(one, name) or ZERO for one in found.rows), ZERO)
        for name in ("before", "after", "difference")
    ]
    return Row((both("Total"), "", "", "", *sums, "", "", "", ""), TOTAL)


def _sums(label: str, found: Comparison) -> Table:
    columns = (
        Column("partner", both("Partner")),
        Column("line", both("Budget line")),
        Column("before", both("Before"), MONEY, summed=True),
        Column("after", both("After"), MONEY, summed=True),
        Column("difference", both("Difference"), MONEY, summed=True),
        Column("touched", both("Sum of the rows' differences"), MONEY, summed=True),
    )
    rows = [Row((one.partner, one.line, *_amounts(one))) for one in found.totals]
    total = Row((both("Total"), "", *_amounts(found.total)), TOTAL)
    title = both("%(table)s: sums", table=both(KINDS[label].name))
    return Table(f"{_code(label)}-sums", title, columns, (*rows, total))


def _amounts(one: Total) -> tuple[object, ...]:
    return (one.before, one.after, one.difference, one.touched)


def _checks(label: str, found: Comparison) -> Iterator[Check]:
    name = both("%(table)s: difference of the sums", table=both(KINDS[label].name))
    yield Check(name, found.total.difference, found.total.touched, f"{_code(label)}-sums")

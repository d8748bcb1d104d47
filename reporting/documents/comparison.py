"""Two instants of a grant as a paper: a table of differences for each kind of row, and the sums."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from consortium.queries.texts import moment_text
from consortium.rules.money import ZERO
from consortium.rules.refusals import gettext_noop as _
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
        title=both(_("What has changed between two instants")),
        grant=grant.ref,
        file_part=KIND,
        facts=(
            (both(_("Grant")), str(grant)),
            (both(_("From")), _moment(first)),
            (both(_("To")), _moment(last)),
        ),
        period="0",
        made_at=made_at.isoformat(),
    )
    statement = both(
        _("Made from the versions of the rows; the difference of the sums is checked.")
    )
    return Document(KIND, meta, statement, tables=tuple(tables), reconciliations=tuple(checks))


def _moment(instant: dt.datetime) -> Words:
    return Words(moment_text(instant, "da"), moment_text(instant, "en"))


def _code(label: str) -> str:
    return label.partition(".")[2]


def _differences(label: str, found: Comparison) -> Table:
    columns = (
        Column("how", both(_("How"))),
        Column("row", both(_("Row"))),
        Column("key", both(_("Key"))),
        Column("changes", both(_("What changed")), width=40),
        Column("before", both(_("Before")), MONEY, summed=True),
        Column("after", both(_("After")), MONEY, summed=True),
        Column("difference", both(_("Difference")), MONEY, summed=True),
        Column("at", both(_("Time"))),
        Column("by", both(_("Person"))),
        Column("reason", both(_("Reason"))),
        Column("event", both(_("Place in the chain"))),
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
    return Row((both(_("Total")), "", "", "", *sums, "", "", "", ""), TOTAL)


def _sums(label: str, found: Comparison) -> Table:
    columns = (
        Column("partner", both(_("Partner"))),
        Column("line", both(_("Budget line"))),
        Column("before", both(_("Before")), MONEY, summed=True),
        Column("after", both(_("After")), MONEY, summed=True),
        Column("difference", both(_("Difference")), MONEY, summed=True),
        Column("touched", both(_("Sum of the rows' differences")), MONEY, summed=True),
    )
    rows = [Row((one.partner, one.line, *_amounts(one))) for one in found.totals]
    total = Row((both(_("Total")), "", *_amounts(found.total)), TOTAL)
    title = both(_("%(table)s: sums"), table=both(KINDS[label].name))
    return Table(f"{_code(label)}-sums", title, columns, (*rows, total))


def _amounts(one: Total) -> tuple[Decimal, ...]:
    return (one.before, one.after, one.difference, one.touched)


def _checks(label: str, found: Comparison) -> Iterator[Check]:
    name = both(_("%(table)s: difference of the sums"), table=both(KINDS[label].name))
    yield Check(name, found.total.difference, found.total.touched, f"{_code(label)}-sums")

"""The register of findings as a paper: the rows that were asked for, as a workbook or as CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from consortium.rules.money import ZERO
from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant
from reporting.documents.material import choice
from reporting.documents.tables import (
    DATE,
    INT,
    MONEY,
    TOTAL,
    Cell,
    Column,
    Document,
    Meta,
    Row,
    Table,
    Words,
    both,
)
from reporting.models import Finding
from reporting.queries.finding_register import FindingSum

FINDINGS = "findings"
# So many references fit in the head of a printed page.
MOST_NAMED = 3
GROUP_TITLES: Mapping[str, str] = {
    "grant": _("Grant"),
    "year": _("Year"),
    "kind": _("Type of finding"),
    "state": _("State"),
    "owner": _("Who answers"),
}


def owner_words(finding: Finding) -> Words:
    """Who answers: the seat of the lead, or the partner."""
    if finding.owner_partner is not None:
        name = str(finding.owner_partner)
        return Words(name, name)
    return choice(Finding.OWNERS, finding.owner)


def register_paper(grant: Grant, rows: Sequence[Any], at: dt.datetime) -> Document:
    """The findings *rows*, as `reporting.queries.findings.register` gives them."""
    facts: tuple[tuple[Words, Cell], ...] = (
        (both(_("Project")), grant.title),
        (both(_("Grant")), grant.ref),
        (both(_("Findings")), f"{len(rows)}"),
    )
    return Document(
        kind=FINDINGS,
        meta=Meta(
            title=both(_("Register of findings")),
            grant=grant.ref,
            file_part=FINDINGS,
            facts=facts,
            period="0",
            made_at=at.isoformat(),
        ),
        statement=Words("", ""),
        tables=(_table(rows),),
    )


def group_title(by: str) -> Words:
    """What the sums are made by, in words."""
    return both(GROUP_TITLES[by])


def group_words(by: str, key: str) -> Words:
    """One group of the sums in words."""
    coded = {"kind": Finding.KINDS, "state": Finding.STATES, "owner": Finding.OWNERS}.get(by, [])
    return choice(coded, key) if key in dict(coded) else Words(key, key)


def all_paper(
    rows: Sequence[Any], sums: Sequence[FindingSum], by: str, at: dt.datetime
) -> Document:
    """The findings *rows* of several grants, and what they come to *by* a group."""
    refs = sorted({row.grant.ref for row in rows})
    facts: tuple[tuple[Words, Cell], ...] = (
        (both(_("Grants")), ", ".join(refs)),
        (both(_("Findings")), f"{len(rows)}"),
    )
    meta = Meta(
        title=both(_("Findings of all grants")),
        grant=", ".join(refs[:MOST_NAMED]),
        file_part=FINDINGS,
        facts=facts,
        period="0",
        made_at=at.isoformat(),
    )
    tables = (_table(rows, of_all=True), _sums(sums, by))
    return Document(kind=FINDINGS, meta=meta, statement=Words("", ""), tables=tables)


def _sums(sums: Sequence[FindingSum], by: str) -> Table:
    columns = (
        Column("group", group_title(by)),
        Column("count", both(_("Findings")), INT, summed=True),
        Column("unclosed", both(_("Not closed")), INT, summed=True),
        Column("overdue", both(_("Overdue")), INT, summed=True),
        Column("amount", both(_("Amount at stake, DKK")), MONEY, summed=True),
        Column("corrected", both(_("Corrected, DKK")), MONEY, summed=True),
    )
    rows = [(group_words(by, one.key), *_figures(one)) for one in sums]
    total: list[Any] = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]
    last = Row((both(_("Total")), *(total or [0, 0, 0, ZERO, ZERO])), TOTAL)
    return Table("F2", both(_("Sums")), columns, (*(Row(row) for row in rows), last))


def _figures(one: FindingSum) -> tuple[Any, ...]:
    return (one.count, one.unclosed, one.overdue, one.amount, one.corrected)


def _table(rows: Sequence[Any], *, of_all: bool = False) -> Table:
    grant = (Column("grant", both(_("Grant"))),) if of_all else ()
    columns = (
        *grant,
        Column("number", both(_("No.")), INT),
        Column("state", both(_("State"))),
        Column("written", both(_("Sent")), DATE),
        Column("about", both(_("About"))),
        Column("kind", both(_("Type of finding"))),
        Column("amount", both(_("Amount at stake, DKK")), MONEY, summed=True),
        Column("corrected", both(_("Corrected, DKK")), MONEY, summed=True),
        Column("text", both(_("What was found"))),
        Column("cause", both(_("Cause"))),
        Column("recommendation", both(_("Recommendation"))),
        Column("owner", both(_("Who answers"))),
        Column("due", both(_("Answer due on")), DATE),
        Column("closed", both(_("Closed")), DATE),
    )
    total = [sum((_amount(row, name) for row in rows), ZERO) for name in ("amount", "corrected")]
    empty = (None,) * len(grant)
    last = Row((*empty, None, both(_("Total")), None, None, None, *total, *([None] * 6)), TOTAL)
    printed = tuple(Row((*((one.grant.ref,) if of_all else ()), *_cells(one))) for one in rows)
    return Table("F1", both(_("Findings")), columns, (*printed, last))


def _cells(one: Any) -> tuple[Cell, ...]:
    return (
        one.number,
        choice(Finding.STATES, one.state),
        one.written_at.date(),
        one.subject_label,
        choice(Finding.KINDS, one.kind),
        one.amount,
        one.corrected,
        one.text,
        one.cause,
        one.recommendation,
        owner_words(one),
        one.due_on,
        one.closed_at.date() if one.closed_at else None,
    )


def _amount(row: Any, name: str) -> Decimal:
    amount: Decimal | None = getattr(row, name)
    return amount if amount is not None else ZERO

"""The register of findings as a paper: the rows that were asked for, as a workbook or as CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
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

FINDINGS = "findings"


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


def _table(rows: Sequence[Any]) -> Table:
    columns = (
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
    last = Row((None, both(_("Total")), None, None, None, *total, *([None] * 6)), TOTAL)
    printed = tuple(Row(_cells(one)) for one in rows)
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

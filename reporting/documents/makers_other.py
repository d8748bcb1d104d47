"""The makers of what is no project of a fund: municipal agreements (001), registers (004)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant, ReportingPeriod
from grants.models.notes import COUNTS
from grants.queries.fundingtable import laws_of
from grants.queries.notes import NoteRows
from reporting.documents.material import choice
from reporting.documents.municipal import action_table, lines_of, status_table, target_table
from reporting.documents.t_measures import (
    barrier_table,
    catalogue_table,
    funding_table,
)
from reporting.documents.t_measures import (
    status_table as proposals_table,
)
from reporting.documents.tables import INT, Column, Row, Table, both
from reporting.models import StatusMeeting


def quarter_status(grant: Grant, period: ReportingPeriod) -> Iterable[Table]:
    """M3: money, light and words of each area in the quarter."""
    return (replace(status_table(lines_of(grant, period)), code="M3"),)


def quarter_targets(grant: Grant, period: ReportingPeriod) -> Iterable[Table]:
    """M4: what was reached by the end of the quarter."""
    return (replace(target_table(lines_of(grant, period)), code="M4"),)


def quarter_actions(grant: Grant, period: ReportingPeriod) -> Iterable[Table]:
    """M5: the actions of the quarter's meeting and those carried on; none without a meeting."""
    meeting = StatusMeeting.objects.select_related("grant", "period").filter(
        grant=grant, period=period
    )
    return tuple(replace(action_table(one), code="M5") for one in meeting)


def own_proposals(rows: NoteRows) -> Iterable[Table]:
    """G1: the register's own proposals with owner and status."""
    own = [one for one in rows.measures if one.is_own]
    title, owner = both(_("Own proposals, owner and status")), both(_("Responsible department"))
    return (proposals_table("G1", title, own, owner, rows.owners),)


def outside_proposals(rows: NoteRows) -> Iterable[Table]:
    """G2: all proposals to others, also those without progress."""
    others = [one for one in rows.measures if not one.is_own]
    title = both(_("Proposals to others, responsible and status"))
    return (proposals_table("G2", title, others, both(_("Responsible")), rows.owners),)


def counts(rows: NoteRows) -> Iterable[Table]:
    """G3: what the register counts; nothing of it was ever typed."""
    columns = (
        Column("count", both(_("Counted"))),
        Column("number", both(_("Number counted")), INT),
    )
    known = rows.register.counts
    body = tuple(Row((choice(COUNTS, key), known[key])) for key, _label in COUNTS if key in known)
    return (Table("G3", both(_("Counts of the register")), columns, body),)


def funding(grant: Grant) -> Iterable[Table]:
    """G4: each funding table with its totals; a second one stands as G4.2."""
    return tuple(
        replace(funding_table(table, law), code="G4" if table.number == 1 else f"G4.{table.number}")
        for table, law in laws_of(grant)
    )


def barriers(rows: NoteRows) -> Iterable[Table]:
    """G5: what stands in the way."""
    return (replace(barrier_table(rows.barriers), code="G5"),)


def catalogue(rows: NoteRows) -> Iterable[Table]:
    """G6: who, new or running, target group, effect, resources."""
    return (replace(catalogue_table(rows.measures), code="G6"),)

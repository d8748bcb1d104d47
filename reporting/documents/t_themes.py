"""A1: activities, participants, hours and cost by theme, adding up to the whole project (003)."""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant
from reporting.documents.tables import (
    HOURS,
    INT,
    MONEY,
    SUBTOTAL,
    TOTAL,
    Cell,
    Column,
    Row,
    Table,
    Words,
    both,
)
from reporting.queries.themes import Sums, theme_tree

TITLE = _("Activities, hours and cost by theme")


def themes_table(grant: Grant) -> Table:
    """The tree as it stands: an area's line is the sum of its themes."""
    columns = (
        Column("theme", both(_("Area or theme"))),
        Column("held", both(_("Activities held")), INT, summed=True),
        Column("participants", both(_("Participants")), INT, summed=True),
        Column("worked", both(_("Hours")), HOURS, summed=True),
        Column("verified", both(_("Verified cost")), MONEY, summed=True),
    )
    tree = theme_tree(grant)
    rows = []
    for one, is_area in tree.lines():
        theme = one.theme
        name = Words(f"{theme.code} {theme.name_da}", f"{theme.code} {theme.name_en}")
        # An area holds nothing beside its themes, so that nothing is counted twice.
        rows.append(Row((name, *_cells(one.sums)), SUBTOTAL if is_area else "normal"))
    rows.append(Row((both(_("In no theme")), *_cells(tree.outside))))
    rows.append(Row((both(_("Total")), *_cells(tree.total)), TOTAL))
    note = _(
        "Hours count where a time sheet names the activity, cost where it is marked as a regional "
        "task of that kind; the rest stands in no theme."
    )
    return Table("A1", both(TITLE), columns, tuple(rows), (both(note),))


def _cells(sums: Sums) -> tuple[Cell, ...]:
    return (sums.activities, sums.participants, sums.hours, sums.cost)

"""T7 partners, and the region's tables of what was done (rules.md 5.1, 5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from consortium.rules.refusals import gettext_noop as _
from grants.models import ActivityType
from partners.models import Company, Organisation
from reporting.documents.material import Material, choice
from reporting.documents.pivots import frame_of, kroner, sums_by
from reporting.documents.t_costs import cost_frame, total_row
from reporting.documents.tables import (
    DATE,
    INT,
    MONEY,
    PERCENT,
    TOTAL,
    ZERO,
    Cell,
    Column,
    Row,
    Table,
    Words,
    both,
)
from reporting.models import Activity, AidDecision
from reporting.queries.delivery import Held
from reporting.queries.paper_sums import Aided

HELD = ["activities", "activities_before", "participants", "companies", "participants_in_all"]


def partner_table(material: Material) -> Table:
    """T7: who took part, what it has cost each so far, and the companies that got aid (R-62)."""
    columns = (
        Column("no", both(_("No.")), INT),
        Column("name", both(_("Partner"))),
        Column("cvr", both(_("CVR number"))),
        Column("sector", both(_("Type"))),
        Column("role", both(_("Role"))),
        Column("cost", both(_("Cost to date")), MONEY, summed=True),
        Column("size", both(_("Size"))),
        Column("basis", both(_("Aid basis"))),
        Column("eur", both(_("Aid, EUR")), MONEY, summed=True),
        Column("granted_on", both(_("Aid conferred on")), DATE),
    )
    to_date = net_by_partner(material)
    body = tuple(
        Row(
            (
                one.number,
                one.organisation.name,
                one.organisation.cvr,
                choice(Organisation.SECTORS, one.organisation.sector),
                both(_("Lead partner") if one.is_lead else _("Partner")),
                to_date.get(one.pk, ZERO),
                "",
                "",
                None,
                None,
            )
        )
        for one in material.partners
    )
    body += tuple(Row(_aided_cells(one)) for one in material.sums.aided)
    nobody = both(_("No decision on aid to companies has been made."))
    notes = () if material.sums.aided else (nobody,)
    total = total_row(columns, body, both(_("Total")))
    return Table("T7", both(_("Partners and aid recipients")), columns, (*body, total), notes)


def _aided_cells(one: Aided) -> tuple[Cell, ...]:
    is_aid = one.kind == AidDecision.AID
    basis = choice(AidDecision.BASES, one.basis) if is_aid else both(_("No aid"))
    return (
        None,
        one.company,
        one.cvr,
        both(_("Company")),
        both(_("Aid recipient") if is_aid else _("Helped without aid")),
        None,
        choice(Company.SIZES, one.size),
        basis,
        one.eur if is_aid else None,
        one.conferred_on if is_aid else None,
    )


def net_by_partner(material: Material) -> dict[int, Decimal]:
    """Eligible expenditure of each partner so far: cost less its revenue."""
    sums = sums_by(cost_frame(material), "partner", ["earlier", "this", "corrected"])
    net = {key: kroner(sum(row.values())) for key, row in sums.items()}
    for partner, earlier, this in material.revenues:
        net[partner] = net.get(partner, ZERO) - earlier - this
    return net


def _held_frame(held: Sequence[Held]) -> pd.DataFrame:
    rows = [(one.partner, one.kind, *(getattr(one, name) for name in HELD)) for one in held]
    return frame_of(rows, ["partner", "kind", *HELD])


def theme_table(held: Sequence[Held]) -> Table:
    """The region's status of each main activity: what was held and who came."""
    columns = (
        Column("theme", both(_("Main activity"))),
        Column("kind", both(_("Activity type"))),
        Column("before", both(_("Held earlier")), INT, summed=True),
        Column("now", both(_("Held this period")), INT, summed=True),
        Column("participants", both(_("Participants this period")), INT, summed=True),
        Column("companies", both(_("Companies this period")), INT, summed=True),
        Column("in_all", both(_("Participants in all")), INT, summed=True),
    )
    sums = sums_by(_held_frame(held), "kind", HELD)
    kinds = {one.kind: one for one in held}
    body = tuple(
        Row(
            (
                choice(ActivityType.THEMES, kind.theme),
                Words(kind.name_da, kind.name_en),
                *(
                    sums[kind.kind][name]
                    for name in (
                        *("activities_before", "activities", "participants", "companies"),
                        "participants_in_all",
                    )
                ),
            )
        )
        for kind in sorted(kinds.values(), key=lambda one: (one.theme, one.scope, one.code))
    )
    total = total_row(columns, body, both(_("Total")))
    return Table("R1", both(_("Status per main activity")), columns, (*body, total))


def consortium_table(material: Material, held: Sequence[Held]) -> Table:
    """The region's line per consortium; its total is the total of T1."""
    columns = (
        Column("no", both(_("No.")), INT),
        Column("name", both(_("Consortium"))),
        Column("activities", both(_("Held this period")), INT, summed=True),
        Column("participants", both(_("Participants this period")), INT, summed=True),
        Column("budget", both(_("Budget")), MONEY, summed=True),
        Column("used", both(_("Eligible expenditure so far")), MONEY, summed=True),
        Column("share", both(_("Used")), PERCENT),
    )
    counts = sums_by(_held_frame(held), "partner", HELD)
    budget = sums_by(cost_frame(material), "partner", ["budget"])
    net = net_by_partner(material)
    body = []
    for one in sorted(material.partners, key=lambda one: (one.is_lead, one.number)):
        approved = kroner(budget.get(one.pk, {}).get("budget", 0))
        used = net.get(one.pk, ZERO)
        held_here = counts.get(one.pk, {})
        cells = (
            one.number,
            one.organisation.name,
            held_here.get("activities", 0),
            held_here.get("participants", 0),
            approved,
            used,
            _share(used, approved),
        )
        body.append(Row(cells))
    *counted, budgeted, spent, _nothing = total_row(columns, body, both(_("Total"))).cells
    assert isinstance(budgeted, Decimal)
    assert isinstance(spent, Decimal)
    total = Row((*counted, budgeted, spent, _share(spent, budgeted)), TOTAL)
    title = both(_("Activities and economy per consortium"))
    return Table("R2", title, columns, (*body, total))


def _share(part: Decimal, whole: Decimal) -> Fraction | None:
    return Fraction(part) / Fraction(whole) if whole else None


def regional_table(rows: Sequence[Activity]) -> Table:
    """Regional tasks of the period: each has one responsible partner (W-10)."""
    columns = (
        Column("theme", both(_("Main activity"))),
        Column("kind", both(_("Task"))),
        Column("title", both(_("Title"))),
        Column("held_on", both(_("Held on")), DATE),
        Column("responsible", both(_("Responsible partner"))),
        Column("participants", both(_("Participants")), INT, summed=True),
    )
    body = tuple(
        Row(
            (
                choice(ActivityType.THEMES, row.kind.theme),
                Words(row.kind.name_da, row.kind.name_en),
                row.title,
                row.held_on,
                row.responsible.organisation.short_name,
                row.participants,
            )
        )
        for row in rows
    )
    notes = () if body else (both(_("No regional tasks were carried out in this period.")),)
    total = total_row(columns, body, both(_("Total")))
    return Table("R3", both(_("Regional tasks")), columns, (*body, total), notes)

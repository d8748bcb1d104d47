"""T1F: flat-rate add-ons with their verified bases (rules.md 5.1, R-40, R-42)."""

from __future__ import annotations

from decimal import Decimal

from consortium.rules.refusals import gettext_noop as _
from grants.rules.flat_rates import LABELS, Kind, add_on, bases_of, rates_of
from reporting.documents.material import Material
from reporting.documents.t_costs import total_row
from reporting.documents.tables import FRACTION, MONEY, Column, Row, Table, both
from reporting.queries.flat_rates import booked, direct_costs, total_costs

CODE = "T1F"


def flat_rate_tables(material: Material) -> tuple[Table, ...]:
    """One table for a grant with flat rates, none for a grant of real cost only."""
    rates = rates_of(material.profile)
    if not rates:
        return ()
    scope = material.scope
    bases = bases_of(total_costs(direct_costs(material.grant, scope.this | scope.earlier)), rates)
    earlier, this = booked(material.grant, scope.earlier), booked(material.grant, scope.this)
    rows = []
    for flat in rates:
        base = bases[flat.kind]
        earned = add_on(flat.rate, base)
        before, now = _kept(earlier, flat.kind), _kept(this, flat.kind)
        cells = (both(LABELS[flat.kind]), flat.rate, base, earned, before, now, before + now)
        rows.append(Row((*cells, earned - before - now)))
    columns = _columns()
    title = both(_("Flat rates of verified cost"))
    return (Table(CODE, title, columns, (*rows, total_row(columns, rows, both(_("Total"))))),)


def _kept(held: dict[tuple[int, str], tuple[Decimal, Decimal]], kind: Kind) -> Decimal:
    parts = [kept for (_partner, code), (_whole, kept) in held.items() if code == kind.value]
    return sum(parts, Decimal("0.00"))


def _columns() -> tuple[Column, ...]:
    return (
        Column("kind", both(_("Flat rate"))),
        Column("rate", both(_("Rate")), FRACTION),
        Column("base", both(_("Verified base, cumulative")), MONEY),
        Column("earned", both(_("Add-on, rounded down")), MONEY, summed=True),
        Column("earlier", both(_("Claimed earlier")), MONEY, summed=True),
        Column("this", both(_("This period")), MONEY, summed=True),
        Column("cumulative", both(_("Cumulative")), MONEY, summed=True),
        Column("waiting", both(_("Awaiting budget")), MONEY, summed=True),
    )

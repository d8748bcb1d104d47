"""T4 staff: hours and cost by person and rate, without names (rules.md 5.1)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from consortium.queries.texts import EN_DASH
from consortium.rules.refusals import gettext_noop as _
from partners.models import Organisation
from reporting.documents.material import choice
from reporting.documents.t_costs import total_row
from reporting.documents.tables import HOURS, MONEY, ZERO, Cell, Column, Row, Table, both
from reporting.models import PayRate
from reporting.queries.paper_sums import StaffSums


def staff_table(staff: StaffSums) -> Table:
    """T4 for papers that leave the house: the staff number stands for the person (G-01)."""
    columns = (
        Column("staff_id", both(_("Staff no."))),
        Column("employer", both(_("Employer"))),
        Column("sector", both(_("Employer type"))),
        Column("months", both(_("Months"))),
        Column("method", both(_("Method"))),
        Column("base", both(_("Payroll base")), MONEY),
        Column("divisor", both(_("Divisor, hours")), HOURS),
        Column("rate", both(_("Hourly rate")), MONEY),
        Column("hours", both(_("Hours this period")), HOURS, summed=True),
        Column("year_hours", both(_("Hours year to date")), HOURS),
        Column("amount", both(_("Amount")), MONEY, summed=True),
    )
    body = tuple(Row(_cells(row, staff)) for row in staff.rows)
    notes = (
        both(
            _(
                "Names are left out; the staff number leads to the person at the employer. On part "
                "time the divisor is that part of a year's hours (R-31)."
            )
        ),
    )
    total = total_row(columns, body, both(_("Total")))
    return Table("T4", both(_("Staff")), columns, (*body, total), notes)


def payroll_table(staff: StaffSums) -> Table:
    """T4a: the same payroll by the kind of employer, as the funder splits it (R-33)."""
    columns = (
        Column("sector", both(_("Employer type"))),
        Column("hours", both(_("Hours this period")), HOURS, summed=True),
        Column("amount", both(_("Amount")), MONEY, summed=True),
    )
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for row in staff.rows:
        hours, amount = sums.get(row["sector"], (ZERO, ZERO))
        sums[row["sector"]] = (hours + (row["hours"] or ZERO), amount + (row["amount"] or ZERO))
    body = tuple(
        Row((choice(Organisation.SECTORS, sector), *sums[sector]))
        for sector, _label in Organisation.SECTORS
        if sector in sums
    )
    total = total_row(columns, body, both(_("Total")))
    return Table("T4a", both(_("Payroll by employer type")), columns, (*body, total))


def _cells(row: dict[str, Any], staff: StaffSums) -> tuple[Cell, ...]:
    first, last = row["first"], row["last"]
    months = f"{first:%m.%Y}" if first == last else f"{first:%m.%Y}{EN_DASH}{last:%m.%Y}"
    return (
        row["staff_id"],
        row["employer"],
        choice(Organisation.SECTORS, row["sector"]),
        months,
        choice(PayRate.METHODS, row["method"]),
        row["base"],
        row["divisor"],
        row["rate"],
        row["hours"] or ZERO,
        staff.of_year.get((row["employee"], last.year), ZERO),
        row["amount"] or ZERO,
    )

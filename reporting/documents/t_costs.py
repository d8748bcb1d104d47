"""T1 expenditure by line, T5 vouchers, T10 corrections (rules.md 5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from consortium.queries.texts import number_text
from consortium.rules.refusals import gettext_noop as _
from grants.models import GrantPartner
from reporting.documents.material import Material, choice
from reporting.documents.pivots import frame_of, kroner, oere, sums_by
from reporting.documents.tables import (
    DATE,
    FRACTION,
    HASH,
    INT,
    MONEY,
    NORMAL,
    PERCENT,
    SUBTOTAL,
    TOTAL,
    ZERO,
    Cell,
    Column,
    Row,
    Table,
    Words,
    both,
)
from reporting.models import Correction, Expenditure, ForeignAmount
from reporting.queries.paper_rows import Item

MEASURES = ["budget", "earlier", "this", "corrected"]


def cost_columns() -> tuple[Column, ...]:
    """The columns of T1, in each partner's table and in the sum."""
    return (
        Column("line", both(_("Line")), INT),
        Column("text", both(_("Text"))),
        Column("budget", both(_("Approved budget")), MONEY, summed=True),
        Column("earlier", both(_("Claimed earlier")), MONEY, summed=True),
        Column("this", both(_("This period")), MONEY, summed=True),
        Column("corrected", both(_("Corrections (T10)")), MONEY, summed=True),
        Column("cumulative", both(_("Cumulative")), MONEY, summed=True),
        Column("remaining", both(_("Remaining")), MONEY, summed=True),
        Column("used", both(_("Used")), PERCENT),
        Column("flex", both(_("Flexibility used")), PERCENT),
    )


def cost_frame(material: Material) -> pd.DataFrame:
    """Budget and cost by partner and line, in whole øre."""
    rows = [
        *((partner, line, oere(amount), 0, 0, 0) for partner, line, amount in material.sums.budget),
        *(
            (row.partner, row.line, 0, oere(row.earlier), oere(row.this), oere(row.corrected))
            for row in material.costs
        ),
    ]
    return frame_of(rows, ["partner", "line", *MEASURES])


def cost_tables(material: Material) -> tuple[Table, ...]:
    """T1: the sum over all partners, then one table per partner."""
    frame = cost_frame(material)
    whole = both(_("Expenditure, all partners"))
    tables = [cost_table(material, frame, "T1", whole)]
    for partner in material.partners:
        own = frame[frame["partner"] == partner.pk]
        title = both(_("Expenditure, %(partner)s"), partner=partner.organisation.name)
        code = f"T1.{partner.number}"
        tables.append(cost_table(material, own, code, title, partner))
    return tuple(tables)


def cost_table(
    material: Material,
    frame: pd.DataFrame,
    code: str,
    title: Words,
    partner: GrantPartner | None = None,
) -> Table:
    """One table of T1: lines, revenue deducted, eligible expenditure."""
    sums = sums_by(frame, "line", MEASURES)
    rows = []
    whole = dict.fromkeys(MEASURES, ZERO)
    for line in material.sums.lines:
        if line.key not in sums:
            continue
        amounts = {name: kroner(sums[line.key][name]) for name in MEASURES}
        whole = {name: whole[name] + amounts[name] for name in MEASURES}
        flex = material.profile.budget_flex
        name = Words(line.da, line.en)
        rows.append(_cost_row(line.number, name, amounts, NORMAL, flex))
    earned = [row for row in material.revenues if partner is None or row[0] == partner.pk]
    revenue = {
        "budget": ZERO,
        "earlier": -sum((earlier for _key, earlier, _this in earned), ZERO),
        "this": -sum((this for _key, _earlier, this in earned), ZERO),
        "corrected": ZERO,
    }
    rows.append(_cost_row(None, both(_("Expenditure before revenue")), whole, SUBTOTAL))
    rows.append(_cost_row(None, both(_("Project revenue, deducted")), revenue, NORMAL))
    net = {name: whole[name] + revenue[name] for name in MEASURES}
    rows.append(_cost_row(None, both(_("Eligible expenditure")), net, TOTAL))
    return Table(code, title, cost_columns(), tuple(rows))


def _cost_row(
    number: int | None,
    text: Words,
    amounts: dict[str, Decimal],
    level: str,
    flex: Fraction | None = None,
) -> Row:
    budget = amounts["budget"]
    cumulative = amounts["earlier"] + amounts["this"] + amounts["corrected"]
    used = Fraction(cumulative) / Fraction(budget) if budget else None
    bent = None
    if flex and budget:
        bent = max(Fraction(0), Fraction(cumulative - budget)) / (Fraction(budget) * flex)
    return Row(
        (
            number,
            text,
            budget,
            amounts["earlier"],
            amounts["this"],
            amounts["corrected"],
            cumulative,
            budget - cumulative,
            used,
            bent,
        ),
        level,
    )


def voucher_table(rows: Iterable[Item], code: str = "T5") -> Table:
    """T5: every accepted voucher of this claim with the hash of its file.

    Where a voucher is in another currency, its own amount and the rate stand beside it (R-53).
    """
    rows = list(rows)
    foreign = any(_foreign(one.row) is not None for one in rows)
    columns: tuple[Column, ...] = (
        Column("no", both(_("Voucher"))),
        Column("partner", both(_("Partner"))),
        Column("invoice_date", both(_("Invoice date")), DATE),
        Column("delivery_date", both(_("Delivery date")), DATE),
        Column("paid_on", both(_("Paid on")), DATE),
        Column("supplier_cvr", both(_("Supplier CVR"))),
        Column("text", both(_("Text"))),
        Column("net", both(_("Net")), MONEY, summed=True),
        Column("vat", both(_("VAT")), MONEY, summed=True),
        Column("eligible_vat", both(_("Eligible VAT")), MONEY, summed=True),
        Column("share", both(_("Project share")), PERCENT),
        Column("line", both(_("Line")), INT),
        Column("amount", both(_("Accepted amount")), MONEY, summed=True),
        *(foreign_columns() if foreign else ()),
        Column("mark", both(_("Mark"))),
        Column("hash", both(_("File hash")), HASH),
    )
    body = tuple(Row(_voucher_cells(one, foreign=foreign)) for one in rows)
    return Table(code, both(_("Vouchers")), columns, (*body, _total(columns, body)))


def foreign_columns() -> tuple[Column, ...]:
    """What a voucher says in its own currency, and how it came into kroner (R-53)."""
    return (
        Column("currency", both(_("Currency"))),
        Column("original", both(_("Amount in the currency, with VAT")), MONEY),
        Column("rate", both(_("DKK for one unit"))),
    )


def _foreign(row: Expenditure) -> ForeignAmount | None:
    return getattr(row, "foreign", None)


def _foreign_cells(row: Expenditure) -> tuple[Cell, ...]:
    found = _foreign(row)
    if found is None:
        return ("", None, "")
    if found.rate is None:
        return (found.currency, found.net + found.vat, both(_("Settled by the bank")))
    rate = Words(number_text(found.rate, 6, "da"), number_text(found.rate, 6, "en"))
    return (found.currency, found.net + found.vat, rate)


def _voucher_cells(one: Item, *, foreign: bool) -> tuple[Cell, ...]:
    row = one.row
    return (
        row.voucher_no,
        row.grant_partner.organisation.short_name,
        row.invoice_date,
        row.delivery_date,
        row.paid_on,
        row.supplier_cvr,
        row.text,
        row.net,
        row.vat,
        row.eligible_vat,
        Fraction(row.project_share_pct) / 100,
        row.line.number,
        row.accepted,
        *(_foreign_cells(row) if foreign else ()),
        _mark(row),
        one.file_hash,
    )


def _mark(row: Expenditure) -> Cell:
    """What is unusual about a voucher: that it comes late, or was parked before."""
    if row.kind == Expenditure.TAKEN_UP and row.corrects is not None:
        return both(_("Parked in period %(number)s"), number=row.corrects.report.period.number)
    if row.late_of is not None:
        return both(_("Late, of period %(number)s"), number=row.late_of.number)
    return ""


def correction_table(rows: Iterable[Item]) -> Table:
    """T10: corrections of cost that earlier claims have declared."""
    columns = (
        Column("no", both(_("Correction")), INT),
        Column("original", both(_("Original voucher"))),
        Column("partner", both(_("Partner"))),
        Column("line", both(_("Line")), INT),
        Column("reason", both(_("Reason"))),
        Column("cost", both(_("Cost that was claimed")), MONEY),
        Column("flat", both(_("Flat rate")), PERCENT),
        Column("te_effect", both(_("Effect on expenditure")), MONEY, summed=True),
        Column("fund_effect", both(_("Effect on the fund's part")), MONEY, summed=True),
        Column("irregular", both(_("Irregularity"))),
        Column("cancelled", both(_("Support cancelled (K)")), MONEY, summed=True),
        Column("decided_on", both(_("Decided on")), DATE),
    )
    body = tuple(Row(_correction_cells(one)) for one in rows)
    title = both(_("Corrections since the last claim"))
    notes = () if body else (both(_("No corrections in this period.")),)
    return Table("T10", title, columns, (*body, _total(columns, body)), notes)


def _correction_cells(one: Item) -> tuple[Cell, ...]:
    row, decided = one.row, one.decided
    return (
        decided.number if decided else None,
        row.corrects.voucher_no if row.corrects else "",
        row.grant_partner.organisation.short_name,
        row.line.number,
        choice(Correction.REASONS, decided.reason_code) if decided else row.text,
        # What a flat correction is a share of; earlier corrections of the voucher lower it.
        row.corrects.accepted if row.corrects else None,
        Fraction(decided.flat_pct) / 100 if decided and decided.flat_pct else None,
        row.accepted,
        decided.fund_effect if decided else None,
        both(_("Yes") if decided and decided.is_irregular else _("No")),
        decided.cancelled if decided else None,
        decided.decided_on if decided else None,
    )


def _total(columns: Iterable[Column], rows: Iterable[Row]) -> Row:
    return total_row(columns, rows, both(_("Total")))


def total_row(columns: Iterable[Column], rows: Iterable[Row], name: Words) -> Row:
    """The total of every summed column, with its *name* in the first cell that can hold words."""
    columns, rows = list(columns), list(rows)
    cells: list[Cell] = []
    named = False
    for place, column in enumerate(columns):
        if column.summed:
            cells.append(_added(rows, place, column.kind))
        elif not named and column.kind not in (INT, MONEY, PERCENT, DATE, FRACTION):
            cells.append(name)
            named = True
        else:
            cells.append(None)
    return Row(tuple(cells), TOTAL)


def _added(rows: list[Row], place: int, kind: str) -> Cell:
    cells = [row.cells[place] for row in rows if row.level == NORMAL]
    if kind == INT:
        return sum(cell for cell in cells if isinstance(cell, int))
    return sum((cell for cell in cells if isinstance(cell, Decimal)), ZERO)

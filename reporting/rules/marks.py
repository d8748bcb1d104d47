"""Marks: what makes a line deserve a look before it is decided (rules.md 4.2).

A mark is a `Breach` in shape and refuses nothing: its code, its sentence with the figures, and the
rule that makes the controller look. Each is one pure function of the line, its neighbours and the
limits; the page, the filters, the board and the risk of a report all ask these functions.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from consortium.rules.money import ZERO, as_fraction, cents_half_up
from consortium.rules.refusals import Breach, Term
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import is_working_day

OVER_ROOM, NEAR_END, ROUND, DAY_OFF, TWIN = "over_room", "near_end", "round", "day_off", "twin"
NEW_SUPPLIER, LATE, HOURS, PAPERS, MARKET = "new_supplier", "late", "hours", "papers", "market"
VOUCHER = "voucher"


@dataclass(frozen=True)
class MarkKind:
    """One kind of mark: its number, its name, and what it looks for."""

    number: str
    label: str
    meaning: str


KINDS: Mapping[str, MarkKind] = {
    OVER_ROOM: MarkKind(
        "M-01",
        _("Over the line's room"),
        _("More than what is left on the budget line for all partners, flexibility included."),
    ),
    NEAR_END: MarkKind(
        "M-02", _("Near the period's end"), _("Delivered in the last days of the period.")
    ),
    ROUND: MarkKind("M-03", _("Round amount"), _("A whole multiple of the round step.")),
    DAY_OFF: MarkKind(
        "M-04",
        _("Weekend or holiday"),
        _("Invoiced or delivered on a Saturday, a Sunday or a public holiday."),
    ),
    TWIN: MarkKind(
        "M-05",
        _("Like another line"),
        _("The same supplier with the same amount within some days, or the same invoice number."),
    ),
    NEW_SUPPLIER: MarkKind(
        "M-06",
        _("First from this supplier"),
        _("No earlier report of the partner has a cost from the supplier."),
    ),
    LATE: MarkKind("M-07", _("Late"), _("Incurred in an earlier period that had closed.")),
    HOURS: MarkKind(
        "M-08",
        _("Unusual hours"),
        _("Far from the mean of the person's other months in the project."),
    ),
    PAPERS: MarkKind(
        "M-09", _("Papers missing"), _("Voucher, proof of payment or proof of delivery is missing.")
    ),
    MARKET: MarkKind(
        "M-10",
        _("Above the procurement limit"),
        _("Above the limit from which purchases need a procurement file or a market check."),
    ),
}


@dataclass(frozen=True)
class Limits:
    """From where on something is marked; a profile may set its own (`grants.rules.desk_limits`)."""

    near_end_days: int
    round_step: Decimal
    twin_days: int
    hours_off: Fraction
    hours_months: int
    market_from: Decimal | None = None

    @classmethod
    def of(cls, limits: Mapping[str, Fraction], market_from: Decimal | None = None) -> Limits:
        """The limits by name as the profile has them."""
        return cls(
            near_end_days=int(limits["near_end_days"]),
            round_step=cents_half_up(limits["round_step"]),
            twin_days=int(limits["twin_days"]),
            hours_off=limits["hours_off"],
            hours_months=int(limits["hours_months"]),
            market_from=market_from,
        )


@dataclass(frozen=True)
class Supplier:
    """Who sent an invoice: the same firm under its CVR number, else under its name."""

    name: str
    cvr: str = ""

    @property
    def key(self) -> str:
        """What two invoices of one supplier share; spelling does not count. Empty if unknown."""
        number = re.sub(r"[^0-9a-z]", "", self.cvr.casefold()).removeprefix("dk")
        return number or re.sub(r"[^0-9a-zæøå]", "", self.name.casefold())


@dataclass(frozen=True)
class Bill:
    """An invoice as far as another one can be like it."""

    key: int
    voucher_no: str
    supplier: Supplier
    amount: Decimal
    invoice_no: str
    invoice_date: date

    @property
    def number(self) -> str:
        """The invoice number without blanks, signs and leading zeros."""
        return re.sub(r"[^0-9a-zæøå]", "", self.invoice_no.casefold()).lstrip("0")


@dataclass(frozen=True)
class Line:
    """A line of a report as the marks see it; `at_stake` is what a decision on it shares out."""

    bill: Bill
    kind: str
    at_stake: Decimal
    net: Decimal
    delivery_date: date
    ends_on: date
    late_of: int | None = None
    lacks: tuple[str, ...] = ()
    # Of a staff line: its month, and what the same employee has in the other months.
    month: date | None = None
    hours: Decimal = ZERO
    other_hours: Decimal = ZERO
    other_months: int = 0


def over_room(line: Line, budget_line: str, room: Decimal) -> Breach | None:
    """More at stake than the *room* that is left on its budget line (R-91)."""
    if line.at_stake <= max(room, ZERO):
        return None
    message = _("%(amount)s kr. at stake, and %(room)s kr. is left on %(line)s for all partners.")
    params = {"amount": line.at_stake, "room": max(room, ZERO), "line": budget_line}
    return Breach(OVER_ROOM, message, line.bill.voucher_no, params, "R-91")


def near_end(line: Line, limits: Limits) -> Breach | None:
    """Delivered in the last days of the period: cost that may belong to the next one."""
    left = (line.ends_on - line.delivery_date).days
    if line.month is not None or not 0 <= left < limits.near_end_days:
        return None
    message = _("Delivered on %(day)s, in the last %(days)s days of the period.")
    params = {"day": line.delivery_date, "days": limits.near_end_days}
    return Breach(NEAR_END, message, line.bill.voucher_no, params, "R-52")


def round_amount(line: Line, limits: Limits) -> Breach | None:
    """An amount that nobody's invoice happens to be: estimates and instalments look so."""
    amount = line.bill.amount
    if line.kind != VOUCHER or amount <= 0 or amount % limits.round_step:
        return None
    message = _("%(amount)s kr. is a whole multiple of %(step)s kr.")
    params = {"amount": amount, "step": limits.round_step}
    return Breach(ROUND, message, line.bill.voucher_no, params, "rules 4.2")


def day_off(line: Line) -> Breach | None:
    """Invoiced or delivered when offices are closed."""
    if line.kind != VOUCHER:
        return None
    if not is_working_day(line.bill.invoice_date):
        message = _("The invoice is of %(day)s, a weekend or a public holiday.")
        day = line.bill.invoice_date
    elif not is_working_day(line.delivery_date):
        message = _("Delivered on %(day)s, a weekend or a public holiday.")
        day = line.delivery_date
    else:
        return None
    return Breach(DAY_OFF, message, line.bill.voucher_no, {"day": day}, "rules 4.2")


def twin(line: Line, others: Iterable[Bill], limits: Limits) -> Breach | None:
    """Another line looks like the same invoice: same number, or same amount within some days."""
    own = line.bill
    if line.kind != VOUCHER or not own.supplier.key:
        return None
    same = [one for one in others if one.key != own.key and one.supplier.key == own.supplier.key]
    for one in sorted(same, key=lambda bill: bill.key):
        days = abs((one.invoice_date - own.invoice_date).days)
        params: dict[str, object] = {"other": one.voucher_no, "supplier": own.supplier.name}
        if own.number and one.number == own.number:
            message = _("%(other)s has the same invoice number from %(supplier)s.")
            return Breach(TWIN, message, own.voucher_no, params, "A-11")
        if one.amount == own.amount and days <= limits.twin_days:
            message = _("%(other)s is of the same amount from %(supplier)s, %(days)s days apart.")
            return Breach(TWIN, message, own.voucher_no, params | {"days": days}, "A-11")
    return None


def new_supplier(line: Line, known: Collection[str] | None) -> Breach | None:
    """No earlier report has the supplier; *known* is None where there is no earlier report."""
    supplier = line.bill.supplier
    if line.kind != VOUCHER or known is None or not supplier.key or supplier.key in known:
        return None
    message = _("No earlier report of the partner has a cost from %(supplier)s.")
    params = {"supplier": supplier.name}
    return Breach(NEW_SUPPLIER, message, line.bill.voucher_no, params, "rules 4.2")


def late(line: Line) -> Breach | None:
    """Incurred in an earlier period that had closed (R-52)."""
    if line.late_of is None:
        return None
    message = _("Incurred in period %(period)s, which had closed.")
    return Breach(LATE, message, line.bill.voucher_no, {"period": line.late_of}, "R-52")


def hours_unusual(line: Line, limits: Limits) -> Breach | None:
    """Far from the mean of the person's other months, of which there must be enough (R-30)."""
    if line.month is None or line.other_months < max(1, limits.hours_months):
        return None
    mean = as_fraction(line.other_hours) / line.other_months
    if abs(as_fraction(line.hours) - mean) <= limits.hours_off * mean:
        return None
    message = _("%(hours)s hours, and %(usual)s is the mean of the person's %(months)s others.")
    params = {"hours": line.hours, "usual": cents_half_up(mean), "months": line.other_months}
    return Breach(HOURS, message, line.bill.voucher_no, params, "R-30")


def papers(line: Line) -> Breach | None:
    """A paper is missing that the kind of cost asks for (A-01, A-02, A-20)."""
    if not line.lacks:
        return None
    message = _("Missing: %(papers)s.")
    params = {"papers": tuple(Term(paper) for paper in line.lacks)}
    return Breach(PAPERS, message, line.bill.voucher_no, params, "A-01")


def market(line: Line, limits: Limits) -> Breach | None:
    """Above the limit from which purchases need a procurement file or a market check (A-21)."""
    if line.kind != VOUCHER or limits.market_from is None or line.net <= limits.market_from:
        return None
    message = _("%(net)s kr. net is above the procurement limit of %(limit)s kr.")
    params = {"net": line.net, "limit": limits.market_from}
    return Breach(MARKET, message, line.bill.voucher_no, params, "A-21")


def marks_of(
    line: Line,
    limits: Limits,
    *,
    others: Iterable[Bill] = (),
    known: Collection[str] | None = None,
) -> tuple[Breach, ...]:
    """Every mark of *line* but that of its room, which depends on the lines before it."""
    found: Sequence[Breach | None] = (
        near_end(line, limits),
        round_amount(line, limits),
        day_off(line),
        twin(line, others, limits),
        new_supplier(line, known),
        late(line),
        hours_unusual(line, limits),
        papers(line),
        market(line, limits),
    )
    return tuple(mark for mark in found if mark is not None)

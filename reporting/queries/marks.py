"""The marks of many lines at once: read light, in two statements whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant
from grants.rules.desk_limits import desk_limits
from grants.rules.profiles import RuleProfile
from reporting.models import Expenditure, ExpenditureFile, PartnerReport, SampleLine, TimeSheet
from reporting.queries.acceptance import BudgetGuard
from reporting.rules import marks, risk
from reporting.rules.marks import Bill, Limits, Line, Supplier

MARKED_KINDS = (
    *(Expenditure.VOUCHER, Expenditure.STAFF, Expenditure.IN_KIND),
    Expenditure.TAKEN_UP,
)
UNDECIDED = ("submitted", "query")
# Above this many names it is quicker to read all invoices than to ask for these.
FEW = 500
WANTED = {
    Expenditure.VOUCHER: (("has_voucher", _("voucher")), ("has_payment", _("proof of payment"))),
    Expenditure.IN_KIND: (("has_delivery", _("proof of delivery")),),
}
COLUMNS = (
    *("pk", "report", "report__period__number", "report__period__ends_on", "grant_partner"),
    *("kind", "state", "line", "voucher_no", "amount", "parked", "awaiting", "net", "supplier"),
    *("supplier_cvr", "invoice_no", "invoice_date", "delivery_date", "late_of__number", "hours"),
    *("text", "time_sheet__month", "other_hours", "other_months", "is_drawn"),
    *("has_voucher", "has_payment", "has_delivery", "has_earlier"),
)
# The months of the same employee with the same partner, but the line's own.
OTHER_MONTHS = (
    TimeSheet.objects.filter(
        employee=OuterRef("time_sheet__employee"), report__grant_partner=OuterRef("grant_partner")
    )
    .exclude(pk=OuterRef("time_sheet"))
    .exclude(state="draft")
    .order_by()
    .values("employee")
)
EARLIER = PartnerReport.objects.filter(
    grant_partner=OuterRef("grant_partner"),
    period__number__lt=OuterRef("report__period__number"),
    submitted_at__isnull=False,
)


@dataclass(frozen=True)
class Marked:
    """A line as lists are filtered and counted by: what it is, and its marks."""

    pk: int
    report: int
    partner: int
    line: int
    kind: str
    state: str
    words: str
    is_drawn: bool
    marks: tuple[Breach, ...]


def mark_limits(profile: RuleProfile) -> Limits:
    """The limits of *profile* for marks on lines."""
    return Limits.of(desk_limits(dict(profile.desk)), profile.market_check_from)


def risk_limits(profile: RuleProfile) -> risk.Limits:
    """The limits of *profile* for the risk of a report."""
    return risk.Limits.of(desk_limits(dict(profile.desk)))


def proof(role: str) -> Exists:
    """Whether a line has a file of *role*, its own or that of the line it takes up."""
    own = Q(expenditure=OuterRef("pk")) | Q(expenditure=OuterRef("corrects"))
    return Exists(ExpenditureFile.objects.filter(own, role=role))


def marked_lines(
    rows: QuerySet[Expenditure], grant: Grant, guard: BudgetGuard
) -> dict[int, Marked]:
    """Every line of *rows*, which are of *grant*, with its marks, by its key.

    The room of a budget line is given out in the order in which the lines would be decided.
    """
    read = _read(rows)
    limits = mark_limits(guard.profile)
    lines = {row["pk"]: _line(row) for row in read}
    bills, known = _neighbours(grant, read)
    rooms = _rooms(guard, read)
    found = {}
    for row in read:
        line = lines[row["pk"]]
        own = marks.marks_of(
            line,
            limits,
            others=bills.get(line.bill.supplier.key, ()),
            known=known.get((row["grant_partner"], row["report__period__number"])),
        )
        room = rooms.get(row["pk"])
        found[row["pk"]] = Marked(
            pk=row["pk"],
            report=row["report"],
            partner=row["grant_partner"],
            line=row["line"],
            kind=row["kind"],
            state=row["state"],
            words=" ".join((row["voucher_no"], row["text"], row["supplier"])).casefold(),
            is_drawn=row["is_drawn"],
            marks=((room,) if room is not None else ()) + own
            if row["kind"] in MARKED_KINDS
            else (),
        )
    return found


def _read(rows: QuerySet[Expenditure]) -> list[dict[str, Any]]:
    """What the marks need of each line, in the order in which lines are decided."""
    return list(
        rows.annotate(
            other_hours=Subquery(OTHER_MONTHS.annotate(total=Sum("hours")).values("total")),
            other_months=Subquery(OTHER_MONTHS.annotate(number=Count("pk")).values("number")),
            is_drawn=Exists(SampleLine.objects.filter(expenditure=OuterRef("pk"))),
            has_voucher=proof(ExpenditureFile.INVOICE),
            has_payment=proof(ExpenditureFile.PAYMENT),
            has_delivery=proof(ExpenditureFile.DELIVERY),
            has_earlier=Exists(EARLIER),
        )
        .order_by("delivery_date", "pk")
        .values(*COLUMNS)
    )


def _line(row: Mapping[str, Any]) -> Line:
    lacks = [name for flag, name in WANTED.get(row["kind"], ()) if not row[flag]]
    return Line(
        bill=_bill(row),
        kind=row["kind"],
        at_stake=row["amount"] - row["parked"],
        net=row["net"],
        delivery_date=row["delivery_date"],
        ends_on=row["report__period__ends_on"],
        late_of=row["late_of__number"],
        lacks=tuple(lacks),
        month=row["time_sheet__month"],
        hours=row["hours"],
        other_hours=row["other_hours"] or ZERO,
        other_months=row["other_months"] or 0,
    )


def _bill(row: Mapping[str, Any]) -> Bill:
    return Bill(
        key=row["pk"],
        voucher_no=row["voucher_no"],
        supplier=Supplier(row["supplier"], row["supplier_cvr"]),
        amount=row["amount"],
        invoice_no=row["invoice_no"],
        invoice_date=row["invoice_date"],
    )


Known = dict[tuple[int, int], frozenset[str] | None]


def _neighbours(
    grant: Grant, read: Sequence[Mapping[str, Any]]
) -> tuple[Mapping[str, list[Bill]], Known]:
    """The grant's invoices by supplier, and whom each partner knew before each period.

    None where the partner has no earlier report: then nobody is new.
    """
    names = {row["supplier"] for row in read if row["supplier"]}
    numbers = {row["supplier_cvr"] for row in read if row["supplier_cvr"]}
    if not names and not numbers:
        return {}, {}
    rows = Expenditure.objects.filter(grant=grant, kind=Expenditure.VOUCHER)
    rows = rows.exclude(state__in=["draft", "disallowed"])
    if len(names) + len(numbers) <= FEW:
        rows = rows.filter(Q(supplier__in=names) | Q(supplier_cvr__in=numbers))
    bills: defaultdict[str, list[Bill]] = defaultdict(list)
    first: defaultdict[int, dict[str, int]] = defaultdict(dict)
    columns = (
        *("pk", "voucher_no", "supplier", "supplier_cvr", "amount", "invoice_no", "invoice_date"),
        *("grant_partner", "report__period__number"),
    )
    for row in rows.order_by("report__period__number", "pk").values(*columns):
        bill = _bill(row)
        bills[bill.supplier.key].append(bill)
        first[row["grant_partner"]].setdefault(bill.supplier.key, row["report__period__number"])
    known: Known = {}
    for row in read:
        partner, number = row["grant_partner"], row["report__period__number"]
        if (partner, number) not in known:
            earlier = {key for key, since in first[partner].items() if since < number}
            known[partner, number] = frozenset(earlier) if row["has_earlier"] else None
    return bills, known


def _rooms(guard: BudgetGuard, read: Sequence[Mapping[str, Any]]) -> dict[int, Breach]:
    """The lines that take more than is left; a line that has been decided tells what awaits."""
    left = {room.line.pk: room.room for room in guard.rooms()}
    found = {}
    for row in (one for one in read if one["kind"] in MARKED_KINDS):
        line, room = _line(row), left.get(row["line"], ZERO)
        budget_line = guard.lines.get(row["line"])
        name = f"{budget_line.number} {budget_line}" if budget_line else ""
        if row["state"] in UNDECIDED:
            mark = marks.over_room(line, name, room)
            left[row["line"]] = max(ZERO, room - line.at_stake)
        else:
            mark = marks.over_room(line, name, line.at_stake - row["awaiting"])
        if mark is not None:
            found[row["pk"]] = mark
    return found

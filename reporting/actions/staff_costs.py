"""Approved months as rows of the ledger (rules.md 2.4, R-21)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from consortium.models.memory import add_rows, change_rows
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import last_of_month
from grants.models import STAFF_TIME, BudgetLine
from reporting.actions.drafts import must_be_own
from reporting.models import Expenditure, TimeSheet
from reporting.queries.late import timing_of
from reporting.rules.staff import hours_cost, share_cost

REFRESHED = (
    "text",
    "net",
    "amount",
    "hours",
    "booking_no",
    "cofinancing_form",
    "cofinancing_source",
    "late_of",
    "late_reason",
    "created_by",
)


class NoStaffLine(Refused):
    """The chart of accounts has no line for staff."""

    code = "NO_STAFF_LINE"


def cost_of(sheet: TimeSheet) -> Decimal:
    """What the month costs: the rate times the hours, or the share of the month's pay, DKK."""
    rate = sheet.rate
    if rate.is_by_share:
        assert rate.share_pct is not None
        return share_cost(rate.gross_cost, Fraction(rate.share_pct) / 100)
    assert rate.rate is not None
    return hours_cost(rate.rate, sheet.hours)


def book_staff_costs(sheets: Sequence[TimeSheet]) -> list[Expenditure]:
    """Make or refresh the cost row of each approved sheet. Only called inside an action."""
    line = BudgetLine.objects.filter(kind=BudgetLine.STAFF).order_by("number").first()
    if line is None:
        raise NoStaffLine.because(_("There is no budget line for staff."), rule="R-21")
    known = {
        item.time_sheet_id: item
        for item in Expenditure.objects.select_for_update().filter(time_sheet__in=sheets)
    }
    new, changed = [], []
    for sheet in sheets:
        item = known.get(sheet.pk)
        if item is None:
            item = _blank(sheet, line)
            new.append(item)
        else:
            must_be_own(item)
            changed.append(item)
        _fill(item, sheet)
        _mark_late(item, sheet)
    if new:
        add_rows(new, Expenditure)
    if changed:
        change_rows(changed, Expenditure, REFRESHED)
    return [*new, *changed]


def _blank(sheet: TimeSheet, line: BudgetLine) -> Expenditure:
    # The month is paid, delivered and booked by its last day.
    day = last_of_month(sheet.month)
    partner = sheet.report.grant_partner
    return Expenditure(
        report=sheet.report,
        grant=partner.grant,
        grant_partner=partner,
        line=line,
        kind=Expenditure.STAFF,
        voucher_no=f"T-{sheet.employee.staff_id}-{sheet.month:%Y%m}",
        supplier=partner.organisation.name[:120],
        invoice_date=day,
        delivery_date=day,
        paid_on=day,
        ledger_account="payroll",
        time_sheet=sheet,
    )


def _mark_late(item: Expenditure, sheet: TimeSheet) -> None:
    # Only a month that was entered as late asks for the periods again.
    late = timing_of(sheet.report).late(item.delivery_date) if sheet.late_reason else None
    item.late_of_id = late.key if late else None
    item.late_reason = sheet.late_reason if late else ""


def _fill(item: Expenditure, sheet: TimeSheet) -> None:
    item.text = f"{sheet.employee.name}, {sheet.month:%m.%Y}"
    item.booking_no = sheet.rate.payroll_ref[:40]
    item.hours = sheet.hours
    item.net = item.amount = cost_of(sheet)
    item.cofinancing_form = STAFF_TIME if sheet.is_cofinancing else ""
    sector = sheet.report.grant_partner.organisation.sector
    item.cofinancing_source = sector if sheet.is_cofinancing else ""
    # The hours are the employee's; the superior approves them and so is not their author.
    item.created_by_id = sheet.signed_by_id or item.created_by_id
    item.time_sheet = sheet
    item.grant = sheet.report.grant_partner.grant

"""Exchange rates of the demo: two currencies for vouchers, the Commission's rate for the EUR view.

The figures are of the right size and are demo data, and say so.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from consortium.rules.spans import Span, last_of_month
from grants.actions.currency import enter_exchange_rate, import_exchange_rates
from grants.models import BudgetLine
from grants.rules.currency import ACCOUNTING_RATE, MONTHLY, VOUCHER_RATE, RateFacts
from reporting.actions.costs import ExpenditureEntry, Foreign, enter_expenditure
from reporting.management.demo.clock import Clock
from reporting.management.demo.people import People
from reporting.models import Expenditure, PartnerReport

KINDS = (
    (ACCOUNTING_RATE, "EUR", Decimal("7.4500"), "InforEuro (demotal)"),
    (VOUCHER_RATE, "EUR", Decimal("7.4550"), "Nationalbanken, månedsgennemsnit (demotal)"),
    (VOUCHER_RATE, "SEK", Decimal("0.8450"), "Nationalbanken, månedsgennemsnit (demotal)"),
)
# How far a month's rate stands from the first figure, in ten thousandths, over and over.
SWINGS = (0, 12, 27, 35, 18, -4, -21, -33, -15, 6, 22, 9)


def keep_rates(people: People, clock: Clock, span: Span) -> None:
    """The lead enters the rates of every month of *span* from a list, and corrects one of them."""
    rows = [
        RateFacts(
            currency=currency,
            month=month,
            kind=kind,
            rate=first + Decimal(SWINGS[(month.month + month.year) % 12]) / 10_000,
            source=source,
            published_on=month if kind == ACCOUNTING_RATE else last_of_month(month),
        )
        for month in span.months
        for kind, currency, first, source in KINDS
        if kind == ACCOUNTING_RATE or last_of_month(month) <= span.last
    ]
    import_exchange_rates(rows, by=people["lead"], at=clock())
    wrong = next(row for row in rows if (row.currency, row.month) == ("SEK", dt.date(2013, 6, 1)))
    enter_exchange_rate(
        RateFacts(
            currency=wrong.currency,
            month=wrong.month,
            kind=wrong.kind,
            rate=wrong.rate + Decimal("0.0100"),
            source=wrong.source,
            published_on=wrong.published_on,
        ),
        reason="Tastefejl i listen, rettet efter kilden",
        by=people["controller"],
        at=clock(),
    )


def swedish_voucher(
    people: People, clock: Clock, report: PartnerReport, line: BudgetLine
) -> Expenditure:
    """A seminar in Malmö, paid in March 2014 and counted at that month's rate (R-53)."""
    entry = ExpenditureEntry(
        line=line,
        voucher_no=f"B{report.period.number}99",
        text="Øresundsseminar om modtagelse, deltagergebyr",
        supplier="Malmö Konferens AB",
        supplier_cvr="SE556012345601",
        invoice_no="MK-2014-118",
        invoice_date=dt.date(2014, 3, 6),
        delivery_date=dt.date(2014, 3, 12),
        paid_on=dt.date(2014, 3, 20),
        ledger_account="4090",
        booking_no=f"{report.period.number}099",
        net=Decimal(0),
        vat=Decimal(0),
        foreign=Foreign("SEK", Decimal("4800.00"), Decimal("1200.00"), MONTHLY),
    )
    by = people["viborg"]
    return enter_expenditure(report, entry, by=by, at=clock())

"""The auditor's screens of purchases as tables: twins, first digits, splits, common suppliers."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant
from reporting.documents.screen_parts import COST, Line, Screen, Way, screen
from reporting.documents.tables import (
    DATE,
    INT,
    MONEY,
    PERCENT,
    TEXT,
    Cell,
    Words,
    both,
    money_words,
)
from reporting.queries import screens as rows
from reporting.queries.screens import Bills
from reporting.rules.benford import (
    CRITICAL,
    MAD_BOUNDS,
    SIZES,
    VERDICTS,
    Benford,
    benford,
)
from reporting.rules.screening import (
    AMOUNT,
    NUMBER,
    PRINT,
    Bill,
    duplicates,
    seller_of,
    shared_suppliers,
    split_purchases,
)

REASONS = {
    PRINT: _("The same invoice"),
    AMOUNT: _("The same supplier and amount"),
    NUMBER: _("The same invoice number"),
}
BILL = (
    ("voucher", _("Voucher"), TEXT),
    ("grant", _("Grant"), TEXT),
    ("partner", _("Partner"), TEXT),
    ("period", _("Period"), INT),
    ("supplier", _("Supplier"), TEXT),
    ("invoice", _("Invoice number"), TEXT),
    ("day", _("Invoice date"), DATE),
    ("net", _("Net, DKK"), MONEY),
    ("gross", _("With VAT, DKK"), MONEY),
)
DIGIT_ROWS = 200


def twins_screen(grant: Grant, grants: Iterable[int], days: int) -> Screen:
    """Invoices that may be one and the same, in all grants that the reader may read."""
    found = rows.twin_candidates(list(grants))
    lines = []
    number = 0
    for twins in duplicates(found.bills, days):
        if all(found.papers[bill.key].grant != grant.pk for bill in twins.bills):
            continue
        number += 1
        why = both(REASONS[twins.reason])
        share = Fraction(twins.share_pct) / 100
        lines += [
            Line((*_bill(found, bill), number, why, share), _way(found, bill))
            for bill in twins.bills
        ]
    columns = (
        *BILL,
        ("group", _("Group"), INT),
        ("why", _("Why"), TEXT),
        ("share", _("Financed in all"), PERCENT),
    )
    notes = (
        both(
            _(
                "The same invoice may be shared: up to 100 per cent in all is no double funding. "
                "The same amount counts within %(days)s days, the same invoice number when the "
                "supplier or the amount is the same too; blanks, signs and leading zeros do not."
            ),
            days=str(days),
        ),
    )
    return screen("duplicates", _("Invoices that look alike"), columns, lines, *notes)


def benford_screen(grant: Grant) -> Screen:
    """First and first two digits of net amounts, and the rows of the digits that stand out."""
    found = Screen((), ())
    for size in SIZES:
        test = benford(rows.digit_counts(grant, size), size)
        found += _digits(test)
    out = [one.digits for one in test.digits if one.stands_out and one.share > one.expected]
    bills = rows.rows_beginning(grant, out, DIGIT_ROWS) if out else Bills((), {})
    ordered = sorted(bills.bills, key=lambda bill: (str(bill.net)[:2], bill.day, bill.key))
    lines = [Line(_bill(bills, bill), _way(bills, bill)) for bill in ordered]
    note = both(
        _("At most %(count)s rows, of the pairs of digits that are more frequent than by chance."),
        count=str(DIGIT_ROWS),
    )
    return found + screen("benford-rows", _("Rows to look at"), BILL, lines, note)


def _digits(test: Benford) -> Screen:
    columns = (
        ("digits", _("Begins with"), TEXT),
        ("count", _("Rows"), INT),
        ("share", _("Share"), PERCENT),
        ("expected", _("Expected"), PERCENT),
        ("z", _("Distance (z)"), TEXT),
        ("out", _("Stands out"), TEXT),
    )
    lines = [
        Line(
            (
                str(one.digits),
                one.count,
                Fraction(one.share),
                Fraction(one.expected),
                _number(one.z, 2),
                both(_("yes")) if one.stands_out else "",
            )
        )
        for one in test.digits
    ]
    title = _("First digit of amounts") if test.size == 1 else _("First two digits of amounts")
    return screen(f"benford-{test.size}", title, columns, lines, *_benford_notes(test))


def _benford_notes(test: Benford) -> tuple[Words, ...]:
    bounds = MAD_BOUNDS[test.size]
    statistic = both(
        _(
            "%(number)s net amounts from 10.00 kr. Chi-square %(chi)s; its 5 per cent bound is "
            "%(bound)s. Mean absolute deviation (MAD) %(mad)s; up to %(close)s agrees closely, "
            "up to %(fair)s acceptably, up to %(barely)s barely."
        ),
        number=str(test.number),
        chi=_number(test.chi_square, 3),
        bound=_number(CRITICAL[test.size], 3),
        mad=_number(test.mad, 4),
        close=_number(bounds[0], 4),
        fair=_number(bounds[1], 4),
        barely=_number(bounds[2], 4),
    )
    limits = both(
        _(
            "What the test cannot do: amounts with ceilings, unit prices and fixed rates do not "
            "follow Benford's law, and with many rows chi-square finds even what means nothing. A "
            "deviation is a question to the rows, never a proof; agreement proves nothing either."
        )
    )
    return (both(VERDICTS[test.verdict]), statistic, limits)


def _number(value: Decimal, places: int) -> Words:
    text = f"{value:.{places}f}"
    return Words(text.replace(".", ","), text)


def splits_screen(grant: Grant, limit: Decimal, days: int) -> Screen:
    """Purchases of one partner from one supplier, each below the limit, together above it."""
    found = rows.split_candidates(grant, limit)
    lines = [
        Line((*_bill(found, bill), number, split.net), _way(found, bill))
        for number, split in enumerate(split_purchases(found.bills, limit, days), start=1)
        for bill in split.bills
    ]
    columns = (*BILL, ("group", _("Group"), INT), ("sum", _("Group in all, DKK"), MONEY))
    note = both(
        _(
            "One partner and one supplier within %(days)s days: each purchase at most %(limit)s "
            "kr. without VAT, all together above it. Recurring deliveries look the same."
        ),
        days=str(days),
        limit=money_words(limit),
    )
    return screen("splits", _("Purchases that may have been split"), columns, lines, note)


def suppliers_screen(grant: Grant) -> Screen:
    """Suppliers of more than one partner, a row for each partner."""
    names, own = rows.partner_names(grant), rows.partner_cvrs(grant)
    lines = []
    for shared in shared_suppliers(rows.sales(grant)):
        for one in shared.sales:
            is_partner = seller_of("", one.cvr) in own if one.cvr else False
            lines.append(
                Line(
                    (
                        one.supplier,
                        one.cvr,
                        names.get(one.partner, ""),
                        one.number,
                        one.net,
                        shared.partners,
                        shared.net,
                        both(_("yes")) if is_partner else "",
                    )
                )
            )
    columns = (
        ("supplier", _("Supplier"), TEXT),
        ("cvr", _("CVR number"), TEXT),
        ("partner", _("Partner"), TEXT),
        ("number", _("Invoices"), INT),
        ("net", _("Net, DKK"), MONEY),
        ("partners", _("Partners in all"), INT),
        ("sum", _("In all, DKK"), MONEY),
        ("own", _("Is a partner itself"), TEXT),
    )
    note = both(_("A supplier is known by its CVR number, and by its name where none was entered."))
    return screen("suppliers", _("Suppliers of several partners"), columns, lines, note)


def _bill(found: Bills, bill: Bill) -> tuple[Cell, ...]:
    paper = found.papers[bill.key]
    return (
        f"{paper.voucher} {paper.text}",
        paper.ref,
        paper.partner,
        paper.period,
        bill.supplier,
        bill.invoice_no,
        bill.day,
        bill.net,
        bill.gross,
    )


def _way(found: Bills, bill: Bill) -> Way:
    return Way(COST, (found.papers[bill.key].report, bill.key))

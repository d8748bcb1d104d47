"""The tables of the final accounts: every claim and payment, the balance, every correction."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from consortium.queries.texts import STATE_LABELS
from consortium.rules.refusals import gettext_noop as _
from reporting.documents.material import choice
from reporting.documents.t_costs import total_row
from reporting.documents.tables import (
    DATE,
    INT,
    MONEY,
    SUBTOTAL,
    TOTAL,
    ZERO,
    Column,
    Row,
    Table,
    both,
)
from reporting.models import Claim, Correction, Repayment
from reporting.queries.final_reports import ClaimAccount

PAID_BACK = _("Paid back to the fund")


def claims_table(account: Iterable[ClaimAccount], repaid: Iterable[Repayment] = ()) -> Table:
    """F1: what was asked for, accepted and paid, claim by claim, and what was paid back."""
    columns = (
        Column("claim", both(_("Claim")), INT),
        Column("kind", both(_("Kind"))),
        Column("state", both(_("State"))),
        Column("submitted", both(_("Submitted")), DATE),
        Column("asked", both(_("Claimed")), MONEY, summed=True),
        Column("accepted", both(_("Accepted")), MONEY, summed=True),
        Column("payable", both(_("Payable")), MONEY, summed=True),
        Column("received", both(_("Received")), MONEY, summed=True),
    )
    body = tuple(
        Row(
            (
                one.claim.number,
                both(_kind(one.claim)),
                both(STATE_LABELS[one.claim.state]),
                one.claim.submitted_at.date() if one.claim.submitted_at else None,
                one.claim.amount,
                one.claim.counted_amount,
                one.claim.counted_payable,
                one.received,
            )
        )
        for one in account
    )
    body = (*body, *(_back_row(one) for one in repaid))
    total = total_row(columns, body, both(_("Total")))
    return Table("F1", both(_("Claims and payments")), columns, (*body, total))


def _back_row(one: Repayment) -> Row:
    """What has gone back to the fund lowers what was received."""
    words, state = both(PAID_BACK), both(STATE_LABELS[one.state])
    return Row((one.claim.number, words, state, one.sent_on, None, None, None, -one.amount))


def _kind(claim: Claim) -> str:
    if claim.is_advance:
        return _("Advance")
    return _("Final claim") if claim.is_final else _("Claim for verified cost")


def balance_table(
    owed: Decimal,
    account: Iterable[ClaimAccount],
    repaid: Iterable[Repayment] = (),
    fallen: Decimal = ZERO,
) -> Table:
    """F2: *owed* in all, what the fund has paid of it, and the last balance (rules.md 2.8).

    *fallen* is what corrections have moved it by since, *repaid* what has gone back; rows of
    nothing are left out.
    """
    columns = (
        Column("text", both(_("Text"))),
        Column("amount", both(_("Amount")), MONEY),
    )
    paid = sum((one.received for one in account), ZERO)
    back = sum((one.amount for one in repaid), ZERO)
    rest = owed + fallen - paid + back
    last = _("Final balance to come from the fund") if rest >= ZERO else _("To be paid back")
    rows = (
        Row((both(_("Entitlement, cumulative")), owed)),
        *([Row((both(_("Corrections after the final claim")), fallen))] if fallen else []),
        Row((both(_("Received from the fund so far")), paid), SUBTOTAL),
        *([Row((both(PAID_BACK), -back), SUBTOTAL)] if back else []),
        Row((both(last), abs(rest)), TOTAL),
    )
    return Table("F2", both(_("Final balance")), columns, rows)


def all_corrections_table(rows: Iterable[Correction]) -> Table:
    """F3: every correction of the project, with what it did to cost and support."""
    columns = (
        Column("no", both(_("Correction")), INT),
        Column("original", both(_("Original voucher"))),
        Column("partner", both(_("Partner"))),
        Column("reason", both(_("Reason"))),
        Column("amount", both(_("Cost that falls")), MONEY, summed=True),
        Column("fund_effect", both(_("Effect on the fund's part")), MONEY, summed=True),
        Column("cancelled", both(_("Support cancelled (K)")), MONEY, summed=True),
    )
    body = tuple(
        Row(
            (
                row.number,
                row.original.voucher_no,
                row.original.grant_partner.organisation.short_name,
                choice(Correction.REASONS, row.reason_code),
                row.amount,
                row.fund_effect,
                row.cancelled,
            )
        )
        for row in rows
    )
    notes = () if body else (both(_("No cost has fallen after it was claimed.")),)
    total = total_row(columns, body, both(_("Total")))
    return Table("F3", both(_("Corrections in all")), columns, (*body, total), notes)

"""How a claim is shared: per partner, and one partner's own account (R-04, rules.md 5.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from consortium.queries.texts import STATE_LABELS
from consortium.rules.money import as_fraction, cents_down
from consortium.rules.refusals import gettext_noop as _
from grants.models import FORMS, SOURCES, GrantPartner
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
    Words,
    both,
)
from reporting.models import Claim, Disbursement, Expenditure, Query
from reporting.queries.claim_cuts import cuts_taken_up
from reporting.queries.documents import Member
from reporting.queries.regional import RegionalRow
from reporting.rules.reasons import DECISION_CODES

# Ordered or further: what is only worked out has not been passed on.
PASSED_ON = ("sent", "confirmed")
CUTS_NOTE = _(
    "What the funder cut out of earlier claims lowers the cost in this one, but not its shares: "
    "it was taken out of those claims' payments (W-06)."
)


def _split_columns() -> tuple[Column, ...]:
    return (
        Column("no", both(_("No.")), INT),
        Column("partner", both(_("Partner"))),
        Column("eligible", both(_("Cost in the claim")), MONEY, summed=True),
        Column("exact", both(_("Share, cut to whole øre")), MONEY, summed=True),
        Column("residue", both(_("Residue")), MONEY, summed=True),
        Column("amount", both(_("Share of the claim")), MONEY, summed=True),
    )


def split_table(claim: Claim | None, members: Sequence[Member]) -> Table:
    """The claim by partner: cut to whole øre, then the øre that are left over (R-04)."""
    columns = _split_columns()
    cuts = cuts_taken_up(claim) if claim else {}
    sharing = [(one.partner, one.eligible or ZERO, one.share) for one in members]
    whole = sum((own + cuts.get(one.pk, ZERO) for one, own, _share in sharing), ZERO)
    amount = claim.amount if claim else ZERO
    body = []
    for partner, eligible, share in sharing:
        if share is None:
            continue
        exact = ZERO
        if whole:
            weight = eligible + cuts.get(partner.pk, ZERO)
            exact = cents_down(as_fraction(amount) * as_fraction(weight) / as_fraction(whole))
        cells = (
            partner.number,
            partner.organisation.name,
            eligible,
            exact,
            share - exact,
            share,
        )
        body.append(Row(cells))
    notes: tuple[Words, ...] = (
        both(
            _(
                "Each share is the claim × own cost / all cost, cut to whole øre; the øre that are "
                "left over go to the largest remainders (R-04)."
            )
        ),
    )
    if cuts:
        notes = (*notes, both(CUTS_NOTE))
    total = total_row(columns, body, both(_("Total")))
    return Table("C1", both(_("The claim by partner")), columns, (*body, total), notes)


def reported_table(rows: Iterable[dict[str, Any]]) -> Table:
    """One partner's cost by line: reported, disallowed, awaiting budget, parked, verified."""
    columns = (
        Column("line", both(_("Line")), INT),
        Column("text", both(_("Text"))),
        Column("reported", both(_("Reported")), MONEY, summed=True),
        Column("disallowed", both(_("Disallowed")), MONEY, summed=True),
        Column("awaiting", both(_("Awaiting budget")), MONEY, summed=True),
        Column("parked", both(_("Parked")), MONEY, summed=True),
        Column("verified", both(_("Verified")), MONEY, summed=True),
    )
    body = tuple(
        Row(
            (
                row["number"],
                Words(row["da"], row["en"]),
                row["reported"],
                row["refused"],
                row["waits"],
                row["aside"],
                row["verified"],
            )
        )
        for row in rows
    )
    total = total_row(columns, body, both(_("Total")))
    return Table("S1", both(_("Reported and verified")), columns, (*body, total))


def fallen_table(rows: Iterable[Expenditure]) -> Table:
    """What was not accepted, and why."""
    columns = (
        Column("no", both(_("Voucher"))),
        Column("line", both(_("Line")), INT),
        Column("text", both(_("Text"))),
        Column("disallowed", both(_("Disallowed")), MONEY, summed=True),
        Column("awaiting", both(_("Awaiting budget")), MONEY, summed=True),
        Column("parked", both(_("Parked")), MONEY, summed=True),
        Column("reason", both(_("Reason"))),
    )
    body = tuple(
        Row(
            (
                row.voucher_no,
                row.line.number,
                row.text,
                row.disallowed,
                row.awaiting,
                max(ZERO, row.parked),
                row.decision_reason or choice([*DECISION_CODES.items()], row.decision_code),
            )
        )
        for row in rows
    )
    notes = () if body else (both(_("Everything that was reported has been accepted.")),)
    total = total_row(columns, body, both(_("Total")))
    return Table("S2", both(_("Not accepted")), columns, (*body, total), notes)


def working_table(claim: Claim | None, members: Sequence[Member], partner: GrantPartner) -> Table:
    """How the partner's share of the claim came about, step by step (R-04)."""
    columns = (
        Column("text", both(_("Text"))),
        Column("amount", both(_("Amount")), MONEY),
    )
    split = split_table(claim, members)
    places = {key: split.place(key) for key in ("eligible", "exact", "residue", "amount")}
    own = next((row.cells for row in split.rows if row.cells[0] == partner.number), None)

    def figure(key: str) -> Decimal:
        cell = own[places[key]] if own else ZERO
        return cell if isinstance(cell, Decimal) else ZERO

    rows = (
        Row((both(_("Claim, all partners")), claim.amount if claim else ZERO)),
        Row((both(_("Cost in the claim, all partners")), split.total("eligible"))),
        Row((both(_("Cost in the claim, this partner")), figure("eligible"))),
        Row((both(_("Claim × own cost / all cost, cut to whole øre")), figure("exact")), SUBTOTAL),
        Row((both(_("Residue by the largest remainder")), figure("residue"))),
        Row((both(_("The partner's share of the claim")), figure("amount")), TOTAL),
    )
    return Table("S3", both(_("Share of the fund's money")), columns, rows)


def payment_table(share: Decimal, rows: Iterable[Disbursement]) -> Table:
    """What has been paid of the share, and the balance."""
    columns = (
        Column("text", both(_("Text"))),
        Column("state", both(_("State"))),
        Column("on", both(_("Sent on")), DATE),
        Column("share", both(_("Share of the payment")), MONEY, summed=True),
        Column("offset", both(_("Offset against recovery")), MONEY, summed=True),
        Column("amount", both(_("Passed on")), MONEY, summed=True),
    )
    body = tuple(
        Row(
            (
                both(
                    _("Disbursement of the payment with reference %(ref)s"),
                    ref=row.payment.bank_ref or "–",
                ),
                both(STATE_LABELS[row.state]),
                row.sent_on,
                row.share,
                row.offset,
                row.amount,
            )
        )
        for row in rows
    )
    total = total_row(columns, body, both(_("Paid in all")))
    balance = share - Table("", both(_("Total")), columns, (*body, total)).total("share")
    rest = Row((both(_("Balance of the share")), None, None, balance, None, None), SUBTOTAL)
    notes = () if body else (both(_("Nothing has been passed on for this claim yet.")),)
    return Table("S4", both(_("Payment")), columns, (*body, total, rest), notes)


def account_table(shared: Decimal, rows: Iterable[Disbursement]) -> Table:
    """The partner's account with the project: shares, advance, payments, the rest (R-71).

    A correction has made the shares smaller already. What was offset for it was never sent, so it
    counts as no payment; until November 2026 it did, under the column's earlier key.
    """
    columns = (
        Column("text", both(_("Text"))),
        Column("sent", both(_("Amount")), MONEY),
    )
    passed = [row for row in rows if row.state in PASSED_ON]
    advance = sum((row.share for row in passed if row.payment.claim.is_advance), ZERO)
    paid = sum((row.share for row in passed if not row.payment.claim.is_advance), ZERO)
    offset = sum((row.offset for row in passed), ZERO)
    body = (
        Row((both(_("Shares of the claims so far")), shared)),
        Row((both(_("Advance passed on")), -advance)),
        Row((both(_("Payments of claims passed on, less what was offset")), offset - paid)),
        Row(
            (both(_("Balance: still to come, or paid ahead")), shared - advance - paid + offset),
            TOTAL,
        ),
        Row((both(_("Besides: offset against recoveries and not sent")), offset)),
    )
    notes = (
        both(
            _(
                "Payments are split before corrections, so the balance may differ a little from "
                "the rest of this claim's share."
            )
        ),
    )
    return Table("S10", both(_("The partner's account")), columns, body, notes)


def contribution_table(rows: Iterable[tuple[str, str, Decimal]]) -> Table:
    """What the partner brought: the region's part and all other co-financing."""
    columns = (
        Column("source", both(_("Source"))),
        Column("form", both(_("Form"))),
        Column("amount", both(_("Amount")), MONEY, summed=True),
    )
    sums: dict[tuple[str, str], Decimal] = {}
    for source, form, amount in rows:
        sums[source, form] = sums.get((source, form), ZERO) + amount
    body = tuple(
        Row((choice(SOURCES, source), choice(FORMS, form), sums[source, form]))
        for source, _source_label in SOURCES
        for form, _form_label in FORMS
        if (source, form) in sums
    )
    notes = () if body else (both(_("No co-financing in this claim.")),)
    total = total_row(columns, body, both(_("Total")))
    return Table("S5", both(_("Co-financing in this claim")), columns, (*body, total), notes)


def regional_table(row: RegionalRow | None) -> Table:
    """What the partner pays to the regional tasks, by the agreed key (R-72)."""
    columns = (
        Column("text", both(_("Text"))),
        Column("amount", both(_("Amount")), MONEY),
    )
    title = both(_("Contribution to the regional tasks"))
    if row is None:
        note = both(_("No key of the regional tasks asks this partner for anything in this claim."))
        return Table("S9", title, columns, (), (note,))
    rows = (
        Row((both(_("Rest × weight / all weights, cut to whole øre")), row.exact)),
        Row((both(_("Residue by the largest remainder")), row.residue)),
        Row((both(_("By the key in all")), row.by_key), SUBTOTAL),
        Row((both(_("Asked for earlier")), row.so_far - row.now)),
        Row((both(_("Contribution in this claim")), row.now), TOTAL),
    )
    return Table("S9", title, columns, rows)


def query_table(rows: Iterable[Query]) -> Table:
    """Questions that wait for the partner's answer or the lead's acceptance."""
    columns = (
        Column("voucher", both(_("Voucher"))),
        Column("text", both(_("Question"))),
        Column("due_on", both(_("Answer by")), DATE),
        Column("answer", both(_("Answer"))),
    )
    body = tuple(
        Row(
            (
                row.expenditure.voucher_no if row.expenditure else "–",
                row.text,
                row.due_on,
                row.answer,
            )
        )
        for row in rows
    )
    notes = () if body else (both(_("No open queries.")),)
    return Table("S8", both(_("Open queries")), columns, body, notes)

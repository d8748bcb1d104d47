"""A file of transfers for the bank: made once, fetched as often as needed (issue 6, R-71)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.models.memory import add_rows, change_rows
from consortium.rules.hashing import sha256
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.models import Grant
from partners.models import BankAccount
from reporting.exchange.pain001 import KEY_LIMIT, Batch, Order, render_pain001
from reporting.models import Disbursement, PaymentFile, PaymentFileRow, PaymentReceived
from reporting.rules.invoice_states import PAYMENT_FILE


class PaymentFileRefused(Refused):
    """The file cannot be made, or not be withdrawn any more."""

    code = "PAYMENT_FILE_REFUSED"


@action
def make_payment_file(
    payment: PaymentReceived, *, execute_on: dt.date, by: Any, at: dt.datetime
) -> PaymentFile:
    """Write the approved disbursements of *payment* into one file; each into one live file only."""
    grant = _locked_grant(payment)
    must(by, Capability.BOOK_PAYMENT, grant)
    if execute_on < timezone.localdate(at):
        raise PaymentFileRefused.because(
            _("The bank cannot carry out transfers on %(day)s, which is over."),
            rule="R-71",
            subject="execute_on",
            day=execute_on,
        )
    rows = _to_be_paid(payment)
    batch = _batch(payment, grant, rows, execute_on, at)
    content = render_pain001(batch).decode("utf-8")
    made = PaymentFile.objects.create(
        grant=grant,
        payment=payment,
        message_id=batch.message_id,
        execute_on=execute_on,
        transactions=len(rows),
        control_sum=batch.control_sum,
        content=content,
        sha256=sha256(content),
        made_by=by,
        made_at=at,
    )
    pairs = zip(rows, batch.orders, strict=True)
    add_rows(
        [
            PaymentFileRow(
                file=made, disbursement=row, end_to_end=order.end_to_end, amount=row.amount
            )
            for row, order in pairs
        ],
        PaymentFileRow,
    )
    after = {"transactions": len(rows), "control_sum": made.control_sum, "sha256": made.sha256}
    record("payment_file.made", made, chain=grant.ref, after=after)
    return made


@action
def withdraw_payment_file(
    file: PaymentFile, *, reason: str, by: Any, at: dt.datetime
) -> PaymentFile:
    """Take a file back that the bank has not carried out; its transfers can go into another."""
    grant = _locked_grant(file.payment)
    must(by, Capability.BOOK_PAYMENT, grant)
    file = PaymentFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    state = advance(PAYMENT_FILE, file.state, "withdraw")
    if not reason.strip():
        raise PaymentFileRefused.because(
            _("Say why the file is withdrawn, and make sure that the bank does not have it."),
            rule="W-04",
            subject="reason",
        )
    rows = list(file.rows.select_related("disbursement"))
    if any(row.disbursement.state in ("sent", "confirmed") for row in rows):
        raise PaymentFileRefused.because(
            _("The bank has carried out transfers of the file %(file)s; it is not withdrawn."),
            rule="R-71",
            file=file.message_id,
        )
    for row in rows:
        row.is_live = False
    change_rows(rows, PaymentFileRow, ["is_live"])
    file.state, file.reason = state, reason.strip()
    file.save()
    record("payment_file.withdrawn", file, chain=grant.ref, after={"state": state}, reason=reason)
    return file


def _locked_grant(payment: PaymentReceived) -> Grant:
    grants = Grant.objects.select_for_update(of=("self",), no_key=True).select_related("lead")
    return grants.get(claims=payment.claim_id)


def _to_be_paid(payment: PaymentReceived) -> list[Disbursement]:
    """Approved, to somebody else than the lead, more than nothing, and in no live file."""
    rows = list(
        Disbursement.objects.select_for_update(of=("self",))
        .filter(payment=payment, state="approved", amount__gt=0, grant_partner__is_lead=False)
        .exclude(file_rows__is_live=True)
        .select_related("grant_partner__organisation")
        .order_by("grant_partner__number")
    )
    if not rows:
        raise PaymentFileRefused.because(
            _("No approved disbursement of the payment %(ref)s waits for a payment file."),
            rule="R-71",
            ref=payment.bank_ref,
        )
    return rows


def _batch(
    payment: PaymentReceived,
    grant: Grant,
    rows: list[Disbursement],
    execute_on: dt.date,
    at: dt.datetime,
) -> Batch:
    wanted = {grant.lead_id: grant.lead}
    wanted |= {row.grant_partner.organisation_id: row.grant_partner.organisation for row in rows}
    found = BankAccount.objects.filter(organisation__in=wanted, state="in_use")
    accounts = {one.organisation_id: one.facts for one in found}
    missing = [one.name for key, one in wanted.items() if key not in accounts]
    if missing:
        raise PaymentFileRefused.because(
            _(
                "No approved bank account is kept of %(names)s; write it down and let it be "
                "approved."
            ),
            rule="A-07",
            names=", ".join(missing),
        )
    claim = payment.claim
    orders = [
        Order(
            end_to_end=f"K{row.pk}-{payment.pk}",
            amount=row.amount,
            name=row.grant_partner.organisation.name,
            account=accounts[row.grant_partner.organisation_id],
            text=f"{grant.ref}, udbetaling af krav {claim.number}",
        )
        for row in rows
    ]
    turn = payment.files.count() + 1
    return Batch(
        message_id=f"{grant.ref[:20]}-U{payment.pk}-{turn}"[:KEY_LIMIT],
        made_at=at,
        execute_on=execute_on,
        payer=grant.lead.name,
        payer_cvr=grant.lead.cvr,
        account=accounts[grant.lead_id],
        orders=orders,
    )

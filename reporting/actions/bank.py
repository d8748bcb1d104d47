"""Bank statements are read once, and a person confirms which entry is which money (rules 3.1)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from consortium.actions.base import action, must, record
from consortium.actions.evidence import keep_file
from consortium.models import EvidenceFile
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.models import Grant
from reporting.actions.invoices import count_payment
from reporting.actions.payments import book_payment
from reporting.actions.telling import tell_of_disbursements
from reporting.exchange.camt053 import MEGABYTE, MOST_BYTES, StatementRefused, read_statements
from reporting.models import (
    BankEntry,
    BankMatch,
    BankStatement,
    Claim,
    Disbursement,
    Invoice,
    PaymentReceived,
)
from reporting.queries.bank import fitting, is_own_account
from reporting.queries.costs import owner_ref
from reporting.rules.bank import Kind, Proposal, Statement, fingerprint
from reporting.rules.states import DISBURSEMENT


class MatchRefused(Refused):
    """The entry is not, or not any more, the money of that thing."""

    code = "MATCH_REFUSED"


@action
def read_bank_file(
    grant: Grant,
    *,
    file: UploadedFile[Any] | bytes,
    name: str = "",
    by: Any,
    at: dt.datetime,
) -> list[BankStatement]:
    """Take in every statement of a file to the last entry; what is known is not taken twice."""
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    must(by, Capability.BOOK_PAYMENT, grant)
    content = _bounded(file)
    read = read_statements(content)
    for one in read:
        _must_be_own(grant, one)
    named = name or str(getattr(file, "name", ""))
    owner = owner_ref(grant.lead_id)
    kept = keep_file(content=content, name=named, owner_ref=owner, chain=grant.ref, by=by, at=at)
    return [_taken(grant, one, kept, by, at) for one in read]


@action
def confirm_match(
    entry: BankEntry,
    *,
    kind: str,
    key: int,
    late_reason: str = "",
    by: Any,
    at: dt.datetime,
) -> BankMatch:
    """Confirm a proposal: what the entry pays is booked with it, once."""
    grant = Grant.objects.select_for_update(no_key=True).get(pk=entry.grant_id)
    must(by, Capability.BOOK_PAYMENT, grant)
    proposal = _proposal(grant, entry, kind, key)
    target = _booked(proposal, entry, late_reason, by, at)
    match = BankMatch.objects.create(
        entry=entry,
        fingerprint=entry.fingerprint,
        ground=proposal.ground.value,
        amount=entry.amount,
        confirmed_by=by,
        confirmed_at=at,
        **target,
    )
    after = {"kind": kind, "of": proposal.waiting.label, "amount": entry.amount}
    record("bank.matched", match, chain=grant.ref, after=after)
    return match


def _bounded(file: UploadedFile[Any] | bytes) -> bytes:
    """The bytes, unless they are more than any statement is: those are not even read."""
    size = len(file) if isinstance(file, bytes) else (file.size or 0)
    if size > MOST_BYTES:
        raise StatementRefused.because(
            _("The file is %(size)s MB, and a bank statement is %(most)s MB at most; split it."),
            code="STATEMENT_TOO_LARGE",
            subject="file",
            size=-(-size // MEGABYTE),
            most=MOST_BYTES // MEGABYTE,
        )
    return file if isinstance(file, bytes) else bytes(file.read())


def _must_be_own(grant: Grant, statement: Statement) -> None:
    own = is_own_account(grant, statement.account)
    if own is None:
        raise StatementRefused.because(
            _(
                "The lead has no approved bank account; write it down first, so that a "
                "statement of another account is never taken in."
            ),
            rule="A-07",
            subject="file",
        )
    if not own:
        raise StatementRefused.because(
            _("The statement is of the account %(account)s, which is not the lead's."),
            rule="A-07",
            subject="file",
            account=statement.account,
        )


def _taken(
    grant: Grant, read: Statement, kept: EvidenceFile, by: Any, at: dt.datetime
) -> BankStatement:
    terms = {"grant": grant, "account": read.account, "statement_id": read.statement_id}
    known = BankStatement.objects.filter(**terms).first()
    if known:
        _must_be_same(known, read)
        record("bank.read_again", known, chain=grant.ref, after={"file": kept.sha256})
        return known
    rows = _new_rows(grant, read)
    statement = BankStatement.objects.create(
        **terms,
        file=kept,
        opening=read.opening[0] if read.opening else None,
        closing=read.closing[0] if read.closing else None,
        entries_read=len(read.entries),
        known_before=len(read.entries) - len(rows),
        read_by=by,
        read_at=at,
    )
    for row in rows:
        row.statement = statement
        # Saved one by one: a frozen row is hashed into the event as it is made.
        row.save()
    after = {"entries": len(rows), "known_before": statement.known_before, "file": kept.sha256}
    record("bank.taken", statement, chain=grant.ref, after=after)
    return statement


def _new_rows(grant: Grant, read: Statement) -> list[BankEntry]:
    """The entries that no statement of the grant has brought yet."""
    seen = set(BankEntry.objects.filter(grant=grant).values_list("fingerprint", flat=True))
    bare: dict[str, int] = {}
    rows = []
    for one in read.entries:
        same = fingerprint(read, one, 0)
        bare[same] = bare.get(same, -1) + 1
        mark = fingerprint(read, one, bare[same])
        if mark in seen:
            continue
        seen.add(mark)
        facts = vars(one) | {"reference": one.reference[:80], "end_to_end": one.end_to_end[:80]}
        facts |= {"counterparty": one.counterparty[:160], "status": one.status[:8]}
        rows.append(BankEntry(grant=grant, fingerprint=mark, **facts))
    return rows


def _must_be_same(known: BankStatement, read: Statement) -> None:
    """A statement that comes again brings the entries that it brought before."""
    before = known.entries_read, known.opening, known.closing
    now = (
        len(read.entries),
        read.opening[0] if read.opening else None,
        read.closing[0] if read.closing else None,
    )
    if before != now:
        raise StatementRefused.because(
            _(
                "Statement %(number)s was read with %(before)s entries and now has %(now)s; ask "
                "the bank which one holds."
            ),
            rule="rules 5.3",
            subject="file",
            number=known.statement_id,
            before=known.entries_read,
            now=len(read.entries),
        )


def _proposal(grant: Grant, entry: BankEntry, kind: str, key: int) -> Proposal:
    for one in fitting(grant).proposals:
        fits = (one.waiting.kind.value, one.waiting.key) == (kind, key)
        if fits and one.entry.number == entry.pk:
            return one
    raise MatchRefused.because(
        _("Entry %(number)s is matched already, or fits no longer; look at the list again."),
        rule="rules 3.1",
        number=entry.number,
    )


def _booked(
    proposal: Proposal, entry: BankEntry, late_reason: str, by: Any, at: dt.datetime
) -> dict[str, Any]:
    """Do what the entry pays: the columns of the match say what it is of."""
    key, day = proposal.waiting.key, entry.booked_on or at.date()
    reference = entry.reference or entry.end_to_end or f"{entry.statement}/{entry.number}"
    match proposal.waiting.kind:
        case Kind.CLAIM:
            payment = book_payment(
                Claim.objects.get(pk=key),
                amount=entry.amount,
                received_on=day,
                bank_ref=reference,
                late_reason=late_reason,
                by=by,
                at=at,
            )
            return {"payment": payment}
        case Kind.PAYMENT:
            return {"payment": PaymentReceived.objects.get(pk=key)}
        case Kind.INVOICE:
            return {"invoice": count_payment(Invoice.objects.get(pk=key), entry.amount)}
        case Kind.DISBURSEMENT:
            return {"disbursement": _sent(key, day, reference, by, at)}


def _sent(key: int, day: dt.date, reference: str, by: Any, at: dt.datetime) -> Disbursement:
    """The bank has carried the transfer out: an approved disbursement is sent by this."""
    row = (
        Disbursement.objects.select_for_update(of=("self",))
        .select_related("payment__claim__grant", "grant_partner")
        .get(pk=key)
    )
    if row.state != "approved":
        return row
    row.state = advance(DISBURSEMENT, row.state, "send")
    row.sent_on, row.bank_ref = day, reference
    row.save()
    partners = [row.grant_partner.organisation_id]
    tell_of_disbursements(row.payment, partners, on=day, by=by, at=at)
    record(
        "disbursement.sent",
        row,
        chain=row.payment.claim.grant.ref,
        after={"amount": row.amount, "on": day},
    )
    return row

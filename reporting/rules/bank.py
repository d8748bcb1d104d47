"""What a bank statement says, what we wait for, and which of them fit (rules.md 3.1, 5.3).

A match is proposed only where one entry and one thing that is waited for point at each other, to
the øre; a person confirms it. What nearly fits is told with its difference.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from consortium.rules.hashing import digest
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

CURRENCY = "DKK"
BOOKED = "BOOK"


@dataclass(frozen=True)
class Entry:
    """One movement on the account, as the bank tells it."""

    number: int
    reference: str
    amount: Decimal
    is_credit: bool
    currency: str
    status: str
    booked_on: dt.date | None
    value_on: dt.date | None
    end_to_end: str = ""
    text: str = ""
    counterparty: str = ""
    is_reversal: bool = False

    @property
    def signed(self) -> Decimal:
        """In is above zero, out below."""
        return self.amount if self.is_credit else -self.amount


@dataclass(frozen=True)
class Statement:
    """One statement of one account."""

    statement_id: str
    account: str
    currency: str
    made_at: str
    opening: tuple[Decimal, str] | None
    closing: tuple[Decimal, str] | None
    entries: tuple[Entry, ...]


def fingerprint(statement: Statement, entry: Entry, twin: int) -> str:
    """How an entry is known again in another file.

    The bank's own reference tells; where it gives none, the statement and what the entry says do,
    and *twin* is its place among entries of that statement that say the same.
    """
    said = [statement.account, entry.currency, entry.signed, entry.booked_on, entry.end_to_end]
    if entry.reference:
        return digest([*said, entry.reference])
    own = [statement.statement_id, entry.text, entry.counterparty, entry.value_on, twin]
    return digest([*said, *own])


def check_statement(statement: Statement) -> list[Breach]:
    """What is odd about a statement; it is told and does not keep the entries out."""
    found = []
    foreign = sorted({one.currency for one in statement.entries} - {CURRENCY})
    if foreign:
        message = _(
            "The statement has entries in %(currencies)s. Only entries in kroner are matched; look "
            "at the others by hand."
        )
        params = {"currencies": ", ".join(foreign)}
        found.append(Breach("OTHER_CURRENCY", message, "entries", params, "rules 5.3"))
    if statement.opening is None or statement.closing is None:
        message = _("The statement has no opening or no closing balance, so its sum is not tested.")
        found.append(Breach("NO_BALANCE", message, "balance", {}, "rules 5.3"))
        return found
    (first, its), (last, other) = statement.opening, statement.closing
    booked = [one for one in statement.entries if one.status == BOOKED]
    if {its, other} | {one.currency for one in booked} != {its}:
        message = _("The balances are in several currencies, so the statement's sum is not tested.")
        found.append(Breach("MIXED_BALANCE", message, "balance", {}, "rules 5.3"))
        return found
    moved = sum((one.signed for one in booked), ZERO)
    if first + moved != last:
        message = _(
            "The entries come to %(moved)s, and the balance went from %(first)s to %(last)s: "
            "%(difference)s is missing from the file."
        )
        params = {"moved": moved, "first": first, "last": last, "difference": last - first - moved}
        found.append(Breach("SUM_DIFFERS", message, "balance", params, "rules 5.3"))
    return found


class Kind(StrEnum):
    """What money can be waited for."""

    CLAIM = "claim"
    PAYMENT = "payment"
    DISBURSEMENT = "disbursement"
    INVOICE = "invoice"


@dataclass(frozen=True)
class Waiting:
    """Something that money is waited for, in or out.

    *names* are what the bank's text may name it by. *on* is the day on which it was already noted
    as moved. *part* says that a smaller amount is a payment too.
    """

    kind: Kind
    key: int
    label: str
    amount: Decimal
    is_credit: bool
    end_to_end: str = ""
    names: tuple[str, ...] = ()
    on: dt.date | None = None
    part: bool = False


class Ground(StrEnum):
    """Why an entry and something waited for belong together."""

    END_TO_END = "end_to_end"
    REFERENCE = "reference"
    AMOUNT_AND_DAY = "amount_and_day"
    AMOUNT = "amount"


@dataclass(frozen=True)
class Proposal:
    """One entry and one thing that fit; *short* is what is still missing afterwards."""

    entry: Entry
    waiting: Waiting
    ground: Ground
    short: Decimal = ZERO


@dataclass(frozen=True)
class Difference:
    """One entry that names something and is of another amount."""

    entry: Entry
    waiting: Waiting

    @property
    def amount(self) -> Decimal:
        """How much more came than was waited for; below zero: less."""
        return self.entry.amount - self.waiting.amount


def can_match(entry: Entry) -> bool:
    """Whether an entry is money that has moved, in kroner, and not one that is taken back."""
    return entry.status == BOOKED and entry.currency == CURRENCY and not entry.is_reversal


def propose(
    entries: Sequence[Entry], waiting: Sequence[Waiting]
) -> tuple[list[Proposal], list[Difference]]:
    """What fits to the øre, strongest ground first, each entry and each thing at most once.

    Two that fit equally well are no proposal: a person sees both in the lists and decides.
    """
    left = [one for one in entries if can_match(one)]
    open_ = list(waiting)
    proposals: list[Proposal] = []
    for ground in Ground:
        pairs = [(entry, one) for entry in left for one in open_ if _fits(entry, one, ground)]
        for entry, one in pairs:
            alone = sum(pair[0] is entry for pair in pairs) == 1
            if alone and sum(pair[1] is one for pair in pairs) == 1:
                proposals.append(Proposal(entry, one, ground, one.amount - entry.amount))
        taken = [proposal.entry for proposal in proposals]
        left = [entry for entry in left if entry not in taken]
        done = [proposal.waiting for proposal in proposals]
        open_ = [one for one in open_ if one not in done]
    differences = [
        Difference(entry, one)
        for entry in left
        for one in open_
        if entry.is_credit == one.is_credit
        and entry.amount != one.amount
        and (_by_key(entry, one) or _by_name(entry, one))
    ]
    return proposals, differences


def _fits(entry: Entry, one: Waiting, ground: Ground) -> bool:
    if entry.is_credit != one.is_credit:
        return False
    match ground:
        case Ground.END_TO_END:
            return _by_key(entry, one) and _enough(entry, one)
        case Ground.REFERENCE:
            return _by_name(entry, one) and _enough(entry, one)
        case Ground.AMOUNT_AND_DAY:
            return entry.amount == one.amount and one.on is not None and entry.booked_on == one.on
        case Ground.AMOUNT:
            return entry.amount == one.amount and one.on is None


def _enough(entry: Entry, one: Waiting) -> bool:
    return entry.amount == one.amount or (one.part and entry.amount < one.amount)


def _by_key(entry: Entry, one: Waiting) -> bool:
    return bool(one.end_to_end) and entry.end_to_end == one.end_to_end


def _by_name(entry: Entry, one: Waiting) -> bool:
    said = f"{entry.end_to_end} {entry.reference} {entry.text}"
    # A name stands for itself: 00012 is not found in 100012 or 000123.
    return any(
        re.search(rf"(?<![\w]){re.escape(name)}(?![\w])", said) for name in one.names if name
    )

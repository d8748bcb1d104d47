"""The e-invoice to an EAN number: what must hold before a file is made (rules.md 5.3).

The rules of Peppol BIS Billing 3 and its Danish part are named by their own codes. A grant is
outside VAT: category O, no rate, amount 0, and no VAT number anywhere in the file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from consortium.rules.hashing import plain
from consortium.rules.identifiers import is_cvr, is_gln
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from partners.rules.accounts import Account, check_account

INVOICE, CREDIT_NOTE = "invoice", "credit_note"
INTERNATIONAL, TO_ACCOUNT = "31", "42"
MEANS = {
    TO_ACCOUNT: _("To a Danish bank account (42)"),
    INTERNATIONAL: _("To an account by IBAN (31)"),
}
CURRENCY = "DKK"
# The longest line that the receiving systems of municipalities keep (OIOUBL: 1024; we stay short).
TEXT_LIMIT = 300


@dataclass(frozen=True)
class Party:
    """A seller or a buyer, as the file names it."""

    name: str
    street: str
    postcode: str
    city: str
    cvr: str = ""
    gln: str = ""


@dataclass(frozen=True)
class Line:
    """One thing that is asked for."""

    number: int
    text: str
    amount: Decimal


@dataclass(frozen=True)
class InvoiceFacts:
    """All that an invoice or a credit note says; every file is made from this and nothing else."""

    kind: str
    number: str
    issued_on: dt.date
    due_on: dt.date
    seller: Party
    buyer: Party
    account: Account
    means: str
    buyer_reference: str
    order_reference: str
    project_reference: str
    lines: tuple[Line, ...]
    note: str = ""
    # What a credit note takes back.
    credits_number: str = ""
    credits_on: dt.date | None = None

    @property
    def total(self) -> Decimal:
        """What is to be paid, or is taken back."""
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def is_credit_note(self) -> bool:
        """Whether it takes back what an invoice asked for."""
        return self.kind == CREDIT_NOTE


def project_reference(agreement: str, activity: str, year: int, number: int) -> str:
    """Agreement, activity and instalment, as the municipality books it: “M-001/a/2023/1-2”."""
    return f"{agreement}/{activity}/{year}/{number}-2"


def number_text(number: int) -> str:
    """The number of an invoice as it is printed and paid with."""
    return f"{number:05d}"


def to_body(facts: InvoiceFacts) -> dict[str, Any]:
    """*facts* as plain values, to be frozen when the invoice is sent."""
    return {
        "kind": facts.kind,
        "number": facts.number,
        "issued_on": plain(facts.issued_on),
        "due_on": plain(facts.due_on),
        "seller": vars(facts.seller).copy(),
        "buyer": vars(facts.buyer).copy(),
        "account": vars(facts.account).copy(),
        "means": facts.means,
        "buyer_reference": facts.buyer_reference,
        "order_reference": facts.order_reference,
        "project_reference": facts.project_reference,
        "lines": [[line.number, line.text, plain(line.amount)] for line in facts.lines],
        "note": facts.note,
        "credits_number": facts.credits_number,
        "credits_on": plain(facts.credits_on),
    }


def from_body(body: Mapping[str, Any]) -> InvoiceFacts:
    """Read what `to_body` wrote."""
    day = dt.date.fromisoformat
    return InvoiceFacts(
        **{
            **body,
            "issued_on": day(body["issued_on"]),
            "due_on": day(body["due_on"]),
            "seller": Party(**body["seller"]),
            "buyer": Party(**body["buyer"]),
            "account": Account(**body["account"]),
            "lines": tuple(
                Line(number, text, Decimal(amount)) for number, text, amount in body["lines"]
            ),
            "credits_on": day(body["credits_on"]) if body["credits_on"] else None,
        }
    )


def check_facts(facts: InvoiceFacts) -> list[Breach]:
    """Everything that would make the receiver's system, or the law, turn the invoice down."""
    return [
        *_check_seller(facts.seller),
        *_check_buyer(facts),
        *_check_payment(facts),
        *_check_lines(facts),
    ]


def _check_seller(seller: Party) -> list[Breach]:
    found = _check_address(seller, "seller")
    if not seller.cvr:
        message = _("%(name)s has no CVR number, and an invoice names the seller's; write it down.")
        found.append(Breach("SELLER_CVR", message, "seller", {"name": seller.name}, "DK-R-002"))
    elif not is_cvr(seller.cvr):
        found.append(_wrong_cvr(seller, "seller", "DK-R-014"))
    return found


def _check_buyer(facts: InvoiceFacts) -> list[Breach]:
    buyer = facts.buyer
    found = _check_address(buyer, "buyer")
    if not is_gln(buyer.gln):
        message = _(
            "“%(gln)s” is no EAN location number (GLN): it has 13 digits, the last of which checks "
            "the others."
        )
        found.append(Breach("GLN_WRONG", message, "gln", {"gln": buyer.gln}, "PEPPOL-COMMON-R040"))
    if buyer.cvr and not is_cvr(buyer.cvr):
        found.append(_wrong_cvr(buyer, "buyer", "DK-R-017"))
    if not (facts.buyer_reference.strip() or facts.order_reference.strip()):
        message = _(
            "The municipality needs a reference: write its order number, or who has asked for the "
            "invoice."
        )
        found.append(Breach("NO_REFERENCE", message, "buyer_reference", {}, "PEPPOL-EN16931-R003"))
    return found


def _check_address(party: Party, subject: str) -> list[Breach]:
    missing = [word for word in (party.street, party.postcode, party.city) if not word.strip()]
    if not missing:
        return []
    message = _("%(name)s has no full address; write street, postcode and town.")
    return [Breach("NO_ADDRESS", message, subject, {"name": party.name}, "EN 16931")]


def _wrong_cvr(party: Party, subject: str, rule: str) -> Breach:
    message = _("%(cvr)s is not the CVR number of %(name)s: its check digit is wrong.")
    return Breach("CVR_WRONG", message, subject, {"cvr": party.cvr, "name": party.name}, rule)


def _check_payment(facts: InvoiceFacts) -> list[Breach]:
    found = list(check_account(facts.account))
    if facts.means not in MEANS:
        message = _(
            "“%(means)s” is no way of payment that is used here: it is 42, to a Danish account, or "
            "31, by IBAN."
        )
        found.append(Breach("MEANS_UNKNOWN", message, "means", {"means": facts.means}, "DK-R-005"))
    if facts.means == INTERNATIONAL and not (facts.account.iban and facts.account.bic):
        message = _("Payment by IBAN needs the account's IBAN and BIC; write them, or choose 42.")
        found.append(Breach("IBAN_MISSING", message, "means", {}, "DK-R-006"))
    if facts.due_on < facts.issued_on:
        message = _("The invoice of %(issued)s cannot be due on %(due)s, which is before it.")
        params = {"issued": facts.issued_on, "due": facts.due_on}
        found.append(Breach("DUE_BEFORE", message, "due_on", params, "rules 5.3"))
    return found


def _check_lines(facts: InvoiceFacts) -> list[Breach]:
    found = []
    if facts.is_credit_note and facts.total < ZERO:
        message = _(
            "The credit note is of %(total)s kr.; it is written with the amount that is taken "
            "back, which is never negative."
        )
        params = {"total": facts.total}
        found.append(Breach("CREDIT_NEGATIVE", message, "lines", params, "DK-R-016"))
    elif facts.total <= ZERO:
        message = _("The invoice comes to %(total)s kr.; there is nothing to send.")
        found.append(Breach("NOTHING", message, "lines", {"total": facts.total}, "rules 5.3"))
    if not facts.project_reference.strip():
        message = _("The invoice names no agreement, activity and instalment.")
        found.append(Breach("NO_PROJECT", message, "project_reference", {}, "rules 5.3"))
    if facts.is_credit_note and not facts.credits_number:
        message = _("A credit note says which invoice it takes back.")
        found.append(Breach("CREDITS_NOTHING", message, "credits", {}, "rules 5.3"))
    return found

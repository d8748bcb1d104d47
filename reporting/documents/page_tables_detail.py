"""The tables of pages about one thing: the bank, a claim, a payment, a question (issue 6, 4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from consortium.rules.refusals import gettext_noop as _
from reporting.documents.page_tables import ADDED, Spec, page_table, state_words
from reporting.documents.tables import DATE, INT, MONEY, TEXT, Cell, Table, Words, both
from reporting.rules.figures import VOCABULARY

YES, NO = _("Yes"), _("No")


def limits_page(rows: Iterable[Mapping[str, Any]]) -> Table:
    """The five limits of a claim, with what is left below each."""
    specs: tuple[Spec, ...] = (
        ("limit_name", _("Limit"), TEXT, lambda one: one["name"]),
        ("limits_what", _("What it limits"), TEXT, lambda one: one["what"]),
        ("limit_value", _("Amount, DKK"), MONEY, lambda one: one["value"]),
        ("room", _("Room above the entitlement"), MONEY, lambda one: one["room"]),
        ("binds", _("Binding"), TEXT, lambda one: both(YES if one["binds"] else NO)),
    )
    return page_table("limits", _("The five limits"), specs, rows)


def shares_page(shares: Iterable[Any]) -> Table:
    """A claim by partner."""
    specs: tuple[Spec, ...] = (
        ("partner", _("Partner"), TEXT, lambda one: one.partner.organisation.name),
        ("own_cost", _("Cost in the claim, DKK"), ADDED, lambda one: one.eligible),
        ("exact", _("Share, cut to whole øre"), MONEY, lambda one: one.exact),
        ("residue", _("Residue"), MONEY, lambda one: one.residue),
        ("claim_share", _("Share of the claim"), ADDED, lambda one: one.amount),
    )
    return page_table("shares", _("The claim by partner"), specs, shares)


def parts_page(rows: Iterable[Any]) -> Table:
    """Each partner's part of a payment."""
    specs: tuple[Spec, ...] = (
        ("partner", _("Partner"), TEXT, lambda one: one.grant_partner.organisation.name),
        ("state", _("State"), TEXT, lambda one: state_words(one.state)),
        ("own_cost", _("Cost in the claim, DKK"), ADDED, lambda one: one.eligible),
        ("payment_share", _("Share of the payment"), ADDED, lambda one: one.share),
        ("offset", _("Offset"), ADDED, lambda one: one.offset),
        ("passed_on", _("Passed on"), ADDED, lambda one: one.amount),
        ("due_on", _("Due on"), DATE, lambda one: one.due_on),
        ("sent_on", _("Sent on"), DATE, lambda one: one.sent_on),
        ("confirmed_on", _("Confirmed"), DATE, lambda one: one.confirmed_on),
    )
    return page_table("parts", _("Each partner's part"), specs, rows)


def found_page(items: Iterable[Any]) -> Table:
    """The costs that a search has found."""
    specs: tuple[Spec, ...] = (
        ("voucher", _("Voucher"), TEXT, lambda one: one.voucher_no),
        ("invoice_no", _("Invoice number"), TEXT, lambda one: one.invoice_no),
        ("supplier", _("Supplier"), TEXT, lambda one: one.supplier),
        ("text", _("Text"), TEXT, lambda one: one.text),
        ("partner", _("Partner"), TEXT, lambda one: str(one.grant_partner)),
        ("line", _("Budget line"), TEXT, lambda one: _line(one.line)),
        ("period", _("Period"), INT, lambda one: one.report.period.number),
        ("reported", _("Reported"), ADDED, lambda one: one.amount),
        ("accepted_cost", _("Accepted"), ADDED, lambda one: one.accepted),
        ("state", _("State"), TEXT, lambda one: state_words(one.state)),
        ("claim", _("Claim"), INT, lambda one: one.claim.number if one.claim else None),
    )
    return page_table("found", _("Costs found"), specs, items)


def _line(line: Any) -> Words:
    return Words(f"{line.number} {line.name_da}", f"{line.number} {line.name_en}")


def weights_page(weights: Iterable[Any]) -> Table:
    """The key of the regional tasks."""
    specs: tuple[Spec, ...] = (
        ("partner", _("Partner"), TEXT, lambda one: one.grant_partner.organisation.name),
        ("weight", _("Weight"), MONEY, lambda one: one.weight),
    )
    return page_table("key", _("The key"), specs, weights)


def regional_page(rows: Iterable[tuple[Any, Any]]) -> Table:
    """What each partner contributes to the regional tasks, claim by claim: pairs of both."""
    specs: tuple[Spec, ...] = (
        ("claim", _("Claim"), INT, lambda one: one[0].claim.number),
        ("partner", _("Partner"), TEXT, lambda one: one[1].partner.organisation.name),
        ("key_exact", _("By the key, cut to whole øre"), MONEY, lambda one: one[1].exact),
        ("residue", _("Residue"), MONEY, lambda one: one[1].residue),
        ("by_key", _("By the key in all"), MONEY, lambda one: one[1].by_key),
        ("in_claim", _("In this claim"), ADDED, lambda one: one[1].now),
        ("so_far", _("So far"), MONEY, lambda one: one[1].so_far),
    )
    return page_table("regional", _("Contributions"), specs, rows)


def supposed_page(texts: Iterable[str]) -> Table:
    """What is supposed, as the reader's language says it."""
    specs: tuple[Spec, ...] = (("supposed", _("What is supposed"), TEXT, lambda one: one),)
    return page_table("supposed", _("What is supposed"), specs, texts)


def before_after_page(rows: Iterable[tuple[str, Any, Any, Any]]) -> Table:
    """Before and after: the key of each figure, its two values, and what is between them."""
    specs: tuple[Spec, ...] = (
        ("symbol", _("Symbol"), TEXT, lambda one: _symbol(one[0])),
        ("figure", _("Figure"), TEXT, lambda one: _title(one[0])),
        ("before", _("Before"), MONEY, lambda one: one[1]),
        ("after", _("After"), MONEY, lambda one: one[2]),
        ("moved", _("Difference"), MONEY, lambda one: one[3]),
    )
    return page_table("compared", _("Before and after"), specs, rows)


def _symbol(key: str) -> Cell:
    return "" if key == "claim" else VOCABULARY[key].symbol


def _title(key: str) -> Words:
    is_claim = key == "claim"
    return both(_("Can be claimed, or must be paid back") if is_claim else VOCABULARY[key].title)


def _entry(row: Any) -> str:
    return " ".join(part for part in (row.counterparty, row.text) if part)


def _signed(row: Any) -> Any:
    return row.amount if row.is_credit else -row.amount


def proposals_page(rows: Iterable[Mapping[str, Any]]) -> Table:
    """Entries of the bank that fit something."""
    specs: tuple[Spec, ...] = (
        ("booked_on", _("Booked on"), DATE, lambda one: one["row"].booked_on),
        ("entry", _("Entry"), TEXT, lambda one: _entry(one["row"])),
        ("moved_amount", _("Amount, DKK"), ADDED, lambda one: _signed(one["row"])),
        ("belongs_to", _("Belongs to"), TEXT, lambda one: f"{one['kind']}: {one['of'].label}"),
        ("known_by", _("Known by"), TEXT, lambda one: one["ground"]),
        ("missing", _("Still missing"), MONEY, lambda one: one["short"]),
    )
    return page_table("proposals", _("Fits: to be confirmed"), specs, rows)


def differences_page(rows: Iterable[Mapping[str, Any]]) -> Table:
    """Entries that name something of another amount."""
    specs: tuple[Spec, ...] = (
        ("booked_on", _("Booked on"), DATE, lambda one: one["row"].booked_on),
        ("entry", _("Entry"), TEXT, lambda one: _entry(one["row"])),
        ("came", _("Amount, DKK"), MONEY, lambda one: one["row"].amount),
        ("belongs_to", _("Names"), TEXT, lambda one: f"{one['kind']}: {one['of'].label}"),
        ("waited_for", _("Waited for"), MONEY, lambda one: one["of"].amount),
        ("apart", _("Difference"), MONEY, lambda one: one["amount"]),
    )
    title = _("Names something, and is of another amount")
    return page_table("differences", title, specs, rows)


def entries_page(code: str, title: str, entries: Iterable[Any]) -> Table:
    """Entries of the bank, each in its own currency, so that they have no sum."""
    specs: tuple[Spec, ...] = (
        ("booked_on", _("Booked on"), DATE, lambda one: one.booked_on),
        ("reference", _("Bank reference"), TEXT, lambda one: one.reference),
        ("other_party", _("Other party"), TEXT, lambda one: one.counterparty),
        ("text", _("Text"), TEXT, lambda one: one.text),
        ("moved_amount", _("Amount"), MONEY, _signed),
        ("currency", _("Currency"), TEXT, lambda one: one.currency),
    )
    return page_table(code, title, specs, entries)


def matches_page(rows: Iterable[tuple[Any, str]]) -> Table:
    """What was matched: pairs of a match and how it was known."""
    specs: tuple[Spec, ...] = (
        ("booked_on", _("Booked on"), DATE, lambda one: one[0].entry.booked_on),
        ("reference", _("Bank reference"), TEXT, lambda one: one[0].entry.reference),
        ("matched", _("Amount, DKK"), ADDED, lambda one: one[0].amount),
        ("belongs_to", _("Belongs to"), TEXT, lambda one: _matched(one[0])),
        ("known_by", _("Known by"), TEXT, lambda one: one[1]),
        ("confirmed_by", _("Confirmed by"), TEXT, lambda one: str(one[0].confirmed_by)),
    )
    return page_table("matches", _("Matched"), specs, rows)


def _matched(match: Any) -> Words:
    if match.invoice:
        return both(_("Invoice %(number)s"), number=str(match.invoice))
    if match.payment:
        return both(_("Payment %(number)s"), number=match.payment.bank_ref)
    partner = match.disbursement.grant_partner.organisation.name
    return both(_("Disbursement to %(partner)s"), partner=partner)


def statements_page(statements: Iterable[Any]) -> Table:
    """The statements that were read."""
    specs: tuple[Spec, ...] = (
        ("statement", _("Number"), TEXT, lambda one: one.statement_id),
        ("account", _("Account"), TEXT, lambda one: one.account),
        ("entries", _("Entries"), INT, lambda one: one.entries_read),
        ("known_before", _("Known before"), INT, lambda one: one.known_before),
        ("read_on", _("Read"), DATE, lambda one: one.read_at.date()),
    )
    return page_table("statements", _("Bank statements"), specs, statements)


def files_page(files: Iterable[Any]) -> Table:
    """The files of transfers."""
    specs: tuple[Spec, ...] = (
        ("message", _("Message number"), TEXT, lambda one: one.message_id),
        ("claim", _("Claim"), INT, lambda one: one.payment.claim.number),
        ("execute_on", _("To be carried out on"), DATE, lambda one: one.execute_on),
        ("transfers", _("Transfers"), INT, lambda one: one.transactions),
        ("control_sum", _("Control sum"), ADDED, lambda one: one.control_sum),
        ("state", _("State"), TEXT, lambda one: state_words(one.state)),
    )
    return page_table("files", _("Payment files"), specs, files)

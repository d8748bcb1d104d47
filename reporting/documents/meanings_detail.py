"""The sentences of the data dictionary for the tables of pages about one thing."""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from reporting.documents.meanings import OWN_CURRENCY, Meaning
from reporting.documents.parts import COUNCIL_NOTE, STATUS

SIGNED = _("Amount of the entry; what was paid out is negative")
ON_DETAILS: dict[str, Meaning] = {
    "account": Meaning(_("Account that the statement is of")),
    "after": Meaning(_("The figure with all that is supposed; empty where it is not tested")),
    "apart": Meaning(_("What came less what was waited for")),
    "before": Meaning(_("The figure without what is supposed; empty where it is not tested")),
    "belongs_to": Meaning(_("Payment, disbursement or invoice that the entry is of")),
    "binds": Meaning(_("Whether it is the smallest limit"), "R-12"),
    "booked_on": Meaning(_("Day on which the bank has booked the entry")),
    "by_key": Meaning(_("What the partner pays by the key for all claims so far"), "R-72"),
    "came": Meaning(_("Amount of the entry")),
    "claim_share": Meaning(_("What of the claim is the partner's"), "R-04"),
    "confirmed_by": Meaning(_("Who confirmed that both belong together")),
    "confirmed_on": Meaning(_("Day on which the partner confirmed the receipt"), "W-08"),
    "control_sum": Meaning(_("Sum of the transfers in the file")),
    "currency": Meaning(_("Currency of the entry, as the bank names it")),
    "entries": Meaning(_("How many entries the file of the bank had")),
    "entry": Meaning(_("Other party and text of the entry")),
    "exact": Meaning(_("The partner's share before the residue is given out"), "R-04"),
    "execute_on": Meaning(_("Day on which the bank is to carry out the transfers")),
    "figure": Meaning(_("What is worked out")),
    "in_claim": Meaning(_("What the partner pays at this claim"), "R-72"),
    "invoice_no": Meaning(_("Number that the supplier gave the invoice")),
    "key_exact": Meaning(_("The rest × weight / all weights, before the residue"), "R-72"),
    "known_before": Meaning(_("How many of them had come with another file")),
    "known_by": Meaning(_("What shows that the entry and the thing belong together")),
    "limit_name": Meaning(_("Name of the limit in the calculation"), "R-12"),
    "limit_value": Meaning(_("The limit as it was stored with the claim"), "R-12"),
    "limits_what": Meaning(_("What the limit comes from"), "R-12"),
    "matched": Meaning(_("Amount of the entry that was matched")),
    "message": Meaning(_("Number of the message to the bank")),
    "missing": Meaning(_("What the entry is short of the amount that is waited for")),
    "moved": Meaning(_("After less before")),
    "moved_amount": Meaning(SIGNED),
    "offset": Meaning(_("Decided recoveries that were taken off the share"), "R-84"),
    "other_party": Meaning(_("Who paid or was paid, as the bank names it")),
    "own_cost": Meaning(_("Verified cost of the partner in the claim"), "R-04"),
    "payment_share": Meaning(_("The partner's share of the payment before what is offset"), "R-04"),
    "read_on": Meaning(_("Day on which the file was read")),
    "residue": Meaning(_("Whole øre that the largest remainder has added"), "R-04"),
    "room": Meaning(_("The limit less the entitlement"), "R-12"),
    "so_far": Meaning(_("What the partner has paid with this claim and all before it"), "R-72"),
    "statement": Meaning(_("Number that the bank gave the statement")),
    "supposed": Meaning(_("One thing that the page supposes")),
    "symbol": Meaning(_("Symbol of the figure in the calculation of the fund's part"), "R-11"),
    "transfers": Meaning(_("How many transfers the file holds")),
    "waited_for": Meaning(_("Amount of the payment, disbursement or invoice that it names")),
    "weight": Meaning(_("The partner's weight in the agreed key"), "R-72", "1"),
    "alone.moved_amount": Meaning(SIGNED, unit=OWN_CURRENCY),
    "entries.moved_amount": Meaning(SIGNED, unit=OWN_CURRENCY),
    "alone.text": Meaning(_("Text that the bank gives the entry")),
    "entries.text": Meaning(_("Text that the bank gives the entry")),
}
DETAIL_TABLES = frozenset(
    [
        *("limits", "shares", "parts", "found", "key", "regional", "supposed", "compared"),
        *("proposals", "differences", "alone", "entries", "matches", "statements", "files"),
    ]
)
# Tables that a report of one's own borrows from a paper: whose sentences they have, and under what.
BORROWED: dict[str, tuple[str, str]] = {
    "M3": (STATUS, "K1"),
    "M4": (STATUS, "K2"),
    "M5": (STATUS, "K3"),
    "G1": (COUNCIL_NOTE, "B1"),
    "G2": (COUNCIL_NOTE, "B2"),
    "G4": (COUNCIL_NOTE, "T1"),
    "G5": (COUNCIL_NOTE, "K2"),
    "G6": (COUNCIL_NOTE, "K1"),
}
ON_OTHERS: dict[str, Meaning] = {
    "M1.activity": Meaning(_("What the money is given to, as the agreement calls it"), "R-73"),
    "M1.area": Meaning(_("Area of the agreement")),
    "M1.year": Meaning(_("Year of the agreement that the money is of")),
    "M1.instalment": Meaning(_("Half at the start of the activity, the rest at its end"), "R-73"),
    "M1.due": Meaning(_("Day on which it is due")),
    "M1.amount": Meaning(_("Amount of the instalment"), "R-73"),
    "M1.invoiced": Meaning(_("Amount of the invoice that was sent and not credited")),
    "M1.paid": Meaning(_("What the municipality has paid of the invoice")),
    "M1.state": Meaning(_("How far the invoice is")),
    "M2.area": Meaning(_("Area of the agreement")),
    "M2.target": Meaning(_("What the agreement asks of the area")),
    "M2.kind": Meaning(_("How the target is counted")),
    "M2.minimum": Meaning(_("The least that was agreed")),
    "M2.maximum": Meaning(_("The most that was agreed")),
    "M2.unit": Meaning(_("What the target is counted in")),
    "M2.year": Meaning(_("Year that the target holds in; empty is every year")),
    "G3.count": Meaning(_("What is counted")),
    "G3.number": Meaning(_("The count of the register itself")),
}

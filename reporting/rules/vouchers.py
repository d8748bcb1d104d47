"""What a cost must state before it may stand in a report (A-03, R-20, R-42, R-52, G-01)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from consortium.rules.hashing import sha256
from consortium.rules.identifiers import CPR_DIGITS, contains_cpr, may_contain_cpr
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import Span
from grants.rules.flat_rates import check_covered, covered_kinds
from grants.rules.profiles import RuleProfile
from reporting.rules.eligibility import (
    VoucherDates,
    bare_invoices,
    bare_supplier,
    check_dates,
    fingerprint,
    spelled,
)

VOUCHER, IN_KIND = "voucher", "in_kind"
FLAT_RATE = "flat_rate"
OWN_FORM, IN_KIND_FORM, STAFF_FORM = "own", "in_kind", "staff_time"
# So many frames of costs are remembered.
REMEMBERED = 10_000
# The kind of a cost, of its line and of its co-financing, and its three days.
Frame = tuple[str, str, str, date, date, date | None]
Frames = dict[Frame, tuple[Breach, ...]]


@dataclass(frozen=True)
class CostFacts:
    """A cost as it is typed, DKK; `line_kind` is what its budget line is for."""

    kind: str
    line_kind: str
    texts: Mapping[str, str]
    dates: VoucherDates
    net: Decimal
    vat: Decimal
    share_pct: Decimal
    form: str = ""
    source: str = ""


def check_cost(
    cost: CostFacts, profile: RuleProfile, project: Span, *, on: date, known: Frames | None = None
) -> list[Breach]:
    """Everything that is wrong with one cost by itself, seen on the day *on*.

    *known* remembers, for one profile, project and day, what costs of the same frame have wrong:
    many rows of a sheet share it.
    """
    frame: Frame = (cost.kind, cost.line_kind, cost.form, *cost.dates.days)
    if known is None or (framed := known.get(frame)) is None:
        framed = _check_frame(frame, profile, project, on)
        if known is not None and len(known) < REMEMBERED:
            known[frame] = framed
    return [
        *check_personal(cost.texts),
        *_check_named(cost),
        *_check_amounts(cost),
        *(_check_in_kind(cost, profile) if cost.kind == IN_KIND else ()),
        *framed,
    ]


def _check_frame(frame: Frame, profile: RuleProfile, project: Span, on: date) -> tuple[Breach, ...]:
    """What is wrong with a cost of this kind and these days, whatever it says and amounts to."""
    kind, line_kind, form, invoiced_on, incurred_on, paid_on = frame
    dates = VoucherDates(invoiced_on, incurred_on, paid_on)
    return (
        *check_covered(line_kind, covered_kinds(profile)),
        *(_check_form(form) if kind != IN_KIND else []),
        *check_dates(dates, profile, project, preparation_from=profile.preparation_from),
        *_check_paid(dates, on),
    )


def check_personal(texts: Mapping[str, str]) -> list[Breach]:
    """Refuse what reads as a CPR number in any text (G-01)."""
    message = _(
        "The text holds what reads as a CPR number. CPR numbers are never stored here: "
        "use the staff number or leave it out."
    )
    # One look at all of them: hardly ever is there anything to find. A number spans no two lines.
    if not contains_cpr("\n".join(texts.values())):
        return []
    return [
        Breach("CPR_NUMBER", message, name, rule="G-01")
        for name, text in texts.items()
        if contains_cpr(text)
    ]


def fingerprint_of(supplier: str, invoice_no: str, gross: Decimal, invoiced_on: date) -> str:
    """The fingerprint of R-60 as 64 digits; empty where nothing identifies the invoice."""
    if not supplier.strip() or not invoice_no.strip():
        return ""
    return sha256(fingerprint(supplier, invoice_no, gross, invoiced_on))


def fingerprints_of(
    suppliers: Iterable[str], invoice_nos: Sequence[str], gross: Iterable[int], days: Iterable[str]
) -> list[str]:
    """`fingerprint_of` of many trimmed vouchers above zero: whole øre, ISO days."""
    bare = lru_cache(maxsize=REMEMBERED)(bare_supplier)
    columns = zip(suppliers, invoice_nos, bare_invoices(invoice_nos), gross, days, strict=True)
    return [
        sha256(spelled(bare(supplier), number, f"{cents // 100}.{cents % 100:02d}", day))
        if supplier and written
        else ""
        for supplier, written, number, cents, day in columns
    ]


_NAMED = {
    "voucher_no": _("A cost needs its voucher number. Enter it."),
    "text": _("A cost needs a text that says what was bought. Enter it."),
    "ledger_account": _("A cost names the account in the partner's own ledger. Enter it."),
    "booking_no": _("A cost names its booking number in the partner's own ledger. Enter it."),
}


def stand_by_themselves(
    texts: Mapping[str, Sequence[str]], nets: Sequence[int], vats: Sequence[int]
) -> bool:
    """Whether nothing is wrong with the texts and amounts (øre) of many costs, at one look.

    Only yes is an answer: where it says no, `check_cost` looks at each cost by itself.
    """
    if min(nets) <= 0 or min(vats) < 0 or any("" in texts[name] for name in _NAMED):
        return False
    # A number has ten digits, and most columns hold no text as long as that.
    long = [column for column in texts.values() if max(map(len, column)) >= CPR_DIGITS]
    return not may_contain_cpr("\n".join("\n".join(column) for column in long))


def _check_named(cost: CostFacts) -> list[Breach]:
    return [
        Breach("FIELD_MISSING", message, name, rule="A-03")
        for name, message in _NAMED.items()
        if not cost.texts.get(name, "").strip()
    ]


def _check_amounts(cost: CostFacts) -> list[Breach]:
    found = []
    if cost.net < 0 or cost.vat < 0:
        message = _(
            "%(net)s kr. and VAT %(vat)s kr.: a cost is never below zero. Enter what is left of "
            "the invoice after the credit note; a claimed cost is changed by a correction."
        )
        params = {"net": cost.net, "vat": cost.vat}
        found.append(Breach("AMOUNT_NEGATIVE", message, "net", params, "R-80"))
    elif not cost.net + cost.vat:
        found.append(
            Breach(
                "AMOUNT_ZERO",
                _("A cost of 0 kr. is no cost. Enter the amount, or leave the cost out."),
                "net",
                rule="R-05",
            )
        )
    if not 0 < cost.share_pct <= 100:
        message = _("The project's share is above 0 and at most 100 per cent, not %(share)s.")
        params = {"share": cost.share_pct}
        found.append(Breach("SHARE_OUTSIDE", message, "project_share_pct", params, "R-60"))
    if cost.line_kind == FLAT_RATE:
        message = _(
            "Flat rates are calculated from verified cost; no voucher belongs on this line. "
            "Choose another line."
        )
        found.append(Breach("FLAT_RATE_LINE", message, "line", rule="R-42"))
    return found


def _check_form(form: str) -> list[Breach]:
    if form in {"", OWN_FORM}:
        return []
    message = (
        _("Staff time comes from approved time sheets, never from a voucher. Use the hours page.")
        if form == STAFF_FORM
        else _(
            "A paid voucher is either no co-financing or the partner's own financing. Choose "
            "one of the two."
        )
    )
    return [Breach("FORM_NOT_FOR_VOUCHER", message, "cofinancing_form", rule="R-21")]


def _check_in_kind(cost: CostFacts, profile: RuleProfile) -> list[Breach]:
    found = []
    if not profile.inkind_allowed:
        message = _(
            "The grant letter does not allow contributions in kind. Count them as an indicator, "
            "or ask the lead to have the letter changed."
        )
        found.append(Breach("IN_KIND_NOT_ALLOWED", message, "kind", rule="R-23"))
    if cost.vat:
        message = _(
            "For a contribution in kind nothing is paid, so it carries no VAT. Set the VAT to 0."
        )
        found.append(Breach("IN_KIND_WITH_VAT", message, "vat", rule="R-20"))
    if cost.form not in {"", IN_KIND_FORM}:
        message = _(
            "A contribution in kind counts as in kind and as no other co-financing. Choose in kind."
        )
        found.append(Breach("FORM_NOT_IN_KIND", message, "cofinancing_form", rule="R-20"))
    return found


def _check_paid(dates: VoucherDates, on: date) -> list[Breach]:
    if dates.paid_on is None or dates.paid_on <= on:
        return []
    message = _("Paid on %(day)s, which is still to come. Enter the cost when it has been paid.")
    return [Breach("NOT_PAID_YET", message, "paid_on", {"day": dates.paid_on}, "R-52")]

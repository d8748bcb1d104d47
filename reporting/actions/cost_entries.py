"""A cost as it is entered, and every rule that it has to pass (R-20 to R-60)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import Span
from grants.models import BudgetLine
from grants.rules.currency import check_foreign
from grants.rules.profiles import RuleProfile
from reporting.actions.cost_grounds import Foreign, Rates, foreign_facts
from reporting.models import Expenditure, PartnerReport
from reporting.queries.costs import (
    employee_names,
    holders_of,
    land_declared,
    shares_taken,
    voucher_numbers,
)
from reporting.queries.late import Timing, timing_of
from reporting.rules.eligibility import VoucherDates, check_allocation, check_kind
from reporting.rules.inkind import Valuation, check_valuation
from reporting.rules.natures import LAND, ORDINARY, NatureFacts, check_nature
from reporting.rules.vouchers import CostFacts, Frames, check_cost, fingerprint_of

ENTERED = ("voucher", "in_kind")
TEXT_FIELDS = (
    "voucher_no",
    "text",
    "supplier",
    "supplier_cvr",
    "invoice_no",
    "ledger_account",
    "booking_no",
)
REASONS = ("nature_reason", "market_reason", "late_reason")


@dataclass(frozen=True)
class ExpenditureEntry:
    """One cost as a partner types or imports it (T5 of rules.md 5.1), DKK."""

    line: BudgetLine
    voucher_no: str
    text: str
    supplier: str
    supplier_cvr: str
    invoice_no: str
    invoice_date: dt.date
    delivery_date: dt.date
    paid_on: dt.date
    ledger_account: str
    booking_no: str
    net: Decimal
    vat: Decimal
    project_share_pct: Decimal = Decimal(100)
    kind: str = "voucher"
    cofinancing_form: str = ""
    cofinancing_source: str = ""
    # Only asked for contributions in kind: is it an employee's time, and which payroll shows that
    # no salary was paid for it.
    by_employee: bool = False
    payroll_ref: str = ""
    # The valuation note of a contribution in kind, the original amount of a foreign voucher
    # the kind of cost, the reason for no market check.
    valuation: Valuation | None = None
    foreign: Foreign | None = None
    nature: str = ORDINARY
    nature_basis: str = ""
    nature_reason: str = ""
    market_reason: str = ""
    # Only for a cost of a period that has closed: why it comes late. A rule sets the mark itself.
    late_reason: str = ""

    @property
    def facts(self) -> CostFacts:
        """The cost as the rules look at it."""
        texts = {name: getattr(self, name) for name in (*TEXT_FIELDS, *REASONS)}
        # Nothing is booked for a gift; the payroll reference stands where a booking would.
        texts["booking_no"] = self.booking_no or self.payroll_ref
        if self.valuation:
            texts |= self.valuation.texts
        return CostFacts(
            kind=self.kind,
            line_kind=self.line.kind,
            texts=texts,
            dates=VoucherDates(self.invoice_date, self.delivery_date, self.paid_on),
            net=self.net,
            vat=self.vat,
            share_pct=Decimal(self.project_share_pct),
            form=self.cofinancing_form,
            source=self.cofinancing_source,
        )

    @property
    def fingerprint(self) -> str:
        """What makes two vouchers the same (R-60); empty where there is no invoice."""
        if self.kind != Expenditure.VOUCHER:
            return ""
        supplier = self.supplier_cvr or self.supplier
        # What the paper says: the same invoice at two rates is still the same invoice.
        printed = self.foreign or self
        gross = printed.net + printed.vat
        return fingerprint_of(supplier, self.invoice_no, gross, self.invoice_date)


@dataclass(frozen=True)
class Tested:
    """What entries are tested on besides themselves, read once for all of them."""

    profile: RuleProfile
    project: Span
    rates: Rates
    timing: Timing
    on: dt.date
    staff: frozenset[str] = frozenset()
    # What costs of one frame have wrong, found once for all rows of a sheet.
    known: Frames = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        report: PartnerReport,
        entries: Sequence[ExpenditureEntry],
        rates: Rates,
        at: dt.datetime,
        timing: Timing | None = None,
    ) -> Tested:
        """For *entries* of *report*, whose partner and grant have been read with it."""
        partner = report.grant_partner
        grant = partner.grant
        any_in_kind = any(entry.kind == Expenditure.IN_KIND for entry in entries)
        return cls(
            RuleProfile.from_json(grant.profile),
            Span(grant.starts_on, grant.ends_on),
            rates,
            timing or timing_of(report),
            at.date(),
            employee_names(partner.organisation) if any_in_kind else frozenset(),
        )


def entry_breaches(
    report: PartnerReport,
    entries: Sequence[ExpenditureEntry],
    tested: Tested,
    by: Any,
    but: Expenditure | None = None,
) -> list[tuple[int, Breach]]:
    """Every breach of every entry, with its row counted from 1; *but* is the row that changes."""
    used = voucher_numbers(report, but)
    prints = [entry.fingerprint for entry in entries]
    taken = shares_taken(prints, [but.pk] if but is not None else [])
    found: list[tuple[int, Breach]] = []
    for row, (entry, print_) in enumerate(zip(entries, prints, strict=True), start=1):
        breaches = own_breaches(entry, tested)
        breaches += check_number(entry, entry.voucher_no.strip() in used)
        used.add(entry.voucher_no.strip())
        if print_:
            shares = taken.setdefault(print_, [])
            breaches += check_shares(entry, print_, shares, by, but)
            shares.append(Decimal(entry.project_share_pct))
        found += [(row, breach) for breach in breaches]
    return found + check_natures(report, entries, tested.profile, but)


def own_breaches(entry: ExpenditureEntry, tested: Tested) -> list[Breach]:
    """What is wrong with *entry* whatever other rows there are."""
    breaches = check_cost(
        entry.facts, tested.profile, tested.project, on=tested.on, known=tested.known
    )
    breaches += tested.timing.breaches(entry.delivery_date, entry.late_reason)
    breaches += _check_grounds(entry, tested.staff)
    if foreign := foreign_facts(entry, tested.rates):
        wrong = check_foreign(foreign, entry.net, entry.vat)
        # Without a rate there are no kroner yet; one sentence about it is enough.
        breaches = [b for b in breaches if not (wrong and b.code == "AMOUNT_ZERO")] + wrong
    return breaches


def check_shares(
    entry: ExpenditureEntry,
    fingerprint: str,
    shares: Sequence[Decimal],
    by: Any,
    but: Expenditure | None = None,
) -> list[Breach]:
    """Refuse more than 100 per cent of one voucher (R-60); *shares* are what others hold of it."""
    asked = Decimal(entry.project_share_pct)
    if not check_allocation(asked, shares).breaches:
        return []
    return [*check_allocation(asked, shares, holders_of(fingerprint, by, but)).breaches]


def _check_grounds(entry: ExpenditureEntry, staff: frozenset[str]) -> list[Breach]:
    """In kind: not an employee's paid time, and with a valuation note (R-20, R-21)."""
    if entry.kind != Expenditure.IN_KIND:
        return []
    by_employee = entry.by_employee or entry.supplier.strip().casefold() in staff
    found = check_kind(True, by_employee, entry.payroll_ref)
    return found + check_valuation(entry.valuation or Valuation(), entry.net)


def check_natures(
    report: PartnerReport,
    entries: Sequence[ExpenditureEntry],
    profile: RuleProfile,
    but: Expenditure | None,
) -> list[tuple[int, Breach]]:
    """What the kind of a cost asks for, each with its row; land counts up over the rows (R-54)."""
    if all(entry.nature == ORDINARY for entry in entries):
        return []
    grant = report.grant_partner.grant
    any_land = any(entry.nature == LAND for entry in entries)
    land = land_declared(grant, but) if any_land else ZERO
    found = []
    for row, entry in enumerate(entries, start=1):
        facts = NatureFacts(
            entry.nature, entry.nature_basis, entry.nature_reason, entry.net + entry.vat
        )
        for breach in check_nature(facts, profile, land_before=land, budget=grant.budget):
            found.append((row, breach))
        land += facts.amount if entry.nature == LAND else ZERO
    return found


def check_number(entry: ExpenditureEntry, is_used: bool) -> list[Breach]:
    """Refuse what is not entered by hand, and a voucher number that the report has (A-11)."""
    if entry.kind not in ENTERED:
        message = _("A cost is entered as a voucher or as in kind, not as “%(kind)s”.")
        return [Breach("KIND_NOT_ENTERED", message, "kind", {"kind": entry.kind}, "R-20")]
    if is_used:
        message = _("Voucher number %(number)s stands in this report already.")
        params = {"number": entry.voucher_no.strip()}
        return [Breach("VOUCHER_TWICE", message, "voucher_no", params, "A-11")]
    return []

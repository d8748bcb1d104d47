"""Costs of a report: entered one by one or many at once, changed, dropped, and proved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from consortium.actions.base import action, record
from consortium.models import EvidenceFile
from consortium.models.memory import add_rows
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import Span
from grants.models import BudgetLine
from grants.rules.profiles import RuleProfile
from reporting.actions.drafts import must_be_own, open_for_writing
from reporting.models import Expenditure, ExpenditureFile, PartnerReport
from reporting.queries.costs import employee_names, owner_ref, shares_taken, voucher_numbers
from reporting.queries.late import Timing, timing_of
from reporting.rules.eligibility import VoucherDates, check_allocation, check_kind
from reporting.rules.vouchers import CostFacts, check_cost, eligible_of, fingerprint_of

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


class CostRefused(Refused):
    """A cost cannot stand in the report as it is."""

    code = "COST_REFUSED"


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
    # Only for a cost of a period that has closed: why it comes late. A rule sets the mark itself.
    late_reason: str = ""

    @property
    def facts(self) -> CostFacts:
        """The cost as the rules look at it."""
        texts = {name: getattr(self, name) for name in TEXT_FIELDS}
        # Nothing is booked for a gift; the payroll reference stands where a booking would.
        texts["booking_no"] = self.booking_no or self.payroll_ref
        texts["late_reason"] = self.late_reason
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
        return fingerprint_of(supplier, self.invoice_no, self.net + self.vat, self.invoice_date)


@action
def enter_expenditure(
    report: PartnerReport, entry: ExpenditureEntry, *, by: Any, at: dt.datetime
) -> Expenditure:
    """Put one cost into an open report."""
    report = open_for_writing(report, by)
    timing = timing_of(report)
    refuse_if([breach for _row, breach in _breaches(report, [entry], timing, at)], CostRefused)
    item = Expenditure(report=report, created_by=by)
    _fill(item, report, entry, timing)
    item.save()
    record(
        "expenditure.entered",
        item,
        chain=report.grant_partner.grant.ref,
        after={"voucher_no": item.voucher_no, "line": entry.line.code, "amount": item.amount},
    )
    return item


@action
def enter_many(
    report: PartnerReport, entries: Sequence[ExpenditureEntry], *, by: Any, at: dt.datetime
) -> list[Expenditure]:
    """Put many costs into an open report: all of them, or none.

    Each breach is about "row:field", rows counted from 1.
    """
    report = open_for_writing(report, by)
    timing = timing_of(report)
    refuse_if(
        [
            Breach(
                breach.code, breach.message, f"{row}:{breach.subject}", breach.params, breach.rule
            )
            for row, breach in _breaches(report, entries, timing, at)
        ],
        CostRefused,
    )
    items = [Expenditure(report=report, created_by=by) for _entry in entries]
    for item, entry in zip(items, entries, strict=True):
        _fill(item, report, entry, timing)
    add_rows(items, Expenditure)
    record(
        "expenditure.entered_many",
        report,
        chain=report.grant_partner.grant.ref,
        after={"rows": len(items), "amount": sum((item.amount for item in items), ZERO)},
    )
    return items


@action
def change_expenditure(
    item: Expenditure, entry: ExpenditureEntry, *, by: Any, at: dt.datetime
) -> Expenditure:
    """Correct a new cost, or one that the lead has asked about."""
    report = open_for_writing(item.report, by)
    item = Expenditure.objects.select_for_update().get(pk=item.pk)
    must_be_own(item)
    _must_be_entered(item)
    timing = timing_of(report)
    found = _breaches(report, [entry], timing, at, item)
    refuse_if([breach for _row, breach in found], CostRefused)
    before = {"voucher_no": item.voucher_no, "line": item.line_id, "amount": item.amount}
    _fill(item, report, entry, timing)
    item.save()
    record(
        "expenditure.changed",
        item,
        chain=report.grant_partner.grant.ref,
        before=before,
        after={"voucher_no": item.voucher_no, "line": item.line_id, "amount": item.amount},
    )
    return item


@action
def drop_expenditure(item: Expenditure, *, by: Any, at: dt.datetime) -> Expenditure:
    """Take a cost out that the lead has never seen; its versions stay in the history."""
    report = open_for_writing(item.report, by)
    item = Expenditure.objects.select_for_update().get(pk=item.pk)
    if item.state != "draft":
        raise CostRefused.because(
            _(
                "%(voucher)s is “%(state)s”: the lead has seen it, so it stays. Answer the query "
                "and let the lead disallow it."
            ),
            rule="W-04",
            voucher=item.voucher_no,
            state=item.state,
        )
    _must_be_entered(item)
    record(
        "expenditure.dropped",
        item,
        chain=report.grant_partner.grant.ref,
        before={"voucher_no": item.voucher_no, "amount": item.amount},
    )
    for proof in item.files.all():
        proof.delete()
    item.delete()
    return item


@action
def attach_evidence(
    item: Expenditure, file: EvidenceFile, role: str, *, by: Any, at: dt.datetime
) -> ExpenditureFile:
    """Tie a file to a cost as its voucher, its proof of payment, or something else."""
    report = open_for_writing(item.report, by)
    item = Expenditure.objects.select_for_update().get(pk=item.pk)
    must_be_own(item)
    if role not in dict(ExpenditureFile.ROLES):
        raise CostRefused.because(
            _("A file proves the voucher, the payment or something else, not “%(role)s”."),
            rule="A-01",
            subject="role",
            role=role,
        )
    if file.owner_ref != owner_ref(report.grant_partner.organisation_id):
        raise CostRefused.because(
            _(
                "“%(name)s” belongs to another organisation and proves nothing here. Upload a file "
                "of your own."
            ),
            rule="A-01",
            subject="file",
            name=file.name,
        )
    proof, made = ExpenditureFile.objects.get_or_create(expenditure=item, file=file, role=role)
    record(
        "evidence.attached" if made else "evidence.attached_again",
        item,
        chain=report.grant_partner.grant.ref,
        after={"file": file.sha256, "name": file.name, "role": role},
    )
    return proof


@action
def detach_evidence(proof: ExpenditureFile, *, by: Any, at: dt.datetime) -> Expenditure:
    """Untie a file that was attached by mistake; the file itself stays."""
    report = open_for_writing(proof.expenditure.report, by)
    item = Expenditure.objects.select_for_update().get(pk=proof.expenditure_id)
    must_be_own(item)
    record(
        "evidence.detached",
        item,
        chain=report.grant_partner.grant.ref,
        before={"file": proof.file.sha256, "name": proof.file.name, "role": proof.role},
    )
    proof.delete()
    return item


def _must_be_entered(item: Expenditure) -> None:
    if item.kind not in ENTERED:
        raise CostRefused.because(
            _("%(voucher)s is made by the system, from hours or a correction. Change its source."),
            rule="W-04",
            voucher=item.voucher_no,
        )


def _fill(
    item: Expenditure, report: PartnerReport, entry: ExpenditureEntry, timing: Timing
) -> None:
    grant, organisation = report.grant_partner.grant, report.grant_partner.organisation
    facts = entry.facts
    kept, recovery = eligible_of(
        facts, RuleProfile.from_json(grant.profile), organisation.vat_recovery_pct, grant.budget
    )
    item.grant, item.grant_partner, item.line = grant, report.grant_partner, entry.line
    item.kind = entry.kind
    for name, text in facts.texts.items():
        setattr(item, name, text.strip())
    late = timing.late(entry.delivery_date)
    item.late_of_id = late.key if late else None
    item.late_reason = item.late_reason if late else ""
    item.invoice_date, item.delivery_date = entry.invoice_date, entry.delivery_date
    item.paid_on = entry.paid_on
    item.net, item.vat, item.recovery_pct = entry.net, entry.vat, recovery
    item.eligible_vat = entry.vat - kept.vat_out
    item.project_share_pct, item.amount = facts.share_pct, kept.eligible
    item.fingerprint = entry.fingerprint
    item.cofinancing_form = "in_kind" if entry.kind == "in_kind" else entry.cofinancing_form
    item.cofinancing_source = (
        entry.cofinancing_source or organisation.sector if item.cofinancing_form else ""
    )


def _breaches(
    report: PartnerReport,
    entries: Sequence[ExpenditureEntry],
    timing: Timing,
    at: dt.datetime,
    but: Expenditure | None = None,
) -> list[tuple[int, Breach]]:
    """Every breach of every entry, with its row counted from 1; *but* is the row that changes."""
    grant = report.grant_partner.grant
    profile, on = RuleProfile.from_json(grant.profile), at.date()
    project = Span(grant.starts_on, grant.ends_on)
    used = voucher_numbers(report, but)
    taken = shares_taken([entry.fingerprint for entry in entries], but)
    any_in_kind = any(entry.kind == Expenditure.IN_KIND for entry in entries)
    staff = employee_names(report.grant_partner.organisation) if any_in_kind else frozenset()
    found: list[tuple[int, Breach]] = []
    for row, entry in enumerate(entries, start=1):
        breaches = check_cost(entry.facts, profile, project, on=on)
        breaches += timing.breaches(entry.delivery_date, entry.late_reason)
        by_employee = entry.by_employee or entry.supplier.strip().casefold() in staff
        breaches += check_kind(entry.kind == "in_kind", by_employee, entry.payroll_ref)
        breaches += _check_number(entry, used)
        if print_ := entry.fingerprint:
            shares = taken.setdefault(print_, [])
            breaches += check_allocation(Decimal(entry.project_share_pct), shares).breaches
            shares.append(Decimal(entry.project_share_pct))
        found += [(row, breach) for breach in breaches]
    return found


def _check_number(entry: ExpenditureEntry, used: set[str]) -> list[Breach]:
    number = entry.voucher_no.strip()
    if entry.kind not in ENTERED:
        message = _("A cost is entered as a voucher or as in kind, not as “%(kind)s”.")
        return [Breach("KIND_NOT_ENTERED", message, "kind", {"kind": entry.kind}, "R-20")]
    if number in used:
        message = _("Voucher number %(number)s stands in this report already.")
        return [Breach("VOUCHER_TWICE", message, "voucher_no", {"number": number}, "A-11")]
    used.add(number)
    return []

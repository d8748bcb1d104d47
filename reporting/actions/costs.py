"""Costs of a report: entered one by one or many at once, changed, dropped, and proved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from consortium.actions.base import action, record
from consortium.actions.editing import must_be_unchanged
from consortium.models import EvidenceFile
from consortium.models.memory import add_rows
from consortium.rules.editing import EditedFrom
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from reporting.actions.cost_entries import (
    ENTERED,
    TEXT_FIELDS,
    ExpenditureEntry,
    Tested,
    entry_breaches,
)
from reporting.actions.cost_filling import Filling, fill
from reporting.actions.cost_grounds import (
    Foreign,
    add_grounds,
    change_grounds,
    drop_grounds,
    in_kroner,
    rates_for,
)
from reporting.actions.drafts import must_be_own, open_for_writing
from reporting.models import Expenditure, ExpenditureFile, PartnerReport
from reporting.queries.costs import owner_ref
from reporting.rules.inkind import Valuation

__all__ = [
    "CostRefused",
    "ExpenditureEntry",
    "Foreign",
    "Valuation",
    "attach_evidence",
    "change_expenditure",
    "detach_evidence",
    "drop_expenditure",
    "enter_expenditure",
    "enter_many",
]

# What the form of a cost writes; the lead's decisions on the row are none of its business.
EDITED_FIELDS = (
    *TEXT_FIELDS,
    *("kind", "line", "invoice_date", "delivery_date", "paid_on", "net", "vat"),
    *("project_share_pct", "cofinancing_form", "cofinancing_source"),
)


class CostRefused(Refused):
    """A cost cannot stand in the report as it is."""

    code = "COST_REFUSED"


@action
def enter_expenditure(
    report: PartnerReport, entry: ExpenditureEntry, *, by: Any, at: dt.datetime
) -> Expenditure:
    """Put one cost into an open report."""
    report = open_for_writing(report, by)
    rates = rates_for([entry])
    entry = in_kroner(entry, rates)
    tested = Tested.of(report, [entry], rates, at)
    found = entry_breaches(report, [entry], tested, by)
    refuse_if([breach for _row, breach in found], CostRefused)
    item = Expenditure(report=report, created_by=by)
    fill([item], Filling.of(report, tested.timing), [entry])
    item.save()
    add_grounds([item], [entry], rates)
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
    rates = rates_for(entries)
    entries = [in_kroner(entry, rates) for entry in entries]
    tested = Tested.of(report, entries, rates, at)
    refuse_if(
        [
            Breach(
                breach.code, breach.message, f"{row}:{breach.subject}", breach.params, breach.rule
            )
            for row, breach in entry_breaches(report, entries, tested, by)
        ],
        CostRefused,
    )
    items = [Expenditure(report=report, created_by=by) for _entry in entries]
    fill(items, Filling.of(report, tested.timing), entries)
    add_rows(items, Expenditure)
    add_grounds(items, entries, rates)
    record(
        "expenditure.entered_many",
        report,
        chain=report.grant_partner.grant.ref,
        after={"rows": len(items), "amount": sum((item.amount for item in items), ZERO)},
    )
    return items


@action
def change_expenditure(
    item: Expenditure,
    entry: ExpenditureEntry,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> Expenditure:
    """Correct a new cost, or one that the lead has asked about."""
    report = open_for_writing(item.report, by)
    item = Expenditure.objects.select_for_update().get(pk=item.pk)
    must_be_own(item)
    _must_be_entered(item)
    chain = report.grant_partner.grant.ref
    must_be_unchanged(item, edited_from, chain=chain, fields=EDITED_FIELDS)
    rates = rates_for([entry])
    entry = in_kroner(entry, rates)
    tested = Tested.of(report, [entry], rates, at)
    found = entry_breaches(report, [entry], tested, by, item)
    refuse_if([breach for _row, breach in found], CostRefused)
    before = {"voucher_no": item.voucher_no, "line": item.line_id, "amount": item.amount}
    fill([item], Filling.of(report, tested.timing), [entry])
    item.save()
    change_grounds(item, entry, rates)
    record(
        "expenditure.changed",
        item,
        chain=chain,
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
    drop_grounds(item)
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

"""Files behind costs: from the upload to the line in one deed, and the pile that finds its rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from consortium.actions.base import action, record
from consortium.actions.evidence import keep_file, keep_or_find
from consortium.models import EvidenceFile
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from partners.models import Employee
from reporting.actions.costs import attach_evidence, detach_evidence
from reporting.actions.drafts import OWN_ITEM_STATES, open_for_writing
from reporting.actions.rates import set_pay_rate
from reporting.models import Expenditure, ExpenditureFile, PartnerReport, PayRate, ReportFile
from reporting.queries.costs import owner_ref
from reporting.queries.evidence import numbers_of, papers_of
from reporting.rules.paper_names import match_paper, role_of


class PaperRefused(Refused):
    """A file of the pile cannot be handled so."""

    code = "PAPER_REFUSED"


@dataclass(frozen=True)
class Filed:
    """Where a file of the pile went: to a row, or nowhere yet, because it fits *several* or none.

    *had* are the rows of the report that it proved before; *locked* is a row that it means, but
    that has left the partner's hands.
    """

    file: EvidenceFile
    is_new: bool
    proof: ExpenditureFile | None = None
    is_new_proof: bool = False
    had: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    locked: Expenditure | None = None


@action
def prove_expenditure(
    item: Expenditure, *, content: Any, name: str, role: str, by: Any, at: dt.datetime
) -> ExpenditureFile:
    """Keep an uploaded file for the partner and tie it to *item* as *role*.

    Without a *role* the name of the file says what it proves.
    """
    open_for_writing(item.report, by)
    owner = item.grant_partner.organisation
    file = keep_file(content=content, name=name, owner_ref=owner_ref(owner.pk), by=by, at=at)
    return attach_evidence(item, file, role or role_of(name, item.kind), by=by, at=at)


@action
def file_paper(
    report: PartnerReport, *, content: Any, name: str, by: Any, at: dt.datetime
) -> Filed:
    """Put a file on the pile of *report*, and tie it to the row whose number its name holds."""
    report = open_for_writing(report, by)
    owner = owner_ref(report.grant_partner.organisation_id)
    file, is_new = keep_or_find(content=content, name=name, owner_ref=owner, by=by, at=at)
    before = ExpenditureFile.objects.filter(file=file, expenditure__report=report)
    had = tuple(before.order_by("pk").values_list("expenditure__voucher_no", flat=True))
    _paper, piled = ReportFile.objects.get_or_create(report=report, file=file)
    if piled:
        chain = report.grant_partner.grant.ref
        record("evidence.piled", report, chain=chain, after={"file": file.sha256, "name": name})
    return _matched(report, Filed(file, is_new, had=had), name, by=by, at=at)


@action
def match_papers(report: PartnerReport, *, by: Any, at: dt.datetime) -> list[Filed]:
    """Look again for the rows of the files that wait; those that were found, in their order."""
    report = open_for_writing(report, by)
    found = []
    for file in papers_of(report).filter(waiting=True):
        filed = _matched(report, Filed(file, False), file.name, by=by, at=at)
        found += [filed] if filed.proof else []
    chain = report.grant_partner.grant.ref
    record("evidence.matched_again", report, chain=chain, after={"files": len(found)})
    return found


def _matched(report: PartnerReport, filed: Filed, name: str, *, by: Any, at: dt.datetime) -> Filed:
    """The file tied to the row that its *name* means, or what stands in the way."""
    numbers = numbers_of(report)
    match = match_paper(name, numbers)
    if match.key is None:
        return replace(filed, several=tuple(numbers[key] for key in match.several))
    item = Expenditure.objects.get(pk=match.key)
    if item.state not in OWN_ITEM_STATES:
        return replace(filed, locked=item)
    role = role_of(name, item.kind)
    known = item.files.filter(file=filed.file, role=role).exists()
    proof = attach_evidence(item, filed.file, role, by=by, at=at)
    return replace(filed, proof=proof, is_new_proof=not known)


@action
def move_evidence(
    proof: ExpenditureFile, item: Expenditure, role: str, *, by: Any, at: dt.datetime
) -> ExpenditureFile:
    """Untie a file from the row where it is wrong and tie it to *item*."""
    if (proof.expenditure_id, proof.role) == (item.pk, role):
        return attach_evidence(item, proof.file, role, by=by, at=at)
    detach_evidence(proof, by=by, at=at)
    return attach_evidence(item, proof.file, role, by=by, at=at)


@action
def unpile_paper(paper: ReportFile, *, by: Any, at: dt.datetime) -> PartnerReport:
    """Take a file out of the pile that was sent by mistake; what it proves is untied first."""
    report = open_for_writing(paper.report, by)
    proved = ExpenditureFile.objects.filter(file=paper.file_id, expenditure__report=report)
    if first := proved.select_related("expenditure").order_by("pk").first():
        raise PaperRefused.because(
            _(
                "“%(name)s” proves %(voucher)s, so it stays in the report. Detach it from its rows "
                "first."
            ),
            rule="A-01",
            subject="file",
            name=paper.file.name,
            voucher=first.expenditure.voucher_no,
        )
    chain = report.grant_partner.grant.ref
    before = {"file": paper.file.sha256, "name": paper.file.name}
    record("evidence.unpiled", report, chain=chain, before=before)
    paper.delete()
    return report


@action
def fix_pay_rate(
    employee: Employee, *, letter: Any, by: Any, at: dt.datetime, **figures: Any
) -> PayRate:
    """Keep the employer's uploaded *letter*, if there is one, and fix the rate that rests on it."""
    owner = owner_ref(employee.organisation_id)
    kept = (
        keep_file(content=letter, name=letter.name, owner_ref=owner, by=by, at=at)
        if letter
        else None
    )
    return set_pay_rate(employee, letter=kept, by=by, at=at, **figures)

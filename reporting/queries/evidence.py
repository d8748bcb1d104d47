"""Files that prove something: who may see them, which rows they prove, and the pile of a report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from consortium.models import EvidenceFile
from consortium.models.access import actor_of
from consortium.rules.roles import Capability
from grants.models import ChangeRequest, Grant
from reporting.models import (
    BankStatement,
    Claim,
    ClaimDecision,
    ClaimQuestion,
    Expenditure,
    ExpenditureFile,
    Finding,
    FindingFile,
    Invoice,
    OnSiteFile,
    PartnerReport,
    PayRate,
    ProcurementContract,
    PublicityProof,
    Repayment,
    ReportFile,
)
from reporting.queries.costs import owner_ref
from reporting.queries.hours import letters_of
from reporting.queries.verifiers import sent_to
from reporting.rules.paper_names import words_of

# As many files of earlier reports as a list to choose from can bear; the same file sent again is
# recognised by its hash.
CHOICES = 300
PERSONAL = (Expenditure.STAFF, Expenditure.IN_KIND)


def visible_files(user: object) -> QuerySet[EvidenceFile]:
    """The files of the costs, reports, rates, claims and grants that *user* may see."""
    costs = Expenditure.objects.visible_to(user)
    reports = PartnerReport.objects.visible_to(user)
    proves = ExpenditureFile.objects.filter(file=OuterRef("pk"), expenditure__in=costs)
    belongs = ReportFile.objects.filter(file=OuterRef("pk"), report__in=reports)
    rests = letters_of(user).filter(letter=OuterRef("pk"))
    claims = Claim.objects.visible_to(user)
    letters = ClaimDecision.objects.filter(letter=OuterRef("pk"), claim__in=claims)
    asked = ClaimQuestion.objects.filter(
        Q(letter=OuterRef("pk")) | Q(answer_file=OuterRef("pk")), claim__in=claims
    )
    grants = Grant.objects.visible_to(user)
    changes = ChangeRequest.objects.filter(letter=OuterRef("pk"), grant__in=grants)
    back = Repayment.objects.filter(proof=OuterRef("pk"), claim__in=claims)
    seen = OnSiteFile.objects.filter(file=OuterRef("pk"), visit__report__in=sent_to(user))
    rows = actor_of(user).ids(Capability.VIEW_ROWS, Grant)
    shown = PublicityProof.objects.filter(file=OuterRef("pk"), grant__in=rows)
    bought = ProcurementContract.objects.filter(file=OuterRef("pk"), grant__in=rows)
    bank = BankStatement.objects.visible_to(user).filter(file=OuterRef("pk"))
    receipts = Invoice.objects.visible_to(user).filter(receipt=OuterRef("pk"))
    own = (seen, shown, bought, proves, belongs, rests, letters, asked, changes, back)
    findings = Finding.objects.visible_to(user)
    said = FindingFile.objects.filter(file=OuterRef("pk"), answer__finding__in=findings)
    ways = (bank, receipts, said, *own)
    return EvidenceFile.objects.filter(reduce(or_, (Q(Exists(way)) for way in ways)))


def shows_person(evidence: EvidenceFile) -> bool:
    """Whether it is a payslip, a time sheet, a letter of an employer or of a volunteer (G-08).

    Nobody reads in the file: what it proves says what it is.
    """
    staff = ExpenditureFile.objects.filter(
        Q(expenditure__kind__in=PERSONAL) | Q(expenditure__time_sheet__isnull=False),
        file=OuterRef("pk"),
    )
    letters = PayRate.objects.filter(letter=OuterRef("pk"))
    return EvidenceFile.objects.filter(Exists(staff) | Exists(letters), pk=evidence.pk).exists()


def papers_of(report: PartnerReport) -> QuerySet[Any]:
    """All files of *report*, those without a row first, then the newest.

    Each says whether it is `waiting` for a row and whether it is `piled`.
    """
    tied = Exists(ExpenditureFile.objects.filter(file=OuterRef("pk"), expenditure__report=report))
    piled = Exists(ReportFile.objects.filter(file=OuterRef("pk"), report=report))
    waiting = ExpressionWrapper(Q(~tied), output_field=BooleanField())
    rows = EvidenceFile.objects.filter(Q(tied) | Q(piled)).annotate(waiting=waiting, piled=piled)
    return rows.order_by("-waiting", "-uploaded_at", "-pk")


def proofs_of(files: Iterable[EvidenceFile], user: object) -> dict[int, list[ExpenditureFile]]:
    """The rows that each file proves, by file: of all reports, but only what *user* may see."""
    found: defaultdict[int, list[ExpenditureFile]] = defaultdict(list)
    rows = ExpenditureFile.objects.filter(
        file__in=list(files), expenditure__in=Expenditure.objects.visible_to(user)
    ).select_related("expenditure__report__period", "expenditure__grant_partner__organisation")
    for proof in rows.order_by("expenditure__voucher_no", "pk"):
        found[proof.file_id].append(proof)
    return dict(found)


def with_others(proofs: Iterable[ExpenditureFile], user: object) -> list[ExpenditureFile]:
    """The *proofs*, each with `others`: what else its file proves that *user* may see."""
    shown = list(proofs)
    found = proofs_of([one.file for one in shown], user)
    for one in shown:
        all_of_it = found.get(one.file_id, [])
        one.others = [other for other in all_of_it if other.pk != one.pk]  # type: ignore[attr-defined]
    return shown


def numbers_of(report: PartnerReport) -> dict[int, str]:
    """The voucher numbers of the costs of *report* that rest on files, by their keys."""
    kinds = (Expenditure.VOUCHER, Expenditure.IN_KIND)
    rows = Expenditure.objects.filter(report=report, kind__in=kinds).order_by("pk")
    return dict(rows.values_list("pk", "voucher_no"))


def rows_numbered(report: PartnerReport, number: str) -> list[Expenditure]:
    """The rows of *report* with this voucher number: as it stands, else however it is spelled."""
    numbers = numbers_of(report)
    exact = [key for key, one in numbers.items() if one == number.strip()]
    words = words_of(number)
    keys = exact or [key for key, one in numbers.items() if words and words_of(one) == words]
    return list(Expenditure.objects.filter(pk__in=keys).select_related("report").order_by("pk"))


def kept_files(report: PartnerReport, user: object) -> list[EvidenceFile]:
    """Files of the report's organisation to choose from: those of this report, then the newest."""
    owner = owner_ref(report.grant_partner.organisation_id)
    of_it = ExpenditureFile.objects.filter(file=OuterRef("pk"), expenditure__report=report)
    piled = ReportFile.objects.filter(file=OuterRef("pk"), report=report)
    here = ExpressionWrapper(Q(Exists(of_it)) | Q(Exists(piled)), output_field=BooleanField())
    rows = visible_files(user).filter(owner_ref=owner).annotate(here=here)
    return list(rows.order_by("-here", "-uploaded_at", "-pk")[:CHOICES])

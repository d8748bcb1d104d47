"""Findings: what one may be about, whose answer it waits for, and the register over the years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from consortium.models.access import Actor, actor_of
from consortium.rules.money import ZERO
from grants.models import Grant
from reporting.models import (
    AuditorStatement,
    Claim,
    Expenditure,
    Finding,
    FindingCorrection,
    ReportSnapshot,
)
from reporting.queries.history import home_of, tracked_model
from reporting.rules.findings import OWNERS

# A paper that was sent is never changed, so it has no versions; it may be wrong all the same.
PAPER = ReportSnapshot._meta.label_lower
UNDECIDED = ("proposed", "heard")


@dataclass(frozen=True)
class Subject:
    """The row that a finding is about, and the partner that it belongs to, if to one."""

    row: Any
    organisation: int | None = None

    @property
    def label(self) -> str:
        """Its table, as history and events name it."""
        return str(self.row._meta.label_lower)


def subject_of(grant: Grant, label: str, pk: int) -> Subject | None:
    """The row *pk* of table *label*, if it belongs to *grant* or to one of its partners."""
    if label == PAPER:
        paper = ReportSnapshot.objects.filter(grant=grant, pk=pk).first()
        return Subject(paper) if paper is not None else None
    model = tracked_model(label)
    home = home_of(model, pk) if model is not None else None
    if home is None:
        return None
    is_partners = home.grant is None and home.organisation is not None
    if home.grant != grant.pk and not (
        is_partners and grant.partners.filter(organisation=home.organisation).exists()
    ):
        return None
    row = model.objects.filter(pk=pk).first()
    return Subject(row, home.organisation) if row is not None else None


def may_answer(actor: Actor, finding: Finding) -> bool:
    """Whether it is this reader's to answer; *finding* was loaded with its grant and partner."""
    partner = finding.owner_partner
    target = finding.grant if partner is None else partner.organisation
    return actor.can(OWNERS[finding.owner], target)


def undecided_corrections(finding: Finding) -> int:
    """How many corrections that it led to wait for their decision."""
    return FindingCorrection.objects.filter(
        finding=finding, correction__state__in=UNDECIDED
    ).count()


def register(user: object, grant: Grant) -> QuerySet[Finding]:
    """The findings of *grant* that *user* may see, newest first, each with what it has cost."""
    return (
        Finding.objects.visible_to(user)
        .filter(grant=grant)
        .select_related("grant", "owner_partner__organisation", "written_by", "closed_by")
        .annotate(corrected=Sum("corrections__correction__amount"))
        .order_by("-number")
    )


def chosen(rows: QuerySet[Finding], given: Mapping[str, Any], on: dt.date) -> QuerySet[Finding]:
    """Those of *rows* that the register is asked for: state, type, year, owner, words."""
    if given.get("state") == "overdue":
        rows = rows.filter(state__in=["open", "follow_up"], due_on__lt=on)
    elif given.get("state"):
        rows = rows.filter(state=given["state"])
    if given.get("kind"):
        rows = rows.filter(kind=given["kind"])
    if given.get("year"):
        rows = rows.filter(written_at__year=int(given["year"]))
    if owner := given.get("owner"):
        by_partner = Q(owner_partner=int(owner)) if owner.isdecimal() else Q(owner=owner)
        rows = rows.filter(by_partner)
    if words := given.get("words", "").strip():
        rows = rows.filter(
            Q(text__icontains=words)
            | Q(cause__icontains=words)
            | Q(recommendation__icontains=words)
            | Q(subject_label__icontains=words)
        )
    return rows


def years_of(grant: Grant) -> list[int]:
    """The years in which findings were written, newest first."""
    years = Finding.objects.filter(grant=grant).order_by().dates("written_at", "year")
    return sorted({day.year for day in years}, reverse=True)


def quotable(claim: Claim) -> QuerySet[Finding]:
    """The open findings that a statement on *claim* may quote: on the claim, its rows, reports."""
    about = (
        Q(subject_type=Claim._meta.label_lower, subject_id=claim.pk)
        | Q(
            subject_type=Expenditure._meta.label_lower,
            subject_id__in=Expenditure.objects.filter(claim=claim).values("pk"),
        )
        | Q(
            subject_type="reporting.partnerreport",
            subject_id__in=Expenditure.objects.filter(claim=claim).values("report"),
        )
    )
    return Finding.objects.unclosed().filter(about, grant=claim.grant)


def cost_of(finding: Finding) -> Expenditure | None:
    """The cost that *finding* is about, if it is about one."""
    if finding.subject_type != Expenditure._meta.label_lower:
        return None
    return Expenditure.objects.filter(pk=finding.subject_id, grant=finding.grant_id).first()


def proposed_of(statement: AuditorStatement) -> Decimal:
    """How much of a reservation has been proposed as correction, in whatever state, DKK."""
    total: Decimal | None = statement.corrections.aggregate(total=Sum("amount"))["total"]
    return total or ZERO


def owned_by(user: object, finding: Finding) -> bool:
    """Whether *user* is the one whose answer is waited for."""
    return finding.state in ("open", "follow_up") and may_answer(actor_of(user), finding)

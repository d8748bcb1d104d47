"""Lines that were set aside: which wait, since when, and what became of them."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from grants.models import Grant, ReportingPeriod
from reporting.models import Claim, Expenditure
from reporting.rules.parking import check_final

NAMED_AT_MOST = 5


def parked_lines(grant: Grant) -> QuerySet[Expenditure]:
    """The queue: every line that waits, oldest first, with the row that takes it up, if any.

    `pending_…` is that row's while nobody has decided: its key, its report, when that was sent
    in, and its period's number.
    """
    pending = Expenditure.objects.filter(
        corrects=OuterRef("pk"), kind=Expenditure.TAKEN_UP, parked__lt=0
    )
    return (
        Expenditure.objects.filter(grant=grant)
        .parked_open()
        .select_related(
            "line", "grant_partner__organisation", "report__period", "decided_by", "corrects"
        )
        .annotate(
            pending_pk=Subquery(pending.values("pk")[:1]),
            pending_report=Subquery(pending.values("report")[:1]),
            pending_sent=Subquery(pending.values("report__submitted_at")[:1]),
            pending_period=Subquery(pending.values("report__period__number")[:1]),
        )
        .order_by("report__period__number", "grant_partner__number", "pk")
    )


def parked_sum(grant: Grant) -> tuple[int, Decimal]:
    """How many lines of *grant* wait, and their sum in DKK."""
    found = (
        Expenditure.objects.filter(grant=grant)
        .parked_open()
        .order_by()
        .aggregate(number=Count("pk"), total=Sum("parked"))
    )
    return found["number"], found["total"] or ZERO


def blocks_final(claim: Claim) -> list[Breach]:
    """Why the final claim must wait: parked lines without a decision.

    So must any claim of the last period, after which no line could be taken up any more.
    """
    if claim.is_advance or not (claim.is_final or is_last_period(claim.period, claim.grant)):
        return []
    grant = claim.grant
    count, amount = parked_sum(grant)
    rows = Expenditure.objects.filter(grant=grant).parked_open() if count else None
    names = list(rows.values_list("voucher_no", flat=True)[:NAMED_AT_MOST]) if rows else []
    return check_final(count, amount, names)


def is_last_period(period: ReportingPeriod, grant: Grant) -> bool:
    """Whether no period of *grant* comes after *period*: it runs to the project's end."""
    return bool(period.ends_on >= grant.ends_on)


def trail(item: Expenditure) -> list[Expenditure]:
    """The line and every row that has taken it up, oldest first; shown at both places (W-04)."""
    root = item.corrects_id if item.kind == Expenditure.TAKEN_UP else item.pk
    rows = Expenditure.objects.filter(
        Q(pk=root) | Q(corrects=root, kind=Expenditure.TAKEN_UP)
    ).select_related("report__period", "decided_by", "claim")
    found = list(rows.order_by("pk"))
    return found if len(found) > 1 or item.state == "parked" else []

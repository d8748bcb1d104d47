"""The rows behind a paper: vouchers and corrections, each with its file's hash and its decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from reporting.models import Correction, Expenditure, ExpenditureFile
from reporting.models.costs import STAFF_ROWS
from reporting.queries.documents import Scope, counted, newest_of

# What a paper says beside a row's own columns.
NAMED = ("line", "grant_partner__organisation", "corrects__report__period", "late_of", "foreign")


@dataclass(frozen=True)
class Decided:
    """The decision behind a correction's row."""

    number: int
    reason_code: str
    fund_effect: Decimal | None
    is_irregular: bool
    decided_on: dt.date | None
    flat_pct: Decimal | None
    cancelled: Decimal


@dataclass(frozen=True)
class Item:
    """A row of the ledger with the hash of its voucher and the decision that it comes from."""

    row: Expenditure
    file_hash: str
    decided: Decided | None


def items(scope: Scope) -> list[Item]:
    """Everything in this claim but staff time: vouchers and corrections, in their order."""
    rows = counted(scope).filter(scope.this).exclude(STAFF_ROWS)
    return in_full(rows.select_related(*NAMED))


def in_full(rows: QuerySet[Expenditure]) -> list[Item]:
    """*rows* in the order of a voucher list, each with its file's hash and its decision."""
    # A line that was parked keeps its files where it was parked.
    invoice = ExpenditureFile.objects.filter(
        Q(expenditure=OuterRef("pk")) | Q(expenditure=OuterRef("corrects")),
        role=ExpenditureFile.INVOICE,
    ).order_by("pk")
    found: Iterable[Any] = rows.annotate(
        file_hash=Subquery(invoice.values("file__sha256")[:1]),
        decided_number=newest_of(Correction, "row", F("number")),
        decided_code=newest_of(Correction, "row", F("reason_code")),
        decided_effect=newest_of(Correction, "row", F("fund_effect")),
        decided_irregular=newest_of(Correction, "row", F("is_irregular")),
        decided_day=newest_of(Correction, "row", F("decided_on")),
        decided_pct=newest_of(Correction, "row", F("flat_pct")),
        decided_cancelled=newest_of(Correction, "row", F("cancelled")),
    ).order_by("grant_partner__number", "line__number", "invoice_date", "voucher_no", "pk")
    return [
        Item(
            row,
            row.file_hash or "",
            _decided(row),
        )
        for row in found
    ]


def _decided(row: Any) -> Decided | None:
    if row.decided_number is None:
        return None
    return Decided(
        number=row.decided_number,
        reason_code=row.decided_code,
        fund_effect=row.decided_effect,
        is_irregular=row.decided_irregular,
        decided_on=row.decided_day,
        flat_pct=row.decided_pct,
        cancelled=row.decided_cancelled,
    )


def vouchers(rows: Iterable[Item]) -> list[Item]:
    """Those that are neither staff time nor a correction nor worked out of other cost."""
    left_out = (Expenditure.FLAT, *Expenditure.MIRRORS)
    return [one for one in rows if one.row.kind not in left_out and not one.row.is_staff_time]


def corrections(rows: Iterable[Item]) -> list[Item]:
    """The rows of corrections and of what took one back, in the order they were booked."""
    found = [one for one in rows if one.row.kind in Expenditure.MIRRORS]
    return sorted(found, key=lambda one: one.row.pk)

"""H-12, H-13: what municipalities have signed and what they owe by it; funding tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from consortium.models.memory import row_values
from consortium.rules.money import ZERO
from consortium.rules.refusals import gettext_noop as _
from grants.models import (
    Addendum,
    AgreedActivity,
    AgreedAmount,
    AgreedTarget,
    AgreementParty,
    ApprovalBody,
    Area,
    AreaOutcome,
    BaselineFigure,
    FundingCell,
    FundingTable,
    MunicipalAgreement,
)
from grants.queries.fundingtable import laws_of
from grants.rules.fundingtable import row_faults
from grants.rules.instalments import halves
from reporting.queries.checks.base import Fault, Scope, fault, faults

# What both have signed, beside the words of the agreement itself.
SIGNED_ROWS: tuple[Any, ...] = (
    *(AgreementParty, ApprovalBody, Area, AgreedActivity, AreaOutcome, BaselineFigure),
    *(AgreedTarget, AgreedAmount),
)
TERMS = (
    *("basis_plan", "decision", "decided_on", "background", "purpose", "payment_terms"),
    "vat_note",
)
WORDS = ("number", "dated_on", "text", "reason", "letter_id")


def agreements_stand(scope: Scope) -> list[Fault]:
    """H-12: instalments are the halves of what is agreed (R-73); what was signed still stands."""
    agreements = MunicipalAgreement.objects.filter(scope.of(), state__in=MunicipalAgreement.SIGNED)
    found = list(_instalments(agreements))
    for agreement in agreements:
        found += _terms(agreement, TERMS)
        found += _rows(agreement)
    signed = Addendum.objects.filter(state="active", agreement__in=agreements)
    for addendum in signed.select_related("agreement__grant"):
        found += _terms(addendum, WORDS)
    return found


def _instalments(agreements: Any) -> Iterator[Fault]:
    amounts = (
        AgreedAmount.objects.filter(
            Q(addendum__isnull=True) | Q(addendum__state="active"), agreement__in=agreements
        )
        .select_related("area", "activity")
        .prefetch_related("instalments")
    )
    for agreed in amounts:
        owed = tuple(one.amount for one in agreed.instalments.order_by("number"))
        if owed != halves(agreed.amount):
            sentence = _(
                "%(agreed)s is given %(amount)s, and its instalments come to %(owed)s in "
                "%(count)s parts; half is owed at the start and the rest at the end."
            )
            params = {"agreed": str(agreed), "amount": agreed.amount, "owed": sum(owed, ZERO)}
            yield fault("H-12", agreed, sentence, count=len(owed), **params)


def _terms(row: Any, columns: tuple[str, ...]) -> Iterator[Fault]:
    """The words as they stand, beside those of the version that both had signed."""
    signed = _as_signed(row, row.operator_signed_at, row.municipality_signed_at)
    for column in columns:
        if signed is None or getattr(signed, column) != getattr(row, column):
            sentence = _("“%(column)s” of %(name)s is not what both parties have signed.")
            yield fault("H-12", row, sentence, column=column, name=str(row))


def _rows(agreement: MunicipalAgreement) -> Iterator[Fault]:
    moments = (agreement.operator_signed_at, agreement.municipality_signed_at)
    for model in SIGNED_ROWS:
        # Money that an addendum has added was signed with the addendum.
        own = {"addendum": None} if model is AgreedAmount else {}
        for row in model.objects.filter(agreement=agreement, **own):
            signed = _as_signed(row, *moments)
            if signed is None or row_values(signed) != row_values(row):
                sentence = _("%(name)s is not what both parties have signed.")
                yield fault("H-12", row, sentence, name=str(row))


def _as_signed(row: Any, *moments: Any) -> Any:
    """The version of *row* that stood when the second party signed."""
    told = [moment for moment in moments if moment is not None]
    if len(told) < 2:
        return None
    kept = row.history.filter(history_date__lte=max(told)).exclude(history_type="-")
    return kept.order_by("-history_id").first()


def funding_tables_add_up(scope: Scope) -> list[Fault]:
    """H-13: printed totals are the sums of their years, and no amount lies outside the years."""
    found = []
    for grant in scope.grants:
        for table, law in laws_of(grant):
            place = (table._meta.db_table, str(table.pk))
            found += [
                Fault("H-13", *place, breach.message, breach.params) for breach in row_faults(law)
            ]
    outside = FundingCell.objects.filter(scope.of("line__table__grant")).select_related("line")
    lost = FundingTable.objects.filter(scope.of())
    for table in lost:
        beyond = outside.filter(line__table=table).exclude(year__in=table.years)
        sentence = _("%(line)s has an amount in %(year)s, which is none of the table's years.")
        found += faults("H-13", beyond, sentence, line="line", year="year")
    return found

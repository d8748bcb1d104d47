"""The register of related operations: entered from a list, corrected, commented (R-17, R-60)."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, replace
from typing import Any

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import Grant, RelatedOperation
from grants.queries.operations import cap_for
from grants.rules.operations import (
    FACTS,
    TEXTS,
    OperationFacts,
    check_operation,
    deviation,
    known_as,
)


class OperationRefused(Refused):
    """The row of the list cannot stand as it is."""

    code = "OPERATION_REFUSED"


@action
def enter_operation(
    grant: Grant,
    facts: OperationFacts,
    *,
    source_row: int | None = None,
    by: Any,
    at: dt.datetime,
) -> RelatedOperation:
    """Put one operation into the register of *grant*."""
    must(by, Capability.PLAN_PROJECT, grant)
    facts = _tidy(facts)
    refuse_if(check_operation(facts), OperationRefused)
    operation = RelatedOperation(grant=grant, source_row=source_row)
    _fill(operation, facts)
    operation.save()
    record("operation.entered", operation, chain=grant.ref, after=asdict(facts))
    return operation


@action
def change_operation(
    operation: RelatedOperation,
    facts: OperationFacts,
    *,
    source_row: int | None = None,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> RelatedOperation:
    """Correct what the register says of one operation."""
    must(by, Capability.PLAN_PROJECT, operation.grant)
    operation = _locked(operation)
    must_be_unchanged(operation, edited_from, chain=operation.grant.ref, fields=FACTS)
    facts = _tidy(facts)
    refuse_if(check_operation(facts), OperationRefused)
    before = {name: getattr(operation, name) for name in FACTS}
    operation.source_row = source_row or operation.source_row
    _fill(operation, facts)
    operation.save()
    record(
        "operation.changed",
        operation,
        chain=operation.grant.ref,
        before=before,
        after=asdict(facts),
    )
    return operation


@action
def note_operation(
    operation: RelatedOperation,
    *,
    note: str,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> RelatedOperation:
    """Say how the operation stands to ours: overlap, double funding, reason of a deviation."""
    must(by, Capability.PLAN_PROJECT, operation.grant)
    operation = _locked(operation)
    must_be_unchanged(operation, edited_from, chain=operation.grant.ref, fields=("note",))
    note = note.strip()
    if contains_cpr(note):
        raise OperationRefused.because(
            _(
                "The text holds what reads as a CPR number. CPR numbers are never stored here: "
                "leave it out."
            ),
            rule="G-01",
            subject="note",
            code="CPR_NUMBER",
        )
    before, operation.note = operation.note, note
    operation.save()
    record(
        "operation.noted",
        operation,
        chain=operation.grant.ref,
        before={"note": before},
        after={"note": note},
    )
    return operation


def _locked(operation: RelatedOperation) -> RelatedOperation:
    rows = RelatedOperation.objects.select_for_update(of=("self",)).select_related("grant")
    return rows.get(pk=operation.pk)


def _fill(operation: RelatedOperation, facts: OperationFacts) -> None:
    for name in FACTS:
        setattr(operation, name, getattr(facts, name))
    operation.beneficiary_key = known_as(facts.beneficiary)[:300]
    cap, rounding = cap_for(operation.grant, facts.currency)
    operation.deviation = deviation(facts.total, facts.fund_amount, cap, rounding)


def _tidy(facts: OperationFacts) -> OperationFacts:
    # One blank between words, so that the same list cut elsewhere reads the same.
    words: dict[str, Any] = {name: " ".join(getattr(facts, name).split()) for name in TEXTS}
    return replace(facts, **words)

"""What is added to a municipal agreement: notes on the document's faults, and signed addenda."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.urls import reverse

from consortium.actions.base import action, must, record
from consortium.models import EvidenceFile
from consortium.models.memory import add_rows
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.refusals import refuse_if
from consortium.rules.roles import Capability as C
from consortium.rules.states import advance
from grants.actions.agreed_parts import PartRefused, breaches_of
from grants.actions.municipal import (
    MunicipalRefused,
    lay_out_instalments,
    locked,
    must_be_another,
    state_and_signer,
)
from grants.actions.telling import tell
from grants.models import (
    Addendum,
    AgreedActivity,
    AgreedAmount,
    Area,
    MunicipalAgreement,
    SourceNote,
)
from grants.rules.municipal_states import ADDENDUM


@dataclass(frozen=True)
class Extra:
    """What an addendum gives beyond what was agreed."""

    area: Area
    year: int
    amount: Decimal
    starts_on: dt.date
    ends_on: dt.date
    activity: AgreedActivity | None = None


@action
def note_fault(
    agreement: MunicipalAgreement,
    *,
    place: str,
    fault: str,
    decision: str,
    by: Any,
    at: dt.datetime,
) -> SourceNote:
    """Write down a fault of the source document and what we go by; it is never changed."""
    agreement = locked(agreement)
    must(by, C.PLAN_PROJECT, agreement.grant)
    last = agreement.source_notes.aggregate(last=Max("number"))["last"] or 0
    note = SourceNote.objects.create(
        agreement=agreement,
        number=last + 1,
        place=place.strip(),
        fault=fault.strip(),
        decision=decision.strip(),
        noted_by=by,
        noted_at=at,
    )
    after = {"place": note.place, "fault": note.fault, "decision": note.decision}
    record("source_fault.noted", note, chain=agreement.grant.ref, after=after)
    return note


@action
def draft_addendum(
    agreement: MunicipalAgreement,
    *,
    dated_on: dt.date,
    text: str,
    reason: str,
    extra: Sequence[Extra] = (),
    letter: EvidenceFile | None = None,
    by: Any,
    at: dt.datetime,
) -> Addendum:
    """Write a change of an active agreement; money that it adds gets halves of its own (R-73)."""
    agreement = locked(agreement)
    must(by, C.PLAN_PROJECT, agreement.grant)
    if agreement.state != "active":
        raise MunicipalRefused.because(
            _("An addendum changes an active agreement; %(grant)s is “%(state)s”."),
            rule="W-04",
            grant=agreement.grant.ref,
            state=agreement.state,
        )
    last = agreement.addenda.aggregate(last=Max("number"))["last"] or 0
    addendum = Addendum.objects.create(
        agreement=agreement,
        number=last + 1,
        dated_on=dated_on,
        text=text.strip(),
        reason=reason.strip(),
        letter=letter,
    )
    rows = [AgreedAmount(agreement=agreement, addendum=addendum, **vars(one)) for one in extra]
    for row in rows:
        refuse_if(breaches_of(row, "amount"), PartRefused)
    add_rows(rows, AgreedAmount)
    after = {"dated_on": dated_on, "text": text, "adds": [str(row.amount) for row in rows]}
    record("addendum.drafted", addendum, chain=agreement.grant.ref, after=after)
    return addendum


@action
def sign_addendum_as_operator(addendum: Addendum, *, by: Any, at: dt.datetime) -> Addendum:
    """The lead's signatory signs the addendum first."""
    addendum = locked_addendum(addendum)
    must(by, C.SIGN_AS_LEAD, addendum.agreement.grant)
    addendum.operator_signed_by, addendum.operator_signed_at = by, at
    _move(addendum, "sign_as_operator", "addendum.signed_by_operator")
    _tell("addendum.signed_by_operator", addendum, by, at)
    return addendum


@action
def sign_addendum_as_municipality(addendum: Addendum, *, by: Any, at: dt.datetime) -> Addendum:
    """The municipality signs; what the addendum adds is granted, and its halves stand."""
    addendum = locked_addendum(addendum)
    must(by, C.DECIDE_AS_MUNICIPALITY, addendum.agreement.grant)
    must_be_another(addendum.operator_signed_by_id, by)
    return put_last_signature_on_addendum(addendum, by, at)


def put_last_signature_on_addendum(
    addendum: Addendum, by: Any, at: dt.datetime, signed_as: str = ""
) -> Addendum:
    """The municipality's signature on a locked addendum; see `put_last_signature`."""
    addendum.municipality_signed_by, addendum.municipality_signed_at = by, at
    addendum.municipality_signed_as = signed_as
    _move(addendum, "sign_as_municipality", "addendum.signed_by_municipality")
    lay_out_instalments(addendum.agreement.grant, addendum.amounts.all())
    _tell("addendum.signed_by_municipality", addendum, by, at)
    return addendum


def locked_addendum(addendum: Addendum) -> Addendum:
    """The addendum as it is now, locked, with its agreement and grant."""
    return (
        Addendum.objects.select_for_update(of=("self",))
        .select_related("agreement__grant")
        .get(pk=addendum.pk)
    )


def _move(addendum: Addendum, step: str, verb: str) -> None:
    before = addendum.state
    addendum.state = advance(ADDENDUM, before, step)
    addendum.save()
    record(
        verb,
        addendum,
        chain=addendum.agreement.grant.ref,
        before={"state": before},
        after=state_and_signer(addendum),
    )


def _tell(verb: str, addendum: Addendum, by: Any, at: dt.datetime) -> None:
    grant = addendum.agreement.grant
    url = reverse("grants:municipal-detail", args=[grant.ref])
    tell(verb, grant, {"number": addendum.number}, url=url, by=by, at=at)

"""A municipal agreement: drawn up, signed by both parties, paid in halves, ended (001, R-73)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.models.access import forget_actor
from consortium.models.memory import add_rows
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from consortium.rules.states import advance
from grants.actions.seats import sync_seats
from grants.actions.telling import tell
from grants.models import Addendum, AgreedAmount, Grant, Instalment, MunicipalAgreement
from grants.queries.municipal import tree_of
from grants.rules.instalments import AT_END, AT_START, halves
from grants.rules.municipal import check_tree
from grants.rules.municipal_states import MUNICIPAL

PROFILE = "municipal-agreement"
FIELDS = (
    *("basis_plan", "decision", "decided_on", "background", "purpose", "payment_terms"),
    "vat_note",
)


class MunicipalRefused(Refused):
    """The municipal agreement cannot be made like this."""

    code = "MUNICIPAL_REFUSED"


@action
def draft_municipal_agreement(
    grant: Grant, *, by: Any, at: dt.datetime, **given: Any
) -> MunicipalAgreement:
    """Begin the tree of a municipality's grant; its areas and amounts follow one by one."""
    must(by, C.PLAN_PROJECT, grant)
    if grant.profile_code != PROFILE:
        raise MunicipalRefused.because(
            _("%(grant)s is not a municipality's grant; its agreements are with its partners."),
            rule="R-06",
            grant=grant.ref,
        )
    if grant.state != "accepted":
        raise MunicipalRefused.because(
            _("Agreements are made when the grant letter is accepted, which it is not yet."),
            rule="rules 3.0",
        )
    if MunicipalAgreement.objects.filter(grant=grant).exists():
        raise MunicipalRefused.because(
            _("%(grant)s has its agreement already; change that one, or add an addendum."),
            rule="W-04",
            grant=grant.ref,
        )
    agreement = MunicipalAgreement(grant=grant)
    _fill(agreement, given)
    agreement.save()
    # Seats that were given before a right existed get it here.
    sync_seats(grant.ref)
    forget_actor(by)
    record("municipal.drafted", agreement, chain=grant.ref, after=_told(agreement))
    return agreement


@action
def change_municipal_agreement(
    agreement: MunicipalAgreement,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
    **given: Any,
) -> MunicipalAgreement:
    """Change the draft's own words."""
    agreement = draft_of(agreement, by)
    must_be_unchanged(agreement, edited_from, chain=agreement.grant.ref)
    before = _told(agreement)
    _fill(agreement, given)
    agreement.save()
    record(
        "municipal.changed",
        agreement,
        chain=agreement.grant.ref,
        before=before,
        after=_told(agreement),
    )
    return agreement


@action
def sign_as_operator(
    agreement: MunicipalAgreement, *, by: Any, at: dt.datetime
) -> MunicipalAgreement:
    """The lead's signatory signs first; from here on the municipality sees it."""
    agreement = locked(agreement)
    must(by, C.SIGN_AS_LEAD, agreement.grant)
    refuse_if(check_tree(tree_of(agreement)), MunicipalRefused)
    agreement.operator_signed_by, agreement.operator_signed_at = by, at
    _move(agreement, "sign_as_operator", "municipal.signed_by_operator")
    _tell("municipal.signed_by_operator", agreement, by, at)
    return agreement


@action
def take_signature_back(
    agreement: MunicipalAgreement, *, reason: str, by: Any, at: dt.datetime
) -> MunicipalAgreement:
    """Until the municipality has signed, the operator may mend what it signed."""
    agreement = locked(agreement)
    must(by, C.SIGN_AS_LEAD, agreement.grant)
    _must_say_why(reason)
    agreement.operator_signed_by, agreement.operator_signed_at = None, None
    _move(agreement, "take_back", "municipal.taken_back")
    return agreement


@action
def sign_as_municipality(
    agreement: MunicipalAgreement, *, by: Any, at: dt.datetime
) -> MunicipalAgreement:
    """The municipality signs; the agreement is active and its instalments stand (R-73)."""
    agreement = locked(agreement)
    must(by, C.DECIDE_AS_MUNICIPALITY, agreement.grant)
    must_be_another(agreement.operator_signed_by_id, by)
    return put_last_signature(agreement, by, at)


@action
def end_municipal_agreement(
    agreement: MunicipalAgreement, ended_on: dt.date, *, reason: str, by: Any, at: dt.datetime
) -> MunicipalAgreement:
    """End it on a day of its term; what is agreed and paid stays as it is."""
    agreement = locked(agreement)
    grant = agreement.grant
    must(by, C.SIGN_AS_LEAD, grant)
    _must_say_why(reason)
    if not grant.starts_on <= ended_on <= min(grant.ends_on, timezone.localdate(at)):
        raise MunicipalRefused.because(
            _("An agreement ends on a day of its term that has come, not on %(day)s."),
            rule="rules 3.0",
            subject="ended_on",
            day=ended_on,
        )
    agreement.ended_on = ended_on
    _move(agreement, "end", "municipal.ended")
    return agreement


@action
def move_instalment(
    instalment: Instalment, due_on: dt.date, *, reason: str, by: Any, at: dt.datetime
) -> Instalment:
    """An activity starts or ends on another day than agreed, so its half falls due then."""
    instalment = Instalment.objects.select_for_update(of=("self",)).get(pk=instalment.pk)
    grant = instalment.grant
    must(by, C.PLAN_PROJECT, grant)
    _must_say_why(reason)
    before = {"due_on": instalment.due_on}
    instalment.due_on = due_on
    instalment.save()
    after = {"due_on": due_on}
    record("instalment.moved", instalment, chain=grant.ref, before=before, after=after)
    return instalment


def put_last_signature(
    agreement: MunicipalAgreement, by: Any, at: dt.datetime, signed_as: str = ""
) -> MunicipalAgreement:
    """The municipality's signature on a locked agreement: *by*, or nobody's and *signed_as*.

    A part of the deed that has asked whether whoever signs may do so.
    """
    agreement.municipality_signed_by, agreement.municipality_signed_at = by, at
    agreement.municipality_signed_as = signed_as
    _move(agreement, "sign_as_municipality", "municipal.signed_by_municipality")
    lay_out_instalments(agreement.grant, agreement.amounts.filter(addendum=None))
    _tell("municipal.signed_by_municipality", agreement, by, at)
    return agreement


def lay_out_instalments(grant: Grant, amounts: Iterable[AgreedAmount]) -> list[Instalment]:
    """Both halves of each amount, a part of the signature that makes them binding (R-73, C27)."""
    rows = []
    for agreed in amounts:
        first, last = halves(agreed.amount)
        for number, amount, day in (
            (AT_START, first, agreed.starts_on),
            (AT_END, last, agreed.ends_on),
        ):
            rows.append(
                Instalment(
                    grant=grant,
                    agreed=agreed,
                    activity=str(agreed.activity or agreed.area),
                    year=agreed.year,
                    number=number,
                    amount=amount,
                    due_on=day,
                )
            )
    made = add_rows(rows, Instalment)
    for row in made:
        after = {"year": row.year, "number": row.number, "amount": row.amount, "due": row.due_on}
        record("instalment.laid_out", row, chain=grant.ref, after=after)
    return made


def draft_of(agreement: MunicipalAgreement, by: Any) -> MunicipalAgreement:
    """The locked draft that *by* may write in; refuses when it is signed (W-04)."""
    agreement = locked(agreement)
    must(by, C.PLAN_PROJECT, agreement.grant)
    if agreement.state != "draft":
        raise MunicipalRefused.because(
            _("The agreement %(grant)s is signed; a change is an addendum to it."),
            rule="W-04",
            grant=agreement.grant.ref,
        )
    return agreement


def locked(agreement: MunicipalAgreement) -> MunicipalAgreement:
    """The agreement as it is now, locked, with its grant."""
    return (
        MunicipalAgreement.objects.select_for_update(of=("self",))
        .select_related("grant")
        .get(pk=agreement.pk)
    )


def must_be_another(signed_by: int | None, by: Any) -> None:
    """Refuse that one person signs for both parties (A-07)."""
    if signed_by == by.pk:
        raise MunicipalRefused.because(
            _("%(person)s has signed for the operator and cannot sign for the municipality too."),
            rule="A-07",
            person=str(by),
        )


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        raise MunicipalRefused.because(
            _("This is done for a reason; write it down."), rule="W-08", subject="reason"
        )


def _move(agreement: MunicipalAgreement, step: str, verb: str) -> None:
    before = agreement.state
    agreement.state = advance(MUNICIPAL, before, step)
    agreement.save()
    record(
        verb,
        agreement,
        chain=agreement.grant.ref,
        before={"state": before},
        after=state_and_signer(agreement),
    )


def state_and_signer(signed: MunicipalAgreement | Addendum) -> dict[str, str]:
    """What an event says of a step: the new state, and who signed without a log-in."""
    signer = signed.municipality_signed_as
    return {"state": signed.state, **({"signed_as": signer} if signer else {})}


def _tell(verb: str, agreement: MunicipalAgreement, by: Any, at: dt.datetime) -> None:
    url = reverse("grants:municipal-detail", args=[agreement.grant.ref])
    tell(verb, agreement.grant, {}, url=url, by=by, at=at)


def _fill(agreement: MunicipalAgreement, given: dict[str, Any]) -> None:
    for name, value in given.items():
        if name not in FIELDS:
            raise TypeError(f"{name} is no field of an agreement")
        setattr(agreement, name, value.strip() if isinstance(value, str) else value)


def _told(agreement: MunicipalAgreement) -> dict[str, Any]:
    return {name: getattr(agreement, name) for name in FIELDS}

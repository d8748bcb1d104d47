"""A municipality without a log-in signs, or says what a body decided, by a link in a mail (001).

The lead's project manager asks; the link is signed over its row and a nonce, is good for one deed
and used once. Whoever uses it writes as nobody (`by` is None): the event names the link, and who
used it says its name. A newer mail for the same thing takes the place of the one before.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from consortium.actions.base import action, must, record
from consortium.models import User
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from grants.actions.addenda import locked_addendum, put_last_signature_on_addendum
from grants.actions.municipal import locked as locked_agreement
from grants.actions.municipal import put_last_signature
from grants.models import Addendum, ApprovalBody, Grant, MunicipalAgreement
from reporting.actions import evaluations
from reporting.actions.evaluations import Decided, take_decision
from reporting.models import AnnualEvaluation, EvaluationDecision, MunicipalLink
from reporting.rules.municipal_links import (
    RULE,
    LinkFacts,
    check_link,
    check_new_link,
    check_offer,
    check_signer,
)

TASK = "reporting.tasks.send_municipal_link"
NONCE_BYTES = 8
OFFERED = "signed_one"


class LinkRefused(Refused):
    """Nobody can be asked like this, or the link opens no more."""

    code = "LINK_REFUSED"


@dataclass(frozen=True)
class Reader:
    """Whom a mail goes to: the office or body, its address, and until when the link opens."""

    office: str
    email: str
    opens_until: dt.date


@action
def ask_for_signature(
    agreement: MunicipalAgreement, reader: Reader, *, by: Any, at: dt.datetime
) -> MunicipalLink:
    """Ask the municipality to sign the agreement that the operator has signed."""
    agreement = locked_agreement(agreement)
    _must_ask(agreement.grant, reader, by, at)
    _must_wait(agreement)
    link = MunicipalLink(purpose=MunicipalLink.SIGN, offered_at=agreement.operator_signed_at)
    return _asked(link, agreement.grant, reader, by, at)


@action
def ask_for_addendum(
    addendum: Addendum, reader: Reader, *, by: Any, at: dt.datetime
) -> MunicipalLink:
    """Ask the municipality to sign an addendum that the operator has signed."""
    addendum = locked_addendum(addendum)
    grant = addendum.agreement.grant
    _must_ask(grant, reader, by, at)
    _must_wait(addendum)
    link = MunicipalLink(
        purpose=MunicipalLink.ADDENDUM, addendum=addendum, offered_at=addendum.operator_signed_at
    )
    return _asked(link, grant, reader, by, at)


@action
def ask_body(
    evaluation: AnnualEvaluation,
    body: ApprovalBody,
    *,
    email: str,
    opens_until: dt.date,
    by: Any,
    at: dt.datetime,
) -> MunicipalLink:
    """Ask a body of the path for its decision; it may be asked before its turn has come."""
    evaluation = evaluations.locked(evaluation)
    reader = Reader(body.name, email, opens_until)
    _must_ask(evaluation.grant, reader, by, at)
    refuse_if(_may_decide(evaluation, body, evaluation.round), LinkRefused)
    link = MunicipalLink(
        purpose=MunicipalLink.DECIDE, evaluation=evaluation, body=body, round=evaluation.round
    )
    return _asked(link, evaluation.grant, reader, by, at)


@action
def withdraw_link(link: MunicipalLink, *, by: Any, at: dt.datetime) -> MunicipalLink:
    """Let a link open no more: it went to the wrong place, or is not needed."""
    link = _locked(link)
    must(by, C.PLAN_PROJECT, link.grant)
    # One that is too old may be withdrawn too; one that was used or withdrawn may not.
    refuse_if(check_link(_facts(link), link.opens_until), LinkRefused)
    _withdraw(link, at)
    return link


@action
def sign_by_link(
    link: MunicipalLink, *, signer: str, office: str, agrees: bool, by: Any, at: dt.datetime
) -> MunicipalLink:
    """The municipality signs the agreement or an addendum; *by* is nobody."""
    link = _opened(link, by, at)
    refuse_if(check_signer(signer, has_agreed=agrees), LinkRefused)
    signed_as = f"{signer.strip()}, {office.strip() or link.office}"
    if link.purpose == MunicipalLink.ADDENDUM:
        assert link.addendum is not None
        addendum = locked_addendum(link.addendum)
        _must_wait(addendum, link)
        _use(link, signer, at)
        put_last_signature_on_addendum(addendum, by, at, signed_as)
    else:
        agreement = locked_agreement(MunicipalAgreement.objects.get(grant=link.grant))
        _must_wait(agreement, link)
        _use(link, signer, at)
        put_last_signature(agreement, by, at, signed_as)
    return link


@action
def decide_by_link(
    link: MunicipalLink,
    *,
    outcome: str,
    decided_on: dt.date,
    text: str,
    signer: str,
    agrees: bool,
    by: Any,
    at: dt.datetime,
) -> EvaluationDecision:
    """Say what the body that was written to has decided; *by* is nobody."""
    link = _opened(link, by, at)
    refuse_if(check_signer(signer, has_agreed=agrees), LinkRefused)
    assert link.evaluation is not None and link.body is not None and link.round is not None
    evaluation = evaluations.locked(link.evaluation)
    refuse_if(_may_decide(evaluation, link.body, link.round), LinkRefused)
    _use(link, signer, at)
    given = Decided(outcome, decided_on, text, link.body)
    return take_decision(evaluation, given, by=by, at=at, link=link)


def why_closed(link: MunicipalLink, today: dt.date) -> list[Breach]:
    """Why the page of a link offers nothing to do any more; empty while it does."""
    found = check_link(_facts(link), today)
    if found:
        return found
    if link.purpose == MunicipalLink.DECIDE:
        assert link.evaluation is not None and link.body is not None and link.round is not None
        return _may_decide(link.evaluation, link.body, link.round)
    offered: Any = link.addendum or link.grant.municipal
    return _waits(offered, link)


def _must_ask(grant: Grant, reader: Reader, by: Any, at: dt.datetime) -> None:
    must(by, C.PLAN_PROJECT, grant)
    has_log_in = User.objects.filter(email__iexact=reader.email, is_active=True).exists()
    today = timezone.localdate(at)
    breaches = check_new_link(reader.email, reader.opens_until, today, has_log_in=has_log_in)
    refuse_if(breaches, LinkRefused)


def _asked(
    link: MunicipalLink, grant: Grant, reader: Reader, by: Any, at: dt.datetime
) -> MunicipalLink:
    for old in MunicipalLink.objects.filter(
        grant=grant,
        purpose=link.purpose,
        addendum=link.addendum,
        evaluation=link.evaluation,
        body=link.body,
        used_at=None,
        withdrawn_at=None,
    ):
        _withdraw(old, at)
    link.grant, link.asked_by, link.asked_at = grant, by, at
    link.office, link.email = reader.office.strip(), reader.email.strip()
    link.opens_until, link.nonce = reader.opens_until, secrets.token_hex(NONCE_BYTES)
    link.save()
    after = {"purpose": link.purpose, "office": link.office, "opens_until": link.opens_until}
    record("municipal_link.asked", link, chain=grant.ref, after=after)
    # Named by string: tasks stand on the top floor.
    transaction.on_commit(lambda: import_string(TASK).enqueue(link.pk))
    return link


def _opened(link: MunicipalLink, by: Any, at: dt.datetime) -> MunicipalLink:
    link = _locked(link)
    if by is not None:
        raise LinkRefused.because(
            _(
                "You are logged in as %(person)s, and the link is the municipality's own. Log out "
                "before you use it, or do it with your log-in."
            ),
            rule="A-07",
            person=str(by),
        )
    refuse_if(check_link(_facts(link), timezone.localdate(at)), LinkRefused)
    return link


def _use(link: MunicipalLink, signer: str, at: dt.datetime) -> None:
    link.used_at, link.signer = at, signer.strip()
    link.save()
    after = {"purpose": link.purpose, "office": link.office, "signer": link.signer}
    record("municipal_link.used", link, chain=link.grant.ref, after=after)


def _withdraw(link: MunicipalLink, at: dt.datetime) -> None:
    link.withdrawn_at = at
    link.save()
    after = {"purpose": link.purpose, "office": link.office}
    record("municipal_link.withdrawn", link, chain=link.grant.ref, after=after)


def _must_wait(offered: MunicipalAgreement | Addendum, link: MunicipalLink | None = None) -> None:
    refuse_if(_waits(offered, link), LinkRefused)


def _waits(offered: MunicipalAgreement | Addendum, link: MunicipalLink | None) -> list[Breach]:
    """Whether it waits for the municipality, as the operator had signed it when it was asked."""
    return check_offer(
        is_offered=offered.state == OFFERED,
        is_as_asked=link is None or offered.operator_signed_at == link.offered_at,
    )


def _may_decide(evaluation: AnnualEvaluation, body: ApprovalBody, round_: int) -> list[Breach]:
    """Whether a body may still decide in the round that it is asked in."""
    if evaluation.state != "submitted" or evaluation.round != round_:
        message = _(
            "The evaluation of %(year)s waits for no body in this round. It is mailed anew when it "
            "is sent again."
        )
        return [Breach("ROUND_OVER", message, "", {"year": str(evaluation.year)}, RULE)]
    if evaluation.decisions.filter(round=round_, body=body).exists():
        message = _("%(body)s has decided on the evaluation of %(year)s already.")
        params = {"body": body.name, "year": str(evaluation.year)}
        return [Breach("BODY_HAS_DECIDED", message, "body", params, RULE)]
    return []


def _facts(link: MunicipalLink) -> LinkFacts:
    used_on = timezone.localdate(link.used_at) if link.used_at else None
    return LinkFacts(link.opens_until, used_on, link.withdrawn_at is not None)


def _locked(link: MunicipalLink) -> MunicipalLink:
    rows = MunicipalLink.objects.select_for_update(of=("self",))
    return rows.select_related("grant", "addendum", "evaluation", "body").get(pk=link.pk)

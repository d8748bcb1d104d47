"""Requests for erasure are written down, prolonged once, and answered (GDPR 12 and 17, G-10)."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.db.models import Max
from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from partners.actions.contacts import forget, must_be_kept, note_answer
from partners.models import Contact, ErasureRequest, Organisation
from partners.rules.confirmations import LEFT
from partners.rules.erasures import (
    CONTACT,
    DELETED,
    AnswerFacts,
    RequestFacts,
    check_answer,
    check_longer,
    check_request,
    due_on,
)


class ErasureRefused(Refused):
    """The request, or its answer, cannot be written down like this."""

    code = "ERASURE_REFUSED"


@action
def note_erasure(
    organisation: Organisation,
    facts: RequestFacts,
    *,
    grant_ref: str,
    contact: Contact | None = None,
    by: Any,
    at: dt.datetime,
) -> ErasureRequest:
    """Write down that somebody has asked; the month for the answer runs from that day."""
    must(by, Capability.WRITE_REPORT, organisation)
    # One after the other, so that each gets a number of its own.
    Organisation.objects.select_for_update(no_key=True, of=("self",)).get(pk=organisation.pk)
    refuse_if(check_request(facts, timezone.localdate(at)), ErasureRefused)
    if (facts.about == CONTACT) != (contact is not None):
        raise ErasureRefused.because(
            _("A request about a contact begins at the contact in its list."), subject="about"
        )
    if contact is not None:
        must_be_kept(contact)
        _must_wait_once(contact)
    rows = ErasureRequest.objects.filter(grant_ref=grant_ref)
    last = rows.aggregate(last=Max("number"))["last"] or 0
    made = ErasureRequest(
        organisation=organisation,
        grant_ref=grant_ref,
        number=last + 1,
        contact=contact,
        due_on=due_on(facts.asked_on),
        recorded_by=by,
        **asdict(facts),
    )
    made.save()
    after = {"number": made.number, "about": made.about, "due_on": made.due_on}
    record("erasure.asked", made, chain=grant_ref, after=after, after_seal=True)
    return made


@action
def prolong_erasure(
    request: ErasureRequest, *, reason: str, by: Any, at: dt.datetime
) -> ErasureRequest:
    """Take two more months, once, and tell the person why (article 12(3))."""
    request = _locked(request, by)
    on = timezone.localdate(at)
    found = check_longer(request.due_on, reason, on, is_longer=bool(request.longer_because))
    refuse_if(found, ErasureRefused)
    request.longer_because = reason.strip()
    request.due_on = due_on(request.asked_on, longer=True)
    request.save()
    after = {"due_on": request.due_on}
    record("erasure.prolonged", request, chain=request.grant_ref, after=after, after_seal=True)
    return request


@action
def answer_erasure(
    request: ErasureRequest, facts: AnswerFacts, *, by: Any, at: dt.datetime
) -> ErasureRequest:
    """Write the answer down; where it is yes, a contact is forgotten in the same deed (G-10)."""
    request = _locked(request, by)
    refuse_if(check_answer(request.about, facts), ErasureRefused)
    contact = request.contact
    request.outcome, request.ground, request.told = facts.outcome, facts.ground, facts.told.strip()
    request.answered_on = timezone.localdate(at)
    request.save()
    if contact is not None and facts.outcome == DELETED:
        contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
        forget(contact, at)
        note_answer(contact, LEFT, at)
    after = {"outcome": request.outcome, "ground": request.ground, "late": request.is_late}
    record("erasure.answered", request, chain=request.grant_ref, after=after, after_seal=True)
    return request


def _must_wait_once(contact: Contact) -> None:
    waiting = contact.erasure_requests.waiting().first()
    if waiting is not None:
        raise ErasureRefused.because(
            _("Request %(number)s about this contact waits for its answer already."),
            number=str(waiting.number),
        )


def _locked(request: ErasureRequest, by: Any) -> ErasureRequest:
    rows = ErasureRequest.objects.select_for_update(of=("self",))
    request = rows.select_related("organisation", "contact").get(pk=request.pk)
    must(by, Capability.WRITE_REPORT, request.organisation)
    if request.answered_on is not None:
        raise ErasureRefused.because(
            _("Request %(number)s was answered on %(day)s; the answer stands."),
            number=str(request.number),
            day=request.answered_on,
        )
    return request

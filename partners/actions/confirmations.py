"""Contacts keep their own data right: asked by mail, they confirm, correct or leave (003, G-02).

The link is signed over the question and its nonce and opens one contact's page. Whoever opens it
writes as nobody (`by` is None). No event says who a contact is, and neither does a failed mail.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from partners.actions.contacts import (
    ContactRefused,
    agree,
    answered_by_going,
    correct,
    forget,
    note_answer,
)
from partners.models import Confirmation, Consent, Contact, ContactDetails
from partners.queries.confirmations import Question, open_question, question_of, questions
from partners.rules.confirmations import (
    ASK,
    BY_PARTNER,
    CONFIRMED,
    CORRECTED,
    LAPSE,
    LEFT,
    REMIND,
    REST,
    TEXT_VERSION,
    next_step,
)
from partners.rules.contacts import (
    ACTIVE,
    LAPSED,
    ONLINE,
    RESTING,
    ConsentFacts,
    ContactFacts,
    needs_consent,
)

NONCE_BYTES = 8
VERBS = {
    ASK: "contact.asked",
    REMIND: "contact.reminded",
    REST: "contact.rests",
    LAPSE: "contact.lapsed",
}


class StepTaken(Refused):
    """Another run, or the contact, was quicker."""

    code = "STEP_TAKEN"


@dataclass(frozen=True)
class Purposes:
    """What a contact ticks on its own page."""

    for_publication: bool = False
    for_sharing: bool = False
    for_newsletter: bool = False


@dataclass
class Kept:
    """What one run did, by step."""

    asked: int = 0
    reminded: int = 0
    rested: int = 0
    lapsed: int = 0


def keep_contacts(*, at: dt.datetime) -> Kept:
    """Take the step of today about every contact. Safe to run twice; each step is its own deed."""
    done, on = Kept(), timezone.localdate(at)
    for one in questions():
        step = next_step(one.known_on, one.asked, rests=one.rests, on=on)
        if not step:
            continue
        try:
            take_step(one, step, by=None, at=at)
        except StepTaken:
            continue
        done.asked += step == ASK
        done.reminded += step == REMIND
        done.rested += step == REST
        done.lapsed += step == LAPSE
    return done


@action
def take_step(one: Question, step: str, *, by: Any, at: dt.datetime) -> Contact:
    """Ask, remind, let rest or delete one contact, if that is still what is to be done."""
    contact = _locked(one.contact_id)
    now = question_of(contact)
    due = next_step(now.known_on, now.asked, rests=now.rests, on=timezone.localdate(at))
    if contact.state not in (ACTIVE, RESTING) or due != step:
        raise StepTaken.because(_("The contact has answered meanwhile, or was asked."))
    if step == ASK:
        _ask(contact, at)
    elif step == REMIND:
        _remind(contact, at)
    elif step == REST:
        contact.state = RESTING
        contact.save()
    else:
        _lapse(contact, at)
    chain = contact.contact_list.grant_ref
    after = {"state": contact.state}
    record(VERBS[step], contact, chain=chain, after=after, after_seal=True)
    return contact


@action
def confirm_own_data(
    asked: Confirmation, facts: ContactFacts, purposes: Purposes, *, by: Any, at: dt.datetime
) -> Contact:
    """The contact says that the data hold, as they stand in *facts*, and to what it says yes.

    It has read the house's own text (`TEXT`), so its yes is to that version. *by* is nobody.
    """
    contact = _of_link(asked)
    changed = correct(contact, facts, at)
    held = contact.consents.in_force().first()
    consent = _consent_of(contact, held, purposes, at)
    if consent is not None:
        agree(contact, consent, by, at)
    contact.state, contact.confirmed_at = ACTIVE, at
    contact.save()
    note_answer(contact, CORRECTED if changed else CONFIRMED, at)
    after = {"fields": changed, **vars(purposes)}
    chain = contact.contact_list.grant_ref
    record("contact.confirmed", contact, chain=chain, after=after, after_seal=True)
    return contact


@action
def leave_list(asked: Confirmation, *, by: Any, at: dt.datetime) -> Contact:
    """The contact takes its consent back, and all that says who it is is deleted at once (G-10)."""
    contact = _of_link(asked)
    forget(contact, at)
    note_answer(contact, LEFT, at)
    record("contact.left", contact, chain=contact.contact_list.grant_ref, after_seal=True)
    return contact


@action
def confirm_for_contact(contact: Contact, *, by: Any, at: dt.datetime) -> Contact:
    """The partner has asked by telephone, and the data hold."""
    contact = _locked(contact.pk)
    must(by, Capability.WRITE_REPORT, contact.contact_list.organisation)
    if contact.state not in (ACTIVE, RESTING):
        raise ContactRefused.because(
            _("Only a contact who has given consent is confirmed. Record the consent first."),
            rule="G-02",
        )
    contact.state, contact.confirmed_at = ACTIVE, at
    contact.save()
    note_answer(contact, BY_PARTNER, at)
    chain = contact.contact_list.grant_ref
    record("contact.confirmed", contact, chain=chain, after={"how": BY_PARTNER})
    return contact


@action
def end_newsletter(contact: Contact, *, by: Any, at: dt.datetime) -> Contact:
    """The contact wants no more newsletters; its other purposes stand as they were. By a link."""
    contact = _locked(contact.pk)
    for held in contact.consents.in_force().filter(for_newsletter=True):
        kept = Purposes(held.for_publication, held.for_sharing)
        consent = _facts_of(held, at, kept, held.text_version)
        agree(contact, consent, by, at)
    chain = contact.contact_list.grant_ref
    record("contact.unsubscribed", contact, chain=chain, after_seal=True)
    return contact


def _locked(key: int) -> Contact:
    rows = Contact.objects.select_for_update(of=("self",))
    return rows.select_related("contact_list__organisation").get(pk=key)


def _of_link(asked: Confirmation) -> Contact:
    """The contact of a link; the newest question is the one that opens."""
    contact = _locked(asked.contact_id)
    newest = open_question(asked.pk, asked.nonce)
    if newest is None:
        raise ContactRefused.because(
            _("This link is no longer in use. A newer mail holds the link that is."), rule="G-02"
        )
    return contact


def _consent_of(
    contact: Contact, held: Consent | None, purposes: Purposes, at: dt.datetime
) -> ConsentFacts | None:
    """The yes on the page; none where a company's contact is kept by interest and ticks nothing."""
    ticked = any(vars(purposes).values())
    if held is None and not ticked and not needs_consent(contact.contact_list.kind):
        return None
    said = _facts_of(held, at, purposes)
    same = held is not None and held.text_version == TEXT_VERSION
    if same and all(getattr(held, name) == told for name, told in vars(purposes).items()):
        return None
    return said


def _facts_of(
    held: Consent | None, at: dt.datetime, purposes: Purposes, text_version: str = TEXT_VERSION
) -> ConsentFacts:
    return ConsentFacts(
        text_version=text_version,
        given_on=timezone.localdate(at),
        how=ONLINE,
        is_adult=held is not None and held.is_adult,
        **vars(purposes),
    )


def _ask(contact: Contact, at: dt.datetime) -> None:
    has_mail = ContactDetails.objects.filter(contact=contact).exclude(email="").exists()
    Confirmation.objects.create(
        contact=contact,
        nonce=secrets.token_hex(NONCE_BYTES),
        asked_on=timezone.localdate(at),
        wanted_at=at if has_mail else None,
    )


def _remind(contact: Contact, at: dt.datetime) -> None:
    asked = contact.confirmations.get(answered_at=None)
    asked.reminders += 1
    if asked.wanted_at is not None:
        asked.wanted_at, asked.sent_at, asked.error = at, None, ""
    asked.save()


def _lapse(contact: Contact, at: dt.datetime) -> None:
    for consent in contact.consents.in_force():
        # Nobody has taken it back: it ends, since nobody answered.
        consent.replaced_at = at
        consent.save()
    contact.details.delete()
    contact.state, contact.basis, contact.details_changed_at = LAPSED, "", at
    contact.save()
    answered_by_going([contact], at)

"""Lists of contacts: kept while there is consent, forgotten when it is taken back (G-02, G-10).

What a contact is called stands in no event and in no history: events name the fields that were
changed. So withdrawal leaves the consents as proof, and nothing of the person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from django.db.models import F, FilteredRelation, Q
from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from partners.actions.participants import living_secret
from partners.models import (
    Consent,
    Contact,
    ContactDetails,
    ContactList,
    ErasureRequest,
    Organisation,
)
from partners.rules.confirmations import BY_PARTNER, LEFT
from partners.rules.contacts import (
    ENDED,
    FACTS,
    GONE,
    LAPSED,
    WITHDRAWN,
    ConsentFacts,
    ContactFacts,
    check_consent,
    check_contact,
    check_return,
    mark_of,
    state_for,
)
from partners.rules.erasures import DELETED


class ContactRefused(Refused):
    """The contact, or the consent, cannot be kept like this."""

    code = "CONTACT_REFUSED"


@action
def open_contact_list(
    organisation: Organisation, *, grant_ref: str, kind: str, name: str, by: Any, at: dt.datetime
) -> ContactList:
    """Begin a list; the organisation is its controller."""
    must(by, Capability.WRITE_REPORT, organisation)
    name = " ".join(name.split())
    found = []
    if not name or contains_cpr(name):
        message = _("Give the list a name that says what it holds, and names nobody.")
        found.append(Breach("NAME_MISSING", message, "name", rule="G-03"))
    if kind not in dict(ContactList.KINDS):
        message = _("Choose one of the answers, or leave it empty.")
        found.append(Breach("KIND_UNKNOWN", message, "kind", rule="G-02"))
    if organisation.contact_lists.filter(grant_ref=grant_ref, name=name).exists():
        message = _("There is a list of this name already.")
        found.append(Breach("LIST_STANDS", message, "name", rule="G-08"))
    refuse_if(found, ContactRefused)
    made = ContactList(organisation=organisation, grant_ref=grant_ref, kind=kind, name=name)
    made.save()
    record("contact_list.opened", made, chain=grant_ref, after={"kind": kind, "name": name})
    return made


@action
def add_contact(
    contact_list: ContactList,
    facts: ContactFacts,
    consent: ConsentFacts | None = None,
    *,
    by: Any,
    at: dt.datetime,
) -> Contact:
    """Keep a contact: active with a consent, waiting without one where the law asks for it."""
    must(by, Capability.WRITE_REPORT, contact_list.organisation)
    facts = _tidy(facts)
    refuse_if(check_contact(facts) + _of_consent(contact_list, consent, at), ContactRefused)
    mark = mark_of(living_secret(contact_list.grant_ref).secret, facts)
    refuse_if(_met(contact_list, mark, consent), ContactRefused)
    state, basis = state_for(contact_list.kind, consent)
    contact = Contact(contact_list=contact_list, state=state, basis=basis, mark=mark)
    contact.details_changed_at = at
    contact.confirmed_at = at if consent else None
    contact.save()
    ContactDetails.objects.create(contact=contact, **asdict(facts))
    if consent is not None:
        _keep(contact, consent, by, at)
    record(
        "contact.added",
        contact,
        chain=contact_list.grant_ref,
        after={"list": contact_list.pk, "state": state, "basis": basis},
    )
    return contact


@action
def change_contact(
    contact: Contact,
    facts: ContactFacts,
    *,
    read_at: dt.datetime | None = None,
    by: Any,
    at: dt.datetime,
) -> Contact:
    """Correct what is kept of a contact; the event names the fields, not what stood in them.

    *read_at* is when the details that the form shows were last changed: there is no history of
    them in which two editors' words could be compared, so the later one reads and writes again.
    """
    contact = _locked(contact, by)
    if read_at is not None and read_at != contact.details_changed_at:
        raise ContactRefused.because(
            _("Somebody has changed this contact meanwhile. Open the page again."), rule="W-04"
        )
    changed = correct(contact, facts, at)
    chain = contact.contact_list.grant_ref
    record("contact.changed", contact, chain=chain, after={"fields": changed})
    return contact


def correct(contact: Contact, facts: ContactFacts, at: dt.datetime) -> list[str]:
    """Write what is kept of a locked contact anew; the names of the fields that were changed."""
    must_be_kept(contact)
    facts = _tidy(facts)
    refuse_if(check_contact(facts), ContactRefused)
    details = contact.details
    changed = [name for name in FACTS if getattr(details, name) != getattr(facts, name)]
    if not changed:
        return []
    mark = mark_of(living_secret(contact.contact_list.grant_ref).secret, facts)
    if mark != contact.mark:
        refuse_if(_met(contact.contact_list, mark, None), ContactRefused)
    for name in changed:
        setattr(details, name, getattr(facts, name))
    details.save()
    contact.mark, contact.details_changed_at = mark, at
    contact.save()
    return changed


@action
def record_consent(contact: Contact, consent: ConsentFacts, *, by: Any, at: dt.datetime) -> Consent:
    """Note a yes; it takes the place of the one before, whose purposes end with it."""
    contact = _locked(contact, by)
    made = agree(contact, consent, by, at)
    note_answer(contact, BY_PARTNER, at)
    record(
        "consent.recorded",
        contact,
        chain=contact.contact_list.grant_ref,
        after=asdict(consent),
    )
    return made


def agree(contact: Contact, consent: ConsentFacts, person: Any, at: dt.datetime) -> Consent:
    """Write the consent of a locked contact in the place of the one before."""
    must_be_kept(contact)
    refuse_if(_of_consent(contact.contact_list, consent, at), ContactRefused)
    for earlier in contact.consents.in_force():
        earlier.replaced_at = at
        earlier.save()
    made = _keep(contact, consent, person, at)
    contact.state, contact.basis = state_for(contact.contact_list.kind, consent)
    contact.confirmed_at = at
    contact.save()
    return made


def note_answer(contact: Contact, answer: str, at: dt.datetime) -> None:
    """The question that waits, if there is one, has found its answer."""
    for asked in contact.confirmations.filter(answered_at=None):
        asked.answer, asked.answered_at = answer, at
        asked.save()


@action
def withdraw_consent(contact: Contact, *, by: Any, at: dt.datetime) -> Contact:
    """Forget the contact at once (G-10): who it is is deleted, the consents stay as proof.

    It is done after the project is settled too, and for those who object to being kept by interest.
    """
    contact = _locked(contact, by)
    forget(contact, at)
    note_answer(contact, LEFT, at)
    record("consent.withdrawn", contact, chain=contact.contact_list.grant_ref, after_seal=True)
    return contact


def answered_by_going(gone: Iterable[Contact], at: dt.datetime) -> None:
    """Whoever is gone has what was asked for, whichever way it came about (G-10)."""
    for request in ErasureRequest.objects.waiting().filter(contact__in=list(gone)):
        request.outcome, request.answered_on = DELETED, timezone.localdate(at)
        request.save()


def forget(contact: Contact, at: dt.datetime) -> None:
    """Delete who a locked contact is, since the consent is taken back."""
    must_be_kept(contact)
    for consent in contact.consents.in_force():
        consent.withdrawn_at = at
        consent.save()
    contact.details.delete()
    contact.state, contact.basis, contact.withdrawn_on = WITHDRAWN, "", at.date()
    contact.details_changed_at = at
    contact.save()
    answered_by_going([contact], at)


def forget_contacts(grant_ref: str, *, at: dt.datetime) -> int:
    """Delete who the contacts of a project are; consents stay as proof (G-10). How many there were.

    Part of the deed that two persons sign, which writes the event.
    """
    kept = Contact.objects.select_for_update(of=("self",)).exclude(state__in=GONE)
    contacts = list(kept.filter(contact_list__grant_ref=grant_ref).order_by("pk"))
    for consent in Consent.objects.in_force().filter(contact__in=contacts):
        # Nobody has taken it back: it ends with the project that it was given to.
        consent.replaced_at = at
        consent.save()
    ContactDetails.objects.filter(contact__in=contacts).delete()
    for contact in contacts:
        contact.state, contact.basis, contact.details_changed_at = ENDED, "", at
        contact.save()
    answered_by_going(contacts, at)
    return len(contacts)


@action
def read_contacts(
    contact_list: ContactList, *, how: str, by: Any, at: dt.datetime
) -> list[Contact]:
    """The list itself, by name: whoever reads it stands in the log (G-08)."""
    must(by, Capability.VIEW_DESK, contact_list.organisation)
    kept = contact_list.contacts.exclude(state__in=GONE).select_related("details")
    # Of each contact one question at most is open, so it comes along with the row.
    asked = FilteredRelation("confirmations", condition=Q(confirmations__answered_at=None))
    kept = kept.annotate(asked=asked).annotate(
        asked_on=F("asked__asked_on"),
        asked_wanted_at=F("asked__wanted_at"),
        asked_error=F("asked__error"),
    )
    found = list(kept.prefetch_related(Contact.held_now()).order_by("details__name", "pk"))
    record("contacts.read", contact_list, after={"how": how, "rows": len(found)})
    return found


def _locked(contact: Contact, by: Any) -> Contact:
    rows = Contact.objects.select_for_update(of=("self",))
    contact = rows.select_related("contact_list__organisation").get(pk=contact.pk)
    must(by, Capability.WRITE_REPORT, contact.contact_list.organisation)
    return contact


def must_be_kept(contact: Contact) -> None:
    """Refuse if the details of *contact* are deleted, and say why they are."""
    if contact.state == ENDED:
        raise ContactRefused.because(
            _("The project is over and its contacts are deleted; nothing of this one is kept."),
            rule="G-10",
        )
    if contact.state == LAPSED:
        raise ContactRefused.because(
            _("The contact did not answer whether the data hold, so they are deleted."),
            rule="G-10",
        )
    if contact.state == WITHDRAWN:
        raise ContactRefused.because(
            _("The consent was taken back on %(day)s; nothing of this contact is kept."),
            rule="G-10",
            day=contact.withdrawn_on,
        )


def _of_consent(
    contact_list: ContactList, consent: ConsentFacts | None, at: dt.datetime
) -> list[Breach]:
    return [] if consent is None else check_consent(contact_list.kind, consent, at.date())


def _met(contact_list: ContactList, mark: str, consent: ConsentFacts | None) -> list[Breach]:
    """Whether the person stands in the list already, or has left it."""
    met = contact_list.contacts.filter(mark=mark).order_by("-withdrawn_on")
    known = list(met.values_list("state", "withdrawn_on"))
    if any(state not in GONE for state, _day in known):
        message = _("This person stands in the list already.")
        return [Breach("CONTACT_STANDS", message, "name", rule="G-03")]
    return check_return(known[0][1] if known else None, consent)


def _keep(contact: Contact, consent: ConsentFacts, by: Any, at: dt.datetime) -> Consent:
    made = Consent(contact=contact, recorded_by=by, recorded_at=at, **asdict(consent))
    made.save()
    return made


def _tidy(facts: ContactFacts) -> ContactFacts:
    return replace(facts, **{name: " ".join(getattr(facts, name).split()) for name in FACTS})

"""A project's lists of contacts are emptied by two hands, six months after its end (G-10)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import Grant
from partners.actions.contacts import forget_contacts
from reporting.actions.disposal import keep_certificate
from reporting.actions.telling import tell_of_closure
from reporting.documents.destruction import Hands, certified, lists_certificate
from reporting.models import ContactDisposal, Destruction
from reporting.queries.contact_disposal import KeptContacts, kept_contacts
from reporting.rules.closing import contact_breaches


class ContactsKept(Refused):
    """The contacts cannot be deleted like this."""

    code = "CONTACTS_KEPT"


@action
def ask_to_forget_contacts(grant: Grant, *, by: Any, at: dt.datetime) -> ContactDisposal:
    """The controller has seen the preview and asks; asking again takes in what has come since."""
    grant = _locked(grant)
    must(by, Capability.BOOK_PAYMENT, grant)
    gone = _due(grant, at)
    asked = ContactDisposal.objects.filter(grant=grant, certificate=None).first()
    asked = asked or ContactDisposal(grant=grant)
    asked.number, asked.preview_sha256 = gone.number, gone.sha256
    asked.asked_by, asked.asked_at = by, at
    asked.save()
    after = {"contacts": gone.number, "preview": gone.sha256}
    record("lists.disposal_asked", asked, chain=grant.ref, after=after, after_seal=True)
    tell_of_closure("lists.disposal_asked", grant, by=by, at=at)
    return asked


@action
def empty_contact_lists(disposal: ContactDisposal, *, by: Any, at: dt.datetime) -> ContactDisposal:
    """The signatory agrees, and who the contacts are is deleted at once."""
    grant = _locked(disposal.grant)
    disposal = ContactDisposal.objects.select_for_update(of=("self",)).get(pk=disposal.pk)
    must(by, Capability.SIGN_AS_LEAD, grant)
    if disposal.asked_by_id == by.pk:
        raise ContactsKept.because(
            _("%(person)s has asked for the lists to be emptied; somebody else signs."),
            rule="G-10",
            person=str(by),
        )
    gone = _due(grant, at)
    if disposal.certificate_id or gone.sha256 != disposal.preview_sha256:
        raise ContactsKept.because(
            _(
                "The contacts are not those that were asked about. Look at the numbers, and ask "
                "again."
            ),
            rule="G-10",
        )
    hands = Hands(disposal.asked_by, by, at)
    paper = lists_certificate(disposal, gone, hands)
    forget_contacts(grant.ref, at=at)
    made = certified(grant, Destruction.LISTS, paper, hands)
    disposal.certificate = keep_certificate(made, {"contacts": gone.number})
    disposal.signed_by = by
    disposal.save()
    return disposal


def _due(grant: Grant, at: dt.datetime) -> KeptContacts:
    gone = kept_contacts(grant)
    breaches = contact_breaches(grant.ends_on, gone.number, timezone.localdate(at))
    refuse_if(breaches, ContactsKept)
    return gone


def _locked(grant: Grant) -> Grant:
    rows = Grant.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("fund").get(pk=grant.pk)

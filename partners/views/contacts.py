"""Lists of contacts: what a partner keeps with consent, and how it is forgotten (G-02, G-10)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consortium.models.access import actor_of
from consortium.queries.clock import now, today
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from partners.actions import contacts as deeds
from partners.actions.erasures import note_erasure
from partners.forms.contacts import ConsentForm, ContactForm, NewContactForm
from partners.forms.erasures import ErasureForm
from partners.models import Contact, ContactList, Organisation
from partners.rules.contacts import ACTIVE, FACTS, GONE, RESTING, WAITING, WITHDRAWN


def way_to(organisation: Organisation, *last: tuple[str, str | None]) -> list[Any]:
    """The way to the lists of *organisation*."""
    lists = reverse("partners:contact-lists", args=[organisation.pk])
    return [
        (_("Organisations"), reverse("partners:organisation-list")),
        (_("Contact lists"), lists if last else None),
        *last,
    ]


def find_list(request: HttpRequest, pk: int) -> ContactList:
    """A list of the reader's own organisation with how many are gone and why, or 404."""
    visible = ContactList.objects.visible_to(request.user).select_related("organisation")
    gone = {state: Count("contacts", filter=Q(contacts__state=state)) for state in GONE}
    return get_object_or_404(visible.annotate(**gone), pk=pk)


@require_GET
def contact_list_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The lists that the organisation keeps; how many stand in each, not who."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    counts = {
        state: Count("contacts", filter=Q(contacts__state=state))
        for state in (ACTIVE, WAITING, RESTING, WITHDRAWN)
    }
    context = {
        "organisation": organisation,
        "heading": _("Contact lists, %(organisation)s") % {"organisation": organisation.name},
        "breadcrumbs": way_to(organisation),
        "lists": organisation.contact_lists.annotate(**counts),
        "may_edit": actor_of(request.user).can(C.WRITE_REPORT, organisation),
    }
    return render(request, "partners/contacts/lists.html", context)


@require_GET
def contact_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The people of one list; whoever opens it stands in the log (G-08)."""
    found = find_list(request, pk)
    people = deeds.read_contacts(found, how="page", by=reader(request), at=now())
    context = {
        "list": found,
        "heading": found.name,
        "breadcrumbs": way_to(found.organisation, (found.name, None)),
        "people": people,
        "may_edit": actor_of(request.user).can(C.WRITE_REPORT, found.organisation),
    }
    return render(request, "partners/contacts/list.html", context)


def contact_new(request: HttpRequest, pk: int) -> HttpResponse:
    """One more, with the first consent or still without."""
    found = find_list(request, pk)
    require(request, C.WRITE_REPORT, found.organisation)
    form = NewContactForm(request.POST or None, kind=found.kind)

    def deed(values: dict[str, Any]) -> str:
        deeds.add_contact(found, form.facts(), form.consent(), by=reader(request), at=now())
        return reverse("partners:contact-list", args=[pk])

    context = _page(found, _("New contact"))
    return form_page(request, form, deed, context=context, done=_("The contact is saved."))


def contact_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is kept of one."""
    contact = _find(request, pk)
    initial = {name: getattr(contact.details, name) for name in FACTS}
    initial["read_at"] = contact.details_changed_at.isoformat()
    form = ContactForm(request.POST or None, initial=initial)

    def deed(values: dict[str, Any]) -> str:
        read_at = values["read_at"]
        deeds.change_contact(contact, form.facts(), read_at=read_at, by=reader(request), at=now())
        return reverse("partners:contact-list", args=[contact.contact_list_id])

    context = _page(contact.contact_list, contact.details.name)
    return form_page(request, form, deed, context=context, done=_("The contact is saved."))


def contact_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a consent; it takes the place of the one before."""
    contact = _find(request, pk)
    found = contact.contact_list
    form = ConsentForm(request.POST or None, kind=found.kind)

    def deed(values: dict[str, Any]) -> str:
        deeds.record_consent(contact, form.facts(), by=reader(request), at=now())
        return reverse("partners:contact-list", args=[found.pk])

    heading = _("Consent of %(name)s") % {"name": contact.details.name}
    intro = _("It takes the place of the consent before, with what that one allowed.")
    context = {**_page(found, heading), "intro": intro, "submit": _("Record the consent")}
    return form_page(request, form, deed, context=context, done=_("The consent is recorded."))


def contact_erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """The contact has asked to be forgotten: it is written down with its day (GDPR 12(3))."""
    contact = _find(request, pk)
    found = contact.contact_list
    form = ErasureForm(request.POST or None, of_contact=True, initial={"asked_on": today()})

    def deed(values: dict[str, Any]) -> str:
        told: dict[str, Any] = {"by": reader(request), "at": now()}
        told |= {"grant_ref": found.grant_ref, "contact": contact}
        note_erasure(found.organisation, form.facts(), **told)
        return reverse("partners:contact-list", args=[found.pk])

    heading = _("Request for erasure of %(name)s") % {"name": contact.details.name}
    intro = _(
        "It is answered within a month. The contact can also be deleted at once: then the consent "
        "is withdrawn, and a request that waits is answered by that."
    )
    context = {**_page(found, heading), "intro": intro}
    return form_page(request, form, deed, context=context, done=_("The request is written down."))


def contact_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the consent back: what is kept of the person is deleted at once."""
    contact = _find(request, pk)
    found = contact.contact_list
    address = reverse("partners:contact-list", args=[found.pk])
    if request.method == "POST":
        deeds.withdraw_consent(contact, by=reader(request), at=now())
        return _told(request, address)
    heading = _("Withdraw the consent of %(name)s") % {"name": contact.details.name}
    context = {**_page(found, heading), "contact": contact}
    return render(request, "partners/contacts/withdraw.html", context)


def _told(request: HttpRequest, address: str) -> HttpResponse:
    messages.success(request, _("The consent is withdrawn; what was kept is deleted."))
    return redirect(address)


def _find(request: HttpRequest, pk: int) -> Contact:
    """A contact that is kept still, for those who may change it."""
    visible = Contact.objects.visible_to(request.user).exclude(state__in=GONE)
    contact = get_object_or_404(
        visible.select_related("details", "contact_list__organisation"), pk=pk
    )
    require(request, C.WRITE_REPORT, contact.contact_list.organisation)
    return contact


def _page(found: ContactList, heading: str) -> dict[str, Any]:
    address = reverse("partners:contact-list", args=[found.pk])
    return {
        "heading": heading,
        "breadcrumbs": way_to(found.organisation, (found.name, address), (heading, None)),
        "cancel_url": address,
    }

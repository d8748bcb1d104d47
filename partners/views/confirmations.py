"""A contact's own page, without a log-in: confirm, correct, leave (003, G-02, G-10)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from consortium.queries.clock import now
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.limits import limited
from partners.actions.confirmations import confirm_for_contact, confirm_own_data, leave_list
from partners.exchange.contact_mails import question_named, token_of
from partners.forms.contacts import OwnDataForm
from partners.models import Confirmation, Contact
from partners.queries.confirmations import open_question
from partners.rules.confirmations import TEXT, TEXT_VERSION
from partners.rules.contacts import FACTS, GONE, needs_consent

OWN = "partners/contacts/own.html"
PURPOSES = ("for_publication", "for_sharing", "for_newsletter")


@login_not_required
@limited
@never_cache
def contact_own(request: HttpRequest, token: str) -> HttpResponse:
    """What is kept of the contact, to be confirmed or corrected."""
    asked = _asked(token)
    contact = asked.contact
    if contact.state in GONE:
        return _private(render(request, OWN, {"heading": _("Your data"), "gone": True}, status=410))
    held = contact.consents.in_force().first()
    initial = {name: getattr(contact.details, name) for name in FACTS}
    initial |= {name: getattr(held, name, False) for name in PURPOSES}
    form = OwnDataForm(request.POST or None, initial=initial)

    def deed(values: dict[str, Any]) -> str:
        confirm_own_data(asked, form.facts(), form.purposes(), by=None, at=now())
        return reverse("partners:contact-own", args=[token])

    context = {**_context(asked), "heading": _("Your data")}
    done = _("Thank you. Your data are confirmed.")
    return _private(form_page(request, form, deed, context=context, done=done, template=OWN))


@login_not_required
@limited
@never_cache
def contact_leave(request: HttpRequest, token: str) -> HttpResponse:
    """Take the consent back; asked once more, since it cannot be undone."""
    asked = _asked(token)
    if asked.contact.state in GONE:
        return _private(redirect("partners:contact-own", token=token))
    if request.method == "POST":
        leave_list(asked, by=None, at=now())
        messages.success(request, _("Your consent is withdrawn, and your data are deleted."))
        return _private(redirect("partners:contact-own", token=token))
    context = {**_context(asked), "heading": _("Take my consent back")}
    return _private(render(request, "partners/contacts/leave.html", context))


@require_POST
def contact_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The partner has asked by telephone: the data hold."""
    visible = Contact.objects.visible_to(request.user).exclude(state__in=GONE)
    contact = get_object_or_404(visible.select_related("contact_list__organisation"), pk=pk)
    require(request, C.WRITE_REPORT, contact.contact_list.organisation)
    confirm_for_contact(contact, by=reader(request), at=now())
    messages.success(request, _("The contact is confirmed."))
    return redirect("partners:contact-list", pk=contact.contact_list_id)


def _asked(token: str) -> Confirmation:
    named = question_named(token)
    asked = open_question(*named) if named else None
    if asked is None:
        raise Http404
    return asked


def _context(asked: Confirmation) -> dict[str, Any]:
    found = asked.contact.contact_list
    return {
        "asked": asked,
        "list": found,
        "organisation": found.organisation,
        "by_consent": needs_consent(found.kind),
        "text": [_(part) for part in TEXT],
        "version": TEXT_VERSION,
        "token": token_of(asked),
    }


def _private(answer: HttpResponse) -> HttpResponse:
    # The address is the key: no other site may learn it from a link, and no index may hold it.
    # Our own must learn it: a form that is sent without its origin is refused as forged.
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer

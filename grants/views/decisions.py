"""What the region and the funder decide about an application."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from consortium.queries.clock import now, today
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from grants.actions.applications import recommend_application, reject_application
from grants.actions.awards import award_grant
from grants.forms.applications import AwardForm, NoteForm
from grants.views.applications import crumbs, find


def recommend(request: HttpRequest, ref: str) -> HttpResponse:
    """The region recommends it."""
    application = find(request, ref)
    require(request, C.RECOMMEND, application)
    address = reverse("grants:application-detail", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        recommend_application(application, values["note"], by=reader(request), at=now())
        return address

    context = {
        "heading": _("Recommend the application"),
        "breadcrumbs": crumbs(application, _("Recommend")),
        "submit": _("Recommend"),
        "cancel_url": address,
    }
    done = _("The application is recommended.")
    return form_page(request, NoteForm(request.POST or None), deed, context=context, done=done)


def reject(request: HttpRequest, ref: str) -> HttpResponse:
    """The funder says no."""
    application = find(request, ref)
    require(request, C.DECIDE_GRANT, application)
    address = reverse("grants:application-detail", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        reject_application(application, values["note"], by=reader(request), at=now())
        return address

    context = {
        "heading": _("Reject the application"),
        "breadcrumbs": crumbs(application, _("Reject")),
        "submit": _("Reject"),
        "danger": True,
        "cancel_url": address,
    }
    done = _("The application is rejected.")
    return form_page(request, NoteForm(request.POST or None), deed, context=context, done=done)


def award(request: HttpRequest, ref: str) -> HttpResponse:
    """The funder gives a grant, with the terms of its letter."""
    application = find(request, ref)
    require(request, C.DECIDE_GRANT, application)
    form = AwardForm.for_application(application, request.POST or None)
    form.fields["offered_on"].initial = today()

    def deed(values: dict[str, Any]) -> str:
        grant = award_grant(
            application,
            amount=values["amount"],
            budget=values["budget"],
            offered_on=values["offered_on"],
            journal_no=values["journal_no"],
            overrides=form.overrides(application),
            reason=values["deviation"],
            by=reader(request),
            at=now(),
        )
        return reverse("grants:grant-detail", args=[grant.ref])

    context = {
        "heading": _("Award a grant"),
        "breadcrumbs": crumbs(application, _("Award")),
        "submit": _("Award the grant"),
        "cancel_url": reverse("grants:application-detail", args=[ref]),
        "intro": _("The rule profile with these terms is frozen into the grant."),
    }
    return form_page(request, form, deed, context=context, done=_("The grant is offered."))

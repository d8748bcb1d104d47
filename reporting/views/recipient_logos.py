"""The logo on the papers to a recipient (CPR Annex IX)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consortium.queries import clock
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from reporting.actions.recipient_logos import choose_logo, drop_logo
from reporting.forms.logos import LogoForm
from reporting.models import PaperRecipient
from reporting.views.lead_pages import crumbs, grant_for


def recipient_logo(request: HttpRequest, ref: str, code: str) -> HttpResponse:
    """Choose the logo, or another one."""
    grant = grant_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    recipient = get_object_or_404(PaperRecipient, grant=grant, code=code)
    form = LogoForm(request.POST or None, request.FILES or None)
    listed = reverse("reporting:recipient-list", args=[ref])

    def deed(given: dict[str, Any]) -> str:
        choose_logo(recipient, **given, by=reader(request), at=clock.now())
        return listed

    heading = _("Logo on the papers to %(name)s") % {"name": recipient.name}
    context = {
        "grant": grant,
        "tab": "documents",
        "heading": heading,
        "cancel_url": listed,
        "breadcrumbs": crumbs(
            grant,
            (_("Documents"), reverse("reporting:documents", args=[ref])),
            (_("Recipients of the papers"), listed),
            (_("Logo"), None),
        ),
    }
    return form_page(request, form, deed, context=context, done=_("The logo is on the papers."))


@require_POST
def recipient_logo_drop(request: HttpRequest, ref: str, code: str) -> HttpResponse:
    """Let the papers go without it from now on."""
    grant = grant_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    recipient = get_object_or_404(PaperRecipient, grant=grant, code=code)
    drop_logo(recipient, by=reader(request), at=clock.now())
    messages.success(request, _("The papers go without a logo from now on."))
    return redirect("reporting:recipient-list", ref)

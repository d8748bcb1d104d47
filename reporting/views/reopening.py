"""A closed period opens again for the partners."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from consortium.queries import clock
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from grants.models import Grant
from reporting.actions.reopening import reopen_for_reports
from reporting.forms.steps import ReasonForm
from reporting.views.lead_pages import crumbs


def period_reopen(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Open it again, and say why."""
    grant = get_object_or_404(Grant.objects.visible_to(request.user), ref=ref)
    period = get_object_or_404(grant.periods, number=number)
    require(request, C.VERIFY_REPORT, grant)
    address = reverse("grants:period-list", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        reopen_for_reports(period, reason=values["reason"], by=reader(request), at=clock.now())
        return address

    context = {
        "grant": grant,
        "tab": "periods",
        "heading": _("Reopen period %(number)s") % {"number": number},
        "breadcrumbs": crumbs(grant, (_("Periods"), address), (str(number), None)),
        "submit": _("Reopen"),
        "cancel_url": address,
    }
    form = ReasonForm(request.POST or None)
    return form_page(request, form, deed, context=context, done=_("The period is open again."))

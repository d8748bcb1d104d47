"""The next body's decision on a paper that was sent (rules.md 5.2)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from consortium.queries import clock
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from reporting.actions.paper_steps import note_body_decision
from reporting.forms.texts import BodyDecisionForm
from reporting.models import ReportSnapshot
from reporting.queries.paper_steps import path_of
from reporting.views.documents import visible_grant
from reporting.views.lead_pages import crumbs


def paper_decision(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Note what the body whose turn it is has decided."""
    grant = visible_grant(request, ref)
    snapshots = ReportSnapshot.objects.visible_to(request.user).filter(grant=grant)
    snapshot = get_object_or_404(snapshots.select_related("grant"), pk=pk)
    require(request, C.BUILD_CLAIM, grant)
    path = path_of(snapshot)
    form = BodyDecisionForm(request.POST or None, initial={"decided_on": clock.today()})
    back = reverse("reporting:document", args=[ref, pk])

    def deed(given: dict[str, Any]) -> str:
        note_body_decision(snapshot, **given, by=reader(request), at=clock.now())
        return back

    heading = _("Decision on the paper")
    context = {
        "grant": grant,
        "tab": "documents",
        "heading": heading,
        "facts": [(_("Body"), path.next)],
        "cancel_url": back,
        "breadcrumbs": crumbs(
            grant,
            (_("Documents"), reverse("reporting:documents", args=[ref])),
            (_("The paper as it was sent"), back),
            (heading, None),
        ),
    }
    return form_page(request, form, deed, context=context, done=_("The decision is noted."))

"""The first page after log-in: where this reader's work is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from consortium.models.access import actor_of
from consortium.rules.roles import Capability as C
from grants.models import Grant


def home(request: HttpRequest) -> HttpResponse:
    """Partners land on their desk, the lead and the auditor on their only grant's overview."""
    actor = actor_of(request.user)
    if actor.can_anywhere(C.VIEW_ROWS):
        grants = list(Grant.objects.filter(pk__in=actor.ids(C.VIEW_ROWS, Grant))[:2])
        if len(grants) == 1:
            return redirect("reporting:overview", ref=grants[0].ref)
        return redirect("grants:grant-list")
    if actor.can_anywhere(C.VIEW_DESK):
        return redirect("reporting:desk")
    if actor.can_anywhere(C.SIGN_HOURS):
        return redirect("reporting:hours")
    return redirect("grants:grant-list")

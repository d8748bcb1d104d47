"""What the lead's pages share: the grant that may be seen, the way back, and posted deeds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from consortium.models.access import actor_of
from consortium.rules.refusals import Refused
from consortium.rules.roles import Capability as C
from grants.models import Grant
from partners.models import Organisation
from reporting.views.refusals import add_refusal

Crumb = tuple[str, str | None]


def grant_for(request: HttpRequest, ref: str, *rights: C) -> Grant:
    """The grant, if the reader holds one of *rights* on it; else it is not there."""
    actor = actor_of(request.user)
    keys = {key for right in rights or (C.VIEW_ROWS,) for key in actor.ids(right, Grant)}
    return get_object_or_404(Grant.objects.select_related("lead", "fund"), pk__in=keys, ref=ref)


def rows_of_my_grants(request: HttpRequest, prefix: str, *rights: C) -> Q:
    """Rows whose grant, at *prefix*, the reader may read the rows of."""
    actor = actor_of(request.user)
    keys = {key for right in rights or (C.VIEW_ROWS,) for key in actor.ids(right, Grant)}
    return Q(**{f"{prefix}__in": keys})


def rows_of_my_partner(request: HttpRequest, prefix: str) -> Q:
    """Rows whose partner, at *prefix*, is of the reader's own organisation."""
    own = actor_of(request.user).ids(C.VIEW_DESK, Organisation)
    return Q(**{f"{prefix}__organisation__in": own})


def rights_on(request: HttpRequest, grant: Grant) -> dict[str, bool]:
    """Every right by name, so that a page shows the buttons that will work."""
    actor = actor_of(request.user)
    return {right.value: actor.can(right, grant) for right in C}


def crumbs(grant: Grant, *way: Crumb) -> list[Crumb]:
    """Where the page is: grants, the grant, and *way*."""
    return [
        (_("Grants"), reverse("grants:grant-list")),
        (grant.ref, reverse("grants:grant-detail", kwargs={"ref": grant.ref})),
        *way,
    ]


def done(form: forms.Form, deed: Callable[[dict[str, Any]], Any]) -> bool:
    """Whether *form* is valid and *deed* was not refused; a refusal stands on the form."""
    if not form.is_valid():
        return False
    try:
        deed(form.cleaned_data)
    except Refused as refused:
        add_refusal(form, refused)
        return False
    return True

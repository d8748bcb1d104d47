"""Where an organisation takes part in consortia, and who takes part in its own without a vote."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from partners.queries.people import organisations_listed_for


@require_GET
def consortia(request: HttpRequest, pk: int) -> HttpResponse:
    """Both sides, also those that have ended."""
    organisation = get_object_or_404(organisations_listed_for(request.user), pk=pk)
    context = {
        "organisation": organisation,
        "heading": _("Consortia, %(organisation)s") % {"organisation": organisation.name},
        "breadcrumbs": [
            (_("Organisations"), reverse("partners:organisation-list")),
            (organisation.name, None),
        ],
        "beside": organisation.consortium_members.all(),
        "elsewhere": organisation.consortia.select_related("organisation"),
    }
    return render(request, "partners/organisations/consortia.html", context)

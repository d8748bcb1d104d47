"""Requests for erasure that wait for their answer (GDPR article 12(3))."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.urls import reverse

from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant, GrantPartner
from partners.models import ErasureRequest
from reporting.queries.dates.base import PA, PU, Kind, Row, Scope, columns


def _waiting(scope: Scope, _on: dt.date) -> QuerySet[Any]:
    """Those that nobody has answered, of partners whose days the reader sees."""
    seats = GrantPartner.objects.filter(scope.of_partner("grant", "organisation"))
    own = seats.filter(organisation=OuterRef("organisation"), grant__ref=OuterRef("grant_ref"))
    rows = ErasureRequest.objects.waiting().annotate(
        partner_key=Subquery(own.values("pk")[:1]),
        grant_key=Subquery(own.values("grant")[:1]),
        number_text=Cast("number", CharField()),
    )
    rows = rows.filter(partner_key__isnull=False)
    told = {"grant": "grant_key", "partner": "partner_key", "number": "number_text"}
    return columns(rows, "erasure", on="due_on", **told)


def _page(_row: Row, grant: Grant) -> str:
    return reverse("reporting:erasure-list", args=[grant.ref])


KINDS = (
    Kind(
        "erasure",
        _("Request for erasure to be answered"),
        _("%(partner)s: answer request %(number)s for erasure"),
        _(
            "%(grant)s: %(partner)s answers request %(number)s for erasure by %(day)s (GDPR "
            "article 12(3))."
        ),
        _(
            "%(grant)s: %(partner)s was to answer request %(number)s for erasure by %(day)s (GDPR "
            "article 12(3))."
        ),
        (PU, PA),
        _waiting,
        _page,
    ),
)

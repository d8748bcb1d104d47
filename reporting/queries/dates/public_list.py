"""The day by which a grant's line in the public list must be published anew (CPR art. 49(3))."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, TruncDate
from django.urls import reverse

from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant
from grants.rules.listings import due_again
from reporting.models import ReportSnapshot
from reporting.queries.dates.base import LS, Kind, Row, Scope, columns

# The kind of paper that a line is; the documents, which name their kinds, stand above this floor.
LINE = "operation"


def _lines(scope: Scope, _on: dt.date) -> QuerySet[Any]:
    """The newest published line of each running grant."""
    lines = ReportSnapshot.objects.filter(kind=LINE)
    newest = lines.filter(grant=OuterRef("grant")).order_by("-version").values("pk")[:1]
    rows = lines.filter(grant__in=scope.whole, pk=Subquery(newest)).annotate(
        published_on=TruncDate("created_at"), number_text=Cast("version", CharField())
    )
    return columns(rows, "public_list", on="published_on", grant="grant_id", number="number_text")


def _page(_row: Row, grant: Grant) -> str:
    return reverse("reporting:whole-draft", args=[grant.ref, LINE])


KINDS = (
    Kind(
        "public_list",
        _("Public list of operations"),
        _("Line in the public list to be published anew"),
        _("%(grant)s: the line in the public list must be published anew by %(day)s."),
        _(
            "%(grant)s: the line in the public list was to be published anew by %(day)s and has "
            "not been."
        ),
        (LS,),
        _lines,
        _page,
        day=lambda row, _grant: due_again(row.on),
    ),
)

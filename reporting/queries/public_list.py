"""The public list of operations: every grant's line as it was published last (CPR art. 49)."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery

from reporting.models import ReportSnapshot


def published(kind: str) -> QuerySet[ReportSnapshot]:
    """The newest frozen line of each grant, by reference; *kind* is the line's kind of paper.

    It is public, so it is asked for nobody: nothing but what the lead has published stands in it.
    """
    newest = ReportSnapshot.objects.filter(kind=kind, grant=OuterRef("grant")).order_by("-version")
    rows = ReportSnapshot.objects.filter(kind=kind, pk=Subquery(newest.values("pk")[:1]))
    return rows.select_related("grant").order_by("grant__ref")

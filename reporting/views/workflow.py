"""How the work flows: every workflow drawn from its table, for every signed-in reader."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from reporting.documents.workflow import Line, diagram, lines_of
from reporting.rules.workflows import WORKFLOWS


@dataclass(frozen=True)
class Chapter:
    """One workflow on the page."""

    code: str
    label: str
    locks: str
    picture: SafeString
    lines: list[Line]


@require_GET
def workflow_page(request: HttpRequest) -> HttpResponse:
    """All of them, in the order of a project's life."""
    chapters = [
        Chapter(
            one.code,
            _(one.label),
            _(one.locks) if one.locks else "",
            diagram(one),
            lines_of(one),
        )
        for one in WORKFLOWS
    ]
    context = {"heading": _("How the work flows"), "chapters": chapters}
    return render(request, "reporting/workflow.html", context)

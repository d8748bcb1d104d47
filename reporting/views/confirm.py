"""Asks before something is taken out of a report."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from reporting.models import PartnerReport
from reporting.views.report_pages import show


def confirm_page(
    request: HttpRequest,
    report: PartnerReport,
    heading: str,
    facts: list[tuple[str, Any]],
    back: str,
) -> HttpResponse:
    """The page that asks, with what would go."""
    context = {
        "heading": heading,
        "question": _("It goes out of the report. Its versions stay in the history."),
        "facts": facts,
        "submit": _("Remove"),
        "cancel_url": back,
        "danger": True,
    }
    return show(request, report, "components/confirm.html", context)

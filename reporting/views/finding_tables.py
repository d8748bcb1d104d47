"""The register of findings as a table."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortium.queries.texts import day_text
from consortium.views.columns import DayColumn, MoneyColumn, StateColumn
from reporting.documents.finding_register import owner_words
from reporting.models import Finding


class FindingTable(tables.Table):  # type: ignore[misc]  # no stubs
    """Findings by number, type, owner and day, with what they have cost."""

    caption = _("Findings")
    row_header = "number"

    number = tables.Column(verbose_name=_("No."))
    state = StateColumn(verbose_name=_("State"))
    written_at = DayColumn(verbose_name=_("Sent"))
    subject_label = tables.Column(verbose_name=_("About"))
    kind = tables.Column(verbose_name=_("Type of finding"))
    owner = tables.Column(verbose_name=_("Who answers"), order_by=("owner", "owner_partner"))
    due_on = tables.Column(verbose_name=_("Answer due on"))
    amount = MoneyColumn(verbose_name=_("Amount at stake, DKK"))
    corrected = MoneyColumn(verbose_name=_("Corrected, DKK"))

    class Meta:
        model = Finding
        fields = ()
        sequence = (
            *("number", "state", "written_at", "subject_label", "kind", "owner", "due_on"),
            *("amount", "corrected"),
        )
        empty_text = _("No finding matches.")

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def render_number(self, record: Finding) -> SafeString:
        """The way to the finding."""
        url = reverse("reporting:finding-detail", args=[record.pk])
        return format_html('<a href="{}">{}</a>', url, record.number)

    def render_owner(self, record: Finding) -> str:
        """The seat or the partner."""
        return str(owner_words(record))

    def render_due_on(self, record: Finding) -> SafeString | str:
        """The day, strong where it has passed; nothing is due of what is closed."""
        if record.state == "closed":
            return "–"
        day = day_text(record.due_on)
        if not record.is_overdue(self.on):
            return day
        return format_html("<strong>{} ({})</strong>", day, gettext("overdue"))

"""The register of findings as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortium.queries.texts import day_text
from consortium.views.columns import DayColumn, MoneyColumn, NumberColumn, StateColumn
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
        sequence: tuple[str, ...] = (
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


class AllFindingsTable(FindingTable):
    """The same of several grants."""

    caption = _("Findings of all grants")
    row_header = "number"

    grant = tables.Column(verbose_name=_("Grant"), order_by="grant__ref")

    class Meta(FindingTable.Meta):
        sequence: tuple[str, ...] = ("grant", *FindingTable.Meta.sequence)

    def render_grant(self, record: Finding) -> SafeString:
        """The register of the grant, to those who read its rows."""
        if record.grant_id not in self.readable:
            return format_html("{}", record.grant.ref)
        url = reverse("reporting:finding-list", args=[record.grant.ref])
        return format_html('<a href="{}">{}</a>', url, record.grant.ref)

    def __init__(self, *args: Any, readable: Collection[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.readable = readable


class SumTable(tables.Table):  # type: ignore[misc]  # no stubs
    """What the findings come to in each group, and together."""

    caption = _("Sums")
    row_header = "key"

    key = tables.Column(verbose_name=_("Grant"), footer=_("Total"))
    count = NumberColumn(verbose_name=_("Findings"), total=True)
    unclosed = NumberColumn(verbose_name=_("Not closed"), total=True)
    overdue = NumberColumn(verbose_name=_("Overdue"), total=True)
    amount = MoneyColumn(verbose_name=_("Amount at stake, DKK"), total=True)
    corrected = MoneyColumn(verbose_name=_("Corrected, DKK"), total=True)

    class Meta:
        orderable = False
        empty_text = _("No finding matches.")

    def __init__(self, *args: Any, by: str, words: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = words
        self.columns["key"].column.verbose_name = by

    def render_key(self, value: str) -> str:
        """The group in words."""
        return self.words(value)

"""Tables of applications and grants: sorted and paged on the server."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from consortium.views.columns import DayColumn, MoneyColumn, StateColumn

FIGURES = {"cell": {"class": "number"}}


class GrantTable(tables.Table):  # type: ignore[misc]  # no stubs
    """Grants, with their money and term."""

    caption = _("Grants")
    row_header = "ref"

    ref = tables.Column(verbose_name=_("Reference"))
    title = tables.Column(verbose_name=_("Title"))
    lead = tables.Column(verbose_name=_("Lead partner"), accessor="lead__name")
    state = StateColumn(verbose_name=_("State"))
    amount = MoneyColumn(verbose_name=_("Grant, DKK"))
    budget = MoneyColumn(verbose_name=_("Approved budget, DKK"))
    partner_count = tables.Column(verbose_name=_("Partners"), attrs=FIGURES)
    ends_on = DayColumn(verbose_name=_("Ends"))

    class Meta:
        empty_text = _("No grant has been given to you or your organisation yet.")

    def render_ref(self, value: str) -> SafeString:
        """The reference opens the grant."""
        return _link(reverse("grants:grant-detail", args=[value]), value)


class ApplicationTable(tables.Table):  # type: ignore[misc]  # no stubs
    """Applications, with what is asked and how much support there is."""

    caption = _("Applications")
    row_header = "ref"

    ref = tables.Column(verbose_name=_("Reference"))
    title = tables.Column(verbose_name=_("Title"))
    lead = tables.Column(verbose_name=_("Lead partner"), accessor="lead__name")
    state = StateColumn(verbose_name=_("State"))
    requested = MoneyColumn(verbose_name=_("Requested, DKK"))
    budget = MoneyColumn(verbose_name=_("Total budget, DKK"))
    given = tables.Column(verbose_name=_("Support"), attrs=FIGURES)

    class Meta:
        empty_text = _("There is no application that you may see.")

    def render_ref(self, value: str) -> SafeString:
        """The reference opens the application."""
        return _link(reverse("grants:application-detail", args=[value]), value)

    def render_given(self, record: Any) -> str:
        """How many of those asked have given their support."""
        return f"{record.given}/{record.asked}"


def _link(address: str, text: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', address, text)

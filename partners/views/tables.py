"""Tables of organisations and employees."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consortium.views.columns import DayColumn, HoursColumn
from partners.models import Employee, Organisation


class OrganisationTable(tables.Table):  # type: ignore[misc]  # no stubs
    """Legal entities."""

    caption = gettext_lazy("Organisations")
    row_header = "name"

    name = tables.Column(verbose_name=gettext_lazy("Name"))
    pk = tables.Column(verbose_name=gettext_lazy("Employees"), orderable=False)
    contacts = tables.Column(verbose_name=gettext_lazy("Contacts"), accessor="pk", orderable=False)
    consortia = tables.Column(
        verbose_name=gettext_lazy("Consortia"), accessor="pk", orderable=False
    )
    accounts = tables.Column(
        verbose_name=gettext_lazy("Bank accounts"), accessor="pk", orderable=False
    )
    cvr = tables.Column(verbose_name=gettext_lazy("CVR number"), default="")
    sector = tables.Column(verbose_name=gettext_lazy("Sector"))
    vat_recovery_pct = HoursColumn(verbose_name=gettext_lazy("VAT recovered, per cent"))

    class Meta:
        empty_text = gettext_lazy("There is no organisation that you may see.")

    def __init__(
        self, *args: Any, may_edit: bool, desks: frozenset[int] = frozenset(), **kwargs: Any
    ) -> None:
        self.may_edit, self.desks = may_edit, desks
        super().__init__(*args, **kwargs)

    def render_name(self, record: Organisation) -> SafeString | str:
        """An administrator's way to change it."""
        if not self.may_edit:
            return record.name
        page = reverse("partners:organisation-edit", args=[record.pk])
        return format_html('<a href="{}">{}</a>', page, record.name)

    def render_pk(self, record: Organisation) -> SafeString:
        """The way to its employees."""
        page = reverse("partners:employee-list", args=[record.pk])
        words = _("Employees")
        hidden = format_html('<span class="sr-only">, {}</span>', record.name)
        return format_html('<a href="{}">{}{}</a>', page, words, hidden)

    def render_contacts(self, record: Organisation) -> SafeString | str:
        """The way to its lists of contacts, for its own people alone (G-08)."""
        if record.pk not in self.desks:
            return ""
        page = reverse("partners:contact-lists", args=[record.pk])
        hidden = format_html('<span class="sr-only">, {}</span>', record.name)
        return format_html('<a href="{}">{}{}</a>', page, _("Contact lists"), hidden)

    def render_consortia(self, record: Organisation) -> SafeString:
        """The way to who takes part without a vote, here and elsewhere."""
        page = reverse("partners:consortia", args=[record.pk])
        hidden = format_html('<span class="sr-only">, {}</span>', record.name)
        return format_html('<a href="{}">{}{}</a>', page, _("Consortia"), hidden)

    def render_accounts(self, record: Organisation) -> SafeString | str:
        """The way to its bank accounts, for its own people alone."""
        if record.pk not in self.desks:
            return ""
        page = reverse("partners:account-list", args=[record.pk])
        hidden = format_html('<span class="sr-only">, {}</span>', record.name)
        return format_html('<a href="{}">{}{}</a>', page, _("Bank accounts"), hidden)


class EmployeeTable(tables.Table):  # type: ignore[misc]  # no stubs
    """The staff of one organisation."""

    caption = gettext_lazy("Employees")
    row_header = "staff_id"

    staff_id = tables.Column(verbose_name=gettext_lazy("Staff number"))
    name = tables.Column(verbose_name=gettext_lazy("Name"))
    superior = tables.Column(verbose_name=gettext_lazy("Superior"), default="")
    fte_pct = HoursColumn(verbose_name=gettext_lazy("Employment, per cent"))
    month_hours = HoursColumn(verbose_name=gettext_lazy("Contract hours a month"))
    employed_from = DayColumn(verbose_name=gettext_lazy("From"))
    employed_to = DayColumn(verbose_name=gettext_lazy("To"), default="")

    class Meta:
        empty_text = gettext_lazy("No employee is written down yet.")

    def render_staff_id(self, record: Employee) -> SafeString:
        """The way to change it."""
        page = reverse("partners:employee-edit", args=[record.organisation_id, record.pk])
        return format_html('<a href="{}">{}</a>', page, record.staff_id)

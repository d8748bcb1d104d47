"""Tables of aid, companies and regional cost: sorted and paged on the server."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortium.queries.texts import day_text
from consortium.views.columns import DayColumn, MoneyColumn
from partners.models import Company
from reporting.models import AidDecision, Expenditure


class AidTable(tables.Table):  # type: ignore[misc]  # no stubs
    """Decisions on aid, with the register."""

    caption = _("Aid to companies")
    row_header = "company"

    company = tables.Column(verbose_name=_("Company"), accessor="company__name")
    cvr = tables.Column(verbose_name=_("CVR number"), accessor="company__cvr")
    kind = tables.Column(verbose_name=_("Decision"))
    conferred_on = DayColumn(verbose_name=_("Right conferred on"))
    amount = MoneyColumn(verbose_name=_("Aid, DKK"))
    eur = MoneyColumn(verbose_name=_("Aid, EUR"))
    window_total = MoneyColumn(verbose_name=_("Sum in the window, EUR"), default="")
    register_due_on = DayColumn(verbose_name=_("Register by"), default="")
    registered_on = tables.Column(verbose_name=_("Register"), empty_values=())

    class Meta:
        empty_text = _("No decision on aid has been made yet.")

    def render_company(self, record: AidDecision, value: str) -> SafeString:
        """The company opens the decision."""
        return _link(reverse("reporting:aid-detail", args=[record.pk]), value)

    def render_registered_on(self, record: AidDecision) -> str:
        """Where the aid stands in the register."""
        if record.withdrawn_on:
            return gettext("Withdrawn")
        if record.registered_on:
            return f"{day_text(record.registered_on)}, {record.register_ref}"
        return gettext("Not registered") if record.register_due_on else ""


class CompanyTable(tables.Table):  # type: ignore[misc]  # no stubs
    """Companies with their owners."""

    caption = _("Companies")
    row_header = "name"

    name = tables.Column(verbose_name=_("Name"))
    cvr = tables.Column(verbose_name=_("CVR number"))
    size = tables.Column(verbose_name=_("Size"))
    owner_group = tables.Column(verbose_name=_("Owner group"), default="")

    class Meta:
        empty_text = _("No company is entered yet.")

    def __init__(self, *args: Any, ref: str, **kwargs: Any) -> None:
        self.ref = ref
        super().__init__(*args, **kwargs)

    def render_name(self, record: Company) -> SafeString:
        """The name opens the company."""
        return _link(reverse("reporting:company-detail", args=[self.ref, record.cvr]), record.name)


class RegionalRowTable(tables.Table):  # type: ignore[misc]  # no stubs
    """Verified costs, to be marked as regional tasks, and those that are."""

    caption = _("Costs, DKK")
    row_header = "voucher_no"

    chosen = tables.Column(empty_values=(), orderable=False, verbose_name=_("Choose"))
    voucher_no = tables.Column(verbose_name=_("Voucher"))
    partner = tables.Column(
        verbose_name=_("Partner"), accessor="grant_partner", order_by=("grant_partner__number",)
    )
    period = tables.Column(
        verbose_name=_("Period"),
        accessor="report__period__number",
        attrs={"cell": {"class": "number"}},
    )
    accepted = MoneyColumn(verbose_name=_("Accepted"))
    task = tables.Column(verbose_name=_("Regional task"), empty_values=(), orderable=False)

    class Meta:
        empty_text = _("No verified cost fits.")

    def render_chosen(self, record: Expenditure) -> SafeString:
        """A box on every line."""
        return format_html(
            '<div class="form-group-checkbox"><input type="checkbox" class="form-checkbox" '
            'name="items" value="{0}" id="row-{0}">'
            '<label for="row-{0}"><span class="sr-only">{1}</span></label></div>',
            record.pk,
            gettext("Choose %(voucher)s") % {"voucher": record.voucher_no},
        )

    def render_voucher_no(self, record: Expenditure) -> SafeString:
        """The way to the line's own page, and what it is about."""
        page = reverse("reporting:verification-item", args=[record.report_id, record.pk])
        return format_html('<a href="{}">{}</a> {}', page, record.voucher_no, record.text)

    def render_task(self, record: Expenditure) -> str:
        """Which task it is of, if it is marked."""
        mark = getattr(record, "regional", None)
        if mark is None:
            return ""
        return str(mark.task) if mark.task else gettext("Marked")


def _link(address: str, text: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', address, text)

"""The costs of a claim as the funder decides on them: filtered, sorted and paged on the server."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortium.queries.texts import money_text
from consortium.views.columns import DayColumn, MoneyColumn
from reporting.models import Claim, Correction, Expenditure


class ItemTable(tables.Table):  # type: ignore[misc]  # no stubs
    """What stands in a claim, what the funder accepts of it, and why no more."""

    caption = _("Costs of the claim, DKK")
    row_header = "voucher_no"

    voucher_no = tables.Column(verbose_name=_("Voucher"))
    grant_partner = tables.Column(verbose_name=_("Partner"), order_by=("grant_partner__number",))
    line = tables.Column(verbose_name=_("Line"), order_by=("line__number",))
    delivery_date = DayColumn(verbose_name=_("Delivered"))
    accepted = MoneyColumn(verbose_name=_("In the claim"))
    cut_to = tables.Column(
        verbose_name=_("Accepted by the funder"),
        empty_values=(),
        attrs={"cell": {"class": "number"}},
    )
    why = tables.Column(verbose_name=_("Reason"), empty_values=(), orderable=False)
    deed = tables.Column(verbose_name="", empty_values=(), orderable=False)

    class Meta:
        model = Expenditure
        fields = ()
        sequence = (
            *("voucher_no", "grant_partner", "line", "delivery_date", "accepted", "cut_to"),
            *("why", "deed"),
        )
        empty_text = _("No cost of the claim matches.")

    def __init__(self, *args: Any, claim: Claim, may_cut: bool, statement: int, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.claim, self.may_cut, self.statement = claim, may_cut, statement
        head = format_html('<span class="sr-only">{}</span>', gettext("Actions"))
        self.columns["deed"].column.verbose_name = head
        if not (may_cut or statement):
            self.exclude = ("deed",)

    def render_voucher_no(self, record: Expenditure) -> str:
        """The voucher and what it is about."""
        return f"{record.voucher_no} {record.text}"

    def render_grant_partner(self, record: Expenditure) -> str:
        """The partner's short name."""
        return record.grant_partner.organisation.short_name

    def render_line(self, record: Expenditure) -> str:
        """The line's number and name."""
        return f"{record.line.number} {record.line}"

    def render_cut_to(self, record: Any) -> str | SafeString:
        """What the funder accepts; strong where it is less than the whole."""
        if record.cut_to is None:
            return money_text(record.accepted)
        return format_html("<strong>{}</strong>", money_text(record.cut_to))

    def render_why(self, record: Any) -> str:
        """Why it is cut."""
        if record.cut_to is None:
            return ""
        return f"{dict(Correction.REASONS)[record.cut_code]}: {record.cut_reason}"

    def render_deed(self, record: Any) -> str | SafeString:
        """To cut it, or to book a reservation of the auditor."""
        if record.kind == Expenditure.CORRECTION:
            return ""
        ways = []
        if self.may_cut:
            url = reverse("reporting:claim-item", args=[self.claim.pk, record.pk])
            words = gettext("Cut") if record.cut_to is None else gettext("Change the cut")
            ways.append((url, words, record.voucher_no))
        if self.statement:
            url = reverse("reporting:correction-new", args=[record.pk])
            way = f"{url}?statement={self.statement}"
            ways.append((way, gettext("Book the reservation"), record.voucher_no))
        link = '<a href="{}">{}<span class="sr-only"> {}</span></a>'
        return format_html_join(" · ", link, ways)

"""Long lists of the lead: sorted and paged on the server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortium.queries.texts import money_text, sentence_text
from consortium.views.columns import DayColumn, MoneyColumn, StateColumn
from reporting.models import Expenditure
from reporting.queries.acceptance import Outcome
from reporting.queries.marks import Marked
from reporting.rules.marks import KINDS, LATE
from reporting.rules.reasons import DECISION_CODES


class LineTable(tables.Table):  # type: ignore[misc]  # no stubs
    """The costs of one report as the controller sees them."""

    caption = _("Lines of the report, DKK")
    row_header = "voucher_no"
    outcomes: dict[int, Outcome]
    # The filter and order of the list, which the pages of its lines carry on.
    query = ""

    chosen = tables.Column(empty_values=(), orderable=False)
    voucher_no = tables.Column(verbose_name=_("Voucher"))
    line = tables.Column(verbose_name=_("Line"), order_by=("line__number",))
    delivery_date = DayColumn(verbose_name=_("Delivered"))
    proof = tables.Column(verbose_name=_("Proof"), empty_values=(), orderable=False)
    state = StateColumn(verbose_name=_("State"))
    amount = MoneyColumn(verbose_name=_("Reported"))
    accepted = MoneyColumn(verbose_name=_("Accepted"))
    outcome = tables.Column(verbose_name=_("Decision"), empty_values=(), orderable=False)

    class Meta:
        model = Expenditure
        fields = ()
        sequence = (
            *("chosen", "voucher_no", "line", "delivery_date", "proof", "state"),
            *("amount", "accepted", "outcome"),
        )
        empty_text = _("No line is shown.")

    def __init__(self, *args: Any, grant: Any, marked: Mapping[int, Marked], **kwargs: Any) -> None:
        self.outcomes = {}
        self.grant = grant
        self.marked = marked
        head = format_html(
            '<div class="form-group-checkbox"><input type="checkbox" class="form-checkbox" '
            'id="all-rows" data-check-all="rows">'
            '<label for="all-rows"><span class="sr-only">{}</span></label></div>',
            gettext("Choose all"),
        )
        super().__init__(*args, **kwargs)
        if "chosen" in self.columns.columns:
            self.columns["chosen"].column.verbose_name = head

    def render_chosen(self, record: Expenditure) -> str:
        """A box on every line that can be decided."""
        if record.state != "submitted":
            return ""
        return format_html(
            '<div class="form-group-checkbox"><input type="checkbox" class="form-checkbox" '
            'name="items" value="{0}" id="row-{0}" data-check="rows">'
            '<label for="row-{0}"><span class="sr-only">{1}</span></label></div>',
            record.pk,
            gettext("Choose %(voucher)s") % {"voucher": record.voucher_no},
        )

    def render_voucher_no(self, record: Expenditure) -> SafeString:
        """The way to the line's own page, and what it is about."""
        url = reverse("reporting:verification-item", args=[record.report_id, record.pk])
        end = f"?{self.query}" if self.query else ""
        return format_html(
            '<a href="{}{}">{}</a> {}{}{}',
            *(url, end, record.voucher_no, record.text, mark_of(record)),
            look_of(self.marked.get(record.pk)),
        )

    def render_line(self, record: Expenditure) -> str:
        """The line's number and name."""
        return f"{record.line.number} {record.line}"

    def render_amount(self, record: Expenditure) -> str:
        """What was reported; for a line taken up, what is at stake of an earlier report."""
        if record.kind != Expenditure.TAKEN_UP:
            return money_text(record.amount)
        return f"({money_text(-record.parked)})"

    def render_proof(self, record: Any) -> str:
        """What is missing, or that nothing is."""
        without = (
            *(Expenditure.CORRECTION, Expenditure.REVERSAL),
            *(Expenditure.CARRIED, Expenditure.FLAT),
        )
        if record.is_staff_time or record.kind in without:
            return str(record.get_kind_display())
        missing = []
        if record.kind == Expenditure.IN_KIND and not record.has_delivery:
            missing.append(gettext("no proof of delivery"))
        if record.kind == Expenditure.VOUCHER and not record.has_voucher:
            missing.append(gettext("no voucher"))
        if not record.has_payment and record.kind == Expenditure.VOUCHER:
            missing.append(gettext("no payment"))
        return ", ".join(missing) or gettext("Complete")

    def render_outcome(self, record: Expenditure) -> str | SafeString:
        """What became of the line, or what the rules would make of it now."""
        if record.state != "submitted":
            return _lines(_decided(record))
        outcome = self.outcomes.get(record.pk)
        if outcome is None:
            return gettext("No budget is in force on its day")
        if outcome.accepted == record.at_stake:
            return gettext("Would be accepted in full")
        told = [gettext("%(amount)s would be accepted") % {"amount": money_text(outcome.accepted)}]
        if outcome.awaiting:
            told.append(
                gettext("%(amount)s would await budget") % {"amount": money_text(outcome.awaiting)}
            )
        return _lines([*told, *(sentence_text(breach) for breach in outcome.breaches)])


class PeriodLineTable(LineTable):
    """The costs of all reports of a period, each with its partner."""

    caption = _("Lines of all reports of the period, DKK")
    partner = tables.Column(
        accessor="grant_partner", verbose_name=_("Partner"), order_by=("grant_partner__number",)
    )

    class Meta(LineTable.Meta):
        sequence = (  # type: ignore[assignment]  # other columns than all lines have
            *("voucher_no", "partner", "line", "delivery_date", "proof", "state"),
            *("amount", "accepted"),
        )
        exclude = ("chosen", "outcome")


def mark_of(record: Expenditure) -> SafeString:
    """What is unusual about a line, as badges: late, or parked before."""
    told = []
    if record.kind == Expenditure.TAKEN_UP and record.corrects is not None:
        number = record.corrects.report.period.number
        told.append(gettext("Parked in period %(number)s") % {"number": number})
    if record.late_of is not None:
        told.append(gettext("Late, of period %(number)s") % {"number": record.late_of.number})
    badge = ' <span class="badge house-state badge-warning">{}</span>'
    return format_html_join("", badge, ((text,) for text in told))


def look_of(marked: Marked | None) -> SafeString:
    """What deserves a look: the names of the marks as badges; the sentences are on the line's page.

    Late has a badge of its own in `mark_of`, which tells the period.
    """
    codes = [mark.code for mark in marked.marks if mark.code != LATE] if marked else []
    badge = ' <span class="badge house-state house-quiet">{}</span>'
    return format_html_join("", badge, ((gettext(KINDS[code].label),) for code in codes))


def _decided(record: Any) -> list[str]:
    told = []
    if label := DECISION_CODES.get(record.decision_code):
        told.append(gettext(label))
    if record.disallowed:
        told.append(gettext("%(amount)s disallowed") % {"amount": money_text(record.disallowed)})
    if record.awaiting:
        told.append(gettext("%(amount)s awaits budget") % {"amount": money_text(record.awaiting)})
    if record.state == "parked":
        told.append(record.decision_reason)
        if record.taken_up_in is not None:
            told.append(gettext("Taken up in period %(number)s") % {"number": record.taken_up_in})
    return told


def _lines(texts: list[str]) -> SafeString:
    return format_html_join("", "<div>{}</div>", ((text,) for text in texts))

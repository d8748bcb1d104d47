"""The table of exchange rates: who may see it finds it, who keeps it enters and corrects."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consortium.queries.clock import now
from consortium.queries.texts import number_text
from consortium.views.columns import DayColumn, FigureColumn
from consortium.views.deeds import form_page, reader
from grants.actions.currency import enter_exchange_rate, import_exchange_rates
from grants.forms.currency import ExchangeRateForm, RateListForm, first_values
from grants.models import ExchangeRate
from grants.models.currency import keeps_rates, reads_rates


class RateColumn(FigureColumn):
    """A column of rates with all their decimals."""

    def render(self, value: Any) -> str:
        """The rate with six decimals."""
        return number_text(value, 6)


class ExchangeRateTable(tables.Table):  # type: ignore[misc]  # no stubs
    """Rates, newest month first, with the versions that were corrected."""

    caption = gettext_lazy("Exchange rates")
    row_header = "month"
    month = tables.Column(verbose_name=gettext_lazy("Month"))
    currency = tables.Column(verbose_name=gettext_lazy("Currency"))
    kind = tables.Column(verbose_name=gettext_lazy("Used for"))
    rate = RateColumn(verbose_name=gettext_lazy("DKK for one unit"))
    source = tables.Column(verbose_name=gettext_lazy("Source"))
    published_on = DayColumn(verbose_name=gettext_lazy("Published on"))
    version = tables.Column(verbose_name=gettext_lazy("Version"))
    step = tables.Column(
        verbose_name=gettext_lazy("Step"), empty_values=(), orderable=False, accessor="pk"
    )

    class Meta:
        empty_text = gettext_lazy("No rate fits.")
        order_by = ("-month", "currency", "kind", "-version")

    def __init__(self, *args: Any, keeps: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not keeps:
            self.columns.hide("step")

    def render_month(self, record: ExchangeRate) -> str:
        """The month in figures."""
        return f"{record.month:%m.%Y}"

    def render_version(self, record: Any) -> str:
        """The number, and why there is a second one or that there is a newer one."""
        words = [str(record.version)]
        if record.reason:
            words.append(record.reason)
        if not record.newest:
            words.append(_("corrected by a newer version"))
        return ": ".join(words)

    def render_step(self, record: Any) -> SafeString | str:
        """The way to a correction, from the version in force."""
        if not record.newest:
            return ""
        query = f"currency={record.currency}&month={record.month:%Y-%m}&kind={record.kind}"
        name = f"{record.currency} {record.month:%m.%Y} {record.get_kind_display()}"
        return format_html(
            '<a href="{}?{}">{}<span class="sr-only"> {}</span></a>',
            reverse("grants:exchange-rate-new"),
            query,
            _("Correct"),
            name,
        )


class ExchangeRateFilter(django_filters.FilterSet):  # type: ignore[misc]  # no stubs
    """Finds rates."""

    currency = django_filters.ChoiceFilter(
        label=gettext_lazy("Currency"),
        choices=ExchangeRate.CURRENCIES,
        empty_label=gettext_lazy("All"),
    )
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Used for"),
        choices=ExchangeRate.KINDS,
        empty_label=gettext_lazy("All"),
    )

    class Meta:
        model = ExchangeRate
        fields: list[str] = []


def exchange_rates(request: HttpRequest) -> HttpResponse:
    """The rates with their sources; the same for every grant."""
    if not reads_rates(request.user):
        raise Http404
    keeps = keeps_rates(request.user)
    rows = ExchangeRate.objects.visible_to(request.user).with_newest()
    found = ExchangeRateFilter(request.GET or None, queryset=rows)
    table = ExchangeRateTable(found.qs, keeps=keeps)
    tables.RequestConfig(request, paginate={"per_page": 50}).configure(table)
    context = {
        "heading": _("Exchange rates"),
        "breadcrumbs": [(_("Exchange rates"), None)],
        "filter": found,
        "table": table,
        "keeps": keeps,
    }
    return render(request, "grants/currency/list.html", context)


def exchange_rate_new(request: HttpRequest) -> HttpResponse:
    """Enter a rate, or correct one by its next version."""
    _must_keep(request)
    asked = [request.GET.get(name, "") for name in ("currency", "month", "kind")]
    form = ExchangeRateForm(request.POST or None, initial=first_values(*asked))

    def deed(values: dict[str, Any]) -> str:
        enter_exchange_rate(form.facts(), reason=values["reason"], by=reader(request), at=now())
        return reverse("grants:exchange-rates")

    context = _page(_("Enter an exchange rate"), _("Enter the rate"))
    return form_page(request, form, deed, context=context, done=_("The rate is entered."))


def exchange_rate_import(request: HttpRequest) -> HttpResponse:
    """Enter a list of rates from a file, all or none."""
    _must_keep(request)
    form = RateListForm(request.POST or None, request.FILES or None)

    def deed(values: dict[str, Any]) -> str:
        rows = values["file"]
        import_exchange_rates(rows, reason=values["reason"], by=reader(request), at=now())
        return reverse("grants:exchange-rates")

    context = _page(_("Read a list of exchange rates"), _("Enter the list"))
    return form_page(request, form, deed, context=context, done=_("The rates are entered."))


def _must_keep(request: HttpRequest) -> None:
    if not reads_rates(request.user):
        raise Http404
    if not keeps_rates(request.user):
        raise PermissionDenied


def _page(heading: str, submit: str) -> dict[str, Any]:
    back = reverse("grants:exchange-rates")
    return {
        "heading": heading,
        "breadcrumbs": [(_("Exchange rates"), back), (heading, None)],
        "submit": submit,
        "cancel_url": back,
    }

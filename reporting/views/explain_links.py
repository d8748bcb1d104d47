"""Where the explanation of a figure stands, and how its value reads."""

from __future__ import annotations

from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from consortium.queries.texts import fraction_text, hours_text, money_text, percent_text
from grants.models import Grant
from reporting.models import Claim
from reporting.queries.explained import Subject, Value
from reporting.queries.explained_rows import (
    BUDGET,
    CLAIM,
    CONTRIBUTION,
    CORRECTION,
    COST,
    DISBURSEMENT,
    PART,
    PAYMENT,
    PLAN,
    RECOVERY,
    REPAYMENT,
    REVENUE,
    FigureRow,
)
from reporting.rules.explaining import HOURS, PERCENT, RATE
from reporting.rules.figures import VOCABULARY

# The page of a row of money, and whether it is its parent's.
PAYMENT_PAGES = {
    PAYMENT: ("reporting:payment-detail", False),
    DISBURSEMENT: ("reporting:payment-detail", True),
    REPAYMENT: ("reporting:repayment-detail", False),
    RECOVERY: ("reporting:recovery-detail", False),
    PART: ("reporting:repayment-detail", True),
}
# What a figure may be asked about, as it stands in the address.
PARTS = ("line", "partner", "source", "form", "item", "correction")


def explain_url(place: Any, key: str, **parts: Any) -> str:
    """The page that explains *key* of a grant, a claim or a report, and of a part of it."""
    if isinstance(place, Grant):
        url = reverse("reporting:explain", args=[place.ref, key])
    elif isinstance(place, Claim):
        url = reverse("reporting:explain-claim", args=[place.pk, key])
    else:
        url = reverse("reporting:explain-report", args=[place.pk, key])
    asked = urlencode({name: parts[name] for name in PARTS if parts.get(name)})
    return f"{url}?{asked}" if asked else url


def explained(value: Value, key: str, place: Any, **parts: Any) -> str:
    """*value* as the figure *key* of *place* reads, linked to its explanation; "" for None."""
    if value is None:
        return ""
    return format_html(
        '<a class="house-explained" href="{}">{}<span class="sr-only"> {}</span></a>',
        explain_url(place, key, **parts),
        value_of(value, VOCABULARY[key].unit),
        _("(explain)"),
    )


def place_of(subject: Subject) -> Any:
    """The object whose pages explain *subject*."""
    return subject.claim or subject.report or subject.grant


def value_of(value: Value, unit: str, currency: str = "") -> str:
    """A figure as text, in its own unit."""
    if value is None:
        return _("Not tested")
    if unit == RATE:
        return fraction_text(Fraction(value))
    if unit == PERCENT:
        return percent_text(value, 2)
    assert not isinstance(value, Fraction)
    return hours_text(value, currency) if unit == HOURS else money_text(value, currency)


def row_url(row: FigureRow, grant: Grant, *, reads_rows: bool) -> str:
    """The page of a row, for who reads the grant's rows or for the partner whose row it is."""
    match row.what:
        case what if what == COST and reads_rows:
            return reverse("reporting:verification-item", args=[row.parent, row.pk])
        case what if what == COST:
            return reverse("reporting:expenditure", args=[row.parent, row.pk])
        case what if what == CONTRIBUTION and reads_rows:
            return reverse("reporting:verification-detail", args=[row.parent])
        case what if what == CONTRIBUTION:
            return reverse("reporting:report-cofinancing", args=[row.parent])
        case what if what == REVENUE:
            return reverse("reporting:report-revenue", args=[row.parent])
        case what if what == CLAIM:
            return reverse("reporting:claim-detail", args=[row.pk])
        case what if what == CORRECTION:
            return reverse("reporting:correction-detail", args=[row.pk])
        case what if what in PAYMENT_PAGES:
            name, is_parent = PAYMENT_PAGES[what]
            return reverse(name, args=[row.parent if is_parent else row.pk])
        case what if what in (BUDGET, PLAN):
            return reverse("grants:budget-detail", args=[grant.ref, row.parent])
        case _other:
            return ""

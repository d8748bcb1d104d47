"""What a municipal agreement promises, as tables: its instalments and its targets (001, R-73)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery

from consortium.rules.refusals import gettext_noop as _
from grants.models import AgreedTarget, Grant, Instalment
from reporting.documents.material import choice
from reporting.documents.t_costs import total_row
from reporting.documents.tables import DATE, INT, MONEY, Cell, Column, Row, Table, both
from reporting.models import Invoice

NOT_INVOICED = _("Not invoiced")
# A year is a name and no count: it has no thousands mark.
YEAR = 7


def instalments_table(grant: Grant) -> Table:
    """Each instalment, when it falls due, and what has become of it."""
    invoice = Invoice.objects.filter(
        instalment=OuterRef("pk"), kind="invoice", state__in=Invoice.HOLDING
    ).order_by("-pk")
    rows: Iterable[Any] = (
        Instalment.objects.filter(grant=grant)
        .select_related("agreed__area")
        .annotate(
            invoice_state=Subquery(invoice.values("state")[:1]),
            invoice_amount=Subquery(invoice.exclude(state="drafted").values("amount")[:1]),
            invoice_paid=Subquery(invoice.values("paid")[:1]),
        )
    )
    columns = (
        Column("activity", both(_("Activity"))),
        Column("area", both(_("Area"))),
        Column("year", both(_("Year")), width=YEAR),
        Column("instalment", both(_("Instalment"))),
        Column("due", both(_("Due on")), DATE),
        Column("amount", both(_("Amount, DKK")), MONEY, summed=True),
        Column("invoiced", both(_("Invoiced")), MONEY, summed=True),
        Column("paid", both(_("Paid by the municipality")), MONEY, summed=True),
        Column("state", both(_("State"))),
    )
    body = tuple(Row(_instalment(one)) for one in rows)
    total = total_row(columns, body, both(_("Total")))
    return Table("M1", both(_("Instalments of the agreement")), columns, (*body, total))


def _instalment(one: Any) -> tuple[Cell, ...]:
    state = one.invoice_state
    return (
        one.activity,
        str(one.agreed.area),
        str(one.year),
        choice([(str(code), label) for code, label in Instalment.NUMBERS], str(one.number)),
        one.due_on,
        one.amount,
        one.invoice_amount,
        one.invoice_paid,
        choice(Invoice.STATES, state) if state else both(NOT_INVOICED),
    )


def agreed_targets_table(grant: Grant) -> Table:
    """What the agreement asks of each area: a number, a range, so many a year, or a text."""
    rows = AgreedTarget.objects.filter(agreement__grant=grant).select_related("area")
    columns = (
        Column("area", both(_("Area"))),
        Column("target", both(_("Target"))),
        Column("kind", both(_("Kind"))),
        Column("minimum", both(_("At least")), INT),
        Column("maximum", both(_("At most")), INT),
        Column("unit", both(_("Unit"))),
        Column("year", both(_("Year")), width=YEAR),
    )
    body = tuple(
        Row(
            (
                str(one.area),
                one.text,
                choice(AgreedTarget.KINDS, one.kind),
                _whole(one.minimum),
                _whole(one.maximum),
                one.unit,
                str(one.year) if one.year else None,
            )
        )
        for one in rows
    )
    note = both(_("A target without a year holds in every year of the agreement."))
    return Table("M2", both(_("Targets of the agreement")), columns, body, (note,))


def _whole(number: Decimal | None) -> int | None:
    return None if number is None else int(number)

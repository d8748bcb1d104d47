"""T2 financing by source and form, T3 the fund's part and its limits (rules.md 5.1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from consortium.queries.texts import percent_text
from consortium.rules.refusals import gettext_noop as _
from grants.models import FORMS, FUND_SOURCE, SOURCES
from reporting.documents.material import FundFigures, Material, choice, stored_figures
from reporting.documents.tables import (
    DATE,
    FRACTION,
    MONEY,
    NORMAL,
    SUBTOTAL,
    TOTAL,
    ZERO,
    Cell,
    Column,
    Row,
    Table,
    Words,
    both,
    money_words,
)

LIMIT_WORDS = {
    "L1": _("Ceiling or grant, less cancelled support"),
    "L2": _("Grant rate × eligible expenditure"),
    "L3": _("Krone for krone: documented co-financing"),
    "L4": _("Expenditure without contributions in kind"),
    "L5": _("No over-financing (final accounts)"),
}


FUND_NOTE = _(
    "The fund's row is what has been claimed up to and with this claim, with the claim's day; what "
    "has been received is told apart. A named source may be documented ahead of the expenditure."
)
GAP_NOTE = _(
    "Not yet financed is expenditure that neither the fund nor a named source covers so far. "
    "The fund's part follows when the co-financing is documented."
)


@dataclass(frozen=True)
class Given:
    """One cell of the financing plan with what has come, in DKK."""

    budget: Decimal = ZERO
    earlier: Decimal = ZERO
    this: Decimal = ZERO
    documented_on: dt.date | None = None

    def plus(self, other: Given) -> Given:
        """Both together, with the later day."""
        days = [day for day in (self.documented_on, other.documented_on) if day]
        return Given(
            self.budget + other.budget,
            self.earlier + other.earlier,
            self.this + other.this,
            max(days, default=None),
        )


def plan_and_actual(material: Material) -> dict[tuple[str, str], Given]:
    """What each source promised and gave in each form; the fund's money comes from the claim."""
    cells: dict[tuple[str, str], Given] = {}
    rows = [(source, form, Given(budget=amount)) for source, form, amount in material.sums.plan]
    rows += [
        (row.source, row.form, Given(ZERO, row.earlier, row.this, row.documented_on))
        for row in material.financing
    ]
    for source, form, given in rows:
        cells[source, form] = cells.get((source, form), Given()).plus(given)
    fund = material.fund
    claim = material.scope.claim
    submitted = claim.submitted_at.date() if claim and claim.submitted_at else None
    cells[FUND_SOURCE, "cash"] = replace(
        cells.get((FUND_SOURCE, "cash"), Given()),
        earlier=fund.claimed_before,
        this=fund.amount,
        documented_on=submitted,
    )
    return cells


def financing_table(material: Material) -> Table:
    """T2: source × form; what nobody has financed yet stands in a row of its own."""
    columns = (
        Column("source", both(_("Source"))),
        Column("form", both(_("Form"))),
        Column("budget", both(_("Financing plan")), MONEY, summed=True),
        Column("earlier", both(_("Earlier")), MONEY, summed=True),
        Column("this", both(_("This period")), MONEY, summed=True),
        Column("cumulative", both(_("Cumulative")), MONEY, summed=True),
        Column("documented", both(_("Documented")), DATE),
    )
    cells = plan_and_actual(material)
    rows = []
    whole = Given()
    for source, _label in SOURCES:
        for form, _form_label in FORMS:
            given = cells.get((source, form))
            if given is None:
                continue
            whole = whole.plus(replace(given, documented_on=None))
            rows.append(_row(choice(SOURCES, source), choice(FORMS, form), given))
    rows.append(_row(both(_("Documented financing")), None, whole, SUBTOTAL))
    lacking, ahead = _gap(material)
    rows.append(_row(both(_("Not yet financed")), None, lacking))
    if ahead.earlier or ahead.this:
        rows.append(_row(both(_("Financing beyond the expenditure")), None, ahead))
    everything = whole.plus(lacking).plus(ahead)
    rows.append(_row(both(_("Financing in all")), None, everything, TOTAL))
    notes = (both(FUND_NOTE), *((both(GAP_NOTE),) if lacking.earlier + lacking.this else ()))
    return Table("T2", both(_("Financing")), columns, tuple(rows), notes)


def _row(source: Words, form: Words | None, given: Given, level: str = NORMAL) -> Row:
    cells: tuple[Cell, ...] = (
        source,
        form,
        given.budget,
        given.earlier,
        given.this,
        given.earlier + given.this,
        given.documented_on,
    )
    return Row(cells, level)


def _gap(material: Material) -> tuple[Given, Given]:
    """Cost without financing, and financing without cost, as the claims stored them."""
    before = material.scope.last
    # A claim that was accepted in part counts as accepted (W-06).
    cut = before.entitlement - before.counted_entitlement if before else ZERO
    gap_before = stored_figures(before).gap + cut if before else ZERO
    gap_now = material.fund.gap
    lacking, lacked = max(gap_now, ZERO), max(gap_before, ZERO)
    ahead, was_ahead = min(gap_now, ZERO), min(gap_before, ZERO)
    return (
        Given(earlier=lacked, this=lacking - lacked),
        Given(earlier=was_ahead, this=ahead - was_ahead),
    )


def fund_table(fund: FundFigures) -> Table:
    """T3: from the cumulative figures over the five limits to the claim."""
    columns = (
        Column("symbol", both(_("Symbol")), width=10),
        Column("text", both(_("Text")), width=42),
        Column("amount", both(_("Amount")), MONEY, width=18),
        Column("rate", both(_("Rate")), FRACTION, width=10),
        Column("remark", both(_("Remark")), width=20),
    )
    rows = [
        Row(("TE", both(_("Eligible expenditure, cumulative")), fund.te, None, "")),
        Row(("IK", both(_("of which contributions in kind")), fund.ik, None, "")),
        Row(("P", both(_("Other public support")), fund.p, None, "")),
        Row(("X", both(_("All financing other than the fund's")), fund.x, None, "")),
        Row(("K", both(_("Support cancelled by correction")), fund.cancelled, None, "")),
        Row(("r", both(_("Grant rate")), None, fund.rate, _share(fund.rate))),
        *(_limit_row(name, limit, fund) for name, limit in fund.limits),
        Row(("F", both(_("Entitlement, cumulative")), fund.entitlement, None, ""), SUBTOTAL),
        Row(("", both(_("Claimed earlier")), fund.claimed_before, None, "")),
        Row(("", both(_("Claim")), fund.amount, None, ""), TOTAL),
    ]
    if fund.payable is not None:
        rows.append(Row(("", both(_("of which payable now")), fund.payable, None, "")))
        rows.append(Row(("", both(_("of which not yet due")), fund.not_yet_due, None, "")))
    return Table("T3", both(_("Fund calculation")), columns, tuple(rows))


def _share(rate: Fraction) -> Words:
    return Words(percent_text(rate, 4, "da"), percent_text(rate, 4, "en"))


def _limit_row(name: str, limit: Decimal | None, fund: FundFigures) -> Row:
    if limit is None:
        remark = both(_("Not tested"))
    elif name in fund.binding:
        remark = both(_("Binding"))
    else:
        room = limit - fund.entitlement
        remark = both(_("Room %(amount)s"), amount=money_words(room))
    return Row((name, both(LIMIT_WORDS[name]), limit, None, remark))

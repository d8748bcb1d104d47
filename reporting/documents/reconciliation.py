"""The reconciliations of rules.md 5.1 and 5.6, each from two independent sources."""

from __future__ import annotations

from decimal import Decimal

from consortium.rules.refusals import gettext_noop as _
from reporting.documents.bodies import from_body
from reporting.documents.material import FundFigures, Material
from reporting.documents.parts import AUTHORITY
from reporting.documents.tables import ZERO, Check, Table, both
from reporting.queries.documents import Scope, newest_snapshot
from reporting.queries.snapshots import body_of

BEFORE_REVENUE = ("T1:this:subtotal",)
STAFF_AND_VOUCHERS = ("T4:amount", "T5:amount")


def rows_agree(costs: Table, staff: Table, vouchers: Table, flat: tuple[Table, ...] = ()) -> Check:
    """T1 of this period is made of exactly the rows of T4 and T5, and the flat rates of T1F."""
    # Revenue is deducted in T1 and has no row in T4 or T5, so cost is compared before revenue.
    place = costs.place("this")
    before_revenue = next(row.cells[place] for row in costs.rows if row.level == "subtotal")
    assert isinstance(before_revenue, Decimal)
    parts = staff.total("amount") + vouchers.total("amount")
    if not flat:
        label = both(_("T1 this period before revenue = T4 staff + T5 vouchers"))
        return Check(label, before_revenue, parts, "T1", BEFORE_REVENUE, STAFF_AND_VOUCHERS)
    label = both(_("T1 this period before revenue = T4 staff + T5 vouchers + T1F flat rates"))
    added = sum((table.total("this") for table in flat), ZERO)
    sources = (*STAFF_AND_VOUCHERS, *(f"{table.code}:this" for table in flat))
    return Check(label, before_revenue, parts + added, "T1", BEFORE_REVENUE, sources)


def partners_agree(costs: Table, parts: tuple[Table, ...]) -> Check:
    """T1 of all partners is the sum of the partners' own tables."""
    label = both(_("T1 cumulative = sum of the partners' T1"))
    return Check(
        label,
        costs.total("cumulative"),
        sum((part.total("cumulative") for part in parts), ZERO),
        "T1",
        ("T1:cumulative",),
        tuple(f"{part.code}:cumulative" for part in parts),
    )


def financing_agrees(financing: Table, costs: Table) -> tuple[Check, ...]:
    """All cost is financed, or stands as not yet financed."""
    this, code = costs.total("this") + costs.total("corrected"), financing.code
    return (
        Check(
            both(_("%(table)s this period = T1 this period + T10"), table=code),
            financing.total("this"),
            this,
            code,
            (f"{financing.code}:this",),
            (f"{costs.code}:this", f"{costs.code}:corrected"),
        ),
        Check(
            both(_("%(table)s cumulative = T1 cumulative"), table=code),
            financing.total("cumulative"),
            costs.total("cumulative"),
            code,
            (f"{financing.code}:cumulative",),
            (f"{costs.code}:cumulative",),
        ),
    )


def fund_agrees(fund: FundFigures, financing: Table, costs: Table) -> tuple[Check, ...]:
    """The claim's stored figures are those of the rows."""
    own = _by_source(financing)
    eu_this, eu_cumulative = own.pop("eu", (ZERO, ZERO))
    others = sum((cumulative for _this, cumulative in own.values()), ZERO)
    return (
        Check(both(_("T3 claim = T2 EU this period")), fund.amount, eu_this, "T3"),
        Check(both(_("T3 entitlement = T2 EU cumulative")), fund.entitlement, eu_cumulative, "T3"),
        Check(
            both(_("T3 eligible expenditure = T1 cumulative")),
            fund.te,
            costs.total("cumulative"),
            "T3",
        ),
        Check(both(_("T3 other financing = T2 without EU")), fund.x, others, "T3"),
    )


def history_agrees(scope: Scope, costs: Table, corrections: Table) -> Check:
    """T1 goes on from where the last report stopped."""
    last = last_cumulative(scope)
    this = costs.total("this")
    return Check(
        both(_("T1 cumulative = last report's cumulative + this period + T10")),
        costs.total("cumulative"),
        last + this + corrections.total("te_effect"),
        "T1",
    )


def last_cumulative(scope: Scope) -> Decimal:
    """What the last frozen report said; without one, what the last claim was built on."""
    before = scope.last
    if before is None:
        return ZERO
    frozen = newest_snapshot(scope.grant, AUTHORITY, before.period)
    if frozen is None:
        return Decimal(before.total_eligible)
    costs = from_body(body_of(frozen)).table("T1")
    return costs.total("cumulative")


def authority_checks(
    material: Material,
    costs: tuple[Table, ...],
    rest: dict[str, Table],
    flat: tuple[Table, ...] = (),
) -> tuple[Check, ...]:
    """All reconciliations of the half-yearly report."""
    whole, parts = costs[0], costs[1:]
    return (
        rows_agree(whole, rest["T4"], rest["T5"], flat),
        partners_agree(whole, parts),
        *financing_agrees(rest["T2"], whole),
        *fund_agrees(material.fund, rest["T2"], whole),
        history_agrees(material.scope, whole, rest["T10"]),
    )


def _by_source(financing: Table) -> dict[str, tuple[Decimal, Decimal]]:
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for row in financing.rows:
        source, form, this, cumulative = (row.cells[place] for place in (0, 1, 4, 5))
        if form is None or not isinstance(this, Decimal) or not isinstance(cumulative, Decimal):
            continue
        key = "eu" if source == both(_("EU")) else str(source)
        known = sums.get(key, (ZERO, ZERO))
        sums[key] = (known[0] + this, known[1] + cumulative)
    return sums

"""Flat-rate add-ons as rows of the ledger: they follow their verified base (R-40, R-42, R-81).

One row for each partner and rate in each claim, and one that no claim holds yet. The latter is
worked out anew whenever verified cost moves; a row of a sent claim never is: what its base loses
later stands in the next row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from consortium.actions.base import action, record
from consortium.models.memory import add_rows, change_rows
from consortium.rules.money import ZERO
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from grants.models import BudgetLine, BudgetVersion, Grant
from grants.queries.budgets import budget_in_force
from grants.rules.flat_rates import Kind
from reporting.models import Claim, Expenditure, PartnerReport
from reporting.queries.flat_rates import Due, flat_rates_due, grant_rates, newest_reports
from reporting.queries.funding import binding_claims

MOVED = ["amount", "accepted", "awaiting", "decided_by", "decided_at", "budget_version"]
ACCOUNT = "flat rate"


class NoFlatRateLine(Refused):
    """The chart of accounts has no line for flat rates."""

    code = "NO_FLAT_RATE_LINE"


@action
def book_flat_rates(
    grant: Grant, claim: Claim | None = None, *, by: Any, at: dt.datetime
) -> list[Expenditure]:
    """Make the add-ons follow their base: those of *claim*, then those that no claim holds.

    Only called inside the action that moved verified cost, which has locked the grant.
    """
    if not grant_rates(grant):
        return []
    moved = []
    if claim is not None:
        others = [one.pk for one in binding_claims(grant) if one.pk != claim.pk]
        held, own = Q(claim__in=others), Q(claim=claim)
        moved += _settle(grant, claim, held | own, held, by, at)
    moved += _settle(grant, None, Q(), Q(claim__isnull=False), by, at)
    if moved:
        record(
            "flat_rates.booked",
            claim or grant,
            chain=grant.ref,
            after={"rows": len(moved), "accepted": sum((row.accepted for row in moved), ZERO)},
        )
    return moved


@action
def follow_budget(grant: Grant, *, by: Any, at: dt.datetime) -> list[Expenditure]:
    """The day of a budget that was approved ahead has come: the add-ons follow it (R-90).

    Only called for a grant whose add-ons lag behind; *by* is nobody.
    """
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    return book_flat_rates(grant, by=by, at=at)


def drop_flat_rates(rows: Sequence[Expenditure]) -> None:
    """Delete the add-ons among *rows*, which a claim has let go: they follow their free base."""
    for row in rows:
        if row.kind == Expenditure.FLAT:
            row.delete()


def _settle(
    grant: Grant, claim: Claim | None, inside: Q, elsewhere: Q, by: Any, at: dt.datetime
) -> list[Expenditure]:
    on = timezone.localdate(at)
    due, version = flat_rates_due(grant, inside, elsewhere, on), budget_in_force(grant, on)
    rows = Expenditure.objects.select_for_update(of=("self",)).filter(
        grant=grant, kind=Expenditure.FLAT, claim=claim
    )
    known = {(row.grant_partner_id, Kind(row.booking_no)): row for row in rows}
    wanted = {key for key, one in due.items() if one.amount or one.accepted}
    reports = newest_reports(grant, inside) if wanted - set(known) else {}
    # A row that the day of a budget makes is by who approved it.
    author = by or (version.approved_by if version else None)
    new = [_blank(grant, claim, key, reports, author) for key in sorted(wanted - set(known))]
    for row in new:
        _moved(row, due[row.grant_partner_id, Kind(row.booking_no)], version, by, at)
    add_rows(new, Expenditure)
    changed = [row for key, row in known.items() if _moved(row, due.get(key), version, by, at)]
    kept = [row for row in changed if row.amount or row.accepted]
    change_rows(kept, Expenditure, MOVED)
    for row in changed:
        if row not in kept:
            row.delete()
    return [*new, *changed]


def _moved(
    row: Expenditure, due: Due | None, version: BudgetVersion | None, by: Any, at: dt.datetime
) -> bool:
    due = due or Due(ZERO, ZERO)
    if row.amount == due.amount and row.accepted == due.accepted:
        return False
    row.amount, row.accepted = due.amount, due.accepted
    row.awaiting = due.amount - due.accepted
    row.decided_by, row.decided_at, row.budget_version = by, at, version
    return True


def _blank(
    grant: Grant,
    claim: Claim | None,
    key: tuple[int, Kind],
    reports: dict[int, PartnerReport],
    author: Any,
) -> Expenditure:
    partner, kind = key
    report = reports[partner]
    day = report.period.ends_on
    return Expenditure(
        report=report,
        grant=grant,
        grant_partner_id=partner,
        line=_line(),
        kind=Expenditure.FLAT,
        state="verified",
        voucher_no=f"FLAT-{claim.number}" if claim else "FLAT",
        text=_TEXTS[kind],
        invoice_date=day,
        delivery_date=day,
        paid_on=day,
        ledger_account=ACCOUNT,
        booking_no=kind.value,
        net=ZERO,
        claim=claim,
        created_by=author,
    )


# Rows are data: they say the same in every language, so that papers can be made again.
_TEXTS = {
    Kind.INDIRECT_OF_DIRECT: "Udokumenteret tillæg af direkte udgifter (flat rate, direct cost)",
    Kind.INDIRECT_OF_STAFF: "Udokumenteret tillæg af løn (flat rate, staff)",
    Kind.INDIRECT_CALCULATED: "Beregnet tillæg af direkte omkostninger (calculated rate)",
    Kind.INDIRECT_NATIONAL: "Nationalt tillæg af løn (national flat rate, staff)",
    Kind.OTHER_OF_STAFF: "Tillæg for øvrige omkostninger (flat rate, other cost)",
    Kind.STAFF_OF_OTHER: "Tillæg for løn (flat rate, staff cost)",
}


def _line() -> BudgetLine:
    line = BudgetLine.objects.filter(kind=BudgetLine.FLAT).order_by("number").first()
    if line is None:
        raise NoFlatRateLine.because(
            _("There is no budget line for flat rates. Add one to the chart of accounts."),
            rule="R-40",
        )
    return line

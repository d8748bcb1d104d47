"""What of a payment is whose, cumulatively: advances, held parts and caps work out (R-04, R-15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from consortium.rules.money import ZERO, Base, split_cumulative
from grants.models import Grant, GrantPartner
from reporting.models import Claim, ClaimShare, Disbursement, Recovery
from reporting.queries.claim_cuts import cuts_out_of
from reporting.queries.claims import (
    Share,
    budget_by_partner,
    share_caps,
    split_by_cost,
    split_weights,
)
from reporting.queries.funding import held_back, netted_recoveries


def payment_shares(amount: Decimal, claim: Claim) -> list[Share]:
    """Each partner's part when *amount* comes in for *claim*.

    An advance goes out by budget. After that every partner is entitled to its shares of all paid
    claims; a payment brings each closer to that. So an advance, an interim limit and the final
    balance reach the partners whose cost they are for, and nobody pays back in a payment (C23 d).
    """
    partners = list(claim.grant.partners.select_related("organisation").order_by("number"))
    if claim.is_advance:
        return split_by_cost(amount, partners, budget_by_partner(claim.grant))
    entitled = entitled_so_far(claim, partners)
    had = had_so_far(claim.grant)
    whole = amount + held_back(claim)
    own = split_by_cost(whole, partners, _cost_of(claim))
    if not any(entitled.values()):
        return own
    bases = [Base(one.number, max(ZERO, entitled.get(one.pk, ZERO))) for one in partners]
    before = [had.get(one.pk, ZERO) for one in partners]
    parts = split_cumulative(sum(before, ZERO) + whole, bases, before)
    return [
        Share(share.partner, share.eligible, share.exact, part)
        for share, part in zip(own, parts, strict=True)
    ]


def entitled_so_far(claim: Claim, partners: Sequence[GrantPartner]) -> dict[int, Decimal]:
    """By partner: its shares of every claim that is paid, that nothing is due on, and of this one.

    What the fund held back for corrections counts as if it had been paid: the partners that
    caused them owe it, and pay by offset.
    """
    rows = Claim.objects.filter(grant=claim.grant, is_advance=False).exclude(pk=claim.pk)
    decided = rows.filter(state__in=["accepted", "partly_accepted", "paid"]).order_by("number")
    claims = [one for one in decided if one.state == "paid" or _is_settled_by(claim, one)]
    caps = share_caps(claim.grant)
    found: dict[int, Decimal] = {}
    for one in [*claims, claim]:
        netted = sum((row.amount for row in netted_recoveries(one)), ZERO)
        amount = one.counted_amount + netted
        for share in split_by_cost(amount, partners, _cost_of(one), caps):
            found[share.partner.pk] = found.get(share.partner.pk, ZERO) + share.amount
    return found


def _is_settled_by(claim: Claim, earlier: Claim) -> bool:
    return earlier.number < claim.number and earlier.counted_payable <= ZERO


def _cost_of(claim: Claim) -> dict[int, Decimal]:
    """What *claim* is shared by: as it was sent, without what the funder cut out of it (W-06)."""
    rows = ClaimShare.objects.filter(claim=claim).values_list("grant_partner_id", "eligible")
    cost = split_weights(claim, dict(rows))
    for partner, cut in cuts_out_of(claim).items():
        cost[partner] = cost.get(partner, ZERO) - cut
    for recovery in netted_recoveries(claim):
        cost[recovery.debtor_id] += recovery.correction.amount
    return cost


def had_so_far(grant: Grant) -> dict[int, Decimal]:
    """By partner: its shares of all payments, with what was offset in them."""
    rows = (
        Disbursement.objects.filter(payment__claim__grant=grant)
        .order_by()
        .values("grant_partner_id")
        .annotate(total=Sum("share"))
    )
    return dict(rows.values_list("grant_partner_id", "total"))


def offsets_of(partner: GrantPartner, share: Decimal) -> list[tuple[Recovery, Decimal]]:
    """What decided recoveries take out of a partner's *share*, the oldest first (R-71)."""
    left, found = share, []
    owed = Recovery.objects.select_for_update().filter(
        debtor=partner,
        state__in=["demanded", "overdue"],
        correction__state__in=["booked", "recovered"],
    )
    for recovery in owed.order_by("pk"):
        part = min(left, recovery.left)
        if part > ZERO:
            found.append((recovery, part))
            left -= part
    return found


@dataclass(frozen=True)
class Late:
    """A partner's money that the lead still holds after the day it was to be sent (R-71)."""

    row: Disbursement
    days: int


def overdue_disbursements(grant: Grant, *, on: dt.date) -> list[Late]:
    """What should have been passed on before *on*, the longest overdue first."""
    rows: Iterable[Disbursement] = (
        Disbursement.objects.filter(
            payment__claim__grant=grant,
            state__in=["calculated", "approved"],
            grant_partner__is_lead=False,
            amount__gt=ZERO,
            due_on__lt=on,
        )
        .select_related("grant_partner__organisation", "payment__claim")
        .order_by("due_on", "grant_partner__number")
    )
    return [Late(row, (on - row.due_on).days) for row in rows]

"""The final balance of a grant, what has gone back to the fund, and whose it was (rules.md 2.8)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import CharField, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from consortium.models.fields import MoneyField
from consortium.rules.money import ZERO
from grants.models import Grant, GrantPartner
from reporting.models import (
    Claim,
    Correction,
    PaymentReceived,
    Recovery,
    Repayment,
    RepaymentPart,
)
from reporting.queries.corrections import BOOKED
from reporting.queries.distribution import entitled_so_far, had_so_far
from reporting.queries.funding import held_back
from reporting.rules.repayments import FinalBalance, parts_of

DECIDED = ("accepted", "partly_accepted", "paid")


def decided_final_claim(grant: Grant) -> Claim | None:
    """The final claim that the fund has accepted, in whole or in part."""
    rows = Claim.objects.filter(grant=grant, is_final=True, state__in=DECIDED)
    return rows.select_related("grant__lead").order_by("number").last()


def fallen_since(grant: Grant) -> QuerySet[Correction]:
    """Corrections booked since the final claim: no claim holds their row, and none will.

    What the funder cut out of a claim is in that claim's accepted figures already (W-06).
    """
    return Correction.objects.filter(
        grant=grant, state__in=BOOKED, row__claim__isnull=True, result__isnull=True
    )


def final_balance(grant: Grant) -> FinalBalance | None:
    """What is left between the fund and the lead; None until the final claim is decided."""
    final = decided_final_claim(grant)
    return None if final is None else balance_of(final)


def balance_of(final: Claim) -> FinalBalance:
    """The balance of the grant whose final claim is *final*."""
    grant = final.grant
    sums = _sums(
        ("fallen", fallen_since(grant), "fund_effect"),
        ("received", PaymentReceived.objects.filter(claim__grant=grant), "amount"),
        ("sent_back", Repayment.objects.filter(grant=grant, state="sent"), "amount"),
    )
    return FinalBalance(claimed=final.counted_entitlement, **sums)


def _sums(*asked: tuple[str, QuerySet[Any], str]) -> dict[str, Decimal]:
    """The sum of a column of each of *asked*, by its name, in one question."""
    first, *others = (
        rows.order_by()
        .annotate(row_what=Value(name, CharField()))
        .values("row_what")
        .annotate(total=Coalesce(Sum(column), Value(ZERO, MoneyField())))
        .values_list("row_what", "total")
        for name, rows, column in asked
    )
    found: dict[str, Decimal] = dict(first.union(*others, all=True))
    return {name: found.get(name, ZERO) for name, _rows, _column in asked}


def fallen_sum(grant: Grant) -> Decimal:
    """What corrections that no claim holds have moved the entitlement by."""
    total: Decimal | None = fallen_since(grant).aggregate(total=Sum("fund_effect"))["total"]
    return total or ZERO


def sent_back(grant: Grant) -> Decimal:
    """What has gone back to the fund, DKK."""
    rows = Repayment.objects.filter(grant=grant, state="sent")
    total: Decimal | None = rows.aggregate(total=Sum("amount"))["total"]
    return total or ZERO


def parts_owed(grant: Grant) -> dict[int, Decimal]:
    """By partner: its parts of what went back that it has not paid to the lead."""
    rows = RepaymentPart.objects.unsettled().filter(repayment__grant=grant).order_by()
    sums = rows.values("grant_partner_id").annotate(owed=RepaymentPart.OWED)
    return dict(sums.values_list("grant_partner_id", "owed"))


def all_owed(grant: Grant) -> dict[int, Decimal]:
    """By partner: open recoveries and parts of what went back, in one question."""
    owed = Recovery.objects.unsettled().filter(correction__grant=grant).order_by()
    parts = RepaymentPart.objects.unsettled().filter(repayment__grant=grant).order_by()
    recoveries = owed.values("debtor_id").annotate(owed=Recovery.STILL_OWED)
    both = recoveries.values_list("debtor_id", "owed").union(
        parts.values("grant_partner_id")
        .annotate(owed=RepaymentPart.OWED)
        .values_list("grant_partner_id", "owed"),
        all=True,
    )
    found: dict[int, Decimal] = {}
    for partner, amount in both:
        found[partner] = found.get(partner, ZERO) + amount
    return found


@dataclass(frozen=True)
class PartnerBalance:
    """What a partner has had of the fund's money and may keep; *part* goes back through the lead.

    *had* is its shares of all payments less earlier parts; DKK.
    """

    partner: GrantPartner
    had: Decimal
    entitled: Decimal
    part: Decimal

    @property
    def difference(self) -> Decimal:
        """What it had above its entitlement; below zero it had too little."""
        return self.had - self.entitled


def partner_balances(final: Claim, amount: Decimal) -> list[PartnerBalance]:
    """Whose the *amount* was that goes back after *final*.

    Recoveries of corrections are owed by their own partners and no part of it, as long as no claim
    has held them back.
    """
    grant = final.grant
    partners = list(grant.partners.select_related("organisation").order_by("number"))
    had, entitled = had_so_far(grant), entitled_so_far(final, partners)
    for partner, part in _earlier_parts(grant).items():
        had[partner] = had.get(partner, ZERO) - part
    for partner, fell in _fallen_undemanded(grant).items():
        entitled[partner] = entitled.get(partner, ZERO) + fell
    lead = next(one.number for one in partners if one.is_lead)
    parts = parts_of(
        _to_share(final, amount),
        {one.number: had.get(one.pk, ZERO) for one in partners},
        {one.number: entitled.get(one.pk, ZERO) for one in partners},
        lead,
    )
    return [
        PartnerBalance(
            one,
            had.get(one.pk, ZERO),
            entitled.get(one.pk, ZERO),
            parts.get(one.number, ZERO),
        )
        for one in partners
    ]


def _to_share(final: Claim, amount: Decimal) -> Decimal:
    """What of all that goes back no recovery brings, less what was shared out before."""
    grant = final.grant
    demanded = Recovery.objects.filter(
        correction__in=fallen_since(grant), dropped_on__isnull=True
    ).aggregate(total=Sum("amount"))["total"]
    owed = sent_back(grant) + amount - held_back(final) - (demanded or ZERO)
    return owed - sum(_earlier_parts(grant).values(), ZERO)


def _earlier_parts(grant: Grant) -> dict[int, Decimal]:
    rows = RepaymentPart.objects.filter(repayment__grant=grant).order_by()
    sums = rows.values("grant_partner_id").annotate(total=Sum("amount"))
    return dict(sums.values_list("grant_partner_id", "total"))


def _fallen_undemanded(grant: Grant) -> dict[int, Decimal]:
    """By partner: what its cost took of the fund's part since, where nothing was demanded."""
    rows = fallen_since(grant).filter(recovery__isnull=True).order_by()
    sums = rows.values("original__grant_partner_id").annotate(total=Sum("fund_effect"))
    return dict(sums.values_list("original__grant_partner_id", "total"))

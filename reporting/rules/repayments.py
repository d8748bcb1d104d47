"""The end of the money: what of it goes back to the fund, and who owes it (rules.md 2.8, R-84)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from reporting.rules.corrections import debtors


@dataclass(frozen=True)
class FinalBalance:
    """`final = F_final - paid_so_far` of rules.md 2.8, after the fund has decided; DKK.

    *claimed* is F of the final claim as accepted, *fallen* what corrections have moved it by since,
    so below zero; *received* has come from the fund, and *sent_back* has gone back to it.
    """

    claimed: Decimal
    fallen: Decimal = ZERO
    received: Decimal = ZERO
    sent_back: Decimal = ZERO

    @property
    def entitlement(self) -> Decimal:
        """What the fund owes in all, in the end."""
        return self.claimed + self.fallen

    @property
    def kept(self) -> Decimal:
        """What has come and has not gone back."""
        return self.received - self.sent_back

    @property
    def rest(self) -> Decimal:
        """What is still to come from the fund; below zero it goes back."""
        return self.entitlement - self.kept

    @property
    def to_send_back(self) -> Decimal:
        """What the lead owes the fund, 0.00 if nothing."""
        return max(ZERO, -self.rest)


def repayment_breaches(balance: FinalBalance | None, amount: Decimal) -> list[Breach]:
    """What stands against sending *amount* back to the fund: it is the balance, to the øre."""
    if balance is None:
        message = _(
            "No final claim has been decided, so nothing goes back to the fund yet: what has come "
            "ahead of cost is set against the next claim."
        )
        return [Breach("NO_FINAL_CLAIM", message, "", {}, "rules 2.8")]
    params = {
        "amount": amount,
        "owed": balance.to_send_back,
        "received": balance.received,
        "sent_back": balance.sent_back,
        "entitlement": balance.entitlement,
    }
    if balance.to_send_back == ZERO:
        message = _(
            "Nothing goes back to the fund: %(received)s kr. have come, %(sent_back)s kr. have "
            "gone back, and the final entitlement is %(entitlement)s kr."
        )
        return [Breach("NOTHING_TO_SEND_BACK", message, "", params, "rules 2.8")]
    if amount != balance.to_send_back:
        message = _(
            "%(amount)s kr. is not the %(owed)s kr. that go back to the fund: %(received)s kr. "
            "have come, %(sent_back)s kr. have gone back, the final entitlement is "
            "%(entitlement)s kr. The balance is paid back in one sum, to the øre."
        )
        return [Breach("REPAYMENT_DIFFERS", message, "amount", params, "rules 2.8")]
    return []


def parts_of(
    owed: Decimal, had: Mapping[int, Decimal], entitled: Mapping[int, Decimal], lead: int
) -> dict[int, Decimal]:
    """Share *owed*, which the lead sends back, among those who had more than they are entitled to.

    Keys are partner numbers, amounts DKK; the largest remainder leaves no øre (R-04). What nobody
    has had too much of is the *lead*'s own.
    """
    if owed <= ZERO:
        return {}
    above = {
        number: had.get(number, ZERO) - entitled.get(number, ZERO)
        for number in sorted({*had, *entitled})
    }
    causing = {number: amount for number, amount in above.items() if amount > ZERO}
    theirs = min(owed, sum(causing.values(), ZERO))
    parts = debtors(theirs, causing) if causing else {}
    parts[lead] = parts.get(lead, ZERO) + owed - theirs
    return {number: part for number, part in parts.items() if part > ZERO}

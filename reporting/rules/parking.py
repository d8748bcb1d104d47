"""Setting a doubtful line aside, and taking it up again in a later period (rules.md 3.0, W-04).

A parked line holds its whole amount as `parked`. The row that takes it up has no amount of its own
and holds the same sum with a minus, so that reported = accepted + disallowed + awaiting + parked
stays true over both, whatever is decided. The line that was parked is never edited.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

PARKABLE = frozenset({"voucher", "staff", "in_kind", "taken_up"})
DONE = frozenset({"verified", "included"})


@dataclass(frozen=True)
class Shares:
    """One row of the ledger as far as its sums go, DKK."""

    amount: Decimal
    accepted: Decimal = ZERO
    disallowed: Decimal = ZERO
    awaiting: Decimal = ZERO
    parked: Decimal = ZERO

    @property
    def at_stake(self) -> Decimal:
        """What a decision on the row shares out."""
        return self.amount - self.parked

    @property
    def adds_up(self) -> bool:
        """Whether the decision accounts for the whole row."""
        return self.at_stake == self.accepted + self.disallowed + self.awaiting


def set_aside(row: Shares) -> Shares:
    """*row* parked: all of it, and nothing of it counts. Parked again, a row gives its sum back."""
    return Shares(amount=row.amount, parked=row.amount)


def taken_up(row: Shares) -> Shares:
    """The row that puts the parked sum of *row* up for decision. Raises ValueError if none is."""
    if row.parked <= ZERO:
        raise ValueError("nothing is parked on this row")
    return Shares(amount=ZERO, parked=-row.parked)


def shared_out(row: Shares, accepted: Decimal, awaiting: Decimal = ZERO) -> Shares:
    """*row* decided: so much accepted, so much awaiting budget, the rest disallowed."""
    fallen = row.at_stake - accepted - awaiting
    return Shares(row.amount, accepted, fallen, awaiting, row.parked)


@dataclass(frozen=True)
class ParkFacts:
    """What must be known before a line is parked."""

    voucher: str
    kind: str
    at_stake: Decimal
    claim: int | None
    is_released: bool
    period: int
    is_last_period: bool
    reason: str


def check_park(facts: ParkFacts) -> list[Breach]:
    """Why the line cannot be set aside."""
    named: dict[str, object] = {"voucher": facts.voucher}
    found = []
    if facts.kind not in PARKABLE or not facts.at_stake:
        message = _(
            "%(voucher)s holds no cost of its own that could be parked. Only vouchers, staff time "
            "and contributions in kind are."
        )
        found.append(Breach("NOT_PARKABLE", message, facts.voucher, named, "rules 3.0"))
    if facts.claim is not None:
        message = _(
            "%(voucher)s stands in claim %(number)s, so it is not parked. Drop the claim if it is "
            "a draft; what has been claimed is only changed by a correction."
        )
        params = named | {"number": facts.claim}
        found.append(Breach("IN_A_CLAIM", message, facts.voucher, params, "R-80"))
    if facts.is_released:
        message = _(
            "A part of %(voucher)s awaited budget and has been released since, so the line is not "
            "parked. What is wrong with it is disallowed or corrected."
        )
        found.append(Breach("RELEASED", message, facts.voucher, named, "R-91"))
    if facts.is_last_period:
        message = _(
            "Period %(period)s is the last one, so %(voucher)s could never be taken up. Accept it, "
            "disallow it, or ask the partner."
        )
        params = named | {"period": facts.period}
        found.append(Breach("NO_LATER_PERIOD", message, facts.voucher, params, "W-04"))
    if not facts.reason.strip():
        message = _("Say why the line is parked, so that the partner understands it.")
        found.append(Breach("REASON_MISSING", message, "reason", rule="W-04"))
    return found


@dataclass(frozen=True)
class TakeUpFacts:
    """What must be known before a parked line is taken up in a later period."""

    voucher: str
    partner: str
    is_parked: bool
    taken_up_in: int | None
    parked_in: int
    parked_report: str
    period: int
    report: str
    # What falls as a whole needs no verification; only a report in a claim takes no row at all.
    falls: bool = False


def check_take_up(facts: TakeUpFacts) -> list[Breach]:
    """Why the line cannot be taken up there."""
    named: dict[str, object] = {"voucher": facts.voucher}
    if facts.taken_up_in is not None:
        message = _(
            "%(voucher)s has been taken up in period %(period)s already. Decide on it there."
        )
        params = named | {"period": facts.taken_up_in}
        return [Breach("TAKEN_UP_ALREADY", message, "period", params, "W-04")]
    if not facts.is_parked:
        message = _("%(voucher)s is not parked, so there is nothing to take up.")
        return [Breach("NOT_PARKED", message, facts.voucher, named, "rules 3.0")]
    if facts.parked_report not in DONE:
        message = _(
            "The report that holds %(voucher)s is “%(state)s”: its verification still runs. Take "
            "the decision back there."
        )
        params = named | {"state": facts.parked_report}
        return [Breach("STILL_THERE", message, facts.voucher, params, "W-04")]
    if facts.period <= facts.parked_in:
        message = _(
            "%(voucher)s was parked in period %(own)s; period %(period)s is not a later one. "
            "Choose a later open period."
        )
        params = named | {"own": facts.parked_in, "period": facts.period}
        return [Breach("NOT_LATER", message, "period", params, "W-04")]
    if facts.report in ({"included"} if facts.falls else DONE):
        message = _(
            "The report of %(partner)s for period %(period)s is “%(state)s”, so no line is added "
            "to its verification. Choose a later period."
        )
        params = {"partner": facts.partner, "period": facts.period, "state": facts.report}
        return [Breach("VERIFIED_ALREADY", message, "period", params, "W-04")]
    return []


def check_final(count: int, amount: Decimal, vouchers: list[str]) -> list[Breach]:
    """Refuse the final claim while parked lines wait for a decision (rules.md 3.1)."""
    if not count:
        return []
    message = _(
        "%(amount)s kr. is parked and waits for a decision: %(vouchers)s. Take the lines up and "
        "decide on them, or disallow them, before the final claim."
    )
    params = {"amount": amount, "vouchers": vouchers}
    return [Breach("PARKED_LINES", message, "", params, "rules 3.1")]

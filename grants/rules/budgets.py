"""Budget lines, their flexibility, and cost that waits for budget (R-90, R-91, R-92).

Flexibility is always measured against a version that was approved, and cumulatively: two moves of
15 % are one move of 32.25 %. Total budget, grant and flat-rate lines never flex: give them flex 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from consortium.rules.money import ZERO, as_fraction, cents_down

NO_FLEX = Fraction(0)


@dataclass(frozen=True)
class Acceptance:
    """How much of one cost the line holds, in DKK, and how much awaits budget (R-91)."""

    accepted: Decimal
    awaiting: Decimal


@dataclass(frozen=True)
class LineVersion:
    """What one approved budget version gives one line: *approved* DKK from *effective_from* on."""

    number: int
    approved: Decimal
    approved_on: date
    effective_from: date


@dataclass(frozen=True)
class Cost:
    """One cost on the line, in DKK, by the day it was incurred; *ref* is the caller's own key."""

    ref: str
    incurred_on: date
    amount: Decimal


@dataclass(frozen=True)
class Tested:
    """One cost after the test: its *acceptance* and the *version* it was tested on (R-92)."""

    cost: Cost
    acceptance: Acceptance
    version: int


@dataclass(frozen=True)
class Move:
    """A move to a line: what flexibility allows, what needs approval, and the use so far."""

    allowed: Decimal
    needs_approval: Decimal
    use: Fraction


@dataclass(frozen=True)
class LineChange:
    """One line in two versions, in DKK; `relative` is None for a line that had no budget before."""

    line: str
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """How much the line grew, in DKK."""
        return self.after - self.before

    @property
    def relative(self) -> Fraction | None:
        """The growth as a fraction of the earlier budget."""
        return None if self.before == 0 else as_fraction(self.change) / as_fraction(self.before)


def line_limit(approved: Decimal, flex: Fraction, flex_amount: Decimal | None = None) -> Decimal:
    """Return the most that a line of *approved* DKK may hold (R-90).

    *flex* is a fraction of the line; *flex_amount* caps the flexibility in DKK, as SBST does.
    """
    extra = cents_down(as_fraction(approved) * flex)
    return approved + (extra if flex_amount is None else min(extra, flex_amount))


def line_room(
    approved: Decimal, flex: Fraction, accepted_before: Decimal, flex_amount: Decimal | None = None
) -> Decimal:
    """Return how many DKK more the line takes, 0.00 if it is full (R-90)."""
    return max(ZERO, line_limit(approved, flex, flex_amount) - accepted_before)


def accept_on_line(
    approved: Decimal,
    flex: Fraction,
    accepted_before: Decimal,
    amount: Decimal,
    flex_amount: Decimal | None = None,
) -> Acceptance:
    """Accept as much of *amount* DKK as the line has room for; the rest awaits budget (R-91, C25).

    A negative amount (a credit note, a correction) is always accepted whole.
    """
    return _within(line_room(approved, flex, accepted_before, flex_amount), amount)


def version_in_force(versions: Sequence[LineVersion], incurred_on: date, on: date) -> LineVersion:
    """Return the version that covers a cost of *incurred_on*, as known on the day *on* (R-91).

    Raises ValueError if no version that was approved by then covers the cost.
    """
    known = _known(versions, on)
    covering = [version for version in known if version.effective_from <= incurred_on]
    if not covering:
        raise ValueError(f"no budget version approved by {on} covers a cost of {incurred_on}")
    return covering[-1]


def accept_costs(
    costs: Sequence[Cost],
    versions: Sequence[LineVersion],
    accepted: Sequence[Cost],
    flex: Fraction,
    on: date,
    flex_amount: Decimal | None = None,
) -> list[Tested]:
    """Test *costs* in their order against the versions approved by *on*; *accepted* came before.

    A cost is held to the version in force on its own day, among what was accepted up to the next
    version, and to every later version as well, so that an amendment never opens budget for cost
    incurred before it took effect and no line ever holds more than its last version (C26).
    """
    taken = list(accepted)
    results = []
    for cost in costs:
        version = version_in_force(versions, cost.incurred_on, on)
        room = _room_for(cost, _known(versions, on), taken, flex, flex_amount)
        acceptance = _within(room, cost.amount)
        taken.append(Cost(cost.ref, cost.incurred_on, acceptance.accepted))
        results.append(Tested(cost, acceptance, version.number))
    return results


def release_awaiting(
    awaiting: Sequence[Cost],
    versions: Sequence[LineVersion],
    accepted: Sequence[Cost],
    flex: Fraction,
    on: date,
    flex_amount: Decimal | None = None,
) -> list[Tested]:
    """Try cost that awaits budget again, oldest first, on the versions approved by *on* (R-91).

    Claims that were sent stay as they are: what is released here belongs to the next claim. Cost
    incurred before an amendment's `effective_from` gets nothing from it.
    """
    oldest_first = sorted(awaiting, key=lambda cost: cost.incurred_on)
    return accept_costs(oldest_first, versions, accepted, flex, on, flex_amount)


def move_to_line(
    approved: Decimal,
    flex: Fraction,
    moved_before: Decimal,
    amount: Decimal,
    flex_amount: Decimal | None = None,
) -> Move:
    """Measure a move of *amount* DKK to a line, after *moved_before* since the approved version.

    `use` is the sum of all moves as a fraction of the approved line (R-90, C25).
    Raises ValueError unless the line has an approved budget.
    """
    if approved <= 0:
        raise ValueError("flexibility is measured against an approved budget above zero")
    room = line_limit(approved, flex, flex_amount) - approved - moved_before
    allowed = max(ZERO, min(amount, room))
    use = as_fraction(moved_before + amount) / as_fraction(approved)
    return Move(allowed, amount - allowed, use)


def changes(before: Mapping[str, Decimal], after: Mapping[str, Decimal]) -> list[LineChange]:
    """Return every line of two versions, DKK by line code: the earlier order, then new lines."""
    lines = [*before, *(line for line in after if line not in before)]
    return [LineChange(line, before.get(line, ZERO), after.get(line, ZERO)) for line in lines]


def over_flex(
    proposed: Sequence[LineChange], flex: Fraction, flex_amount: Decimal | None = None
) -> list[LineChange]:
    """Return the lines that grow beyond flexibility, so that the authority must approve (R-90).

    Compare with the version the authority itself approved last: measured from the lead's own
    reallocations, many small moves would never meet the limit.
    """
    return [line for line in proposed if line.after > line_limit(line.before, flex, flex_amount)]


def _known(versions: Sequence[LineVersion], on: date) -> list[LineVersion]:
    approved = [version for version in versions if version.approved_on <= on]
    return sorted(approved, key=lambda version: (version.effective_from, version.number))


def _room_for(
    cost: Cost,
    known: Sequence[LineVersion],
    taken: Sequence[Cost],
    flex: Fraction,
    flex_amount: Decimal | None,
) -> Decimal:
    ends = [*(version.effective_from for version in known[1:]), date.max]
    rooms = []
    for version, end in zip(known, ends, strict=True):
        if cost.incurred_on < end:
            before = sum((item.amount for item in taken if item.incurred_on < end), ZERO)
            rooms.append(line_room(version.approved, flex, before, flex_amount))
    return min(rooms)


def _within(room: Decimal, amount: Decimal) -> Acceptance:
    accepted = min(amount, room)
    return Acceptance(accepted, amount - accepted)

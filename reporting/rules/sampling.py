"""A random sample of a report's lines that a stranger can draw again (rules.md 4.2, A-24, A-25).

The order of the draw is that of SHA-256 over the seed and each line's key, so nothing but the
stored seed and the stored population is needed to repeat it, with any tool. Lines at or above a
limit and lines that are not above zero are always looked at; chance picks among the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from consortium.rules.hashing import sha256
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from reporting.rules.checklist import FULL_CHECK

SIMPLE, ABOVE = "simple", "above"
METHODS = {
    SIMPLE: _("Simple random sample"),
    ABOVE: _("All lines from an amount on, and a random sample of the rest"),
}
# Below 300 lines at least a tenth; from there on at least thirty (rules.md 4.2).
SMALL_POPULATION, SMALL_SHARE, LEAST_OF_MANY = 300, 10, 30
RANDOM, ALWAYS = "random", "always"
SHORTEST_SEED = 8


@dataclass(frozen=True)
class Unit:
    """One line of the population: its key, its voucher and what is at stake, DKK."""

    key: int
    voucher_no: str
    amount: Decimal

    @property
    def text(self) -> str:
        """The unit as it stands in the population that is hashed."""
        return f"{self.key};{self.voucher_no};{self.amount:.2f}"


@dataclass(frozen=True)
class Draw:
    """What was drawn: the keys in the order of the draw, and those that were taken anyway."""

    picks: tuple[int, ...]
    always: tuple[int, ...]

    @property
    def keys(self) -> frozenset[int]:
        """Every line that must be looked at by hand."""
        return frozenset(self.picks) | frozenset(self.always)


def population_sha256(units: Sequence[Unit]) -> str:
    """The hash of the population in its stored order, one line ``key;voucher;amount`` each."""
    return sha256("\n".join(unit.text for unit in units))


def least_size(population: int) -> int:
    """The fewest lines that a sample of *population* lines may have."""
    if population < SMALL_POPULATION:
        return ceil(population / SMALL_SHARE)
    return LEAST_OF_MANY


def draw(units: Sequence[Unit], seed: str, size: int, above: Decimal | None = None) -> Draw:
    """Draw *size* lines at random with *seed*; those from *above* on are taken besides."""
    always = tuple(unit.key for unit in units if _is_always(unit, above))
    rest = [unit for unit in units if not _is_always(unit, above)]
    ranked = in_random_order(rest, seed)
    return Draw(tuple(unit.key for unit in ranked[:size]), always)


def in_random_order(units: Sequence[Unit], seed: str) -> list[Unit]:
    """*units* by the SHA-256 of ``seed:key``: the order that any sample is drawn in (A-25)."""
    return sorted(units, key=lambda unit: sha256(f"{seed}:{unit.key}"))


def random_part(units: Sequence[Unit], above: Decimal | None = None) -> int:
    """How many lines are left to chance."""
    return sum(not _is_always(unit, above) for unit in units)


def extent_pct(checked: int, population: int) -> int:
    """The share of the lines that was looked at, in whole per cent, never rounded up; at least 1.

    Without any line there is nothing left to look at: 100.
    """
    return max(1, FULL_CHECK * checked // population) if population else FULL_CHECK


def check_draw(
    units: Sequence[Unit], method: str, size: int, above: Decimal | None, seed: str
) -> list[Breach]:
    """Why no sample can be drawn like this."""
    found = []
    if method not in METHODS:
        message = _("Choose how the sample is drawn.")
        found.append(Breach("METHOD_UNKNOWN", message, "method", rule="rules 4.2"))
    if not units:
        message = _("The report has no line that could be drawn.")
        found.append(Breach("NOTHING_TO_DRAW", message, "", rule="rules 4.2"))
    if len(seed) < SHORTEST_SEED:
        message = _("The seed has at least %(least)s characters.")
        params: dict[str, object] = {"least": SHORTEST_SEED}
        found.append(Breach("SEED_TOO_SHORT", message, "seed", params, "A-25"))
    if (method == ABOVE) != (above is not None) or (above is not None and above <= ZERO):
        message = _("Give the amount from which every line is taken, above 0; else leave it out.")
        found.append(Breach("AMOUNT_MISSING", message, "above", rule="rules 4.2"))
        return found
    rest = random_part(units, above)
    if not least_size(rest) <= size <= rest:
        message = _(
            "Of %(rest)s lines left to chance, at least %(least)s and at most all are drawn."
        )
        params = {"rest": rest, "least": least_size(rest)}
        found.append(Breach("SIZE_OUTSIDE", message, "size", params, "rules 4.2"))
    return found


def check_bulk(vouchers: Sequence[str]) -> list[Breach]:
    """Refuse to accept lines of a sample together with others: each is looked at by hand."""
    if not vouchers:
        return []
    message = _(
        "%(vouchers)s: drawn in the sample, so each is opened and decided by hand. Accept the "
        "others without them."
    )
    return [Breach("SAMPLED_IN_BULK", message, "", {"vouchers": tuple(vouchers)}, "rules 4.2")]


def check_extent(asked: int, drawn: int | None, is_stale: bool, unchecked: int) -> list[Breach]:
    """Why a verification cannot be concluded with this extent.

    *drawn* is the extent that the sample gives, None without one; it *is_stale* when the report's
    lines have changed since.
    """
    found = []
    if unchecked:
        message = _("%(count)s lines of the sample have not been checked by hand.")
        found.append(Breach("SAMPLE_UNCHECKED", message, "", {"count": unchecked}, "A-24"))
    if is_stale:
        message = _("The lines have changed since the sample was drawn. Draw again; both count.")
        found.append(Breach("SAMPLE_STALE", message, "", {}, "A-25"))
    if asked == FULL_CHECK or drawn == asked:
        return found
    if drawn is None:
        message = _("Less than 100 per cent is a sample: draw it first.")
        found.append(Breach("SAMPLE_MISSING", message, "extent_pct", {}, "A-24"))
    else:
        message = _(
            "The sample covers %(drawn)s per cent of the lines: the extent is that, or 100."
        )
        found.append(Breach("EXTENT_NOT_DRAWN", message, "extent_pct", {"drawn": drawn}, "A-24"))
    return found


def _is_always(unit: Unit, above: Decimal | None) -> bool:
    return unit.amount <= ZERO or (above is not None and unit.amount >= above)

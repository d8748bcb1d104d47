"""What a political proposal promises, kind by kind, and whether it is reached (000, 002; 6.3).

One law for all kinds of target: what must be reached in all, what is still missing, and what a
promise or a result of its kind may look like. A promise that lacks a figure is open, and never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from consortium.rules.money import as_fraction, cents_half_up
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

COUNT, RANGE, PER_PLACE, DAYS = "count", "range", "per_place", "days"
SHARE, ABOVE, RANK, DONE = "share", "above", "rank", "done"
KINDS = (COUNT, RANGE, PER_PLACE, DAYS, SHARE, ABOVE, RANK, DONE)
# Who wants it: the proposal itself, the strategy that it serves; or it is known from elsewhere.
PROMISED, STRATEGY, KNOWN = "promised", "strategy", "known"
LEVELS = (PROMISED, STRATEGY, KNOWN)

REACHED, BEYOND, SHORT, UNTOLD, OPEN = "reached", "beyond", "short", "untold", "open"
VERDICTS = (REACHED, BEYOND, SHORT, UNTOLD, OPEN)

WHOLE = frozenset({COUNT, PER_PLACE, RANK, DONE})
SILENT = frozenset({ABOVE, DONE})
TWO_ENDS = frozenset({RANGE, DAYS})
HUNDRED = Decimal(100)
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Promise:
    """One target: *places* are the institutions it is meant at, or the field of a rank."""

    kind: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    places: int | None = None
    # "Over 70 %" is not met by 70 %.
    is_strict: bool = False


@dataclass(frozen=True)
class Figure:
    """What was reached, beside what it is compared with, at so many places."""

    value: Decimal
    compared: Decimal | None = None
    places: int | None = None


@dataclass(frozen=True)
class Verdict:
    """Reached or not, and how much is *missing* (days too many, ranks too low)."""

    code: str
    missing: Decimal = NOTHING

    @property
    def is_met(self) -> bool:
        """Whether the promise is kept."""
        return self.code in (REACHED, BEYOND)


def in_all(promise: Promise, places: int | None = None) -> Decimal | None:
    """The figure that must be reached, or None where the promise does not say it yet."""
    match promise.kind:
        case "per_place":
            known = places or promise.places
            return promise.minimum * known if promise.minimum is not None and known else None
        case "days":
            return promise.maximum
        case "done":
            return Decimal(1)
        case "above":
            return None
    return promise.minimum


def verdict(promise: Promise, figure: Figure | None) -> Verdict:
    """Whether *promise* is kept by *figure*; nothing told is no nought."""
    if figure is None:
        return Verdict(UNTOLD)
    wanted = figure.compared if promise.kind == ABOVE else in_all(promise, figure.places)
    if wanted is None:
        return Verdict(OPEN)
    # Fewer days and a lower place are better.
    less_is_better = promise.kind in (DAYS, RANK)
    missing = figure.value - wanted if less_is_better else wanted - figure.value
    if missing > 0:
        return Verdict(SHORT, missing)
    if missing == 0 and (promise.kind == ABOVE or (promise.kind == SHARE and promise.is_strict)):
        return Verdict(SHORT)
    if promise.kind == RANGE and promise.maximum is not None and figure.value > promise.maximum:
        return Verdict(BEYOND)
    return Verdict(REACHED)


def unit_costs(
    amount: Decimal | None, least: Decimal | None, most: Decimal | None = None
) -> tuple[tuple[int, Decimal], ...]:
    """What one costs at the least, in the middle and at the most of a target, half up (C17)."""
    if amount is None or least is None or least <= 0:
        return ()
    ends = [as_fraction(least)]
    if most is not None and most > least:
        ends += [(as_fraction(least) + as_fraction(most)) / 2, as_fraction(most)]
    return tuple(
        (int(number), cents_half_up(Fraction(amount) / number))
        for number in ends
        if number.denominator == 1
    )


def check_promise(promise: Promise, level: str = PROMISED) -> list[Breach]:
    """Find what a target of its kind lacks, or says too much of."""
    found = []
    if promise.kind not in KINDS or level not in LEVELS:
        message = _("Choose what kind of target it is, and who wants it.")
        return [Breach("KIND_UNKNOWN", message, "kind", rule="rules 6.3")]
    figures = (promise.minimum, promise.maximum, promise.places)
    if promise.kind in SILENT and any(figure is not None for figure in figures):
        message = _("A target of this kind has no figure of its own; leave the figures empty.")
        found.append(Breach("FIGURE_TOO_MANY", message, "minimum", rule="rules 6.3"))
    elif promise.kind not in SILENT:
        found += _check_least(promise)
        found += (_check_ends if promise.kind in TWO_ENDS else _check_no_end)(promise)
        found += _check_kind(promise)
    if promise.is_strict and promise.kind != SHARE:
        message = _("Only a percentage can be “more than”; a number is at least.")
        found.append(Breach("STRICT_WRONG", message, "is_strict", rule="rules 6.3"))
    return found


def check_figure(promise: Promise, figure: Figure) -> list[Breach]:
    """Find what a result of a target's kind cannot be."""
    found = []
    if figure.value < 0 or (promise.kind in WHOLE and figure.value != int(figure.value)):
        message = _("What was reached is a whole number from 0 up, not %(value)s.")
        if promise.kind not in WHOLE:
            message = _("What was reached is not below 0, as %(value)s is.")
        found.append(Breach("VALUE_WRONG", message, "value", {"value": figure.value}, "rules 6.3"))
    if promise.kind in (SHARE, ABOVE) and max(figure.value, figure.compared or NOTHING) > HUNDRED:
        message = _("A percentage is not above 100.")
        found.append(Breach("SHARE_WRONG", message, "value", rule="rules 6.3"))
    if (promise.kind == ABOVE) != (figure.compared is not None):
        message = _("Say what the figure is compared with.")
        if promise.kind != ABOVE:
            message = _("This target is compared with nothing; leave the comparison empty.")
        found.append(Breach("COMPARED_WRONG", message, "compared", rule="rules 6.3"))
    if promise.kind == RANK and not 1 <= figure.value <= (promise.places or figure.value):
        message = _("A place is from 1 to %(last)s.")
        params: dict[str, object] = {"last": promise.places}
        found.append(Breach("RANK_WRONG", message, "value", params, "rules 6.3"))
    if promise.kind == DONE and figure.value > 1:
        message = _("Write 1 where it is done, 0 where it is not.")
        found.append(Breach("DONE_WRONG", message, "value", rule="rules 6.3"))
    if figure.places is not None and (promise.kind != PER_PLACE or figure.places < 1):
        message = _("Only a target per institution counts institutions, from 1 up.")
        found.append(Breach("PLACES_WRONG", message, "places", rule="rules 6.3"))
    return found


def met(verdicts: Sequence[Verdict]) -> Mapping[str, int]:
    """How many promises there are of each verdict."""
    codes = [one.code for one in verdicts]
    return {code: codes.count(code) for code in VERDICTS}


def _check_least(promise: Promise) -> list[Breach]:
    least = promise.minimum
    if least is None or least <= 0:
        message = _("The target needs a figure above zero.")
        return [Breach("FIGURE_MISSING", message, "minimum", rule="rules 6.3")]
    if promise.kind in WHOLE and least != int(least):
        message = _("%(value)s cannot be counted; write a whole number.")
        return [Breach("FIGURE_BROKEN", message, "minimum", {"value": least}, "rules 6.3")]
    return []


def _check_ends(promise: Promise) -> list[Breach]:
    least, most = promise.minimum, promise.maximum
    if most is None or (least is not None and most <= least):
        message = _("“From – to” has two figures, of which the second is the higher.")
        return [Breach("RANGE_WRONG", message, "maximum", rule="rules 6.3")]
    return []


def _check_no_end(promise: Promise) -> list[Breach]:
    if promise.maximum is None:
        return []
    message = _("Only “from – to” and a number of days have a second figure.")
    return [Breach("END_TOO_MANY", message, "maximum", rule="rules 6.3")]


def _check_kind(promise: Promise) -> list[Breach]:
    checks: Mapping[str, Callable[[Promise], Breach | None]] = {
        SHARE: _check_share,
        RANK: _check_rank,
        PER_PLACE: _check_places,
    }
    check = checks.get(promise.kind, _check_without_places)
    breach = check(promise)
    return [breach] if breach else []


def _check_share(promise: Promise) -> Breach | None:
    if (promise.minimum or NOTHING) <= HUNDRED:
        return _check_without_places(promise)
    message = _("A percentage is not above 100.")
    return Breach("SHARE_WRONG", message, "minimum", rule="rules 6.3")


def _check_rank(promise: Promise) -> Breach | None:
    fewest = max(promise.minimum or NOTHING, Decimal(2))
    if promise.places is not None and promise.places >= fewest:
        return None
    message = _("Say among how many the place is counted; at least among two.")
    return Breach("RANK_AMONG", message, "places", rule="rules 6.3")


def _check_places(promise: Promise) -> Breach | None:
    # The number of institutions may be unknown: then the promise is open (000).
    if promise.places is None or promise.places >= 1:
        return None
    message = _("Only a target per institution counts institutions, from 1 up.")
    return Breach("PLACES_WRONG", message, "places", rule="rules 6.3")


def _check_without_places(promise: Promise) -> Breach | None:
    if promise.places is None:
        return None
    message = _("Only a target per institution counts institutions, from 1 up.")
    return Breach("PLACES_WRONG", message, "places", rule="rules 6.3")

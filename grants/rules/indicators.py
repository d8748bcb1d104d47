"""What an indicator adds up to over time and over partners, and whether it keeps its target.

Counts stay as they were told: a ratio keeps its numerator and its denominator, and is the ratio of
the sums, never the mean of ratios. Nothing depends on the order in which partners are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

SUM, LATEST, MAX, AVERAGE, RATIO = "sum", "latest", "max", "average", "ratio"
OVER_TIME = (SUM, LATEST, MAX, AVERAGE, RATIO)
# "The latest partner" is none: partners stand beside each other.
OVER_PARTNERS = (SUM, MAX, AVERAGE, RATIO)
BELOW, WITHIN, ABOVE = "below", "within", "above"
AUTHORITY, BUDGET, SCOPE, DELAY, OUTSIDE, ERROR = (
    *("authority", "budget", "scope", "delay"),
    *("outside", "error"),
)
REASONS: Mapping[str, str] = {
    AUTHORITY: _("Decision of the authority"),
    BUDGET: _("The budget was changed"),
    SCOPE: _("The content of the project was changed"),
    DELAY: _("The project began later than planned"),
    OUTSIDE: _("Circumstances outside the project"),
    ERROR: _("The target was entered wrongly"),
}
# An error is corrected without further words; everything else is explained.
WITHOUT_WORDS = frozenset({ERROR})


@dataclass(frozen=True)
class Count:
    """What one partner told of one period; *out_of* is the denominator of a ratio."""

    partner: int
    period: int
    value: int
    out_of: int | None = None


@dataclass(frozen=True)
class Figure:
    """What counts add up to: exact, and a ratio with both its sides."""

    part: Fraction
    whole: Fraction | None = None

    @property
    def value(self) -> Fraction | None:
        """The figure itself: per cent for a ratio; None where there is nothing to divide by."""
        if self.whole is None:
            return self.part
        return 100 * self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class Target:
    """At least, and at most where there is a most."""

    minimum: int
    maximum: int | None = None


def check_ways(over_time: str, over_partners: str) -> list[Breach]:
    """A ratio is one all the way: of the sums over partners, newest or in all over time."""
    if over_partners == RATIO and over_time not in (RATIO, LATEST):
        message = _(
            "A ratio of all partners needs both its sides over time: choose “ratio” or “latest”."
        )
        return [Breach("WAYS_DO_NOT_FIT", message, "over_time", rule="A-23")]
    if over_time == RATIO and over_partners != RATIO:
        message = _(
            "A ratio over time is a ratio over partners as well: a mean of ratios would give a "
            "small partner the weight of a large one."
        )
        return [Breach("WAYS_DO_NOT_FIT", message, "over_partners", rule="A-23")]
    return []


def check_target(minimum: int, maximum: int | None, *, is_ratio: bool) -> list[Breach]:
    """A range in order; a ratio has per cents."""
    if maximum is not None and maximum < minimum:
        message = _("The target goes from %(minimum)s to %(maximum)s: the most is below the least.")
        params = {"minimum": minimum, "maximum": maximum}
        return [Breach("TARGET_NOT_IN_ORDER", message, "maximum", params, "A-23")]
    if is_ratio and max(minimum, maximum or 0) > 100:
        message = _("The target of a ratio is per cent, at most 100.")
        return [Breach("TARGET_NO_PER_CENT", message, "minimum", rule="A-23")]
    return []


def check_path(minima: Mapping[int, int], over_time: str) -> list[Breach]:
    """Targets by period number: what is counted in all cannot be asked to fall."""
    if over_time not in (SUM, MAX):
        return []
    ordered = sorted(minima)
    for earlier, later in pairwise(ordered):
        if minima[later] < minima[earlier]:
            message = _(
                "Period %(later)s asks for %(less)s and period %(earlier)s for %(more)s already: "
                "targets are what is reached in all by the end of the period."
            )
            params = {
                "later": later,
                "less": minima[later],
                "earlier": earlier,
                "more": minima[earlier],
            }
            return [Breach("TARGET_FALLS", message, "minimum", params, "A-23")]
    return []


def check_change(before: Target | None, after: Target | None, code: str, text: str) -> list[Breach]:
    """A target that stood is changed for a reason of the list, and most are explained."""
    if before is None or before == after:
        return []
    if code not in REASONS:
        message = _(
            "The target was %(before)s. Choose why it is changed: the reason is kept with it."
        )
        params = {"before": target_text(before)}
        return [Breach("CHANGE_WITHOUT_REASON", message, "change_code", params, "A-23")]
    if code not in WITHOUT_WORDS and not text.strip():
        message = _("Say in words what led to the change of the target.")
        return [Breach("CHANGE_WITHOUT_WORDS", message, "change_text", rule="A-23")]
    return []


def target_text(target: Target) -> str:
    """A target as it is written in both languages."""
    return str(target.minimum) if target.maximum is None else f"{target.minimum}–{target.maximum}"


def over_time(counts: Sequence[Count], way: str) -> Figure | None:
    """One partner's counts of several periods as one figure."""
    if not counts:
        return None
    ordered = sorted(counts, key=lambda one: one.period)
    values = [Fraction(one.value) for one in ordered]
    wholes = [Fraction(one.out_of or 0) for one in ordered]
    if way == RATIO:
        return Figure(sum(values, Fraction()), sum(wholes, Fraction()))
    if way == LATEST:
        last = ordered[-1]
        return Figure(values[-1], None if last.out_of is None else wholes[-1])
    return Figure(_of(values, way))


def over_partners(figures: Iterable[Figure], way: str) -> Figure | None:
    """Figures of several partners as one; a ratio is that of the sums."""
    found = list(figures)
    if not found:
        return None
    if way == RATIO:
        part = sum((one.part for one in found), Fraction())
        return Figure(part, sum((one.whole or Fraction() for one in found), Fraction()))
    return Figure(_of([one.part for one in found], way))


def figure_of(counts: Iterable[Count], ways: tuple[str, str]) -> Figure | None:
    """All counts as one figure: first each partner's over time, then the partners'."""
    by_partner: dict[int, list[Count]] = {}
    for one in counts:
        by_partner.setdefault(one.partner, []).append(one)
    figures = [over_time(by_partner[partner], ways[0]) for partner in sorted(by_partner)]
    return over_partners([one for one in figures if one is not None], ways[1])


def standing(figure: Figure | None, target: Target | None) -> str:
    """Below, within or above the target; nothing where there is no figure or no target."""
    value = figure.value if figure else None
    if value is None or target is None:
        return ""
    if value < target.minimum:
        return BELOW
    return ABOVE if target.maximum is not None and value > target.maximum else WITHIN


def _of(values: Sequence[Fraction], way: str) -> Fraction:
    if way == MAX:
        return max(values)
    total = sum(values, Fraction())
    return total / len(values) if way == AVERAGE else total

"""How an auditor may draw, enter errors and conclude (rules.md 4.2, 4.3, A-25)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from reporting.rules.mus import (
    LEAST_IN_STRATUM,
    LEAST_UNITS,
    Z,
    book_value,
    fitting_size,
    per_cent_of,
    sample_size,
    stratify,
)
from reporting.rules.projecting import (
    ACCIDENTAL,
    ANOMALOUS,
    MUS,
    SIMPLE,
    SMALL,
    SYSTEMIC,
    Looked,
    errors_of,
)
from reporting.rules.sampling import SHORTEST_SEED, SMALL_POPULATION, Unit, least_size

METHODS = {
    MUS: _("Monetary units, standard approach"),
    SIMPLE: _("Simple random sample"),
    SMALL: _("At least a tenth of the units, not statistical"),
}
NATURES = {
    ACCIDENTAL: _("Accidental: projected to the population"),
    SYSTEMIC: _("Systemic: delimited and added as it is"),
    ANOMALOUS: _("Anomalous: added as it is until it is corrected"),
}
# Materiality is at most 2 per cent of the declared expenditure.
MOST_MATERIALITY = Decimal(2)
POSITIVE, NEGATIVE = "positive", "negative"


@dataclass(frozen=True)
class Planning:
    """What the auditor has chosen before drawing; shares in per cent, *sigma* as a share of one."""

    method: str
    confidence: int
    sides: str
    materiality_pct: Decimal
    anticipated_pct: Decimal
    sigma: Decimal

    @property
    def z(self) -> Decimal:
        """z of the chosen confidence. Raises KeyError for one that the table lacks."""
        return Z[self.sides][self.confidence]


@dataclass(frozen=True)
class Figures:
    """What follows from the population and the choice: BV, TOL, AE in DKK, n by the formula."""

    units: int
    book: Decimal
    tolerable: Decimal
    anticipated: Decimal
    formula_size: int
    least: int


def of_sign(units: Sequence[Unit], sign: str) -> list[Unit]:
    """Units below zero are a population of their own; those of zero hold nothing to look for."""
    if sign == NEGATIVE:
        return [unit for unit in units if unit.amount < ZERO]
    return [unit for unit in units if unit.amount > ZERO]


def figures(units: Sequence[Unit], planning: Planning) -> Figures:
    """How many units are needed, and from what. *planning* is in order (`check_planning`)."""
    book = book_value(units)
    tolerable = per_cent_of(book, planning.materiality_pct)
    anticipated = per_cent_of(book, planning.anticipated_pct)
    needed = formula_size(planning, book, tolerable, anticipated)
    if planning.method == SMALL:
        return Figures(len(units), book, tolerable, anticipated, needed, least_size(len(units)))
    # n may be above the number of rows: more of them then lie above the interval.
    least = max(needed, LEAST_UNITS)
    least = fitting_size(units, least) if planning.method == MUS else min(least, len(units))
    return Figures(len(units), book, tolerable, anticipated, needed, least)


def formula_size(
    planning: Planning, book: Decimal, tolerable: Decimal, anticipated: Decimal
) -> int:
    """n by the formula; nothing where none applies: not statistical, or no room below TOL.

    A simple random sample has the same formula: *sigma* is then the spread of the errors as a
    share of the mean book value.
    """
    if planning.method == SMALL or tolerable <= anticipated:
        return 0
    return sample_size(book, planning.z, planning.sigma, tolerable, anticipated)


def check_planning(planning: Planning) -> list[Breach]:
    """Why nothing can be worked out from this choice."""
    found = []
    if planning.method not in METHODS:
        message = _("Choose how the sample is drawn.")
        found.append(Breach("METHOD_UNKNOWN", message, "method", rule="rules 4.3"))
    if planning.confidence not in Z.get(planning.sides, {}):
        message = _("The guidance has no z for %(confidence)s per cent; choose one of its table.")
        params: dict[str, object] = {"confidence": planning.confidence}
        found.append(Breach("CONFIDENCE_UNKNOWN", message, "confidence", params, "rules 4.3"))
    if not ZERO < planning.materiality_pct <= MOST_MATERIALITY:
        message = _("The tolerable error is above 0 and at most 2 per cent of the book value.")
        found.append(Breach("MATERIALITY_OUTSIDE", message, "materiality_pct", rule="rules 4.3"))
    elif not ZERO <= planning.anticipated_pct < planning.materiality_pct:
        message = _(
            "The anticipated error is not below 0 and lies below the tolerable error of "
            "%(tolerable)s per cent; else no sample can tell."
        )
        params = {"tolerable": planning.materiality_pct}
        found.append(Breach("ANTICIPATED_OUTSIDE", message, "anticipated_pct", params, "rules 4.3"))
    if planning.method != SMALL and not ZERO < planning.sigma <= 1:
        message = _("The expected spread of the error rates lies above 0 and is at most 1.")
        found.append(Breach("SIGMA_OUTSIDE", message, "sigma", rule="rules 4.3"))
    return found


def check_audit_draw(
    units: Sequence[Unit], planning: Planning, size: int, seed: str
) -> list[Breach]:
    """Why no sample can be drawn like this from *units*, which are of one sign."""
    found = check_planning(planning)
    if len(seed) < SHORTEST_SEED:
        message = _("The seed has at least %(least)s characters.")
        params: dict[str, object] = {"least": SHORTEST_SEED}
        found.append(Breach("SEED_TOO_SHORT", message, "seed", params, "A-25"))
    if not units:
        message = _("There is no row that could be drawn in what was chosen.")
        return [*found, Breach("NOTHING_TO_DRAW", message, "", rule="rules 4.2")]
    if found:
        return found
    return _small_draw(units, size) if planning.method == SMALL else _many(units, planning, size)


def _small_draw(units: Sequence[Unit], size: int) -> list[Breach]:
    count = len(units)
    if count >= SMALL_POPULATION:
        message = _(
            "%(units)s rows are too many for a sample that is not statistical; it is for fewer "
            "than %(limit)s. Draw monetary units or a simple random sample."
        )
        params: dict[str, object] = {"units": count, "limit": SMALL_POPULATION}
        return [Breach("NOT_SMALL", message, "method", params, "rules 4.2")]
    if not least_size(count) <= size <= count:
        message = _("Of %(units)s rows at least %(least)s and at most all are drawn.")
        params = {"units": count, "least": least_size(count)}
        return [Breach("SIZE_OUTSIDE", message, "size", params, "rules 4.2")]
    return []


def _many(units: Sequence[Unit], planning: Planning, size: int) -> list[Breach]:
    count = len(units)
    if count < LEAST_UNITS:
        message = _(
            "A statistical sample has at least %(least)s units, and there are %(units)s rows. "
            "Draw a sample that is not statistical, or look at all of them."
        )
        params: dict[str, object] = {"least": LEAST_UNITS, "units": count}
        return [Breach("TOO_FEW_UNITS", message, "method", params, "rules 4.2")]
    if size < LEAST_UNITS or (size > count and planning.method != MUS):
        message = _("Of %(units)s rows at least %(least)s and at most all are drawn.")
        params = {"units": count, "least": LEAST_UNITS}
        return [Breach("SIZE_OUTSIDE", message, "size", params, "rules 4.2")]
    if planning.method == MUS:
        strata = stratify(units, size)
        if strata.rest and strata.size < LEAST_IN_STRATUM:
            message = _(
                "Chance would pick %(picks)s of the rows below the interval, and at least "
                "%(least)s are needed. Draw more rows."
            )
            params = {"picks": strata.size, "least": LEAST_IN_STRATUM}
            return [Breach("STRATUM_TOO_SMALL", message, "size", params, "rules 4.2")]
    return []


def check_error(book: Decimal, error: Decimal, nature: str, note: str) -> list[Breach]:
    """Why this is not what somebody found in a unit of *book* DKK."""
    found = []
    if not ZERO <= error <= abs(book):
        message = _("The error lies between 0 and the row's %(book)s kr.")
        params: dict[str, object] = {"book": abs(book)}
        found.append(Breach("ERROR_OUTSIDE", message, "error", params, "rules 4.3"))
    if nature not in NATURES:
        message = _("Say whether the error is accidental, systemic or anomalous.")
        found.append(Breach("NATURE_UNKNOWN", message, "nature", rule="rules 4.3"))
    if error and not note.strip():
        message = _("Say what is wrong with the row.")
        found.append(Breach("NOTE_MISSING", message, "note", rule="rules 4.3"))
    return found


def check_conclusion(
    waiting: int, looked: Sequence[Looked], systemic: Decimal, text: str
) -> list[Breach]:
    """Why the sample cannot be concluded: *waiting* units have not been looked at."""
    found = []
    if waiting:
        message = _("%(count)s rows of the sample have not been looked at.")
        found.append(Breach("UNITS_WAITING", message, "", {"count": waiting}, "rules 4.3"))
    least = errors_of(looked, SYSTEMIC)
    if systemic < least:
        message = _(
            "The systemic errors in the whole population are at least the %(least)s kr. that the "
            "sample has found."
        )
        params: dict[str, object] = {"least": least}
        found.append(Breach("SYSTEMIC_TOO_LOW", message, "systemic", params, "rules 4.3"))
    elif systemic and not least and not any(one.nature == SYSTEMIC for one in looked):
        message = _("No row of the sample has a systemic error, so none is delimited.")
        found.append(Breach("SYSTEMIC_UNKNOWN", message, "systemic", {}, "rules 4.3"))
    if not text.strip():
        message = _("Write what you conclude.")
        found.append(Breach("TEXT_MISSING", message, "text", rule="rules 4.3"))
    return found

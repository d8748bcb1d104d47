"""What would change: hypotheses on a copy of the position, never on the data (R-13, R-14, R-82).

A hypothesis changes a `Case`; the engine then works out both cases. Without a hypothesis there is
no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from consortium.rules.money import ZERO, as_fraction
from consortium.rules.refusals import gettext_noop as _
from grants.rules.profiles import FUND_ONLY
from reporting.rules.corrections import cancelled_support
from reporting.rules.funding import Entitlement, Position, Terms, entitlement

COFINANCING, MISSING, WITHDRAWAL, DISALLOWED, COST, UNPAID, GRANT, BUDGET, NO_MATCH = (
    "cofinancing",
    "missing",
    "withdrawal",
    "disallowed",
    "cost",
    "unpaid",
    "grant",
    "budget",
    "no_match",
)
STAFF_TIME, IN_KIND = "staff_time", "in_kind"
HALF = Fraction(1, 2)
NOTHING = Position(TE=ZERO)


@dataclass(frozen=True)
class Case:
    """A copy of where a grant stands, with what its rate is made of, DKK."""

    position: Position
    terms: Terms
    budget: Decimal
    claimed_before: Decimal = ZERO
    # The rate follows grant over budget up to this cap; None where the letter fixes it.
    rate_cap: Fraction | None = None


@dataclass(frozen=True)
class Hypothesis:
    """One "what if". *part* is what a partner takes along; *declared* cost loses its support.

    *add_on* is the flat rate that falls with a disallowed cost (R-81).
    """

    kind: str
    amount: Decimal = ZERO
    form: str = ""
    is_public: bool = False
    part: Position = NOTHING
    declared: bool = False
    add_on: Decimal = ZERO


@dataclass(frozen=True)
class Outcome:
    """What the engine makes of one case."""

    case: Case
    result: Entitlement

    @property
    def claim(self) -> Decimal:
        """What could be claimed; below zero it is a recovery."""
        return self.result.claim(self.case.claimed_before)

    def figures(self) -> dict[str, Decimal | None]:
        """The figures that are compared, in their order; None where a limit is not tested."""
        found = self.result
        return {
            "TE": found.position.TE,
            "X": found.position.X,
            "K": self.case.terms.cancelled,
            **{name: getattr(found.limits, name) for name in ("L1", "L2", "L3", "L4", "L5")},
            "F": found.entitlement,
            "F0": self.case.claimed_before,
            "claim": self.claim,
            "unfinanced": found.unfinanced,
        }


@dataclass(frozen=True)
class Comparison:
    """Before and after."""

    before: Outcome
    after: Outcome

    def differences(self) -> dict[str, Decimal | None]:
        """After less before; None where one of the two is not tested."""
        after = self.after.figures()
        found: dict[str, Decimal | None] = {}
        for key, was in self.before.figures().items():
            now = after[key]
            found[key] = None if was is None or now is None else now - was
        return found

    @property
    def cost_of_a_krone(self) -> Fraction | None:
        """What one missing krone of co-financing costs in all, where L3 alone binds afterwards.

        With it goes what the fund would have put beside it: 1 / (1 − r), two at a rate of 1/2.
        """
        if self.after.result.binding != ("L3",):
            return None
        return 1 / (1 - self.after.case.terms.rate)


def part_of(amount: Decimal, form: str, *, is_public: bool) -> Position:
    """What *amount* of financing in *form* moves; staff time and in kind are cost too (R-21)."""
    is_cost, in_kind = form in (STAFF_TIME, IN_KIND), form == IN_KIND
    return Position(
        TE=amount if is_cost else ZERO,
        IK=amount if in_kind else ZERO,
        P=amount if is_public and not in_kind else ZERO,
        IKpub=amount if is_public and in_kind else ZERO,
        X=amount,
    )


def moved(position: Position, part: Position, sign: int) -> Position:
    """*position* with *part* added (1) or taken out (-1)."""
    return Position(
        TE=position.TE + sign * part.TE,
        IK=position.IK + sign * part.IK,
        P=position.P + sign * part.P,
        IKpub=position.IKpub + sign * part.IKpub,
        X=position.X + sign * part.X,
    )


def supposed(case: Case, what: Hypothesis) -> Case:
    """*case* as it would be under one hypothesis. Raises ValueError for a kind that is unknown."""
    match what.kind:
        case "cofinancing":
            return _moved(case, part_of(what.amount, what.form, is_public=what.is_public), 1)
        case "missing":
            return _moved(case, part_of(what.amount, what.form, is_public=what.is_public), -1)
        case "withdrawal":
            return _moved(case, what.part, -1)
        case "cost":
            return _moved(case, Position(TE=what.amount), 1)
        case "unpaid":
            # Not incurred and paid, so not eligible (R-14 c); nothing was declared.
            return _moved(case, Position(TE=what.amount), -1)
        case "disallowed":
            return _disallowed(case, what)
        case "grant":
            return _with_terms(case, grant=what.amount)
        case "budget":
            return _with_terms(case, budget=what.amount)
        case "no_match":
            return replace(case, terms=replace(case.terms, match_test=False))
        case _unknown:
            raise ValueError(f"nothing is known of “{what.kind}”")


def outcome(case: Case) -> Outcome:
    """What the engine makes of *case*."""
    return Outcome(case, entitlement(case.position, case.terms))


def compare(case: Case, hypotheses: Iterable[Hypothesis]) -> Comparison:
    """*case* before and after all *hypotheses*, one on top of the other."""
    after = case
    for one in hypotheses:
        after = supposed(after, one)
    return Comparison(outcome(case), outcome(after))


def _moved(case: Case, part: Position, sign: int) -> Case:
    return replace(case, position=moved(case.position, part, sign))


def _disallowed(case: Case, what: Hypothesis) -> Case:
    """Cost that falls takes along what it was as financing, and its support if it was declared."""
    part = (
        part_of(what.amount, what.form, is_public=what.is_public)
        if what.form
        else Position(TE=what.amount)
    )
    part = moved(part, Position(TE=what.add_on), 1)
    fallen = _moved(case, part, -1)
    if not what.declared:
        return fallen
    lost = cancelled_support(entitlement(case.position, case.terms), part.TE)
    return replace(fallen, terms=replace(case.terms, cancelled=case.terms.cancelled + lost))


def _with_terms(case: Case, grant: Decimal | None = None, budget: Decimal | None = None) -> Case:
    grant = case.terms.grant if grant is None else grant
    budget = case.budget if budget is None else budget
    rate = case.terms.rate
    if case.rate_cap is not None and budget > 0:
        rate = min(as_fraction(grant) / as_fraction(budget), case.rate_cap)
    return replace(case, terms=replace(case.terms, grant=grant, rate=rate), budget=budget)


@dataclass(frozen=True)
class Preset:
    """A worked example of the rule book: its own case, its hypotheses, and what it shows."""

    title: str
    case: Case
    hypotheses: tuple[Hypothesis, ...]


def _example(te: str, x: str, before: str = "0.00") -> Case:
    terms = Terms(HALF, Decimal("15000000.00"), Decimal("15000000.00"), inkind_test=FUND_ONLY)
    budget = Decimal("30000000.00")
    return Case(Position(TE=Decimal(te), X=Decimal(x)), terms, budget, Decimal(before), HALF)


def _of(kind: str, amount: str, *, is_public: bool = False) -> Hypothesis:
    return Hypothesis(kind, Decimal(amount), "cash", is_public)


_PLAN = _example("30000000.00", "15000000.00")
_LEAVES = _of(MISSING, "1500000.00")
PRESETS: Mapping[str, Preset] = {
    "C08": Preset(
        _("Co-financing falls short by 200,000"),
        _example("4000000.00", "2000000.00"),
        (_of(MISSING, "200000.00"),),
    ),
    "C08-2": Preset(
        _("The missing co-financing comes, with the next cost"),
        _example("4000000.00", "1800000.00", "1800000.00"),
        (_of(COST, "1000000.00"), _of(COFINANCING, "700000.00", is_public=True)),
    ),
    "C09a": Preset(
        _("A partner withdraws 1,500,000 and the lead pays instead"),
        _PLAN,
        (_LEAVES, Hypothesis(COFINANCING, Decimal("1500000.00"), "own", is_public=True)),
    ),
    "C09b": Preset(
        _("A partner withdraws 1,500,000 and activities are cut until the plan balances"),
        _PLAN,
        (_LEAVES, _of(UNPAID, "3000000.00")),
    ),
    "C09c": Preset(
        _("A partner withdraws 1,500,000 and nothing is done: as much cost stays unpaid"),
        _PLAN,
        (_LEAVES, _of(UNPAID, "1500000.00")),
    ),
}

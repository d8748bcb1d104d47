"""What must hold before a municipal agreement is signed, and of what it promises (001, R-73)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from consortium.rules.identifiers import is_gln
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from grants.rules.instalments import Granted, totals_by_year

PARTIES = frozenset({"operator", "municipality"})


@dataclass(frozen=True)
class Tree:
    """A whole agreement as it is to be signed."""

    parties: frozenset[str]
    gln: str
    bodies: int
    # Titles of areas that this agreement describes itself and that promise no activity.
    empty_areas: tuple[str, ...]
    areas: int
    granted: Sequence[Granted]
    grant_amount: Decimal


def check_tree(tree: Tree) -> list[Breach]:
    """Find what an agreement lacks before anybody may sign it."""
    found = []
    if tree.parties != PARTIES:
        message = _("An agreement has two parties: the operator and the municipality. Add both.")
        found.append(Breach("PARTY_MISSING", message, "parties", {}, "rules 6.2"))
    elif not is_gln(tree.gln):
        message = _(
            "The municipality is invoiced at its EAN number, and “%(gln)s” is none: it has 13 "
            "digits, of which the last is a check digit."
        )
        found.append(Breach("GLN_WRONG", message, "gln", {"gln": tree.gln}, "rules 5.3"))
    if not tree.bodies:
        message = _("The path of the evaluation names no body; say who adopts it, in which order.")
        found.append(Breach("PATH_EMPTY", message, "bodies", {}, "rules 5.3"))
    if not tree.areas:
        message = _("The agreement has no area yet.")
        found.append(Breach("AREAS_MISSING", message, "areas", {}, "rules 6.2"))
    message = _(
        "%(area)s promises no activity; add one, or say that an agreement of its own describes it."
    )
    found += [
        Breach("AREA_EMPTY", message, "areas", {"area": area}, "rules 6.2")
        for area in tree.empty_areas
    ]
    return [*found, *check_total(tree.granted, tree.grant_amount)]


def check_total(granted: Sequence[Granted], grant_amount: Decimal) -> list[Breach]:
    """Find a sum of areas and years that is not the grant (rules.md 5.3, C27)."""
    total = sum(totals_by_year(granted).values(), ZERO)
    if total == grant_amount:
        return []
    message = _(
        "The areas are given %(total)s in all and the grant is %(grant)s; the two must be the same."
    )
    params = {"total": total, "grant": grant_amount}
    return [Breach("AREAS_NOT_GRANT", message, "amounts", params, "R-73")]


def check_term(
    starts_on: dt.date, ends_on: dt.date, year: int, first: dt.date, last: dt.date
) -> list[Breach]:
    """Find an activity's term that is not inside its year and the agreement's own term."""
    if starts_on <= ends_on and starts_on.year == ends_on.year == year:
        if first <= starts_on and ends_on <= last:
            return []
        message = _("The agreement runs from %(first)s to %(last)s; keep inside that.")
        params: dict[str, object] = {"first": first, "last": last}
        return [Breach("OUTSIDE_TERM", message, "starts_on", params, "R-73")]
    message = _("An amount of %(year)s starts and ends in %(year)s, in that order.")
    return [Breach("TERM_WRONG", message, "starts_on", {"year": str(year)}, "R-73")]


def check_target(kind: str, minimum: Decimal | None, maximum: Decimal | None) -> list[Breach]:
    """Find figures that do not fit a target's kind: a text has none, a range has two in order."""
    if kind == "text":
        if minimum is None and maximum is None:
            return []
        message = _("A target in words has no figures; choose another kind, or leave them empty.")
        return [Breach("TARGET_TEXT", message, "minimum", {}, "rules 6.2")]
    if minimum is None or minimum <= 0:
        message = _("Say how many at least: a figure above zero.")
        return [Breach("TARGET_MINIMUM", message, "minimum", {}, "rules 6.2")]
    if kind == "range" and maximum is None:
        message = _("A target from – to needs its upper figure too.")
        return [Breach("TARGET_MAXIMUM", message, "maximum", {}, "rules 6.2")]
    if maximum is not None and maximum < minimum:
        message = _("The upper figure is below the lower one.")
        return [Breach("TARGET_ORDER", message, "maximum", {}, "rules 6.2")]
    return []

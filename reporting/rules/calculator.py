"""The money engine as a calculator: one line of JSON in, one answer out (design.md 5.1).

Scripts depend on names and meaning. Nothing is guessed: an amount is a string, a key is known or
refused, and what cannot be lawful is refused with the path of the field that is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from consortium.rules.money import ZERO, as_fraction, cents_down, parse_decimal_text
from consortium.rules.refusals import gettext_noop as _
from grants.rules.profiles import INKIND_TESTS, PROFILES, RATE_BASES, RuleProfile
from reporting.rules.funding import Entitlement, Position, Terms, entitlement, terms_of

NEEDED = ("profile", "ceiling", "grant", "budget", "position")
OPTIONAL = ("overrides", "cancelled", "claimed_before", "final")
POSITION = ("TE", "IK", "P", "IKpub", "X")
SWITCHES = ("match_test", "inkind_strict")
CHOICES = {"rate_basis": RATE_BASES, "inkind_test": INKIND_TESTS}
OVERRIDES = ("match_test", "rate_basis", "inkind_strict", "inkind_test", "rate_cap")
LINE = "line"
SHOWN = 40


class BadLine(Exception):
    """A line that has no answer: the *field* that is wrong, by its path, and a sentence."""

    def __init__(self, field: str, message: str, **params: object) -> None:
        super().__init__(message % params if params else message)
        self.field = field


@dataclass(frozen=True)
class Question:
    """One line, read and found lawful; money in DKK."""

    position: Position
    terms: Terms
    claimed_before: Decimal


def answer(line: str) -> dict[str, Any]:
    """Answer one JSON *line* as design.md 5.1 says, or say why not: `error` and `field`."""
    try:
        asked = _read(_parsed(line))
    except BadLine as bad:
        return {"error": _printable(str(bad)), "field": _printable(bad.field)}
    result = entitlement(asked.position, asked.terms)
    return _written(result, asked)


def _written(result: Entitlement, asked: Question) -> dict[str, Any]:
    computed = result.limits
    tested = computed.tested()
    names = ("L1", "L2", "L3", "L4", "L5")
    return {
        "rate": str(asked.terms.rate),
        "limits": {name: _amount(tested[name]) if name in tested else None for name in names},
        "binding": list(result.binding),
        "entitlement": _amount(result.entitlement),
        "claim": _amount(result.claim(asked.claimed_before)),
        "unfinanced": _amount(result.unfinanced),
    }


def _amount(value: Decimal) -> str:
    return f"{value:.2f}"


def _parsed(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        raise BadLine(LINE, _("The line is not valid JSON.")) from None
    return _object(value, LINE)


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadLine(key, _("%(key)s stands twice on the line."), key=_shown(key))
        found[key] = value
    return found


def _read(given: Mapping[str, Any]) -> Question:
    _check_keys(given, NEEDED, OPTIONAL)
    profile = _overridden(_profile(given["profile"]), given.get("overrides", {}))
    grant, budget = _grant(given, profile)
    terms = terms_of(
        profile,
        grant=grant,
        budget=budget,
        ceiling=_money(given["ceiling"], "ceiling"),
        cancelled=_money(given.get("cancelled", "0.00"), "cancelled"),
        final=_switch(given.get("final", False), "final"),
    )
    position = _position(given["position"])
    return Question(position, terms, _money(given.get("claimed_before", "0.00"), "claimed_before"))


def _profile(code: object) -> RuleProfile:
    if not isinstance(code, str) or code not in PROFILES:
        message = _("%(value)s is no profile; choose one of %(known)s.")
        raise BadLine("profile", message, value=_shown(code), known=", ".join(PROFILES))
    if not PROFILES[code].has_engine:
        message = _("The profile %(profile)s has no fund engine, so there is nothing to compute.")
        raise BadLine("profile", message, profile=code)
    return PROFILES[code]


def _overridden(profile: RuleProfile, overrides: object) -> RuleProfile:
    changed: dict[str, Any] = {}
    for name, value in _object(overrides, "overrides").items():
        path = f"overrides.{name}"
        if name in SWITCHES:
            changed[name] = _switch(value, path)
        elif name in CHOICES:
            changed[name] = _choice(value, CHOICES[name], path)
        elif name == "rate_cap":
            changed[name] = _rate_cap(value, profile)
        else:
            message = _("%(name)s cannot be overridden; these can: %(known)s.")
            raise BadLine(path, message, name=_shown(name), known=", ".join(OVERRIDES))
    return replace(profile, **changed)


def _rate_cap(value: object, profile: RuleProfile) -> Fraction:
    path = "overrides.rate_cap"
    try:
        # Only text: a JSON number would pass through a binary float.
        cap = Fraction(value) if isinstance(value, str) and len(value) <= SHOWN else None
    except (ValueError, ZeroDivisionError):
        cap = None
    if cap is None:
        message = _('%(value)s is no rate; write a fraction of one as text, such as "2/5".')
        raise BadLine(path, message, value=_shown(value))
    if not 0 < cap <= profile.highest_rate_cap:
        message = _("A rate cap of %(value)s is not above 0 and at most %(highest)s.")
        raise BadLine(path, message, value=cap, highest=profile.highest_rate_cap)
    return cap


def _grant(given: Mapping[str, Any], profile: RuleProfile) -> tuple[Decimal, Decimal]:
    grant, budget = _money(given["grant"], "grant"), _money(given["budget"], "budget")
    if budget == ZERO:
        raise BadLine("budget", _("A budget is above zero; without one there is no rate."))
    cap = profile.rate_cap or Fraction(0)
    if as_fraction(grant) > cap * as_fraction(budget):
        most = cents_down(cap * as_fraction(budget))
        message = _("A grant of %(grant)s is above %(cap)s of the budget of %(budget)s: %(most)s.")
        raise BadLine("grant", message, grant=grant, cap=cap, budget=budget, most=most)
    return grant, budget


def _position(value: object) -> Position:
    given = _object(value, "position")
    _check_keys(given, POSITION, (), "position.")
    position = Position(**{name: _money(given[name], f"position.{name}") for name in POSITION})
    # IK may pass X and P may pass X: X counts only what is documented, which comes later than cost.
    if position.IK > position.TE:
        message = _("In-kind cost of %(IK)s is part of the expenditure and cannot pass %(TE)s.")
        raise BadLine("position.IK", message, IK=position.IK, TE=position.TE)
    if position.IKpub > position.IK:
        message = _("Public in-kind cost of %(IKpub)s is part of %(IK)s and cannot pass it.")
        raise BadLine("position.IKpub", message, IKpub=position.IKpub, IK=position.IK)
    return position


def _check_keys(
    given: Mapping[str, Any], needed: Sequence[str], optional: Sequence[str], path: str = ""
) -> None:
    for key in given:
        if key not in needed and key not in optional:
            message = _("%(key)s is not known here; these are: %(known)s.")
            known = ", ".join([*needed, *optional])
            raise BadLine(path + key, message, key=_shown(key), known=known)
    for key in needed:
        if key not in given:
            raise BadLine(path + key, _("%(key)s is missing."), key=path + key)


def _money(value: object, path: str) -> Decimal:
    if not isinstance(value, str):
        message = _('%(value)s is no amount; write it as text, such as "1234567.89".')
        raise BadLine(path, message, value=_shown(value))
    try:
        amount = parse_decimal_text(value)
    except ValueError:
        message = _(
            "%(value)s is no amount; write up to 12 digits and at most two decimals after a point."
        )
        raise BadLine(path, message, value=_shown(value)) from None
    if amount < 0:
        raise BadLine(path, _("%(value)s is below zero."), value=_shown(value))
    return amount


def _switch(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise BadLine(path, _("%(value)s is neither true nor false."), value=_shown(value))
    return value


def _choice(value: object, known: Sequence[str], path: str) -> str:
    if not isinstance(value, str) or value not in known:
        message = _("%(value)s is not one of %(known)s.")
        raise BadLine(path, message, value=_shown(value), known=", ".join(known))
    return value


def _object(value: object, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        message = _("%(value)s is not a JSON object.")
        raise BadLine(path, message, value=_shown(value))
    return value


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _printable(text: str) -> str:
    # JSON may spell half a surrogate pair, which no output can encode.
    return text.encode("utf-8", "replace").decode("utf-8")

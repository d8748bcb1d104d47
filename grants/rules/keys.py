"""The key of the regional tasks: every partner weighs something (R-72). No Django."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

EQUAL, BUDGET, INHABITANTS = "equal", "budget", "inhabitants"


def check_key(weights: Mapping[str, Decimal | None], obliged: set[str]) -> list[Breach]:
    """Return what is wrong with *weights* by partner; those in *obliged* must weigh above zero.

    The lead may stay outside the key (its weight is None); nobody else may (003: all partners pay
    to the regional tasks).
    """
    found = []
    for partner, weight in weights.items():
        if partner in obliged and (weight is None or weight <= 0):
            message = _(
                "%(partner)s weighs nothing in the key; every partner pays to the regional tasks. "
                "Give it a weight above zero."
            )
            found.append(Breach("NO_WEIGHT", message, "", {"partner": partner}, "R-72"))
        elif weight is not None and weight < 0:
            message = _(
                "%(partner)s weighs %(weight)s in the key and cannot weigh less than nothing; give "
                "it zero or more."
            )
            params = {"partner": partner, "weight": weight}
            found.append(Breach("WEIGHT_NEGATIVE", message, "", params, "R-72"))
    return found

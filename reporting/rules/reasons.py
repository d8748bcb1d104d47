"""Why a cost was not accepted: codes that are stored, and their words."""

from __future__ import annotations

from collections.abc import Mapping

from consortium.rules.refusals import gettext_noop as _

AWAITING_BUDGET = "AWAITING_BUDGET"
PARKED = "PARKED"
# The first two are given by the hour limits, the others by the controller.
DISALLOW_CODES: Mapping[str, str] = {
    "HOURS_OVER_ANNUAL": _("Hours over the year's limit"),
    "HOURS_OVER_MONTHLY": _("Hours over the month's limit"),
    "NOT_ELIGIBLE": _("Not eligible"),
    "NOT_DOCUMENTED": _("Not documented"),
    "WRONG_AMOUNT": _("Wrong amount"),
    "OUTSIDE_PROJECT": _("Outside the project"),
    "DOUBLE_FUNDING": _("Double funding"),
    "PROCUREMENT": _("Procurement rules broken"),
}
DECISION_CODES: Mapping[str, str] = {
    **DISALLOW_CODES,
    AWAITING_BUDGET: _("Awaiting budget"),
    PARKED: _("Parked"),
}

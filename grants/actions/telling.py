"""Who is told of what in the plan: one table from the verb of a deed to roles and a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from consortium.actions.notices import notify_all
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Role
from grants.models import Grant
from partners.queries.people import people_in


@dataclass(frozen=True)
class Told:
    """Who hears of a deed, and the sentence: an English message id with parameters."""

    roles: tuple[Role, ...]
    message: str


TOLD = {
    "agreement.offered": Told(
        (Role.PA,), _("%(grant)s: you are offered a partnership agreement. Read and sign it.")
    ),
    "agreement.signed_by_partner": Told(
        (Role.LS,), _("%(grant)s: %(partner)s has signed the agreement. Sign it for the lead.")
    ),
    "budget.proposed": Told(
        (Role.LC, Role.MA), _("%(grant)s: budget version %(number)s is proposed. Decide on it.")
    ),
    "budget.sent_back": Told(
        (Role.PM,), _("%(grant)s: budget version %(number)s is sent back with a reason.")
    ),
}


def tell(
    verb: str,
    grant: Grant,
    params: Mapping[str, Any],
    *,
    url: str,
    by: Any,
    at: dt.datetime,
    partners: Collection[int] = (),
    table: Mapping[str, Told] = TOLD,
) -> None:
    """Put a notice of *verb* to each of its people, but not to who did it.

    Roles of a partner are looked for in the organisations *partners* (their keys).
    """
    told = table[verb]
    people = people_in(told.roles, grant_ref=grant.ref, organisations=partners).exclude(pk=by.pk)
    notify_all(people, verb, told.message, {"grant": grant.ref, **params}, url=url, at=at)

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
    "addendum.signed_by_operator": Told(
        (Role.MU,), _("%(grant)s: addendum %(number)s is signed by the operator. Read and sign it.")
    ),
    "addendum.signed_by_municipality": Told(
        (Role.PM, Role.LS), _("%(grant)s: the municipality has signed addendum %(number)s.")
    ),
    "municipal.signed_by_operator": Told(
        (Role.MU,), _("%(grant)s: the operator has signed the agreement. Read and sign it.")
    ),
    "municipal.signed_by_municipality": Told(
        (Role.PM, Role.LC, Role.LS),
        _("%(grant)s: the municipality has signed the agreement. Its instalments stand."),
    ),
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
    "change.proposed": Told(
        (Role.LC,), _("%(grant)s: change request %(number)s is proposed. Check it.")
    ),
    "change.sent_back": Told(
        (Role.PM,), _("%(grant)s: change request %(number)s is sent back with a reason.")
    ),
    "change.checked": Told(
        (Role.MA, Role.PM),
        _("%(grant)s: change request %(number)s is checked and waits for the funder's decision."),
    ),
    "change.needs_signature": Told(
        (Role.LS,),
        _("%(grant)s: the funder has approved change request %(number)s. Sign the amendment."),
    ),
    "change.approved": Told(
        (Role.PM, Role.LC, Role.LS, Role.PA, Role.PU),
        _("%(grant)s: change request %(number)s is approved and holds from %(day)s."),
    ),
    "change.rejected": Told(
        (Role.PM, Role.LC), _("%(grant)s: change request %(number)s is rejected with a reason.")
    ),
    "change.withdrawn": Told((Role.LC,), _("%(grant)s: change request %(number)s is withdrawn.")),
    "grant.suspended": Told(
        (Role.PM, Role.LC, Role.LS),
        _("%(grant)s: the funder has suspended the grant on %(day)s. Nothing is claimed now."),
    ),
    "grant.resumed": Told(
        (Role.PM, Role.LC, Role.LS), _("%(grant)s: the grant goes on from %(day)s.")
    ),
    "grant.terminated": Told(
        (Role.PM, Role.LC, Role.LS),
        _("%(grant)s: the funder has ended the grant on %(day)s. Settle what is open."),
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
    """Put a notice of *verb* to each of its people, but not to who did it; *by* may be nobody.

    Roles of a partner are looked for in the organisations *partners* (their keys).
    """
    told = table[verb]
    people = people_in(told.roles, grant_ref=grant.ref, organisations=partners)
    if by is not None:
        people = people.exclude(pk=by.pk)
    notify_all(people, verb, told.message, {"grant": grant.ref, **params}, url=url, at=at)

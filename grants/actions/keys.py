"""The key of the regional tasks is agreed, version by version (R-72)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.models.memory import add_rows
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import Grant, GrantPartner, RegionalKey, RegionalKeyWeight
from grants.queries.keys import budget_weights, partners_of
from grants.rules.keys import BUDGET, EQUAL, check_key


class KeyRefused(Refused):
    """The key cannot be agreed as it is."""

    code = "KEY_REFUSED"


@action
def agree_regional_key(
    grant: Grant,
    *,
    basis: str,
    with_lead: bool = False,
    inhabitants: Mapping[int, Decimal | None] | None = None,
    agreed_on: dt.date,
    source: str,
    by: Any,
    at: dt.datetime,
) -> RegionalKey:
    """Write down the agreed key: equally, by the approved budget, or by *inhabitants* (by partner).

    A new agreement is a new version. It counts for what the tasks have cost in all, so the next
    claim evens out what the old key asked for.
    """
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    must(by, Capability.PLAN_PROJECT, grant)
    refuse_if(_faults(grant, basis, agreed_on, source, timezone.localdate(at)), KeyRefused)
    partners = [one for one in partners_of(grant) if with_lead or not one.is_lead]
    weights = _weights(grant, partners, basis, inhabitants or {})
    named = {str(one): weights.get(one.pk) for one in partners}
    refuse_if(check_key(named, set(named)), KeyRefused)
    last = RegionalKey.objects.filter(grant=grant).aggregate(last=Max("number"))["last"] or 0
    key = RegionalKey.objects.create(
        grant=grant,
        number=last + 1,
        basis=basis,
        agreed_on=agreed_on,
        source=source.strip(),
        set_by=by,
    )
    rows = [
        RegionalKeyWeight(key=key, grant_partner=one, weight=weights[one.pk]) for one in partners
    ]
    add_rows(rows, RegionalKeyWeight)
    record(
        "regional_key.agreed",
        key,
        chain=grant.ref,
        after={"basis": basis, "agreed_on": agreed_on, "source": key.source, "weights": named},
    )
    return key


def _weights(
    grant: Grant,
    partners: list[GrantPartner],
    basis: str,
    inhabitants: Mapping[int, Decimal | None],
) -> dict[int, Decimal | None]:
    if basis == EQUAL:
        return {one.pk: Decimal(1) for one in partners}
    found = budget_weights(grant) if basis == BUDGET else inhabitants
    return {one.pk: found.get(one.pk) for one in partners}


def _faults(
    grant: Grant, basis: str, agreed_on: dt.date, source: str, today: dt.date
) -> list[Breach]:
    found = []
    if grant.state not in {"accepted", "amended"}:
        message = _("Agreements are made when the grant letter is accepted, which it is not yet.")
        found.append(Breach("GRANT_NOT_ACCEPTED", message, rule="rules 3.0"))
    if basis not in dict(RegionalKey.BASES):
        message = _("“%(basis)s” is no basis of a key.")
        found.append(Breach("BASIS_UNKNOWN", message, "basis", {"basis": basis}, "R-72"))
    if not source.strip():
        message = _("Say where the key is agreed: the agreement, or the minutes of a meeting.")
        found.append(Breach("SOURCE_MISSING", message, "source", rule="R-72"))
    if agreed_on > today:
        message = _("A decision is not dated ahead: %(day)s.")
        found.append(Breach("DAY_AHEAD", message, "agreed_on", {"day": agreed_on}, "W-08"))
    return found

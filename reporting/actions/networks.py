"""The regional overview is read: by partners and the lead, and each read is logged (003, G-08)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Exists

from consortium.actions.base import NotAllowed, action, record
from consortium.models.access import actor_of
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import Grant
from partners.models import Contact
from reporting.queries.networks import network_of, seats_in


@action
def read_network(
    grant: Grant, wanted: Mapping[str, str], *, how: str, by: Any, at: dt.datetime
) -> list[Contact]:
    """Whom all partners of a project share with each other, as far as it is *wanted*."""
    found = network_of(grant, wanted)
    leads = actor_of(by).can(Capability.PLAN_PROJECT, grant)
    if not leads:
        # Asked together with the contacts; alone only where there are none.
        found = found.filter(Exists(seats_in(by, grant)))
    people = list(found)
    if not people and not leads and not seats_in(by, grant).exists():
        raise NotAllowed.because(
            _("%(person)s sits neither for the lead nor for a partner of this project."),
            rule="G-08",
            person=str(by),
        )
    record("contacts.read", grant, after={"how": how, "rows": len(people)})
    return people

"""The regional overview is read: by partners and the lead, and each read is logged (003, G-08)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from consortium.actions.base import NotAllowed, action, record
from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant
from partners.models import Contact
from reporting.queries.networks import may_read_network, network_of


@action
def read_network(
    grant: Grant, wanted: Mapping[str, str], *, how: str, by: Any, at: dt.datetime
) -> list[Contact]:
    """Whom all partners of a project share with each other, as far as it is *wanted*."""
    if not may_read_network(by, grant):
        raise NotAllowed.because(
            _("%(person)s sits neither for the lead nor for a partner of this project."),
            rule="G-08",
            person=str(by),
        )
    found = list(network_of(grant, wanted))
    record("contacts.read", grant, after={"how": how, "rows": len(found)})
    return found

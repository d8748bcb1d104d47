"""Regional tasks beside the books: one that a partner answers for, one that nobody does (R-72)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from consortium.actions.base import action, record
from grants.models import ActivityType, RegionalKey, RegionalKeyWeight
from reporting.models import Expenditure, RegionalCost, RegionalTask
from tests.reporting.documents.books import NOON, Books


def regional_tasks_of(made: Books) -> Any:
    """The task that is given, the one that is not, and two marked costs: of the first, of none."""
    return _write(made, by=made.user, at=NOON + dt.timedelta(minutes=1))


@action
def _write(made: Books, *, by: Any, at: dt.datetime) -> Any:
    kinds = [
        ActivityType.objects.create(
            code=code, name_da=name, name_en=name, scope="regional", theme="network"
        )
        for code, name in (("hr", "HR-netværk"), ("site", "Hjemmeside"))
    ]
    partner = made.partners[1]
    RegionalTask.objects.create(
        grant=made.grant, kind=kinds[0], responsible=partner, plan="Fire møder", progress="running"
    )
    key = RegionalKey.objects.create(
        grant=made.grant, number=1, basis="equal", agreed_on=at.date(), source="§ 4", set_by=by
    )
    for one in made.partners[1:]:
        RegionalKeyWeight.objects.create(key=key, grant_partner=one, weight=Decimal(1))
    costs = Expenditure.objects.filter(kind="voucher", state="claimed", corrections=None)
    marked = [costs.filter(claim=claim).order_by("pk").last() for claim in made.claims]
    found = [one for one in marked if one is not None]
    for cost, task in zip(found, (kinds[0], None), strict=True):
        RegionalCost.objects.create(expenditure=cost, task=task, marked_by=by, marked_on=at.date())
    record("regional_task.saved", made.grant, chain=made.grant.ref)
    return *kinds, found

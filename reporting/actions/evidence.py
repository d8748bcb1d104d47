"""Files behind a cost, from the upload to the line in one deed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from consortium.actions.base import action
from consortium.actions.evidence import keep_file
from partners.models import Employee
from reporting.actions.costs import attach_evidence
from reporting.actions.rates import set_pay_rate
from reporting.models import Expenditure, ExpenditureFile, PayRate
from reporting.queries.costs import owner_ref


@action
def prove_expenditure(
    item: Expenditure, *, content: Any, name: str, role: str, by: Any, at: dt.datetime
) -> ExpenditureFile:
    """Keep an uploaded file for the partner and tie it to *item* as *role*."""
    owner = item.grant_partner.organisation
    file = keep_file(content=content, name=name, owner_ref=owner_ref(owner.pk), by=by, at=at)
    return attach_evidence(item, file, role, by=by, at=at)


@action
def fix_pay_rate(
    employee: Employee, *, letter: Any, by: Any, at: dt.datetime, **figures: Any
) -> PayRate:
    """Keep the employer's uploaded *letter*, if there is one, and fix the rate that rests on it."""
    owner = owner_ref(employee.organisation_id)
    kept = (
        keep_file(content=letter, name=letter.name, owner_ref=owner, by=by, at=at)
        if letter
        else None
    )
    return set_pay_rate(employee, letter=kept, by=by, at=at, **figures)

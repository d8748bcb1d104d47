"""Aid to companies: what counts in the window of an undertaking, by whoever gave it (R-61)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from grants.models import Grant
from partners.models import Company
from reporting.models import AidDecision
from reporting.rules.deminimis import (
    Aid,
    DeMinimis,
    check_every_window,
    counting_aid,
    first_allowed_day,
)


@dataclass(frozen=True)
class Window:
    """What a new aid meets: the test, every aid that counts, and when it would be allowed."""

    result: DeMinimis
    counted: Sequence[Aid]
    undertaking: Sequence[Company]
    first_allowed: dt.date | None


def undertaking_of(company: Company) -> list[Company]:
    """The companies with the same owner group; a company without one stands alone."""
    if not company.owner_group:
        return [company]
    return list(Company.objects.filter(owner_group=company.owner_group))


def aid_of(companies: Sequence[Company]) -> list[Aid]:
    """All aid that stands to *companies*, of every grant and as declared from others."""
    rows = AidDecision.objects.filter(company__in=companies).counting()
    return [
        Aid(cvr, day, eur)
        for cvr, day, eur in rows.order_by("conferred_on", "pk").values_list(
            "company__cvr", "conferred_on", "eur"
        )
    ]


def window_for(company: Company, *, on: dt.date, eur: Decimal) -> Window:
    """What *eur* of new aid to *company* meets on the day *on*."""
    group = undertaking_of(company)
    others = aid_of(group)
    new, members = Aid(company.cvr, on, eur), {one.cvr for one in group}
    result = check_every_window(new, others, members)
    return Window(
        result,
        counting_aid(on, others, members),
        group,
        first_allowed_day(new, others, members),
    )


def decisions_of(grant: Grant) -> QuerySet[AidDecision]:
    """The decisions of a grant, the newest first."""
    return (
        AidDecision.objects.filter(grant=grant)
        .select_related("company", "grant_partner__organisation", "decided_by")
        .order_by("-conferred_on", "-pk")
    )


def unregistered(grant: Grant, *, on: dt.date) -> QuerySet[AidDecision]:
    """Aid of *grant* that should be in the register by *on* and is not (R-61)."""
    return decisions_of(grant).filter(
        Q(register_due_on__lt=on), registered_on__isnull=True, withdrawn_on__isnull=True
    )

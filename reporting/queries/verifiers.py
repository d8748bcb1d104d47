"""Who may not verify a partner's report, because they are too near to it (rules.md 4.2)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from consortium.models.access import actor_of
from consortium.rules.roles import Capability
from grants.models import Grant
from partners.models import Membership
from reporting.models import Expenditure, PartnerReport


def sits_for_partner(user: Any, report: PartnerReport, on: dt.date) -> bool:
    """Whether *user* has any seat, also the controller's own, for the report's organisation."""
    return (
        Membership.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            user=user,
            organisation=report.grant_partner.organisation_id,
        )
    ).exists()


def has_worked_on(user: Any, report: PartnerReport) -> bool:
    """Whether *user* wrote, approved or submitted the report, or any line or time sheet of it.

    Rows that the lead's own deeds make (corrections, releases, flat rates) are nobody's writing.
    """
    if user.pk in {report.approved_by_id, report.submitted_by_id}:
        return True
    hands = Q(created_by=user) | Q(time_sheet__approved_by=user) | Q(time_sheet__signed_by=user)
    written = (Expenditure.VOUCHER, Expenditure.STAFF, Expenditure.IN_KIND)
    return Expenditure.objects.filter(hands, report=report, kind__in=written).exists()


def sent_to(user: Any) -> QuerySet[PartnerReport]:
    """Reports of the grants whose rows *user* may read: not those of one's own organisation."""
    grants = actor_of(user).ids(Capability.VIEW_ROWS, Grant)
    return PartnerReport.objects.filter(grant_partner__grant__in=grants)

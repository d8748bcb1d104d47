"""The grants and applications that somebody may see, with their totals."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from consortium.rules.roles import Role
from grants.models import Application, Grant
from partners.models import Membership


def grants_seen_by(user: object) -> QuerySet[Grant]:
    """Grants with the lead and the number of partners."""
    return (
        Grant.objects.visible_to(user)
        .select_related("lead", "fund")
        .annotate(partner_count=Count("partners", filter=Q(partners__is_lead=False)))
    )


def applications_seen_by(user: object) -> QuerySet[Application]:
    """Applications with the lead and how many partners support them."""
    return (
        Application.objects.visible_to(user)
        .select_related("lead", "fund")
        .annotate(
            asked=Count("support_letters"),
            given=Count("support_letters", filter=Q(support_letters__given_at__isnull=False)),
        )
    )


def free_seats(user: Any) -> QuerySet[Membership]:
    """The seats as project manager whose application has not been begun."""
    return (
        Membership.objects.filter(user_id=user.pk, role=Role.PM.value, ends_on__isnull=True)
        .exclude(grant_ref__in=Application.objects.values("ref"))
        .select_related("organisation")
    )

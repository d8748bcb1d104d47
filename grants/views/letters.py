"""Who decides for the funder, or records the funder's letter."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from consortium.models.access import actor_of
from consortium.rules.roles import Capability as C
from grants.models import Grant


def require_funder_or_manager(request: HttpRequest, grant: Grant, right: C) -> None:
    """Answer 403 to who neither decides for the funder nor records its letter."""
    actor = actor_of(request.user)
    if not actor.can(right, grant) and not actor.can(C.PLAN_PROJECT, grant):
        raise PermissionDenied

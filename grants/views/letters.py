"""The funder's letter that comes with a form: kept as evidence of the lead."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from consortium.actions.evidence import keep_file
from consortium.models import EvidenceFile
from consortium.models.access import actor_of
from consortium.rules.roles import Capability as C
from consortium.views.deeds import reader
from grants.models import Grant


def kept_letter(
    request: HttpRequest, grant: Grant, file: UploadedFile[Any] | None, at: dt.datetime
) -> EvidenceFile | None:
    """The file as evidence, if one was sent."""
    if file is None:
        return None
    return keep_file(
        content=file,
        name=file.name or "",
        owner_ref=str(grant.lead_id),
        by=reader(request),
        at=at,
    )


def require_funder_or_manager(request: HttpRequest, grant: Grant, right: C) -> None:
    """Answer 403 to who neither decides for the funder nor records its letter."""
    actor = actor_of(request.user)
    if not actor.can(right, grant) and not actor.can(C.PLAN_PROJECT, grant):
        raise PermissionDenied

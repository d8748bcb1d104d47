"""The funder's letter and what it decides are one deed: refused, no letter is left behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from consortium.actions.base import action
from consortium.actions.evidence import keep_file
from consortium.models import User
from grants.models import Grant


@action
def decide_with_letter(
    grant: Grant,
    decide: Callable[..., Any],
    subject: Any,
    *,
    file: UploadedFile[Any] | None,
    by: User,
    at: dt.datetime,
    **values: Any,
) -> Any:
    """Keep the uploaded *file*, if there is one, as the lead's evidence, and *decide* with it."""
    letter = None
    if file is not None:
        owner = str(grant.lead_id)
        letter = keep_file(content=file, name=file.name or "", owner_ref=owner, by=by, at=at)
    return decide(subject, letter=letter, by=by, at=at, **values)

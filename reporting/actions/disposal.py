"""Destruction by two hands: keys at the settlement, evidence files when their time is over."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.db import transaction

from consortium.actions.base import record
from consortium.exchange.previews import forget_pictures
from consortium.models import DestroyedFile
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant
from partners.models import Participant
from reporting.documents.destruction import (
    Hands,
    certified,
    files_certificate,
    keys_certificate,
)
from reporting.models import Closure, Destruction
from reporting.queries.disposal import (
    bytes_in_use,
    destroyed_of,
    made_papers,
    preview,
    sheets,
)


class PreviewDiffers(Refused):
    """What would go is not what was proposed."""

    code = "PREVIEW_DIFFERS"


def certify_keys(closure: Closure, *, by: Any, at: dt.datetime) -> Destruction:
    """Keep the certificate that the participants' key is gone; part of the settlement."""
    number = Participant.objects.filter(grant_ref=closure.grant.ref).count()
    paper = keys_certificate(closure, number, by=by, at=at)
    made = certified(closure.grant, Destruction.KEYS, paper, Hands(closure.opened_by, by, at))
    return keep_certificate(made, {"participants": number})


def destroy_files(closure: Closure, *, by: Any, at: dt.datetime) -> Destruction:
    """Strike the files off and have their bytes destroyed when the deed is done (A-34)."""
    gone = preview(closure.grant)
    if gone.sha256 != closure.disposal_sha256:
        raise PreviewDiffers.because(
            _(
                "The files are not those that the disposal was asked for. Look at the preview, "
                "and ask for the disposal again."
            ),
            rule="A-34",
        )
    ref = closure.grant.ref
    paper = files_certificate(closure, gone, by=by, at=at)
    hands = Hands(closure.disposal_asked_by, by, at)
    made = keep_certificate(
        certified(closure.grant, Destruction.FILES, paper, hands),
        {"files": len(gone.files), "bytes": gone.size},
    )
    DestroyedFile.objects.bulk_create(
        [DestroyedFile(file=file, grant_ref=ref, at=at) for file in gone.files], batch_size=1000
    )
    transaction.on_commit(partial(wipe_bytes, closure.grant))
    return made


def keep_certificate(made: Destruction, after: dict[str, Any]) -> Destruction:
    """Save the certificate *made*, with the event of the destruction."""
    made.save()
    record(
        f"{made.kind}.destroyed",
        made,
        chain=made.grant.ref,
        after={**after, "sha256": made.sha256},
        after_seal=True,
    )
    return made


def wipe_bytes(grant: Grant) -> int:
    """Take what was struck off out of the store; safe to repeat if the store did not answer."""
    wiped = 0
    for gone in destroyed_of(grant).iterator(chunk_size=500):
        file = gone.file
        forget_pictures(file.sha256)
        name = str(file.file.name)
        if not bytes_in_use(file) and file.file.storage.exists(name):
            file.file.storage.delete(name)
            wiped += 1
    for job in made_papers(grant):
        job.result.delete(save=True)
    for sheet in sheets(grant):
        sheet.file.delete(save=True)
    return wiped

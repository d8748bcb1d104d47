"""The logo of a recipient is chosen and dropped; frozen papers keep the one they were sent with."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from consortium.actions.base import action, must, record
from consortium.actions.evidence import keep_file
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.refusals import refuse_if
from consortium.rules.roles import Capability
from grants.models import Grant
from reporting.actions.recipients import RecipientRefused
from reporting.models import PaperRecipient, RecipientLogo
from reporting.queries.costs import owner_ref
from reporting.rules.logos import check_logo
from reporting.rules.vouchers import check_personal


@action
def choose_logo(
    recipient: PaperRecipient,
    *,
    file: UploadedFile[Any] | bytes,
    name: str = "",
    words: str,
    by: Any,
    at: dt.datetime,
) -> RecipientLogo:
    """Put *file* on the papers to *recipient* that are still to come, instead of an earlier one."""
    grant = Grant.objects.select_for_update(no_key=True).get(pk=recipient.grant_id)
    must(by, Capability.PLAN_PROJECT, grant)
    named = name or str(getattr(file, "name", ""))
    owner = owner_ref(grant.lead_id)
    kept = keep_file(content=file, name=named, owner_ref=owner, chain=grant.ref, by=by, at=at)
    found = check_logo(kept.content_type, kept.size, kept.name, words)
    refuse_if(found + check_personal({"words": words}), RecipientRefused)
    logo = RecipientLogo.objects.filter(recipient=recipient).first() or RecipientLogo(
        recipient=recipient
    )
    logo.file, logo.words = kept, words.strip()
    logo.save()
    after = {"recipient": recipient.code, "file": kept.sha256}
    record("recipient.logo_chosen", logo, chain=grant.ref, after=after)
    return logo


@action
def drop_logo(recipient: PaperRecipient, *, by: Any, at: dt.datetime) -> None:
    """Let the papers to *recipient* go without a logo from now on."""
    grant = Grant.objects.select_for_update(no_key=True).get(pk=recipient.grant_id)
    must(by, Capability.PLAN_PROJECT, grant)
    logo = RecipientLogo.objects.filter(recipient=recipient).select_related("file").first()
    if logo is None:
        raise RecipientRefused.because(
            _("%(name)s has no logo on its papers."), rule="rules 5", name=recipient.name
        )
    before = {"recipient": recipient.code, "file": logo.file.sha256}
    record("recipient.logo_dropped", logo, chain=grant.ref, before=before)
    logo.delete()

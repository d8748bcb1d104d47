"""Proof of publicity is noted by the project manager and never changed (A-33)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.actions.evidence import keep_file
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import Grant
from reporting.models import PublicityProof
from reporting.queries.costs import owner_ref
from reporting.rules.publicity import check_proof
from reporting.rules.vouchers import check_personal


class ProofRefused(Refused):
    """The proof lacks something."""

    code = "PROOF_REFUSED"


@action
def note_publicity(
    grant: Grant,
    *,
    kind: str,
    text: str,
    seen_on: dt.date,
    file: UploadedFile[Any] | bytes | None = None,
    name: str = "",
    by: Any,
    at: dt.datetime,
) -> PublicityProof:
    """Keep what was seen, with its picture or copy."""
    must(by, Capability.PLAN_PROJECT, grant)
    breaches = check_proof(kind, text, file is not None) + check_personal({"text": text})
    if seen_on > timezone.localdate(at):
        message = _("It was seen today at the latest, not on %(day)s.")
        breaches.append(Breach("PROOF_AHEAD", message, "seen_on", {"day": seen_on}, "A-33"))
    refuse_if(breaches, ProofRefused)
    kept = None
    if file is not None:
        named = name or str(getattr(file, "name", ""))
        owner = owner_ref(grant.lead_id)
        kept = keep_file(content=file, name=named, owner_ref=owner, by=by, at=at)
    proof = PublicityProof.objects.create(
        grant=grant, kind=kind, text=text, seen_on=seen_on, file=kept, noted_by=by, noted_at=at
    )
    after = {"kind": kind, "seen_on": seen_on, "file": kept.sha256 if kept else ""}
    record("publicity.noted", proof, chain=grant.ref, after=after)
    return proof

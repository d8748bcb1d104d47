"""Letters and files that come with a decision, a question or an answer, kept in the same deed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from consortium.actions.base import action
from consortium.actions.evidence import keep_file
from consortium.models import EvidenceFile
from reporting.actions.claim_decisions import decide_claim
from reporting.actions.claim_questions import answer_claim_question, ask_about_claim
from reporting.models import Claim, ClaimQuestion
from reporting.queries.costs import owner_ref

Upload = UploadedFile[Any] | None


@action
def decide_by_letter(
    claim: Claim,
    *,
    letter: Upload,
    accepted: bool,
    note: str,
    on: dt.date,
    by: Any,
    at: dt.datetime,
) -> Claim:
    """Decide on *claim*, with the funder's letter if there is one."""
    kept = _kept(claim, letter, by, at)
    return decide_claim(claim, accepted=accepted, note=note, on=on, letter=kept, by=by, at=at)


@action
def ask_by_letter(
    claim: Claim, *, letter: Upload, text: str, on: dt.date, by: Any, at: dt.datetime
) -> ClaimQuestion:
    """Ask about *claim*, with the funder's letter if there is one."""
    kept = _kept(claim, letter, by, at)
    return ask_about_claim(claim, text=text, on=on, letter=kept, by=by, at=at)


@action
def answer_with_file(
    question: ClaimQuestion, *, file: Upload, text: str, on: dt.date, by: Any, at: dt.datetime
) -> ClaimQuestion:
    """Answer the funder's *question*, with a file if one is needed."""
    kept = _kept(question.claim, file, by, at)
    return answer_claim_question(question, text=text, on=on, file=kept, by=by, at=at)


def _kept(claim: Claim, upload: Upload, by: Any, at: dt.datetime) -> EvidenceFile | None:
    if upload is None:
        return None
    owner = owner_ref(claim.grant.lead_id)
    return keep_file(content=upload, name=upload.name or "", owner_ref=owner, by=by, at=at)

"""A frozen paper is signed with the house's certificate; the signed file is kept beside it."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.utils import translation

from consortium.actions.base import action, must, record
from consortium.models import Job
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import Grant
from reporting.actions.documents import MAKE_DOCUMENT
from reporting.documents.editions import PDF, frozen_edition
from reporting.documents.papers import frozen
from reporting.documents.rendering import is_quick, render
from reporting.documents.signing import Pen, pen
from reporting.models import ReportSnapshot, SignedPaper
from reporting.rules.signing import RULE, Certificate, check_certificate, check_signable


class SigningRefused(Refused):
    """The paper cannot be signed, or not with this certificate."""

    code = "SIGNING_REFUSED"


@dataclass(frozen=True)
class Signature:
    """A signed file, the unsigned one that it begins with, and whose certificate signed it."""

    name: str
    content: bytes
    base: bytes
    certificate: Certificate


def sign_paper(snapshot: ReportSnapshot, language: str, *, by: Any, at: dt.datetime) -> SignedPaper:
    """Sign the PDF of *snapshot* in *language* and keep it.

    The paper is set before the transaction begins: that takes seconds, in which others write.
    """
    must(by, Capability.SUBMIT_REPORTS, snapshot.grant)
    held = pen()
    _must_be_signable(snapshot, language, held.certificate, at)
    return keep_signed_paper(
        snapshot, language, _signed(snapshot, language, held, at), by=by, at=at
    )


@action
def keep_signed_paper(
    snapshot: ReportSnapshot, language: str, signature: Signature, *, by: Any, at: dt.datetime
) -> SignedPaper:
    """Keep the signed file beside the paper, whose frozen figures stay as they are."""
    grant = Grant.objects.select_for_update(no_key=True).get(pk=snapshot.grant_id)
    must(by, Capability.SUBMIT_REPORTS, grant)
    certificate = signature.certificate
    _must_be_signable(snapshot, language, certificate, at)
    kept = SignedPaper(
        snapshot=snapshot,
        language=language,
        name=signature.name,
        size=len(signature.content),
        sha256=hashlib.sha256(signature.content).hexdigest(),
        base_size=len(signature.base),
        base_sha256=hashlib.sha256(signature.base).hexdigest(),
        subject=certificate.subject[:300],
        issuer=certificate.issuer[:300],
        serial=certificate.serial,
        valid_until=certificate.valid_until,
        signed_by=by,
        signed_at=at,
    )
    kept.file.save(signature.name, ContentFile(signature.content), save=False)
    kept.save()
    after = {"paper": snapshot.sha256, "language": language, "sha256": kept.sha256}
    after |= {"certificate": kept.subject, "serial": kept.serial}
    record("paper.signed", kept, chain=grant.ref, after=after)
    return kept


def _must_be_signable(
    snapshot: ReportSnapshot, language: str, certificate: Certificate, at: dt.datetime
) -> None:
    found = check_signable(
        is_as_frozen=snapshot.computed_sha256() == snapshot.sha256,
        is_signed=SignedPaper.objects.filter(snapshot=snapshot, language=language).exists(),
        sha256=snapshot.sha256,
    )
    refuse_if(found + check_certificate(certificate, at), SigningRefused)


def _signed(snapshot: ReportSnapshot, language: str, held: Pen, at: dt.datetime) -> Signature:
    with translation.override(language):
        edition = frozen_edition(snapshot, frozen(snapshot), language)
        base = render(edition, PDF) if is_quick(edition, PDF) else _made_already(snapshot, language)
    stem = edition.file_name(PDF).removesuffix(".pdf")
    reason = f"{stem}, SHA-256 {snapshot.sha256}"
    content = held.sign(base, reason=reason, at=at)
    return Signature(f"{stem}-signed.pdf", content, base, held.certificate)


def _made_already(snapshot: ReportSnapshot, language: str) -> bytes:
    """The PDF of a long paper, which is only made in the background."""
    params = {"snapshot": snapshot.pk, "language": language, "format": PDF}
    job = Job.objects.filter(kind=MAKE_DOCUMENT, params=params, state=Job.DONE).first()
    if job is None:
        raise SigningRefused.because(
            _(
                "The paper is long, and its PDF in this language is not made yet. Fetch the PDF "
                "from the page of the paper in this language first; then sign it."
            ),
            rule=RULE,
            subject="language",
        )
    with job.result.open("rb") as file:
        content: bytes = file.read()
    return content

"""Keep files that prove something, each under its own hash."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from consortium.actions.base import action, record
from consortium.exchange.papers import look
from consortium.models import HOUSE_CHAIN, DestroyedFile, EvidenceFile, User
from consortium.rules.filetypes import plain_name
from consortium.rules.identifiers import contains_cpr, mask_cpr
from consortium.rules.papers import check_look
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _

MEGABYTE = 1024 * 1024


class FileTooLarge(Refused):
    """The file is larger than this installation takes."""

    code = "FILE_TOO_LARGE"


class FileNotAccepted(Refused):
    """The file is empty, or of no kind that can be shown in ten years."""

    code = "FILE_NOT_ACCEPTED"


class StoreAway(Refused):
    """The store for files does not answer."""

    code = "STORE_AWAY"


class HoldsCpr(Refused):
    """A CPR number stands in the file or in its name (G-01)."""

    code = "HOLDS_CPR"


REFUSALS: Mapping[str, type[Refused]] = {
    refusal.code: refusal for refusal in (FileTooLarge, FileNotAccepted, HoldsCpr)
}


@action
def keep_file(
    *,
    content: bytes | UploadedFile[Any],
    name: str,
    owner_ref: str,
    chain: str = HOUSE_CHAIN,
    by: User,
    at: dt.datetime,
) -> EvidenceFile:
    """Keep *content* for *owner_ref*; the same bytes of the same owner are kept once.

    A file that is of one grant alone is told of in that grant's *chain*.
    """
    kept, _is_new = keep_or_find(
        content=content, name=name, owner_ref=owner_ref, chain=chain, by=by, at=at
    )
    return kept


@action
def keep_or_find(
    *,
    content: bytes | UploadedFile[Any],
    name: str,
    owner_ref: str,
    chain: str = HOUSE_CHAIN,
    by: User,
    at: dt.datetime,
) -> tuple[EvidenceFile, bool]:
    """As `keep_file`, and whether the file is new here."""
    size = len(content) if isinstance(content, bytes) else (content.size or 0)
    name = plain_name(name)
    _check_size(size, name)
    raw = content if isinstance(content, bytes) else content.read()
    kind = _kind_of(raw, name)
    sha256 = hashlib.sha256(raw).hexdigest()
    known = EvidenceFile.objects.filter(owner_ref=owner_ref, sha256=sha256).first()
    if known:
        return _given_again(known, raw, name, chain), False
    kept = EvidenceFile(
        sha256=sha256,
        name=name,
        content_type=kind,
        size=size,
        owner_ref=owner_ref,
        uploaded_by=by,
        uploaded_at=at,
    )
    twin = EvidenceFile.objects.filter(sha256=sha256).first()
    with _storing(name):
        if twin and twin.file.storage.exists(str(twin.file.name)):
            kept.file = twin.file.name
        else:
            kept.file.save(sha256, ContentFile(raw), save=False)
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:
        # Somebody has sent the same bytes in the same moment.
        known = EvidenceFile.objects.get(owner_ref=owner_ref, sha256=sha256)
        return _given_again(known, raw, name, chain), False
    after = {"sha256": sha256, "size": size, "type": kind}
    record("evidence.kept", kept, chain=chain, after=after)
    return kept, True


def _given_again(known: EvidenceFile, raw: bytes, name: str, chain: str) -> EvidenceFile:
    """The file that is here already; bytes that the store has lost are put back."""
    if DestroyedFile.objects.filter(file=known).exists():
        raise FileNotAccepted.because(
            _(
                "“%(name)s” was kept for as long as the law asks and is destroyed; it proves a "
                "cost of a project that is over and cannot prove another one."
            ),
            rule="G-10",
            subject="file",
            name=mask_cpr(name),
        )
    with _storing(name):
        lost = not known.file.storage.exists(str(known.file.name))
        if lost:
            known.file.storage.save(known.file.name, ContentFile(raw))
    after = {"sha256": known.sha256, "name": name, **({"mended": True} if lost else {})}
    record("evidence.given_again", known, chain=chain, after=after)
    return known


@contextmanager
def _storing(name: str) -> Iterator[None]:
    """A store that does not take the file is a refusal: nothing is written about it either."""
    try:
        yield
    except OSError as error:
        raise StoreAway.because(
            _(
                "“%(name)s” could not be stored: the store for files does not answer. Nothing is "
                "lost of what was sent before; send this file again in a few minutes."
            ),
            rule="A-32",
            subject="file",
            name=mask_cpr(name),
        ) from error


def _check_size(size: int, name: str) -> None:
    if size == 0:
        raise FileNotAccepted.because(
            _("“%(name)s” is empty; choose the file again."), subject="file", name=mask_cpr(name)
        )
    if size > settings.MAX_EVIDENCE_BYTES:
        raise too_large(size, name)


def too_large(size: int, name: str) -> Refused:
    """What is said of a file of *size* bytes, which is more than this installation takes."""
    return FileTooLarge.because(
        _("“%(name)s” is %(size)s MB, and %(most)s MB is the most; send a smaller copy."),
        subject="file",
        name=mask_cpr(name),
        size=-(-size // MEGABYTE),
        most=settings.MAX_EVIDENCE_BYTES // MEGABYTE,
    )


def _kind_of(raw: bytes, name: str) -> str:
    if contains_cpr(name):
        raise HoldsCpr.because(
            _("The file name “%(name)s” holds a CPR number; give the file another name."),
            rule="G-01",
            subject="file",
            name=mask_cpr(name),
        )
    seen = look(raw, name)
    breaches = check_look(seen, name)
    refuse_if(breaches, REFUSALS.get(breaches[0].code, FileNotAccepted) if breaches else Refused)
    return seen.kind

"""How the API writes: one transaction, once for each idempotency key, over the version it names."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from consortium.actions.editing import Stale
from consortium.queries import clock
from consortium.queries.editing import version_of, with_version
from consortium.rules.editing import EditedFrom
from consortium.rules.hashing import digest
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from partners.models import ApiAnswer
from partners.models.tokens import ANSWERS_KEPT
from reporting.actions.drafts import locked_report
from reporting.api.sent import raw
from reporting.api.tokens import token_of
from reporting.models import PartnerReport

KEPT_HEADERS = ("ETag", "Location", "Content-Type", "Content-Language")
Deed = Callable[[], HttpResponse]


class KeyUsed(Refused):
    """The idempotency key has been used for another request."""

    code = "IDEMPOTENCY_KEY_USED"


class Once(Schema):
    """The header that makes a write safe to repeat."""

    idempotency_key: str | None = Field(
        None,
        alias="Idempotency-Key",
        min_length=8,
        max_length=128,
        pattern=r"^[!-~]+$",
        description=(
            "Any text of your own, new for each deed. The same key and request get the same "
            "answer for two days, done once; another request with the key is refused."
        ),
        examples=["2014-04-15-voucher-1087"],
    )


class Over(Once):
    """The headers of a change."""

    if_match: str = Field(
        alias="If-Match",
        pattern=r'^"[0-9]{1,15}"$',
        description="The ETag of the row as it was read; a row that has changed since is refused.",
        examples=['"41"'],
    )


def once(request: HttpRequest, deed: Deed) -> HttpResponse:
    """Do *deed* in one transaction; a key that has come before gets the answer it got then.

    The key's row is written first: a second request with the key waits for the first one's end,
    and finds either its answer or, where it was refused, an open way.
    """
    key = request.headers.get("Idempotency-Key", "")
    with transaction.atomic():
        if not key:
            return deed()
        token, asked, at = token_of(request), _fingerprint(request), clock.now()
        ApiAnswer.objects.filter(token=token, made_at__lt=at - ANSWERS_KEPT).delete()
        try:
            with transaction.atomic():
                kept = ApiAnswer.objects.create(
                    token=token, key=key, request_sha256=asked, made_at=at
                )
        except IntegrityError:
            return _again(ApiAnswer.objects.get(token=token, key=key), asked)
        response = deed()
        _keep(kept, response)
        return response


def _fingerprint(request: HttpRequest) -> str:
    sent = (raw(request) or b"").decode("utf-8", "replace")
    return digest([request.method, request.path, request.headers.get("If-Match", ""), sent])


def _keep(kept: ApiAnswer, response: HttpResponse) -> None:
    kept.status = response.status_code
    kept.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    kept.body = response.content.decode()
    kept.save()


def _again(kept: ApiAnswer, asked: str) -> HttpResponse:
    if kept.request_sha256 != asked:
        raise KeyUsed.because(
            _(
                "The idempotency key “%(key)s” came with another request on %(at)s. Use a new key "
                "for a new deed."
            ),
            subject="Idempotency-Key",
            key=kept.key,
            at=kept.made_at,
        )
    response = HttpResponse(kept.body, status=kept.status)
    for name, value in kept.headers.items():
        response[name] = value
    response["Idempotent-Replay"] = "true"
    return response


def answer(status: int, row: Any, *, etag: str = "", location: str = "") -> HttpResponse:
    """A row as the answer to a write; nothing for a row that is gone."""
    if row is None:
        return HttpResponse(status=status)
    text = json.dumps(row, ensure_ascii=False, default=_text)
    response = HttpResponse(text, status=status, content_type="application/json; charset=utf-8")
    if etag:
        response["ETag"] = etag
    if location:
        response["Location"] = location
    return response


def _text(value: object) -> str:
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def version_named(request: HttpRequest, row: models.Model, report: PartnerReport) -> EditedFrom:
    """The version that If-Match names, which must be the newest one of *row*.

    Its report is locked first: whoever writes in a report holds that lock, so that from here to
    the end of the transaction the version cannot become another one.
    """
    named = request.headers.get("If-Match", "").strip()
    locked_report(report)
    newest = version_of(with_version(type(row)._default_manager.filter(pk=row.pk)).first())
    if named != f'"{newest}"':
        raise Stale.because(
            _(
                "The row has changed: its version is now %(newest)s, and the request names "
                "%(named)s. Nothing is overwritten."
            ),
            subject="If-Match",
            newest=str(newest),
            named=named.strip('"')[:40],
        )
    return EditedFrom(newest)

"""A request that brings more than this installation takes is answered before it is unpacked."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.views.problems import refusal_page

MEGABYTE = 1024 * 1024
PIECE = 64 * 1024
# So much is read and thrown away, so that the sender is still there to read the answer.
PATIENCE = 4


class UploadTooLarge(Refused):
    """All that was sent is more than one turn takes."""

    code = "UPLOAD_TOO_LARGE"


class UploadLimitMiddleware:
    """Stands before whatever reads a form: the bytes never reach the disk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        said = request.META.get("CONTENT_LENGTH") or "0"
        size = int(said) if said.isdecimal() else 0
        most = settings.MAX_UPLOAD_BYTES
        if size <= most:
            return self.get_response(request)
        left = min(size, PATIENCE * most)
        while left > 0 and (piece := request.read(min(PIECE, left))):
            left -= len(piece)
        refused = UploadTooLarge.because(
            _(
                "What was sent is %(size)s MB, and %(most)s MB is the most in one turn. Send the "
                "files in several turns."
            ),
            rule="A-01",
            size=-(-size // MEGABYTE),
            most=most // MEGABYTE,
        )
        return refusal_page(request, refused, request.path, status=413)

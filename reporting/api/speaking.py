"""In which language an answer speaks, and that none of it is kept by what lies in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from reporting.api.problems import problem
from reporting.api.sent import raw

DEFAULT = "da"


def language_of(request: HttpRequest) -> str:
    """Danish or English, whichever Accept-Language would rather have; else Danish."""
    wanted = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    known = (code[:2] for code, _weight in wanted if code[:2] in ("da", "en"))
    return next(known, DEFAULT)


def _no_form(request: HttpRequest) -> HttpResponseBase | None:
    """A form with a token is refused: it has been read as a form before its bytes are seen."""
    if raw(request) is not None or "Authorization" not in request.headers:
        return None
    message = _("The body came as a form. Send it as JSON, with Content-Type application/json.")
    return problem(request, 400, [Breach("NOT_JSON", message)])


def speaking(view: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
    """Answer in the language that the request asks for; a 405 says so as all refusals do."""

    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(language_of(request)):
            response: HttpResponseBase = _no_form(request) or view(request, *args, **kwargs)
            if isinstance(response, HttpResponseNotAllowed):
                message = _("%(method)s is not taken at this address.")
                told = Breach("NOT_TAKEN", message, "", {"method": str(request.method)})
                response = problem(request, 405, [told], headers={"Allow": response["Allow"]})
            response.headers["Content-Language"] = translation.get_language() or DEFAULT
        response.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(response, ("Accept-Language", "Authorization"))
        return response

    return run

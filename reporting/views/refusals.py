"""How a page says no: the same sentences as everywhere, beside the form or on a page."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from consortium.actions.base import NotAllowed
from consortium.rules.refusals import Refused
from consortium.views.problems import add_refusal, refusal_page

__all__ = ["RefusalMiddleware", "add_refusal"]


class RefusalMiddleware:
    """Turns a refusal that no form caught into a page: 403 without the right, else 409."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotAllowed):
            raise PermissionDenied from exception
        if isinstance(exception, Refused):
            return refusal_page(request, exception, _way_back(request))
        return None


def _way_back(request: HttpRequest) -> str:
    referer = request.headers.get("referer", "")
    safe = url_has_allowed_host_and_scheme(
        referer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return referer if safe else "/"

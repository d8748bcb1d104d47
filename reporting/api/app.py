"""The API put together: its tables, its writes, and how each refusal becomes a problem document."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from consortium.actions.base import NotAllowed
from consortium.actions.editing import Stale
from consortium.rules.refusals import Breach, Refused
from consortium.rules.refusals import gettext_noop as _
from reporting.api import history, papers, reading, writing
from reporting.api.problems import FormRefused, problem
from reporting.api.sent import sent_by
from reporting.api.tokens import NoToken, Token, TokenOnlyReads, TooMany

# The refusals that are about the request and not about a rule of the house.
STATUS: dict[type[Refused], int] = {
    NoToken: 401,
    TokenOnlyReads: 403,
    NotAllowed: 403,
    TooMany: 429,
    Stale: 412,
}
DESCRIPTION = (
    "Read everything that a seat may see, and write drafts of costs, hours and activities, with "
    "the rules and the sentences of the pages. Amounts are text with two decimals in DKK, days "
    "and instants ISO 8601, codes English. Accept-Language (da, en) decides in which language a "
    "refusal speaks."
)
api = NinjaAPI(
    title="Konsortium",
    version="1.0.0",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
    auth=Token(),
)
# One router for reads and writes: both stand at the same addresses.
assert writing.CHANGES  # it adds the writes to the router of the reads
api.add_router("", reading.router)
api.add_router("", history.router)
api.add_router("", papers.router)


@api.exception_handler(Refused)
def refused(request: HttpRequest, exception: Refused) -> HttpResponse:
    """A rule said no: 409, unless it is about the request itself."""
    status = STATUS.get(type(exception), 409)
    headers = {}
    if isinstance(exception, NoToken):
        headers["WWW-Authenticate"] = 'Bearer realm="Konsortium"'
    if isinstance(exception, TooMany):
        headers["Retry-After"] = str(exception.wait)
    return problem(request, status, exception.breaches, sent_by(request), headers)


@api.exception_handler(FormRefused)
def form_refused(request: HttpRequest, exception: FormRefused) -> HttpResponse:
    """A form of the pages said no."""
    return problem(request, 409, exception.breaches, sent_by(request))


@api.exception_handler(Http404)
def not_there(request: HttpRequest, exception: Http404) -> HttpResponse:
    """It does not exist, or it is not the seat's to see; the answer does not say which."""
    message = _("There is nothing at this address that the token's seat may see.")
    return problem(request, 404, [Breach("NOT_FOUND", message)])


@api.exception_handler(ValidationError)
def not_in_shape(request: HttpRequest, exception: ValidationError) -> HttpResponse:
    """What was sent is not what the description says; a change without a version is 428."""
    lacks_version = any(error["loc"][-1] == "If-Match" for error in exception.errors)
    return problem(
        request,
        428 if lacks_version else 422,
        [_fault(error) for error in exception.errors],
        sent_by(request),
    )


@api.exception_handler(HttpError)
def not_readable(request: HttpRequest, exception: HttpError) -> HttpResponse:
    """The request could not be read at all."""
    message = _("The body cannot be read as JSON.")
    return problem(request, exception.status_code, [Breach("NOT_READABLE", message)])


def _fault(error: dict[str, Any]) -> Breach:
    # ("body", "cost", "net") and ("query", "asked", "limit"): source and argument are ours.
    source, *way = error["loc"]
    path = ".".join(str(part) for part in (way[1:] if source == "body" else way[-1:]))
    message = _("“%(field)s” is not as the description says: %(reason)s.")
    params: dict[str, object] = {"field": path, "reason": str(error["msg"])}
    return Breach("NOT_IN_SHAPE", message, path, params)

"""How the API says no: problem documents (RFC 9457) with the house's own sentences."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext
from ninja import Schema
from pydantic import Field

from consortium.queries.texts import rule_text, sentence_text, value_text
from consortium.rules.hashing import plain
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: _("The request cannot be read"),
    401: _("No valid token"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("The address takes no such request"),
    409: _("Refused by a rule"),
    410: _("Gone"),
    412: _("The row has changed"),
    422: _("Not as the description says"),
    428: _("Say which version you change"),
    429: _("Too many requests"),
    500: _("Our fault"),
    503: _("The store of files does not answer"),
}
WHAT_TO_DO = {
    400: _("Correct the request; the description of the API says what it takes."),
    401: _("Send the header “Authorization: Bearer” with a token that is open."),
    403: _("Use a token of a seat that has this right, or ask for the right."),
    404: _("Check the address. What another organisation owns is not shown."),
    405: _("The header Allow says which methods there are."),
    409: _("Do what the sentence says, and send the request again with a new idempotency key."),
    410: _("Ask the partner for the file; the hash in the row says whether it is the same."),
    412: _("Read the row again and decide with the new version before you."),
    422: _("Correct the fields that are named and send the request again."),
    428: _("Read the row and send its ETag in the header If-Match."),
    429: _("Wait for as many seconds as the header Retry-After says."),
    503: _("Try again later; the file is not lost."),
    500: _("Try again later; if it goes on, tell whoever runs the installation."),
}


class Fault(Schema):
    """One rule that said no."""

    code: str = Field(description="Stable code of the rule.", examples=["VOUCHER_TWICE"])
    rule: str = Field(description="Number in the rule book; may be empty.", examples=["A-11"])
    rule_text: str = Field(description="The same in words.")
    field: str = Field(description="The field that it is about; may be empty.")
    value: str = Field(description="What the field said.")
    sentence: str = Field(description="What was refused and what to do, in the language asked for.")
    params: dict[str, Any] = Field(description="The values in the sentence.")


class Problem(Schema):
    """A problem document (RFC 9457)."""

    type: str = Field(
        description="Kind of problem: a name that stays.",
        examples=["urn:konsortium:problem:COST_REFUSED"],
    )
    title: str
    status: int = Field(examples=[422])
    detail: str = Field(description="All sentences.")
    instance: str = Field(description="The address that was asked.")
    code: str = Field(description="The first rule's code.", examples=["COST_REFUSED"])
    what_to_do: str
    errors: list[Fault]


def problem(
    request: HttpRequest,
    status: int,
    breaches: Sequence[Breach],
    sent: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The answer for *breaches*; *sent* is the body, so that each fault shows the value it had."""
    faults = [_told(breach, sent or {}) for breach in breaches]
    body = {
        "type": f"urn:konsortium:problem:{breaches[0].code}" if breaches else "about:blank",
        "title": gettext(TITLES.get(status, HTTPStatus(status).phrase)),
        "status": status,
        "detail": " ".join(str(fault["sentence"]) for fault in faults),
        "instance": request.path,
        "code": breaches[0].code if breaches else HTTPStatus(status).name,
        "what_to_do": gettext(WHAT_TO_DO.get(status, WHAT_TO_DO[400])),
        "errors": faults,
    }
    text = json.dumps(body, ensure_ascii=False)
    # What came in may hold halves of characters, which no answer can carry.
    sendable = text.encode("utf-8", "replace")
    response = HttpResponse(sendable, status=status, content_type=MEDIA_TYPE)
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def _told(breach: Breach, sent: Mapping[str, Any]) -> dict[str, Any]:
    value = _value_at(sent, breach.subject) if breach.subject else None
    return {
        "code": breach.code,
        "rule": breach.rule,
        "rule_text": rule_text(breach.rule) if breach.rule else "",
        "field": breach.subject,
        "value": "" if value is None else str(plain(value)),
        "sentence": sentence_text(breach),
        "params": {name: _parameter(one) for name, one in breach.params.items()},
    }


def _value_at(sent: Any, path: str) -> Any:
    for part in path.split("."):
        if isinstance(sent, Mapping):
            sent = sent.get(part)
        elif isinstance(sent, Sequence) and not isinstance(sent, str) and part.isdigit():
            sent = sent[int(part)] if int(part) < len(sent) else None
        else:
            return None
    return sent


def _parameter(value: object) -> Any:
    try:
        return plain(value)
    except TypeError:
        return value_text(value, get_language())


class FormRefused(Exception):
    """A form of the pages has refused what was sent."""

    def __init__(self, form: forms.Form) -> None:
        self.form = form
        super().__init__("form refused")

    @property
    def breaches(self) -> list[Breach]:
        """Each error of the form, by its field."""
        return [
            Breach(
                code=f"FIELD_{str(error.code or 'invalid').upper()}",
                # The form has put it into words already; a sentence without parameters stays.
                message=str(message),
                subject="" if field == "__all__" else field,
            )
            for field, errors in self.form.errors.as_data().items()
            for error in errors
            for message in error.messages
        ]

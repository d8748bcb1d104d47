"""The body of a request as it came, so that a fault can show the value that it is about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, RawPostDataException


def raw(request: HttpRequest) -> bytes | None:
    """The bytes of the body; None if it came as a form, which is read before we see it."""
    try:
        return request.body
    except RawPostDataException:
        return None


def sent_by(request: HttpRequest) -> Mapping[str, Any]:
    """The JSON object of the body, or the questions of the address, or nothing."""
    content = raw(request)
    if content is None:
        return request.POST.dict()
    if not content:
        return request.GET.dict()
    try:
        body = json.loads(content)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}

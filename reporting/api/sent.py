"""The body of a request as it came, so that a fault can show the value that it is about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


def sent_by(request: HttpRequest) -> Mapping[str, Any]:
    """The JSON object of the body, or the questions of the address, or nothing."""
    if not request.body:
        return request.GET.dict()
    try:
        body = json.loads(request.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}

"""Who tries to log in, as django-axes counts it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def address_tried(request: HttpRequest | None, credentials: Mapping[str, Any] | None) -> str:
    """The address in one spelling: log-in does not mind capitals, so neither does the count."""
    given = (credentials or {}).get("username") or (request.POST.get("username") if request else "")
    return str(given or "").strip().lower()


def machine_of(request: HttpRequest) -> str:
    """The address of the caller; behind the proxy of `HTTPS=true` the one that the proxy saw.

    The proxy appends what it saw itself, so only the last entry can be trusted.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.HTTPS else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))

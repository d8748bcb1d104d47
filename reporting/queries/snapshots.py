"""Frozen figures, read back."""

from __future__ import annotations

import json
from typing import Any

from reporting.models import ReportSnapshot


def body_of(snapshot: ReportSnapshot) -> dict[str, Any]:
    """The stored figures as plain values."""
    body: dict[str, Any] = json.loads(snapshot.body)
    return body

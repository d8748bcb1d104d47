"""Frozen figures, read back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from consortium.rules.chain import PaperHead, Point
from reporting.models import ReportSnapshot


def body_of(snapshot: ReportSnapshot) -> dict[str, Any]:
    """The stored figures as plain values."""
    body: dict[str, Any] = json.loads(snapshot.body)
    return body


def head_in(body: Mapping[str, Any]) -> PaperHead | None:
    """The end of the chain that a frozen paper names; one from before it was printed has none."""
    told = body.get("chain")
    return PaperHead(told["chain"], Point(told["number"], told["sha256"])) if told else None

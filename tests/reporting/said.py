"""What a refusal says to its reader."""

from __future__ import annotations

from typing import Any

from consortium.queries.texts import sentence_text


def said(refusal: Any, language: str) -> str:
    """The one sentence of *refusal* (pytest's record of it) in *language*."""
    [breach] = refusal.value.breaches
    return sentence_text(breach, language).replace("\N{NO-BREAK SPACE}", " ")

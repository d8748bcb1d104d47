"""What a refusal says, as its reader sees it."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from consortium.queries.texts import sentence_text


def said(caught: Any, language: str = "en") -> list[str]:
    """Every sentence of a refusal that pytest has caught, in *language*."""
    with translation.override(language):
        return [sentence_text(breach, language) for breach in caught.value.breaches]

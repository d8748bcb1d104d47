"""A paper as JSON: the canonical figures themselves, whose SHA-256 is the paper's hash."""

from __future__ import annotations

from reporting.documents.editions import Edition


def render_json(edition: Edition) -> bytes:
    """The body that was hashed, byte for byte."""
    return edition.body.encode("utf-8")

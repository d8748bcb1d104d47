"""What a printed paper says."""

from __future__ import annotations

import pypdfium2


def words_in(content: bytes) -> str:
    """The text of a PDF, with single spaces."""
    document = pypdfium2.PdfDocument(content)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(pages).split())

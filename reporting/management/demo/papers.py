"""Small real PDF files: the demo's vouchers and bank statements."""

from __future__ import annotations

import io

import pikepdf


def paper(title: str, lines: list[str]) -> bytes:
    """A one-page PDF that says *title* and *lines*; the same words give the same bytes."""
    pdf = pikepdf.new()
    # Helvetica with WinAnsi covers Danish; the file is a stand-in for a scanned voucher.
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )
    rows = [b"BT /F1 16 Tf 60 780 Td 20 TL (" + _escaped(title) + b") Tj /F1 11 Tf"]
    rows += [b"T* (" + _escaped(line) + b") Tj" for line in lines]
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, 595, 842],
        Contents=pdf.make_stream(b"\n".join([*rows, b"ET"])),
        Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font)),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _escaped(text: str) -> bytes:
    raw = text.encode("cp1252", errors="replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")

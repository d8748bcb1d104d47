"""Public lists of operations: sent through the page, and read by the command."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse


def send(client: Any, ref: str, content: bytes, name: str = "liste.csv", **more: str) -> Any:
    """Hand a list in on the page of the register."""
    url = reverse("reporting:operation-import", args=[ref])
    return client.post(url, {"file": SimpleUploadedFile(name, content), **more})


def counted(page: Any) -> list[int]:
    """New, changed, unchanged, refused, as the page shows them."""
    return [count for _label, count in page.context.get("counts", [])]


def command(path: Any, *options: str, ref: str = "M-003", by: str = "pm") -> tuple[Any, Any]:
    """`manage.py import_rows operations`, its exit status and what it said."""
    out = StringIO()
    asked = ["operations", str(path), "--grant", ref, "--by", f"{by}@konsortium.example", "--json"]
    try:
        call_command("import_rows", *asked, *options, stdout=out)
    except SystemExit as end:
        return end.code, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())

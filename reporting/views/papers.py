"""The files behind a cost as the pane beside its figures shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from reporting.models import ExpenditureFile

# What a browser shows as a picture by itself.
PICTURES = frozenset({"image/png", "image/jpeg"})


@dataclass(frozen=True)
class Paper:
    """One file: its name, what it proves, where it is, and a picture of it where there is one."""

    name: str
    role: str
    url: str
    preview: str = ""


def papers_of(items: Sequence[int]) -> list[Paper]:
    """The files of the rows *items*, the vouchers first."""
    files = ExpenditureFile.objects.filter(expenditure__in=items).select_related("file")
    order = [role for role, _label in ExpenditureFile.ROLES]
    return [
        Paper(
            name=str(one.file),
            role=str(one.get_role_display()),
            url=(url := reverse("reporting:evidence-file", args=[one.file_id])),
            preview=url if one.file.content_type in PICTURES else "",
        )
        for one in sorted(files, key=lambda one: (order.index(one.role), one.pk))
    ]

"""The files behind a cost as the pane beside its figures shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from reporting.models import ExpenditureFile


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
            url=reverse("reporting:evidence-view", args=[one.file_id]),
            preview=_picture(one) if one.file.is_pictured else "",
        )
        for one in sorted(files, key=lambda one: (order.index(one.role), one.pk))
    ]


def _picture(proof: ExpenditureFile) -> str:
    """The first page, as this house has drawn it."""
    return reverse("reporting:evidence-picture-file", args=[proof.file_id, 1])

"""Files that prove something: known by their SHA-256, never changed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consortium.rules.filetypes import PICTURED, READABLE


def evidence_path(instance: EvidenceFile, filename: str) -> str:
    """Stored under its hash; the name the user gave is a column, never a path."""
    return f"evidence/{instance.sha256[:2]}/{instance.sha256}"


class EvidenceFile(models.Model):
    """A voucher, a proof of payment, a letter. `owner_ref` names the organisation that holds it."""

    # It has no versions: its one state is hashed into the event that made it.
    is_frozen = True
    sha256 = models.CharField(max_length=64)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    file = models.FileField(upload_to=evidence_path)
    owner_ref = models.CharField(max_length=40)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner_ref", "sha256"], name="evidence_once_per_owner")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_pictured(self) -> bool:
        """Whether its pages can be drawn as pictures of our own."""
        return self.content_type in PICTURED

    @property
    def is_readable(self) -> bool:
        """Whether it is a text that a page can show."""
        return self.content_type in READABLE


class DestroyedFile(models.Model):
    """A file whose time is over: its row and hash stay, its bytes are gone or going (G-10).

    Which files were struck off stands in a certificate too, which an event vouches for.
    """

    file = models.OneToOneField(EvidenceFile, on_delete=models.PROTECT, related_name="destroyed")
    grant_ref = models.CharField(_("grant"), max_length=40, db_index=True)
    at = models.DateTimeField(_("destroyed"))

    def __str__(self) -> str:
        return f"{self.file_id} {self.at:%d.%m.%Y}"

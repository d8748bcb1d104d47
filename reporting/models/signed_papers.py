"""Papers signed after they were frozen: the file, and whose certificate (rules.md 5.1)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reporting.models.funding import ReportSnapshot


class SignedPaper(models.Model):
    """The PDF of a frozen paper in one language with a PAdES signature behind it. Never changed.

    The file begins with the very bytes of the unsigned PDF, whose hash is *base_sha256*; the frozen
    figures stay where they are.
    """

    # It has no versions: its one state is hashed into the event that made it.
    is_frozen = True
    LANGUAGES: ClassVar = [("da", _("Danish")), ("en", _("English"))]

    snapshot = models.ForeignKey(ReportSnapshot, on_delete=models.PROTECT, related_name="signed")
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    file = models.FileField(upload_to="signed/")
    name = models.CharField(_("file name"), max_length=120)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256 of the signed file"), max_length=64)
    base_size = models.PositiveBigIntegerField(_("size of the unsigned file in bytes"))
    base_sha256 = models.CharField(_("SHA-256 of the unsigned file"), max_length=64)
    subject = models.CharField(_("certificate of"), max_length=300)
    issuer = models.CharField(_("certificate issued by"), max_length=300)
    serial = models.CharField(_("serial number of the certificate"), max_length=60)
    valid_until = models.DateTimeField(_("certificate valid until"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(_("signed"))

    class Meta:
        ordering: ClassVar = ["snapshot_id", "language"]
        verbose_name = _("signed paper")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["snapshot", "language"], name="paper_signed_once"),
            models.CheckConstraint(
                condition=Q(size__gt=models.F("base_size")), name="signature_is_an_addition"
            ),
        ]

    def __str__(self) -> str:
        return self.name

"""What was destroyed at the end of a grant, and by whose two hands (G-05, G-09, G-10)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grants.models import Grant


class Destruction(models.Model):
    """One destruction: its certificate as canonical JSON, from which the PDF is made; final."""

    # It has no versions: its one state is hashed into the event that made it.
    is_frozen = True
    KEYS, FILES, LISTS = "keys", "files", "lists"
    KINDS: ClassVar = [
        (KEYS, _("Key of the participants")),
        (FILES, _("Evidence files")),
        (LISTS, _("Lists of contacts")),
    ]
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what was destroyed"), max_length=5, choices=KINDS)
    at = models.DateTimeField(_("destroyed"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    body = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["grant_id", "at"]
        constraints: ClassVar = [
            # Contacts may be entered after the lists were emptied, and go by another deed.
            models.UniqueConstraint(
                fields=["grant", "kind"],
                condition=~Q(kind="lists"),
                name="destruction_once_a_kind",
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("confirmed_by")), name="destruction_by_two_persons"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.ref}: {self.kind}"

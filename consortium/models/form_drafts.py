"""What somebody has typed into a form and not saved: a private note, never evidence or money."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# A draft that nobody comes back to is thrown away; somebody who typed just now is "at the page".
KEPT_FOR = dt.timedelta(days=30)
AT_THE_PAGE = dt.timedelta(minutes=15)


class FormDraftQuerySet(models.QuerySet["FormDraft"]):
    """Drafts by whose they are and how old."""

    def visible_to(self, user: Any) -> FormDraftQuerySet:
        """One's own and nobody else's."""
        return self.filter(user_id=user.pk)

    def expired(self, at: dt.datetime) -> FormDraftQuerySet:
        """Those that nobody came back to in time."""
        return self.filter(updated_at__lt=at - KEPT_FOR)

    def around(self, user: Any, address: str, scope: str, at: dt.datetime) -> FormDraftQuerySet:
        """*user*'s drafts at *address* and below *scope*, and what others typed there just now."""
        below = Q(address__startswith=scope)
        just_now = below & Q(updated_at__gte=at - AT_THE_PAGE)
        own = Q(user_id=user.pk)
        kept = (Q(address=address) | below) & Q(updated_at__gte=at - KEPT_FOR)
        return self.filter((own & kept) | (just_now & ~own)).select_related("user")


class FormDraft(models.Model):
    """One person's unsaved input at one address, and the version it began from.

    Each opening of the page has a *key* of its own, so that a second visit to a form for something
    new does not write over what was typed at the first.
    No memory and no events: it is no record of anything until its author saves the form.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(_("page"), max_length=300)
    key = models.CharField(max_length=32, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    fields = models.JSONField(_("fields"), default=dict)
    version = models.PositiveBigIntegerField(_("version it began from"), default=0)
    updated_at = models.DateTimeField(_("last typed"))

    objects = FormDraftQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-updated_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "address", "key"], name="form_draft_once_per_opening"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["address"], name="form_draft_by_page"),
            models.Index(fields=["updated_at"], name="form_draft_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.address} ({self.user_id})"

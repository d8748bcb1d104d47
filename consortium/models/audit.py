"""Decisions, in a chain: nothing in it can be changed, dropped or slipped in unseen."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consortium.rules.hashing import canonical, plain, sha256

HOUSE_CHAIN = "house"


class ChainHead(models.Model):
    """The end of one chain; locked while an event is appended, so no two events share a place."""

    chain = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    # A settled project takes no further events but those of its own closure (rules.md 3.0).
    is_sealed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.chain} #{self.number}"


class AuditEvent(models.Model):
    """Who did what to which object, when and why, bound to the event before it (W-08)."""

    chain = models.CharField(_("chain"), max_length=40)
    number = models.PositiveBigIntegerField(_("number"))
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    verb = models.CharField(_("verb"), max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    subject_label = models.CharField(_("subject"), max_length=200)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    reason = models.TextField(_("reason"), blank=True)
    versions = models.JSONField(default=dict)
    previous_sha256 = models.CharField(max_length=64, blank=True)
    # The canonical JSON that was hashed, byte for byte: a stranger needs nothing else.
    body_text = models.TextField(default="")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["chain", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "number"], name="event_number_once_per_chain")
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id"], name="event_by_subject"),
            models.Index(fields=["at"], name="event_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} #{self.number} {self.verb}"

    def body(self) -> dict[str, Any]:
        """Everything that the hash covers."""
        return {
            "chain": self.chain,
            "number": self.number,
            "at": self.at,
            "by": self.by_id,
            "verb": self.verb,
            "subject": [self.subject_type, self.subject_id, self.subject_label],
            "before": self.before,
            "after": self.after,
            "reason": self.reason,
            "versions": self.versions,
            "previous": self.previous_sha256,
        }

    def close(self) -> None:
        """Write down what is hashed, and its hash: the event's last touch before it is stored."""
        self.body_text = canonical(self.body())
        self.sha256 = sha256(self.body_text)

    def is_what_was_hashed(self) -> bool:
        """Whether the columns still say what the stored text says."""
        return bool(json.loads(self.body_text) == plain(self.body()))


class ChainSeal(models.Model):
    """How far a chain had come, and that it was whole up to there, when somebody looked.

    Made every night and with every frozen paper. What is new is verified from the newest seal that
    is `verified`; the whole chain must pass through every seal (A-31).
    """

    # It has no versions: its one state is hashed into the event that made it.
    is_frozen = True
    chain = models.CharField(_("chain"), max_length=40)
    number = models.PositiveBigIntegerField(_("number"))
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(_("time"))
    verified = models.BooleanField(_("verified"))

    class Meta:
        ordering: ClassVar = ["chain", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "number"], name="seal_once_per_event")
        ]

    def __str__(self) -> str:
        return f"{self.chain} #{self.number}"

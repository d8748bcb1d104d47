"""Keys for programs: a token of one seat, what it was answered, wrong tokens that were tried."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.memory import history
from partners.models.organisations import Membership

# An answer is repeated to whoever sends the same key again, for two days.
ANSWERS_KEPT = dt.timedelta(days=2)
# What a request leaves behind makes no version: no evidence, and thousands a day.
UNREMEMBERED = ["secret_sha256", "last_used_at", "minute", "requests"]


class ApiToken(models.Model):
    """What a program shows instead of a log-in: the rights of one seat and no others.

    Only the hash of the secret is kept. It ends by its day, when it is revoked, and with its seat.
    """

    READ, WRITE = "read", "write"
    SCOPES: ClassVar = [
        (READ, _("Read only")),
        (WRITE, _("Read, and write drafts")),
    ]
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    scope = models.CharField(_("may"), max_length=5, choices=SCOPES, default=READ)
    # How it begins, so that its owner can tell which one a program holds.
    hint = models.CharField(_("begins with"), max_length=12)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))
    expires_on = models.DateField(_("last day"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    # The minute that is being counted, and the requests in it.
    minute = models.DateTimeField(null=True, blank=True)
    requests = models.PositiveIntegerField(default=0)
    history = history(excluded_fields=UNREMEMBERED)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="token_revoked_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="token_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_open(self, on: dt.date) -> bool:
        """Whether it opens anything on that day; its seat must have been read with it."""
        # Rights go at once when a seat ends, so an end is an end whatever its day.
        is_seated = self.membership.ends_on is None
        return is_seated and self.revoked_at is None and on <= self.expires_on


class ApiAnswer(models.Model):
    """What a request with an idempotency key was answered. Work and no evidence: no history."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=128)
    # The method, the address, the conditions and the body of the request.
    request_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token", "key"], name="api_answer_once_per_key")
        ]

    def __str__(self) -> str:
        return f"{self.token_id}: {self.key}"


class TokenFailure(models.Model):
    """Wrong tokens that came from one machine within a minute. No evidence: no history."""

    # The hash of its address, with the house's own key.
    machine = models.CharField(max_length=64, unique=True)
    minute = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.machine[:8]}: {self.attempts}"

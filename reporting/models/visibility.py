"""What the public sees of a project: its page, its events, where it was seen, its packs (003)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.memory import history
from grants.models import ActivityType, Grant, GrantPartner
from reporting.models.reports import Activity
from reporting.rules.visibility import MEDIA, MOVES


class PublicPage(models.Model):
    """What a consortium says of itself to everybody; the lead's page is the whole project's."""

    grant_partner = models.OneToOneField(GrantPartner, on_delete=models.PROTECT, related_name="+")
    text_da = models.TextField(_("text in Danish"))
    text_en = models.TextField(_("text in English"), blank=True)
    # An office's address, no person's.
    contact = models.CharField(_("where to write or call"), max_length=200, blank=True)
    is_published = models.BooleanField(_("is shown to everybody"), default=False)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_partner_id"]

    def __str__(self) -> str:
        return str(self.grant_partner)


class PublicEvent(models.Model):
    """An event that everybody may know of: announced, or shown after it was reported."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    grant_partner = models.ForeignKey(
        GrantPartner, on_delete=models.PROTECT, related_name="+", verbose_name=_("held by")
    )
    kind = models.ForeignKey(ActivityType, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    on = models.DateField(_("day"))
    hours = models.CharField(_("time of day"), max_length=40, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    text = models.TextField(_("text"), blank=True)
    link = models.URLField(_("sign up at"), blank=True)
    # The reported activity that it is; a verified report loses none.
    activity = models.OneToOneField(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="public_event"
    )
    shown_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    shown_at = models.DateTimeField(_("shown since"))
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="public_event_has_title")
        ]

    def __str__(self) -> str:
        return f"{self.on:%d.%m.%Y} {self.title}"


class VisibilityEntry(models.Model):
    """The project was seen somewhere on a day. Never changed: a correction is one more row."""

    MEDIA: ClassVar = [(code, _(label)) for code, label in MEDIA.items()]
    grant_partner = models.ForeignKey(
        GrantPartner, on_delete=models.PROTECT, related_name="+", verbose_name=_("who was seen")
    )
    medium = models.CharField(_("where"), max_length=9, choices=MEDIA)
    seen_on = models.DateField(_("seen on"))
    text = models.TextField(_("what was shown"))
    link = models.URLField(_("address"), blank=True)
    # Readers, listeners or guests, as the medium says; nothing where nobody knows.
    audience = models.PositiveIntegerField(_("audience"), null=True, blank=True)
    names_fund = models.BooleanField(_("names the support of the EU"), default=False)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField(_("noted"))
    history = history()

    class Meta:
        ordering: ClassVar = ["-seen_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="visibility_has_words")
        ]

    def __str__(self) -> str:
        return f"{self.seen_on:%d.%m.%Y} {self.medium}"


class PackMove(models.Model):
    """Ambassador packs that came to a partner or left it, and how many there were afterwards.

    Never changed. The stock is a sum that the database itself keeps from falling below zero.
    """

    MOVES: ClassVar = [(code, _(label)) for code, label in MOVES.items()]
    grant_partner = models.ForeignKey(GrantPartner, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"))
    move = models.CharField(_("what happened"), max_length=8, choices=MOVES)
    count = models.PositiveIntegerField(_("packs"))
    stock = models.IntegerField(_("in stock afterwards"))
    moved_on = models.DateField(_("day"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField(_("noted"))
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_partner_id", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant_partner", "number"], name="pack_move_once"),
            models.CheckConstraint(condition=Q(stock__gte=0), name="pack_stock_not_negative"),
            models.CheckConstraint(condition=Q(count__gte=1), name="pack_move_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.grant_partner} {self.number}"

"""The regional newsletter: what partners send for it, the issue, and whom it reached (003)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models import EvidenceFile
from consortium.models.memory import history
from grants.models import Grant, GrantPartner
from partners.models import Contact
from reporting.rules.newsletters import RIGHTS


class NewsletterIssue(models.Model):
    """One issue: open for material until its day, composed by the lead, then sent and frozen."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=120)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    due_on = models.DateField(_("material by"))
    intro = models.TextField(_("how it begins"), blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    # What was sent, word for word, and its paper.
    body = models.JSONField(_("what was sent"), null=True, blank=True)
    pdf = models.ForeignKey(
        EvidenceFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="newsletter_once"),
            models.UniqueConstraint(
                fields=["grant"],
                condition=Q(issued_at__isnull=True),
                name="newsletter_one_open",
            ),
            models.CheckConstraint(
                condition=Q(issued_at__isnull=True, body__isnull=True, pdf__isnull=True)
                | Q(issued_at__isnull=False, body__isnull=False, pdf__isnull=False),
                name="newsletter_issued_is_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"


class NewsletterPiece(models.Model):
    """What a partner has sent for an issue; the lead gives it a place, or leaves it out (0)."""

    RIGHTS: ClassVar = [(code, _(label)) for code, label in RIGHTS.items()]
    issue = models.ForeignKey(NewsletterIssue, on_delete=models.PROTECT, related_name="pieces")
    grant_partner = models.ForeignKey(GrantPartner, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    picture = models.ForeignKey(
        EvidenceFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    picture_text = models.CharField(_("what the picture shows"), max_length=200, blank=True)
    rights = models.CharField(_("right to the picture"), max_length=10, choices=RIGHTS, blank=True)
    rights_note = models.CharField(_("photographer and licence"), max_length=200, blank=True)
    place = models.PositiveIntegerField(_("place"), default=0)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["issue_id", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(picture__isnull=True) | (~Q(rights="") & ~Q(picture_text="")),
                name="newsletter_picture_has_rights",
            ),
            models.UniqueConstraint(
                fields=["issue", "place"],
                condition=Q(place__gt=0, withdrawn_at__isnull=True),
                name="newsletter_place_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class NewsletterCopy(models.Model):
    """One reader's copy: that it left, or why not. Nothing tells whether it was opened.

    It says nothing of who the reader is. The link to end the newsletter is signed over this row
    and its *nonce*, and is stored nowhere.
    """

    issue = models.ForeignKey(NewsletterIssue, on_delete=models.PROTECT, related_name="copies")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    nonce = models.CharField(max_length=32)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    # The kind of fault alone: what a mail server says repeats the address.
    error = models.CharField(_("error"), max_length=80, blank=True)
    ended_at = models.DateTimeField(_("newsletter ended"), null=True, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["issue_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issue", "contact"], name="newsletter_one_copy")
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} #{self.contact_id}"

"""Who a grant's papers go to, which sections each asks for, and what is written (rules.md 5)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.memory import history
from consortium.rules.roles import Capability
from grants.models import Grant, ReportingPeriod


class PaperRecipient(models.Model):
    """Somebody whom a paper goes to: whose figures it shows, in which words and language.

    Recipients are data: a new one needs no code. One whose code is that of a paper of the rule book
    is this paper's own; any other gets a paper of its own, made from the figures of *base*.
    """

    AUTHORITY, REGION = "authority", "region"
    BASES: ClassVar = [
        (AUTHORITY, _("Half-yearly report to the managing authority")),
        (REGION, _("Report to the region")),
    ]
    LANGUAGES: ClassVar = [("da", _("Danish")), ("en", _("English"))]

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=20)
    base = models.CharField(_("figures of"), max_length=12, choices=BASES)
    title_da = models.CharField(_("title of the paper in Danish"), max_length=160, blank=True)
    title_en = models.CharField(_("title of the paper in English"), max_length=160, blank=True)
    name = models.CharField(_("recipient"), max_length=160)
    address = models.TextField(_("postal address"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    journal_no = models.CharField(_("journal number"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="da")
    ean = models.CharField(_("EAN number"), max_length=13, blank=True)
    statement_da = models.CharField(_("wording on the support, Danish"), max_length=200, blank=True)
    statement_en = models.CharField(
        _("wording on the support, English"), max_length=200, blank=True
    )
    # One body a line: who decides on the paper after it has been sent (rules.md 5.2).
    path = models.TextField(_("decided on by"), blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "code"], name="recipient_code_once"),
            models.CheckConstraint(condition=~Q(name=""), name="recipient_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> str:
        """The kind of the paper that goes to it: a paper of the rule book, or one of its own."""
        return self.code if self.code in dict(self.BASES) else f"to-{self.code}"

    @property
    def bodies(self) -> list[str]:
        """Who decides on the paper, in their order."""
        return [line.strip() for line in self.path.splitlines() if line.strip()]


class PaperSection(models.Model):
    """A section that a recipient asks for: its name, its length, what it gathers, its tables."""

    GATHERED: ClassVar = [
        ("", _("Nothing")),
        ("progress", _("The partners' activities and progress")),
        ("deviation", _("The partners' deviations")),
        ("next", _("The partners' plans")),
        ("parties", _("The parties")),
        ("summary", _("The summary counted from the rows")),
    ]

    recipient = models.ForeignKey(PaperRecipient, on_delete=models.PROTECT, related_name="sections")
    number = models.PositiveSmallIntegerField(_("number"))
    code = models.CharField(_("code"), max_length=20)
    title_da = models.CharField(_("title in Danish"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120)
    help_da = models.TextField(_("what it should say, Danish"), blank=True)
    help_en = models.TextField(_("what it should say, English"), blank=True)
    required = models.BooleanField(_("must be approved before the paper goes"), default=False)
    min_words = models.PositiveIntegerField(_("words at least"), null=True, blank=True)
    max_words = models.PositiveIntegerField(_("words at most"), null=True, blank=True)
    gathers = models.CharField(_("gathers"), max_length=12, choices=GATHERED, blank=True)
    # Codes of the tables that follow, with commas between them.
    tables = models.CharField(_("tables"), max_length=120, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["recipient_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "code"], name="section_code_once"),
            models.UniqueConstraint(fields=["recipient", "number"], name="section_number_once"),
            models.CheckConstraint(
                condition=Q(min_words__isnull=True)
                | Q(max_words__isnull=True)
                | Q(min_words__lte=F("max_words")),
                name="section_length_is_a_span",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if (get_language() or "da").startswith("en") else self.title_da

    @property
    def help(self) -> str:
        """What the section should say, in the reader's language."""
        return self.help_en if (get_language() or "da").startswith("en") else self.help_da

    @property
    def table_codes(self) -> list[str]:
        """The codes of the tables that follow."""
        return [code.strip() for code in self.tables.split(",") if code.strip()]


class SectionTextQuerySet(models.QuerySet["SectionText"]):
    """Written sections by who may see them."""

    def visible_to(self, user: object) -> SectionTextQuerySet:
        """Those of the grants whose rows one may read: a text that is not sent is a draft."""
        grants = actor_of(user).ids(Capability.VIEW_ROWS, Grant)
        return self.filter(section__recipient__grant__in=grants)


class SectionText(models.Model):
    """What is written in one section for one period, and how far it has come."""

    STATES: ClassVar = [
        ("draft", _("Draft")),
        ("reviewed", _("Reviewed")),
        ("approved", _("Approved")),
    ]

    section = models.ForeignKey(PaperSection, on_delete=models.PROTECT, related_name="texts")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=10, choices=STATES, default="draft")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)

    objects = SectionTextQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["section_id", "period_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["section", "period"], name="section_text_once"),
            models.CheckConstraint(condition=~Q(body=""), name="section_text_has_words"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(reviewed_by__isnull=False),
                name="section_text_reviewed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="section_text_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(reviewed_by=F("written_by")) & ~Q(approved_by=F("written_by")),
                name="section_text_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section.code} {self.period_id}"

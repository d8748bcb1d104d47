"""Reference data: funds, rule profiles, budget lines, activity types. Loaded from fixtures."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Named(models.Model):
    """Something with a code and a name in both languages."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name_da = models.CharField(_("name in Danish"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "da").startswith("en") else self.name_da


class Fund(Named):
    """Where the money comes from."""

    statement_da = models.CharField(max_length=200)
    statement_en = models.CharField(max_length=200)


class RuleProfileVersion(models.Model):
    """One version of a rule profile as data (rules.md 2.1). A grant freezes a copy."""

    code = models.CharField(_("code"), max_length=40)
    version = models.PositiveIntegerField(_("version"), default=1)
    name_da = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    parameters = models.JSONField()
    # Who the programme's papers go to and which sections each asks for; a grant takes a copy.
    papers = models.JSONField(default=list, blank=True)

    class Meta:
        ordering: ClassVar = ["code", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="profile_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "da").startswith("en") else self.name_da


class BudgetLine(Named):
    """A line of the chart of accounts."""

    STAFF, EXTERNAL, TRAVEL, MATERIALS, IN_KIND, FLAT, PARTICIPANTS = (
        "staff",
        "external",
        "travel",
        "materials",
        "in_kind",
        "flat_rate",
        "participants",
    )
    KINDS: ClassVar = [
        (STAFF, _("Staff")),
        (EXTERNAL, _("External assistance")),
        (TRAVEL, _("Travel")),
        (MATERIALS, _("Materials and meetings")),
        (IN_KIND, _("Contributions in kind")),
        (FLAT, _("Flat rate")),
        (PARTICIPANTS, _("Wages and allowances of participants")),
    ]
    number = models.PositiveIntegerField(_("number"), unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=KINDS)

    class Meta:
        ordering: ClassVar = ["number"]


class ActivityType(Named):
    """A kind of activity that the source document asks for (rules.md 6.1)."""

    REGIONAL, LOCAL = "regional", "local"
    SCOPES: ClassVar = [(REGIONAL, _("Regional")), (LOCAL, _("Local"))]
    THEMES: ClassVar = [
        ("administration", _("Administration")),
        ("communication", _("Communication")),
        ("network", _("Networks")),
        ("competence", _("Competence development")),
    ]
    scope = models.CharField(_("scope"), max_length=8, choices=SCOPES)
    theme = models.CharField(_("theme"), max_length=16, choices=THEMES)
    # A task is something to keep up, an event something that people attend.
    counts_attendance = models.BooleanField(_("has participants"), default=True)

    class Meta:
        ordering: ClassVar = ["theme", "scope", "code"]

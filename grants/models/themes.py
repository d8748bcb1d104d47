"""The theme tree of a project, as data of the grant: area, theme, kinds of activity (003)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from consortium.models.memory import history
from grants.models.projects import Grant
from grants.models.reference import ActivityType


class ProjectTheme(models.Model):
    """An area of the project, such as one of its aims, or a theme in an area."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="themes")
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="themes",
        verbose_name=_("stands in"),
    )
    code = models.CharField(_("number"), max_length=9)
    name_da = models.CharField(_("name in Danish"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "code"], name="project_theme_code_once"),
            models.CheckConstraint(
                condition=~Q(name_da="") & ~Q(name_en="") & ~Q(code=""),
                name="project_theme_is_named",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="project_theme_not_in_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "da").startswith("en") else self.name_da


class ThemeKind(models.Model):
    """A kind of activity stands in one theme of the project, so that it counts once."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    theme = models.ForeignKey(ProjectTheme, on_delete=models.CASCADE, related_name="placed")
    kind = models.ForeignKey(ActivityType, on_delete=models.PROTECT, related_name="+")
    history = history()

    class Meta:
        ordering: ClassVar = ["theme_id", "kind_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "kind"], name="theme_kind_once")
        ]

    def __str__(self) -> str:
        return f"{self.theme_id}: {self.kind_id}"

"""Companies that a project helps, and who owns them (R-61, R-62)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.memory import history


class Company(models.Model):
    """A company that gets advice or a seminar. Not an organisation: it takes no part in a grant.

    Companies with one `owner_group` are one single undertaking (R-61); a company without stands
    alone. The register is shared by all grants, since the law counts aid from everybody.
    """

    MICRO, SMALL, MEDIUM, LARGE = "micro", "small", "medium", "large"
    SIZES: ClassVar = [
        (MICRO, _("Micro")),
        (SMALL, _("Small")),
        (MEDIUM, _("Medium-sized")),
        (LARGE, _("Large")),
    ]
    cvr = models.CharField(_("CVR number"), max_length=8, unique=True)
    name = models.CharField(_("name"), max_length=160)
    size = models.CharField(_("size"), max_length=6, choices=SIZES)
    owner_group = models.CharField(_("owner group"), max_length=120, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["name", "cvr"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(cvr=""), name="company_has_cvr"),
        ]

    def __str__(self) -> str:
        return self.name

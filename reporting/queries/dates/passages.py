"""Days by which a partner's passage for a paper is asked for (rules.md 5.1)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext, override

from consortium.rules.refusals import gettext_noop as _
from reporting.models import Passage
from reporting.queries.dates.base import PU, Kind, Scope, columns
from reporting.queries.passages import open_passages
from reporting.rules.final_report import SECTIONS

PASSAGE = "passage"


def _titles() -> Case:
    """What the papers call the section: a day of the calendar has one name in all languages."""
    with override("da"):
        parts = [When(part=part, then=Value(gettext(words))) for part, words in SECTIONS.items()]
    return Case(*parts, default=F("section__title_da"), output_field=CharField())


def _passages(scope: Scope, _on: dt.date) -> QuerySet[Any]:
    """Passages that wait for their partner, of papers that have not been sent."""
    asked = Passage.objects.filter(
        scope.of_partner("grant_partner__grant", "grant_partner__organisation")
    )
    return columns(
        open_passages(asked),
        PASSAGE,
        on="due_on",
        grant="grant_partner__grant_id",
        partner="grant_partner_id",
        number=_titles(),
    )


KINDS = (
    Kind(
        PASSAGE,
        _("Passage for a paper"),
        _("Passage on “%(number)s”"),
        _("%(grant)s: the passage of %(partner)s on “%(number)s” is due on %(day)s."),
        _(
            "%(grant)s: the passage of %(partner)s on “%(number)s” was due on %(day)s and has not "
            "been sent."
        ),
        (PU,),
        _passages,
        lambda row, _grant: reverse("reporting:passage", args=[row.pk]),
    ),
)

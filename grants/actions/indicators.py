"""What is counted in a grant, and how much was promised."""

from __future__ import annotations

import datetime as dt
from typing import Any

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import Grant, Indicator

FIELDS = (
    "code",
    "name_da",
    "name_en",
    "unit_da",
    "unit_en",
    "count_rule",
    "source",
    "by_sex",
    "target",
)


class IndicatorRefused(Refused):
    """The indicator cannot stand as it is."""

    code = "INDICATOR_REFUSED"


@action
def set_indicator(
    grant: Grant,
    *,
    number: int,
    code: str,
    name_da: str,
    name_en: str,
    unit_da: str,
    unit_en: str,
    count_rule: str,
    source: str,
    by_sex: bool,
    target: int,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> Indicator:
    """Define the indicator *number*, or define it anew; each has a rule and a source (A-23)."""
    must(by, Capability.PLAN_PROJECT, grant)
    # Two may define a new one at once.
    Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    for name, text in (("count_rule", count_rule), ("source", source)):
        if not text.strip():
            raise IndicatorRefused.because(
                _("Say how the indicator is counted and from which source."),
                rule="A-23",
                subject=name,
            )
    given = (code, name_da, name_en, unit_da, unit_en, count_rule, source, by_sex, target)
    indicator = Indicator.objects.select_for_update().filter(grant=grant, number=number).first()
    must_be_unchanged(indicator, edited_from, chain=grant.ref)
    before = {name: getattr(indicator, name) for name in FIELDS} if indicator else {}
    indicator = indicator or Indicator(grant=grant, number=number)
    after = dict(zip(FIELDS, given, strict=True))
    for name, value in after.items():
        setattr(indicator, name, value)
    indicator.save()
    record("indicator.set", indicator, chain=grant.ref, before=before, after=after)
    return indicator

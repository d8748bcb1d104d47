"""Targets by period and what was before the project: each change with its reason (A-23)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.actions.indicators import keep_change
from grants.models import Grant, Indicator, IndicatorBaseline, IndicatorTarget, ReportingPeriod
from grants.rules.indicators import Target, check_change, check_path, check_target


class TargetRefused(Refused):
    """The target cannot stand, or not without a reason."""

    code = "TARGET_REFUSED"


class BaselineRefused(Refused):
    """The figure from before the project cannot stand as it is."""

    code = "BASELINE_REFUSED"


@action
def set_target(
    indicator: Indicator,
    period: ReportingPeriod,
    *,
    minimum: int,
    maximum: int | None = None,
    is_milestone: bool = False,
    change_code: str = "",
    change_text: str = "",
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> IndicatorTarget:
    """What is to be reached in all by the end of *period*; a change needs a coded reason."""
    indicator = _planned(indicator, by)
    grant = indicator.grant
    if period.grant_id != grant.pk:
        raise TargetRefused.because(
            _("The period belongs to another grant."), rule="A-23", subject="period"
        )
    row = IndicatorTarget.objects.filter(indicator=indicator, period=period).first()
    must_be_unchanged(row, edited_from, chain=grant.ref)
    before, after = row.target if row else None, Target(minimum, maximum)
    refuse_if(check_target(minimum, maximum, is_ratio=indicator.is_ratio), TargetRefused)
    targets = IndicatorTarget.objects.filter(indicator=indicator)
    path = {**dict(targets.values_list("period__number", "minimum")), period.number: minimum}
    refuse_if(check_path(path, indicator.over_time), TargetRefused)
    refuse_if(check_change(before, after, change_code, change_text), TargetRefused)
    row = row or IndicatorTarget(indicator=indicator, period=period)
    row.minimum, row.maximum, row.is_milestone = minimum, maximum, is_milestone
    row.save()
    told = {"period": period.number, "minimum": minimum, "maximum": maximum}
    record("indicator.target_set", row, chain=grant.ref, after={**told, "milestone": is_milestone})
    if before is not None and before != after:
        keep_change(indicator, period, before, after, (change_code, change_text), by=by, at=at)
    return row


@action
def keep_baseline(
    grant: Grant,
    *,
    code: str,
    name_da: str,
    name_en: str,
    year: int,
    value: int,
    out_of: int | None = None,
    source: str,
    indicator: Indicator | None = None,
    by: Any,
    at: dt.datetime,
) -> IndicatorBaseline:
    """How things stood in *year*; the same code and year again corrects the figure."""
    must(by, Capability.PLAN_PROJECT, grant)
    Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    if not source.strip():
        raise BaselineRefused.because(
            _("Say where the figure is from: a baseline without a source cannot be compared with."),
            rule="A-23",
            subject="source",
        )
    if out_of is not None and value > out_of:
        raise BaselineRefused.because(
            _("%(part)s of %(whole)s is more than all."),
            rule="A-23",
            subject="out_of",
            part=value,
            whole=out_of,
        )
    if indicator is not None and indicator.grant_id != grant.pk:
        raise BaselineRefused.because(
            _("This indicator belongs to another grant."), rule="A-23", subject="indicator"
        )
    row = IndicatorBaseline.objects.filter(grant=grant, code=code, year=year).first()
    before = {"value": row.value, "out_of": row.out_of, "source": row.source} if row else {}
    row = row or IndicatorBaseline(grant=grant, code=code, year=year)
    row.name_da, row.name_en, row.indicator = name_da.strip(), name_en.strip(), indicator
    row.value, row.out_of, row.source = value, out_of, source.strip()
    row.save()
    after = {"year": year, "value": value, "out_of": out_of, "source": row.source}
    record("indicator.baseline_kept", row, chain=grant.ref, before=before, after=after)
    return row


def _planned(indicator: Indicator, by: Any) -> Indicator:
    """The indicator with its grant, which is locked: two may set targets of one path at once."""
    grant = indicator.grant
    must(by, Capability.PLAN_PROJECT, grant)
    Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    return Indicator.objects.select_related("grant").get(pk=indicator.pk)

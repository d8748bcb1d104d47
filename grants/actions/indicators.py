"""What is counted in a grant, and how much was promised."""

from __future__ import annotations

import datetime as dt
from typing import Any

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import Grant, Indicator, ReportingPeriod, TargetChange
from grants.rules.common_indicators import COUNTED
from grants.rules.indicators import (
    RATIO,
    SUM,
    Target,
    check_change,
    check_target,
    check_ways,
    target_text,
)

FIELDS = (
    "code",
    "name_da",
    "name_en",
    "unit_da",
    "unit_en",
    "count_rule",
    "source",
    "by_sex",
    "by_age",
    "by_status",
    "over_time",
    "over_partners",
    "target",
    "target_max",
    "common",
)

USUALLY: dict[str, Any] = {
    "by_age": False,
    "by_status": False,
    "over_time": SUM,
    "over_partners": SUM,
    "target_max": None,
    "common": "",
}


class IndicatorRefused(Refused):
    """The indicator cannot stand as it is."""

    code = "INDICATOR_REFUSED"


@action
def set_indicator(
    grant: Grant,
    *,
    number: int,
    change_code: str = "",
    change_text: str = "",
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
    **terms: Any,
) -> Indicator:
    """Define the indicator *number*, or define it anew; each has a rule and a source (A-23).

    *terms* are those of `FIELDS`; what `USUALLY` names may be left out.
    """
    must(by, Capability.PLAN_PROJECT, grant)
    # Two may define a new one at once.
    Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    after = {**USUALLY, **terms}
    if astray := set(FIELDS) ^ set(after):
        raise TypeError(f"an indicator is defined by its fields, not {', '.join(sorted(astray))}")
    indicator = Indicator.objects.select_for_update().filter(grant=grant, number=number).first()
    must_be_unchanged(indicator, edited_from, chain=grant.ref)
    stood = Target(indicator.target, indicator.target_max) if indicator else None
    asked = Target(after["target"], after["target_max"])
    refuse_if(_faults(grant, number, after), IndicatorRefused)
    refuse_if(check_change(stood, asked, change_code, change_text), IndicatorRefused)
    before = {name: getattr(indicator, name) for name in FIELDS} if indicator else {}
    indicator = indicator or Indicator(grant=grant, number=number)
    for name, value in after.items():
        setattr(indicator, name, value)
    indicator.save()
    record("indicator.set", indicator, chain=grant.ref, before=before, after=after)
    if stood is not None and stood != asked:
        keep_change(indicator, None, stood, asked, (change_code, change_text), by=by, at=at)
    return indicator


@action
def keep_change(
    indicator: Indicator,
    period: ReportingPeriod | None,
    before: Target,
    after: Target | None,
    why: tuple[str, str],
    *,
    by: Any,
    at: dt.datetime,
) -> None:
    """The change of a target beside its reason; part of the deed that changes it."""
    change = TargetChange.objects.create(
        indicator=indicator,
        period=period,
        before=target_text(before),
        after=target_text(after) if after else "",
        code=why[0],
        text=why[1].strip(),
        changed_by=by,
        changed_at=at,
    )
    record(
        "indicator.target_changed",
        change,
        chain=indicator.grant.ref,
        before={"target": change.before},
        after={"target": change.after},
        reason=f"{change.code}: {change.text}".strip(": "),
    )


def _faults(grant: Grant, number: int, after: dict[str, Any]) -> list[Breach]:
    found = [
        Breach(
            IndicatorRefused.code,
            _("Say how the indicator is counted and from which source."),
            name,
            rule="A-23",
        )
        for name in ("count_rule", "source")
        if not after[name].strip()
    ][:1]
    found += check_ways(after["over_time"], after["over_partners"])
    is_ratio = after["over_partners"] == RATIO
    for breach in check_target(after["target"], after["target_max"], is_ratio=is_ratio):
        subject = {"minimum": "target", "maximum": "target_max"}[breach.subject]
        found.append(Breach(breach.code, breach.message, subject, breach.params, breach.rule))
    common = after["common"]
    others = Indicator.objects.filter(grant=grant, common=common).exclude(number=number)
    if common and (common not in COUNTED or others.exists()):
        message = _("Another indicator of the grant is this common indicator already.")
        found.append(Breach("COMMON_TAKEN", message, "common", rule="G-06"))
    return found

"""What a partner did: activities held and indicators counted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from consortium.actions.base import action, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from grants.models import ActivityType, GrantPartner, Indicator
from reporting.actions.drafts import open_for_writing
from reporting.models import Activity, IndicatorValue, PartnerReport
from reporting.rules.counting import PARTS, Asked, check_count, value_of
from reporting.rules.vouchers import check_personal

ACTIVITY_FIELDS = (
    "kind",
    "title",
    "held_on",
    "place",
    "participants",
    "companies",
    "responsible",
    "note",
)


class ActivityRefused(Refused):
    """The activity cannot stand in the report as it is."""

    code = "ACTIVITY_REFUSED"


class CountRefused(Refused):
    """The count cannot stand as it is."""

    code = "COUNT_REFUSED"


@action
def hold_activity(
    report: PartnerReport,
    *,
    kind: ActivityType,
    title: str,
    held_on: dt.date,
    responsible: GrantPartner,
    place: str = "",
    participants: int = 0,
    companies: int = 0,
    note: str = "",
    by: Any,
    at: dt.datetime,
) -> Activity:
    """Note an activity that the partner has held in the period."""
    report = open_for_writing(report, by)
    activity = Activity(
        report=report,
        kind=kind,
        title=title.strip(),
        held_on=held_on,
        responsible=responsible,
        place=place.strip(),
        participants=participants,
        companies=companies,
        note=note.strip(),
    )
    refuse_if(_breaches(activity, report, at), ActivityRefused)
    activity.save()
    record(
        "activity.held",
        activity,
        chain=report.grant_partner.grant.ref,
        after={"title": title, "held_on": held_on, "participants": participants},
    )
    return activity


@action
def change_activity(
    activity: Activity,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
    **fields: Any,
) -> Activity:
    """Correct an activity; what is not named stays as it is."""
    report = open_for_writing(activity.report, by)
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    if unknown := set(fields) - set(ACTIVITY_FIELDS):
        raise TypeError(f"an activity has no {', '.join(sorted(unknown))}")
    chain = report.grant_partner.grant.ref
    must_be_unchanged(activity, edited_from, chain=chain, fields=ACTIVITY_FIELDS)
    before = {"title": activity.title, "participants": activity.participants}
    for name, value in fields.items():
        setattr(activity, name, value)
    refuse_if(_breaches(activity, report, at), ActivityRefused)
    activity.save()
    record(
        "activity.changed",
        activity,
        chain=chain,
        before=before,
        after={"title": activity.title, "participants": activity.participants},
    )
    return activity


@action
def drop_activity(activity: Activity, *, by: Any, at: dt.datetime) -> Activity:
    """Take an activity out of an open report; refused while hours are entered on it."""
    report = open_for_writing(activity.report, by)
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    if report.time_sheets.filter(entries__activity=activity).exists():
        raise ActivityRefused.because(
            _("Hours are entered on “%(title)s”. Move them to another activity first."),
            rule="A-13",
            title=activity.title,
        )
    record(
        "activity.dropped",
        activity,
        chain=report.grant_partner.grant.ref,
        before={"title": activity.title, "held_on": activity.held_on},
    )
    activity.delete()
    return activity


@action
def count_indicator(
    report: PartnerReport,
    *,
    indicator: Indicator,
    value: int | None = None,
    out_of: int | None = None,
    evidence_note: str = "",
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
    **parts: int,
) -> IndicatorValue:
    """Enter what was counted in the period, with its *parts*; a second count replaces the first."""
    report = open_for_writing(report, by)
    chain = report.grant_partner.grant.ref
    if unknown := set(parts) - set(PARTS):
        raise TypeError(f"a count has no {', '.join(sorted(unknown))}")
    counted = IndicatorValue.objects.filter(report=report, indicator=indicator).first()
    must_be_unchanged(counted, edited_from, chain=chain)
    asked = asked_of(indicator)
    value = value_of(asked, value, parts)
    if indicator.grant_id != report.grant_partner.grant_id:
        raise CountRefused.because(
            _("This indicator belongs to another grant."), code="NOT_OF_GRANT", subject="indicator"
        )
    refuse_if(check_count(asked, value, out_of, parts), CountRefused)
    refuse_if(check_personal({"evidence_note": evidence_note}), CountRefused)
    before = {"value": counted.value} if counted else {}
    counted = counted or IndicatorValue(report=report, indicator=indicator)
    for name in PARTS:
        setattr(counted, name, parts.get(name, 0))
    counted.value, counted.out_of = value or 0, out_of
    counted.evidence_note = evidence_note.strip()
    counted.save()
    after = {"indicator": indicator.code, "value": counted.value}
    if out_of is not None:
        after["out_of"] = out_of
    record("indicator.counted", counted, chain=chain, before=before, after=after)
    return counted


def asked_of(indicator: Indicator) -> Asked:
    """How *indicator* is counted, as the rules know it."""
    return Asked(
        indicator.name,
        indicator.by_sex,
        indicator.by_age,
        indicator.by_status,
        indicator.is_ratio,
    )


def _breaches(activity: Activity, report: PartnerReport, at: dt.datetime) -> list[Breach]:
    params: dict[str, object]
    found = check_personal(
        {"title": activity.title, "place": activity.place, "note": activity.note}
    )
    if not activity.title.strip():
        found.append(Breach("FIELD_MISSING", _("An activity needs a title."), "title"))
    period, partner = report.period, report.grant_partner
    if not period.starts_on <= activity.held_on <= period.ends_on:
        message = _(
            "Held on %(day)s, outside the period %(first)s to %(last)s."
            " Correct the date, or report it in its own period."
        )
        params = {"day": activity.held_on, "first": period.starts_on, "last": period.ends_on}
        found.append(Breach("OUTSIDE_PERIOD", message, "held_on", params, "R-52"))
    elif activity.held_on > at.date():
        message = _("%(day)s is still to come; only activities that were held are reported.")
        found.append(
            Breach("NOT_HELD_YET", message, "held_on", {"day": activity.held_on}, "rules 3.1")
        )
    if activity.responsible.grant_id != partner.grant_id:
        message = _("%(partner)s is no partner of this grant.")
        params = {"partner": str(activity.responsible)}
        found.append(Breach("NOT_A_PARTNER", message, "responsible", params, "W-10"))
    elif activity.kind.scope == ActivityType.LOCAL and activity.responsible_id != partner.pk:
        message = _("A local activity is the responsibility of the partner that reports it.")
        found.append(Breach("LOCAL_BY_ANOTHER", message, "responsible", rule="W-10"))
    if activity.participants and not activity.kind.counts_attendance:
        message = _("“%(kind)s” is a task without participants. Leave the number at 0.")
        params = {"kind": activity.kind.name}
        found.append(Breach("TASK_WITH_PARTICIPANTS", message, "participants", params, "A-23"))
    return found

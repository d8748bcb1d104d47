"""Activities held as a sheet, each with how many people and companies came (W-10, A-23)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from consortium.rules.refusals import gettext_noop as _
from grants.models import ActivityType, GrantPartner
from reporting.exchange.budget_sheet import partner_choices
from reporting.exchange.columns import (
    CHOICE,
    COUNT,
    DAY,
    KEY,
    Choice,
    Column,
    Lists,
    SheetKind,
    said,
)
from reporting.models import Activity, PartnerReport

COLUMNS = (
    Column(
        *("title", _("Title")),
        most=200,
        is_required=True,
        aliases=("Aktivitet", "Titel", "Navn", "Arrangement", "Activity", "Event", "Name"),
        note=_("With type and day it is how an activity is known again."),
    ),
    Column(
        *("kind", _("Type"), CHOICE),
        is_required=True,
        choices="kinds",
        aliases=("Aktivitetstype", "Slags", "Kind", "Activity type"),
    ),
    Column(
        *("held_on", _("Held on"), DAY),
        is_required=True,
        aliases=("Dato", "Afholdt", "Afholdt den", "Date", "Day", "Held"),
    ),
    Column("place", _("Place"), most=120, aliases=("Sted", "By", "Location", "Where")),
    Column(
        *("participants", _("Participants"), COUNT),
        otherwise=0,
        aliases=("Deltagere", "Antal deltagere", "Fremmødte", "Attendance", "Attendees"),
    ),
    Column(
        *("companies", _("Companies"), COUNT),
        otherwise=0,
        aliases=("Virksomheder", "Antal virksomheder", "Number of companies"),
    ),
    Column(
        *("responsible", _("Responsible partner"), CHOICE),
        choices="partners",
        otherwise="",
        aliases=("Ansvarlig", "Ansvarlig partner", "Responsible"),
        note=_("Left empty: the partner that reports."),
    ),
    Column("note", _("Note"), most=4000, aliases=("Bemærkning", "Noter", "Remarks", "Comment")),
)
HINTS = (
    _("One row for each activity held in the period, with how many came."),
    _("Participants are counted here, never named."),
    _("A row that you take out of the sheet stays in the report. Remove it on its page."),
)


def lists(report: PartnerReport) -> Lists:
    """What the choices of an activity of *report* are."""
    partners = GrantPartner.objects.filter(grant=report.grant_partner.grant_id)
    return {
        "kinds": _kinds(),
        "partners": partner_choices(partners),
    }


def _kinds() -> list[Choice]:
    """The types with their scope; by name alone where only one has it."""
    types = list(ActivityType.objects.all())
    many = Counter(name.casefold() for one in types for name in {one.name_da, one.name_en})
    found = []
    for one in types:
        scope = said(dict(ActivityType.SCOPES)[one.scope])
        names = {"da": one.name_da, "en": one.name_en}
        labels = {language: f"{name} ({scope[language]})" for language, name in names.items()}
        alone = [name for name in names.values() if many[name.casefold()] == 1]
        found.append(Choice(one, labels, (one.code, *alone)))
    return found


def rows(report: PartnerReport) -> Iterable[Mapping[str, Any]]:
    """The activities of the report, as they stand in the sheet."""
    return (values_of(one) for one in standing(report))


def standing(report: PartnerReport) -> Iterable[Activity]:
    """The activities with what showing them needs."""
    return report.activities.select_related("kind", "responsible__organisation").order_by("pk")


def values_of(item: Activity) -> dict[str, Any]:
    """One activity as the sheet shows it."""
    return {KEY: f"A{item.pk}", **{column.name: getattr(item, column.name) for column in COLUMNS}}


ACTIVITIES = SheetKind(
    "activities", _("Activities"), COLUMNS, lists, rows, HINTS, total="participants"
)

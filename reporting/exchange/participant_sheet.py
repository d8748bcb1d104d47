"""Participants as a sheet: a name comes in to make the key, and never goes out again (G-05)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from consortium.rules.refusals import gettext_noop as _
from partners.models import Participant
from reporting.exchange.columns import (
    CHOICE,
    COUNT,
    DAY,
    KEY,
    Column,
    Lists,
    SheetKind,
    choices_of,
)
from reporting.models import PartnerReport

COLUMNS = (
    Column(
        *("name", _("Name")),
        most=200,
        aliases=("Navn", "Deltager", "Fulde navn", "Participant", "Full name"),
        note=_("Makes the key together with the birth year. Neither is kept."),
    ),
    Column(
        *("birth_year", _("Birth year"), COUNT),
        otherwise=None,
        aliases=("Fødselsår", "Årgang", "Year of birth"),
    ),
    Column(
        *("started_on", _("Takes part from"), DAY),
        is_required=True,
        aliases=("Startdato", "Start", "Deltager fra", "Started"),
    ),
    Column(*("sex", _("Sex"), CHOICE), choices="sexes", aliases=("Køn", "Gender")),
    Column(
        *("work", _("Work"), CHOICE),
        choices="work",
        aliases=("Arbejdsmarkedsstatus", "Beskæftigelse", "Status", "Employment"),
    ),
    Column(
        *("education", _("Education"), CHOICE),
        choices="education",
        aliases=("Uddannelse", "ISCED"),
    ),
)
HINTS = (
    _("One row for each person. The file is read and not kept; names are never stored."),
    _("CPR numbers are refused. A record that lacks an answer is kept, but does not count."),
    _("A person who is counted in the project already, here or with another partner, is told."),
)


def lists(_report: PartnerReport) -> Lists:
    """The answers."""
    return {
        "sexes": choices_of(Participant.SEXES),
        "work": choices_of(Participant.WORK),
        "education": choices_of(Participant.EDUCATION),
    }


def rows(report: PartnerReport) -> Iterable[Mapping[str, Any]]:
    """The partner's participants in the grant, as they stand in the sheet: without names."""
    return (values_of(one) for one in standing(report))


def standing(report: PartnerReport) -> Iterable[Participant]:
    """The partner's participants in the grant."""
    partner = report.grant_partner
    people = Participant.objects.filter(organisation=partner.organisation_id)
    return people.filter(grant_ref=partner.grant.ref).order_by("pk")


def values_of(person: Participant) -> dict[str, Any]:
    """One participant as the sheet shows it."""
    answers = {name: getattr(person, name) for name in ("started_on", "sex", "work", "education")}
    return {KEY: f"P{person.pk}", "name": "", "birth_year": None, **answers}


PARTICIPANTS = SheetKind("participants", _("Participants"), COLUMNS, lists, rows, HINTS)

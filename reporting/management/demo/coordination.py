"""How 003 is coordinated in the demo: who answers for regional tasks, areas, other projects, the
Dialogforum. Bodies and tasks are the document's own; what is told of meetings is demo data."""

from __future__ import annotations

import datetime as dt

from grants.models import ActivityType, Grant, GrantPartner
from reporting.actions.coordination import (
    add_forum_member,
    save_forum_meeting,
    save_local_area,
    save_regional_task,
    save_related_project,
)
from reporting.management.demo.clock import Clock
from reporting.management.demo.people import People
from reporting.rules.coordination import (
    BUSINESS,
    DONE,
    MUNICIPALITY,
    OUTSIDE,
    REGION,
    RUNNING,
    AreaFacts,
    MeetingFacts,
    RelatedFacts,
    TaskFacts,
)

# 003 itself names Erhverv Aarhus and Ringkøbing Fjord Erhvervsråd as those who may take a task.
TASKS = (
    ("apply", "lead"),
    ("report-authority", "lead"),
    ("report-region", "lead"),
    ("partner-agreements", "lead"),
    ("budget-control", "lead"),
    ("regional-follow-up", "lead"),
    ("coordinate-region", "lead"),
    ("coordinate-outside", "lead"),
    ("regional-newsletter", "lead"),
    ("website", "lead"),
    ("hr-network", "ringkobing"),
    ("leaders-morning", "lead"),
    ("english-network", "aarhus"),
    ("spouse-volunteers", "randers"),
    ("ambassador-overview", "aarhus"),
)
# How far some have come on the demo's day; the others run through the whole project.
ENDED = {"apply": (DONE, "Ansøgningen er indsendt, og tilsagnet er givet (demo).")}
AREAS = (
    ("aarhus", "Aarhus", "Aarhus", MUNICIPALITY, "International Community hos kommunen"),
    ("horsens", "Horsens-Hedensted", "Horsens, Hedensted", MUNICIPALITY, "Borgerservice, Horsens"),
    ("viborg", "Viborg-Skive", "Viborg, Skive", MUNICIPALITY, "Fælles projektleder i Viborg"),
    ("ringkobing", "Ringkøbing-Skjern", "Ringkøbing-Skjern", BUSINESS, "Erhvervsrådet"),
)
PROJECTS = (
    RelatedFacts(
        "Kontaktmæglere",
        "Region Midtjylland",
        REGION,
        overlap="Begge taler med virksomheder, der vil ansætte fra udlandet.",
        double_funding="Kontaktmæglernes møder regnskabsføres alene dér; henvisninger noteres.",
    ),
    RelatedFacts(
        "Fastholdelse af udenlandske studerende",
        "Region Midtjylland",
        REGION,
        link="https://studerende.konsortium.example/",
        is_shown=True,
    ),
    RelatedFacts("Projekter uden for regionen (demo)", "Andre regioner", OUTSIDE),
)
MEMBERS = (
    ("De syv lokale konsortier", "Tovholderne"),
    ("Arbejdsmarkedets parter", ""),
    ("WorkinDenmark", ""),
    ("Beskæftigelsesregion Midtjylland", ""),
    ("Region Midtjylland", ""),
)


def coordinate(people: People, clock: Clock, grant: Grant) -> None:
    """On the demo's day: tasks given, areas described, and a meeting that has been held."""
    partners = GrantPartner.objects.filter(grant=grant).select_related("organisation", "grant")
    by_organisation = {one.organisation_id: one for one in partners}
    seats = {key: by_organisation.get(one.pk) for key, one in people.organisations.items()}
    told = {key: seat for key, seat in seats.items() if seat is not None}
    lead = people["lead"]
    for code, key in TASKS:
        kind = ActivityType.objects.get(code=code)
        save_regional_task(grant, kind, told[key], _facts_of(code, grant), by=lead, at=clock())
    for key, name, municipalities, anchor, office in AREAS:
        facts = AreaFacts(name, municipalities, anchor, office, "Aftalt lokalt (demo).")
        save_local_area(told[key], facts, by=people[key], at=clock())
    for project in PROJECTS:
        save_related_project(grant, project, by=lead, at=clock())
    start = grant.starts_on
    members = [
        add_forum_member(grant, body=body, seat=seat, starts_on=start, by=lead, at=clock())
        for body, seat in MEMBERS
    ]
    held = MeetingFacts(
        dt.date(2014, 3, 27),
        "Aarhus",
        "1. Nyt fra konsortierne\n2. Foråret i netværkene",
        "Konsortierne fortalte om foråret. Næste møde er i september (demo).",
    )
    save_forum_meeting(grant, held, members[:4], by=lead, at=clock())


def _facts_of(code: str, grant: Grant) -> TaskFacts:
    progress, follow_up = ENDED.get(code, (RUNNING, "Følger årsplanen (demo)."))
    plan = "Efter årsplanen (demo)"
    return TaskFacts(plan, follow_up, grant.starts_on, grant.ends_on, progress)

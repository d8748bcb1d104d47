"""Coordination is written down, by those who answer for it (003, W-10, R-60)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from consortium.actions.base import NotAllowed
from consortium.actions.editing import Stale
from consortium.queries.editing import version_of, with_version
from consortium.queries.texts import sentence_text
from consortium.rules.editing import EditedFrom
from grants.models import ActivityType
from reporting.actions.coordination import (
    CoordinationRefused,
    add_forum_member,
    end_forum_member,
    save_forum_meeting,
    save_local_area,
    save_regional_task,
    save_related_project,
)
from reporting.models import RegionalTask, RelatedProject
from reporting.queries.coordination import tasks_of
from reporting.rules.coordination import MeetingFacts, TaskFacts
from tests.copies import laid_out
from tests.reporting.coordination import AREA, RELATED, TODAY, told


@pytest.fixture
def world(db):
    return laid_out(told)


def said(refused):
    breach = refused.value.breaches[0]
    with translation.override("en"):
        english = sentence_text(breach, "en")
    return english, sentence_text(breach, "da")


def edited(row):
    read = with_version(type(row).objects.all()).get(pk=row.pk)
    return EditedFrom(version_of(read), None)


REFUSED = [
    (
        {"overlap": "Begge holder kurser"},
        "Both projects do the same in part. Write how it is ensured that nothing is paid by both.",
        "Begge projekter gør til dels det samme. Skriv, hvordan det sikres, at intet betales af "
        "begge.",
    ),
    ({"owner": " "}, "This must be filled in.", "Dette skal udfyldes."),
    ({"where": "moon"}, "Say whether it is in the region.", "Angiv, om det er i regionen."),
    ({}, "It is written down already.", "Det er skrevet ned i forvejen."),
]


@pytest.mark.parametrize(("change", "english", "danish"), REFUSED)
def test_what_an_entry_of_a_related_project_lacks(world, change, english, danish):
    with pytest.raises(CoordinationRefused) as refused:
        save_related_project(world.grant, replace(RELATED, **change), by=world.pm, at=world.clock())
    assert said(refused) == (english, danish)


def test_the_database_wants_a_word_on_double_funding_too(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        RelatedProject.objects.filter(pk=world.related.pk).update(overlap="Kurser")


def test_two_editors_do_not_overwrite_each_other(world):
    read = edited(world.related)
    for text in ("Ny", "Anden"):
        facts = replace(RELATED, contact=text)
        deed = {"project": world.related, "edited_from": read, "by": world.pm}
        if text == "Ny":
            save_related_project(world.grant, facts, **deed, at=world.clock())
        else:
            with pytest.raises(Stale):
                save_related_project(world.grant, facts, **deed, at=world.clock())


def task(world, by, responsible=None, **texts):
    return save_regional_task(
        world.grant,
        world.task_kind,
        responsible or world.aarhus,
        TaskFacts(**({"plan": "Fem møder", "follow_up": "To er holdt"} | texts)),
        task=world.task,
        edited_from=edited(world.task),
        by=by,
        at=world.clock(),
    )


def test_the_responsible_partner_writes_its_task_and_does_not_give_it_away(world):
    assert task(world, world.pu).follow_up == "To er holdt"
    for by in (world.randers_pu, world.pa, world.au):
        with pytest.raises(NotAllowed):
            task(world, by)
    with pytest.raises(NotAllowed):
        task(world, world.pu, world.randers)
    assert task(world, world.pm, world.randers).responsible == world.randers
    assert RegionalTask.objects.count() == 1


PLANS = [
    (
        {"starts_on": dt.date(2012, 9, 1), "ends_on": dt.date(2012, 8, 31)},
        "The task begins on 01/09/2012 and cannot end before that, on 31/08/2012.",
        "Opgaven begynder 1.9.2012 og kan ikke slutte før, den 31.8.2012.",
    ),
    (
        {"starts_on": dt.date(2012, 2, 29)},
        "29/02/2012 lies outside the project, which runs from 01/03/2012 to 30/06/2015. Choose a "
        "day in it.",
        "29.2.2012 ligger uden for projektet, som løber fra 1.3.2012 til 30.6.2015. Vælg en dag "
        "i det.",
    ),
    ({"progress": "x"}, "Say how far the task has come.", "Angiv, hvor langt opgaven er kommet."),
    (
        {"progress": "stopped", "follow_up": " "},
        "The task has ended. Write in the follow-up what came of it, or why it ended.",
        "Opgaven er slut. Skriv i opfølgningen, hvad der kom ud af den, eller hvorfor den endte.",
    ),
    (
        {"plan": "Ring til 010190-1234"},
        "The text holds what reads as a CPR number. CPR numbers are never stored here: leave it "
        "out.",
        None,
    ),
]


@pytest.mark.parametrize(("change", "english", "danish"), PLANS)
def test_a_plan_that_cannot_be_is_refused(world, change, english, danish):
    with pytest.raises(CoordinationRefused) as refused:
        task(world, world.pu, **change)
    found = said(refused)
    assert found[0] == english
    assert danish is None or found[1] == danish


def test_the_database_keeps_a_task_s_days_in_order(world):
    days = {"starts_on": TODAY, "ends_on": TODAY - dt.timedelta(days=1)}
    with pytest.raises(IntegrityError), transaction.atomic():
        RegionalTask.objects.filter(pk=world.task.pk).update(**days)


def test_a_task_has_one_responsible_partner_and_is_regional(world):
    told = {"by": world.pm, "at": world.clock()}
    with pytest.raises(CoordinationRefused) as refused:
        save_regional_task(world.grant, world.task_kind, world.randers, TaskFacts(), **told)
    assert said(refused)[0] == "It is written down already."
    local = ActivityType.objects.create(
        code="l", name_da="Lokal", name_en="Local", scope="local", theme="network"
    )
    with pytest.raises(CoordinationRefused) as refused:
        save_regional_task(world.grant, local, world.randers, TaskFacts(), **told)
    assert said(refused)[1] == "“Lokal” er en lokal opgave; hver partner har sin egen."


def test_which_tasks_nobody_answers_for(world):
    ActivityType.objects.create(
        code="site", name_da="Hjemmeside", name_en="Website", scope="regional", theme="network"
    )
    found = tasks_of(world.grant)
    assert (len(found.lines), found.without) == (2, 1)


def test_an_area_is_described_by_its_own_partner(world):
    facts = replace(AREA, name="Samsø", municipalities="Samsø")
    save_local_area(world.aarhus, facts, by=world.pu, at=world.clock())
    with pytest.raises(NotAllowed):
        save_local_area(world.aarhus, facts, by=world.randers_pu, at=world.clock())
    with pytest.raises(CoordinationRefused) as refused:
        save_local_area(world.aarhus, replace(AREA, anchor="x"), by=world.pu, at=world.clock())
    assert said(refused)[0] == "Say where the area is anchored."


MEETINGS = [
    (
        MeetingFacts(TODAY + dt.timedelta(days=9), "", "Dagsorden", "Referat"),
        "The meeting is on 29/06/2012; minutes are written when it has been held.",
        "Mødet er 29.6.2012; referatet skrives, når det er holdt.",
    ),
    (
        MeetingFacts(TODAY - dt.timedelta(days=9), "", "Dagsorden", "Referat"),
        "One of those present had no seat in the forum on 11/06/2012.",
        "En af de tilstedeværende havde ingen plads i forummet 11.6.2012.",
    ),
]


@pytest.mark.parametrize(("facts", "english", "danish"), MEETINGS)
def test_minutes_are_of_a_meeting_that_was_held_by_members(world, facts, english, danish):
    with pytest.raises(CoordinationRefused) as refused:
        save_forum_meeting(world.grant, facts, [world.member], by=world.pm, at=world.clock())
    assert said(refused) == (english, danish)


def test_a_seat_is_given_once_and_ends(world):
    given = {"body": "WorkinDenmark", "seat": "", "starts_on": TODAY, "by": world.pm}
    with pytest.raises(CoordinationRefused):
        add_forum_member(world.grant, **given, at=world.clock())
    ended = end_forum_member(world.member, by=world.pm, at=world.clock())
    assert ended.ends_on == TODAY
    add_forum_member(world.grant, **given, at=world.clock())
    with pytest.raises(NotAllowed):
        end_forum_member(world.member, by=world.pu, at=world.clock())

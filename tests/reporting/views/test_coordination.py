"""The page of coordination, and its forms (003, W-10)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from grants.actions.keys import agree_regional_key
from grants.models import ActivityType
from reporting.actions.regional import mark_regional_costs
from reporting.models import Expenditure, ForumMeeting, LocalArea, RegionalTask, RelatedProject
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.coordination import told


@pytest.fixture
def world(db, settings):
    settings.DEMO_DAY = dt.date(2012, 6, 21)
    return laid_out(told)


def at(world, name="coordination", *more):
    return reverse(f"reporting:{name}", args=[world.ref, *more])


@pytest.mark.parametrize(
    ("person", "status"),
    [("pm", 200), ("au", 200), ("pu", 200), ("randers_pu", 200), ("ma", 403), ("stranger", 404)],
)
def test_who_sees_the_page(world, client, person, status):
    client.force_login(getattr(world, person))
    shown = client.get(at(world))
    assert shown.status_code == status
    if status == 200:
        for words in ("HR-netværk", "Aarhus og Odder", "Kontaktmæglere"):
            assert words in shown.text
        forum = client.get(at(world, "forum")).text
        assert "Alle var enige." in forum and "WorkinDenmark" in forum


def test_a_task_that_nobody_answers_for_stands_on_the_page_too(world, client):
    ActivityType.objects.create(
        code="site", name_da="Hjemmeside", name_en="Website", scope="regional", theme="network"
    )
    client.force_login(world.pm)
    shown = client.get(at(world)).text
    assert "Hjemmeside" in shown and "1 regional opgave" in shown


FORMS = (
    ("related-project-new", ()),
    ("regional-task-new", ()),
    ("forum-member", ()),
    ("forum-meeting-new", ()),
)


@pytest.mark.parametrize(("person", "status"), [("pm", 200), ("pu", 403), ("au", 403)])
def test_the_lead_alone_writes_for_all(world, client, person, status):
    client.force_login(getattr(world, person))
    for name, more in FORMS:
        assert client.get(at(world, name, *more)).status_code == status
    assert client.get(at(world, "related-project", world.related.pk)).status_code == status
    assert client.get(at(world, "forum-meeting", world.meeting.pk)).status_code == status


def test_the_lead_fills_the_forms(world, client):
    client.force_login(world.pm)
    project = {"name": "Studerende", "owner": "Universitetet", "where": "outside"}
    project |= {"overlap": "Kurser", "double_funding": "Hver betaler sine egne hold."}
    assert client.post(at(world, "related-project-new"), project).status_code == 302
    assert RelatedProject.objects.filter(name="Studerende", where="outside").exists()
    body = {"body": "Beskæftigelsesregion Midtjylland", "starts_on": "01.03.2012"}
    assert client.post(at(world, "forum-member"), body).status_code == 302
    meeting = {"held_on": "01.09.2012", "agenda": "Efteråret"}
    assert client.post(at(world, "forum-meeting-new"), meeting).status_code == 302
    assert [one.number for one in ForumMeeting.objects.order_by("number")] == [1, 2]
    end = at(world, "forum-member-end", world.member.pk)
    assert client.post(end, follow=True).status_code == 200


def test_a_partner_writes_its_task_and_its_area(world, client):
    client.force_login(world.pu)
    page = at(world, "regional-task", world.task.pk)
    form = client.get(page).context["form"]
    sent = {"plan": "Fem møder", "follow_up": "To er holdt", "progress": "running"}
    sent |= {
        "starts_on": "01.04.2012",
        "ends_on": "30.11.2012",
        "edited_from": form["edited_from"].value(),
    }
    assert client.post(page, {**sent, "responsible": world.randers.pk}).status_code == 302
    task = RegionalTask.objects.get()
    assert (task.plan, task.responsible) == ("Fem møder", world.aarhus)
    assert (task.progress, task.ends_on) == ("running", dt.date(2012, 11, 30))
    assert "Fem møder" in client.get(at(world)).text
    area = {"name": "Norddjurs", "municipalities": "Norddjurs, Syddjurs", "anchor": "business"}
    area |= {"manager": "Erhvervskontoret", "text": "Én leder for begge kommuner."}
    new = at(world, "local-area-new", world.aarhus.number)
    assert client.post(new, area).status_code == 302
    assert LocalArea.objects.filter(municipalities="Norddjurs, Syddjurs").exists()
    other = at(world, "local-area-new", world.randers.number)
    assert client.get(other).status_code == 403
    client.force_login(world.randers_pu)
    assert client.get(page).status_code == 403


def test_what_a_task_has_cost_and_by_which_key_it_is_shared(world, client):
    story.all_verified(world, {world.aarhus: ["1000.00"]}, ["1000.00"])
    cost = Expenditure.objects.filter(grant=world.grant, state="verified")[0]
    told_ = {"by": world.pm, "at": world.clock()}
    mark_regional_costs(world.grant, [cost], task=world.task_kind, **told_)
    day = world.clock().date()
    agree_regional_key(world.grant, basis="equal", agreed_on=day, source="§ 4", **told_)
    client.force_login(world.pm)
    found = client.get(at(world)).context["tasks"]
    [line] = [one for one in found.lines if one.task is not None]
    assert (line.cost, found.key.basis) == (cost.accepted, "equal")

"""The theme tree on its page, in its list and in its papers: every line adds up (003)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from grants.models import ProjectTheme
from reporting.documents.t_themes import themes_table
from reporting.queries.themes import theme_tree
from reporting.rules.reconciliation import check_reconciliations
from tests.copies import laid_out
from tests.reporting.themes import told


@pytest.fixture
def world(db, settings):
    settings.DEMO_DAY = dt.date(2012, 10, 1)
    return laid_out(told)


def at(world, name="theme-list", *more):
    return reverse(f"reporting:{name}", args=[world.ref, *more])


def test_the_lines_add_up_to_the_whole_project(world):
    tree = theme_tree(world.grant)
    area, other = tree.areas
    [theme] = area.themes
    for branch in (area, theme):
        sums = branch.sums
        assert (sums.activities, sums.participants) == (2, 17)
        assert (sums.hours, sums.cost) == (Decimal(6), Decimal("500.00"))
    assert (other.sums.activities, other.sums.cost) == (0, Decimal(0))
    assert (tree.outside.activities, tree.outside.participants) == (1, 7)
    assert (tree.outside.hours, tree.outside.cost) == (Decimal(4), Decimal("1000.00"))
    assert (tree.total.activities, tree.total.hours) == (3, Decimal(10))
    assert tree.total.cost == Decimal("1500.00")


def test_the_table_of_a_paper_adds_up_too(world):
    table = themes_table(world.grant)
    assert table.total("verified") == Decimal("1500.00")
    assert check_reconciliations(table.checks) == []
    assert [str(row.cells[0]) for row in table.rows] == [
        *("1 Virksomheder", "1.1 Netværk", "2 Modtagelse", "Uden tema", "I alt"),
    ]


@pytest.mark.parametrize(
    ("person", "status", "money"),
    [
        *(("pm", 200, True), ("au", 200, True), ("pu", 200, False), ("randers_pu", 200, False)),
        *(("ma", 403, False), ("stranger", 404, False)),
    ],
)
def test_who_sees_the_tree_and_who_its_money(world, client, person, status, money):
    client.force_login(getattr(world, person))
    shown = client.get(at(world))
    assert shown.status_code == client.get(at(world, "activity-list")).status_code == status
    if status == 200:
        assert "1.1 Netværk" in shown.text
        assert ("1.500,00" in shown.text) == money
        assert (at(world, "theme-new") in shown.text) == (person == "pm")


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        ("", {"Morgenmøde", "Aften", "Lancering"}),
        ("theme=1", {"Morgenmøde", "Aften"}),
        ("theme=1.1&partner=1", {"Morgenmøde", "Aften"}),
        ("theme=2", set()),
        ("theme=-", {"Lancering"}),
        ("partner=2", set()),
        ("period=1&theme=-", {"Lancering"}),
    ],
)
def test_activities_are_filtered_by_theme_partner_and_period(world, client, wanted, titles):
    client.force_login(world.randers_pu)
    page = client.get(f"{at(world, 'activity-list')}?{wanted}")
    assert {one.title for one in page.context["table"].data} == titles


def test_the_lead_writes_the_tree_by_its_pages(world, client):
    client.force_login(world.pm)
    assert at(world) in client.get(at(world)).text
    form = client.get(at(world, "theme-new")).context["form"]
    assert world.kind not in form.fields["kinds"].queryset
    sent = {"code": "2.1", "name_da": "Kurser", "name_en": "Courses", "parent": world.other.pk}
    sent["kinds"] = [world.none.pk]
    assert client.post(at(world, "theme-new"), sent).status_code == 302
    made = ProjectTheme.objects.get(code="2.1")
    assert theme_tree(world.grant).outside.activities == 0
    page = at(world, "theme-edit", made.pk)
    read = client.get(page).context["form"]
    assert [one.pk for one in read.fields["kinds"].queryset] == [world.none.pk]
    changed = {**sent, "name_da": "Kurser og møder", "edited_from": read["edited_from"].value()}
    assert client.post(page, changed).status_code == 302
    again = {**sent, "kinds": []}
    assert "Der er allerede et tema 2.1" in client.post(at(world, "theme-new"), again).text
    # An area with themes stays; the theme itself goes.
    assert client.post(at(world, "theme-remove", world.other.pk)).status_code == 409
    assert client.post(at(world, "theme-remove", made.pk), follow=True).status_code == 200
    assert not ProjectTheme.objects.filter(code="2.1").exists()
    client.force_login(world.pu)
    for name, more in (("theme-new", ()), ("theme-edit", (world.theme.pk,))):
        assert client.get(at(world, name, *more)).status_code == 403

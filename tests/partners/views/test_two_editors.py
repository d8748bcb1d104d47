"""Two people at one organisation or employee (L15)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from partners.actions.organisations import amend_employee, amend_organisation
from tests.read_forms import conflict_form, kept_form


@pytest.fixture
def opened():
    def open_page(person, name, *args):
        client, page = Client(), reverse(f"partners:{name}", args=args)
        client.force_login(person)
        return client, page, kept_form(client.get(page))

    return open_page


def test_an_organisation_is_not_overwritten(world, opened):
    aarhus = world.organisations["aarhus"]
    client, page, fields = opened(world.ad, "organisation-edit", aarhus.pk)
    amend_organisation(aarhus, short_name="AAK", by=world.ad, at=world.clock())
    answer = client.post(page, {**fields, "name": "Aarhus Kommune, BA"})
    sides = {one.name: one.suggested for one in answer.context["different"]}
    assert sides == {"short_name": "theirs", "name": "mine"}
    assert client.post(page, {**conflict_form(answer), "merge": "chosen"}).status_code == 302
    aarhus.refresh_from_db()
    assert (aarhus.short_name, aarhus.name) == ("AAK", "Aarhus Kommune, BA")


def test_an_employee_is_not_overwritten(world, opened):
    where = (world.organisations["aarhus"].pk, world.employee.pk)
    client, page, fields = opened(world.pa, "employee-edit", *where)
    amend_employee(world.employee, fte_pct=50, by=world.pa, at=world.clock())
    answer = client.post(page, {**fields, "month_hours": "80,00"})
    assert client.post(page, {**conflict_form(answer), "merge": "chosen"}).status_code == 302
    world.employee.refresh_from_db()
    assert (world.employee.fte_pct, world.employee.month_hours) == (50, 80)

"""The pages of organisations and employees."""

from __future__ import annotations

import pytest
from django.urls import reverse

from partners.models import Employee, Organisation
from tests.grants.views.test_pages import logged_in

FORM = {
    "name": "Silkeborg Kommune",
    "short_name": "Silkeborg",
    "cvr": "29189641",
    "sector": "municipal",
    "vat_recovery_pct": "100",
}
STAFF = {
    "staff_id": "A7",
    "name": "Anna",
    "fte_pct": "80",
    "month_hours": "128,26",
    "employed_from": "1.1.2011",
}


def test_an_administrator_registers_and_amends(world):
    ad = logged_in(world.ad)
    new = reverse("partners:organisation-new")
    assert ad.get(new).status_code == 200
    assert ad.post(new, {**FORM, "cvr": "29189642"}).context["form"].errors["cvr"]
    ad.post(new, FORM)
    made = Organisation.objects.get(cvr="29189641")
    ad.post(reverse("partners:organisation-edit", args=[made.pk]), {**FORM, "short_name": "Silke"})
    made.refresh_from_db()
    assert made.short_name == "Silke"
    assert "Silkeborg" in ad.get(reverse("partners:organisation-list")).content.decode()


def test_a_partner_sees_its_own_organisation_and_its_staff(world, django_assert_max_num_queries):
    client = logged_in(world.pu)
    aarhus = world.organisations["aarhus"]
    page = client.get(reverse("partners:organisation-list")).content.decode()
    assert "Aarhus Kommune" in page
    assert "Randers" not in page
    staff = reverse("partners:employee-list", args=[aarhus.pk])
    client.get(staff)  # the day's first reading of a list of persons is logged (G-08)
    with django_assert_max_num_queries(12):
        assert "A01" in client.get(staff).content.decode()
    assert client.get(reverse("partners:organisation-new")).status_code == 403
    assert client.get(reverse("partners:organisation-edit", args=[aarhus.pk])).status_code == 403


@pytest.mark.parametrize("who", ["randers_pu", "pm", "ma", "stranger"])
def test_a_neighbour_meets_nothing(world, who):
    client = logged_in(getattr(world, who))
    aarhus = world.organisations["aarhus"]
    for name in ("organisation-edit", "employee-list", "employee-new"):
        assert client.get(reverse(f"partners:{name}", args=[aarhus.pk])).status_code == 404


def test_a_partner_writes_down_and_changes_an_employee(world):
    client = logged_in(world.pa)
    aarhus = world.organisations["aarhus"]
    new = reverse("partners:employee-new", args=[aarhus.pk])
    assert client.get(new).status_code == 200
    assert client.post(new, {**STAFF, "staff_id": "0101801234"}).context["form"].errors["staff_id"]
    client.post(new, STAFF)
    made = Employee.objects.get(staff_id="A7")
    edit = reverse("partners:employee-edit", args=[aarhus.pk, made.pk])
    assert client.get(edit).status_code == 200
    client.post(edit, {**STAFF, "employed_to": "31.1.2013"})
    made.refresh_from_db()
    assert str(made.employed_to) == "2013-01-31"
    assert made.person_key == f"{aarhus.pk}/A7"

"""Reads of lists of persons stand in the log, once for each reader, list and day (G-08)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from consortium.actions.evidence import keep_file
from consortium.actions.reading import EMPLOYEES, note_reading
from consortium.models import AuditEvent
from reporting.models import Expenditure
from tests.house.addresses import address_of, addresses
from tests.house.world import full_world
from tests.sample_files import pdf

# Every page and file that shows persons one after the other, who asks for it, and its verb.
LISTS = {
    "partners:employee-list": ("pu", "employees.read"),
    "reporting:report-hours": ("pu", "hours.read"),
    "reporting:month": ("pu", "month.read"),
    "reporting:team": ("pa", "team_hours.read"),
    "reporting:hours-lacking": ("pu", "team_hours.read"),
    "reporting:rates": ("pu", "pay_rates.read"),
    "reporting:absences": ("pu", "absences.read"),
    "grants:people": ("ad", "people.read"),
}


def readings(**which):
    return AuditEvent.objects.filter(verb__endswith=".read", **which)


@pytest.fixture
def lists(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return full_world()


def test_each_list_tells_who_read_it_and_a_second_reading_nothing(lists, client):
    routes = dict(addresses())
    for name, (reader, verb) in LISTS.items():
        user = getattr(lists, reader)
        client.force_login(user)
        url = address_of(lists, name, routes[name])
        before = readings(verb=verb, by=user).count()
        assert client.get(url).status_code == 200
        event = readings(verb=verb, by=user).order_by("-number")[0]
        assert (event.chain, event.by) == ("house", user)
        told = readings().count()
        assert client.get(url).status_code == 200
        assert readings().count() == told
        assert told >= before


def test_the_files_of_persons_tell_as_well(lists, client):
    client.force_login(lists.pu)
    for kind, verb in (("hours", "hours.read"), ("rates", "pay_rates.read")):
        assert not readings(verb=verb).exists()
        url = reverse("reporting:rows-file", args=[lists.draft.pk, kind, "csv"])
        assert client.get(url).status_code == 200
        assert readings(verb=verb, subject_id=str(lists.draft.pk)).count() == 1
    client.get(reverse("reporting:rows-file", args=[lists.draft.pk, "costs", "csv"]))
    assert readings().count() == 2


def test_a_cost_of_an_employee_tells_who_read_it(lists, client):
    staff = Expenditure.objects.filter(time_sheet__isnull=False)[0]
    voucher = Expenditure.objects.get(voucher_no="A1")
    pages = {
        "reporting:voucher-trail": ("lc", lambda item: [item.pk]),
        "reporting:verification-item": ("lc2", lambda item: [item.report_id, item.pk]),
        "reporting:expenditure": ("pu", lambda item: [item.report_id, item.pk]),
    }
    for name, (reader, keys) in pages.items():
        client.force_login(getattr(lists, reader))
        assert client.get(reverse(name, args=keys(voucher))).status_code == 200, name
        assert not readings(by=getattr(lists, reader)).exists(), name
        for _time in range(2):
            assert client.get(reverse(name, args=keys(staff))).status_code == 200, name
        [event] = readings(by=getattr(lists, reader))
        assert (event.verb, event.subject_id) == ("staff_cost.read", str(staff.pk)), name


def test_a_file_about_a_person_tells_who_opened_it(lists, client):
    staff = Expenditure.objects.filter(time_sheet__isnull=False)[0]
    voucher = Expenditure.objects.get(voucher_no="A1").files.all()[0].file
    content, owner = pdf("Lønseddel"), str(staff.grant_partner.organisation_id)
    told = {"by": lists.pu, "at": lists.clock()}
    payslip = keep_file(content=content, name="løn.pdf", owner_ref=owner, **told)
    staff.files.create(file=payslip, role="other")
    client.force_login(lists.au)
    pages = ("evidence-file", "evidence-view")
    for name in pages:
        assert b"".join(client.get(reverse(f"reporting:{name}", args=[voucher.pk]))) != b""
    assert not readings(by=lists.au).exists()
    for name in pages:
        assert b"".join(client.get(reverse(f"reporting:{name}", args=[payslip.pk]))) != b""
    [event] = readings(by=lists.au)
    assert (event.verb, event.subject_id) == ("personal_file.read", str(payslip.pk))
    client.force_login(lists.stranger)
    assert client.get(reverse("reporting:evidence-view", args=[payslip.pk])).status_code == 404
    assert not readings(by=lists.stranger).exists()


def test_ones_own_month_is_no_reading_of_others(lists, client):
    client.force_login(lists.em)
    url = address_of(lists, "reporting:month", dict(addresses())["reporting:month"])
    assert client.get(url).status_code == 200
    assert not readings(verb="month.read").exists()


def test_who_may_not_read_has_not_read(lists, client):
    client.force_login(lists.randers_pu)
    url = address_of(lists, "reporting:report-hours", dict(addresses())["reporting:report-hours"])
    assert client.get(url).status_code == 404
    assert not readings().exists()


def test_the_next_day_another_list_and_another_reader_are_told_anew(world):
    aarhus, randers = (world.organisations[name] for name in ("aarhus", "randers"))
    noon = world.clock()
    for _time in range(2):
        note_reading(EMPLOYEES, aarhus, by=world.pu, at=noon)
    note_reading(EMPLOYEES, randers, by=world.pu, at=noon)
    note_reading(EMPLOYEES, aarhus, by=world.pa, at=noon)
    note_reading(EMPLOYEES, aarhus, by=world.pu, at=noon + dt.timedelta(days=1))
    told = list(readings().order_by("number").values_list("by", "subject_id"))
    assert told == [
        (world.pu.pk, str(aarhus.pk)),
        (world.pu.pk, str(randers.pk)),
        (world.pa.pk, str(aarhus.pk)),
        (world.pu.pk, str(aarhus.pk)),
    ]

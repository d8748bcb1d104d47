"""Making a package, giving an auditor access, fetching it with a second factor."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from consortium.models import AuditEvent, Job
from reporting.actions import packages as deeds
from reporting.exchange.package import Packed
from reporting.models import AuditPackage, PackageLink
from reporting.tasks import make_package
from tests.reporting.said import said

PACKED = Packed("ab" * 32, 9, 99, 0, "M-003:1:" + "cd" * 32)


@pytest.fixture
def house(world, settings, tmp_path):
    """A package of the grant, and the auditor's way to it."""
    settings.MEDIA_ROOT = tmp_path
    settings.DEMO_DAY = world.clock.now.date()
    file = ContentFile(b"PK", name="package.zip")
    by, clock = world.ls, world.clock
    world.package = deeds.keep_package(world.grant, PACKED, file, 2, by=by, at=clock())
    world.link = deeds.give_link(world.package, world.au, 14, by=by, at=clock())
    return world


def url(name, *args):
    return reverse(f"reporting:{name}", args=args)


def log_in(client, person, language="en"):
    client.force_login(person)
    client.cookies["django_language"] = language


def code_of(device: TOTPDevice) -> str:
    """What the app shows now."""
    return f"{totp(device.bin_key, device.step, device.t0, device.digits, device.drift):06d}"


def with_second_factor(client, person) -> TOTPDevice:
    """*person* has set up a device and given a code."""
    client.post("/second-factor/")
    device = TOTPDevice.objects.get(user=person)
    client.post("/second-factor/", {"code": code_of(device)})
    return device


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("-pk").values_list("verb", flat=True)[:3])


def test_a_package_is_made_in_the_background_and_shown(world, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    log_in(client, world.au)
    answer = client.post(url("package-list", "M-003"), follow=True)
    assert "Rows, versions and events are being written." in answer.content.decode()
    assert answer["Refresh"] == "3"
    job = Job.objects.get(kind=deeds.MAKE_PACKAGE)
    # Ordered twice, it is made once.
    again = client.post(url("package-list", "M-003"))
    assert again.status_code == 409
    make_package.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.phase) == (Job.DONE, "rows")
    package = AuditPackage.objects.get()
    answer = client.get(url("package-list", "M-003"))
    assert "Refresh" not in answer
    assert package.manifest_sha256 in answer.content.decode()
    assert package.head in answer.content.decode()
    make_package.call(job.pk)
    assert AuditPackage.objects.count() == 1


def test_a_package_that_fails_is_told(world, client, monkeypatch):
    job = deeds.order_package(world.grant, by=world.ls, at=world.clock())
    monkeypatch.setattr(deeds, "write_package", lambda *_a, **_k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_package.call(job.pk)
    log_in(client, world.ls)
    page = client.get(url("package-list", "M-003")).content.decode()
    assert "The package could not be made" in page


def test_the_lead_fetches_and_it_is_noted(house, client):
    log_in(client, house.pm)
    address = url("package-file", "M-003", house.package.pk)
    assert client.get(address).status_code == 405
    answer = client.post(address)
    assert b"".join(answer.streaming_content) == b"PK"
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.by, event.chain) == ("package.fetched", house.pm, "M-003")


def test_an_auditor_needs_a_link_and_a_second_factor(house, client):
    log_in(client, house.au)
    assert client.post(url("package-file", "M-003", house.package.pk)).status_code == 403
    way = url("package-link", house.link.pk)
    assert way in client.get(url("package-list", "M-003")).content.decode()
    for asked in (client.get, client.post):
        answer = asked(way)
        assert answer.status_code == 302
        assert answer["Location"] == f"/second-factor/?next={way.replace('/', '%2F')}"
    with_second_factor(client, house.au)
    assert "You may fetch this package until" in client.get(way).content.decode()
    answer = client.post(way)
    assert b"".join(answer.streaming_content) == b"PK"
    assert answer["Content-Type"] == "application/zip"
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.by) == ("package.fetched", house.au)
    assert event.after["link"] == house.link.pk


def test_a_new_log_in_asks_for_the_code_again(house, client):
    log_in(client, house.au)
    with_second_factor(client, house.au)
    client.logout()
    log_in(client, house.au)
    assert client.get(url("package-link", house.link.pk)).status_code == 302


def test_a_link_that_has_run_out(house, client, settings):
    log_in(client, house.au)
    with_second_factor(client, house.au)
    settings.DEMO_DAY = house.clock.now.date() + dt.timedelta(days=15)
    way = url("package-link", house.link.pk)
    page = client.get(way).content.decode()
    assert "The link is closed" in page
    assert 'type="submit" class="button button-primary">Fetch' not in page
    assert client.post(way).status_code == 409
    late = house.clock.now + dt.timedelta(days=15)
    with pytest.raises(deeds.LinkClosed) as refused:
        deeds.fetch_by_link(house.link, by=house.au, at=late)
    until = house.link.expires_at
    assert said(refused, "en") == (
        "The link to the audit package of M-003 was open until "
        f"{until:%d/%m/%Y}. Ask the lead partner for a new one."
    )
    assert said(refused, "da").startswith("Adgangen til revisionspakken for M-003 var åben til ")


def test_a_link_that_was_withdrawn(house, client):
    log_in(client, house.ls)
    answer = client.post(url("package-link-withdraw", "M-003", house.link.pk), follow=True)
    assert "The access is closed." in answer.content.decode()
    assert verbs()[0] == "package.link_withdrawn"
    with pytest.raises(deeds.LinkClosed):
        deeds.fetch_by_link(PackageLink.objects.get(), by=house.au, at=house.clock())


def test_a_link_is_for_one_person(house, client):
    log_in(client, house.ro)
    assert client.get(url("package-link", house.link.pk)).status_code == 404
    with pytest.raises(deeds.LinkClosed):
        deeds.fetch_by_link(house.link, by=house.ro, at=house.clock())


def test_the_signatory_gives_access(house, client):
    log_in(client, house.ls)
    address = url("package-link-give", "M-003", house.package.pk)
    assert client.get(address).status_code == 200
    answer = client.post(address, {"person": house.au.pk, "days": 3}, follow=True)
    assert "The auditor has access." in answer.content.decode()
    assert PackageLink.objects.count() == 2
    answer = client.post(address, {"person": house.au.pk, "days": 91})
    assert "A link is open for 1 to 90 days" in answer.content.decode()
    for who in (house.au, house.pm):
        log_in(client, who)
        assert client.post(address, {"person": house.au.pk, "days": 3}).status_code == 403


def test_a_link_is_for_auditors(house):
    given = {"by": house.ls, "at": house.clock()}
    with pytest.raises(deeds.NoAuditor) as refused:
        deeds.give_link(house.package, house.pm, 3, **given)
    assert said(refused, "en") == (
        "Pm has no seat as auditor on M-003. Give the person the seat first; a link is for "
        "auditors alone."
    )
    assert said(refused, "da") == (
        "Pm har ikke plads som revisor på M-003. Giv personen pladsen først; en adgang er kun for "
        "revisorer."
    )
    with pytest.raises(deeds.LinkTooLong) as too_long:
        deeds.give_link(house.package, house.au, 91, **given)
    assert said(too_long, "da") == (
        "En adgang er åben i 1 til 90 dage; giv den igen, når den er udløbet."
    )


def test_one_package_at_a_time(house):
    deeds.order_package(house.grant, by=house.ls, at=house.clock())
    with pytest.raises(deeds.PackageUnderWay) as refused:
        deeds.order_package(house.grant, by=house.au, at=house.clock())
    assert said(refused, "en") == (
        "A package of M-003 is being made already; it is ready in a few minutes."
    )
    assert said(refused, "da") == (
        "Der laves allerede en pakke af M-003; den er klar om få minutter."
    )


def test_a_dead_worker_holds_up_nobody(house):
    job = deeds.order_package(house.grant, by=house.ls, at=house.clock())
    silent = timezone.now() - dt.timedelta(minutes=11)
    Job.objects.filter(pk=job.pk).update(state=Job.RUNNING, heartbeat_at=silent)
    assert deeds.order_package(house.grant, by=house.au, at=house.clock()).pk != job.pk


@pytest.mark.parametrize("who", ["stranger", "pu", "ma", "rg"])
def test_whom_it_does_not_concern(house, client, who):
    log_in(client, getattr(house, who))
    assert client.get(url("package-list", "M-003")).status_code == 404
    assert client.post(url("package-file", "M-003", house.package.pk)).status_code == 404
    assert client.get(url("package-link", house.link.pk)).status_code == 404


def test_the_script_to_trust(house, client):
    log_in(client, house.au)
    answer = client.get(url("package-script", "M-003"))
    assert answer.content.startswith(b'"""Efterpr')
    known = hashlib.sha256(answer.content).hexdigest()
    assert known in client.get(url("package-list", "M-003")).content.decode()


def test_a_wrong_code_is_told_noted_and_slowed_down(house, client):
    log_in(client, house.au)
    device = with_second_factor(client, house.au)
    used = code_of(device)
    answer = client.post("/second-factor/", {"code": used})
    assert "The code is not right, or it was used before." in answer.content.decode()
    assert verbs()[0] == "second_factor.failed"
    device.refresh_from_db()
    assert device.throttling_failure_count == 1
    answer = client.post("/second-factor/", {"code": "12 34"})
    assert "The code is six digits; read it off the app again." in answer.content.decode()


def test_the_way_on_leads_to_no_other_house(house, client):
    log_in(client, house.au)
    client.post("/second-factor/")
    device = TOTPDevice.objects.get(user=house.au)
    answer = client.post(
        "/second-factor/?next=https://elsewhere.example/", {"code": code_of(device)}
    )
    assert answer["Location"] == "/"


def test_the_key_is_shown_until_the_first_code(house, client):
    log_in(client, house.au, "da")
    assert "Du har ingen anden faktor endnu." in client.get("/second-factor/").content.decode()
    client.post("/second-factor/")
    device = TOTPDevice.objects.get(user=house.au)
    page = client.get("/second-factor/").content.decode()
    assert "otpauth://totp/" in page
    client.post("/second-factor/", {"code": code_of(device)})
    page = client.get("/second-factor/").content.decode()
    assert "otpauth" not in page
    assert "Siden beder om en kode" in page

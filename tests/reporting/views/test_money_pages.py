"""Recoveries, reversals and flat corrections through their pages."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.urls import reverse

from reporting.models import Correction, Recovery
from tests.copies import laid_out
from tests.reporting.actions.test_recoveries import owing

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed(db, settings):
    world = laid_out(owing)
    settings.DEMO_DAY = world.clock.now.date()
    return world


def page(name, *args):
    return reverse(f"reporting:{name}", args=args)


def day(world):
    return f"{world.clock.now:%d.%m.%Y}"


def test_a_recovery_is_paid_in_parts_and_closed(owed, client):
    client.force_login(owed.lc)
    key = owed.recovery.pk
    sent = {"amount": "8.250,00", "on": day(owed), "note": "Bank 7"}
    assert client.post(page("recovery-settle", key), sent).status_code == 302
    shown = client.get(page("recovery-detail", key)).content.decode()
    for words in ("8.250,00", "10.000,00", "Bank 7"):
        assert words in shown
    too_much = client.post(page("recovery-settle", key), sent | {"amount": "10.000,01"})
    assert "Der skyldes 10.000,00 kr." in too_much.content.decode()
    client.post(page("recovery-settle", key), sent | {"amount": "10.000,00"})
    assert client.post(page("recovery-close", key), {}).status_code == 302
    assert Recovery.objects.get().state == "settled"
    listed = client.get(page("recovery-list", owed.grant.ref)).content.decode()
    assert "18.250,00" in listed
    assert "Afsluttet" in listed


def test_the_signatory_writes_off_and_others_may_not(owed, client):
    key = owed.recovery.pk
    sent = {"on": day(owed), "reason": "Konkurs"}
    client.force_login(owed.lc)
    assert client.post(page("recovery-write-off", key), sent).status_code == 403
    client.force_login(owed.stranger)
    assert client.get(page("recovery-detail", key)).status_code == 404
    client.force_login(owed.ls)
    assert client.post(page("recovery-write-off", key), sent).status_code == 302
    shown = client.get(page("recovery-detail", key)).content.decode()
    assert "Afskrevet: Projektholderen hæfter" in shown
    client.force_login(owed.randers_pa)
    assert client.get(page("recovery-detail", key)).status_code == 200


def test_a_correction_is_taken_back_through_its_page(owed, client):
    client.force_login(owed.au)
    answer = client.post(
        page("correction-reverse", owed.correction.pk), {"reason": "Bilaget er fundet."}
    )
    reversal = Correction.objects.get(reverses=owed.correction)
    assert answer.url == page("correction-detail", reversal.pk)
    shown = client.get(page("correction-detail", owed.correction.pk)).content.decode()
    assert "Er taget tilbage af korrektion 2." in shown
    assert "Tag korrektionen tilbage" not in shown


def test_a_flat_correction_is_proposed_on_chosen_rows(owed, client):
    client.force_login(owed.au)
    address = page("correction-flat", owed.grant.ref)
    assert "200.000,00" in client.get(address).content.decode()
    chosen = address + "?supplier=|"
    item = owed.recovery.correction.original
    sent = {"reason_code": "procurement", "percent": "7", "reason": "Ikke annonceret."}
    refused = client.post(chosen, sent | {"items": [item.pk]}).content.decode()
    assert "7,00 procent findes ikke på skalaen" in refused
    answer = client.post(chosen, sent | {"percent": "10", "items": [item.pk], "is_irregular": "on"})
    assert answer.status_code == 302
    made = Correction.objects.latest("number")
    # A tenth of what the first correction has left: 63,500.00.
    assert (made.amount, made.flat_pct, made.is_irregular) == (D("6350.00"), D("10"), True)
    client.force_login(owed.pm)
    assert client.get(address).status_code == 403

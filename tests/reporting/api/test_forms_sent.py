"""A form of a browser at an address of the API is refused in words and breaks nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from reporting.models import Expenditure


@pytest.mark.parametrize("topic", ["expenditure", "activities", "time-sheets"])
def test_a_form_without_a_token_is_asked_for_one(world, client, topic):
    client.force_login(world.pu)
    address = f"/api/v1/reports/1/{topic}"
    answer = client.post(address, {"voucher_no": "1", "csrfmiddlewaretoken": "x"})
    assert answer.status_code == 401
    assert answer.json()["status"] == 401


def test_the_description_names_these_addresses(client, db):
    paths = client.get(reverse("api:openapi")).json()["paths"]
    assert any(path.endswith("/expenditure") for path in paths)


def test_a_form_with_a_token_is_refused_and_writes_nothing(story):
    world = story
    before = Expenditure.objects.count()
    answer = Client().post(
        f"/api/v1/reports/{world.report.pk}/expenditure",
        {"voucher_no": "1"},
        headers={"Authorization": f"Bearer {world.pu_writes.secret}", "Idempotency-Key": "k1"},
    )
    assert answer.status_code == 400
    assert "Send det som JSON" in answer.json()["detail"] + str(answer.json())
    assert Expenditure.objects.count() == before

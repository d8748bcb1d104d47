"""Log-in, language, health and the inbox."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from consortium.actions.notices import notify
from consortium.models import Notification
from consortium.views import health
from tests.cast import PASSWORD


def told(people, who, message="%(amount)s kr. er klar", **params):
    return notify(who, "claim.paid", message, params, url="/notices/", at=people.clock())


def test_health_needs_no_log_in_and_ready_needs_the_database(client, db, monkeypatch):
    assert client.get("/healthz").content == b"ok"
    assert client.get("/readyz").status_code == 200

    class Broken:
        def cursor(self):
            raise DatabaseError

    monkeypatch.setattr(health, "connection", Broken())
    assert client.get("/readyz").status_code == 503


def test_people_log_in_by_any_case_of_their_address_and_out_again(people):
    client = Client()
    page = reverse("login")
    assert client.get(page).status_code == 200
    wrong = client.post(page, {"username": people.pm.email, "password": "forkert"})
    assert wrong.status_code == 200
    right = client.post(page, {"username": "PM@konsortium.example", "password": PASSWORD})
    assert right.status_code == 302
    assert client.get(reverse("notices")).status_code == 200
    client.post(reverse("logout"))
    assert client.get(reverse("notices")).status_code == 302


def test_the_language_is_chosen_by_post(people):
    client = Client()
    client.post(reverse("set_language"), {"language": "en", "next": "/login/"})
    assert 'lang="en"' in client.get("/login/").content.decode()


def test_my_inbox_holds_my_notices_alone_and_is_marked_read(people):
    told(people, people.pm, amount=Decimal("1234.50"))
    other = told(people, people.ls, amount=Decimal("9.00"))
    client = Client()
    client.force_login(people.pm)
    page = client.get(reverse("notices")).content.decode()
    assert "1234.50 kr. er klar" in page or "1.234,50 kr. er klar" in page
    assert "9.00" not in page
    assert client.get(reverse("notices-read")).status_code == 405
    client.post(reverse("notices-read"))
    assert Notification.objects.get(recipient=people.pm).read_at
    other.refresh_from_db()
    assert other.read_at is None


@pytest.mark.parametrize("count", [1, 60])
def test_the_inbox_takes_at_most_twelve_queries(people, count, django_assert_max_num_queries):
    for _number in range(count):
        told(people, people.pm, amount=Decimal(1))
    client = Client()
    client.force_login(people.pm)
    client.get(reverse("notices"))
    with django_assert_max_num_queries(12):
        client.get(reverse("notices"), {"page": 2})


def test_notices_keep_the_instant_they_are_given(people):
    notice = told(people, people.pm, amount=Decimal(1))
    assert notice.created_at.astimezone(dt.UTC).year == 2012

"""Ten failures for an address or from a machine, and the log-in waits 15 minutes."""

from __future__ import annotations

import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD


@pytest.fixture
def throttled(people, settings):
    settings.AXES_ENABLED = True
    return people


def tried(address, password="forkert", machine="192.0.2.1", **headers):
    sent = {"username": address, "password": password}
    return Client().post(reverse("login"), sent, REMOTE_ADDR=machine, **headers).status_code


def test_an_address_is_locked_in_any_spelling_and_from_any_machine(throttled):
    address = throttled.pm.email
    for number in range(9):
        spelt = address.upper() if number % 2 else address
        assert tried(spelt, machine=f"192.0.2.{number}") == 200
    assert tried(address, machine="192.0.2.77") == 429
    assert tried(address, PASSWORD, machine="192.0.2.99") == 429
    assert tried(throttled.ls.email, PASSWORD, machine="192.0.2.99") == 302


def test_a_machine_is_locked_whatever_address_it_tries(throttled):
    for number in range(9):
        assert tried(f"nobody{number}@konsortium.example") == 200
    assert tried("one.more@konsortium.example") == 429
    assert tried(throttled.pm.email, PASSWORD) == 429
    assert tried(throttled.pm.email, PASSWORD, machine="192.0.2.2") == 302


def test_the_wait_ends_after_a_quarter_of_an_hour(throttled):
    address = throttled.pm.email
    for _number in range(10):
        tried(address)
    assert tried(address, PASSWORD) == 429
    for attempt in AccessAttempt.objects.all():
        attempt.attempt_time -= dt.timedelta(minutes=16)
        attempt.save()
    assert tried(address, PASSWORD) == 302


def test_behind_the_proxy_the_caller_counts_and_not_what_it_claims(throttled, settings):
    settings.HTTPS = True
    for number in range(10):
        claimed = f"198.51.100.{number}, 203.0.113.5"
        tried(f"nobody{number}@konsortium.example", HTTP_X_FORWARDED_FOR=claimed)
    forged = "198.51.100.200, 203.0.113.5"
    assert tried(throttled.pm.email, PASSWORD, HTTP_X_FORWARDED_FOR=forged) == 429
    assert tried(throttled.pm.email, PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.6") == 302

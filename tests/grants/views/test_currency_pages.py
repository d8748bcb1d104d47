"""The pages of the exchange rates: found, entered, corrected, read from a list."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.queries import clock
from grants.actions.currency import import_exchange_rates
from grants.models import ExchangeRate
from grants.rules.currency import RateFacts

LIST = reverse("grants:exchange-rates")
NEW = reverse("grants:exchange-rate-new")
READ = reverse("grants:exchange-rate-import")
HEAD = "currency;month;kind;rate;source;published_on\n"


@pytest.fixture(autouse=True)
def day(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: dt.date(2014, 5, 2))


def typed(**changes):
    values = {"currency": "SEK", "month": "04.2014", "kind": "voucher", "rate": "0,8401"}
    return {**values, "source": "Nationalbanken", "published_on": "30.04.2014", **changes}


def as_(person):
    client = Client()
    client.force_login(person)
    return client


def test_entered_corrected_and_listed(world):
    client = as_(world.pm)
    assert client.post(NEW, typed()).status_code == 302
    page = client.post(NEW, typed(rate="0,8411"))
    assert "SEK har allerede en kurs for 04.2014" in page.content.decode()
    assert client.post(NEW, typed(rate="0,8411", reason="Tastefejl")).status_code == 302
    text = client.get(LIST).content.decode()
    assert "0,841100" in text
    assert "rettet af en nyere version" in text
    assert "Tastefejl" in text
    start = client.get(NEW, {"currency": "SEK", "month": "2014-04", "kind": "voucher"})
    assert "Nationalbanken" in start.content.decode()


@pytest.mark.parametrize("rate", ["0.840,1", "abc", "0,8400001"])
def test_a_rate_that_cannot_be_read(world, rate):
    assert as_(world.pm).post(NEW, typed(rate=rate)).status_code == 200
    assert not ExchangeRate.objects.exists()


def sheet(text):
    return {"file": SimpleUploadedFile("kurser.csv", text.encode())}


def test_a_list_is_read(world):
    lines = (
        "SEK;2014-04;voucher;0.8401;NB;2014-04-30\nEUR;2014-04;accounting;7,4656;IE;2014-04-01\n"
    )
    assert as_(world.lc).post(READ, sheet(HEAD + lines)).status_code == 302
    assert ExchangeRate.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("currency;rate\nSEK;1\n", "Første linje nævner kolonnerne"),
        (HEAD, "Første linje nævner kolonnerne"),
        (HEAD + "SEK;2014-04;voucher;x;NB;2014-04-30\n", "Linje 1, rate:"),
        (HEAD + "SEK;2014-13;voucher;1;NB;2014-04-30\n", "Linje 1, month:"),
    ],
)
def test_a_list_that_cannot_be_read_says_the_line(world, text, sentence):
    page = as_(world.pm).post(READ, sheet(text))
    assert sentence in page.content.decode()
    assert not ExchangeRate.objects.exists()


def test_who_finds_the_rates(world):
    assert as_(world.stranger).get(LIST).status_code == 404
    assert as_(world.stranger).get(NEW).status_code == 404
    for person in (world.pu, world.ma, world.au):
        assert as_(person).get(LIST).status_code == 200
        assert as_(person).get(NEW).status_code == 403
        assert as_(person).post(NEW, typed()).status_code == 403
        assert as_(person).post(READ, sheet(HEAD)).status_code == 403


def test_few_queries_however_many_rates(world):
    months = [dt.date(2012 + n // 12, n % 12 + 1, 1) for n in range(24)]
    rows = [
        RateFacts("SEK", month, "voucher", Decimal("0.84"), "NB", dt.date(2012, 1, 1))
        for month in months
    ]
    import_exchange_rates(rows, by=world.pm, at=world.clock())
    client = as_(world.pm)
    client.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        client.get(LIST)
    assert len(queries) <= 12
